# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of the role shows on a terminal. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._model import _contract, _fees, _input
from ...module_utils._model._template import Record
from .. import _records, _visible
from .._linting import _rules
from . import _plain

# Guards of the module, which have longer names in the role.
_OPTIONS = re.compile(r"\b(max_additions|max_monthly_fees|approved_plan|check_senders)\b")
_ROWS = "op_templates_matrix_rows"


def matrix(records: Sequence[Record], changed: int, rows: int) -> list[str]:
    """A row for each template, a column for each target, and counts. rows: so many are shown."""
    shown = records[:rows]
    failed = sum(record.failed for record in records)
    off = sum(record.template.off for record in records)
    counts = f"{_input.count(len(records), 'template')}, {changed:,} changed, {failed:,} failed"
    counts += f", {off:,} switched off" if off else ""
    return [*_plain.table(shown), *_more(len(records) - len(shown)), counts]


def additions(
    records: Sequence[Record],
    environment: str,
    rows: int,
    *,
    check_mode: bool,
    fees: Mapping[str, float] | None = None,
) -> list[str]:
    """What was added, or in check mode what is to be added: each registration counts once.

    fees: what each operator charges a month for a registration.
    """
    added = [record for record in records if record.added]
    off = _switched_off(records, environment, rows) if check_mode else []
    if not added:
        return [f"nothing is to be added for {_visible.line(environment)}", *off] if check_mode else []
    registrations = {(record.template.key, target) for record in added for target in record.added}
    number = len(registrations)
    templates = len({record.template.key for record in added})
    one = number == 1
    verb = ("is to be" if one else "are to be") if check_mode else ("was" if one else "were")
    head = f"{_input.count(number, 'registration')} {verb} added for {_visible.line(environment)}, "
    of_all = _input.count(len({record.template.key for record in records}), "template")
    lines = [
        f"+ {_records.title(one)} ({_visible.line(one.template.sender)}): {_visible.line(', '.join(one.added))}"
        for one in added[:rows]
    ]
    costs = _fees.of_targets((target for _key, target in registrations), fees or {}) if check_mode else {}
    return [
        f"{head}to {templates:,} of {of_all}:",
        *lines,
        *_more(len(added) - rows),
        *_costs(costs),
        *off,
    ]


def failures(records: Sequence[Record], error: Mapping[str, Any] | None, rows: int) -> list[str]:
    """Which templates failed, and why; nothing if none did. error: what failed all of them, if it was one thing."""
    failed = [record for record in records if record.error]
    if not failed:
        return []
    head = f"{len(failed):,} of {_input.count(len(records), 'template')} failed"
    if error:
        why = _OPTIONS.sub(r"op_templates_\1", str(error.get("description")))
        head += f": {_visible.line(why)}"
    if error and all(record.error.cause == error.get("description") for record in failed if record.error):
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
    counts = [
        f"{number:,} info" if severity == "info" else _input.count(number, severity)
        for severity, number in numbers.items()
        if number
    ]
    if not shown:
        return []
    return [*shown[:rows], *_more(len(shown) - rows), f"{_input.count(len(found), 'finding')}: {', '.join(counts)}"]


def _costs(fees: Mapping[str, float]) -> list[str]:
    if not fees:
        return []
    listed = ", ".join(f"{_contract.operator_label(code)} {_fees.number_text(fee)}" for code, fee in fees.items())
    total = _fees.number_text(sum(fees.values()))
    return [f"monthly fees +{total} {_fees.CURRENCY} ({_visible.line(listed)})"]


def _switched_off(records: Sequence[Record], environment: str, rows: int) -> list[str]:
    """Templates for which nothing is added because their targets are an empty list."""
    off = [record for record in records if record.template.off]
    if not off:
        return []
    head = f"{_input.count(len(off), 'template')} {'is' if len(off) == 1 else 'are'} switched off "
    lines = [f"- {_records.title(one)} ({_visible.line(one.template.sender)})" for one in off[:rows]]
    return [f"{head}for {_visible.line(environment)} (targets: []):", *lines, *_more(len(off) - rows)]


def _more(number: int) -> list[str]:
    return [f"and {number:,} more ({_ROWS})"] if number > 0 else []
