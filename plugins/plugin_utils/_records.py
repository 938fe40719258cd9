# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records that a run leaves, read back: what history, matrix, gate, promotion and reports work on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..module_utils._model import _contract, _errors, _input
from ..module_utils._model._template import OBSOLETE, Record, Refusal, Registration, Template, Vanished
from . import _times, _visible

_TITLE_LENGTH = 40


def read(records: Any) -> list[Record]:
    """Read records of the fact op_templates_report, or templates as modules return them.

    Raises InputError for anything else, naming the record by its place.
    """
    if not isinstance(records, Sequence) or isinstance(records, (str, bytes)):
        raise _input.InputError(
            f"the records must be a list, such as the fact op_templates_report, not {_input.shown(records)}"
        )
    return [_record(record, f"record {number}") for number, record in enumerate(records, 1)]


def current(records: Any) -> list[Record]:
    """As `read`, without the texts that the catalog no longer has."""
    return [record for record in read(records) if not record.obsolete]


def moment(value: Any, what: str) -> datetime:
    """A point in time that a user gave as ISO 8601 text. Raises InputError, which names it as `what`."""
    try:
        return _times.parse(str(value))
    except ValueError:
        raise _input.InputError(
            f"{what} must be a time in ISO 8601, such as 2026-11-22T10:00:00+00:00, not {value!r}"
        ) from None


def title(record: Record) -> str:
    """How people call the template: set/name, or the start of its text where it has no name."""
    template = record.template
    if template.name:
        return _visible.line(template.title)
    text = _visible.line(template.msg)
    return f"«{text if len(text) <= _TITLE_LENGTH else text[:_TITLE_LENGTH] + '…'}»"


def age(record: Record, target: str, now: datetime | None) -> int | None:
    """Seconds for which the target has had its state, or None where that is not known."""
    since = record.since.get(target)
    return _times.age(since, now) if since and now else None


def ages(record: Record, now: datetime | None) -> dict[str, int]:
    """Target -> seconds for which it has had its state, of those of which that is known."""
    return {target: found for target in record.states if (found := age(record, target, now)) is not None}


def targets(records: Iterable[Record]) -> list[str]:
    """All targets that the records show, sorted."""
    return sorted({target for record in records for target in record.states}, key=_contract.order)


def counts(records: Iterable[Record]) -> dict[str, int]:
    """How many registrations are in each state, with a 0 for states that none is in.

    Two entries that are one template for the service share their registrations.
    """
    registrations: dict[tuple[str, tuple[str, str], str], str] = {}
    for record in records:
        for target, state in record.states.items():
            registrations.setdefault((record.environment, record.template.key, target), state)
    found = dict.fromkeys(_contract.BY_NAME, 0)
    for state in registrations.values():
        found[state] += 1
    return found


def templates(records: Iterable[Record]) -> int:
    """How many templates there are: those that several environments have, or several entries, count once."""
    first: dict[tuple[str, tuple[str, str]], Record] = {}
    for record in records:
        first.setdefault((record.environment, record.template.key), record)
    found = [record.template for record in first.values()]
    return len({(one.set, one.name, "" if one.name else one.msg) for one in found})


def problem(record: Record) -> str:
    """Kind and description of the error with which the template failed, as far as there is any."""
    return ": ".join(part for part in (record.error.kind, record.error.description) if part) if record.error else ""


def why(record: Record) -> str:
    """Why the template failed, in one line that is safe to show; empty where it did not fail."""
    return (_visible.line(problem(record)) or "no reason was given") if record.failed else ""


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
    since = record.get("since") or {}
    if not isinstance(since, Mapping):
        raise _input.InputError(f"since of {where} must be a dictionary of target and time, not {_input.shown(since)}")
    template = Template(
        sender=_text(record["sender"]),
        msg=_text(record["msg"]),
        targets=tuple(dict.fromkeys(asked)),
        set=_text(record.get("set")),
        name=_text(record.get("name")),
        # Results of modules have no targets where none were asked for, and an empty list where they were switched off.
        off=record.get("targets") is not None and not asked,
        environments=tuple(map(str, _list(record.get("environments"), f"environments of {where}"))),
        after=_text(record.get("after")),
    )
    obsolete = _text(record.get("obsolete"))
    if obsolete and obsolete not in OBSOLETE:
        raise _input.InputError(f"obsolete of {where} must be {' or '.join(OBSOLETE)}, not {_input.shown(obsolete)}")
    made = Record(
        template,
        environment=_text(record.get("environment")),
        registrations=found if was_read else None,
        added=[str(target) for target in _list(record.get("added"), f"added of {where}")],
        refused=[_refusal(fields, where) for fields in _list(record.get("refused"), f"refused of {where}")],
        error=_errors.from_record(record.get("error")) if record.get("failed") or record.get("error") else None,
        vanished=_vanished(record.get("vanished"), where),
        obsolete=obsolete,
    )
    made.since = {str(t): moment(time, f"since.{t} of {where}") for t, time in since.items() if t in made.states}
    return made


def _refusal(fields: Any, where: str) -> Refusal:
    if not isinstance(fields, Mapping) or "reason" not in fields:
        raise _input.InputError(
            f"a refusal of {where} must be a dictionary with target and reason, not {_input.shown(fields)}"
        )
    target = None if fields.get("target") is None else str(fields["target"])
    status = fields.get("status")
    return Refusal(target, _text(fields.get("name")), status if isinstance(status, int) else 0, str(fields["reason"]))


def _vanished(found: Any, where: str) -> dict[str, Vanished]:
    if found is not None and not (
        isinstance(found, Mapping) and all(isinstance(one, Mapping) for one in found.values())
    ):
        raise _input.InputError(
            f"vanished of {where} must be a dictionary of targets, each with state and seen, not {_input.shown(found)}"
        )
    return {
        str(target): Vanished(
            _text(one.get("state")), moment(one["seen"], f"vanished.{target} of {where}") if one.get("seen") else None
        )
        for target, one in (found or {}).items()
    }


def _registration(fields: Any, where: str) -> Registration:
    if not isinstance(fields, Mapping) or "state" not in fields:
        raise _input.InputError(
            f"a registration of {where} must be a dictionary with target and state, not {_input.shown(fields)}"
        )
    target, operator, message_type = (
        None if fields.get(name) is None else str(fields[name]) for name in ("target", "operator", "message_type")
    )
    state = str(fields["state"])
    known = state if state in _contract.BY_NAME else _contract.UNKNOWN
    identifier = fields.get("id")
    identifier = identifier if identifier is None or isinstance(identifier, int) else str(identifier)
    return Registration(target, operator, message_type, _text(fields.get("name")), identifier, None, known)


def _text(value: Any) -> str:
    """Plain text: Ansible passes subclasses, and YAML makes numbers of some names."""
    return "" if value is None else str(value)


def _list(value: Any, what: str) -> Sequence[Any]:
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise _input.InputError(f"{what} must be a list, not {_input.shown(value)}")
    return value
