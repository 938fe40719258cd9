# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts as people have them: exports of spreadsheets, JSON Lines, proposals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import InputError
from ansible_collections.smsops.smsc.plugins.plugin_utils._adopting import _source

TABLE = '№;Отправитель;Текст шаблона\n1;SHOP;"Заказ %d; готов"\n'


def read(content: str | bytes, form: str = "csv", **options: Any) -> list[tuple[str, str]]:
    data = content if isinstance(content, bytes) else content.encode()
    return [(one.sender, one.msg) for one in _source.read(data, form, **options)[0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_export_of_a_spreadsheet(encoding: str, delimiter: str) -> None:
    table = f'Отправитель{delimiter}Текст\r\nSHOP{delimiter}"Заказ %d, ""А""; готов\r\n"\r\n'
    name = encoding.removesuffix("-sig")
    assert read(table.encode(encoding), encoding=name) == [("SHOP", 'Заказ %d, "А"; готов\r\n')]


def test_columns_are_found_by_usual_names_or_as_they_are_called() -> None:
    assert read(TABLE) == [("SHOP", "Заказ %d; готов")]
    assert read("a,b\nSHOP,Код %d\n", text_column="b", sender_column="a") == [("SHOP", "Код %d")]
    assert read("Text\nКод %d\n", sender="SHOP") == [("SHOP", "Код %d")]


def test_each_text_is_there_once_and_rows_without_one_are_counted() -> None:
    texts, empty = _source.read(b"sender,msg\nA,x\nB,x\nA,x\nA,\n,y\n", "csv", sender="C")
    assert [tuple(one) for one in texts] == [("A", "x", "line 2"), ("B", "x", "line 3"), ("C", "y", "line 6")]
    assert empty == 1


def test_json_lines_and_proposals() -> None:
    proposals = [{"msg": "Код %d", "sender": None, "messages": 3, "share": 0.5}, {"msg": "x", "sender": "BANK"}]
    expected = [("SHOP", "Код %d"), ("BANK", "x")]
    assert read(json.dumps(proposals), "json", sender="SHOP") == expected
    assert read("\n".join(map(json.dumps, proposals)), "jsonl", sender="SHOP") == expected


@pytest.mark.parametrize(
    ("content", "form", "options", "said"),
    [
        (TABLE.encode("windows-1251"), "csv", {}, "line 1 is not in utf-8: name the encoding"),
        ("a;b\n1;2\n", "csv", {}, "line 1 has the columns a, b: say with op_templates_adopt_text_column"),
        ("msg\nx\n", "csv", {"text_column": "mgs"}, "line 1 has no column 'mgs'.*did you mean 'msg'"),
        ("msg\nx\n", "csv", {}, "line 2 has no sender: .*op_templates_sender "),
        ("sender;msg\nA\n", "csv", {}, "line 2 has 1 columns and lacks 'msg'"),
        ("", "csv", {}, "line 1 is empty"),
        ("{]\n", "jsonl", {}, "line 1 is not JSON"),
        ('["x"]\n', "json", {}, "item 1 is 'x', which is not an object"),
        ('{"msg": "x"}\n', "json", {}, "which is not a list of objects"),
        ('[{"msg": 5, "sender": "A"}]', "json", {}, "item 1 has 5 as msg, which is not a text"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_the_fix(
    content: str | bytes, form: str, options: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(content, form, **options)


def test_the_end_of_a_name_says_the_format() -> None:
    assert [_source.form_of(name, None) for name in ("a.CSV", "a.jsonl", "a.ndjson", "b.json")] == [
        "csv",
        "jsonl",
        "jsonl",
        "json",
    ]
    assert _source.form_of("a.txt", "csv") == "csv"
    with pytest.raises(InputError, match="set op_templates_adopt_format to csv, jsonl or json"):
        _source.form_of("a.xlsx", None)
