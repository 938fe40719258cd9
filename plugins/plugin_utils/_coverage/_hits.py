# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often each template was sent, and to which operators that have not accepted it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ...module_utils._model import _contract
from ...module_utils._model._template import Record, Template
from .. import _visible
from .._matching import _sent
from .._matching._sent import Message

# The templates that a message matches, with the message.
Found = Sequence[tuple[tuple[int, ...], Message]]


def hits(found: Found, templates: Sequence[Template], records: Sequence[Record | None]) -> list[dict[str, Any]]:
    """What was sent of each template; a message that several match counts for each.

    records: of the templates, where it is known what is registered of them.
    """
    mine: list[list[Message]] = [[] for _template in templates]
    only = Counter(numbers[0] for numbers, _message in found if len(numbers) == 1)
    for numbers, message in found:
        for number in numbers:
            mine[number].append(message)
    return [
        {
            "template": _visible.line(one.title),
            "set": one.set,
            "name": one.name,
            "sender": one.sender,
            "msg": one.msg,
            "messages": len(messages),
            "only": only[number],
            "senders": _sent.by_number(message.sender for message in messages),
            "operators": _sent.by_number(message.operator for message in messages),
            "cost": _sent.cost(messages),
            **_acceptance(messages, records[number]),
        }
        for number, (one, messages) in enumerate(zip(templates, mine))
    ]


def accepted(found: Found, records: Sequence[Record | None]) -> tuple[int, int] | None:
    """How many messages match a template that is accepted for them, and how many match none but others.

    None where it is not known of any template what is registered. Messages of which it is not known count as neither.
    """
    if not any(records):
        return None
    kinds = Counter((numbers, message.operator) for numbers, message in found if numbers)
    yes = no = 0
    for (numbers, operator), count in kinds.items():
        mine = [records[number] for number in numbers]
        if any(record and _lacking(record, operator) is None for record in mine):
            yes += count
        elif all(mine):
            no += count
    return yes, no


def _acceptance(messages: Iterable[Message], record: Record | None) -> dict[str, Any]:
    """How many of its messages a template is accepted for, and for which operators it is not."""
    if record is None:
        return {"accepted": None, "not_accepted": []}
    counts = Counter(message.operator for message in messages)
    found = {operator: _lacking(record, operator) for operator in counts}
    return {
        "accepted": sum(count for operator, count in counts.items() if found[operator] is None),
        "not_accepted": [
            {"operator": operator, "messages": count, "targets": found[operator]}
            for operator, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if found[operator] is not None
        ],
    }


def _lacking(record: Record, brand: str) -> dict[str, str] | None:
    """The states of the targets of an operator that has not accepted a text; None if it has.

    Of an operator that is not known, any that has accepted it counts. A text may have no target of an operator.
    """
    operator = _operator(brand)
    mine = {
        target: state
        for target, state in record.states.items()
        if operator in (None, _contract.describe(target).operator)
    }
    return None if "accepted" in mine.values() else mine


def _operator(brand: str) -> str | None:
    """The operator of a brand, such as a message has it; None where it is not known."""
    words = set(brand.casefold().split())
    return next((one.code for one in _contract.OPERATORS if words & one.words), None)
