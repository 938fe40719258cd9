# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sender names of an account, and what each operator thinks of them, from the body of a response. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .._model import _contract
from . import _document, _listing, _response

# As in `mts_step_status`; which operators there are is not published in full.
_STATUS = "_status"


class Sender(NamedTuple):
    """A sender name. states: by the service's own keys, as in `mts_step_status`, in the order of the response."""

    name: str
    id: int | str | None
    states: Mapping[str, str]

    @property
    def operators(self) -> dict[str, str]:
        """The state at each operator; where the service tells several, the worst."""
        found: dict[str, str] = {}
        for key, state in self.states.items():
            operator = _contract.operator_of(key)
            found[operator] = _contract.worse(found.get(operator, state), state)
        return found

    def of(self, operator: str) -> dict[str, str]:
        """All that the service says of one operator, by its own keys."""
        return {key: state for key, state in self.states.items() if _contract.operator_of(key) == operator}

    def as_record(self) -> dict[str, object]:
        """The name as modules return it; what was put together stands there as it came, too."""
        several = {operator: self.of(operator) for operator in self.operators}
        return {
            "sender": self.name,
            "id": self.id,
            "operators": self.operators,
            "merged": {operator: states for operator, states in several.items() if len(states) > 1},
        }


def parse(body: bytes, mask: _response.Mask = str) -> list[Sender]:
    """The sender names of a response, in its order.

    Every key that ends in `_status` tells a state; a value of it that is not known is `unknown`, and harms no other.
    mask: takes the secrets out of what an error quotes. Raises an SmscError.
    """
    return _response.read(
        body, mask, lambda document: [_sender(fields) for fields in _listing.rows(document, "sender")]
    )


def _sender(fields: _listing.Fields) -> Sender:
    name, number = fields["sender"], fields.get("id")
    # In JSON a name of digits may be a number.
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if not isinstance(name, str) or not name.strip():
        raise _document.NotUnderstoodError("a row without a sender name")
    identifier = _document.integer(number)
    if identifier is None and number is not None:
        if not isinstance(number, str):
            raise _document.NotUnderstoodError("a row with an id that is not a number")
        return Sender(name.strip(), number.strip() or None, _states(fields))
    return Sender(name.strip(), identifier or None, _states(fields))


def _states(fields: _listing.Fields) -> dict[str, str]:
    states = {}
    for key, value in fields.items():
        # Empty where the service has nothing to say about the operator.
        if key.endswith(_STATUS) and key != _STATUS and value not in (None, ""):
            status = _document.integer(value)
            states[key] = _contract.UNKNOWN if status is None else _contract.state_of(status)
    return states


def dump(senders: Sequence[Sender]) -> str:
    """Sender names as a text, for `load`."""
    return json.dumps(senders)


def load(text: str) -> list[Sender] | None:
    """What `dump` has written; None for anything else, such as what another version has."""
    try:
        found = [Sender(name, number, dict(states)) for name, number, states in json.loads(text)]
    except (ValueError, TypeError):
        return None
    known = all(state in _contract.BY_NAME for sender in found for state in sender.states.values())
    return found if known else None
