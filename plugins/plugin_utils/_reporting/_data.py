# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every format of the report shows: records by environment, title, time, gate; and the rows of a matrix. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...module_utils._model import _contract, _input
from ...module_utils._model._template import Record
from .. import _records, _times, _visible


@dataclass(frozen=True)
class Report:
    """What is to be shown. environments: name -> its records, in the order in which they came."""

    title: str
    now: datetime | None
    environments: dict[str, list[Record]]
    gate: Gate | None

    @property
    def records(self) -> list[Record]:
        """All records, by environment."""
        return [record for records in self.environments.values() for record in records]

    @property
    def time_text(self) -> str:
        """The time for people, or an empty text."""
        return self.now.strftime("%Y-%m-%d %H:%M UTC") if self.now else ""

    def age_text(self, record: Record, target: str) -> str:
        """The age of a state for people, or an empty text."""
        age = _records.age(record, target, self.now)
        return "" if age is None else _times.age_text(age)


@dataclass(frozen=True)
class Gate:
    """The result of op_template_gate."""

    passed: bool
    text: tuple[str, ...]
    missing: tuple[dict[str, Any], ...]


def build(records: Any, title: str = "", now: str | None = None, gate: Any = None) -> Report:
    """Put together what is to be shown. now: ISO 8601 text. gate: the result of op_template_gate. Raises InputError."""
    environments: dict[str, list[Record]] = {}
    for record in _records.read(records):
        environments.setdefault(record.environment, []).append(record)
    moment = None if now is None else _records.moment(now, "now")
    return Report(title if _visible.line(title).strip() else "Operator templates", moment, environments, _gate(gate))


def matrix(records: Any, now: str | None = None) -> list[dict[str, Any]]:
    """Rows for a report of the user's own, one for each template.

    records: those of the fact op_templates_report, or templates as the modules return them.
    now: ISO 8601 text; without it there are no ages.
    Returns rows of environment, set, name, sender, msg, states and ages. states is a dict of target -> state in
    the service's order of targets, of the wanted targets and of others that are registered; ages is a dict of
    target -> seconds, of those whose record has the time since when. Raises InputError.
    """
    moment = None if now is None else _records.moment(now, "now")
    return [
        {
            "environment": record.environment,
            "set": record.template.set,
            "name": record.template.name,
            "sender": record.template.sender,
            "msg": record.template.msg,
            "states": dict(record.states),
            "ages": _records.ages(record, moment),
        }
        for record in _records.current(records)
    ]


def operators(records: Iterable[Record]) -> dict[str, list[str]]:
    """The operators for people, each with the targets of it that the records show.

    An operator has a column: most templates have one message type, and a column for each target would be mostly empty.
    """
    found: dict[str, list[str]] = {}
    for target in _records.targets(records):
        name = _contract.describe(target).operator or target
        found.setdefault(_contract.operator_label(name), []).append(target)
    return found


def summary(records: Iterable[Record]) -> str:
    """Counts of states in a line: `12 accepted, 3 pending`."""
    found = [f"{number:,} {label(state)}" for state, number in _records.counts(records).items() if number]
    return ", ".join(found) or "no registrations"


def label(state: str) -> str:
    """A state for people."""
    return state.replace("_", " ")


def _gate(gate: Any) -> Gate | None:
    if gate is None:
        return None
    fields: Any = gate if isinstance(gate, Mapping) else {}
    passed, missing, text = (fields.get(name) for name in ("passed", "missing", "text"))
    if not isinstance(passed, bool) or not _all(missing, Mapping) or not _all(text, str):
        raise _input.InputError(
            "gate must be what op_template_gate returned, a dictionary with passed (true or false), missing (a list of "
            f"dictionaries) and text (a list of strings), not {_input.shown(gate)}"
        )
    return Gate(passed, tuple(str(line) for line in text), tuple(dict(entry) for entry in missing))


def _all(values: Any, kind: type) -> bool:
    """Whether this is a list of nothing else."""
    is_list = isinstance(values, Sequence) and not isinstance(values, (str, bytes))
    return is_list and all(isinstance(value, kind) for value in values)
