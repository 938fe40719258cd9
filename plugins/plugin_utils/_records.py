# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of the fact op_templates_report, read once into a type that matrix, gate and reports share. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ansible_collections.smsops.smsc.plugins.module_utils import _contract, _registry
from ansible_collections.smsops.smsc.plugins.plugin_utils import _input, _times, _visible

# Every state there is, from the best to the one that says least.
STATES = ("accepted", "submitted", "pending", "rejected", "suspended", "not_found", "unknown")
UNKNOWN = "unknown"
FLAGS = _contract.FLAGS
_ABSENT = _contract.STATES[_contract.NOT_FOUND]
_TITLE_LENGTH = 40


@dataclass(frozen=True)
class Record:
    """One template of one environment.

    wanted: the targets asked for; where the record does not say, those that are registered.
    states: target -> state, of the wanted targets and of others that are registered, in the service's order.
    `unknown` means that the state was not read or not understood.
    since: target -> when the state was first seen. kind, problem: of the error with which the template failed, and why;
    an empty problem is no error.
    """

    environment: str
    set_name: str
    name: str
    sender: str
    msg: str
    wanted: tuple[str, ...]
    states: dict[str, str]
    since: dict[str, datetime]
    failed: bool
    kind: str
    problem: str

    @property
    def title(self) -> str:
        """How people call the template: set/name, or the start of its text where it has no name."""
        if self.name:
            return _visible.line(f"{self.set_name}/{self.name}" if self.set_name else self.name)
        text = _visible.line(self.msg)
        return f"«{text if len(text) <= _TITLE_LENGTH else text[:_TITLE_LENGTH] + '…'}»"

    def age(self, target: str, now: datetime | None) -> int | None:
        """Seconds for which the target has had its state, or None where that is not known."""
        since = self.since.get(target)
        return _times.age(since, now) if since and now else None

    def ages(self, now: datetime | None) -> dict[str, int]:
        """Target -> seconds for which it has had its state, of those of which that is known."""
        return {target: age for target in self.states if (age := self.age(target, now)) is not None}


def read(records: Any) -> list[Record]:
    """Read records of the fact op_templates_report, or templates as modules return them.

    Raises InputError for anything else, naming the record by its place.
    """
    if not isinstance(records, Sequence) or isinstance(records, (str, bytes)):
        raise _input.InputError(
            f"the records must be a list, such as the fact op_templates_report, not {_input.shown(records)}"
        )
    return [_record(record, f"record {number}") for number, record in enumerate(records, 1)]


def moment(value: Any, what: str) -> datetime:
    """A point in time that a user gave as ISO 8601 text. Raises InputError, which names it as `what`."""
    try:
        return _times.parse(str(value))
    except ValueError:
        raise _input.InputError(
            f"{what} must be a time in ISO 8601, such as 2026-11-22T10:00:00+00:00, not {value!r}"
        ) from None


def order(target: str) -> tuple[int, str]:
    """What to sort targets by: the service's order, then others by name."""
    return (_contract.FLAGS.index(target) if target in _contract.FLAGS else len(_contract.FLAGS), target)


def targets(records: Iterable[Record]) -> list[str]:
    """All targets that the records show, sorted."""
    return sorted({target for record in records for target in record.states}, key=order)


def counts(records: Iterable[Record]) -> dict[str, int]:
    """How many registrations are in each state, with a 0 for states that none is in."""
    found = dict.fromkeys(STATES, 0)
    for record in records:
        for state in record.states.values():
            found[state] += 1
    return found


def why(record: Record) -> str:
    """Why the template failed, in one line that is safe to show; empty where it did not fail."""
    return (_visible.line(record.problem) or "no reason was given") if record.failed else ""


def _record(record: Any, where: str) -> Record:
    if not isinstance(record, Mapping):
        raise _input.InputError(f"{where} must be a dictionary with sender and msg, not {_input.shown(record)}")
    for field in ("sender", "msg"):
        if record.get(field) is None:
            raise _input.InputError(f"{where} has no {field}; a record of op_templates_report has one")
    asked = [str(target) for target in _list(record.get("targets"), f"targets of {where}")]
    # Without registrations nothing was read, which is not the same as nothing being registered.
    was_read = record.get("registrations") is not None
    found = [_registration(fields, where) for fields in _list(record.get("registrations"), f"registrations of {where}")]
    registered = [r.target for r in found if r.target is not None and r.exists]
    shown = sorted({*asked, *registered}, key=order)
    error = record.get("error")
    since = record.get("since") or {}
    if not isinstance(since, Mapping):
        raise _input.InputError(f"since of {where} must be a dictionary of target and time, not {_input.shown(since)}")
    return Record(
        environment=_text(record.get("environment")),
        set_name=_text(record.get("set")),
        name=_text(record.get("name")),
        sender=_text(record["sender"]),
        msg=_text(record["msg"]),
        wanted=tuple(dict.fromkeys(asked)) or tuple(shown),
        states=_states(found, shown) if was_read else dict.fromkeys(shown, UNKNOWN),
        since={str(t): moment(time, f"since.{t} of {where}") for t, time in since.items() if t in shown},
        failed=bool(record.get("failed") or error),
        kind=_text(error.get("kind")) if isinstance(error, Mapping) else "",
        problem=_problem(error),
    )


def _states(found: Sequence[_registry.Registration], shown: Collection[str]) -> dict[str, str]:
    """The state of each target; `unknown` where a row that was not recognised may be the one that seems missing."""
    states = _registry.states(found, list(shown))
    stray = [r for r in found if r.target is None and r.exists]
    for target, state in states.items():
        if state == _ABSENT and any(_contract.could_be(target, r.operator, r.message_type) for r in stray):
            states[target] = UNKNOWN
    return states


def _registration(fields: Any, where: str) -> _registry.Registration:
    if not isinstance(fields, Mapping) or "state" not in fields:
        raise _input.InputError(
            f"a registration of {where} must be a dictionary with target and state, not {_input.shown(fields)}"
        )
    target, operator, message_type = (
        None if fields.get(name) is None else str(fields[name]) for name in ("target", "operator", "message_type")
    )
    state = str(fields["state"]) if fields["state"] in STATES else UNKNOWN
    return _registry.Registration(target, operator, message_type, _text(fields.get("name")), None, None, state)


def _problem(error: Any) -> str:
    if not isinstance(error, Mapping):
        return _text(error)
    told = ": ".join(_text(error[key]) for key in ("kind", "description") if error.get(key))
    return told or (str(dict(error)) if error else "")


def _text(value: Any) -> str:
    """Plain text: Ansible passes subclasses, and YAML makes numbers of some names."""
    return "" if value is None else str(value)


def _list(value: Any, what: str) -> Sequence[Any]:
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise _input.InputError(f"{what} must be a list, not {_input.shown(value)}")
    return value
