# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts to register, from messages that were sent. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from ...module_utils._model import _input, _reader
from ...module_utils._model._template import Template
from .._linting import _lint
from .._matching import _operands
from .._matching._index import Index
from . import _examples, _groups, _texts

_EXAMPLES = 2
# So many messages show which forms are frequent.
_SAMPLE = 500
_ALLOWED = ("info",)


class Message(NamedTuple):
    """A message that was sent, with what is known about it; cost in the currency of the account."""

    text: str
    sender: str = ""
    operator: str = ""
    cost: float | None = None
    recipient: str = ""


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
    if isinstance(least, bool) or not isinstance(least, int) or least < 1:
        raise _input.InputError(f"least is {_input.shown(least)}: give a number of messages, 1 or more")
    given = [message for message in _read(messages) if message.text.strip()]
    known = _Known(_reader.read_list(templates, needed=("msg",)), mode)
    by_sender: dict[str, list[Message]] = {}
    for message in given:
        by_sender.setdefault(message.sender, []).append(message)
    used: set[str] | None = None
    found: list[dict[str, Any]] = []
    for sender in sorted(by_sender):
        unmatched = [message for message in by_sender[sender] if not known.matches(message)]
        for text, matched in _texts_for(unmatched, least):
            if used is None:
                used = _examples.words_of({message.text for message in given})
            found.append(_proposal(text, sender, matched, len(given), used))
    found.sort(key=lambda one: (-one["messages"], one["sender"], one["msg"]))
    return found[:most]


class _Known:
    """The templates that there are, each for the messages of its sender, or of all."""

    def __init__(self, templates: list[Template], mode: str) -> None:
        self._templates = templates
        self._mode = mode
        self._indexes: dict[str, Index] = {"": Index((one.msg for one in templates), mode)}
        self._matches: dict[tuple[str, str], bool] = {}

    def matches(self, message: Message) -> bool:
        """Whether one of them matches the message."""
        if not self._templates:
            return False
        key = message.sender, message.text
        if key not in self._matches:
            self._matches[key] = bool(self._index(message.sender).find(message.text))
        return self._matches[key]

    def _index(self, sender: str) -> Index:
        if sender not in self._indexes:
            texts = (one.msg for one in self._templates if one.sender in ("", sender))
            self._indexes[sender] = Index(texts, self._mode)
        return self._indexes[sender]


def _read(values: Any) -> list[Message]:
    found = []
    for number, value in enumerate(_input.items(values, "messages", "texts or dictionaries"), 1):
        where = f"messages: item {number}"
        if isinstance(value, str):
            found.append(Message(str(value)))
        elif not isinstance(value, Mapping):
            raise _input.InputError(f"{where} is {_input.shown(value)}, which is neither a text nor a dictionary")
        elif not isinstance(value.get("message"), str):
            shown = _input.shown(value.get("message"))
            raise _input.InputError(f"{where}: message is {shown}, which is not a text: {_input.QUOTE_IT}")
        else:
            sender, operator, recipient = (str(value.get(key) or "") for key in ("sender", "operator", "recipient"))
            cost = _cost(value.get("cost"), where)
            found.append(Message(str(value["message"]), sender, operator, cost, recipient))
    return found


def _cost(value: Any, where: str) -> float | None:
    if value in (None, ""):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _input.InputError(f"{where}: cost is {_input.shown(value)}, which is not a number") from None


def _texts_for(messages: list[Message], least: int) -> list[tuple[str, list[Message]]]:
    """Texts with the messages that they match: each message is matched by one at most."""
    by_text: dict[str, list[Message]] = {}
    for message in messages:
        by_text.setdefault(message.text, []).append(message)
    texts = sorted(text for text in by_text if not _operands.parse(text).operands)
    wanted: dict[str, int] = {}
    for group in _groups.groups(text for text in texts for _message in by_text[text]):
        size = sum(shape.count for shape in group)
        if size >= least:
            for text in _texts.texts_of(group, least):
                if _says_something(text):
                    wanted[text] = max(wanted.get(text, 0), size)
    candidates = _without_findings(sorted(wanted, key=lambda text: (-wanted[text], text)))
    index = Index(candidates)
    matched: dict[int, list[Message]] = {}
    clashes: dict[int, set[int]] = {}
    for text in texts:
        numbers = index.find(text)
        for number in numbers:
            matched.setdefault(number, []).extend(by_text[text])
            if len(numbers) > 1:
                clashes.setdefault(number, set()).update(numbers)
    chosen: set[int] = set()
    # What is for more messages stays.
    for number in sorted(matched):
        if chosen.isdisjoint(clashes.get(number, ())) and _are_enough(matched[number], least):
            chosen.add(number)
    return [(candidates[number], matched[number]) for number in sorted(chosen)]


def _without_findings(texts: list[str]) -> list[str]:
    """Those that the linter has nothing against; notes are no objection."""
    records = [{"name": str(number), "msg": text} for number, text in enumerate(texts)]
    bad = {finding["template"] for finding in _lint.lint(records) if finding["severity"] not in _ALLOWED}
    return [text for number, text in enumerate(texts) if str(number) not in bad]


def _says_something(text: str) -> bool:
    """Whether there is enough fixed text for what may stand in the operands."""
    parsed = _operands.parse(text)
    fixed = " ".join(what for what, _column in parsed.pieces if isinstance(what, str))
    words = len(re.findall(r"[^\W\d_]{2,}", fixed))
    return words > 1 or (words == 1 and not any(operand.is_group for operand, _column in parsed.operands))


def _are_enough(messages: list[Message], least: int) -> bool:
    """Whether there are so many messages, and so many recipients if some are known."""
    recipients = {message.recipient for message in messages if message.recipient}
    return len(messages) >= least and (not recipients or len(recipients) >= least)


def _proposal(text: str, sender: str, messages: list[Message], total: int, used: set[str]) -> dict[str, Any]:
    operators = Counter(message.operator for message in messages if message.operator)
    costs = [message.cost for message in messages if message.cost is not None]
    examples = _made_up(text, messages, used)
    return {
        "msg": text,
        "sender": sender,
        "messages": len(messages),
        "share": round(len(messages) / total, 4),
        "operators": dict(sorted(operators.items(), key=lambda item: (-item[1], item[0]))),
        "cost": round(sum(costs), 2) if costs else None,
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
