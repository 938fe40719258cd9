# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which texts are proposed: those that keep the rules, of which no two match the same message. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from .._linting import _lint
from .._matching import _operands, _sent
from .._matching._index import Index
from .._matching._sent import Message
from . import _texts
from ._foretold import Group
from ._groups import Grouped, size
from ._shapes import NUMBER

_ALLOWED = ("info",)
# A text of hardly any words is proposed if it matches so many times the messages that it was made of, and no more.
_NEARLY_ITS_OWN = 1.02
# Values of a form that so few messages of a group have may be those of others, cut or mistyped.
_RARE = 0.02
# They are left out where this saves a text for so many times as many.
_WORTH = 10


def chosen(grouped: Grouped, least: int) -> list[tuple[str, list[Message]]]:
    """Texts with the messages that they match: each message is matched by one at most.

    least: how many messages a text must be for, and how many recipients where they are known.
    """
    families = [
        _Family(group, {text for text in texts if _words(text)})
        for group, texts in zip(grouped.groups, grouped.of_groups)
    ]
    found = _Found(families, grouped.by_text, least)
    lighter = [family.without_rare_forms(found, least) for family in families]
    if lighter != families:
        found = _Found(lighter, grouped.by_text, least)
    taken: set[str] = set()
    # What is for more messages stays.
    for text in found.texts:
        if taken.isdisjoint(found.clashes.get(text, ())):
            taken.add(text)
    return [(text, found.matched[text]) for text in found.texts if text in taken]


class _Found:
    """The texts of groups that may be proposed, the largest first, with what they match, and those that match the same.

    least: as in `chosen`.
    """

    def __init__(self, families: list[_Family], by_text: Mapping[str, list[Message]], least: int) -> None:
        self.sizes: dict[str, int] = {}
        for family in families:
            for text in family.texts:
                self.sizes[text] = max(self.sizes.get(text, 0), family.size)
        texts = _without_findings(sorted(self.sizes, key=lambda text: (-self.sizes[text], text)))
        self.matched: dict[str, list[Message]] = {text: [] for text in texts}
        index = Index(texts)
        together: list[list[str]] = []
        for message, same in by_text.items():
            both = [texts[number] for number in index.find(message)]
            for text in both:
                self.matched[text] += same
            if len(both) > 1:
                together.append(both)
        self.texts = [text for text in texts if self._is_its_own(text) and _sent.are_enough(self.matched[text], least)]
        usable = set(self.texts)
        self.clashes: dict[str, set[str]] = {}
        for both in together:
            for text in both:
                self.clashes.setdefault(text, set()).update(usable.intersection(both))

    def _is_its_own(self, text: str) -> bool:
        """Whether there is enough of the text, or it matches hardly anything else than its group."""
        return says_something(text) or len(self.matched[text]) <= _NEARLY_ITS_OWN * self.sizes[text]


class _Family:
    """The texts of a group."""

    def __init__(self, group: Group, texts: set[str]) -> None:
        self.group = group
        self.size = size(group)
        self.texts = texts

    def without_rare_forms(self, found: _Found, least: int) -> _Family:
        """That of the group without its rare forms of values if this saves another text, else itself."""
        foreign = {other for text in self.texts for other in found.clashes.get(text, ())} - self.texts
        if not foreign:
            return self
        core = _core(self.group)
        loss = self.size - size(core)
        if size(core) < least or not max(found.sizes[other] for other in foreign) > _WORTH * loss > 0:
            return self
        return _Family(core, {text for text in _texts.texts_of(core, least) if _words(text)})


def _core(group: Group) -> Group:
    """The messages whose values are of forms that come often: a number, or so many words."""
    forms = [
        [0 if shape.words[start:end] == (NUMBER,) else end - start for start, end in shape.gaps()] for shape in group
    ]
    counts: Counter[tuple[int, int]] = Counter()
    for shape, form in zip(group, forms):
        for place in enumerate(form):
            counts[place] += shape.count
    least = _RARE * size(group)
    return [shape for shape, form in zip(group, forms) if all(counts[place] > least for place in enumerate(form))]


def _without_findings(texts: list[str]) -> list[str]:
    """Those that the linter has nothing against; notes are no objection."""
    records = [{"name": str(number), "msg": text} for number, text in enumerate(texts)]
    bad = {finding["template"] for finding in _lint.lint(records) if finding["severity"] not in _ALLOWED}
    return [text for number, text in enumerate(texts) if str(number) not in bad]


def says_something(text: str) -> bool:
    """Whether there is enough fixed text for what may stand in the operands."""
    words = _words(text)
    return words > 1 or (words == 1 and not any(one.is_group for one, _column in _operands.parse(text).operands))


def _words(text: str) -> int:
    """How many words are fixed text."""
    fixed = " ".join(what for what, _column in _operands.parse(text).pieces if isinstance(what, str))
    return len(re.findall(r"[^\W\d_]{2,}", fixed))
