# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The coverage of an environment as a file: JSON for programs, CSV for a spreadsheet. No message is in it. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...module_utils._model import _input

SUFFIXES = (".csv", ".json")
_VERSION = 1
_KEYS = ("environment", "counts", "groups", "hits", "overlaps", "unused")
_COLUMNS = (
    "kind",
    "messages",
    "share",
    "sender",
    "operator",
    "cost",
    "set",
    "name",
    "msg",
    "form",
    "column",
    "expected",
    "found",
    "fits",
    "states",
)
# What makes a formula of a cell, in one spreadsheet or another.
_SIGN = "=+@\\-\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(f"^(?= *[{_SIGN}\t\r\n])|(?<=[;\t\r\n])(?= *[{_SIGN}])")


def obstacle(path: str) -> str:
    """What is wrong with the name of a file, and the fix; empty if nothing is."""
    suffix = Path(path).suffix.lower()
    return "" if suffix in SUFFIXES else f"{path!r} ends in neither {' nor '.join(SUFFIXES)}; name one of these files"


def text(file: Path, found: Mapping[str, Any]) -> str:
    """The content of a file of this name. found: coverage, with its environment. Raises InputError for another name."""
    wrong = obstacle(str(file))
    if wrong:
        raise _input.InputError(wrong)
    if file.suffix.lower() == ".csv":
        return _as_csv(found)
    return json.dumps({"version": _VERSION, **{key: found[key] for key in _KEYS}}, ensure_ascii=False, indent=2) + "\n"


def _as_csv(found: Mapping[str, Any]) -> str:
    """Rows of what is to be done, most messages first, then what is in order. Spreadsheets take it as it is."""
    lines = io.StringIO()
    # Without the mark some of them take Cyrillic letters for others.
    lines.write("\ufeff")
    writer = csv.DictWriter(lines, _COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(found):
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return lines.getvalue()


def _rows(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for hit in found["hits"]:
        for one in hit["not_accepted"]:
            states = " ".join(f"{target}={state}" for target, state in one["targets"].items())
            about = {"operator": one["operator"], "messages": one["messages"], "states": states}
            yield {"kind": "not accepted", **_template(hit), **about}
    for group in found["groups"]:
        place = {key: group[key] for key in ("column", "expected", "found", "fits")}
        about = {"share": group["share"], "cost": group["cost"], "form": group["msg"], **place}
        kind = "unmatched" if group["msg"] is not None else "unmatched, too few to be shown"
        where = {"sender": _names(group["senders"]), "operator": _names(group["operators"])}
        yield {"kind": kind, **_template(group["nearest"] or {}), "messages": group["count"], **about, **where}
    for hit in found["hits"]:
        about = {"messages": hit["messages"], "cost": hit["cost"], "operator": _names(hit["operators"])}
        yield {"kind": "matched" if hit["messages"] else "unused", **_template(hit), **about}


def _template(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one.get(key) for key in ("sender", "set", "name", "msg")}


def _names(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _cell(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula, nor what follows a separator or a line break in it.

    Where a comma is the decimal mark, a spreadsheet parts cells at semicolons, and quotes within a cell are nothing.
    The CSV of Python 3.10 has no NUL.
    """
    if value is None:
        return ""
    return _FORMULA.sub("'", value.replace("\0", "\ufffd")) if isinstance(value, str) else value
