# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import hashlib
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._service._redact import MASK, Masker
from hypothesis import given
from hypothesis import strategies as st

SECRET = "p@ss wörd/+%"


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        quote_plus(SECRET).replace("%C3%B6", "%c3%b6").replace("%2F", "%2f").replace("%2B", "%2b"),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        hashlib.md5(SECRET.encode()).hexdigest(),
        hashlib.md5(SECRET.encode()).hexdigest().upper(),
        hashlib.sha256(SECRET.encode()).hexdigest(),
        "p@ss w\\u00f6rd/+%",
        "p@ss w\\u00f6rd\\/+%",
        "p@ss wörd\\/+%",
    ],
)
def test_every_spelling_is_masked(spelling: str) -> None:
    masked = Masker([SECRET, "other"]).mask(f"<{spelling}>")
    assert spelling not in masked
    assert masked.startswith(f"<{MASK}")


@pytest.mark.parametrize(
    "spelling",
    [
        "Ключ &lt;&quot;w&#x27;&amp;/ 9&gt;",
        "Ключ &lt;&quot;w&#039;&amp;/ 9&gt;",
        "Ключ &lt;&quot;w'&amp;/ 9&gt;",
        "&#1050;&#1083;&#1102;&#1095; <\"w'&/ 9>",
        "&#1050;&#1083;&#1102;&#1095; &lt;&quot;w&#x27;&amp;/ 9&gt;",
        "&#1050;&#1083;&#1102;&#1095; &lt;&quot;w&#039;&amp;/ 9&gt;",
        "%CA%EB%FE%F7%20%3C%22w%27%26%2F%209%3E",
        "%ca%eb%fe%f7+%3c%22w%27%26%2f+9%3e",
        base64.b64encode("Ключ <\"w'&/ 9>".encode("windows-1251")).decode(),
        hashlib.md5("Ключ <\"w'&/ 9>".encode("windows-1251")).hexdigest(),
    ],
)
def test_the_spellings_of_a_russian_service_are_masked(spelling: str) -> None:
    assert Masker(["Ключ <\"w'&/ 9>"]).mask(f"({spelling})") in (f"({MASK})", f"({MASK}=)")


def test_other_text_stays_and_no_secret_masks_nothing() -> None:
    assert Masker([SECRET]).mask("login=shop") == "login=shop"
    assert Masker([]).mask("login=shop") == "login=shop"
    assert Masker([""]).mask("login=shop") == "login=shop"


@given(st.text(min_size=1), st.text(), st.text())
def test_a_secret_never_stays_in_a_text(secret: str, before: str, after: str) -> None:
    masked = Masker([secret]).mask(before + secret + after)
    assert secret not in masked.replace(MASK, "") or secret not in before + after
