# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed since the last run, as reports say it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...module_utils._model import _contract, _input
from .. import _times, _visible
from ._language import _words

_TEXTS = ("environment", "set", "name", "sender", "target", "from", "to")


class Change(NamedTuple):
    """A registration that has another state than in the last run. after: seconds for which it had the old one."""

    environment: str
    set: str
    name: str
    sender: str
    target: str
    before: str
    state: str
    after: int | None

    def as_dict(self) -> dict[str, Any]:
        """The change as the fact op_templates_changes has it."""
        return dict(zip((*_TEXTS, "after"), self))


def read(changes: Any) -> tuple[Change, ...] | None:
    """The changes of the fact op_templates_changes; None where nothing is known of any. Raises InputError."""
    if changes is None:
        return None
    is_list = isinstance(changes, Sequence) and not isinstance(changes, (str, bytes))
    if not is_list or not all(isinstance(one, Mapping) and {"target", "from", "to"} <= set(one) for one in changes):
        raise _input.InputError(
            "changes must be the fact op_templates_changes, a list of dictionaries with environment, set, name, "
            f"sender, target, from, to and after, not {_input.shown(changes)}"
        )
    return tuple(map(_change, changes))


def rows(changes: Sequence[Change], words: _words.Words) -> list[list[str]]:
    """Cells of environment, template, sender, targets, what became of them, and after how long.

    What has become worse stands first. Targets to which the same has happened stand together.
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for one in sorted(changes, key=lambda change: change.state not in (*_contract.BAD, _contract.ABSENT)):
        title = "/".join(part for part in (one.set, one.name) if part)
        step = f"{words.state(one.before)} → {words.state(one.state)}"
        after = words.say("after", words.age(one.after)) if one.after and one.after >= _times.MINUTE else ""
        found.setdefault((one.environment, title, one.sender, step, after), []).append(one.target)
    told = ([*about, " ".join(targets), step, after] for (*about, step, after), targets in found.items())
    return [list(map(_visible.line, cells)) for cells in told]


def counts(changes: Sequence[Change]) -> dict[tuple[str, str, str], int]:
    """How many there are of each environment, old state and new state."""
    return dict(Counter((one.environment, one.before, one.state) for one in changes))


def _change(fields: Mapping[str, Any]) -> Change:
    after = fields.get("after")
    environment, set_name, name, sender, target, before, state = (
        "" if fields.get(key) is None else str(fields[key]) for key in _TEXTS
    )
    seconds = int(after) if isinstance(after, (int, float)) else None
    return Change(environment, set_name, name, sender, target, before, state, seconds)
