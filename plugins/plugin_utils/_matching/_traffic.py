# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent, held against what is registered: how often each template was used, and what none matches. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...module_utils._model import _contract
from ...module_utils._model._template import Record
from ._index import Index


class Traffic(NamedTuple):
    """Counts of messages. hits: of each record, in their order; a message that several match counts for each.

    accepted: messages that match a text which is accepted for them. unmatched: those with text that none matches.
    """

    messages: int
    empty: int
    matched: int
    accepted: int
    hits: Sequence[int]
    unmatched: Sequence[Mapping[str, Any]]


def count(messages: Sequence[Mapping[str, Any]], records: Sequence[Record], mode: str) -> Traffic:
    """Match messages with the templates of their sender names; one without a sender name with all.

    messages: dicts of message and, where they are known, sender and operator. mode: how to match.
    """
    indexes: dict[str, tuple[list[int], Index]] = {}
    found: dict[tuple[str, str], list[int]] = {}
    hits = [0] * len(records)
    empty = matched = accepted = 0
    unmatched = []
    for message in messages:
        text, sender = str(message["message"]), str(message.get("sender") or "")
        if not text.strip():
            empty += 1
            continue
        if sender not in indexes:
            numbers = [at for at, one in enumerate(records) if not sender or one.template.sender == sender]
            indexes[sender] = numbers, Index([records[at].template.msg for at in numbers], mode)
        if (sender, text) not in found:
            numbers, index = indexes[sender]
            found[sender, text] = [numbers[at] for at in index.find(text)]
        matching = found[sender, text]
        for at in matching:
            hits[at] += 1
        matched += bool(matching)
        operator = _operator(str(message.get("operator") or ""))
        accepted += any(_is_accepted(records[at], operator) for at in matching)
        if not matching:
            unmatched.append(message)
    return Traffic(len(messages), empty, matched, accepted, hits, unmatched)


def _operator(brand: str) -> str | None:
    """The operator of a brand, such as a message has it; None where it is not known."""
    words = set(brand.casefold().split())
    return next((one.code for one in _contract.OPERATORS if words & one.words), None)


def _is_accepted(record: Record, operator: str | None) -> bool:
    """Whether a text is accepted by an operator; by any, where the operator is not known."""
    accepted = [target for target, state in record.states.items() if state == "accepted"]
    return any(operator in (None, _contract.describe(target).operator) for target in accepted)
