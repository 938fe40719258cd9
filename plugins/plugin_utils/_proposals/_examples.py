# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up messages of the same form as real ones. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import cache

from .._matching import _operands
from .._matching._operands import Operand

_SPECIAL = re.escape(_operands.SPECIAL)
_WORDS = {"d": f"[{_SPECIAL}]*[0-9][0-9{_SPECIAL}]*", "w": rf"[{_SPECIAL}]*[^\W_][\w{_SPECIAL}]*"}
_EDGES = re.compile(r"^(?:[^\w]|_)+|(?:[^\w]|_)+$")
_CYRILLIC = re.compile("[А-яЁё]")
_LETTERS = {True: ("вгдзклмнпрстф", "аеиоу"), False: ("bdfgklmnprstv", "aeiou")}
# After so many words that are in use, a longer one is tried.
_TRIES = 40


def words_of(messages: Iterable[str]) -> set[str]:
    """All words of messages, without the signs around them, in lower case."""
    return {_bare(word) for word in {word for message in messages for word in message.split()}}


def example(text: str, message: str, used: Set[str]) -> str | None:
    """A message that the text matches, like a real one, with other values. used: words that no value may be.

    None if the text does not match the message.
    """
    found = _pattern(text).fullmatch(message)
    if found is None:
        return None
    parts: list[str] = []
    end = 0
    for number in range(1, len(found.groups()) + 1):
        parts.append(message[end : found.start(number)])
        words = found[number].split(" ")
        parts.append(" ".join(_made_up(word, used, len(parts) + at) if word else "" for at, word in enumerate(words)))
        end = found.end(number)
    return "".join(parts) + message[end:]


def form(message: str) -> str:
    """What a message has in common with others of its form."""
    return re.sub(r"[^\W\d_]+", "a", re.sub("[0-9]+", "0", message))


def _bare(word: str) -> str:
    return _EDGES.sub("", word).casefold()


@cache
def _pattern(text: str) -> re.Pattern[str]:
    found = []
    for what, _column in _operands.parse(text).pieces:
        if isinstance(what, Operand):
            word = _WORDS[what.kind]
            more = f"(?: +{word}){{0,{(what.most or 2) - 1}}}" if what.is_group else ""
            found.append(f"({word}{more})")
        else:
            found.append(re.escape(what))
    return re.compile("".join(found))


def _made_up(word: str, used: Set[str], place: int) -> str:
    """Another word of the same form, that is not in use."""
    tries = 0
    while True:
        made = "".join(_other(char, place * 7 + at, tries) for at, char in enumerate(_longer(word, tries // _TRIES)))
        if _bare(made) not in used:
            return made
        tries += 1


def _longer(word: str, more: int) -> str:
    """The word with its last letter or digit so many times more."""
    at = max(at for at, char in enumerate(word) if char.isalnum())
    return word[: at + 1] + word[at] * more + word[at + 1 :]


def _other(char: str, place: int, tries: int) -> str:
    if char in "0123456789":
        return str((place * 3 + tries * (1 + place % 3) + 4) % 10)
    if not char.isalpha():
        return char
    letters = _LETTERS[_CYRILLIC.match(char) is not None][place % 2]
    other = letters[(place * 5 + tries * (1 + place % 4)) % len(letters)]
    return other.upper() if char.isupper() else other
