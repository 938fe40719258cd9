# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other spellings in which a service may keep a text: trimmed, with other line ends, spaces or letters. Pure.

A service that keeps one of them shows nothing under the spelling of the catalog, so that each run would add it again.
"""

from __future__ import annotations

import json
import re
import unicodedata

from . import _input

# What PHP trims.
_BLANK = " \t\n\r\0\x0b"


def others(msg: str) -> list[str]:
    """The other spellings, the nearest first; none for an ordinary text."""
    with_line_feeds = re.sub(r"\r\n?", "\n", msg)
    composed = unicodedata.normalize("NFC", with_line_feeds)
    trimmed = composed.strip()
    made = [
        msg.strip(_BLANK),
        msg.strip(),
        composed,
        trimmed,
        re.sub(r"[^\S\n]+", " ", trimmed),
        trimmed.replace("\n", "\r\n"),
    ]
    return [one for one in dict.fromkeys(made) if one and one != msg]


def has_blank_ends(msg: str) -> bool:
    """Whether a text begins or ends with a space, a line break or the like."""
    return msg != msg.strip()


def described(msg: str, other: str) -> str:
    """In what another spelling differs, and how to write it in a catalog."""
    differences = [
        words
        for words, differs in (
            ("without the blanks and line breaks at its ends", has_blank_ends(msg) and not has_blank_ends(other)),
            ("with the line ends \\n", "\r" in msg and "\r" not in other),
            ("with the line ends \\r\\n", "\r" in other and "\r" not in msg),
            ("with composed letters", not _is_composed(msg) and _is_composed(other)),
            ("with one space where there are other blanks", _blanks(msg.strip()) != _blanks(other.strip())),
        )
        if differs
    ]
    block = " (in a YAML block, |- and not | leaves no line break at the end)" if msg.endswith("\n") else ""
    # As YAML and JSON write it in quotation marks.
    written = _input.quote(json.dumps(other, ensure_ascii=False))
    return f"{', '.join(differences)}; write it so in the catalog, msg: {written}{block}"


def _is_composed(text: str) -> bool:
    return unicodedata.normalize("NFC", text) == text


def _blanks(text: str) -> list[str]:
    return re.findall(r"[^\S\r\n]+", text)
