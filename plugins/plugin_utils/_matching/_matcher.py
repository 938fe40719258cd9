# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A template as an automaton that reads a message once: whether it matches, and where it departs. Pure.

All states the automaton may be in are the bits of one number (Baeza-Yates and Gonnet's Shift-And, with the optional
and repeatable characters of Navarro and Raffinot), so that a message takes one step for each character whatever the
template: nothing is ever tried a second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from . import _operands
from ._operands import Operand, Piece

_DIGITS = frozenset("0123456789")
_SPECIAL = frozenset(_operands.SPECIAL)


class Mismatch(NamedTuple):
    """Where a message departs from a template: the column from 1, and how the template would have gone on.

    `expected` is the rest of the template from there on, empty when the message should have ended.
    """

    column: int
    expected: str


class Automaton:
    """Reads characters. A state is a number whose bit i means: all that stands before item i has been read."""

    def __init__(self, characters: Iterable[Piece]) -> None:
        """characters: of a template, for one mode."""
        self._masks: dict[str, int] = {}
        self._literals: dict[str, int] = {}
        self._digit = self._alnum = self._special = 0
        self._optional = self._repeatable = 0
        # From any of these states also to those.
        self._jumps: list[tuple[int, int]] = []
        self._columns: list[int] = []
        for what, column in characters:
            if isinstance(what, Operand):
                self._add_operand(what, column)
            else:
                self._add_literal(what, column)
        self._accepting = 1 << len(self._columns)
        self.start = self._close(1)

    def read(self, state: int, text: str) -> int:
        """The state after these characters; 0 when there is no way on."""
        for char in text:
            state = self._step(state, char)
        return state

    def accepts(self, state: int) -> bool:
        """Whether the whole template has been read."""
        return bool(state & self._accepting)

    def mismatch(self, text: str) -> tuple[int, int | None] | None:
        """Where a text departs: how many characters could be read, and the column of the template that they led to.

        None when the text matches; the column is None when the template was at its end.
        """
        state = self.start
        for at, char in enumerate(text):
            following = self._step(state, char)
            if not following:
                return at, self._column(state)
            state = following
        return None if self.accepts(state) else (len(text), self._column(state))

    def _column(self, state: int) -> int | None:
        item = state.bit_length() - 1
        return self._columns[item] if item < len(self._columns) else None

    def _step(self, state: int, char: str) -> int:
        mask = self._masks.get(char)
        if mask is None:
            mask = self._masks[char] = self._mask(char)
        read = state & mask
        return self._close(read << 1 | read & self._repeatable) if read else 0

    def _close(self, state: int) -> int:
        # The rest of a word may be left out, then a group may end or go on, then the start of the next word may be left
        # out, or a space before glued text. Nowhere do more than two optional items follow each other, so once round is
        # enough.
        optional = self._optional
        state |= (state & optional) << 1
        for sources, targets in self._jumps:
            if state & sources:
                state |= targets
        return state | (state & optional) << 1

    def _mask(self, char: str) -> int:
        mask = self._literals.get(char, 0)
        if char in _SPECIAL:
            mask |= self._special
        if char in _DIGITS:
            mask |= self._digit
        if char.isalnum():
            mask |= self._alnum
        return mask

    def _add(self, column: int) -> int:
        self._columns.append(column)
        return 1 << len(self._columns) - 1

    def _add_literal(self, char: str, column: int) -> int:
        item = self._add(column)
        self._literals[char] = self._literals.get(char, 0) | item
        return item

    def _add_operand(self, operand: Operand, column: int) -> None:
        self._add_word(operand.kind, column)
        ends = 0
        for _word in range((operand.most or 2) - 1):
            # The group may end before the first space; more spaces are items of their own, since after them it may not.
            space, more = self._add(column), self._add(column)
            ends |= space
            self._literals[" "] = self._literals.get(" ", 0) | space | more
            self._optional |= more
            self._repeatable |= more
            self._add_word(operand.kind, column)
        if ends:
            after = 1 << len(self._columns)
            if operand.most is None:
                self._jumps.append((after, ends))
            self._jumps.append((ends, after))
        if operand.may_space:
            self._optional |= self._add_literal(" ", column)

    def _add_word(self, kind: str, column: int) -> None:
        """Special characters, one that counts, and any more of both."""
        before, counting, more = self._add(column), self._add(column), self._add(column)
        self._special |= before | more
        if kind == "d":
            self._digit |= counting | more
        else:
            self._alnum |= counting | more
        self._optional |= before | more
        self._repeatable |= before | more


class Matcher:
    """One template, to compare messages with."""

    def __init__(self, text: str, mode: str = "strict") -> None:
        """text: of the template. Raises ValueError for an unknown mode."""
        _operands.check_mode(mode)
        self._text = text
        self._mode = mode
        self._automaton = Automaton(_operands.characters(_operands.parse(text), mode))

    def matches(self, message: str) -> bool:
        """Whether the message matches."""
        automaton = self._automaton
        return automaton.accepts(automaton.read(automaton.start, _operands.normalized(message, self._mode)))

    def mismatch(self, message: str) -> Mismatch | None:
        """Where the message departs from the template; None when it matches."""
        found = self._automaton.mismatch(_operands.normalized(message, self._mode))
        if found is None:
            return None
        at, column = found
        expected = self._text[column - 1 :] if column else ""
        return Mismatch(_operands.columns_of(message, self._mode)[at], expected)
