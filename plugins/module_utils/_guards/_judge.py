# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between the plan of a list and its first addition: all guards at once. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .._model import _errors, _fees, _input
from .._model._template import Template, Vanished
from . import _vanished

# So many registrations a message lists.
_LISTED = 5


class Guards(NamedTuple):
    """What the user allows. None: no bound.

    approved: ids of the additions that were approved. fees: what operators charge a month, by their codes.
    check_senders: `warn`, `fail` or `ignore`; what an operator means that has not accepted a sender name.
    known: what was registered, by sender and text, then by target. on_vanished: what it means if that is not found.
    """

    max_additions: int | None = None
    approved: frozenset[str] | None = None
    fees: Mapping[str, float] = {}
    max_monthly_fees: float | None = None
    known: Mapping[tuple[str, str], Mapping[str, Vanished]] = {}
    on_vanished: str = "add"
    check_senders: str = "ignore"

    @property
    def bound(self) -> bool:
        """Whether somebody has said how much may be added, so that nothing is added unnoticed."""
        return self.approved is not None or self.max_additions is not None


NONE = Guards()


def from_options(options: Mapping[str, Any]) -> Guards:
    """The guards as a module takes them. Raises ParametersError for an invalid one."""
    allowed = options["max_additions"]
    if allowed is not None and allowed < 0:
        raise _errors.ParametersError(f"max_additions is {allowed}; it must be 0 or more")
    try:
        fees = _fees.merge(options["fees"])
        most = options["max_monthly_fees"]
        bound = None if most is None else _fees.amount(most)
    except _input.InputError as exc:
        raise _errors.ParametersError(str(exc)) from None
    except ValueError:
        raise _errors.ParametersError(
            f"max_monthly_fees is {_input.shown(most)}; give a number of {_fees.CURRENCY} a month, 0 or more"
        ) from None
    approved = options["approved_plan"]
    approved = None if approved is None else frozenset(approved)
    known = _vanished.known(options)
    return Guards(allowed, approved, fees, bound, known, options["on_vanished"], options["check_senders"])


class Plan(NamedTuple):
    """What is to be added: so many registrations, to so many different templates.

    ids: one for each registration, sorted. fees: what they cost a month, by operator; monthly_fees: in all.
    """

    additions: int = 0
    templates: int = 0
    ids: tuple[str, ...] = ()
    fees: Mapping[str, float] = {}

    @property
    def monthly_fees(self) -> float:
        """What the additions cost a month, as far as fees are known."""
        return sum(self.fees.values())

    def as_dict(self) -> dict[str, object]:
        """The plan as modules return it."""
        return {**self._asdict(), "ids": list(self.ids), "fees": dict(self.fees), "monthly_fees": self.monthly_fees}


def addition_id(account: tuple[str, str], template: Template, target: str) -> str:
    """A name for one addition, the same on every machine, that does not tell what it is.

    account: host and login of the account, or a digest of its key. A password never enters.
    """
    parts = [*account, template.sender, template.msg, target]
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


def plan(
    wanted: Sequence[tuple[Template, Sequence[str]]],
    fees: Mapping[str, float],
    account: Callable[[], tuple[str, str]],
) -> tuple[Plan, dict[str, tuple[Template, str]]]:
    """The plan for templates that lack something, and what each of its ids stands for.

    wanted: templates, each with the targets to add. account: see `addition_id`; asked for only if there are some.
    """
    if not wanted:
        return Plan(), {}
    whose = account()
    additions = {
        addition_id(whose, template, target): (template, target) for template, targets in wanted for target in targets
    }
    costs = _fees.of_targets((target for _template, target in additions.values()), fees)
    return Plan(len(additions), len(wanted), tuple(sorted(additions)), costs), additions


def judge(
    made: Plan,
    additions: Mapping[str, tuple[Template, str]],
    guards: Guards,
    vanished: Sequence[str] = (),
    senders: Sequence[str] = (),
) -> _errors.SmscError | None:
    """The error of a plan that exceeds what is allowed, with all that it exceeds; None if it may be applied.

    vanished: what is not found any more, each in words, where that is not allowed. senders: the same of sender names
    that an operator has not accepted, whether or not that is allowed.
    """
    told: list[str] = []
    ways: list[str] = []
    if vanished:
        verb = "has" if len(vanished) == 1 else "have"
        told.append(f"{_input.count(len(vanished), 'registration')} {verb} vanished ({_listed(vanished)})")
        ways.append("check the web dashboard, then set on_vanished to add or warn")
    if guards.max_additions is not None and made.additions > guards.max_additions:
        told.append(
            f"{_input.count(made.additions, 'registration')} of {_input.count(made.templates, 'template')} would be "
            f"added, and max_additions allows {guards.max_additions:,}"
        )
        ways.append("raise max_additions")
    beyond = [] if guards.approved is None else [one for key, one in additions.items() if key not in guards.approved]
    if beyond:
        listed = _listed([f"{template.label} {target}" for template, target in beyond])
        verb = "is" if len(beyond) == 1 else "are"
        told.append(f"{_input.count(len(beyond), 'registration')} {verb} not in approved_plan ({listed})")
        ways.append("make the plan anew and have it approved")
    if guards.max_monthly_fees is not None and made.monthly_fees > guards.max_monthly_fees:
        told.append(
            f"the additions would cost {_fees.amount_text(made.monthly_fees)} a month, and max_monthly_fees allows "
            f"{_fees.amount_text(guards.max_monthly_fees)}"
        )
        ways.append("raise max_monthly_fees")
    if senders and guards.check_senders == "fail":
        told += _input.some(senders)
        ways.append("set check_senders to warn")
    if not told:
        return None
    return _errors.ParametersError(f"{'; '.join(told)}; nothing was added. If this is intended, {'; '.join(ways)}")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    return f"{', '.join(names[:_LISTED])}{more}"
