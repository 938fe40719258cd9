# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a message is in parts of an SMS (3GPP TS 23.038, TS 23.040). Pure."""

from __future__ import annotations

from typing import NamedTuple

from .._matching._operands import Operand, Text

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two places.
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
# Places in a message of one part, and in each part of a longer one.
_PLACES = {"GSM 7-bit": (160, 153), "UCS-2": (70, 67)}


class Size(NamedTuple):
    """The encoding, the length in its places, the parts, and how many places are left in the last part."""

    encoding: str
    length: int
    parts: int
    room: int


def shortest(template: Text) -> Size:
    """The size of the shortest message that matches: one character for each operand. No operand has a longest value.

    A value that is not in the GSM alphabet makes the whole message UCS-2, also where this says GSM 7-bit.
    """
    return size("".join("0" if isinstance(what, Operand) else what for what, _column in template.pieces))


def size(text: str) -> Size:
    """The size of a text. What takes two places is not split: the part before it is left with an empty place."""
    if all(char in _GSM or char in _GSM_EXTENSION for char in text):
        encoding, widths = "GSM 7-bit", [2 if char in _GSM_EXTENSION else 1 for char in text]
    else:
        encoding, widths = "UCS-2", [2 if ord(char) > 0xFFFF else 1 for char in text]
    alone, each = _PLACES[encoding]
    length = sum(widths)
    if length <= alone:
        return Size(encoding, length, 1, alone - length)
    parts, room = 1, each
    for width in widths:
        if width > room:
            parts, room = parts + 1, each
        room -= width
    return Size(encoding, length, parts, room)
