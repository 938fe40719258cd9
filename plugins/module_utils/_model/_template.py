# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model on both sides: a template, its registrations, and the record that gains keys on its way. Pure.

A record is `{set?, name?, sender, msg, targets?, examples?}` in a catalog. Modules take it and give it back with
`registrations`, `added`, `refused`, `changed`, `failed`, `error` and, where the history is known, `vanished`; the role
adds `environment`, `since` and `obsolete`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _contract, _errors, _input

if TYPE_CHECKING:
    from datetime import datetime

# What a user gives, and what a record gains on its way; it may be given to a module again as it is.
KEYS = ("set", "name", "sender", "msg", "targets", "examples", "environments", "after")
GAINED_KEYS = tuple(
    "environment registrations added refused changed failed error doubt since vanished obsolete".split()
)
# What a text is that the catalog no longer has: there is another one of that name, or none.
OBSOLETE = ("replaced", "left_over")


class Template(NamedTuple):
    """A template as wanted: the text `msg` under a sender name, registered with the targets (flags).

    set, name: what the user calls it, each empty where it has none. examples: messages that must match it.
    off: whether the user gave an empty list of targets; then it is read, and nothing is added for it.
    environments: where it is wanted, everywhere if empty. after: an environment that must have it accepted first.
    """

    sender: str
    msg: str
    targets: tuple[str, ...] = ()
    set: str = ""
    name: str = ""
    examples: tuple[str, ...] = ()
    off: bool = False
    environments: tuple[str, ...] = ()
    after: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is for the service, whatever the user calls it."""
        return self.sender, self.msg

    @property
    def title(self) -> str:
        """set/name, as far as there are some."""
        return "/".join(part for part in (self.set, self.name) if part)

    @property
    def label(self) -> str:
        """What to call it in a message, in one line."""
        return _input.quote(self.title) or f"{self.sender}: {_input.quote(self.msg)}"

    def as_dict(self) -> dict[str, Any]:
        """The template as a record has it, without what it does not have."""
        fields: dict[str, Any] = {
            **{key: getattr(self, key) for key in ("set", "name", "sender", "msg")},
            "targets": list(self.targets),
            "examples": list(self.examples),
            "environments": list(self.environments),
            "after": self.after,
        }
        kept = ("sender", "msg", "targets") if self.off else ("sender", "msg")
        return {key: value for key, value in fields.items() if value or key in kept}


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
        return self.state != _contract.ABSENT

    def as_record(self) -> dict[str, object]:
        """The registration as modules return it."""
        return self._asdict()


class Vanished(NamedTuple):
    """What a registration was that existed once and is not found now: its last state, and when that was seen last."""

    state: str
    seen: datetime | None = None

    def as_record(self) -> dict[str, str | None]:
        """As records have it."""
        return {"state": self.state, "seen": self.seen.isoformat(timespec="seconds") if self.seen else None}


class Refusal(NamedTuple):
    """What the service refused to add. target is None where its name was not recognised."""

    target: str | None
    name: str
    status: int
    reason: str

    def as_record(self) -> dict[str, object]:
        """The refusal as modules return it."""
        return self._asdict()


class Record:
    """One entry of a list: a template, what is registered of it, and what became of its own targets.

    registrations: as last read; None where they could not be read. before and after: the state of each wanted target.
    added: wanted targets that were (in check mode: would be) added. refused: what the service refused of them.
    error: why the wanted state is not reached, or None. vanished: wanted targets that were registered once and are not.
    doubt: the `doubt` of modules' results. environment, since (target -> when its state was first seen) and obsolete
    (one of OBSOLETE, or empty) are known to the role alone.
    """

    def __init__(
        self,
        template: Template,
        *,
        environment: str = "",
        registrations: Sequence[Registration] | None = None,
        added: Sequence[str] = (),
        refused: Sequence[Refusal] = (),
        error: _errors.SmscError | None = None,
        warnings: Sequence[str] = (),
        vanished: Mapping[str, Vanished] | None = None,
        obsolete: str = "",
    ) -> None:
        self.template = template
        self.environment = environment
        self.registrations = registrations
        self.added = list(added)
        self.refused = list(refused)
        self.error = error
        self.warnings = list(warnings)
        self.since: dict[str, datetime] = {}
        self.doubt: Mapping[str, Any] | None = None
        self.vanished = dict(vanished or {})
        self.obsolete = obsolete
        self.before: dict[str, str] = {}
        self.after: dict[str, str] = {}

    @property
    def failed(self) -> bool:
        """Whether the wanted state is not reached."""
        return self.error is not None

    @cached_property
    def states(self) -> dict[str, str]:
        """The state of each target that is wanted or registered, in the service's order of targets.

        `unknown` where nothing was read, and where a row that was not recognised may be the one that seems missing.
        """
        registered = [r.target for r in self.registrations or () if r.target is not None and r.exists]
        return self.states_of({*self.template.targets, *registered})

    def states_of(self, targets: Iterable[str]) -> dict[str, str]:
        """The state of each target, as in `states`."""
        targets = sorted(set(targets), key=_contract.order)
        if self.registrations is None:
            return dict.fromkeys(targets, _contract.UNKNOWN)
        found = self.registrations
        stray = [r for r in found if r.target is None and r.exists]
        return {
            target: _contract.UNKNOWN
            if state == _contract.ABSENT and any(_contract.could_be(target, r.operator, r.message_type) for r in stray)
            else state
            for target, state in states(found, targets).items()
        }

    @property
    def wanted(self) -> tuple[str, ...]:
        """The targets asked for; where the record does not say, those that are registered."""
        return self.template.targets or (() if self.template.off else tuple(self.states))

    def as_dict(self) -> dict[str, Any]:
        """The record as modules that add return it."""
        gone = {target: one.as_record() for target, one in self.vanished.items()}
        some = {key: value for key, value in (("vanished", gone), ("doubt", self.doubt)) if value}
        return {**self.as_read(), "added": self.added, "refused": [r.as_record() for r in self.refused], **some}

    def as_read(self) -> dict[str, Any]:
        """The record as modules that read return it."""
        return {
            **self.template.as_dict(),
            "registrations": None if self.registrations is None else [r.as_record() for r in self.registrations],
            "changed": bool(self.added),
            "failed": self.failed,
            "error": self.error.as_record() if self.error else None,
        }


def states(registrations: Iterable[Registration], targets: Sequence[str]) -> dict[str, str]:
    """The state of each target. Of several registrations of one target, the most useful for sending counts."""
    found = dict.fromkeys(targets, _contract.ABSENT)
    ranks = {state.name: state.rank for state in _contract.STATES}
    for registration in registrations:
        target, state = registration.target, registration.state
        if target is not None and target in found and ranks[state] < ranks[found[target]]:
            found[target] = state
    return found
