# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run shows on a terminal: what was added, the matrix of states, what failed, findings. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._model import _contract
from ...module_utils._model._template import Record
from .. import _records, _visible
from .._linting import _rules
from . import _data

_NOT_TRIED = re.compile("^not tried, because of an earlier error: ")
_ROWS = "op_templates_matrix_rows"
_WIDTH = max(map(len, _contract.BY_NAME))


def matrix(records: Sequence[Record], changed: int, rows: int) -> list[str]:
    """A row for each template, a column for each target, and counts. rows: so many are shown."""
    shown = records[:rows]
    targets = list(dict.fromkeys(target for record in shown for target in record.states))
    table = [["template", "sender", *targets]]
    for record in shown:
        states = (record.states.get(target, "-") for target in targets)
        table.append([_records.title(record), _visible.line(record.template.sender), *states])
    widths = [max(len(row[column]) for row in table) for column in (0, 1)] + [_WIDTH] * len(targets)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    failed = sum(record.failed for record in records)
    counts = f"{_data.plural(len(records), 'template')}, {changed} changed, {failed} failed"
    return [*lines, *_more(len(records) - len(shown)), counts]


def additions(records: Sequence[Record], environment: str, rows: int, *, check_mode: bool) -> list[str]:
    """What was added, or in check mode what is to be added: each registration counts once."""
    added = [record for record in records if record.added]
    if not added:
        return [f"nothing is to be added for {_visible.line(environment)}"] if check_mode else []
    number = len({(record.template.key, target) for record in added for target in record.added})
    templates = len({record.template.key for record in added})
    one = number == 1
    verb = ("is to be" if one else "are to be") if check_mode else ("was" if one else "were")
    head = f"{_data.plural(number, 'registration')} {verb} added for {_visible.line(environment)}, "
    of_all = _data.plural(len({record.template.key for record in records}), "template")
    lines = [
        f"+ {_records.title(one)} ({_visible.line(one.template.sender)}): {_visible.line(', '.join(one.added))}"
        for one in added[:rows]
    ]
    return [f"{head}to {templates} of {of_all}:", *lines, *_more(len(added) - rows)]


def failures(records: Sequence[Record], error: Mapping[str, Any] | None, rows: int) -> list[str]:
    """Which templates failed, and why; nothing if none did. error: what failed all of them, if it was one thing."""
    failed = [record for record in records if record.error]
    if not failed:
        return []
    head = f"{len(failed)} of {_data.plural(len(records), 'template')} failed"
    if error:
        head += (
            f": {_visible.line(str(error.get('description')).replace(' max_additions', ' op_templates_max_additions'))}"
        )
    if error and all(
        _NOT_TRIED.sub("", record.error.description) == error.get("description") for record in failed if record.error
    ):
        return [head]
    lines = [
        f"{_records.title(record)}: {_visible.line(record.error.description)}"
        for record in failed[:rows]
        if record.error
    ]
    return [head, *lines, *_more(len(failed) - rows)]


def findings(found: Sequence[Mapping[str, Any]], also: Sequence[str], rows: int) -> list[str]:
    """Errors first, then warnings, then those of other severities that are wanted; and how many there are."""
    shown = [
        finding["text"]
        for severity in _rules.SEVERITIES
        if severity in ("error", "warning", *also)
        for finding in found
        if finding["severity"] == severity
    ]
    numbers = {severity: sum(1 for one in found if one["severity"] == severity) for severity in _rules.SEVERITIES}
    counts = ", ".join(
        _data.plural(number, name) if name != "info" else f"{number} info" for name, number in numbers.items() if number
    )
    if not shown:
        return []
    return [*shown[:rows], *_more(len(shown) - rows), f"{_data.plural(len(found), 'finding')}: {counts}"]


def _more(number: int) -> list[str]:
    return [f"and {number} more ({_ROWS})"] if number > 0 else []
