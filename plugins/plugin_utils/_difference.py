# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where two texts differ, so that people see it: invisible and look-alike characters too. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

from . import _visible

# How many characters an excerpt shows before and after the difference.
_BEFORE = 24
_AFTER = 24
_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХаеорсухіѕјЅІЈһԁԛԝ–—‑−‐«»\u201c\u201d\u201e\u2018\u2019",
    'ABEKMHOPCTYXaeopcyxisjSIJhdqw-----"""""\'\'',
)


class Difference(NamedTuple):
    """The first place where two texts differ.

    column: of the character, from 1. one, other: excerpts, in which spaces and invisible characters are marked.
    marker: a line that, under either excerpt, points to the place. kind: what all the differences are, see kind().
    note: both characters by number and name.
    """

    column: int
    one: str
    other: str
    marker: str
    kind: str
    note: str


def first(one: str, other: str) -> Difference | None:
    """Where the texts differ first; None for equal texts."""
    if one == other:
        return None
    at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    before = _visible.mark(one[max(0, at - _BEFORE) : at])
    dots = "…" if at > _BEFORE else ""
    # A wide character, such as an emoji, takes two places of the line that the marker points from.
    places = len(dots) + sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in before)
    return Difference(
        column=at + 1,
        one=dots + before + _after(one, at),
        other=dots + before + _after(other, at),
        marker=" " * places + "^",
        kind=kind(one, other),
        note=f"{_at(one, at)}, {_at(other, at)}",
    )


def kind(one: str, other: str) -> str:
    """What the texts differ in: spaces, look-alikes, case, composition (one letter or letter and accent), or text."""
    for number in range(1, len(_FOLDS) + 1):
        for names in combinations(_FOLDS, number):
            if _folded(one, names) == _folded(other, names):
                return " and ".join(names)
    return "text"


def _folded(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = _FOLDS[name](text)
    return text


def _without_spaces(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc"))


_FOLDS: dict[str, Callable[[str], str]] = {
    "spaces": _without_spaces,
    "composition": lambda text: unicodedata.normalize("NFC", text),
    "look-alikes": lambda text: text.translate(_ALIKE),
    "case": str.casefold,
}


def _after(text: str, at: int) -> str:
    return _visible.mark(text[at : at + _AFTER]) + ("…" if len(text) > at + _AFTER else "")


def _at(text: str, at: int) -> str:
    return _visible.describe(text[at]) if at < len(text) else "the end of the text"
