# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a template: its operands, and what a message must be to match it. Pure.

What the operands mean, and how surely that is known, is in docs/linting.md. In short: `%d` is a run of digits and
special characters with at least one digit, `%w` the same with letters too; `%d{1,n}` and `%w{1,n}` are up to n of them
with spaces between, `%d+` and `%w+` any number. No operand holds a space or a line break itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ...module_utils._model._input import InputError

MODES = ("strict", "lenient")

# What a value may hold beside letters and digits, as one provider lists it (docs/linting.md, source yandex-sms).
SPECIAL = "!№#%.,:;?\\/()+-\u201c\u201d―_'\"`&^{}[]<>|@$=~*"
MOST_WORDS = 999

_NAMES = "%d, %d+, %d{1,n}, %w, %w+ and %w{1,n}"
# An operand with what may follow it, or what only looks like one.
_OPERAND = re.compile(r"%([^\W\d_])(\+|\{1,([1-9][0-9]{0,2})\})?(\{[^\s}]*\}?)?")
# All but letters, digits and white space.
_DROPPED = re.compile(r"[^\w\s]|_")
_SPACE = re.compile(r"\s")


class Operand(NamedTuple):
    """A placeholder: `kind` is d or w, `most` how many words it may stand for, None for any number.

    `may_space`: a space may stand between its last word and the text that is glued to its end.
    """

    kind: str
    most: int | None
    text: str
    may_space: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it may stand for more than one word."""
        return self.most != 1


class Piece(NamedTuple):
    """Fixed text up to the next operand, or an operand; `column` is where it begins in the template, from 1."""

    what: str | Operand
    column: int


# What stands between two spaces of a template.
Cell = list["str | Operand"]


class Malformed(NamedTuple):
    """What looks like an operand and is not."""

    text: str
    column: int
    fix: str


class Text(NamedTuple):
    """A template that was read. What is malformed counts as fixed text."""

    pieces: tuple[Piece, ...]
    malformed: tuple[Malformed, ...]

    @property
    def operands(self) -> list[tuple[Operand, int]]:
        """The operands and their columns, in order."""
        return [(what, column) for what, column in self.pieces if isinstance(what, Operand)]


def parse(text: str) -> Text:
    """Find the operands of a template. Never fails: what is malformed is told, and counts as fixed text.

    A percent sign is harmless unless a letter follows it at once: `5% на`, `100%.` and `%%` are fixed text,
    while `%s`, `%D` and `%д` are malformed operands.
    """
    pieces: list[Piece] = []
    malformed: list[Malformed] = []
    end = 0
    for found in _OPERAND.finditer(text):
        letter, quantity, most, rest = found.groups()
        if letter not in "dw" or rest is not None:
            malformed.append(Malformed(found[0], found.start() + 1, _mend(letter, quantity, rest)))
            continue
        if end < found.start():
            pieces.append(Piece(text[end : found.start()], end + 1))
        count = 1 if quantity is None else int(most) if most else None
        pieces.append(Piece(Operand(letter, count, found[0]), found.start() + 1))
        end = found.end()
    if end < len(text):
        pieces.append(Piece(text[end:], end + 1))
    return Text(tuple(pieces), tuple(malformed))


def _mend(letter: str, quantity: str | None, rest: str | None) -> str:
    if letter not in "dw":
        if letter in "DW":
            return f"write operands in lower case: %{letter.lower()}"
        return f"the operands are {_NAMES}; put a space after a percent sign that is meant as one"
    if quantity or rest is None:
        return "an operand has one count at most: take one of the two away"
    if not rest.endswith("}"):
        return f"write %{letter}{{1,n}} without spaces, and close the brace"
    return f"write %{letter}{{1,n}} with a number from 1 to {MOST_WORDS} for n; the count always begins with 1"


def check_mode(mode: str) -> None:
    """Raise InputError for an unknown mode."""
    if mode not in MODES:
        raise InputError(f"mode is {mode!r}: give one of {', '.join(MODES)}")


def characters(template: Text, mode: str) -> list[Piece]:
    """The template in this mode, each character of fixed text a piece of its own."""
    kept: list[Piece] = []
    for what, column in template.pieces:
        if isinstance(what, Operand):
            kept.append(Piece(what, column))
        elif mode == "strict":
            kept.extend(Piece(char, at) for at, char in enumerate(what, column))
        else:
            for at, char in enumerate(what, column):
                if not char.isspace():
                    for left in _DROPPED.sub("", char.casefold()):
                        if kept:
                            kept[-1] = kept[-1]._replace(what=_before_text(kept[-1].what))
                        kept.append(Piece(left, at))
                elif kept and kept[-1].what != " ":
                    kept.append(Piece(" ", at))
    if mode == "lenient" and kept and kept[-1].what == " ":
        kept.pop()
    return kept


def cells(template: Text, mode: str) -> list[Cell]:
    """What stands between the spaces of the template in this mode: a word, or operands and what is glued to them."""
    found: list[Cell] = [[]]
    for what, _column in template.pieces:
        if isinstance(what, Operand):
            found[-1].append(what)
            continue
        text = what if mode == "strict" else _SPACE.sub(" ", _DROPPED.sub("", what.casefold()))
        first, *others = text.split(" ")
        if first:
            if mode == "lenient":
                found[-1] = [*found[-1][:-1], *map(_before_text, found[-1][-1:])]
            found[-1].append(first)
        found.extend([other] if other else [] for other in others)
    return found if mode == "strict" else [cell for cell in found if cell] or [[]]


def _before_text(what: str | Operand) -> str | Operand:
    """What stands before fixed text, in lenient mode: a counted group may be apart from it (docs/linting.md, ucell)."""
    if isinstance(what, Operand) and what.is_group and what.most is not None:
        return what._replace(may_space=True)
    return what


def normalized(message: str, mode: str) -> str:
    """The message as it is compared with a template in this mode."""
    if mode == "strict":
        return message
    return " ".join(_DROPPED.sub("", message.casefold()).split())


def columns_of(message: str, mode: str) -> list[int]:
    """For each character of the normalized message its column in the message, and one more for its end."""
    if mode == "strict":
        return list(range(1, len(message) + 2))
    columns: list[int] = []
    space = 0
    for column, char in enumerate(message, 1):
        if char.isspace():
            space = space or column
            continue
        kept = _DROPPED.sub("", char.casefold())
        if kept:
            if space and columns:
                columns.append(space)
            space = 0
            columns.extend([column] * len(kept))
    return [*columns, len(message) + 1]
