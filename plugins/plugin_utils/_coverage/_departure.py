# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where messages of one form depart from a template, and what would fit there. Pure.

Form and template are compared word by word. Words that both have are in their places; between these there are places
where the template has operands or other words. The first place where it does not fit is where the messages depart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .._matching import _operands
from .._matching._operands import Operand
from .._proposals import _texts

# In a form, for what varies and no operand stands for.
VARIES = "…"
# A template and a form are alike if they have so much of their fixed text in common.
_ALIKE = 1 / 3

_WORD = re.compile(r"\n|[^ \n]+")
_SIGNS = frozenset(_operands.SPECIAL)


class Departure(NamedTuple):
    """A place where messages depart from a template.

    column: of the template, from 1. expected: what the template has there. found: what the messages have. fits: what
    the template could have instead so that it matches there; None where no operand can stand for it. Spaces around
    the words are of the place where the other text has none, so that it can be replaced as it is.
    """

    column: int
    expected: str
    found: str
    fits: str | None


class _Token(NamedTuple):
    """A word with its place: as it is written, and as it is compared."""

    word: str
    start: int
    end: int

    @property
    def letters(self) -> int:
        return 0 if is_open(self.word) else sum(map(str.isalnum, self.word))


class _Value(NamedTuple):
    """What a place with operands alone may hold: words of a kind, from so many to so many (None: any number).

    is_alike: all of its operands are of that kind, with no signs between them.
    """

    prefix: str
    kind: str
    least: int
    most: int | None
    suffix: str
    is_alike: bool


def is_open(word: str) -> bool:
    """Whether the word has an operand, or stands for what varies."""
    return VARIES in word or bool(_operands.parse(word).operands)


def departure(template: str, form: str, mode: str) -> Departure | None:
    """The first place where messages of a form depart from a template; None where they are not alike."""
    theirs, ours = _tokens(template, mode), _tokens(form, mode)
    pairs = _common(theirs, ours)
    shared = sum(theirs[at].letters for at, _other in pairs)
    if 2 * shared < _ALIKE * sum(token.letters for token in (*theirs, *ours)):
        return None
    last = other_last = 0
    for at, other in [*pairs, (len(theirs), len(ours))]:
        expected, found = _differing(theirs, ours, slice(last, at), slice(other_last, other))
        if theirs[expected] or ours[found]:
            start, said = _between(template, theirs, expected)
            _start, has = _between(form, ours, found)
            # Spaces that both have are not of the place.
            front = min(len(text) - len(text.lstrip(" ")) for text in (said, has))
            said, has = said[front:], has[front:]
            back = min(len(text) - len(text.rstrip(" ")) for text in (said, has))
            said, has = said[: len(said) - back], has[: len(has) - back]
            return Departure(start + front + 1, said, has, _fitting(theirs[expected], ours[found], has))
        last, other_last = at + 1, other + 1
    return _other_spaces(template, form, theirs, ours)


def _other_spaces(template: str, form: str, theirs: Sequence[_Token], ours: Sequence[_Token]) -> Departure | None:
    """The first place where the spaces between the same words are others."""
    last = other_last = 0
    for at, other in zip(
        [*(token[1:] for token in theirs), (len(template),) * 2], [*(token[1:] for token in ours), (len(form),) * 2]
    ):
        said, has = template[last : at[0]], form[other_last : other[0]]
        if said != has:
            return Departure(last + 1, said, has, None)
        last, other_last = at[1], other[1]
    return None


def _tokens(text: str, mode: str) -> list[_Token]:
    found = []
    for match in _WORD.finditer(text):
        pieces = (
            what.text if isinstance(what, Operand) else _operands.normalized(what, mode)
            for what, _column in _operands.parse(match[0]).pieces
        )
        word = match[0] if VARIES in match[0] else "".join(pieces)
        found += [_Token(word, *match.span())] if word else []
    return found


def _between(text: str, tokens: Sequence[_Token], place: slice) -> tuple[int, str]:
    """The words of a place with the spaces around them, or what is where it has none; and where that begins."""
    start = tokens[place.start - 1].end if place.start else 0
    end = tokens[place.stop].start if place.stop < len(tokens) else len(text)
    if tokens[place]:
        first, last = tokens[place.start].start, tokens[place.stop - 1].end
        start += len(text[start:first].rstrip(" "))
        end -= len(text[last:end].lstrip(" "))
    return start, text[start:end]


def _common(theirs: Sequence[_Token], ours: Sequence[_Token]) -> list[tuple[int, int]]:
    """The places of the words without operands that both have in the same order: as many letters as can be."""
    best = [[0] * (len(ours) + 1) for _token in range(len(theirs) + 1)]
    worth = [[0] * len(ours) for _token in theirs]
    for at in range(len(theirs) - 1, -1, -1):
        for other in range(len(ours) - 1, -1, -1):
            if theirs[at].word == ours[other].word and not is_open(theirs[at].word):
                worth[at][other] = theirs[at].letters or 1
            paired = worth[at][other] + best[at + 1][other + 1] if worth[at][other] else 0
            best[at][other] = max(best[at + 1][other], best[at][other + 1], paired)
    found = []
    at = other = 0
    while at < len(theirs) and other < len(ours):
        if worth[at][other] and best[at][other] == worth[at][other] + best[at + 1][other + 1]:
            found.append((at, other))
            at, other = at + 1, other + 1
        elif best[at][other] == best[at + 1][other]:
            at += 1
        else:
            other += 1
    return found


def _differing(
    theirs: Sequence[_Token], ours: Sequence[_Token], place: slice, other_place: slice
) -> tuple[slice, slice]:
    """What is left of a place when all that fits is taken away at both ends."""
    left, other = theirs[place], ours[other_place]
    if _covers(left, other):
        return slice(0), slice(0)
    front = back = 0
    wanted = _value(left, is_form=False)
    if not wanted or not wanted.is_alike:
        most = min(len(left), len(other))
        while front < most and _covers(left[front : front + 1], other[front : front + 1]):
            front += 1
        while back < most - front and _covers(left[-back - 1 :][:1], other[-back - 1 :][:1]):
            back += 1
    return (
        slice(place.start + front, place.stop - back),
        slice(other_place.start + front, other_place.stop - back),
    )


def _covers(theirs: Sequence[_Token], ours: Sequence[_Token]) -> bool:
    """Whether the template matches there whatever the messages have."""
    if [token.word for token in theirs] == [token.word for token in ours]:
        return not any(VARIES in token.word for token in ours)
    wanted, given = _value(theirs, is_form=False), _value(ours, is_form=True)
    if not wanted or not given or not wanted.is_alike or not _is_inside(wanted, given):
        return False
    fits = wanted.most is None or (given.most is not None and given.most <= wanted.most)
    return fits and given.least >= wanted.least and wanted.kind in ("w", given.kind)


def _is_inside(wanted: _Value, given: _Value) -> bool:
    """Whether the signs around the value of the messages are fixed in the template too, or of the value."""
    before, after = given.prefix, given.suffix
    fixed = before.startswith(wanted.prefix) and after.endswith(wanted.suffix)
    left = before[len(wanted.prefix) :] + after[: len(after) - len(wanted.suffix)]
    return fixed and all(char in _SIGNS or (wanted.kind == "w" and char.isalnum()) for char in left)


def _fitting(expected: Sequence[_Token], found: Sequence[_Token], has: str) -> str | None:
    """What the template could have in a place, so that it matches what it has matched, and these messages."""
    if any(VARIES in token.word for token in found):
        return None
    wanted, given = _value(expected, is_form=False), _value(found, is_form=True)
    # Words that all messages have beside values are words of a text.
    if not wanted or not given or len({is_open(token.word) for token in found}) > 1:
        return has
    kind = "w" if "w" in (wanted.kind, given.kind) else "d"
    if not _is_inside(wanted._replace(kind=kind), given):
        return has
    sizes = [size for size in (wanted.most, given.most) if size is not None]
    most = max(sizes, default=1)
    if most > _texts.MOST:
        return None
    spaces = has.partition(has.strip(" "))
    return f"{spaces[0]}{wanted.prefix}{_texts.operand(f'%{kind}', most)}{wanted.suffix}{spaces[2]}"


def _value(tokens: Sequence[_Token], *, is_form: bool) -> _Value | None:
    """What words may be that are operands with signs around them; in a form words that an operand stands for, too."""
    prefix = suffix = ""
    kinds, least, most, is_bounded, signs = set(), 0, 0, True, ""
    for number, token in enumerate(tokens):
        parsed = _operands.parse(token.word)
        if is_form and not parsed.operands and _texts.is_word(token.word):
            kinds.add("d" if _texts.is_number(token.word) else "w")
            least, most = least + 1, most + 1
            continue
        if len(parsed.operands) != 1:
            return None
        ((operand, column),) = parsed.operands
        before, after = token.word[: column - 1], token.word[column - 1 + len(operand.text) :]
        is_first, is_last = number == 0, number == len(tokens) - 1
        inner = ("" if is_first else before) + ("" if is_last else after)
        if not _SIGNS.issuperset(inner):
            return None
        signs += inner
        prefix, suffix = before if is_first else prefix, after if is_last else suffix
        kinds.add(operand.kind)
        least, most = least + 1, most + (operand.most or 1)
        is_bounded = is_bounded and operand.most is not None
    if not kinds:
        return None
    kind = "w" if "w" in kinds else "d"
    return _Value(prefix, kind, least, most if is_bounded else None, suffix, not signs and len(kinds) == 1)
