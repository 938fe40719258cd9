# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From messages to the groups that have one text. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._matching import _operands
from .._matching._sent import Message
from . import _adoption, _foretold, _merging, _places, _shapes, _texts, _vocabulary
from ._foretold import Group


class Grouped(NamedTuple):
    """Messages of one sender name, by their texts and in groups of these.

    texts: of all groups, with operands, each with the size of its group. of_groups: the texts of each group, none if it
    is too small. odd: messages that have an operand or a control character in them, and are in no group.
    """

    sender: str
    by_text: dict[str, list[Message]]
    groups: list[Group]
    texts: dict[str, int]
    of_groups: list[list[str]]
    odd: list[Message]


def by_sender(messages: Iterable[Message], least: int) -> list[Grouped]:
    """Messages in groups, those of each sender name apart: a template is registered for one.

    least: how many messages a group with a text must have.
    """
    senders: dict[str, dict[str, list[Message]]] = {}
    for message in messages:
        senders.setdefault(message.sender, {}).setdefault(message.text, []).append(message)
    found = []
    for sender, of_it in sorted(senders.items()):
        by_text = {
            text: of_it[text]
            for text in sorted(of_it)
            if not (_operands.parse(text).operands or _shapes.is_marked(text))
        }
        odd = [message for text, of_text in of_it.items() if text not in by_text for message in of_text]
        mine = groups(text for text, of_text in by_text.items() for _message in of_text)
        if least < _foretold.FEWEST:
            # They are too few to tell values from words, so those are alike that differ in numbers alone.
            mine = _foretold.stand_alone(mine, least)
        of_groups = [_texts.texts_of(group, least) if size(group) >= least else [] for group in mine]
        sizes: dict[str, int] = {}
        for group, texts in zip(mine, of_groups):
            for text in texts:
                sizes[text] = max(sizes.get(text, 0), size(group))
        found.append(Grouped(sender, by_text, mine, sizes, of_groups, odd))
    return found


def size(group: Group) -> int:
    """How many messages."""
    return sum(shape.count for shape in group)


def groups(messages: Iterable[str]) -> list[Group]:
    """Groups of messages, each of which has a text of its own; small ones may be mistakes."""
    shapes = _shapes.shapes(messages)
    found = _foretold.stand_alone(_foretold.refine(shapes)) if shapes else []
    shared = _vocabulary.shared(found)
    found = _merging.merge(_places.part(found, shared, is_first=True), shared)
    found = _merging.merge(_vocabulary.loosen(found), shared)
    found = _places.part(_foretold.together(_foretold.settle(found)), shared)
    return _foretold.together(_places.part(_adoption.adopt(found), shared))
