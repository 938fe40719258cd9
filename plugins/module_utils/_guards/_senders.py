# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which planned additions an operator would refuse, because it has not accepted the sender name.

The service says so for each registration, too, but only when it has been asked to add it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from .._model import _contract, _errors, _input
from .._model._template import Template

if TYPE_CHECKING:
    from .._service import _sender_names

# What concerns the account concerns the additions, too.
_OF_ACCOUNT = (_errors.AuthError, _errors.CredentialsLockedError, _errors.IpBlockedError, _errors.StateError)
# What an operator has not decided yet.
_UNDECIDED = ("pending", "submitted")


class Service(Protocol):
    """What the check needs of a client."""

    def senders(self, *, patient: bool = True) -> Sequence[_sender_names.Sender]:
        """The sender names of the account, with their states at operators. patient: whether to wait for a limit."""


class Problem(NamedTuple):
    """An operator that has not accepted a sender name of planned additions.

    states: by the service's own keys, of which there may be several. templates: how many are concerned.
    """

    sender: str
    operator: str
    state: str
    states: Mapping[str, str]
    targets: tuple[str, ...]
    templates: int

    @property
    def text(self) -> str:
        """The problem, and what to do about it."""
        label, targets = _contract.operator_label(self.operator), ", ".join(self.targets)
        several = ", ".join(f"{key} {state}" for key, state in self.states.items())
        state = several if len(self.states) > 1 else self.state
        way = "wait until it is" if self.state in _UNDECIDED else "register the sender there"
        return (
            f"{_input.quote(self.sender)} is not accepted by {label} ({state}): "
            f"{_input.count(self.templates, 'template')}; {way} or drop {targets}"
        )

    def as_record(self) -> dict[str, object]:
        """The problem as modules return it."""
        return {**self._asdict(), "states": dict(self.states), "targets": list(self.targets)}


class Check(NamedTuple):
    """What the check has found. warnings: what it could not find out."""

    problems: Sequence[Problem] = ()
    warnings: Sequence[str] = ()


def check(service: Service, additions: Iterable[tuple[Template, str]]) -> Check:
    """Read the sender names, and compare them with planned additions, each a template and a target.

    A list that cannot be read stops nothing. Raises the SmscError of an account that cannot be used.
    """
    try:
        # Nobody is to wait a minute for what stops nothing.
        senders = service.senders(patient=False)
    except _OF_ACCOUNT:
        raise
    except _errors.SmscError as exc:
        said = f"the list of sender names could not be read ({exc.description})"
        return Check(warnings=(f"{said}, so it is not known which operators accept them; nothing is held back",))
    return compare(senders, additions)


def compare(senders: Iterable[_sender_names.Sender], additions: Iterable[tuple[Template, str]]) -> Check:
    """The problems of planned additions, and what the list of sender names does not tell about them. Pure."""
    listed: dict[str, dict[str, str]] = {}
    for sender in senders:
        states = listed.setdefault(sender.name, {})
        for key, state in sender.states.items():
            states[key] = _contract.worse(states.get(key, state), state)
    planned: dict[str, dict[str, list[tuple[Template, str]]]] = {}
    for template, target in additions:
        by_operator = planned.setdefault(template.sender, {})
        by_operator.setdefault(_contract.operator_of(target), []).append((template, target))

    problems, warnings = [], []
    for name, by_operator in planned.items():
        shown = _input.quote(name)
        if name not in listed:
            warnings.append(f"{shown} is not in the account's list of sender names; check its spelling")
        elif not listed[name]:
            warnings.append(f"the service does not say which operators accept {shown}")
        for operator, wanted in by_operator.items():
            states = {k: v for k, v in listed.get(name, {}).items() if _contract.operator_of(k) == operator}
            state = max(states.values(), key=lambda one: _contract.BY_NAME[one].rank, default="accepted")
            if state == _contract.UNKNOWN:
                unknown = ", ".join(key for key, one in states.items() if one == state)
                warnings.append(f"what {unknown} of {shown} says is not understood")
            elif state != "accepted":
                targets = sorted({target for _template, target in wanted}, key=_contract.order)
                templates = {template.key for template, _target in wanted}
                problems.append(Problem(name, operator, state, states, tuple(targets), len(templates)))
    return Check(problems, warnings)
