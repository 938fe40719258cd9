# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would turn out too late: values of variables that mean nothing, and files that cannot be read or written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...module_utils._model._input import InputError
from .. import _gate
from .._files import _coverage_file, _in_force_file, _write

_COVERAGE = "op_templates_coverage_file"
_IN_FORCE = "op_templates_in_force_file"
# Files that are written when all else is done.
_WRITTEN = (
    "op_templates_plan_file",
    "op_templates_report_file",
    "op_templates_adopt_file",
    "op_templates_proposals_file",
    _COVERAGE,
    _IN_FORCE,
)
# The least that a number may be.
_LEAST = {
    "op_templates_matrix_rows": 0,
    "op_templates_max_additions": 0,
    "op_templates_max_monthly_fees": 0,
    "op_templates_adopt_most_spellings": 1,
    "op_templates_adopt_most_reads": 1,
    "op_templates_proposals_least": 1,
}
_MESSAGES = "op_templates_messages_file"
_DAYS = ("op_templates_messages_start", "op_templates_messages_end")
_LISTS_OF_WRITTEN = ("op_templates_reports", "op_templates_findings_reports")


def unusable(options: Mapping[str, Any]) -> list[str]:
    """What would turn out too late: numbers that mean nothing, and files that cannot be read or written."""
    found = []
    for name, least in _LEAST.items():
        if isinstance(options.get(name), (int, float)) and not least <= options[name] < float("inf"):
            found.append(f"{name} is {options[name]}; it must be {least} or more")
    files = [(name, options.get(name)) for name in _WRITTEN]
    files += [(name, one.get("path")) for name in _LISTS_OF_WRITTEN for one in options.get(name) or []]
    found += [f"{name}: {why}" for name, path in files if path and (why := _write.obstacle(Path(path)))]
    if options.get(_COVERAGE) and (why := _coverage_file.obstacle(options[_COVERAGE])):
        found.append(f"{_COVERAGE}: {why}")
    try:
        if options.get(_IN_FORCE):
            _in_force_file.templates(Path(options[_IN_FORCE]).expanduser(), options["op_templates_environment"])
    except InputError as exc:
        found.append(f"{_IN_FORCE}: {exc}")
    return found


def messages(options: Mapping[str, Any]) -> list[str]:
    """What is wrong with the file of messages and the days to export."""
    file = Path(options.get(_MESSAGES) or "").expanduser()
    days = [name for name in _DAYS if options.get(name)]
    if len(days) == 1:
        (lacking,) = set(_DAYS) - set(days)
        return [f"{lacking} is missing: {days[0]} is given, and both days are needed"]
    if days:
        why = _write.obstacle(file)
        return [f"{_MESSAGES}: {why}"] if why else []
    return [] if file.is_file() else [f"{_MESSAGES}: there is no file {str(file)!r}; see {_DAYS[0]} for an export"]


def gate(options: Mapping[str, Any], targets: set[str]) -> list[str]:
    """What is wrong with the gate's policy and how long to wait for it. targets: those of the catalog."""
    found = []
    try:
        _gate.parse(options["op_templates_gate"], targets)
    except InputError as exc:
        found.append(f"op_templates_gate: {exc}")
    wait, interval = options["op_templates_gate_wait"], options["op_templates_gate_interval"]
    if isinstance(wait, int) and isinstance(interval, int) and not 0 <= wait <= 100 * interval:
        found.append(
            f"op_templates_gate_wait is {wait}; it must be from 0 to a hundred times op_templates_gate_interval "
            f"({interval}). Raise the interval, or run the gate on a schedule"
        )
    return found
