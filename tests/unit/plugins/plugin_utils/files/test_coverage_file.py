# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coverage as a file: for programs, and for spreadsheets that would take a text for a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import InputError
from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage import _coverage
from ansible_collections.smsops.smsc.plugins.plugin_utils._files import _coverage_file
from ansible_collections.smsops.smsc.tests.support.records import WILD, record
from hypothesis import given
from hypothesis import strategies as st

SENT: list[Any] = [{"message": f"Код {n} {n}", "sender": "MYSHOP", "operator": "МТС", "cost": 2} for n in range(12)]
SENT += [{"message": "Заказ 7 готов", "sender": "MYSHOP", "operator": "Билайн"}, "Привет"]
RECORDS = [
    record("code", msg="Код %d", states={"mts_auth": "accepted"}),
    record("ready", msg="Заказ %d готов", states={"bee_srv": "rejected"}),
]


def found(messages: list[Any], records: list[dict[str, Any]]) -> dict[str, Any]:
    """Coverage as the role has it."""
    return {"environment": "prod", **_coverage.coverage(messages, records, limit=0)}


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file, without the cells that are empty."""
    read = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    return [{key: value for key, value in row.items() if value} for row in read]


def test_json_has_all_but_messages() -> None:
    content = json.loads(_coverage_file.text(Path("a.json"), found(SENT, RECORDS)))
    assert list(content) == ["version", "environment", "counts", "groups", "hits", "overlaps", "unused"]
    assert content["counts"]["unmatched"] == 13
    assert [group["msg"] for group in content["groups"]] == ["Код %d %d", None]
    assert "Привет" not in json.dumps(content, ensure_ascii=False)


def test_csv_has_what_is_to_be_done_first() -> None:
    text = _coverage_file.text(Path("A.CSV"), found(SENT, RECORDS))
    about = {"sender": "MYSHOP", "set": "orders"}
    assert text.startswith("\ufeffkind,messages,")
    assert rows(text) == [
        {
            "kind": "not accepted",
            **about,
            "name": "ready",
            "msg": "Заказ %d готов",
            "operator": "Билайн",
            "messages": "1",
            "states": "bee_srv=rejected",
        },
        {
            "kind": "unmatched",
            **about,
            "sender": "MYSHOP 12",
            "name": "code",
            "msg": "Код %d",
            "messages": "12",
            "share": "0.8571",
            "operator": "МТС 12",
            "cost": "24.0",
            "form": "Код %d %d",
            "column": "5",
            "expected": "%d",
            "found": "%d %d",
            "fits": "%d{1,2}",
        },
        {"kind": "unmatched, too few to be shown", "messages": "1", "share": "0.0714"},
        {"kind": "unused", **about, "name": "code", "msg": "Код %d", "messages": "0"},
        {"kind": "matched", **about, "name": "ready", "msg": "Заказ %d готов", "messages": "1", "operator": "Билайн 1"},
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", " =", "  +"])
def test_no_cell_is_a_formula(start: str) -> None:
    evil = f"{start}1+HYPERLINK(%d)"
    messages = [{"message": f"{start}Код для входа: {n}", "sender": evil, "operator": evil} for n in range(12)]
    text = _coverage_file.text(Path("a.csv"), found(messages, [record("x", sender=evil, msg=evil, set=evil)]))
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not any(cell.lstrip(" ")[:1] in tuple("=+-@\t\r\n\uff1d") and cell.strip() for cell in cells)


@pytest.mark.parametrize("between", [";", "; ", "\t", "\n"])
def test_no_cell_is_a_formula_where_another_sign_parts_cells(between: str) -> None:
    messages = [f"Код{between}=cmd|'/c calc'!A1"] * 12
    text = _coverage_file.text(Path("a.csv"), found(messages, [record("x", msg=messages[0], sender="")]))
    assert "=cmd" in text
    assert not re.search(r"[;\t\n] *=", text)


@given(st.lists(st.tuples(WILD, WILD, WILD), max_size=4), st.lists(WILD, max_size=3))
def test_whatever_users_wrote_is_rows_of_as_many_cells(sent: list[tuple[str, str, str]], texts: list[str]) -> None:
    messages = [{"message": text, "sender": sender, "operator": operator} for text, sender, operator in sent * 3]
    records = [record(str(n), msg=text, sender="", set=text) for n, text in enumerate(texts)]
    text = _coverage_file.text(Path("a.csv"), _coverage.coverage(messages, records, least=1) | {"environment": "x"})
    table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert {len(row) for row in table} == {15}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table for cell in row)


def test_another_name_is_an_error_that_says_which_are_right() -> None:
    with pytest.raises(InputError, match=r"'a.xlsx' ends in neither .csv nor .json; name one of these files"):
        _coverage_file.text(Path("a.xlsx"), found([], []))
