# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of words: what decides which operands a word fits. Pure."""

from __future__ import annotations

from . import _operands
from ._operands import Cell, Operand

_DIGITS = frozenset("0123456789")
# How many words are kept, and of which length at most.
_MOST_KEPT = 100_000
_LONGEST_WORD_KEPT = 64


class Shapes(dict[str, int]):
    """The shape of each word: words of one shape fit the same operands, whatever text is glued to those.

    What counts is each character that stands beside an operand somewhere, and for the rest whether they are digits,
    letters, special characters or others. A run of the rest fits the operands of a cell like a longer run, if it has
    one character for each of them.
    """

    def __init__(self) -> None:
        super().__init__()
        # Numbers of this length or more are alike, unless a digit stands beside an operand somewhere.
        self.longest_run = 1
        self.numbers_are_alike = True
        self._characters = _Characters()
        # By kinds of characters, with long runs and without.
        self._known: dict[str, int] = {}
        self._numbered: dict[str, int] = {}

    def learn(self, cell: Cell) -> None:
        """Make the shapes fine enough for this cell. To be called for all cells before words are asked for."""
        operands = sum(isinstance(what, Operand) for what in cell)
        if operands:
            fixed = "".join(what for what in cell if isinstance(what, str))
            self.longest_run = max(self.longest_run, operands)
            self._characters.learn(fixed)
            self.numbers_are_alike = self.numbers_are_alike and _DIGITS.isdisjoint(fixed)

    def __missing__(self, word: str) -> int:
        """The shape of a word that is not kept."""
        kinds = word.translate(self._characters)
        shape = self._known.get(kinds)
        if shape is None:
            shape = self._add(kinds)
        # Names come again, numbers do not.
        if "\x00" not in kinds and len(self) < _MOST_KEPT and len(word) <= _LONGEST_WORD_KEPT:
            self[word] = shape
        return shape

    def _add(self, kinds: str) -> int:
        short = kinds
        for kind in "\x00\x01\x02\x03":
            longest = kind * self.longest_run
            while longest + kind in short:
                short = short.replace(longest + kind, longest)
        shape = self._numbered.setdefault(short, len(self._numbered))
        if len(self._known) < _MOST_KEPT and len(kinds) <= _LONGEST_WORD_KEPT:
            self._known[kinds] = shape
        return shape


class _Characters(dict[int, int]):
    """A table for str.translate: 0 to 3 for kinds of characters, 4 and more for those that count themselves."""

    def learn(self, characters: str) -> None:
        """Let these characters count themselves."""
        for char in characters:
            self.setdefault(ord(char), 4 + len(self))

    def __missing__(self, code: int) -> int:
        """The kind of any other character."""
        char = chr(code)
        kind = 0 if char in _DIGITS else 1 if char.isalnum() else 2 if char in _operands.SPECIAL else 3
        self[code] = kind
        return kind
