# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of messages, matched with templates, and what is kept of that: no message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .._coverage import _coverage
from .._files import _coverage_file, _write
from .._matching import _messages
from .._proposals import _groups
from .._proposals._groups import Grouped

_FILE = "coverage_file"


def read(
    options: Mapping[str, Any], templates: Sequence[Mapping[str, Any]], past: Sequence[Mapping[str, Any]] = ()
) -> _coverage.Matched:
    """The messages of op_templates_messages_file, matched. Raises InputError, OSError.

    past: texts that the catalog no longer has. They follow the templates, and count where no template matches.
    """
    sent = _messages.records(
        Path(options["messages_file"]).expanduser().read_bytes(),
        # As the export writes it.
        "jsonl" if options.get("messages_start") else options["messages_format"],
        options.get("messages_column"),
        options["messages_encoding"],
        keep_empty=True,
    )
    found = _coverage.match(sent, [*templates, *past], options["messages_mode"])
    if not past:
        return found
    return found._replace(
        numbers=[tuple(one for one in numbers if one < len(templates)) or numbers for numbers in found.numbers]
    )


def grouped(options: Mapping[str, Any], found: _coverage.Matched) -> list[Grouped]:
    """Those that match no template, in groups."""
    return _groups.by_sender(found.unmatched, options["proposals_least"])


def told(options: Mapping[str, Any], found: _coverage.Matched, groups: Sequence[Grouped]) -> dict[str, Any]:
    """The coverage of an environment, as the fact op_templates_coverage has it."""
    return {"environment": options["environment"], **_coverage.summary(found, groups, options["proposals_least"])}


def write(options: Mapping[str, Any], coverage: Mapping[str, Any], *, check_mode: bool) -> list[str]:
    """Write it to op_templates_coverage_file, if one is wanted. Returns what kept it from being written."""
    if not options.get(_FILE) or check_mode:
        return []
    file = Path(options[_FILE]).expanduser()
    return _write.written(file, _coverage_file.text(file, coverage))


def rest(options: Mapping[str, Any]) -> str:
    """Where what is not shown of a list stands."""
    return f"; all of them are in {options[_FILE]}" if options.get(_FILE) else " (op_templates_matrix_rows)"


def failed(options: Mapping[str, Any], why: Exception) -> dict[str, Any]:
    """What a step returns whose files could not be used."""
    environment, file = options["environment"], options["messages_file"]
    said = f"{why.filename}: {why.strerror}" if isinstance(why, OSError) else f"{file}: {why}"
    stop = f"{environment}: the messages could not be used; see below"
    return {"lines": [f"{environment}: {said}"], "stop": stop}
