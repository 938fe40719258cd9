# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that match no template, in groups of one form each, which has nothing that varies. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ...module_utils._model._template import Template
from .. import _visible
from .._matching import _sent
from .._matching._index import Index
from .._matching._known import Known
from .._matching._sent import Message
from .._proposals import _choice
from .._proposals._foretold import Group
from .._proposals._groups import Grouped
from .._proposals._shapes import GAP, NUMBER, join, split
from . import _departure

# A form, empty where it is not shown, and the messages of that form.
_Form = tuple[str, list[Message]]


def groups(
    found: Iterable[Grouped], templates: Sequence[Template], known: Known, mode: str, least: int, total: int
) -> list[dict[str, Any]]:
    """The groups, most messages first, and last all those together of which nothing is shown.

    templates: with known, those that the messages are compared with. least: so many messages, and so many recipients
    where recipients are known, a group must have to be shown. total: of how many messages shares are.
    """
    shown: list[dict[str, Any]] = []
    hidden: list[Message] = []
    number = 0
    for grouped in found:
        for form, messages in _forms(grouped, least):
            if form:
                about = _nearest(form, messages, templates, known, mode)
                shown.append({**_counts(messages, 1, total), "msg": form, **about})
            else:
                hidden += messages
                number += 1
    shown.sort(key=lambda one: (-one["count"], *one["senders"], one["msg"]))
    nothing = dict.fromkeys(("msg", "nearest", "column", "expected", "found", "fits"))
    return [*shown, *([{**_counts(hidden, number, total), **nothing}] if hidden else [])]


def _counts(messages: Sequence[Message], number: int, total: int) -> dict[str, Any]:
    return {
        "count": len(messages),
        "share": round(len(messages) / total, 4),
        "groups": number,
        "senders": _sent.by_number(message.sender for message in messages),
        "operators": _sent.by_number(message.operator for message in messages),
        "cost": _sent.cost(messages),
    }


def _forms(grouped: Grouped, least: int) -> Iterator[_Form]:
    """The forms of messages of one sender name. A form has only what all of its messages have."""
    texts = sorted(grouped.texts, key=lambda text: (-grouped.texts[text], text))
    index = Index(texts)
    matched: dict[int, list[Message]] = {}
    left: dict[str, list[Message]] = {}
    for text, messages in grouped.by_text.items():
        numbers = index.find(text)
        if numbers:
            matched.setdefault(numbers[0], []).extend(messages)
        else:
            left[text] = messages
    for number, messages in sorted(matched.items()):
        yield texts[number] if _sent.are_enough(messages, least) else "", messages
    for group in grouped.groups:
        mine = {text: left[text] for shape in group for text in shape.texts if text in left}
        messages = [message for of_text in mine.values() for message in of_text]
        if messages:
            yield _common_words(group, mine) if _sent.are_enough(messages, least) else "", messages
    if grouped.odd:
        yield "", grouped.odd


def _common_words(group: Group, texts: Iterable[str]) -> str:
    """The words that all messages of a group have, for values that no operand stands for."""
    common = frozenset[str].intersection(*(frozenset(split(text)) for text in texts))
    words: list[str] = []
    for word in group[0].key:
        if word in common and word not in (GAP, NUMBER):
            words.append(word)
        elif words[-1:] != [_departure.VARIES]:
            words.append(_departure.VARIES)
    form = join(words)
    return form if any(map(str.isalnum, form)) else ""


def _nearest(
    form: str, messages: Sequence[Message], templates: Sequence[Template], known: Known, mode: str
) -> dict[str, Any]:
    """The template that the messages come nearest to, where they depart from it, and what would fit there.

    Where no template is like it, the whole form would fit, if it says something.
    """
    near = known.nearest(min(messages, key=lambda message: message.text))
    if near is not None:
        number, mismatch = near
        template = templates[number]
        about = {"template": _visible.line(template.title)}
        about.update({key: getattr(template, key) for key in ("set", "name", "sender", "msg")})
        if mismatch is None:
            # It is one of another sender name.
            return {"nearest": about, "column": None, "expected": None, "found": None, "fits": None}
        place = _departure.departure(template.msg, form, mode)
        if place is not None:
            return {"nearest": about, **place._asdict()}
    fits = form if _departure.VARIES not in form and _choice.says_something(form) else None
    return {"nearest": None, "column": None, "expected": None, "found": None, "fits": fits}
