# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spellings in which a text may have been registered that was copied from somewhere, the likeliest first. Pure.

Documents and dashboards change spaces, quotation marks, dashes and the ends of a text, and operands are spelled in
several ways. Letters are not guessed at, but for ё.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .._matching import _operands

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_STRAIGHT = str.maketrans({**dict.fromkeys("«»\u201c\u201d„‟″", '"'), **dict.fromkeys("\u2018\u2019‚‛′", "'")})
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212\u2015\u2013\u2014", "-"))
# How an operand of several words may be bounded, the likeliest first.
_COUNTS = (2, 3, 4, 5, 6, 10, 7, 8, 9, 12, 15, 20)
_OPERAND = r"%[dw](?:\+|\{1,\d+\})?"
_NO_CHANGE = ""


class Spelling(NamedTuple):
    """A spelling, and in which words it differs from the text as it was given; none where it does not."""

    text: str
    differs: str


class _Choice(NamedTuple):
    """One way to spell something. cost: the higher, the less likely; what is chosen together is added up."""

    cost: float
    differs: str
    change: Callable[[str], str]


def spellings(text: str) -> Iterator[Spelling]:
    """All spellings of a text, each once: as it is, and then from the likeliest to the least likely."""
    yield Spelling(text, _NO_CHANGE)
    seen = {text}
    for choices in _together([_blanks(text), _marks(text), _yo(text), *_of_operands(text)]):
        spelled = text
        for choice in choices:
            spelled = choice.change(spelled)
        if spelled.strip() and spelled not in seen:
            seen.add(spelled)
            yield Spelling(spelled, ", ".join(filter(None, (choice.differs for choice in choices))))


def squeezed(text: str) -> str:
    """What a text is but for its spaces, line breaks and invisible characters."""
    return "".join(_clean(text).split())


def _together(axes: Sequence[Sequence[_Choice]]) -> Iterator[list[_Choice]]:
    """A choice of each axis, in all ways, by what they cost together. Choices of an axis come with rising costs."""

    def cost(picks: tuple[int, ...]) -> float:
        return sum(axis[pick].cost for axis, pick in zip(axes, picks))

    first = (0,) * len(axes)
    heap, known = [(cost(first), first)], {first}
    while heap:
        _cost, picks = heapq.heappop(heap)
        yield [axis[pick] for axis, pick in zip(axes, picks)]
        for number, axis in enumerate(axes):
            after = (*picks[:number], picks[number] + 1, *picks[number + 1 :])
            if after[number] < len(axis) and after not in known:
                known.add(after)
                heapq.heappush(heap, (cost(after), after))


def _clean(text: str) -> str:
    """With plain spaces, one at a time and none at the ends of lines, and with composed letters."""
    composed = unicodedata.normalize("NFC", re.sub(r"\r\n?|\u2028|\u2029|\x85", "\n", text)).translate(_INVISIBLE)
    return re.sub(r" ?\n ?", "\n", re.sub(r"[^\S\n]+", " ", composed)).strip()


def _blanks(text: str) -> list[_Choice]:
    clean = _clean(text)
    spaces = "other spaces" if clean != text else _NO_CHANGE
    choices = [_Choice(0, spaces, _clean)]
    if text.strip() not in (text, clean):
        choices.append(_Choice(1, "no blanks at the ends", str.strip))
    if "\u00a0" in text.strip():
        choices.append(_Choice(1.2, "no-break spaces kept", lambda it: re.sub(" +", " ", it).strip()))
    if "\n" in clean:
        choices.append(_Choice(2, "spaces for line breaks", lambda it: _clean(it).replace("\n", " ")))
        choices.append(_Choice(4, "line ends \\r\\n", lambda it: _clean(it).replace("\n", "\r\n")))
    if re.search(r" [-–—]", clean):
        choices.append(_Choice(5, "no-break spaces before dashes", lambda it: _before_dashes(_clean(it))))
    if re.search(rf" {_OPERAND}|{_OPERAND} ", clean):
        choices.append(_Choice(5.5, "no-break spaces beside operands", lambda it: _beside_operands(_clean(it))))
    choices.append(_Choice(6, "a line break at the end", lambda it: f"{_clean(it)}\n"))
    choices.append(_Choice(6.5, "a space at the end", lambda it: f"{_clean(it)} "))
    return choices


def _before_dashes(text: str) -> str:
    return re.sub(r" (?=[-–—])", "\u00a0", text)


def _beside_operands(text: str) -> str:
    return re.sub(rf"({_OPERAND}) ", "\\1\u00a0", re.sub(rf" (?={_OPERAND})", "\u00a0", text))


def _marks(text: str) -> list[_Choice]:
    """Quotation marks, dashes and dots: all of a kind are changed together, as the program does that changes them."""
    quotes: list[tuple[float, str, Callable[[str], str]]] = [
        (1, "straight quotes", _straight),
        (1.2, "quotes «»", lambda it: _paired(it, "«»")),
        (2.4, "quotes \u201c\u201d", lambda it: _paired(it, "\u201c\u201d")),
        (2.8, "quotes „\u201c", lambda it: _paired(it, "„\u201c")),
    ]
    dashes: list[tuple[float, str, Callable[[str], str]]] = [
        (1, "hyphens", lambda it: it.translate(_HYPHENS)),
        (1.2, "en dashes", lambda it: _dashed(it, "–")),
        (1.4, "em dashes", lambda it: _dashed(it, "—")),
    ]
    dots: list[tuple[float, str, Callable[[str], str]]] = [
        (1, "three dots", lambda it: it.replace("…", "...")),
        (1.4, "an ellipsis", lambda it: it.replace("...", "…")),
    ]
    found = [_Choice(0, _NO_CHANGE, str)]
    for kind in (quotes, dashes, dots):
        changing = [one for one in kind if one[2](text) != text]
        found += [
            # Of what changes together, the second is likelier than the first alone.
            _Choice(
                before.cost + cost - 0.5 * bool(before.differs),
                ", ".join(filter(None, (before.differs, differs))),
                _after(before.change, change),
            )
            for before in list(found)
            for cost, differs, change in changing
        ]
    return sorted(found, key=lambda choice: choice.cost)


def _after(first: Callable[[str], str], second: Callable[[str], str]) -> Callable[[str], str]:
    return lambda it: second(first(it))


def _straight(text: str) -> str:
    return text.translate(_STRAIGHT)


def _paired(text: str, marks: str) -> str:
    return re.sub(r'"([^"]*)"', rf"{marks[0]}\1{marks[1]}", _straight(text))


def _dashed(text: str, dash: str) -> str:
    """Only what stands between spaces is a dash, and not a hyphen."""
    return re.sub(r"(?<=\s)[-–—−―](?=\s)", dash, text)


def _yo(text: str) -> list[_Choice]:
    plain = [_Choice(0, _NO_CHANGE, str)]
    more = [_Choice(2.5, "е for ё", lambda it: it.replace("ё", "е").replace("Ё", "Е"))]
    return plain + more * bool(re.search("[ёЁ]", unicodedata.normalize("NFC", text)))


def _of_operands(text: str) -> list[list[_Choice]]:
    """Other operands in the place of each: all that are spelled alike together, or one of them alone."""
    written = [operand.text for operand, _column in _operands.parse(text).operands]
    axes = []
    for operand in dict.fromkeys(written):
        choices = [_Choice(0, _NO_CHANGE, str)]
        for number, other in enumerate(_others(operand)):
            cost, differs = 1.5 + 0.4 * number, f"{other} for {operand}"
            choices.append(_Choice(cost, differs, _replacing(operand, other)))
            if written.count(operand) in (2, 3):
                choices += [
                    _Choice(cost + 0.6, f"{differs}, number {place + 1} alone", _replacing(operand, other, place))
                    for place in range(written.count(operand))
                ]
        axes.append(sorted(choices, key=lambda choice: choice.cost))
    return axes


def _others(operand: str) -> list[str]:
    kind = operand[1]
    counts: list[int] = list(_COUNTS)
    if found := re.search(r"\{1,(\d+)\}", operand):
        # A bound is more often off by one than anything.
        near = int(found[1])
        counts = sorted(counts, key=lambda one: abs(one - near))
    grouped = [f"%{kind}{{1,{count}}}" for count in counts]
    other_kind = f"%{'w' if kind == 'd' else 'd'}{operand[2:]}"
    found_all = [f"%{kind}", f"%{kind}+", *grouped[:1], other_kind, *grouped[1:]]
    return [one for one in found_all if one != operand]


def _replacing(operand: str, other: str, place: int | None = None) -> Callable[[str], str]:
    def change(text: str) -> str:
        made, number = [], 0
        for what, _column in _operands.parse(text).pieces:
            spelled = what if isinstance(what, str) else what.text
            if spelled == operand and not isinstance(what, str):
                spelled = other if place in (None, number) else operand
                number += 1
            made.append(spelled)
        return "".join(made)

    return change
