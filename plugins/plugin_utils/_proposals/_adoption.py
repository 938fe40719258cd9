# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of which too few are alike, in the groups that they fit. Pure."""

from __future__ import annotations

from .._matching._index import Index
from ._foretold import FEWEST, Group
from ._shapes import FIXED, FREE, GAP, NUMBER, Key, Shape

# A group takes others in that are so much smaller.
_TIMES = 3
# So many words of a text say that a message is of it.
_FRAME = 3


def adopt(groups: list[Group]) -> list[Group]:
    """The groups, with the messages of small groups in the large ones that they fit."""
    counted = ((sum(shape.count for shape in group), group[0].key, group) for group in groups)
    sized = sorted(counted, key=lambda entry: (-entry[0], entry[1]))
    known = [entry for entry in sized if entry[0] >= FEWEST]
    keys = [entry[1] for entry in known]
    vocabulary = {word: f"w{number}" for number, word in enumerate(sorted({word for key in keys for word in key}))}
    # No operand stands for a line break.
    vocabulary["\n"] = "\n"
    index = Index(_pattern(key, vocabulary) for key in keys)
    fixed = [sum(word not in (GAP, NUMBER) for word in key) for key in keys]
    taken: list[Group] = [[] for _key in keys]
    left = []
    # The smallest first: what is taken in brings along what it took in.
    for number in range(len(sized) - 1, -1, -1):
        count, key, group = sized[number]
        stay = []
        for shape in group + (taken[number] if number < len(known) else []):
            fits = [
                other
                for other in index.find(" ".join(vocabulary.get(word, "x") for word in shape.words))
                if other < number and known[other][0] >= _TIMES * count and fixed[other] >= _FRAME
            ]
            if fits:
                taken[max(fits, key=lambda other: (fixed[other], -other))].append(shape)
            else:
                stay.append(shape)
        if number < len(known):
            taken[number] = stay
        elif stay:
            left.append(stay)
    for number, key in enumerate(keys):
        for shape in taken[number]:
            _fit(shape, key)
        taken[number], odd = _numbers(taken[number], key)
        left += [[shape] for shape in odd]
    return [group for group in taken if group] + left


def _numbers(group: Group, key: Key) -> tuple[Group, Group]:
    """A group with something else than a number at a place of numbers, and what comes there too seldom."""
    odd: set[int] = set()
    open_places: set[int] = set()
    total = sum(shape.count for shape in group)
    gaps = [word for word in key if word in (GAP, NUMBER)]
    for number, word in enumerate(gaps):
        if word == NUMBER:
            other = [at for at, shape in enumerate(group) if shape.words[slice(*shape.gaps()[number])] != (NUMBER,)]
            if sum(group[at].count for at in other) < 0.003 * total:
                odd.update(other)
            else:
                open_places.add(number)
    kept = [shape for at, shape in enumerate(group) if at not in odd]
    for shape in kept:
        for number, (start, end) in enumerate(shape.gaps()):
            if number in open_places:
                shape.open(start, end)
    return kept, [group[at] for at in sorted(odd)]


def _pattern(key: Key, names: dict[str, str]) -> str:
    return " ".join("%w{1,19}" if word in (GAP, NUMBER) else names[word] for word in key)


def _fit(shape: Shape, key: tuple[str, ...]) -> None:
    """Mark the words of a key as fixed, each at its last place where the rest still fits."""
    if shape.key == key:
        return
    words = shape.words
    ends = _ends(words, key)
    if ends is None:
        return
    shape.known = [FIXED if at in ends else FREE for at in range(len(words))]
    shape.open_gaps(key)


def _ends(words: Key, key: Key) -> set[int] | None:
    """Where the words of the key stand, the gaps at the end as short as they can be; None if they do not fit."""
    todo: list[tuple[int, int, tuple[int, ...]]] = [(len(words) - 1, len(key) - 1, ())]
    dead: set[tuple[int, int]] = set()
    while todo:
        at, number, path = todo.pop()
        if number < 0 and at < 0:
            return set(path)
        if number < 0 or at < 0 or (at, number) in dead:
            continue
        dead.add((at, number))
        if key[number] in (GAP, NUMBER):
            before = at
            while before >= 0 and words[before] != "\n":
                before -= 1
            # The last is tried first.
            todo += [(end, number - 1, path) for end in range(before, at)]
        elif words[at] == key[number]:
            todo.append((at - 1, number - 1, (*path, at)))
    return None
