# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import hashlib
import html
import json
import math
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._doctor._disguise import Disguise
from hypothesis import given, settings
from hypothesis import strategies as st

FEWER = settings(max_examples=min(500, settings().max_examples))
PASSWORD = "Пароль/+%& 9f8e7d"
LOGIN = "Shop-Owner"
TEXT = 'Заказ "%d" оплачен. Ждём вас в магазине/офисе.'
DISGUISE = Disguise({"login": LOGIN, "psw": PASSWORD}, {"MYSHOP": "<sender>", TEXT: "<text>"})


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
    hidden = DISGUISE.hide(f"({spelling})")
    assert spelling not in hidden
    assert hidden.startswith(f"({shown}")
    assert len(hidden) <= len(shown) + 5, "at most the last character of Base64 and its padding are left"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "shop-owner:"])
@pytest.mark.parametrize("after", ["", "z", "zz"])
@pytest.mark.parametrize("word", [PASSWORD, "MYSHOP", "~~~???>>>~"])
def test_base64_of_more_than_the_word_gives_nothing_away(encode: object, before: str, after: str, word: str) -> None:
    assert callable(encode)
    disguise = Disguise({}, {word: "?"})
    hidden = disguise.hide(encode((before + word + after).encode()).decode())
    # What stays are the characters that have a part of a neighbour in them.
    assert "?" in hidden
    assert len(hidden.rstrip("=")) <= 1 + math.ceil(len(before) * 4 / 3) + (
        1 + math.ceil(len(after) * 4 / 3) if after else 1
    )


def test_of_a_very_short_word_base64_is_left_alone() -> None:
    assert Disguise({}, {"AB": "?"}).hide("QUOTE") == "QUOTE"
    assert Disguise({}, {"SHOP": "?"}).hide(base64.b64encode(b"SHOP:x").decode()) == "?Dp4"


def test_a_piece_of_a_text_or_a_secret_is_hidden() -> None:
    assert DISGUISE.hide(f"'{TEXT[:20]}...'") == "'<text>...'"
    assert DISGUISE.hide(f"...{PASSWORD[4:14]}") == "...********"
    assert DISGUISE.hide(quote(TEXT)[:120]) == "<text>"
    assert DISGUISE.hide(TEXT[-10:]) == "<text>"
    assert DISGUISE.hide("x" + TEXT[-9:]) == "x" + TEXT[-9:]
    assert DISGUISE.hide(TEXT[:9]) == TEXT[:9], "a word that may be there for other reasons"


def test_a_login_may_be_made_of_words_so_pieces_of_it_stay() -> None:
    assert Disguise({"login": "templates-of-the-shop"}, {}).hide('{"templates-of": 1}') == '{"templates-of": 1}'


def test_escaped_letters_are_no_pieces_of_each_other() -> None:
    other = json.dumps("Сервисные сообщения")
    assert DISGUISE.hide(other) == other


def test_other_text_stays() -> None:
    body = '[{"name": "МТС (сервисные)", "id": 1201, "status": 2}]'
    assert DISGUISE.hide(body) == body
    assert DISGUISE.hide("") == ""
    assert Disguise({}, {}).hide(body) == body
    assert Disguise({"apikey": ""}, {"": "<text>"}).hide(body) == body


def test_a_secret_that_has_the_sender_in_it_is_hidden_whole() -> None:
    disguise = Disguise({"login": "MY", "apikey": "MYSHOP-4711"}, {"MYSHOP": "<sender>", "4711": "<text>"})
    assert disguise.hide("key MYSHOP-4711, MYSHOP, MY") == "key ********, ********<sender>, ********"


@FEWER
@given(st.text(min_size=1), st.text(), st.text())
def test_a_word_never_stays_in_a_text(word: str, before: str, after: str) -> None:
    hidden = Disguise({"apikey": word}, {}).hide(before + word + after)
    assert not any(word in part for part in hidden.split("********"))
