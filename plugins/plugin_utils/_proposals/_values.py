# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether words of a text are values of a field. Pure."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from . import _places
from ._foretold import Group
from ._shapes import GAP, GLUE, NUMBER, Key

# So many different values make a field.
_MANY = _places.MOST_WORDS + 1
# With so many words around them, different words at one place are values even if none varies by itself.
_FRAME = 3
# The same values at the other places are worth so many words, if so many of them are the same.
_WORTH, _ALIKE = 6, 0.9


class Text:
    """A group with its key."""

    def __init__(self, key: Key, group: Group) -> None:
        self.key = key
        self.group = group
        self.count = sum(shape.count for shape in group)

    def values(self, number: int) -> Counter[str]:
        """What stands in one of the gaps."""
        return self._values[number]

    def words_but(self, number: int, size: int) -> Counter[str]:
        """The words that stand in the other gaps than these, but for numbers."""
        found: Counter[str] = Counter()
        for words in (*self._words[:number], *self._words[number + size :]):
            found.update(words)
        return found

    @cached_property
    def _values(self) -> list[Counter[str]]:
        found: list[Counter[str]] = [Counter() for _gap in self.group[0].gaps()]
        for shape in self.group:
            for values, (start, end) in zip(found, shape.gaps()):
                values[" ".join(shape.words[start:end])] += shape.count
        return found

    @cached_property
    def _words(self) -> list[Counter[str]]:
        found: list[Counter[str]] = [Counter() for _gap in self._values]
        for words, values in zip(found, self._values):
            for value, count in values.items():
                for word in value.split(" "):
                    if word != NUMBER:
                        words[word] += count
        return found


class Place:
    """Where the words of a text may be a value."""

    def __init__(self, text: Text, start: int, end: int, words: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.words = words
        self.span = text.key[start:end]


def values_among(key: Key, whole: list[Text], places: list[Place], shared: frozenset[str]) -> list[Place]:
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
    # What follows a colon or stands in quotes or brackets is said to be a value.
    start = places[0].start
    is_said = start > 0 and key[start - 1].endswith((":", GLUE)) and frame > 1 and len(values) >= _MANY
    is_field = len(own) >= _MANY and _places.words_of(own) is None
    alike = _filled_alike(whole, number, places) if frame <= _WORTH else set()
    few = _places.words_of(patterns)
    # What begins or ends with the same words as others, beside all else.
    kinds: Counter[str] = Counter()
    for pattern, count in patterns.items():
        kinds[pattern if GAP in pattern else GAP] += count
    are_many = len(kinds) >= _MANY - 1 and _places.words_of(kinds) is None
    chosen = []
    for place in places:
        count = place.text.count
        # The same values at the other places are worth words.
        known_by = frame + (_WORTH if place.text.key in alike else 0)
        is_long = is_said or (known_by >= _FRAME and known_by >= 2 * mean and len(values) > 2)
        # With few words around them the values must have been seen to vary more often.
        share = 0.1 if known_by >= _FRAME else 0.5
        is_value = is_long or (is_field and known_by >= max(place.words, 2) and of_whole >= share * count)
        if place.text.key in known and of_whole >= 0.5 * count and frame > place.words:
            is_value = True
        elif is_few:
            is_value = False
        elif GAP in place.span and is_value:
            times = 3 if shared.issuperset(word for word in place.span if word not in (GAP, NUMBER)) else 9
            is_value = of_whole >= times * count or (is_long and are_many) if of_whole else is_long and few is None
            is_value |= times == 3 and is_long and _begin_in_many_ways(values, place)
        if is_value:
            chosen.append(place)
    return chosen


def _begin_in_many_ways(values: Counter[str], place: Place) -> bool:
    """Whether the words that the place begins or ends with are some of many that its values begin or end with."""
    at = 0 if place.span[0] not in (GAP, NUMBER) else -1
    words: Counter[str] = Counter()
    for value, count in values.items():
        words[value.split(" ")[at]] += count
    return place.span[at] not in (GAP, NUMBER) and len(words) > _MANY and _places.words_of(words) is None


def _filled_alike(whole: list[Text], number: int, places: list[Place]) -> set[Key]:
    """The keys of those that have the same words as others in the gaps that are not at this place."""
    found = {text.key: text.words_but(number, 1) for text in whole}
    for place in places:
        found[place.text.key] = place.text.words_but(number, sum(word in (GAP, NUMBER) for word in place.span))
    seen: Counter[str] = Counter()
    for words in found.values():
        seen.update(words.keys())
    return {
        key
        for key, words in found.items()
        if words and sum(c for w, c in words.items() if seen[w] > 1) >= _ALIKE * sum(words.values())
    }


def _is_known(span: Key, shared: frozenset[str]) -> bool:
    """Whether the words stand among numbers or other values, and come in other texts, too."""
    words = [word for word in span if word not in (GAP, NUMBER)]
    inner = any(word not in (GAP, NUMBER) and 0 < at < len(span) - 1 for at, word in enumerate(span))
    return inner and bool(words) and shared.issuperset(words)
