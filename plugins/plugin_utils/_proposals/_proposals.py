# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts to register, from messages that were sent. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ...module_utils._model import _input, _reader
from .._linting import _lint
from .._matching import _sent
from .._matching._known import Known
from .._matching._sent import Message
from . import _choice, _examples, _groups

_EXAMPLES = 2
# So many messages show which forms are frequent.
_SAMPLE = 500


def proposals(
    messages: Any, templates: Any = (), mode: str = "strict", least: Any = 10, limit: Any = 100
) -> list[dict[str, Any]]:
    """Texts that would match messages that no template matches.

    messages: texts, or dicts with message, and where known sender, operator, cost, recipient. templates: dicts with
    msg, and where wanted sender. mode: how messages match these. least: how many messages a text must be for, and how
    many recipients where they are known. limit: how many texts at most, None for all.

    Returns dicts with msg, sender, messages (how many it matches that no template does), share (of all messages with
    text, from 0 to 1), operators (how many messages of each), cost (of them all, None where it is not known), examples
    (made up), findings (of the linter). Raises _input.InputError.
    """
    most = None if limit is None else _input.limit(limit)
    enough = _sent.least(least)
    given = [message for message in _sent.read(messages) if message.text.strip()]
    known = Known(_reader.read_list(templates, needed=("msg",)), mode)
    unmatched = [message for message, numbers in zip(given, known.find_all(given)) if not numbers]
    return of_groups(_groups.by_sender(unmatched, enough), given, enough)[:most]


def of_groups(found: Iterable[_groups.Grouped], given: Sequence[Message], least: int) -> list[dict[str, Any]]:
    """Proposals for messages that were grouped; given: all messages with text. See `proposals`."""
    used: set[str] | None = None
    proposed: list[dict[str, Any]] = []
    for grouped in found:
        for text, matched in _choice.chosen(grouped, least):
            if used is None:
                used = _examples.words_of({message.text for message in given})
            proposed.append(_proposal(text, grouped.sender, matched, len(given), used))
    proposed.sort(key=lambda one: (-one["messages"], one["sender"], one["msg"]))
    return proposed


def _proposal(text: str, sender: str, messages: list[Message], total: int, used: set[str]) -> dict[str, Any]:
    examples = _made_up(text, messages, used)
    return {
        "msg": text,
        "sender": sender,
        "messages": len(messages),
        "share": round(len(messages) / total, 4),
        "operators": _sent.by_number(message.operator for message in messages),
        "cost": _sent.cost(messages),
        "examples": examples,
        "findings": _lint.lint([{"sender": sender, "msg": text, "examples": examples}]),
    }


def _made_up(text: str, messages: list[Message], used: set[str]) -> list[str]:
    """Examples like the most frequent messages."""
    forms: Counter[str] = Counter()
    first: dict[str, str] = {}
    for message in messages[:: len(messages) // _SAMPLE + 1]:
        key = _examples.form(message.text)
        forms[key] += 1
        first[key] = min(first.get(key, message.text), message.text)
    usual = sorted(forms, key=lambda key: (-forms[key], key))[:_EXAMPLES]
    made = (_examples.example(text, first[key], used) for key in usual)
    return list(dict.fromkeys(one for one in made if one is not None))
