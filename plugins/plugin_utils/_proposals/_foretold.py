# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which words are of the text: those that the others foretell. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ._shapes import FIXED, GAP, NUMBER, Shape

Group = list[Shape]

# A word foretells another one if it comes without it this seldom.
SURE = 0.96
# And if it was seen so many times, or half as many as the other.
SEEN = 30
FEWEST = 8


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


def stand_alone(groups: Iterable[Group]) -> list[Group]:
    """Groups, where messages of one shape that comes often are one if nothing is known about them."""
    done: list[Group] = []
    for group in groups:
        if sum(word not in (GAP, NUMBER) for word in group[0].key) < 2:
            for shape in group:
                if shape.count >= FEWEST and shape.words != (NUMBER,):
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


def by_key(group: Iterable[Shape]) -> list[Group]:
    """Those with the same fixed words together."""
    found: dict[tuple[str, ...], Group] = {}
    for shape in group:
        found.setdefault(shape.key, []).append(shape)
    return [found[key] for key in sorted(found)]


def _fix(group: Group, is_whole: bool, is_settling: bool = False) -> bool:
    """Mark the words that others foretell as fixed; returns whether there are any."""
    total = sum(shape.count for shape in group)
    counts: Counter[tuple[int, str]] = Counter()
    places = [_places(shape, is_whole, is_settling) for shape in group]
    for shape, found in zip(group, places):
        for place in set(found):
            if place is not None:
                counts[place] += shape.count
    often = {place: number for number, place in enumerate(sorted(p for p, c in counts.items() if c >= FEWEST))}
    if not often:
        return False
    size = len(often)
    count = [0] * size
    segment = [0] * size
    for place, number in often.items():
        count[number] = counts[place]
        segment[number] = place[0]
    del counts
    rows: list[list[int]] = []
    pairs: dict[int, int] = {}
    seen = pairs.get
    for shape, found in zip(group, places):
        row = sorted({often[place] for place in found if place in often})
        rows.append(row)
        if is_settling:
            continue
        n = shape.count
        for at, one in enumerate(row):
            base = one * size
            if is_whole:
                for other in row[at + 1 :]:
                    pair = base + other
                    pairs[pair] = seen(pair, 0) + n
            else:
                for other in row[at + 1 :]:
                    if segment[one] != segment[other]:
                        pair = base + other
                        pairs[pair] = seen(pair, 0) + n
    foretold: list[set[int]] = [set() for _ in range(size)]
    for pair, n in pairs.items():
        if n < FEWEST * SURE:
            continue
        one, other = divmod(pair, size)
        for cause, effect in ((one, other), (other, one)):
            c = count[cause]
            if n >= SURE * c and c >= FEWEST and (c >= SEEN or 2 * c >= count[effect]):
                foretold[cause].add(effect)
    del pairs
    always = {number for number in range(size) if count[number] >= 0.97 * total}
    changed = False
    for shape, found, row in zip(group, places, rows):
        fixed = set(always)
        for cause in row:
            if foretold[cause]:
                fixed |= foretold[cause]
        if fixed:
            for at, place in enumerate(found):
                if place is not None and often.get(place, -1) in fixed:
                    shape.known[at] = FIXED
                    changed = True
    return changed


def _places(shape: Shape, is_whole: bool, is_settling: bool) -> list[tuple[int, str] | None]:
    """For each word that is neither fixed nor a number, itself and its part of the message."""
    if is_whole:
        return [
            None if known == FIXED or word == NUMBER else (0, word) for word, known in zip(shape.words, shape.known)
        ]
    found: list[tuple[int, str] | None] = []
    part = 0
    for word, known in zip(shape.words, shape.known):
        if known == FIXED or word == NUMBER:
            part += known == FIXED or not is_settling
            found.append(None)
        else:
            found.append((part, word))
    return found
