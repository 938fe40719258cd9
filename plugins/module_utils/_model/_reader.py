# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as users give them: read, with everything that is wrong, each with place, value and fix. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import _contract, _input
from ._input import InputError, shown
from ._template import KEYS, Template

_ALIASES = {"text": "msg"}
_LISTS = ("targets", "examples", "environments")


def read(
    value: Any,
    where: str,
    mistakes: list[str],
    *,
    keys: Sequence[str] = KEYS,
    needed: Sequence[str],
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
            elif given is not None and not (given == "" and option in _LISTS):
                fields[option] = given
        elif ignored is not None and key not in ignored:
            hint = _input.nearest(str(key), keys)
            mistyped.update(one for one in keys if repr(one) in hint)
            found.append(f"{key!r} is unknown; {hint}")
    checked: dict[str, Any] = {}
    for key in KEYS:
        reader = _texts if key in _LISTS else text
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
    if isinstance(value, str) and key != "examples":
        # As everywhere in Ansible where a list is wanted.
        value = [part.strip() for part in value.split(",")]
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        listed = ", ".join(map(str, value)) if isinstance(value, Mapping) else value
        raise InputError(f"{key} is {shown(value)}, which is not a list; write [{listed!s}]")
    return tuple(dict.fromkeys(text(one, f"{key}[{number}]") for number, one in enumerate(value)))


def check(template: Template, *, allow_unknown_targets: bool) -> list[str]:
    """What is wrong with a template before it may be sent; an empty list if nothing is."""
    found = []
    for key, value in (("sender", template.sender), ("msg", template.msg)):
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
