# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups that differ in the values of a field alone are one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from . import _places
from ._foretold import Group
from ._shapes import GAP, NUMBER, Shape, is_series

# So many different values make a field.
_MANY = _places.MOST_WORDS + 1
# So many words of a text are tried as values.
_LONGEST = 6
# With so many words around them, different words at one place are values even if none varies by itself.
_FRAME = 3
# So many words may stand before each value of a list.
_LONGEST_SIGN = 3
# Fewer messages than this say nothing.
_SMALL = 3

Key = tuple[str, ...]


class _Text:
    """A group with its key."""

    def __init__(self, key: Key, group: Group) -> None:
        self.key = key
        self.group = group
        self.count = sum(shape.count for shape in group)
        self.is_open = True

    def values(self, number: int) -> Counter[str]:
        """What stands in one of the gaps."""
        found: Counter[str] = Counter()
        for shape in self.group:
            start, end = shape.gaps()[number]
            found[" ".join(shape.words[start:end])] += shape.count
        return found


class _Place:
    """Where the words of a text may be a value."""

    def __init__(self, text: _Text, start: int, end: int, words: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.words = words
        self.span = text.key[start:end]


def merge(groups: list[Group], shared: frozenset[str]) -> list[Group]:
    """Groups, of which those are together that differ in values of a field alone."""
    found: dict[Key, _Text] = {}
    small: list[Group] = []
    for group in groups:
        if sum(shape.count for shape in group) < _SMALL:
            small.append(group)
        else:
            key = group[0].key
            found[key] = _Text(key, group + (found[key].group if key in found else []))
    _merge_alike(found)
    # The nearest first.
    for most in range(_LONGEST + 1):
        while _merge(found, most, shared):
            pass
    return [found[key].group for key in sorted(found)] + small


def _merge_alike(found: dict[Key, _Text]) -> None:
    """Make those one that differ in how many values a list has, or in whether a number has a series."""
    for find in (_first_list, _first_series):
        _merge_simple(found, find)


def _merge_simple(found: dict[Key, _Text], find: Callable[[Key], tuple[Key, int, int]]) -> None:
    """Make those one that are the same with a value in place of what is found."""
    by_simple: dict[Key, list[tuple[_Text, int, int]]] = {}
    for key in sorted(found):
        simple, start, end = find(key)
        by_simple.setdefault(_loose(simple), []).append((found[key], start, end))
    for _simple, same in sorted(by_simple.items()):
        if len(same) > 1 and any(end for _text, _start, end in same):
            for text, start, end in same:
                del found[text.key]
                for shape in text.group if end else ():
                    _open(shape, text.key, start, end)
            group = [shape for text, _start, _end in same for shape in text.group]
            key = _join(group)
            found[key] = _Text(key, group + (found[key].group if key in found else []))


def _first_list(key: Key) -> tuple[Key, int, int]:
    """The key with one value for the first list (ул. Мира 1; ул. Новая 2), and where its values are: end 0 if none."""
    for start in range(len(key)):
        for size in range(1, _LONGEST_SIGN + 1):
            unit = _loose(key[start : start + size + 1])
            if unit[-1] != GAP or GAP in unit[:-1] or "\n" in unit or not any(map(str.isalpha, "".join(unit[:-1]))):
                continue
            end = start + size + 1
            while _loose(key[end : end + size + 1]) == unit:
                end += size + 1
            if end > start + size + 1:
                return (*key[: start + size], GAP, *key[end:]), start + size, end
    return key, 0, 0


def _first_series(key: Key) -> tuple[Key, int, int]:
    """The same for a number with capital letters before it: СУ 123."""
    for at in range(1, len(key) - 1):
        if is_series(key[at]) and key[at + 1] in (GAP, NUMBER) and key[at - 1] not in (GAP, NUMBER):
            return (*key[:at], *key[at + 1 :]), at, at + 2
    return key, 0, 0


def _loose(key: Key) -> Key:
    return tuple(GAP if word == NUMBER else word for word in key)


def _merge(found: dict[Key, _Text], most: int, shared: frozenset[str]) -> bool:
    """One round, for places of so many words at most; returns whether anything was merged."""
    wholes: dict[Key, list[_Text]] = {}
    places: dict[Key, dict[Key, _Place]] = {}
    for key in sorted(found):
        wholes.setdefault(_loose(key), []).append(found[key])
        for start, end, words, wider in _wider(key, most):
            entries = places.setdefault(_loose(wider), {})
            if key not in entries or words < entries[key].words:
                entries[key] = _Place(found[key], start, end, words)
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
            same = _join(group)
            found[same] = _Text(same, group)
    if taken:
        return True
    for _length, _count, key in order:
        whole = wholes.get(key, [])
        # A number beside gaps may be the whole itself.
        mine = {text.key for text in whole}
        others = [place for place in places[key].values() if place.text.key not in mine]
        if not taken.isdisjoint(mine) or any(place.text.key in taken for place in others):
            continue
        chosen = _same(key, whole, others, shared)
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
            same = _join(group)
            if same in found:
                group += found[same].group
            taken.add(same)
            found[same] = _Text(same, group)
    return bool(taken)


def _join(group: Group) -> Key:
    """The key of all, which differ in numbers and gaps alone; it is made that of each."""
    keys = {shape.key for shape in group}
    key = tuple(words[0] if len(set(words)) == 1 else GAP for words in zip(*keys))
    for shape in group:
        if shape.key != key:
            shape.open_gaps(key)
    return key


def _wider(key: Key, most: int) -> list[tuple[int, int, int, Key]]:
    """Where so many words at most may be a gap: start, end, how many words, and the key with the gap."""
    found = []
    size = len(key)
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
                found.append((start, end, words, (*key[:start], GAP, *key[end:])))
    return found


def _same(key: Key, whole: list[_Text], places: list[_Place], shared: frozenset[str]) -> list[_Place]:
    """Those of the places whose words are values of a field."""
    if not places:
        return []
    number = sum(word == GAP for word in key[: places[0].start])
    own: Counter[str] = Counter()
    for text in whole:
        own += text.values(number)
    of_whole = sum(own.values())
    values = own.copy()
    patterns = Counter({GAP: of_whole}) if of_whole else Counter()
    for place in places:
        values[" ".join(place.span)] += place.text.count
        patterns[" ".join(place.span)] += place.text.count
    known = {place.text.key for place in places if _is_known(place.span, shared)}
    is_few = _places.words_of(values) is not None
    if is_few and not known:
        return []
    frame = sum(word != GAP and any(map(str.isalpha, word)) for word in key)
    mean = sum(place.words * place.text.count for place in places) / sum(place.text.count for place in places)
    is_long = frame >= _FRAME and frame >= 2 * mean and len(values) > 2
    # What follows a colon is said to be a value.
    start = places[0].start
    is_long |= start > 0 and key[start - 1].endswith(":") and frame > 1 and len(values) >= _MANY
    is_field = len(own) >= _MANY and _places.words_of(own) is None
    # With few words around them the values must have been seen to vary more often.
    share = 0.1 if frame >= _FRAME else 0.5
    few = _places.words_of(patterns)
    # What begins or ends with the same words as others, beside all else.
    kinds: Counter[str] = Counter()
    for pattern, count in patterns.items():
        kinds[pattern if GAP in pattern else GAP] += count
    are_many = len(kinds) >= _MANY - 1 and _places.words_of(kinds) is None
    chosen = []
    for place in places:
        count = place.text.count
        is_value = is_long or (is_field and frame > max(place.words, 1) and of_whole >= share * count)
        if place.text.key in known and of_whole >= 0.5 * count and frame > place.words:
            is_value = True
        elif is_few:
            is_value = False
        elif GAP in place.span and is_value:
            times = 3 if shared.issuperset(word for word in place.span if word not in (GAP, NUMBER)) else 9
            is_value = of_whole >= times * count or (is_long and are_many) if of_whole else is_long and few is None
        if is_value:
            chosen.append(place)
    return chosen


def _is_known(span: Key, shared: frozenset[str]) -> bool:
    """Whether the words stand among numbers or other values, and come in other texts, too."""
    words = [word for word in span if word not in (GAP, NUMBER)]
    inner = any(word not in (GAP, NUMBER) and 0 < at < len(span) - 1 for at, word in enumerate(span))
    return inner and bool(words) and shared.issuperset(words)


def _open(shape: Shape, key: Key, start: int, end: int) -> None:
    """Make the words at a place of the key values."""
    gaps = iter(shape.gaps())
    at = 0
    for number, word in enumerate(key):
        behind = next(gaps)[1] if word in (GAP, NUMBER) else at + 1
        if start <= number < end:
            shape.open(at, behind)
        at = behind
