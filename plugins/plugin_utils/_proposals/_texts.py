# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a template for a group of messages. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain, product

from .._matching import _operands
from ._foretold import Group
from ._shapes import GAP, NUMBER

# What operators allow for n.
_MOST = 19
_FORBIDDEN = (10, 15, 20)
# So many values of one word each, beside each other, are operands of their own.
_APART = 3
# A group of messages has so many texts at most.
_MOST_TEXTS = 8
# What so many values have at their ends is fixed text.
_NEARLY_ALL = 0.97

_DIGITS = frozenset("0123456789")
_SPECIAL = re.escape(_operands.SPECIAL)
_IS_NUMBER = re.compile(f"[{_SPECIAL}]*[0-9][0-9{_SPECIAL}]*").fullmatch
_IS_WORD = re.compile(rf"[{_SPECIAL}]*[^\W_][\w{_SPECIAL}]*").fullmatch
_UNLISTED = re.compile(rf"[^\w\s{_SPECIAL}]")
_SIGNS_BEFORE = re.compile(r"(?:[^\w\s]|_)*")
_SIGNS_AFTER = re.compile(r"(?:[^\w\s]|_)*$")

Filler = tuple[str, ...]


def texts_of(group: Group, least: int) -> list[str]:
    """Texts that match the messages, or most of them; more than one where the rules allow no single one.

    least: how many messages a further text must be for.
    """
    key = group[0].key
    fillers: list[Counter[Filler]] = [Counter() for word in key if word in (GAP, NUMBER)]
    for shape in group:
        gaps = shape.gaps()
        for message in shape.messages:
            cells = shape.cells(message)
            for counts, (start, end) in zip(fillers, gaps):
                counts[tuple(chain.from_iterable(cells[start:end]))] += 1
    fields = [_fields(counts, least) for counts in fillers]
    if math.prod(map(len, fields)) > _MOST_TEXTS:
        fields = [found[:1] for found in fields]
    texts = []
    for chosen in product(*fields):
        rest = iter(chosen)
        words = (next(rest) if word in (GAP, NUMBER) else word for word in key)
        texts.append(" ".join(words).replace(" \n ", "\n"))
    return texts


def _fields(fillers: Counter[Filler], least: int) -> list[str]:
    """Operands for what stands at a place, with the signs around them; the most frequent kind of values first."""
    cut: dict[int, list[tuple[list[Filler], int]]] = {}
    for filler, count in fillers.items():
        pieces = _cut(filler)
        cut.setdefault(len(pieces), []).append((pieces, count))
    totals = {size: sum(count for _pieces, count in found) for size, found in cut.items()}
    usual, *others = sorted(cut, key=lambda size: (-totals[size], size))
    sizes = [usual, *(size for size in others if totals[size] >= least)]
    return [text for size in sizes for text in _together(cut[size], size, least)]


def _together(found: list[tuple[list[Filler], int]], size: int, least: int) -> list[str]:
    """Texts for values in so many pieces each."""
    parts: list[Counter[Filler]] = [Counter() for _number in range(size)]
    for pieces, count in found:
        for part, piece in zip(parts, pieces):
            part[piece] += count
    texts = [_part(part) for part in parts]
    if None in texts:
        return []
    groups = [number for number, text in enumerate(texts) if text and "{" in text]
    if len(groups) < 2:
        return [" ".join(text for text in texts if text)]
    # Of two groups in a row all but the last are made operands of one word each.
    alternatives: list[list[str]] = []
    for number, (part, text) in enumerate(zip(parts, texts)):
        if number in groups[:-1]:
            by_size: dict[int, Counter[Filler]] = {}
            for piece, count in part.items():
                by_size.setdefault(len(piece), Counter())[piece] += count
            alternatives.append(
                [
                    one
                    for length, counts in sorted(by_size.items(), key=lambda item: (-sum(item[1].values()), item[0]))
                    if length <= _APART and sum(counts.values()) >= least
                    if (one := _part(counts)) is not None
                ]
            )
        else:
            alternatives.append([text or ""])
    return [" ".join(chosen) for chosen in product(*alternatives)]


def _cut(filler: Filler) -> list[Filler]:
    """The filler in pieces that begin or end with a sign that no operand stands for, such as a guillemet.

    What has neither letter nor digit is a piece of its own.
    """
    found: list[list[str]] = [[]]
    for word in filler:
        if not any(map(str.isalnum, word)):
            found += [[word], []]
            continue
        before, after = _SIGNS_BEFORE.match(word), _SIGNS_AFTER.search(word)
        if found[-1] and before and _UNLISTED.search(before[0]):
            found.append([])
        found[-1].append(word)
        if after and _UNLISTED.search(after[0]):
            found.append([])
    return [tuple(piece) for piece in found if piece]


def _part(fillers: Counter[Filler]) -> str | None:
    """Operands for a piece, with the signs that nearly all have around it; the piece itself if it is only signs."""
    if len(fillers) == 1 and not any(map(str.isalnum, " ".join(*fillers))):
        return " ".join(*fillers)
    total = sum(fillers.values())
    before = _common(Counter(_ends(fillers, 1)), total, 1)
    after = _common(Counter(_ends(fillers, -1)), total, -1)
    values: Counter[Filler] = Counter()
    for filler, count in fillers.items():
        value = _without(filler, before, after)
        if value is not None and all(map(_IS_WORD, value)):
            values[value] += count
    if not values:
        return None
    return before + _operands_for(values) + after


def _ends(fillers: Counter[Filler], step: int) -> Counter[str]:
    """What may be fixed at one end: up to a sign, without digits, such as the host of a link."""
    found: Counter[str] = Counter()
    for filler, count in fillers.items():
        word = filler[0] if step == 1 else filler[-1][::-1]
        end = 0
        for at, char in enumerate(word):
            if char in _DIGITS:
                break
            if not char.isalnum():
                end = at + 1
        found[word[:end][::step]] += count
    return found


def _common(signs: Counter[str], total: int, step: int) -> str:
    """The longest beginning (step 1) or end (step -1) that nearly all have, up to a sign."""
    counts: Counter[str] = Counter()
    for sign, count in signs.items():
        for length in range(1, len(sign) + 1):
            part = sign[:length] if step == 1 else sign[-length:]
            if not (part[-1] if step == 1 else part[0]).isalnum():
                counts[part] += count
    return max((sign for sign, count in counts.items() if count >= _NEARLY_ALL * total), key=len, default="")


def _without(filler: Filler, before: str, after: str) -> Filler | None:
    """A value without the signs around it; None if it has others."""
    words = list(filler)
    if not words[0].startswith(before):
        return None
    words[0] = words[0][len(before) :]
    if not words[-1].endswith(after):
        return None
    words[-1] = words[-1][: len(words[-1]) - len(after)]
    return tuple(words)


def _operands_for(values: Counter[Filler]) -> str:
    """One operand, or several where each of them is one word."""
    sizes = {len(value) for value in values}
    least, most = min(sizes), max(sizes)
    if least == most and most <= _APART:
        return " ".join(_kind(value[at] for value in values) for at in range(most))
    # Numbers at the ends are operands of their own.
    first = 0
    last = 0
    while least - first - last > 1 and all(_IS_NUMBER(value[first]) for value in values):
        first += 1
    while least - first - last > 1 and all(_IS_NUMBER(value[-1 - last]) for value in values):
        last += 1
    size = most - first - last
    kind = _kind(word for value in values for word in value[first : len(value) - last])
    while size in _FORBIDDEN:
        size += 1
    size = min(size, _MOST)
    middle = kind if size == 1 else f"{kind}{{1,{size}}}"
    return " ".join(["%d"] * first + [middle] + ["%d"] * last)


def _kind(words: Iterable[str]) -> str:
    return "%d" if all(map(_IS_NUMBER, words)) else "%w"
