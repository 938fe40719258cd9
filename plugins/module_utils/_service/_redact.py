# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes private words out of foreign text, in every spelling in which a server or a library may give them back. Pure.

Whoever runs a task must not see its secrets: `Masker`. What is attached to a bug report is read by everybody, so that
`Redactor` takes out more: further words and spellings, any case, and pieces of what is long enough to be known by one.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from urllib.parse import quote, quote_plus

MASK = "********"
# Characters of a word. A shorter piece may be a word that stands in a response anyway.
_PIECE = 10
# Base64 of less could be any text.
_LEAST_BASE64 = 5


class Masker:
    """Replaces secrets in a text, for whoever runs a task."""

    def __init__(self, secrets: Iterable[str]) -> None:
        found = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
        self._pattern = re.compile("|".join(_ordered(found))) if found else None

    def mask(self, text: str) -> str:
        """The text with every spelling of every secret replaced."""
        return self._pattern.sub(MASK, text) if self._pattern else text


class Redactor:
    """Replaces secrets and other private words in a text that is published.

    credentials: the form fields that authenticate, the login as well.
    placeholders: other words to take out, with what is to stand in the place of each.
    """

    def __init__(self, credentials: Mapping[str, str], placeholders: Mapping[str, str]) -> None:
        # Where two overlap, the later one counts: a secret before all others.
        self._words = [
            *(_Word(word, shown, pieces=True) for word, shown in placeholders.items() if word),
            *(_Word(value, MASK, pieces=field != "login") for field, value in sorted(credentials.items()) if value),
        ]

    def redact(self, text: str) -> str:
        """The text with every spelling of every word replaced."""
        replaced = [""] * len(text)
        for word in self._words:
            for start, end in word.found(text):
                replaced[start:end] = [word.shown] * (end - start)
        runs = (list(run) for _shown, run in groupby(range(len(text)), replaced.__getitem__))
        return "".join(replaced[run[0]] or text[run[0] : run[-1] + 1] for run in runs)


class _Word:
    """A word to take out, and what to show for it. pieces: whether a part of it tells too much already."""

    def __init__(self, word: str, shown: str, *, pieces: bool) -> None:
        spellings = {*_spellings(word), *_inside_base64(word)}
        # Looked for with a lookahead, so that one that overlaps another is found too.
        self._pattern = re.compile(f"(?i)(?=({'|'.join(_ordered(spellings))}))")
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


def _ordered(spellings: Iterable[str]) -> list[str]:
    """Patterns of spellings, the longest first, so that none leaves the rest of a longer one behind."""
    return [re.escape(spelling) for spelling in sorted(spellings, key=lambda spelling: (-len(spelling), spelling))]


def _spellings(word: str) -> Iterator[str]:
    yield word
    for ascii_only in (True, False):
        encoded = json.dumps(word, ensure_ascii=ascii_only)[1:-1]
        yield encoded
        # As PHP does it.
        yield encoded.replace("/", "\\/")
    escaped = html.escape(word)
    # PHP writes an apostrophe with its number, or as it is.
    for encoded in (word, escaped, escaped.replace("&#x27;", "&#039;"), escaped.replace("&#x27;", "'")):
        yield encoded
        yield encoded.encode("ascii", "xmlcharrefreplace").decode()
    # The encodings of the service; windows-1251 is its native one.
    for data in (word.encode("utf-8", "surrogatepass"), word.encode("windows-1251", "replace")):
        yield from _encoded(data)
        # Headers are read as Latin-1, and of a damaged response the encoding cannot be known.
        for charset in ("latin-1", "windows-1251", "utf-8"):
            yield from _as_python_shows(data.decode(charset, "replace"))


def _as_python_shows(text: str) -> Iterator[str]:
    """A text as it is, and as a library quotes it in an error."""
    yield text
    # With an apostrophe and a quotation mark before it, so that the apostrophes are escaped; without them they are not.
    shown = repr("'\"" + text)[4:-1]
    yield shown
    yield shown.replace("\\'", "'")


def _encoded(data: bytes) -> Iterator[str]:
    for encoded in (quote(data, safe=""), quote_plus(data), quote(data)):
        yield encoded
        # Hexadecimal digits of percent-encoding may come in either case.
        yield re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), encoded)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(data).decode()
        yield encode(data).decode().rstrip("=")
    # The service takes an MD5 of the password for the password, so it is as good as one.
    for digest in ("md5", "sha1", "sha256"):
        try:
            hexadecimal = hashlib.new(digest, data, usedforsecurity=False).hexdigest()
        except ValueError:
            # In FIPS mode some builds of Python have none of the old ones, whatever they are used for.
            continue
        yield hexadecimal
        yield hexadecimal.upper()


def _inside_base64(word: str) -> Iterator[str]:
    """Base64 of a word as a part of something longer, which may begin at any of three places."""
    for data in (word.encode("windows-1251", "replace"), word.encode("utf-8", "replace")):
        for before, cut in ((0, 0), (1, 2), (2, 3)):
            encoded = base64.b64encode(b"\0" * before + data).decode()
            core = encoded.rstrip("=")[cut : -1 if encoded.endswith("=") else None]
            if len(core) >= _LEAST_BASE64:
                yield core
                yield core.replace("+", "-").replace("/", "_")
