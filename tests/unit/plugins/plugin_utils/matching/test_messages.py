# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading messages from the text of a file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import InputError
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching import _messages
from hypothesis import given, settings
from hypothesis import strategies as st

EXPECTED = ["Заказ 1 готов", "Код 5; вход"]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("Заказ 1 готов\nКод 5; вход\n", {}),
        ("\ufeffЗаказ 1 готов\r\n\r\n  \nКод 5; вход", {}),
        ('id,text\n1,Заказ 1 готов\n2,"Код 5; вход"\n\n3,\n', {"form": "csv", "column": "text"}),
        ('\ufeffid;text\r\n1;Заказ 1 готов\r\n2;"Код 5; вход"\r\n', {"form": "csv", "column": "text"}),
        ('text\tid\nЗаказ 1 готов\t1\n"Код 5; вход"\t2', {"form": "csv", "column": "text"}),
        ("text\nЗаказ 1 готов\nКод 5; вход", {"form": "csv"}),
        ('{"text": "Заказ 1 готов", "id": 1}\n\n{"text": "Код 5; вход"}', {"form": "jsonl", "column": "text"}),
        ('{"text": "Заказ 1 готов"}\n"Код 5; вход"\n{"text": ""}', {"form": "jsonl"}),
        ("Заказ 1 готов\nКод 5; вход".encode(), {}),
        ("Заказ 1 готов\nКод 5; вход".encode("windows-1251"), {"encoding": "windows-1251"}),
        ("Заказ 1 готов\nКод 5; вход".encode("utf-8-sig"), {}),
    ],
)
def test_messages_are_read(content: Any, options: dict[str, Any]) -> None:
    assert _messages.messages(content, **options) == EXPECTED


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        ("", {}, []),
        ("\ufeff", {}, []),
        ("а\n", {}, ["а"]),
        ("а\r\n\r\n б\n", {}, ["а", "", " б"]),
        ("\n\n", {}, ["", ""]),
        ("text\n", {"form": "csv"}, []),
        ("id;text\r\n", {"form": "csv", "column": "text"}, []),
        ('id,text\n1,а\n2,\n3," "\n\n', {"form": "csv", "column": "text"}, ["а", "", " "]),
        ('text\nа\n\n""\n', {"form": "csv"}, ["а", "", ""]),
        ('{"text": ""}\n\n"а"\n', {"form": "jsonl"}, ["", "а"]),
        ("", {"form": "jsonl"}, []),
    ],
)
def test_messages_without_text_are_kept_on_demand(content: str, options: dict[str, Any], expected: list[str]) -> None:
    assert _messages.messages(content, **options, keep_empty=True) == expected
    assert _messages.messages(content, **options) == [message for message in expected if message.strip()]


def test_line_breaks_within_a_field_are_kept() -> None:
    assert _messages.messages('text\n"Заказ 1\nготов"\n', "csv") == ["Заказ 1\nготов"]
    assert _messages.messages('{"text": "Заказ 1\\nготов"}', "jsonl") == ["Заказ 1\nготов"]
    assert _messages.messages("а\x0bб\u2028в\nг") == ["а\x0bб\u2028в", "г"]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (5, {}, "the messages are int: give the text of a file"),
        ("", {"form": "xml"}, "format is 'xml': give one of text, csv, jsonl"),
        ("", {"form": "csv", "column": 5}, "column is 5, which is not a string"),
        ("", {"form": "csv"}, "line 1 is empty"),
        ("id,text\n1,а", {"form": "csv"}, "line 1 has the columns id, text: say with column which"),
        ("id,text\n1,а", {"form": "csv", "column": "txt"}, "line 1 has no column 'txt'; did you mean 'text'?"),
        ("id,text\n1,а\n2\n", {"form": "csv", "column": "text"}, "line 3 has 1 columns and lacks 'text'"),
        (
            "text\nЗаказ 1, готов\n",
            {"form": "csv"},
            "line 2 has 2 columns and the first line 1: quote fields that hold",
        ),
        ("id;text\n1;а\n2;б; в", {"form": "csv", "column": "id"}, "line 3 has 3 columns and the first line 2: quote"),
        ('text\n"а"б\n', {"form": "csv"}, "line 2 is not CSV"),
        ('{"text": "а"}\nб', {"form": "jsonl"}, "line 2 is not JSON"),
        ('{"text": 5}', {"form": "jsonl"}, "line 1 has for a message what is not a string (int): quote it"),
        ('{"a": "а", "b": "б"}', {"form": "jsonl"}, "line 1 has the columns a, b"),
        ('"а"\n{"a": "а"}', {"form": "jsonl", "column": "text"}, "line 2 has no column 'text'; there are a"),
        ("а\nб".encode("windows-1251"), {}, "line 1 is not in utf-8: name the encoding"),
        (b"", {"encoding": "utf-99"}, "encoding is 'utf-99'"),
        (b"", {"encoding": 1251}, "encoding is 1251: give one such as utf-8 or windows-1251"),
    ],
)
def test_bad_input_is_named_with_its_line(content: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as error:
        _messages.messages(content, **options)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("79001234567;Анна, ваш код 4821\n", {"form": "csv"}),
        ("Анна;Ваш заказ готов. Ждём вас в магазине завтра\n", {"form": "csv", "column": "text"}),
        ('{"text": ["Анна", 79001234567]}', {"form": "jsonl"}),
        ('{"text": 79001234567}', {"form": "jsonl"}),
        ("text\nАнна, ваш код 4821, 79001234567\n", {"form": "csv"}),
        ('Анна "79001234567\n', {"form": "jsonl"}),
        ("Анна 79001234567".encode("windows-1251"), {}),
    ],
)
def test_no_error_shows_a_message(content: Any, options: dict[str, Any]) -> None:
    with pytest.raises(InputError) as error:
        _messages.messages(content, **options)
    assert not any(private in str(error.value) for private in ("Анна", "7900", "4821"))


@settings(max_examples=min(settings().max_examples, 500))
@given(st.one_of(st.text(), st.binary()), st.sampled_from(_messages.FORMATS), st.sampled_from([None, "a"]))
def test_any_content_is_read_or_named(content: Any, form: str, column: str | None) -> None:
    try:
        read = _messages.messages(content, form, column)
    except InputError:
        return
    assert all(isinstance(message, str) and message.strip() for message in read)


def test_what_is_known_of_a_message_is_read_with_it() -> None:
    line = json.dumps(
        {"message": "Код 1", "sender": "S", "operator": "МТС", "cost": 2.5, "recipient": "a", "sent": "x"}
    )
    known = {"sender": "S", "operator": "МТС", "cost": 2.5, "recipient": "a"}
    assert _messages.records(line, "jsonl") == [{"message": "Код 1", **known}]
    table = "sender;text;cost\nS;Код 1;2\nS;Код 2\n"
    assert _messages.records(table, "csv", "text") == [
        {"message": "Код 1", "sender": "S", "cost": "2"},
        {"message": "Код 2", "sender": "S"},
    ]
    assert _messages.records("Код 1\n") == [{"message": "Код 1"}]


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n"])
def test_a_file_may_say_its_delimiter(first: str) -> None:
    assert _messages.messages(f"{first}id;text\n1;Код 1, и ещё\n", "csv", "text") == ["Код 1, и ещё"]
