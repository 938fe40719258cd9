# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that come in the messages of different texts: values rather than words of one of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ._foretold import FEWEST, Group
from ._shapes import FIXED, FREE, GAP, NUMBER, Key, Shape

# Texts that have so many of their words in common may be of one family.
_ALIKE = 0.8
# A word is taken for a value elsewhere if it is one this often.
_OFTEN = 0.2


def shared(groups: Iterable[Group], is_free: bool = False) -> frozenset[str]:
    """The words that come in texts that have little else in common. is_free: only where they vary."""
    first: dict[str, list[frozenset[str]]] = {}
    found: set[str] = set()
    for group in sorted(groups, key=_size):
        counts: Counter[str] = Counter()
        for shape in group:
            for word in {word for word, known in zip(shape.words, shape.known) if not is_free or known != FIXED}:
                counts[word] += shape.count
        frame = frozenset(word for word in group[0].key if word not in (GAP, NUMBER) and any(map(str.isalpha, word)))
        if len(frame) < 2 or sum(shape.count for shape in group) < FEWEST:
            continue
        for word, count in counts.items():
            if count < 2 or word == NUMBER or word in found:
                continue
            mine = frame - {word}
            if len(mine) < 2:
                continue
            known = first.setdefault(word, [mine])
            if any(len(mine & other) < _ALIKE * min(len(mine), len(other)) for other in known):
                found.add(word)
            elif len(known) < 3:
                known.append(mine)
    return frozenset(found)


def _size(group: Group) -> tuple[int, Key]:
    """The largest first."""
    return -sum(shape.count for shape in group), group[0].key


def loosen(groups: list[Group]) -> list[Group]:
    """The groups, where words that vary in other texts are no longer words of the text if they stand beside values."""
    varying: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for group in groups:
        for shape in group:
            for word, known in zip(shape.words, shape.known):
                all_of[word] += shape.count
                if known != FIXED:
                    varying[word] += shape.count
    free = frozenset(w for w in shared(groups, is_free=True) if varying[w] >= _OFTEN * all_of[w])
    found: dict[Key, Group] = {}
    for group in groups:
        for shape in group:
            _loosen(shape, free)
            found.setdefault(shape.key, []).append(shape)
    return [found[key] for key in sorted(found)]


def _loosen(shape: Shape, free: frozenset[str]) -> None:
    """Open fixed words that vary elsewhere beside what varies here."""
    opened = []
    for start, end in shape.gaps():
        for at in range(start - 1, -1, -1):
            if shape.known[at] != FIXED or shape.words[at] not in free or shape.words[at] == "\n":
                break
            opened.append(at)
        for at in range(end, len(shape.words)):
            if shape.known[at] != FIXED or shape.words[at] not in free or shape.words[at] == "\n":
                break
            opened.append(at)
    left = {at for at, known in enumerate(shape.known) if known == FIXED}.difference(opened)
    if len(left) > 1:
        for at in opened:
            shape.known[at] = FREE
