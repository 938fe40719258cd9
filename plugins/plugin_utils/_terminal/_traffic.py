# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent and what that means for the catalog, for a terminal: no message is shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._model import _fees, _input
from ...module_utils._model._template import Record
from .. import _records, _visible
from . import _coverage, _money, _table

# So much of a proposed text is shown, however long the sender name is.
_LEAST = 24


def lines(
    found: Mapping[str, Any],
    records: Sequence[Record],
    proposals: Sequence[Mapping[str, Any]],
    *,
    file: str,
    fees: Mapping[str, float],
    rows: int,
    rest: str = "",
) -> list[str]:
    """The lines. found: coverage, with its environment. proposals: of op_template_proposals. file: where they were
    written, if anywhere. rest: where the coverage is that is not shown.
    """
    counts = found["counts"]
    total = counts["messages"]
    share = _coverage.share_text(counts["matched"] / total) if total else "0 %"
    told = [f"{counts['matched']:,} ({share}) {_coverage.verb(counts['matched'])} a template"]
    if counts["not_accepted"]:
        told.append(f"{counts['not_accepted']:,} of them only templates that are not accepted")
    told.append(f"{counts['unmatched']:,} {_coverage.verb(counts['unmatched'])} none")
    told += [f"{counts['empty']:,} {'is' if counts['empty'] == 1 else 'are'} empty"] * bool(counts["empty"])
    number = _input.count(counts["messages"] + counts["empty"], "message")
    parts = [
        _coverage.not_accepted(found),
        _near(found["groups"], rows, rest),
        _proposals(proposals, counts["unmatched"], file, rows),
        _still_sent(found, records),
        _unused(found, records, fees),
        [f"{_visible.line(found['environment'])}: {number}: {'; '.join(told)}"],
    ]
    shown = [part for part in parts if part]
    return [line for number, part in enumerate(shown) for line in ([""] if number else []) + part]


def _near(groups: Sequence[Mapping[str, Any]], rows: int, rest: str) -> list[str]:
    """Messages that a template would match if it were changed."""
    near = [one for one in groups if one["nearest"]]
    number = _input.count(sum(one["count"] for one in near), "message")
    return _coverage.groups(near, f"{number} nearly match a template; change it or register another:", rows // 2, rest)


def _proposals(proposals: Sequence[Mapping[str, Any]], unmatched: int, file: str, rows: int) -> list[str]:
    if not unmatched:
        return []
    covered = sum(one["messages"] for one in proposals)
    head = f"{_input.count(len(proposals), 'text')} to register would match {covered:,} of the {unmatched:,} messages"
    table = [
        [
            f"{one['messages']:,}".rjust(9),
            _coverage.share_text(one["share"]).rjust(7),
            _visible.line(one["sender"]),
            "|",
        ]
        for one in proposals[:rows]
    ]
    shown = [
        row[:-1] + _table.start(one["msg"], max(_table.LINE - len(row), _LEAST))
        for one, row in zip(proposals, _table.indented(table))
    ]
    where = [f"they are in {file}; read each before it goes into the catalog"] if file and proposals else []
    return [head, *shown, *_table.more(len(proposals) - rows), *where]


def _still_sent(found: Mapping[str, Any], records: Sequence[Record]) -> list[str]:
    """What programs still send although the catalog has another text for it, or none."""
    sent = [
        f"{_records.title(one)} in {_input.count(hit['messages'], 'message')}"
        for one, hit in zip(records, found["hits"])
        if one.obsolete and hit["messages"]
    ]
    return [f"still sent, although the catalog has replaced it or no longer has it: {', '.join(sent)}"] if sent else []


def _unused(found: Mapping[str, Any], records: Sequence[Record], fees: Mapping[str, float]) -> list[str]:
    """Registered texts that nobody has sent: operators drop what is not used for two months, and some charge for it."""
    unused = [one for one, hit in zip(records, found["hits"]) if not hit["messages"] and _money.accepted(one)]
    if not unused or not found["counts"]["messages"]:
        return []
    costs = [sum(_fees.of_targets(_money.accepted(one), fees).values()) for one in unused]
    total = f", which cost about {_fees.amount_text(sum(costs))} a month" if any(costs) else ""
    names = ", ".join(map(_records.title, unused))
    return [f"in none of these messages: {_input.count(len(unused), 'accepted template')}{total}: {names}"]
