# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates, each for the messages of its sender name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...module_utils._model._template import Template
from ._index import Index
from ._matcher import Mismatch
from ._nearest import Nearest
from ._sent import Message


class Known:
    """Templates that messages are compared with, known by their numbers from 0.

    A template without a sender name is for all messages, and a message without one may be of any template.
    """

    def __init__(self, templates: Sequence[Template], mode: str) -> None:
        """mode: strict or lenient. Raises InputError for another."""
        self._templates = templates
        self._mode = mode
        self._chosen: dict[str, _Chosen] = {"": _Chosen(templates, range(len(templates)), mode)}

    def find_all(self, messages: Iterable[Message]) -> list[tuple[int, ...]]:
        """For each message all templates that it matches, in order."""
        # They are a hundred thousand, so that a call for each would be felt.
        found, last, every = [], None, self._of("")
        for text, sender, *_more in messages:
            if sender != last:
                last = sender
                chosen = self._of(sender)
                words, start = chosen.index.words, chosen.index.start
            state = start
            for word in words(text):
                state = state[word]
            places = state.templates
            found.append(places if chosen is every else tuple(chosen.numbers[place] for place in places))
        return found

    def nearest(self, message: Message) -> tuple[int, Mismatch | None] | None:
        """The template that a message comes nearest to which matches none, and where it departs from that.

        If it matches a template of another sender name, that is the nearest, and it departs nowhere. Otherwise it is
        one of its own sender name, if there is any; None if no template begins like the message or has a word of it.
        """
        every, chosen = self._of(""), self._of(message.sender)
        others = every.index.find(message.text) if chosen is not every else ()
        if others:
            return others[0], None
        if not chosen.numbers:
            chosen = every
        found = chosen.nearest.find(message.text)
        return (chosen.numbers[found[0]], found[1]) if found else None

    def _of(self, sender: str) -> _Chosen:
        chosen = self._chosen.get(sender)
        if chosen is None:
            numbers = [at for at, one in enumerate(self._templates) if one.sender in ("", sender)]
            chosen = self._chosen[sender] = _Chosen(self._templates, numbers, self._mode)
        return chosen


class _Chosen:
    """Those for one sender name."""

    def __init__(self, templates: Sequence[Template], numbers: Sequence[int], mode: str) -> None:
        texts = [templates[number].msg for number in numbers]
        self.numbers = numbers
        self.index = Index(texts, mode)
        self.nearest = Nearest(texts, mode, self.index)
