# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model on both sides: a template, its registrations, and the record that gains keys on its way. Pure.

A record is `{set?, name?, sender, msg, targets?, examples?}` in a catalog. Modules take it and give it back with
`registrations`, `added`, `refused`, `changed`, `failed` and `error`; the role adds `environment` and `since`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _contract, _errors, _input
from ._input import InputError, shown

if TYPE_CHECKING:
    from datetime import datetime

# What a user gives, and what a record gains on its way; it may be given to a module again as it is.
KEYS = ("set", "name", "sender", "msg", "targets", "examples")
GAINED_KEYS = ("environment", "registrations", "added", "refused", "changed", "failed", "error", "doubt", "since")
_ALIASES = {"text": "msg"}


class Template(NamedTuple):
    """A template as wanted: the text `msg` under a sender name, registered with the targets (flags).

    set, name: what the user calls it, each empty where it has none. examples: messages that must match it.
    off: whether the user gave an empty list of targets; then it is read, and nothing is added for it.
    """

    sender: str
    msg: str
    targets: tuple[str, ...] = ()
    set: str = ""
    name: str = ""
    examples: tuple[str, ...] = ()
    off: bool = False

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
    error: why the wanted state is not reached, or None. doubt: the `doubt` of modules' results. environment and since
    (target -> when its state was first seen) are known to the role alone.
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
        since: Mapping[str, datetime] | None = None,
    ) -> None:
        self.template = template
        self.environment = environment
        self.registrations = registrations
        self.added = list(added)
        self.refused = list(refused)
        self.error = error
        self.warnings = list(warnings)
        self.since = dict(since or {})
        self.doubt: Mapping[str, Any] | None = None
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
        found = self.registrations or ()
        registered = [r.target for r in found if r.target is not None and r.exists]
        targets = sorted({*self.template.targets, *registered}, key=_contract.order)
        if self.registrations is None:
            return dict.fromkeys(targets, _contract.UNKNOWN)
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
        made = {**self.as_read(), "added": self.added, "refused": [r.as_record() for r in self.refused]}
        return {**made, "doubt": self.doubt} if self.doubt else made

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


def read(
    value: Any,
    where: str,
    mistakes: list[str],
    *,
    keys: Sequence[str] = KEYS,
    needed: Sequence[str] = ("sender", "msg"),
    ignored: Sequence[str] | None = (),
) -> Template | None:
    """A template from what a user gave: the one reader of modules, catalogs, linter and coverage.

    where: its place, for messages. keys: those that it may have; needed: those that it must have.
    ignored: other keys that are not mistakes; None for all.
    Returns None where something is wrong, and adds what is to the mistakes, each with place, value and fix.
    """
    if not isinstance(value, Mapping):
        mistakes.append(f"{where} is {shown(value)}, which is not a dictionary; it needs {', '.join(needed)}")
        return None
    found: list[str] = []
    fields: dict[str, Any] = {}
    mistyped: set[str] = set()
    for key, given in value.items():
        option: Any = _ALIASES.get(key, key)
        if option in keys:
            if option in fields and given is not None:
                found.append("msg and text are the same; give one of them")
            # A variable that is empty renders as an empty text, and is not given.
            elif given is not None and not (given == "" and option in ("targets", "examples")):
                fields[option] = given
        elif ignored is not None and key not in ignored:
            hint = _input.nearest(str(key), keys)
            mistyped.update(one for one in keys if repr(one) in hint)
            found.append(f"{key!r} is unknown; {hint}")
    checked: dict[str, Any] = {}
    for key in KEYS:
        reader = _texts if key in ("targets", "examples") else text
        try:
            if key in fields:
                checked[key] = reader(fields[key], key)
            elif key in needed and key not in mistyped:
                found.append(f"{key} is missing")
        except InputError as exc:
            found.append(str(exc))
    title = "/".join(str(value[key]) for key in ("set", "name") if value.get(key) not in (None, ""))
    place = f"{where} ({_input.quote(title)})" if title and where else where
    mistakes += [f"{place}: {what}" if place else what for what in found]
    off = checked.get("targets") == ()
    return None if found else Template(**{"sender": "", "msg": "", **checked}, off=off)


def read_list(values: Any, *, needed: Sequence[str]) -> list[Template]:
    """Templates from a list of records, of which only what they need is looked at. Raises InputError.

    One that has no name is called by its number from 1.
    """
    mistakes: list[str] = []
    templates = []
    for number, value in enumerate(_input.items(values, "templates", "dictionaries")):
        template = read(value, f"templates[{number}]", mistakes, needed=needed, ignored=None)
        if template:
            templates.append(template if template.title else template._replace(name=f"#{number + 1}"))
    if mistakes:
        raise InputError("; ".join(_input.some(mistakes)))
    return templates


def text(value: Any, key: str) -> str:
    """A text as it was given. Raises InputError for what YAML has made something else of."""
    if not isinstance(value, str):
        raise InputError(f"{key} is {shown(value)}, which is not a text; {_input.QUOTE_IT}")
    return str(value)


def _texts(value: Any, key: str) -> tuple[str, ...]:
    if isinstance(value, str) and key == "targets":
        # As everywhere in Ansible where a list is wanted.
        value = [part.strip() for part in value.split(",")]
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        listed = ", ".join(map(str, value)) if isinstance(value, Mapping) else value
        raise InputError(f"{key} is {shown(value)}, which is not a list; write [{listed!s}]")
    return tuple(dict.fromkeys(text(one, f"{key}[{number}]") for number, one in enumerate(value)))


def check(template: Template, *, allow_unknown_targets: bool) -> list[str]:
    """What is wrong with a template before it may be sent; an empty list if nothing is."""
    found = []
    for key, value in zip(("sender", "msg"), template.key):
        if not value.strip():
            found.append(f"{key} is empty")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as exc:
            found.append(f"{key} is not Unicode text at position {exc.start + 1}; save it as UTF-8")
    return found + unknown_targets(template.targets, allowed=allow_unknown_targets)


def unknown_targets(targets: Iterable[str], *, allowed: bool, option: str = "allow_unknown_targets") -> list[str]:
    """What is wrong with targets. allowed: whether they may be others than those known. option: what allows them."""
    found = []
    for target in targets:
        if not _contract.is_flag(target):
            found.append(f"target {shown(target)} is not a flag of the service; flags are like {_contract.FLAGS[0]}")
        elif target not in _contract.FLAGS and not allowed:
            near = _input.nearest(target, _contract.FLAGS)
            found.append(f"target {target!r} is unknown; {near} If the service has it all the same, set {option}: true")
    return found
