# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a template for a group of messages. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, product

from .._matching import _operands
from ._foretold import Group
from ._shapes import GAP, GLUE, NUMBER, Key, join

# What operators allow for n.
MOST = 19
_FORBIDDEN = (10, 15, 20)
# So many values of one word each, beside each other, are operands of their own.
_APART = 3
# A group of messages has so many texts at most, out of so many that are compared.
_MOST_TEXTS = 8
_MOST_TRIED = 1000
# So many places where groups stand in a row are mended, and a further text is worth such a share of the messages.
_MOST_CLASHES = 6
_WORTH = 0.02
# What so many values have at their ends is fixed text.
_NEARLY_ALL = 0.97

_SPECIAL = re.escape(_operands.SPECIAL)
is_number = re.compile(f"[{_SPECIAL}]*[0-9][0-9{_SPECIAL}]*").fullmatch
is_word = re.compile(rf"[{_SPECIAL}]*[^\W_][\w{_SPECIAL}]*").fullmatch
_UNLISTED = re.compile(rf"[^\w\s{_SPECIAL}]")
_SIGNS_BEFORE = re.compile(r"(?:[^\w\s]|_)*")
_SIGNS_AFTER = re.compile(r"(?:[^\w\s]|_)*$")

Filler = tuple[str, ...]
# Operands with signs, and the share of their messages; words of each piece; words at its ends that have own operands.
Option = tuple[str, float]
Sizes = tuple[int, ...]
Needs = list[tuple[int, int]]


def texts_of(group: Group, least: int) -> list[str]:
    """Texts that match the messages, or most of them; more than one where the rules allow no single one.

    least: how many messages a further text must be for.
    """
    key = group[0].key
    places = _segments(key)
    fillers: list[Counter[Filler]] = [Counter() for _place in places]
    for shape in group:
        gaps = shape.gaps()
        for message in shape.messages:
            cells = shape.cells(message)
            for counts, (_start, _end, first, last) in zip(fillers, places):
                filler = list(chain.from_iterable(cells[gaps[first][0] : gaps[last][1]]))
                counts[tuple(join(filler).split(" ") if GLUE in message else filler)] += 1
    fields = [_fields(counts, least) for counts in fillers]
    fields = fields if math.prod(map(len, fields)) <= _MOST_TRIED else [found[:1] for found in fields]
    usual = sorted(product(*fields), key=lambda chosen: -math.prod(share for _text, share in chosen))
    total = sum(shape.count for shape in group)
    texts = []
    for number, chosen in enumerate(usual[:_MOST_TEXTS]):
        if number and total * math.prod(share for _text, share in chosen) < least:
            break
        words: list[str] = []
        at = 0
        for (text, _share), (start, end, _first, _last) in zip(chosen, places):
            words += [*key[at:start], text]
            at = end
        texts.append(join([*words, *key[at:]]))
    return texts


def _segments(key: Key) -> list[tuple[int, int, int, int]]:
    """Where gaps are that only signs part: start and end in the key, the numbers of the first gap and the last."""
    found: list[tuple[int, int, int, int]] = []
    number = -1
    for at, word in enumerate(key):
        if word in (GAP, NUMBER):
            number += 1
            if found and not any(map(str.isalnum, "".join(key[found[-1][1] : at]))):
                start, _end, first, _last = found.pop()
                found.append((start, at + 1, first, number))
            else:
                found.append((at, at + 1, number, number))
    return found


def _fields(fillers: Counter[Filler], least: int) -> list[Option]:
    """Operands for what stands at a place, with the signs around them; the most frequent kind of values first."""
    cut: dict[tuple[str, ...], list[tuple[list[Filler], int]]] = {}
    for filler, count in fillers.items():
        pieces = _cut(filler)
        cut.setdefault(tuple(map(_signs, pieces)), []).append((pieces, count))
    totals = {kind: sum(count for _pieces, count in found) for kind, found in cut.items()}
    usual, *others = sorted(cut, key=lambda kind: (-totals[kind], len(kind), kind))
    total = sum(totals.values())
    kinds = [usual, *(kind for kind in others if totals[kind] >= least)]
    return [(text, count / total) for kind in kinds for text, count in _together(cut[kind], least)]


def _signs(piece: Filler) -> str:
    """The signs around a piece that no operand stands for; the piece itself if it is only signs."""
    if not any(map(str.isalnum, "".join(piece))):
        return " ".join(piece)
    ends = _SIGNS_BEFORE.match(piece[0]), _SIGNS_AFTER.search(piece[-1])
    return "\0".join("".join(_UNLISTED.findall(found[0])) if found else "" for found in ends)


def _together(found: list[tuple[list[Filler], int]], least: int) -> list[tuple[str, int]]:
    """Texts for values of the same pieces, and how many messages each is for."""
    parts = _parts(found)
    texts = [_part(part) for part in parts]
    if None in texts:
        return []
    sizes: Counter[Sizes] = Counter()
    for pieces, count in found:
        sizes[tuple(map(len, pieces))] += count
    needs, kinds = max(
        ((needs, _kinds(sizes, needs, least)) for needs in _needs(texts)),
        key=lambda choice: sum(choice[1].values()) - _WORTH * len(choice[1]) * sum(sizes.values()),
    )
    if not any(map(any, needs)):
        return [(" ".join(text for text in texts if text), sum(kinds.values()))]
    options = []
    for kind, count in kinds.items():
        mine = [entry for entry in found if _kind_of(tuple(map(len, entry[0])), needs) == kind]
        words = [_part(part, need if n else (0, 0)) for part, need, n in zip(_parts(mine), needs, kind)]
        if None not in words:
            options.append((" ".join(word for word in words if word), count))
    return options


def _parts(found: list[tuple[list[Filler], int]]) -> list[Counter[Filler]]:
    """The values of each piece."""
    parts: list[Counter[Filler]] = [Counter() for _piece in found[0][0]]
    for part, piece, count in ((p, one, count) for pieces, count in found for p, one in zip(parts, pieces)):
        part[piece] += count
    return parts


def _needs(texts: list[str | None]) -> Iterator[Needs]:
    """Ways to part groups in a row: how many words at the ends of each piece are to be operands of one word."""
    clashes = [number for number in range(1, len(texts)) if _clash(texts[:number], texts[number])]
    for sides in product((0, 1), repeat=min(len(clashes), _MOST_CLASHES)):
        needs = [(0, 0)] * len(texts)
        for clash, side in zip(clashes, sides):
            at = clash if side else _group_before(texts, clash)
            first, last = needs[at]
            needs[at] = (1, last) if side else (first, 1)
        yield needs


def _kind_of(size: Sizes, needs: Needs) -> Sizes:
    """For each piece how many words it has, as far as that counts: 0 if it does not."""
    return tuple(min(n, sum(need) + 1) if any(need) else 0 for n, need in zip(size, needs))


def _kinds(sizes: Counter[Sizes], needs: Needs, least: int) -> dict[Sizes, int]:
    """The kinds of values that have a text of their own, with the number of their messages; the most frequent first."""
    kinds: Counter[Sizes] = Counter()
    for size, count in sizes.items():
        kinds[_kind_of(size, needs)] += count
    order = sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:_MOST_TEXTS]
    return {kind: kinds[kind] for at, kind in enumerate(order) if at == 0 or kinds[kind] >= least}


def _group_before(texts: list[str | None], number: int) -> int:
    """The last piece before this one that has an operand."""
    return max(at for at in range(number) if "%" in (texts[at] or ""))


def _clash(before: list[str | None], text: str | None) -> bool:
    """Whether the last operand before this text and its first one are groups with only signs between."""
    group = False
    left = 0
    for number, one in enumerate([*before, text]):
        for what, _column in _operands.parse(one or "").pieces:
            if isinstance(what, _operands.Operand):
                if group and what.is_group and left < number == len(before):
                    return True
                group, left = what.is_group, number
            elif any(map(str.isalnum, what)):
                group = False
    return False


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


def _part(fillers: Counter[Filler], need: tuple[int, int] = (0, 0)) -> str | None:
    """Operands for a piece, with the signs that nearly all have around it; the piece itself if it is only signs.

    need: how many words at its beginning and its end are to be operands of their own, if there are more words.
    """
    if len(fillers) == 1 and not any(map(str.isalnum, " ".join(*fillers))):
        return " ".join(*fillers)
    total = sum(fillers.values())
    before = _common(_ends(fillers, 1), total, 1)
    inner: Counter[Filler] = Counter()
    for filler, count in fillers.items():
        first, *rest = filler
        if first.startswith(before):
            value = (first[len(before) :], *rest)
            inner[value] += count
    after = _common(_ends(inner, -1), total, -1)
    values: Counter[Filler] = Counter()
    for filler, count in inner.items():
        bare = _without(filler, after)
        if bare is not None and all(map(is_word, bare)):
            values[bare] += count
    if not values:
        return None
    return before + _operands_for(values, need) + after


def _ends(fillers: Counter[Filler], step: int) -> Counter[str]:
    """What may be fixed at one end: up to a sign, without digits, such as the host of a link."""
    found: Counter[str] = Counter()
    for filler, count in fillers.items():
        word = filler[0] if step == 1 else filler[-1][::-1]
        end = 0
        signs = _SIGNS_AFTER.search(word)
        # A letter or digit is left for the value.
        for at, char in enumerate(word[: signs.start() if signs else None]):
            if char in "0123456789":
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


def _without(filler: Filler, after: str) -> Filler | None:
    """A value without the signs behind it; None if it has others."""
    *words, last = filler
    return (*words, last[: len(last) - len(after)]) if last.endswith(after) else None


def _operands_for(values: Counter[Filler], need: tuple[int, int]) -> str:
    """One operand, or several where each of them is one word."""
    sizes = {len(value) for value in values}
    least, most = min(sizes), max(sizes)
    if least == most and most <= _APART:
        return " ".join(_kind(value[at] for value in values) for at in range(most))
    # Numbers at the ends are operands of their own.
    first, last = need if least > sum(need) else (0, 0)
    while least - first - last > 1 and all(is_number(value[first]) for value in values):
        first += 1
    while least - first - last > 1 and all(is_number(value[-1 - last]) for value in values):
        last += 1
    size = most - first - last
    kind = _kind(word for value in values for word in value[first : len(value) - last])
    middle = operand(kind, min(size, MOST))
    before = [_kind(value[at] for value in values) for at in range(first)]
    after = [_kind(value[at] for value in values) for at in range(-last, 0)]
    return " ".join([*before, middle, *after])


def operand(kind: str, size: int) -> str:
    """An operand for so many words at most, or the next number that operators allow. kind: %d or %w."""
    while size in _FORBIDDEN:
        size += 1
    return kind if size == 1 else f"{kind}{{1,{size}}}"


def _kind(words: Iterable[str]) -> str:
    return "%d" if all(map(is_number, words)) else "%w"
