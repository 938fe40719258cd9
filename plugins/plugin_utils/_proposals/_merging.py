# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups that differ in the values of a field alone are one. Pure."""

from __future__ import annotations

from collections.abc import Callable

from ._foretold import Group
from ._shapes import GAP, NUMBER, Key, Shape, is_series, loose, unite
from ._values import Place, Text, values_among

# So many words of a text are tried as values.
_LONGEST = 6
# So many words may stand before each value of a list.
_LONGEST_SIGN = 3
# Fewer messages than this say nothing.
_SMALL = 3


def merge(groups: list[Group], shared: frozenset[str]) -> list[Group]:
    """Groups, of which those are together that differ in values of a field alone."""
    found: dict[Key, Text] = {}
    small: list[Group] = []
    for group in groups:
        if sum(shape.count for shape in group) < _SMALL:
            small.append(group)
        else:
            key = group[0].key
            found[key] = Text(key, group + (found[key].group if key in found else []))
    _merge_alike(found)
    # The nearest first.
    for most in range(_LONGEST + 1):
        while _merge(found, most, shared):
            pass
    return [found[key].group for key in sorted(found)] + small


def _merge_alike(found: dict[Key, Text]) -> None:
    """Make those one that differ in how many values a list has, or in whether a number has a series."""
    for find in (_first_list, _first_series):
        _merge_simple(found, find)


def _merge_simple(found: dict[Key, Text], find: Callable[[Key], tuple[Key, int, int]]) -> None:
    """Make those one that are the same with a value in place of what is found."""
    by_simple: dict[Key, list[tuple[Text, int, int]]] = {}
    for key in sorted(found):
        simple, start, end = find(key)
        by_simple.setdefault(loose(simple), []).append((found[key], start, end))
    for _simple, same in sorted(by_simple.items()):
        if len(same) > 1 and any(end for _text, _start, end in same):
            for text, start, end in same:
                del found[text.key]
                for shape in text.group if end else ():
                    _open(shape, text.key, start, end)
            group = [shape for text, _start, _end in same for shape in text.group]
            key = unite(group)
            found[key] = Text(key, group + (found[key].group if key in found else []))


def _first_list(key: Key) -> tuple[Key, int, int]:
    """The key with one value for the first list (ул. Мира 1; ул. Новая 2), and where its values are: end 0 if none."""
    for start in range(len(key)):
        for size in range(1, _LONGEST_SIGN + 1):
            unit = loose(key[start : start + size + 1])
            if unit[-1] != GAP or GAP in unit[:-1] or "\n" in unit or not any(map(str.isalpha, "".join(unit[:-1]))):
                continue
            end = start + size + 1
            while loose(key[end : end + size + 1]) == unit:
                end += size + 1
            if end > start + size + 1:
                return (*key[: start + size], GAP, *key[end:]), start + size, end
    return key, 0, 0


def _first_series(key: Key) -> tuple[Key, int, int]:
    """The same for a number with capital letters before it: СУ 123."""
    for at in range(1, len(key) - 1):
        if is_series(key, at) and key[at + 1] in (GAP, NUMBER) and key[at - 1] not in (GAP, NUMBER):
            return (*key[:at], *key[at + 1 :]), at, at + 2
    return key, 0, 0


def _merge(found: dict[Key, Text], most: int, shared: frozenset[str]) -> bool:
    """One round, for places of so many words at most; returns whether anything was merged."""
    wholes: dict[Key, list[Text]] = {}
    places: dict[Key, dict[Key, Place]] = {}
    for key in sorted(found):
        wholes.setdefault(loose(key), []).append(found[key])
        for start, end, words, wider in _wider(key, most):
            entries = places.setdefault(wider, {})
            if key not in entries or words < entries[key].words:
                entries[key] = Place(found[key], start, end, words)
    order = sorted(
        (-len(key), -sum(place.text.count for place in entries.values()), key)
        for key, entries in places.items()
        if len(entries) + len(wholes.get(key, ())) > 1
    )
    taken: set[Key] = set()
    for _key, whole in sorted(wholes.items()):
        # The same but for numbers in place of words.
        if len(whole) > 1:
            for text in whole:
                del found[text.key]
            taken |= {text.key for text in whole}
            group = [shape for text in whole for shape in text.group]
            same = unite(group)
            found[same] = Text(same, group)
    if taken:
        return True
    for _length, _count, key in order:
        whole = wholes.get(key, [])
        # A number beside gaps may be the whole itself.
        mine = {text.key for text in whole}
        others = [place for place in places[key].values() if place.text.key not in mine]
        if not taken.isdisjoint(mine) or any(place.text.key in taken for place in others):
            continue
        chosen = values_among(key, whole, others, shared)
        if chosen:
            for text in whole:
                del found[text.key]
            for place in chosen:
                del found[place.text.key]
                for shape in place.text.group:
                    _open(shape, place.text.key, place.start, place.end)
            together = [text.group for text in whole] + [place.text.group for place in chosen]
            taken |= {text.key for text in whole} | {place.text.key for place in chosen}
            group = [shape for group in together for shape in group]
            same = unite(group)
            if same in found:
                group += found[same].group
            taken.add(same)
            found[same] = Text(same, group)
    return bool(taken)


def _wider(key: Key, most: int) -> list[tuple[int, int, int, Key]]:
    """Where so many words at most may be a gap: start, end, how many words, and the key with the gap, loosely."""
    found = []
    size = len(key)
    wide = loose(key)
    for start in range(size):
        if start and key[start - 1] in (GAP, NUMBER):
            # Numbers and gaps beside a gap are of it.
            continue
        words = 0
        for end in range(start + 1, size + 1):
            last = key[end - 1]
            words += last not in (GAP, NUMBER)
            if last == "\n" or words > most:
                break
            if key[start:end] != (GAP,) and not (end < size and key[end] in (GAP, NUMBER)):
                found.append((start, end, words, (*wide[:start], GAP, *wide[end:])))
    return found


def _open(shape: Shape, key: Key, start: int, end: int) -> None:
    """Make the words at a place of the key values."""
    gaps = iter(shape.gaps())
    at = 0
    for number, word in enumerate(key):
        behind = next(gaps)[1] if word in (GAP, NUMBER) else at + 1
        if start <= number < end:
            shape.open(at, behind)
        at = behind
