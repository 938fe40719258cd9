# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is missing (pure), and making it so.

An addition costs money and cannot be taken back, so it is sent once, for targets that a read has
just shown to be missing; and a read after it decides what happened, whatever the answer was.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from ansible_collections.smsops.smsc.plugins.module_utils import _answers, _contract, _errors

# How often an addition is tried when no connection could be made for it.
_ATTEMPTS = 3
_ABSENT = _contract.STATES[_contract.NOT_FOUND]


class Service(Protocol):
    """What the registry needs of a client."""

    def get(self, sender: str, msg: str) -> list[_answers.Row]:
        """Read the registrations of one template, repeated as often as makes sense."""

    def add(self, sender: str, msg: str, targets: Sequence[str]) -> list[_answers.Row]:
        """Register one template with the targets. Sent once; too many requests are a RateLimitError at once."""

    def now(self) -> float:
        """The time by which `claim` tells what was read before and what after."""

    def claim(self, sender: str, msg: str, since: float) -> AbstractContextManager[bool]:
        """Be the only one who adds this template, while the context lasts; gives whether nobody did since a time."""

    def wait(self, exc: _errors.RateLimitError) -> None:
        """Wait before the next request, or raise when the task may wait no longer."""


class Template(NamedTuple):
    """A template as wanted: the text `msg` under a sender name, registered with the targets (flags)."""

    sender: str
    msg: str
    targets: tuple[str, ...] = ()


class Registration(NamedTuple):
    """One registration as the service shows it. name, id and status are its own; the rest is what we make of them."""

    target: str | None
    operator: str | None
    message_type: str | None
    name: str
    id: int | str | None
    status: int | None
    state: str

    @property
    def exists(self) -> bool:
        """Whether something is registered, in whatever state."""
        return self.state != _ABSENT

    def as_record(self) -> dict[str, object]:
        """The registration as modules return it."""
        return self._asdict()


class Outcome:
    """What was found and done for one template.

    registrations: as last read. before and after: the state of each wanted target.
    added: targets that were (in check mode: would be) added. refused: records of target, status and reason.
    error: why the wanted state is not reached, or None.
    """

    def __init__(self, registrations: list[Registration], found: dict[str, str], warnings: list[str]) -> None:
        self.registrations = registrations
        self.before = found
        self.after = found
        self.added: list[str] = []
        self.refused: list[dict[str, object]] = []
        self.warnings = warnings
        self.error: _errors.SmscError | None = None


class Plan(NamedTuple):
    """What is to be added for a template: the targets `wanted`, by a read that began at the time `since`."""

    template: Template
    outcome: Outcome
    wanted: list[str]
    since: float


def recognise(rows: Sequence[_answers.Row], targets: Sequence[str] = ()) -> list[Registration]:
    """Rows of `get` as registrations. targets: flags that the user named, known or not."""
    flags = frozenset(targets)
    return [_registration(row, flags, _contract.state_of(row.status)) for row in rows]


def _registration(row: _answers.Row, flags: frozenset[str], state: str) -> Registration:
    target, operator, message_type = _contract.recognise(row.name, flags)
    return Registration(target, operator, message_type, row.name, row.id, row.status, state)


def read(service: Service, template: Template) -> tuple[list[Registration], list[str]]:
    """The registrations of one template, and warnings about rows that are not understood."""
    registrations = recognise(service.get(template.sender, template.msg), template.targets)
    warnings = [f"{_text(r)} is not recognised as a target" for r in registrations if r.target is None]
    warnings += [f"{_text(r)} has an unknown status" for r in registrations if r.state == "unknown"]
    return registrations, warnings


def states(registrations: Sequence[Registration], targets: Sequence[str]) -> dict[str, str]:
    """The state of each target. Of several registrations of one target, the most useful for sending counts."""
    order = ("accepted", "submitted", "pending", "unknown", "suspended", "rejected", _ABSENT)
    found = dict.fromkeys(targets, _ABSENT)
    for registration in registrations:
        if registration.target in found:
            found[registration.target] = min(found[registration.target], registration.state, key=order.index)
    return found


def missing(registrations: Sequence[Registration], targets: Sequence[str]) -> list[str]:
    """The targets to add: those that the read shows as not registered.

    Raises BadResponseError when a registration that was not recognised could be one of them.
    """
    found = states(registrations, targets)
    wanted = [target for target in targets if found[target] == _ABSENT]
    for registration in registrations:
        if registration.target is None and registration.exists:
            for target in wanted:
                if _may_be(registration, target):
                    raise _errors.BadResponseError(
                        f"nothing was added, because {_text(registration)} is not recognised and could be {target}"
                    )
    return wanted


def ensure(service: Service, template: Template, *, on_rejected: str = "warn", check_mode: bool = False) -> Outcome:
    """Make the wanted registrations of one template exist.

    on_rejected: `fail`, `warn` or `ignore`; what a wanted registration that is rejected or suspended means.
    With `fail`, nothing is added beside it either.
    Returns the outcome, with its error set where the wanted state is not reached. Raises the SmscError of a
    request that was refused before anything was done.
    """
    return carry_out(service, plan(service, template, on_rejected), on_rejected, check_mode=check_mode)


def plan(service: Service, template: Template, on_rejected: str) -> Plan:
    """Read the registrations of a template, and say what is to be added. See `ensure`."""
    since = service.now()
    registrations, warnings = read(service, template)
    outcome = Outcome(registrations, states(registrations, template.targets), warnings)
    wanted = []
    try:
        wanted = missing(registrations, template.targets)
    except _errors.BadResponseError as exc:
        outcome.error = exc
    if on_rejected == "fail" and _rejected(outcome.before):
        wanted = []
    return Plan(template, outcome, wanted, since)


def carry_out(service: Service, made: Plan, on_rejected: str, *, check_mode: bool = False) -> Outcome:
    """Add what a plan says, unless in check mode, and find out what became of it. See `ensure`."""
    template, outcome, wanted, since = made
    if wanted and check_mode:
        outcome.added = wanted
        outcome.after = {**outcome.before, **dict.fromkeys(wanted, _contract.STATE_AFTER_ADD)}
    elif wanted:
        with service.claim(template.sender, template.msg, since) as alone:
            # What another task has added since the read would be added twice.
            outcome = _add(service, made if alone else plan(service, template, on_rejected), on_rejected)
    _judge_rejected(outcome, on_rejected)
    return outcome


def _add(service: Service, made: Plan, on_rejected: str) -> Outcome:
    attempt = 1
    while made.wanted:
        try:
            answer = service.add(made.template.sender, made.template.msg, made.wanted)
        except _errors.RateLimitError as exc:
            service.wait(exc)
        except (_errors.TransportError, _errors.BadResponseError, _errors.ApiError) as exc:
            if not exc.unreachable or attempt == _ATTEMPTS:
                return _settle(service, made, [], exc)
            attempt += 1
        else:
            return _settle(service, made, answer, None)
        # The addition surely did nothing, but time has passed, and the service may be reached at another host now.
        made = plan(service, made.template, on_rejected)
    return made.outcome


def _settle(service: Service, made: Plan, answer: list[_answers.Row], doubt: _errors.SmscError | None) -> Outcome:
    """Find out by reading what an addition did, and write it into the outcome."""
    template, outcome, wanted, _since = made
    flags = frozenset(template.targets)
    said = [_registration(row, flags, "unknown") for row in answer]
    said_added = [r for r in said if r.status == _contract.ADDED and r.target in wanted]
    unread = None
    try:
        outcome.registrations, outcome.warnings = read(service, template)
    except _errors.SmscError as exc:
        unread = exc
        if doubt:
            doubt.description += f"; reading back failed too ({exc.description}), so it is open what was added"
            outcome.error = doubt
            return outcome
        outcome.warnings.append(f"the registrations could not be read back after the addition: {exc.description}")
        # The service's own word is known, the state is not: the number it answered is no status of `get`.
        kept = [r for r in outcome.registrations if r.exists or r.target not in wanted]
        outcome.registrations = kept + [r._replace(status=None) for r in said_added]
    outcome.after = states(outcome.registrations, template.targets)
    absent = [target for target in wanted if outcome.after[target] == _ABSENT]
    accepted = {r.target for r in said_added}
    outcome.added = [target for target in wanted if target not in absent or target in accepted]
    outcome.refused = _refused(said, absent)
    if absent:
        outcome.error = _why_absent(outcome, absent, accepted.issuperset(absent), doubt, unread)
    return outcome


def _refused(said: list[Registration], absent: list[str]) -> list[dict[str, object]]:
    """What the service refused of the targets that are not there."""
    return [
        {"target": r.target, "name": r.name, "status": r.status, "reason": _contract.REFUSALS[r.status]}
        for r in said
        if r.status in _contract.REFUSALS
        and any(r.target == target or (r.target is None and _may_be(r, target)) for target in absent)
    ]


def _why_absent(
    outcome: Outcome,
    absent: list[str],
    said_added: bool,
    doubt: _errors.SmscError | None,
    unread: _errors.SmscError | None,
) -> _errors.SmscError:
    if outcome.refused:
        listed = [
            f"{r['target'] or _answers.quote(str(r['name']))}: {r['reason']} ({r['status']})" for r in outcome.refused
        ]
        return _errors.RefusedError(f"the service refused {'; '.join(listed)}", _first_status(outcome.refused))
    names = ", ".join(absent)
    if doubt:
        doubt.description = f"{doubt.description}; a read after the addition shows no registration for {names}"
        return doubt
    if unread:
        return _errors.BadResponseError(
            f"the service did not say what became of {names}, and the registrations could not be read after the "
            "addition, so it is open what was added; run this again, it reads before it adds"
        )
    said = "said that it added" if said_added else "did not say what became of"
    return _errors.BadResponseError(
        f"the service {said} {names}, but a read shows no such registration; "
        "look into the web cabinet before you run this again"
    )


def _first_status(refused: list[dict[str, object]]) -> int | None:
    status = refused[0]["status"]
    return status if isinstance(status, int) else None


def _rejected(found: dict[str, str]) -> list[str]:
    return [f"{target} is {state}" for target, state in found.items() if state in ("rejected", "suspended")]


def _judge_rejected(outcome: Outcome, on_rejected: str) -> None:
    rejected = _rejected(outcome.after)
    if not rejected or on_rejected == "ignore":
        return
    text = f"{', '.join(rejected)}; it can only be removed in the web cabinet, a changed text is a new template"
    if on_rejected == "fail" and not outcome.error:
        outcome.error = _errors.RefusedError(text)
    else:
        outcome.warnings.append(text)


def _may_be(registration: Registration, target: str) -> bool:
    return _contract.could_be(target, registration.operator, registration.message_type)


def _text(registration: Registration) -> str:
    """A row as an error or a warning quotes it."""
    name = _answers.quote(registration.name)
    return f"the row name='{name}' id={_answers.quote(str(registration.id))} status={registration.status}"
