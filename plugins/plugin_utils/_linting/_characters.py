# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules about single characters: what a person cannot see, or takes for another one. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from ...module_utils._model._template import Template
from .. import _visible
from .._matching import _operands
from .._matching._operands import Operand, Text
from ._hits import Hit

# Latin letters and the Cyrillic ones that look like them, in the same order.
_TWINS = ("aceopxyABCEHKMOPTXYëËi", "асеорхуАВСЕНКМОРТХУёЁі")
_TO_CYRILLIC, _TO_LATIN = dict(zip(*_TWINS, strict=True)), dict(zip(*reversed(_TWINS), strict=True))
# More Cyrillic letters of other languages that look like Latin ones.
_TO_LATIN |= dict(zip("ѕЅІјЈһԁԛԝӏ", "sSIjJhdqwl", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχϲ", "ABEZHIKMNOPTYXaikvopuxc", strict=True))
_DIGITS = dict(zip("03468", "озчбв", strict=True))

_LATIN_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0259\u1e00-\u1eff"
# Without historic letters and those of a few small languages, which are there by mistake.
_CYRILLIC_LETTER = "\u0400-\u045f\u048a-\u04ff"
_LATIN = re.compile(f"[{_LATIN_LETTER}]")
_CYRILLIC = re.compile(f"[{_CYRILLIC_LETTER}]")
# An apostrophe is a letter in Ukrainian and Uzbek.
_ORDINARY_LETTER = re.compile(f"[{_LATIN_LETTER}{_CYRILLIC_LETTER}\u02bb\u02bc]")
_WORD = re.compile(f"[{_LATIN_LETTER}\u0400-\u052f]+")
_ADDRESS = re.compile(r"\S*(?:://|@|\w\.[a-zа-я]{2,}\b)\S*")
_ODD_SPACE = re.compile(r"[^\S \n]|[\u200b-\u200d\u2060\ufeff\u00ad]")
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\U000e0100-\U000e01ef]"
)
_UNSEEN_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn")
# Nobody lists guillemets and dashes, and everybody uses them.
_IN_USE = frozenset(_operands.SPECIAL + "«»—– \n")
# Most texts have nothing else, and need no look at each character.
_PLAIN = re.compile(f"[A-Za-zА-Яа-яЁё0-9{re.escape(''.join(sorted(_IN_USE)))}]*")
_LONE_SMALL = re.compile(r"(?<![^\s«\"(])[acoy](?!\S)")
_LONE_CAPITAL = re.compile(r"(?:^|(?<=[.!?]\s)|(?<=\n))[ABCKOY](?=\s[а-яё%0-9])")
_LONE_CYRILLIC = re.compile(r"(?<!\S)[асоуАСОУ](?=\s[A-Za-z])")
_LETTER_IN_NUMBER = re.compile(r"(?<!\w)[0-9]+([OО])[OО0-9]*(?!\w)")
_LONE_ROUBLE = re.compile(r"(?<=[0-9]\s)p(?![\w/])|(?<=%d\s)p(?![\w/])")
_CYRILLIC_AND_DIGITS = re.compile(r"(?<![\w%])(?=[0-9]*[А-Яа-яЁё])(?=[А-Яа-яЁё]*[0-9])[А-Яа-яЁё0-9]+(?!\w)")
_ZERO_OF = re.compile("(?i)0(руб|коп|бал|бон|мин|час|сек|ден|дн|проц|шт|тен|гри|про)")
_LISTED = 5


def odd_space(record: Template, _template: Text) -> Iterator[Hit]:
    """White space that is neither a space nor a line break, or that cannot be seen."""
    found = _ODD_SPACE.search(record.msg)
    if found:
        yield Hit(found.start() + 1, f"a character U+{ord(found[0]):04X} in place of a space")


def invisible_character(record: Template, _template: Text) -> Iterator[Hit]:
    """Control characters, and what else cannot be seen and is not taken for a space."""
    yield from _one_hit(
        (at, char) for at, char in _odd(record.msg) if _is_unseen(char) and char != "\n" and not _ODD_SPACE.match(char)
    )


def unlisted_character(record: Template, _template: Text) -> Iterator[Hit]:
    """Signs and digits that are not among those that operators list."""
    # An accent that is a part of a letter is told by another rule.
    is_composed = unicodedata.is_normalized("NFC", record.msg)
    yield from _one_hit(
        (at, char)
        for at, char in _odd(record.msg)
        if char not in _IN_USE
        and not char.isalpha()
        and not (char.isdigit() and char.isascii())
        and not _is_unseen(char)
        and not _ODD_SPACE.match(char)
        and (is_composed or not unicodedata.combining(char))
    )


def not_composed(record: Template, _template: Text) -> Iterator[Hit]:
    """Letters that are written as a letter and an accent, or in another form than the usual one."""
    text = record.msg
    composed = unicodedata.normalize("NFC", text)
    if composed == text:
        return
    at = [composed[at : at + 1] == char for at, char in enumerate(text)].index(False)
    end = at + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    wrong, right = text[at:end], unicodedata.normalize("NFC", text[at:end])
    yield Hit(at + 1, f"{_numbers(wrong)} in place of {right!r} {_numbers(right)}")


def mixed_alphabets(_record: Template, template: Text) -> Iterator[Hit]:
    """Words of both alphabets, where all letters of one have twins in the other."""
    for what, column in template.pieces:
        for found in () if isinstance(what, Operand) else _WORD.finditer(what):
            latin, cyrillic = _LATIN.findall(found[0]), [char for char in found[0] if not _LATIN.match(char)]
            if not latin or not cyrillic:
                continue
            if _TO_CYRILLIC.keys() >= set(latin) or _TO_LATIN.keys() >= set(cyrillic):
                is_latin = len(latin) <= len(cyrillic)
                few, name, twins = (latin, "Latin", _TO_CYRILLIC) if is_latin else (cyrillic, "Cyrillic", _TO_LATIN)
                odd = ", ".join(_in_place(char, twins.get(char, "")) for char in dict.fromkeys(few))
                yield Hit(column + found.start(), f"the word {found[0]!r} has {name} letters among others: {odd}")


def foreign_letter(record: Template, _template: Text) -> Iterator[Hit]:
    """Letters of other alphabets, and look-alikes of Cyrillic letters where no word of both alphabets tells."""
    text = record.msg
    foreign = [
        (at, char)
        for at, char in _odd(text)
        if char.isalpha() and not _ORDINARY_LETTER.match(char) and not _is_unseen(char)
    ]
    twins = {char: _twin(char, _around(text, at)) for at, char in foreign}
    yield from _one_hit(foreign, twins)
    if _CYRILLIC.search(text):
        plain = _ADDRESS.sub(lambda found: " " * len(found[0]), text)
        for at, right in sorted({*_lone_letters(plain)}):
            yield Hit(at + 1, f"a letter of the wrong alphabet: {_in_place(text[at], right)}")
        for found in _CYRILLIC_AND_DIGITS.finditer(plain):
            digits = _digits_for_letters(found[0])
            if digits:
                odd = ", ".join(_in_place(char, _DIGITS[char]) for char in digits)
                yield Hit(found.start() + 1, f"the word {found[0]!r} has a digit among its letters: {odd}")


def _lone_letters(text: str) -> Iterator[tuple[int, str]]:
    """Where a letter alone stands for one of the other alphabet, a preposition or roubles, or for a zero."""
    for found in _LONE_SMALL.finditer(text):
        words = text[: found.start()].split()[-1:] + text[found.end() :].split()[:1]
        if any(map(_CYRILLIC.search, words)):
            yield found.start(), _cyrillic(found[0])
    for pattern in (_LONE_CAPITAL, _LONE_ROUBLE):
        for found in pattern.finditer(text):
            yield found.start(), _cyrillic(found[0])
    for found in _LETTER_IN_NUMBER.finditer(text):
        yield found.start(1), "0"
    words = _WORD.findall(text)
    if sum(len(word) > 1 for word in words) > 1 and not any(len(word) > 1 and _CYRILLIC.search(word) for word in words):
        for found in _LONE_CYRILLIC.finditer(text):
            yield found.start(), _TO_LATIN[found[0]]


def _digits_for_letters(word: str) -> list[str]:
    """The digits of a word that stand for letters; none if it may be a word with a number, such as 24ч or А4."""
    letters = [char for char in word if char.isalpha()]
    digits = list(dict.fromkeys(char for char in word if char.isdigit()))
    if re.search("[0-9]{2}", word) or not _DIGITS.keys() >= set(digits):
        return []
    has_zero_within = re.search("[^0-9]0[^0-9]", word)
    is_zero_at_an_end = (re.match("0[^0-9]{3}", word) and not _ZERO_OF.match(word)) or re.search("[а-яё]{2}0$", word)
    is_other_within = len(letters) >= 4 and re.search("[а-яё][3468][а-яё]", word) and word[-1].isalpha()
    is_three_for_z = re.match("3а[а-яё]{2}", word)
    return digits if has_zero_within or is_zero_at_an_end or is_other_within or is_three_for_z else []


def _odd(text: str) -> Iterator[tuple[int, str]]:
    """The characters of a text with their places; none where all of them are ordinary."""
    return iter(()) if _PLAIN.fullmatch(text) else enumerate(text)


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN_CATEGORIES or _UNSEEN.match(char) is not None


def _around(text: str, at: int) -> str:
    """The word in which a character stands, or the whole text if it stands alone."""
    start = end = at
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[start:end] if end - start > 1 else text


def _twin(char: str, word: str) -> str:
    """The ordinary letter that a foreign one looks like, in the alphabet of the word; empty if there is none."""
    alike = _GREEK.get(char) or _TO_LATIN.get(char) or unicodedata.normalize("NFKC", char)
    alike = _cyrillic(alike) if _CYRILLIC.search(word) else alike
    return alike if _ORDINARY_LETTER.fullmatch(alike) else ""


def _cyrillic(char: str) -> str:
    return _TO_CYRILLIC.get(char) or {"K": "К", "p": "р"}.get(char, char)


def _one_hit(found: Iterable[tuple[int, str]], twins: dict[str, str] | None = None) -> Iterator[Hit]:
    """One hit for all characters that were found, at the first of them."""
    places = list(found)
    odd = list(dict.fromkeys(char for _at, char in places))
    if odd:
        more = f" and {len(odd) - _LISTED} more" if len(odd) > _LISTED else ""
        listed = ", ".join(_in_place(char, (twins or {}).get(char, "")) for char in odd[:_LISTED])
        yield Hit(places[0][0] + 1, listed + more)


def _in_place(char: str, right: str) -> str:
    """A character by its number and name, and what it should be."""
    shown = f"{char!r} " if char.isprintable() else ""
    return shown + _visible.describe(char) + (f" in place of {right!r} U+{ord(right):04X}" if right else "")


def _numbers(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text)
