# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters that are invisible, or that would act instead of being shown, made visible. Pure."""

from __future__ import annotations

import re
import unicodedata

# Every character that is neither a letter of some script, a mark, a number, a sign, a plain space nor a line break
# is in one of these categories: control, format, surrogate, private use, unassigned, line and paragraph separator.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_CONTROL_PICTURES = 0x2400
_REPLACEMENT = "\ufffd"
_SPACES = {" ": "·", "\u00a0": "⍽", "\t": "→", "\n": "↵", "\r": "␍"}
_PLAIN = re.compile(r"[\x20-\x7e\n\tЀ-ӿ]*")


def show(text: str) -> str:
    """The text as a report may hold it: line breaks and tabs stay, what acts unseen is replaced by something to see.

    Control characters become their pictures, format characters (also those that turn the direction of writing)
    become [U+202E], and what cannot stand in a file of UTF-8 or XML becomes U+FFFD.
    """
    if _PLAIN.fullmatch(text):
        return text
    return "".join(char if char in "\n\t" else _shown(char) for char in text)


def line(text: str) -> str:
    """As show(), but in one line."""
    return show(" ".join(text.split()) if not text.isprintable() else text)


def mark(text: str) -> str:
    """The text for a comparison: spaces too are visible, and each character is one character."""
    return "".join(_SPACES.get(char) or (char if _stands_alone(char) else _picture(char) or "▯") for char in text)


def describe(char: str) -> str:
    """A character by number and name: `U+0441 CYRILLIC SMALL LETTER ES`."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"


def _stands_alone(char: str) -> bool:
    """Whether the character is visible on its own, and not only as a part of the one before it."""
    return char.isprintable() and not unicodedata.combining(char)


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category not in _UNSEEN:
        return char
    return _picture(char) or (f"[U+{ord(char):04X}]" if category in ("Cc", "Cf", "Zl", "Zp") else _REPLACEMENT)


def _picture(char: str) -> str:
    """The picture of an ASCII control character, else an empty text."""
    code = ord(char)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    return "␡" if code == 0x7F else ""
