# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masks secrets in foreign text, in every spelling in which a server or a library may give them back."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

MASK = "********"


class Masker:
    """Replaces the given secrets in a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        spellings = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
        # The longest first, so that no spelling leaves the rest of a longer one behind.
        ordered = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def mask(self, text: str) -> str:
        """The text with every spelling of every secret replaced."""
        return self._pattern.sub(MASK, text) if self._pattern else text


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    for ascii_only in (True, False):
        encoded = json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
        yield encoded
        # As PHP does it.
        yield encoded.replace("/", "\\/")
    escaped = html.escape(secret)
    # PHP writes an apostrophe with its number, or as it is.
    for encoded in (secret, escaped, escaped.replace("&#x27;", "&#039;"), escaped.replace("&#x27;", "'")):
        yield encoded
        yield encoded.encode("ascii", "xmlcharrefreplace").decode()
    # The encodings of the service; windows-1251 is its native one.
    for data in (secret.encode("utf-8", "surrogatepass"), secret.encode("windows-1251", "replace")):
        yield from _encoded(data)
        # Headers are read as Latin-1, and of a damaged answer the encoding cannot be known.
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
        hexadecimal = hashlib.new(digest, data, usedforsecurity=False).hexdigest()
        yield hexadecimal
        yield hexadecimal.upper()
