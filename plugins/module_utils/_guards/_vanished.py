# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registrations that were there once and are not found now. Pure.

An operator may have dropped them for lack of use, or somebody has deleted them in the web dashboard on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from .._model import _contract, _errors, _input
from .._model._template import Template, Vanished

if TYPE_CHECKING:
    from . import _judge


class Planned(Protocol):
    """What is told here of the plan of one template."""

    template: Template
    lacking: list[str]
    blocked: _errors.SmscError | None
    vanished: dict[str, Vanished]
    notes: list[str]

    def block(self, why: _errors.SmscError) -> None:
        """Add nothing."""

    def hold(self, targets: Iterable[str]) -> None:
        """Do not add these targets, and do not take it for an error."""


def known(options: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Vanished]]:
    """What was registered before, as a module takes it: by sender and text, then by target.

    Raises ParametersError for what is invalid, and where it is missing although it is needed.
    """
    given = options["known"]
    if given is None:
        if options["on_vanished"] != "add":
            raise _errors.ParametersError(
                f"on_vanished is {options['on_vanished']!r}, and known is missing: without what was registered before "
                "nothing can be seen to vanish"
            )
        return {}
    found: dict[tuple[str, str], dict[str, Vanished]] = {}
    for number, entry in enumerate(given):
        of_text = found.setdefault((entry["sender"], entry["msg"]), {})
        for one in entry["registrations"] or ():
            target, state, seen = one.get("target"), str(one.get("state")), one.get("seen")
            if not isinstance(target, str) or not target:
                raise _errors.ParametersError(f"known[{number}]: target is {_input.shown(target)}; give its name")
            if state not in _contract.BY_NAME:
                raise _errors.ParametersError(
                    f"known[{number}]: state is {_input.shown(one.get('state'))}; "
                    f"{_input.nearest(state, _contract.BY_NAME)}"
                )
            try:
                time = datetime.fromisoformat(str(seen)) if seen else None
            except ValueError:
                raise _errors.ParametersError(
                    f"known[{number}]: seen is {_input.shown(seen)}, which is not a time in ISO 8601"
                ) from None
            if state != _contract.ABSENT:
                of_text[target] = Vanished(state, time)
    return found


def hold_back(found: Sequence[Planned], guards: _judge.Guards, *, check_mode: bool) -> list[str]:
    """Mark what has vanished, and take it out of the plans where it is not to be added again.

    Without a bound on additions it is not added again unnoticed. In check mode it is planned all the same, because a
    plan that is approved is such a bound.
    Returns what keeps everything from being added, each registration in words.
    """
    stops = []
    for one in found:
        of_text = guards.known.get(one.template.key) or {}
        one.vanished = {target: of_text[target] for target in one.lacking if target in of_text}
        if not one.vanished:
            continue
        listed = ", ".join(f"{target} was {last_seen(last)}" for target, last in one.vanished.items())
        text = f"{listed}, and {'is' if len(one.vanished) == 1 else 'are'} not found now"
        if guards.on_vanished == "fail":
            stops += [f"{one.template.label} {target} was {last_seen(last)}" for target, last in one.vanished.items()]
            if not one.blocked:
                one.block(_errors.ParametersError(f"{text}, and on_vanished is fail"))
        elif one.blocked:
            one.notes.append(text)
        elif guards.on_vanished == "warn":
            one.hold(one.vanished)
            one.notes.append(f"{text}; on_vanished is warn, so it is not added again")
        elif guards.bound:
            one.notes.append(f"{text}; it is added again")
        else:
            if not check_mode:
                one.hold(one.vanished)
            one.notes.append(
                f"{text}; somebody may have deleted it on purpose, so it is added again only with approved_plan or "
                "max_additions"
            )
    return stops


def last_seen(last: Vanished) -> str:
    """`accepted on 2026-11-02`."""
    return f"{last.state} on {last.seen:%Y-%m-%d}" if last.seen else last.state
