# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages as words: what is a number, what is the same but for numbers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .._matching import _operands

# In place of words with a digit, and of words that vary.
NUMBER = "\x00"
GAP = "\x01"
# What stands after the last word.
END = "\x02"
# Behind a word that comes again.
AGAIN = "\x03"
# Where a sign that no operand stands for is glued to a word: they are words apart.
GLUE = "\x04"
# What is known about a word: it varies as others like it do; it is of the text; it is a value of a field of any words.
FREE, FIXED, ANY = 0, 1, 2

Key = tuple[str, ...]

_DIGIT = re.compile("[0-9]")
_LISTED = re.escape(_operands.SPECIAL)
_UNLISTED = rf"[^\w\s{_LISTED}]"
# With the other signs that a word begins or ends with; brackets, too, but for those of phone numbers.
_SIGN = re.compile(
    rf"(?<!\S)[{_LISTED}]*{_UNLISTED}|{_UNLISTED}[{_LISTED}]*(?!\S)|{_UNLISTED}"
    rf"|(?<!\S)\((?=[^\s\d)]*[^\W\d])|(?<=[^\W\d]|[.])\)[{_LISTED}]*(?!\S)"
)
_HAS_SIGN = re.compile(rf"[^\w\s{_LISTED}]|[()]")
_MARK = re.compile(f"[{NUMBER}{GAP}{END}{AGAIN}{GLUE}]")
_SERIES = re.compile("[A-ZА-ЯЁ]{1,4}")


def is_marked(message: str) -> bool:
    """Whether the message has a character in it that is a mark here, and that no text may have."""
    return _MARK.search(message) is not None


def spaced(message: str) -> str:
    """The message with spaces between its words; a line break, a bracket, and a sign without operand are words."""
    found = _SIGN.sub(_apart, message) if _HAS_SIGN.search(message) else message
    return found.replace("\n", " \n ")


def split(message: str) -> list[str]:
    """The words of a message."""
    return spaced(message).split(" ")


def _apart(sign: re.Match[str]) -> str:
    start, end = sign.span()
    before = start > 0 and not sign.string[start - 1].isspace()
    # Of two signs, the second is glued to the first.
    behind = end < len(sign.string) and re.match(rf"\s|{_UNLISTED}", sign.string[end]) is None
    return f"{' ' + GLUE if before else ''}{sign[0]}{GLUE + ' ' if behind else ''}"


def join(words: Iterable[str]) -> str:
    """A message, or a part of one, from its words."""
    return " ".join(words).replace(" \n ", "\n").replace(" " + GLUE, "").replace(GLUE + " ", "")


def has_digit(word: str) -> bool:
    """Whether the word is a number, or has one in it."""
    return _DIGIT.search(word) is not None


def is_letters(word: str) -> bool:
    """Whether the word may be of a number behind it."""
    return _SERIES.fullmatch(word) is not None


def is_series(words: Key, at: int) -> bool:
    """Whether the word at this place is of the number behind it, as in СУ 123 and ХХХ № 456."""
    if not is_letters(words[at]):
        return False
    behind = next((word for word in words[at + 1 :] if word in (NUMBER, GAP) or any(map(str.isalnum, word))), "")
    # Where all is in capitals these say nothing.
    return behind in (NUMBER, GAP) and any(map(str.islower, words))


class Shape:
    """Messages that are the same but for numbers.

    words: with a run of numbers as one NUMBER. known: what is known about each: FREE, FIXED or ANY. messages: spaced.
    is_odd: it has another word where the texts have one of a few.
    """

    __slots__ = ("is_odd", "known", "messages", "words")

    def __init__(self, words: Key) -> None:
        self.words = words
        self.known = [FIXED if word == "\n" else FREE for word in words]
        self.is_odd = False
        self.messages: list[str] = []

    @property
    def count(self) -> int:
        """How many messages."""
        return len(self.messages)

    @property
    def texts(self) -> list[str]:
        """The messages as they were sent."""
        return [join([message]) for message in self.messages]

    @property
    def key(self) -> Key:
        """The fixed words, with NUMBER or GAP for what stands between them."""
        found: list[str] = []
        gap = ""
        for word, known in zip(self.words, self.known):
            if known == FIXED:
                if gap:
                    found.append(gap)
                    gap = ""
                found.append(word)
            elif gap != GAP:
                gap = NUMBER if known == FREE and word == NUMBER else GAP
        if gap:
            found.append(gap)
        return tuple(found)

    def gaps(self) -> list[tuple[int, int]]:
        """Where each run of words that are not fixed begins and ends."""
        found = []
        start = -1
        for at, known in enumerate(self.known):
            if known == FIXED:
                if start >= 0:
                    found.append((start, at))
                    start = -1
            elif start < 0:
                start = at
        if start >= 0:
            found.append((start, len(self.known)))
        return found

    def open(self, start: int, end: int) -> None:
        """Let these words be a value that may be of any words."""
        are_numbers = all(word == NUMBER for word in self.words[start:end])
        self.known[start:end] = [ANY if are_numbers else FREE] * (end - start)

    def open_gaps(self, key: Key) -> None:
        """Let the words be values where a key of the same group has gaps."""
        gaps = iter(self.gaps())
        for word in key:
            if word in (GAP, NUMBER):
                start, end = next(gaps)
                if word == GAP:
                    self.open(start, end)

    def cells(self, message: str) -> list[list[str]]:
        """The words of one of the spaced messages, those of each word of the shape together."""
        found: list[list[str]] = []
        was_number = False
        for word in message.split(" "):
            is_number = has_digit(word)
            if is_number and was_number:
                found[-1].append(word)
            else:
                found.append([word])
            was_number = is_number
        return found


def shapes(messages: Iterable[str]) -> list[Shape]:
    """The shapes of messages, in an order that does not depend on theirs."""
    found: dict[Key, Shape] = {}
    for message in messages:
        words: list[str] = []
        apart = spaced(message)
        for word in apart.split(" "):
            if not has_digit(word):
                words.append(word)
            elif not words or words[-1] != NUMBER:
                words.append(NUMBER)
        key = tuple(words)
        shape = found.get(key)
        if shape is None:
            shape = found[key] = Shape(key)
        shape.messages.append(apart)
    return [found[key] for key in sorted(found)]


def loose(key: Key) -> Key:
    """The key with a gap in place of each number."""
    return tuple(GAP if word == NUMBER else word for word in key)


def unite(group: Iterable[Shape]) -> Key:
    """The key of shapes whose keys differ in numbers and gaps alone; it is made that of each."""
    keys = [(shape, shape.key) for shape in group]
    key = tuple(words[0] if len(set(words)) == 1 else GAP for words in zip(*{own for _shape, own in keys}))
    for shape, own in keys:
        if own != key:
            shape.open_gaps(key)
    return key
