# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one template lacks: its registrations are read, and compared with the wanted targets.

An addition costs money and cannot be taken back, so it is planned for targets only that a read has just shown to be
missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from ._model import _contract, _errors, _input
from ._model._template import Registration, Template, Vanished, states
from ._service import _response


class Service(Protocol):
    """What planning and applying need of a client."""

    def get(self, sender: str, msg: str) -> list[_response.Row]:
        """Read the registrations of one template, repeated as often as makes sense."""

    def add(self, sender: str, msg: str, targets: Sequence[str]) -> list[_response.Row]:
        """Register one template with the targets. Sent once; too many requests are a RateLimitError at once."""

    def now(self) -> float:
        """The time by which `claim` tells what was read before and what after."""

    def claim(self, sender: str, msg: str, since: float | None) -> AbstractContextManager[bool]:
        """Be the only one who adds this template, while the context lasts; gives whether nobody did since a time.

        With None, since the last addition of this task, which is not waited for.
        """

    def open_until(self, sender: str, msg: str) -> float:
        """When the last addition of this task, without a usable response, can no longer be carried out, by `now`."""

    def arrived(self, sender: str, msg: str) -> None:
        """That addition has been carried out, so that nobody has to wait for it."""

    def wait_until(self, time: float) -> bool:
        """Wait for a time by `now`. Gives whether it has come, or the task may wait no longer."""

    def wait(self, exc: _errors.RateLimitError) -> None:
        """Wait before the next request, or raise when the task may wait no longer."""


class Doubt:
    """An addition that got no usable response. targets: those it was for. why: what came instead.

    until: when it can no longer be carried out, by the clock of claims; None once nothing is waited for any more.
    over: whether the registrations were read after that time. again: the targets of the addition that was sent then.
    others: targets that another task of this machine may have added meanwhile.
    """

    def __init__(self, targets: Sequence[str]) -> None:
        self.targets = list(targets)
        self.why: _errors.SmscError | None = None
        self.until: float | None = None
        self.over = False
        self.again: list[str] = []
        self.others: list[str] = []


class Found:
    """What was read, planned and done for one template, for all entries that want it together.

    registrations: as last read; None where they could not be read. warnings: of that read. notes: warnings that outlast
    it. before: the state of each wanted target at first. lacking: the targets that a read which began at the time
    `since` has shown as missing. wanted: those of them to add. blocked: why nothing is added although something is
    missing. vanished: targets that were registered once and are missing now; held: those of them that are not added
    again, which is no error. sent: the targets that an addition was sent for. said: the rows of the last response.
    failure: what came instead of it. doubt: what is known of an addition that may have been carried out all the same.
    unread: why it could not be read back.
    kept_as: the other spelling of the text under which the targets `elsewhere` were found then.
    error: what kept it from being read, from being added, or a doubt from being settled.
    """

    def __init__(self, template: Template, *, since: float = 0.0, error: _errors.SmscError | None = None) -> None:
        self.template = template
        self.since = since
        self.error = error
        self.registrations: list[Registration] | None = None
        self.warnings: list[str] = []
        self.notes: list[str] = []
        self.before: dict[str, str] = {}
        self.lacking: list[str] = []
        self.wanted: list[str] = []
        self.blocked: _errors.SmscError | None = None
        self.vanished: dict[str, Vanished] = {}
        self.held: list[str] = []
        self.sent: list[str] = []
        self.said: list[Registration] = []
        self.failure: _errors.SmscError | None = None
        self.doubt: Doubt | None = None
        self.unread: _errors.SmscError | None = None
        self.kept_as = ""
        self.elsewhere: list[str] = []

    def block(self, why: _errors.SmscError) -> None:
        """Add nothing."""
        self.wanted = []
        self.blocked = why

    def hold(self, targets: Iterable[str]) -> None:
        """Do not add these targets, and do not take it for an error."""
        self.held = list(targets)
        self.wanted = [target for target in self.wanted if target not in self.held]

    def give_up(self, why: _errors.SmscError) -> None:
        """Wait for no addition in doubt. why: what has ended the task."""
        if self.doubt:
            self.doubt.until = None
            self.error = why.saying(f"the task did not wait for it, because of an earlier error: {why.cause}")

    @property
    def pending(self) -> list[str]:
        """The targets that an addition was sent for, and the last read shows in no spelling."""
        after = states(self.registrations or (), self.sent)
        return [one for one in self.sent if after[one] == _contract.ABSENT and one not in self.elsewhere]

    @property
    def open_until(self) -> float | None:
        """Until when an addition in doubt is to be waited for; None if there is none."""
        return self.doubt.until if self.doubt else None

    @property
    def said_added(self) -> set[str]:
        """The targets of which the service said that it has added them."""
        return {row.target for row in self.said if row.status == _contract.ADDED and row.target in self.sent}


def recognise(rows: Sequence[_response.Row], targets: Sequence[str] = ()) -> list[Registration]:
    """Rows of `get` as registrations. targets: flags that the user named, known or not."""
    flags = frozenset(targets)
    return [registration(row, flags, _contract.state_of(row.status)) for row in rows]


def registration(row: _response.Row, flags: frozenset[str], state: str) -> Registration:
    """A row as a registration. flags: as in `recognise`, as a set."""
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
    for one in registrations:
        if one.target is None and one.exists:
            for target in wanted:
                if may_be(one, target):
                    raise _errors.BadResponseError(
                        f"nothing was added, because {_text(one)} is not recognised and could be {target}"
                    )
    return wanted


def plan(service: Service, template: Template, on_rejected: str) -> Found:
    """Read the registrations of a template, and say what is to be added.

    on_rejected: see `_provision.ensure`. Raises the SmscError that kept them from being read.
    """
    found = look_up(service, template)
    want(service, found, template.targets, on_rejected)
    return found


def want(service: Service, found: Found, targets: Sequence[str], on_rejected: str) -> None:
    """Say what is to be added of some targets, by what was read, or what keeps it from being added."""
    registrations = found.registrations or ()
    try:
        found.wanted = found.lacking = missing(registrations, targets)
    except _errors.BadResponseError as exc:
        found.block(exc)
    bad = rejected(states(registrations, found.template.targets))
    if on_rejected == "fail" and bad and found.wanted:
        found.block(_errors.RefusedError(f"nothing was added, because {', '.join(bad)}"))
    if found.wanted and not any(one.exists for one in registrations):
        _block_what_is_spelled_otherwise(service, found)


def _block_what_is_spelled_otherwise(service: Service, found: Found) -> None:
    """Add nothing where the service has the text in another spelling: it would be paid for again in each run.

    Where something is registered in this spelling, the service keeps it as it is.
    """
    # Loaded here because only an addition needs it, and every module start would pay for it.
    from ._model import _spelling  # noqa: PLC0415

    try:
        other, targets = spelled_otherwise(service, found.template, found.wanted)
    except _errors.BadResponseError as exc:
        found.block(exc)
        return
    if targets:
        found.block(
            _errors.ParametersError(
                f"nothing was added, because the same text is registered for {', '.join(targets)} in another spelling, "
                f"{_spelling.described(found.template.msg, other)}. If both are wanted, register this one in the web "
                "dashboard"
            )
        )


def spelled_otherwise(service: Service, template: Template, targets: Sequence[str]) -> tuple[str, list[str]]:
    """Another spelling of a text under which some of the targets are registered, and which; empty if there is none.

    Costs a read for each spelling that there is, and an ordinary text has none. Raises an SmscError.
    """
    from ._model import _spelling  # noqa: PLC0415

    for other in _spelling.others(template.msg):
        registrations, _warnings = read(service, template._replace(msg=other))
        lacking = missing(registrations, targets)
        there = [target for target in targets if target not in lacking]
        if there:
            return other, there
    return "", []


def block_second_spellings(found: Sequence[Found]) -> None:
    """Of two spellings of a text that are both to be added, add the plain one alone."""
    from ._model import _spelling  # noqa: PLC0415

    wanted = {one.template.key: one.wanted for one in found}
    for one in found:
        for other in _spelling.others(one.template.msg):
            both = [target for target in wanted.get((one.template.sender, other), ()) if target in one.wanted]
            if both:
                one.block(
                    _errors.ParametersError(
                        f"not added, because the list has the same text for {', '.join(both)} in another spelling, "
                        f"{_spelling.described(one.template.msg, other)}. If both are wanted, register this one in the "
                        "web dashboard"
                    )
                )


def rejected(found: dict[str, str]) -> list[str]:
    """Which targets are in a bad state, in words. found: the state of each."""
    return [f"{target} is {state}" for target, state in found.items() if state in _contract.BAD]


def may_be(registration: Registration, target: str) -> bool:
    """Whether a registration that was not recognised could be the one of a target."""
    return _contract.could_be(target, registration.operator, registration.message_type)


def _text(registration: Registration) -> str:
    """A row as an error or a warning quotes it."""
    name = _input.quote(registration.name)
    return f"the row name='{name}' id={_input.quote(str(registration.id))} status={registration.status}"
