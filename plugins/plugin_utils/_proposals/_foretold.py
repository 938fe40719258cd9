# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which words are of the text: those that the others foretell. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ._shapes import AGAIN, FIXED, GAP, NUMBER, Key, Shape, loose, unite

Group = list[Shape]
# A part of a message, and a word in it.
_Place = tuple[int, str]

# A word foretells another one if it comes without it this seldom.
SURE = 0.96
# And if it was seen so many times, or half as many as the other.
SEEN = 30
FEWEST = 8
# What so many messages of a group have is of the text.
NEARLY_ALL = 0.97


def refine(group: Group, is_whole: bool = True) -> list[Group]:
    """Part a group of messages by the words of their texts, until no more of these are found.

    is_whole: nothing is known about the group yet.
    """
    todo = [(group, is_whole)]
    done = []
    while todo:
        group, is_whole = todo.pop()
        if sum(shape.count for shape in group) < FEWEST or not _fix(group, is_whole):
            done.append(group)
            continue
        todo += [(part, False) for part in by_key(group)]
    return done


def stand_alone(groups: Iterable[Group], often: int = FEWEST) -> list[Group]:
    """Groups, where messages of one shape that comes so often are one if nothing is known about them."""
    done: list[Group] = []
    for group in groups:
        if sum(word not in (GAP, NUMBER) for word in group[0].key) < 2:
            for shape in group:
                if shape.count >= often and shape.words != (NUMBER,):
                    shape.known = [shape.known[at] if word == NUMBER else FIXED for at, word in enumerate(shape.words)]
            done += by_key(group)
        else:
            done.append(group)
    return done


def settle(groups: Iterable[Group]) -> list[Group]:
    """Groups with what all of their messages have as words of the text."""
    done = []
    for group in groups:
        while _fix(group, is_whole=False, is_settling=True) and len({shape.key for shape in group}) == 1:
            pass
        done += by_key(group)
    return done


def together(groups: Iterable[Group]) -> list[Group]:
    """Groups, where those with the same fixed words are one; small ones whose key no other has may be mistakes."""
    found: dict[Key, Group] = {}
    keys: set[Key] = set()
    small: list[Group] = []
    for group in groups:
        if sum(shape.count for shape in group) < FEWEST:
            small.append(group)
        else:
            keys.add(group[0].key)
            found.setdefault(loose(group[0].key), []).extend(group)
    apart = []
    for group in small:
        if group[0].key in keys:
            found[loose(group[0].key)] += group
        else:
            apart.append(group)
    for group in found.values():
        unite(group)
    return [found[key] for key in sorted(found)] + apart


def by_key(group: Iterable[Shape]) -> list[Group]:
    """Those with the same fixed words together."""
    found: dict[tuple[str, ...], Group] = {}
    for shape in group:
        found.setdefault(shape.key, []).append(shape)
    return [found[key] for key in sorted(found)]


def _fix(group: Group, is_whole: bool, is_settling: bool = False) -> bool:
    """Mark words as fixed; returns whether there are any.

    They are those that others foretell, and those that nearly all messages have; only these if is_settling.
    """
    total = sum(shape.count for shape in group)
    places = [_places(shape, is_whole, is_settling) for shape in group]
    counts: Counter[_Place] = Counter()
    for shape, found in zip(group, places):
        for place in set(found):
            if place is not None:
                counts[place] += shape.count
    fewest = 1 if is_settling else FEWEST
    often = {place: number for number, place in enumerate(sorted(p for p, c in counts.items() if c >= fewest))}
    count = [counts[place] for place in often]
    always = {number for number, seen in enumerate(count) if seen >= NEARLY_ALL * total}
    rows = [sorted({often[place] for place in found if place in often}) for found in places]
    foretold: list[set[int]] = [set() for _number in count]
    if not is_settling:
        parts = None if is_whole else [part for part, _word in often]
        _foretell(foretold, _pairs(group, rows, len(count), parts), count)
    changed = False
    for shape, found, row in zip(group, places, rows):
        fixed = always.union(*(foretold[cause] for cause in row))
        for at, place in enumerate(found):
            if place is not None and often.get(place, -1) in fixed:
                shape.known[at] = FIXED
                changed = True
    return changed


def _pairs(group: Group, rows: list[list[int]], size: int, parts: list[int] | None) -> dict[int, int]:
    """How many messages have both words of a pair, if those are of different parts: by the numbers of both in one."""
    found: dict[int, int] = {}
    seen = found.get
    for shape, row in zip(group, rows):
        count = shape.count
        for at, one in enumerate(row):
            base = one * size
            for other in row[at + 1 :]:
                if parts is None or parts[one] != parts[other]:
                    found[base + other] = seen(base + other, 0) + count
    return found


def _foretell(foretold: list[set[int]], pairs: dict[int, int], count: list[int]) -> None:
    """Add to each word those that it foretells."""
    for pair, both in pairs.items():
        if both >= FEWEST * SURE:
            one, other = divmod(pair, len(count))
            for cause, effect in ((one, other), (other, one)):
                seen = count[cause]
                if both >= SURE * seen and (seen >= SEEN or 2 * seen >= count[effect]):
                    foretold[cause].add(effect)


def _places(shape: Shape, is_whole: bool, is_settling: bool) -> list[_Place | None]:
    """For each word that is neither fixed nor a number, itself and the part of the message that it is in.

    If is_settling, a word that comes again in a part, as in a list, is another one.
    """
    found: list[_Place | None] = []
    seen: Counter[_Place] = Counter()
    part = 0
    for word, known in zip(shape.words, shape.known):
        if known == FIXED or word == NUMBER:
            part += not is_whole and (known == FIXED or not is_settling)
            found.append(None)
        else:
            seen[part, word] += is_settling
            found.append((part, word + AGAIN * (seen[part, word] - 1)))
    return found
