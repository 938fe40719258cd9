# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one template lacks (pure), making it so, and what that means for each entry that wants it (pure).

An addition costs money and cannot be taken back, so it is sent once, for targets that a read has
just shown to be missing; and a read after it decides what happened, whatever the answer was.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from ._model import _contract, _errors, _input
from ._model._template import Record, Refusal, Registration, Template, states
from ._service import _response

# How often an addition is tried when no connection could be made for it.
_ATTEMPTS = 3


class Service(Protocol):
    """What the registry needs of a client."""

    def get(self, sender: str, msg: str) -> list[_response.Row]:
        """Read the registrations of one template, repeated as often as makes sense."""

    def add(self, sender: str, msg: str, targets: Sequence[str]) -> list[_response.Row]:
        """Register one template with the targets. Sent once; too many requests are a RateLimitError at once."""

    def now(self) -> float:
        """The time by which `claim` tells what was read before and what after."""

    def claim(self, sender: str, msg: str, since: float) -> AbstractContextManager[bool]:
        """Be the only one who adds this template, while the context lasts; gives whether nobody did since a time."""

    def wait(self, exc: _errors.RateLimitError) -> None:
        """Wait before the next request, or raise when the task may wait no longer."""


class Found:
    """What was read, planned and done for one template, for all entries that want it together.

    registrations: as last read; None where they could not be read. before: the state of each wanted target at first.
    wanted: the targets to add, by a read that began at the time `since`. blocked: why nothing is added although
    something is missing. sent: the targets of the addition that was sent. said: the rows of its answer.
    doubt: why it is open whether it was carried out. unread: why it could not be read back.
    error: what kept it from being read, or from being added.
    """

    def __init__(self, template: Template, *, since: float = 0.0, error: _errors.SmscError | None = None) -> None:
        self.template = template
        self.since = since
        self.error = error
        self.registrations: list[Registration] | None = None
        self.warnings: list[str] = []
        self.before: dict[str, str] = {}
        self.wanted: list[str] = []
        self.blocked: _errors.SmscError | None = None
        self.sent: list[str] = []
        self.said: list[Registration] = []
        self.doubt: _errors.SmscError | None = None
        self.unread: _errors.SmscError | None = None

    def block(self, why: _errors.SmscError) -> None:
        """Add nothing."""
        self.wanted = []
        self.blocked = why


def recognise(rows: Sequence[_response.Row], targets: Sequence[str] = ()) -> list[Registration]:
    """Rows of `get` as registrations. targets: flags that the user named, known or not."""
    flags = frozenset(targets)
    return [_registration(row, flags, _contract.state_of(row.status)) for row in rows]


def _registration(row: _response.Row, flags: frozenset[str], state: str) -> Registration:
    target, operator, message_type = _contract.recognise(row.name, flags)
    return Registration(target, operator, message_type, row.name, row.id, row.status, state)


def read(service: Service, template: Template) -> tuple[list[Registration], list[str]]:
    """The registrations of one template, and warnings about rows that are not understood."""
    registrations = recognise(service.get(template.sender, template.msg), template.targets)
    warnings = [f"{_text(r)} is not recognised as a target" for r in registrations if r.target is None]
    warnings += [f"{_text(r)} has an unknown status" for r in registrations if r.state == _contract.UNKNOWN]
    return registrations, warnings


def look_up(service: Service, template: Template) -> Found:
    """Read the registrations of one template. Raises the SmscError that kept them from being read."""
    found = Found(template, since=service.now())
    found.registrations, found.warnings = read(service, template)
    found.before = states(found.registrations, template.targets)
    return found


def missing(registrations: Sequence[Registration], targets: Sequence[str]) -> list[str]:
    """The targets to add: those that the read shows as not registered.

    Raises BadResponseError when a registration that was not recognised could be one of them.
    """
    found = states(registrations, targets)
    wanted = [target for target in targets if found[target] == _contract.ABSENT]
    for registration in registrations:
        if registration.target is None and registration.exists:
            for target in wanted:
                if _may_be(registration, target):
                    raise _errors.BadResponseError(
                        f"nothing was added, because {_text(registration)} is not recognised and could be {target}"
                    )
    return wanted


def ensure(service: Service, template: Template, *, on_rejected: str = "warn", check_mode: bool = False) -> Record:
    """Make the wanted registrations of one template exist.

    on_rejected: `fail`, `warn` or `ignore`; what a wanted registration that is rejected or suspended means.
    With `fail`, nothing is added beside it either.
    Returns the record, with its error set where the wanted state is not reached. Raises the SmscError of a
    request that was refused before anything was done.
    """
    found = plan(service, template, on_rejected)
    if not check_mode:
        found = carry_out(service, found, on_rejected)
    return judge(found, template, on_rejected, check_mode=check_mode)


def plan(service: Service, template: Template, on_rejected: str) -> Found:
    """Read the registrations of a template, and say what is to be added. See `ensure`."""
    found = look_up(service, template)
    try:
        found.wanted = missing(found.registrations or (), template.targets)
    except _errors.BadResponseError as exc:
        found.block(exc)
    rejected = _rejected(found.before)
    if on_rejected == "fail" and rejected and found.wanted:
        found.block(_errors.RefusedError(f"nothing was added, because {', '.join(rejected)}"))
    return found


def carry_out(service: Service, found: Found, on_rejected: str) -> Found:
    """Add what a plan says, and find out what became of it. See `ensure`."""
    if not found.wanted:
        return found
    template = found.template
    with service.claim(template.sender, template.msg, found.since) as alone:
        # What another task has added since the read would be added twice.
        return _add(service, found if alone else plan(service, template, on_rejected), on_rejected)


def _add(service: Service, found: Found, on_rejected: str) -> Found:
    attempt = 1
    while found.wanted:
        try:
            answer = service.add(found.template.sender, found.template.msg, found.wanted)
        except _errors.RateLimitError as exc:
            service.wait(exc)
        except (_errors.TransportError, _errors.BadResponseError, _errors.ApiError) as exc:
            if not exc.unreachable or attempt == _ATTEMPTS:
                found.doubt = exc
                return _settle(service, found, [])
            attempt += 1
        else:
            return _settle(service, found, answer)
        # The addition surely did nothing, but time has passed, and the service may be reached at another host now.
        found = plan(service, found.template, on_rejected)
    return found


def _settle(service: Service, found: Found, answer: list[_response.Row]) -> Found:
    """Find out by reading what an addition did."""
    flags = frozenset(found.template.targets)
    found.sent = found.wanted
    found.said = [_registration(row, flags, _contract.UNKNOWN) for row in answer]
    try:
        found.registrations, found.warnings = read(service, found.template)
    except _errors.SmscError as exc:
        found.unread = exc
        if not found.doubt:
            found.warnings.append(f"the registrations could not be read back after the addition: {exc.description}")
            # The service's own word is known, the state is not: the number it answered is no status of `get`.
            kept = [r for r in found.registrations or () if r.exists or r.target not in found.sent]
            added = [r._replace(status=None) for r in found.said if r.target in _said_added(found)]
            found.registrations = kept + added
    return found


def judge(found: Found, template: Template, on_rejected: str = "ignore", *, check_mode: bool = False) -> Record:
    """What was found and done means for one entry that wants the template: it speaks of its own targets only.

    Each of them is registered (in check mode: would be), or the record has an error.
    """
    record = Record(template, registrations=found.registrations, error=found.error, warnings=found.warnings)
    if found.registrations is None:
        return record
    targets = template.targets
    record.before = {target: found.before[target] for target in targets}
    record.after = states(found.registrations, targets)
    if check_mode:
        record.added = [target for target in targets if target in found.wanted]
        record.after.update(dict.fromkeys(record.added, _contract.STATE_AFTER_ADD))
    absent = [target for target in targets if record.after[target] == _contract.ABSENT]
    if not check_mode:
        shown = [target for target in found.sent if target not in absent]
        record.added = [target for target in targets if target in shown or target in _said_added(found)]
    record.refused = _refused(found.said, absent)
    record.error = _why_absent(found, record.refused, absent) if absent else None
    _judge_rejected(record, on_rejected, found.blocked)
    return record


def _said_added(found: Found) -> set[str]:
    """The targets of which the service said that it has added them."""
    return {r.target for r in found.said if r.status == _contract.ADDED and r.target in found.sent}


def _refused(said: list[Registration], absent: list[str]) -> list[Refusal]:
    """What the service refused of the targets that are not there."""
    return [
        Refusal(r.target, r.name, r.status, _contract.REFUSALS[r.status])
        for r in said
        if r.status in _contract.REFUSALS
        and any(r.target == target or (r.target is None and _may_be(r, target)) for target in absent)
    ]


def _why_absent(found: Found, refused: list[Refusal], absent: list[str]) -> _errors.SmscError:
    gone = [target for target in absent if target in found.sent]
    names = ", ".join(gone)
    if not gone:
        why = found.error or found.blocked
        return why or _errors.BadResponseError(f"{', '.join(absent)} is not registered, and it is not known why")
    if refused:
        listed = [f"{r.target or _input.quote(r.name)}: {r.reason} ({r.status})" for r in refused]
        return _errors.RefusedError(f"the service refused {'; '.join(listed)}", refused[0].status)
    if found.doubt and found.unread:
        return found.doubt.saying(
            f"{found.doubt.description}; reading back failed too ({found.unread.description}), "
            "so it is open what was added"
        )
    if found.doubt:
        return found.doubt.saying(
            f"{found.doubt.description}; a read after the addition shows no registration for {names}"
        )
    if found.unread:
        return _errors.BadResponseError(
            f"the service did not say what became of {names}, and the registrations could not be read after the "
            "addition, so it is open what was added; run this again, it reads before it adds"
        )
    said = "said that it added" if _said_added(found).issuperset(gone) else "did not say what became of"
    return _errors.BadResponseError(
        f"the service {said} {names}, but a read shows no such registration; "
        "look into the web cabinet before you run this again"
    )


def _rejected(found: dict[str, str]) -> list[str]:
    return [f"{target} is {state}" for target, state in found.items() if state in _contract.BAD]


def _judge_rejected(record: Record, on_rejected: str, blocked: _errors.SmscError | None) -> None:
    rejected = _rejected(record.after)
    if not rejected or on_rejected == "ignore":
        return
    text = f"{', '.join(rejected)}; it can only be removed in the web cabinet, a changed text is a new template"
    if on_rejected == "fail" and (record.error is None or (record.error is blocked and blocked.kind == "refused")):
        record.error = _errors.RefusedError(text)
    else:
        record.warnings.append(text)


def _may_be(registration: Registration, target: str) -> bool:
    return _contract.could_be(target, registration.operator, registration.message_type)


def _text(registration: Registration) -> str:
    """A row as an error or a warning quotes it."""
    name = _input.quote(registration.name)
    return f"the row name='{name}' id={_input.quote(str(registration.id))} status={registration.status}"
