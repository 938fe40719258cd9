# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a template for a group of messages. Pure."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from .._matching import _operands
from ._foretold import Group
from ._shapes import GAP, NUMBER

# What operators allow for n.
_MOST = 19
_FORBIDDEN = (10, 15, 20)
# So many values of one word each, beside each other, are operands of their own.
_APART = 3
# What so many values have at their ends is fixed text.
_NEARLY_ALL = 0.97

_SPECIAL = re.escape(_operands.SPECIAL)
_IS_NUMBER = re.compile(f"[{_SPECIAL}]*[0-9][0-9{_SPECIAL}]*").fullmatch
_IS_WORD = re.compile(rf"[{_SPECIAL}]*[^\W_][\w{_SPECIAL}]*").fullmatch
_SIGNS_BEFORE = re.compile(r"(?:[^\w\s]|_)*")
_SIGNS_AFTER = re.compile(r"(?:[^\w\s]|_)*$")

Filler = tuple[str, ...]


def text_of(group: Group) -> str | None:
    """A text that matches the messages, or most of them; None where there is none."""
    key = group[0].key
    fillers: list[Counter[Filler]] = [Counter() for word in key if word in (GAP, NUMBER)]
    for shape in group:
        gaps = shape.gaps()
        for message in shape.messages:
            cells = shape.cells(message)
            for counts, (start, end) in zip(fillers, gaps):
                counts[tuple(chain.from_iterable(cells[start:end]))] += 1
    found: list[str] = []
    rest = iter(fillers)
    for word in key:
        if word not in (GAP, NUMBER):
            found.append(word)
            continue
        field = _field(next(rest))
        if field is None:
            return None
        found.append(field)
    return " ".join(found).replace(" \n ", "\n")


def _field(fillers: Counter[Filler]) -> str | None:
    """Operands for what stands at a place, with the signs around it."""
    total = sum(fillers.values())
    before = _common(Counter({filler: count for filler, count in fillers.items()}), total, 0)
    after = _common(fillers, total, -1)
    values: Counter[Filler] = Counter()
    for filler, count in fillers.items():
        value = _without(filler, before, after)
        if value is not None and all(map(_IS_WORD, value)):
            values[value] += count
    if not values:
        return None
    operands = _operands_for(values)
    return None if operands is None else before + operands + after


def _common(fillers: Counter[Filler], total: int, at: int) -> str:
    """The signs that nearly all have at one end, with what is the same beside them up to another sign."""
    signs: Counter[str] = Counter()
    for filler, count in fillers.items():
        word = filler[at]
        found = _SIGNS_BEFORE.match(word) if at == 0 else _SIGNS_AFTER.search(word)
        signs[found[0] if found else ""] += count
    usual, count = min(signs.items(), key=lambda item: (-item[1], item[0]))
    return usual if count >= _NEARLY_ALL * total else ""


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


def _operands_for(values: Counter[Filler]) -> str | None:
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


def _kind(words):  # type: ignore[no-untyped-def]
    return "%d" if all(map(_IS_NUMBER, words)) else "%w"
