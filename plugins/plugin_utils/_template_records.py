# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as users give them: the fields that linter and coverage use, checked, and what to call each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ansible_collections.smsops.smsc.plugins.plugin_utils import _visible
from ansible_collections.smsops.smsc.plugins.plugin_utils._input import InputError, shown


class Record(NamedTuple):
    """A template. What was not given is empty."""

    number: int
    set: str
    name: str
    sender: str
    msg: str
    targets: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def label(self) -> str:
        """What to call it in a line for people: set/name as far as there are some, else its number from 1."""
        return _label(self.set, self.name, self.number)


def records(templates: Any) -> list[Record]:
    """Templates from a list of dicts with msg, and where wanted set, name, sender, targets, examples; more is ignored.

    Raises InputError.
    """
    return [_record(template, number) for number, template in enumerate(items(templates, "templates", "dicts"), 1)]


def texts(values: Any, what: str) -> list[str]:
    """Plain strings from a list of strings. what: how to call the list. Raises InputError."""
    checked = []
    for number, value in enumerate(items(values, what, "strings"), 1):
        if not isinstance(value, str):
            raise InputError(f"{what}: item {number} is {shown(value)} and no string: quote it")
        checked.append(str(value))
    return checked


def items(values: Any, what: str, of: str) -> Iterable[Any]:
    """The values themselves, if they are some kind of list. Raises InputError."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise InputError(f"{what}: {shown(values)} is no list: give a list of {of}")
    return values


def _record(template: Any, number: int) -> Record:
    if not isinstance(template, Mapping):
        raise InputError(f"templates: item {number} is {shown(template)} and no dict: give it at least msg")
    name, set_name = (_text(template, key, f"template #{number}") for key in ("name", "set"))
    where = f"template {_label(set_name, name, number)}"
    if template.get("msg") is None:
        raise InputError(f"{where} has no msg: give it its text")
    targets, examples = (
        tuple(texts(() if template.get(key) is None else template[key], f"{where}: {key}"))
        for key in ("targets", "examples")
    )
    return Record(
        number=number,
        set=set_name,
        name=name,
        sender=_text(template, "sender", where),
        msg=_text(template, "msg", where),
        targets=targets,
        examples=examples,
    )


def _label(set_name: str, name: str, number: int) -> str:
    return _visible.line("/".join(part for part in (set_name, name) if part)) or f"#{number}"


def _text(template: Mapping[str, Any], key: str, where: str) -> str:
    value = template.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f"{where}: {key} is {shown(value)} and no string: quote it")
    return str(value)
