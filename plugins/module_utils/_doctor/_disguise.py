# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes foreign text fit to be published: no secret, no account name, and no template unless it may be seen. Pure.

`_secrets` hides secrets from who runs a task. What is attached to a bug report is read by everybody, so here more is
hidden: further spellings, any case, and pieces of what is long enough to be known by a piece.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from .._service import _redact

# Characters of a word. A shorter piece may be a word that stands in an answer anyway.
_PIECE = 10
# Base64 of less could be any text.
_LEAST_BASE64 = 5


class _Word:
    """A word to hide, and what to show for it. pieces: whether a part of it tells too much already."""

    def __init__(self, word: str, shown: str, *, pieces: bool) -> None:
        spellings = {spelling for spelling in _spellings(word) if spelling}
        # Looked for with a lookahead, so that one that overlaps another is found too.
        ordered = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
        self._pattern = re.compile(f"(?i)(?=({'|'.join(map(re.escape, ordered))}))")
        self._pieces: dict[int, set[str]] = {}
        for spelling in spellings if pieces else ():
            # Where one letter is spelled with six characters, ten characters are a piece of nothing.
            length = max(_PIECE, -(-_PIECE * len(spelling) // len(word)))
            for start in range(len(spelling) - length + 1):
                self._pieces.setdefault(length, set()).add(spelling[start : start + length])
        self.shown = shown

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text: pairs of start and end, in no order."""
        for match in self._pattern.finditer(text):
            yield match.span(1)
        for length, pieces in self._pieces.items():
            for start in range(len(text) - length + 1):
                if text[start : start + length] in pieces:
                    yield start, start + length


class Disguise:
    """Hides words in foreign text.

    credentials: the form fields that authenticate, the login as well.
    placeholders: other words to hide, with what is to stand in the place of each.
    """

    def __init__(self, credentials: Mapping[str, str], placeholders: Mapping[str, str]) -> None:
        # Where two overlap, the later one counts: a secret before all others.
        self._words = [
            *(_Word(word, shown, pieces=True) for word, shown in placeholders.items() if word),
            *(
                _Word(value, _redact.MASK, pieces=field != "login")
                for field, value in sorted(credentials.items())
                if value
            ),
        ]

    def hide(self, text: str) -> str:
        """The text with every spelling of every word replaced."""
        hidden = [""] * len(text)
        for word in self._words:
            for start, end in word.found(text):
                hidden[start:end] = [word.shown] * (end - start)
        runs = (list(run) for _shown, run in groupby(range(len(text)), hidden.__getitem__))
        return "".join(hidden[run[0]] or text[run[0] : run[-1] + 1] for run in runs)


def _spellings(word: str) -> Iterator[str]:
    yield from _redact._spellings(word)
    yield from _inside_base64(word.encode("windows-1251", "replace"))
    yield from _inside_base64(word.encode("utf-8", "replace"))


def _inside_base64(data: bytes) -> Iterator[str]:
    """Base64 of the data as a part of something longer, which may begin at any of three places."""
    for before, cut in ((0, 0), (1, 2), (2, 3)):
        encoded = base64.b64encode(b"\0" * before + data).decode()
        core = encoded.rstrip("=")[cut : -1 if encoded.endswith("=") else None]
        if len(core) >= _LEAST_BASE64:
            yield core
            yield core.replace("+", "-").replace("/", "_")
