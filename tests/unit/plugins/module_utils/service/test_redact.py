# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import hashlib
import html
import json
import math
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._service._redact import MASK, Masker, Redactor
from hypothesis import given, settings
from hypothesis import strategies as st

SECRET = "p@ss wörd/+%"
FEWER = settings(max_examples=min(500, settings().max_examples))
PASSWORD = "Пароль/+%& 9f8e7d"
LOGIN = "Shop-Owner"
TEXT = 'Заказ "%d" оплачен. Ждём вас в магазине/офисе.'
REDACTOR = Redactor({"login": LOGIN, "psw": PASSWORD}, {"MYSHOP": "<sender>", TEXT: "<text>"})


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
        base64.b64encode(SECRET.encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
        SECRET.encode().decode("latin-1"),
        SECRET.encode().decode("windows-1251"),
        hashlib.md5(SECRET.encode()).hexdigest(),
        hashlib.md5(SECRET.encode()).hexdigest().upper(),
        hashlib.sha1(SECRET.encode()).hexdigest(),
        hashlib.sha256(SECRET.encode()).hexdigest(),
        "p@ss w\\u00f6rd/+%",
        "p@ss w\\u00f6rd\\/+%",
        "p@ss wörd\\/+%",
    ],
)
def test_every_spelling_is_masked(spelling: str) -> None:
    assert Masker([SECRET, "other"]).mask(f"<{spelling}>") == f"<{MASK}>"


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
        "Ключ <\"w'&/ 9>".encode().decode("latin-1"),
        repr("Ключ <\"w'&/ 9>".encode().decode("latin-1"))[1:-1],
        base64.b64encode("Ключ <\"w'&/ 9>".encode("windows-1251")).decode(),
        hashlib.md5("Ключ <\"w'&/ 9>".encode("windows-1251")).hexdigest(),
    ],
)
def test_the_spellings_of_a_russian_service_are_masked(spelling: str) -> None:
    assert Masker(["Ключ <\"w'&/ 9>"]).mask(f"({spelling})") in (f"({MASK})", f"({MASK}=)")


def test_of_overlapping_secrets_nothing_is_left() -> None:
    assert Masker(["shop", "shop-4711", "4711"]).mask("(shop-4711)") == f"({MASK})"
    assert Redactor({}, {"shop": "<sender>", "shop-4711": "<text>"}).redact("(shop-4711)") == "(<text>)"


def test_what_no_encoding_has_is_masked_too() -> None:
    assert Masker(["\ud800key"]).mask("(\ud800key)") == f"({MASK})"
    assert Redactor({"apikey": "\ud800key"}, {}).redact("(\ud800KEY)") == f"({MASK})"


def test_quotation_marks_are_masked_as_a_library_quotes_them() -> None:
    for secret in ("it's", 'say "x"', "a'b\"c", "tab\there", "it's \x9f"):
        for text in (secret, secret + "'", secret + '"', secret + "'\""):
            assert Masker([secret]).mask(repr(text)).startswith(repr(text)[0] + MASK)


def test_where_a_system_has_no_md5_the_rest_is_masked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    new = hashlib.new

    def without_md5(name: str, *args: Any, **options: Any) -> Any:
        if name == "md5":
            raise ValueError("unsupported hash type")
        return new(name, *args, **options)

    monkeypatch.setattr(hashlib, "new", without_md5)
    assert Masker([SECRET]).mask(f"({SECRET})") == f"({MASK})"
    assert Masker([SECRET]).mask(f"({hashlib.sha256(SECRET.encode()).hexdigest()})") == f"({MASK})"


def test_other_text_stays_and_no_secret_masks_nothing() -> None:
    assert Masker([SECRET]).mask("login=shop") == "login=shop"
    assert Masker([]).mask("login=shop") == "login=shop"
    assert Masker([""]).mask("login=shop") == "login=shop"


@given(st.text(min_size=1), st.text(), st.text())
def test_a_secret_never_stays_in_a_text(secret: str, before: str, after: str) -> None:
    masked = Masker([secret]).mask(before + secret + after)
    assert secret not in masked.replace(MASK, "") or secret not in before + after


@pytest.mark.parametrize("word", [PASSWORD, LOGIN, TEXT, "MYSHOP"])
@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.upper,
        str.lower,
        quote,
        quote_plus,
        html.escape,
        lambda word: quote(word).lower(),
        lambda word: quote(word, safe=""),
        lambda word: quote(word.encode("windows-1251")),
        lambda word: quote(word.encode("windows-1251"), safe=""),
        lambda word: quote_plus(word.encode("windows-1251")),
        lambda word: json.dumps(word)[1:-1],
        lambda word: json.dumps(word, ensure_ascii=False)[1:-1],
        lambda word: json.dumps(word, ensure_ascii=False)[1:-1].replace("/", "\\/"),
        lambda word: json.dumps(word)[1:-1].replace("/", "\\/"),
        lambda word: json.dumps(word)[1:-1].upper().replace("\\U", "\\u"),
        lambda word: word.encode("ascii", "xmlcharrefreplace").decode(),
        lambda word: base64.b64encode(word.encode()).decode(),
        lambda word: base64.b64encode(word.encode("windows-1251")).decode(),
        lambda word: base64.urlsafe_b64encode(word.encode()).decode(),
        lambda word: hashlib.md5(word.encode()).hexdigest(),
        lambda word: hashlib.md5(word.encode()).hexdigest().upper(),
    ],
)
def test_no_spelling_stays(word: str, spell: object) -> None:
    assert callable(spell)
    spelling = spell(word)
    shown = {"MYSHOP": "<sender>", TEXT: "<text>"}.get(word, "********")
    redacted = REDACTOR.redact(f"({spelling})")
    assert spelling not in redacted
    assert redacted.startswith(f"({shown}")
    assert len(redacted) <= len(shown) + 5, "at most the last character of Base64 and its padding are left"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "shop-owner:"])
@pytest.mark.parametrize("after", ["", "z", "zz"])
@pytest.mark.parametrize("word", [PASSWORD, "MYSHOP", "~~~???>>>~"])
def test_base64_of_more_than_the_word_gives_nothing_away(encode: object, before: str, after: str, word: str) -> None:
    assert callable(encode)
    redactor = Redactor({}, {word: "?"})
    redacted = redactor.redact(encode((before + word + after).encode()).decode())
    # What stays are the characters that have a part of a neighbour in them.
    assert "?" in redacted
    assert len(redacted.rstrip("=")) <= 1 + math.ceil(len(before) * 4 / 3) + (
        1 + math.ceil(len(after) * 4 / 3) if after else 1
    )


def test_of_a_very_short_word_base64_is_left_alone() -> None:
    assert Redactor({}, {"AB": "?"}).redact("QUOTE") == "QUOTE"
    assert Redactor({}, {"SHOP": "?"}).redact(base64.b64encode(b"SHOP:x").decode()) == "?Dp4"


def test_a_piece_of_a_text_or_a_secret_is_redacted() -> None:
    assert REDACTOR.redact(f"'{TEXT[:20]}...'") == "'<text>...'"
    assert REDACTOR.redact(f"...{PASSWORD[4:14]}") == "...********"
    assert REDACTOR.redact(quote(TEXT)[:120]) == "<text>"
    assert REDACTOR.redact(TEXT[-10:]) == "<text>"
    assert REDACTOR.redact("x" + TEXT[-9:]) == "x" + TEXT[-9:]
    assert REDACTOR.redact(TEXT[:9]) == TEXT[:9], "a word that may be there for other reasons"


def test_a_login_may_be_made_of_words_so_pieces_of_it_stay() -> None:
    assert Redactor({"login": "templates-of-the-shop"}, {}).redact('{"templates-of": 1}') == '{"templates-of": 1}'


def test_escaped_letters_are_not_pieces_of_each_other() -> None:
    other = json.dumps("Сервисные сообщения")
    assert REDACTOR.redact(other) == other


def test_other_text_is_published() -> None:
    body = '[{"name": "МТС (сервисные)", "id": 1201, "status": 2}]'
    assert REDACTOR.redact(body) == body
    assert REDACTOR.redact("") == ""
    assert Redactor({}, {}).redact(body) == body
    assert Redactor({"apikey": ""}, {"": "<text>"}).redact(body) == body


def test_a_secret_that_has_the_sender_in_it_is_redacted_whole() -> None:
    redactor = Redactor({"login": "MY", "apikey": "MYSHOP-4711"}, {"MYSHOP": "<sender>", "4711": "<text>"})
    assert redactor.redact("key MYSHOP-4711, MYSHOP, MY") == "key ********, ********<sender>, ********"


@FEWER
@given(st.text(min_size=1), st.text(), st.text())
def test_a_word_never_stays_in_a_text(word: str, before: str, after: str) -> None:
    redacted = Redactor({"apikey": word}, {}).redact(before + word + after)
    assert not any(word in part for part in redacted.split("********"))
