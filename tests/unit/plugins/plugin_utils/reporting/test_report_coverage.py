# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that were sent, on the page of a report."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import InputError
from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage import _coverage
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting import _report
from ansible_collections.smsops.smsc.tests.support.records import NOW, WILD, fewer, record
from hypothesis import given
from hypothesis import strategies as st

RECORDS = [
    record("code", msg="Код %d", states={"mts_auth": "accepted"}),
    record("ready", msg="Заказ %d готов", states={"bee_srv": "rejected"}),
    record("gift", msg="Подарок %d", states={"mts_srv": "accepted"}),
]
SENT: list[Any] = [{"message": f"Код {n} {n}", "sender": "MYSHOP", "operator": "МТС"} for n in range(12)]
SENT += [{"message": f"Код {n}", "sender": "MYSHOP", "operator": "МТС", "cost": 2.5} for n in range(1200)]
SENT += [{"message": "Заказ 7 готов", "sender": "MYSHOP", "operator": "Билайн"}, "Секрет Иванова", " "]
SENT += [f"Ваш баланс: {n}" for n in range(11)]


def cells(text: str) -> list[list[str]]:
    """The rows of the tables of the messages."""
    section = text.partition(' coverage">')[2].partition("</section>")[0]
    rows = re.findall("<tr>(.*?)</tr>", section)
    return [[html.unescape(cell) for cell in re.findall("<t[dh][^>]*>(.*?)</t[dh]>", row)] for row in rows]


def render(found: Any, kind: str = "html", language: str = "en") -> str:
    """The report with coverage."""
    return _report.render(RECORDS, kind, "", NOW, language=language, coverage=found)


def found(**options: Any) -> dict[str, Any]:
    """Coverage of the messages."""
    return {"environment": "prod", **_coverage.coverage(SENT, RECORDS, **options)}


def test_what_is_wrong_stands_above_what_is_in_order() -> None:
    text = render(found())
    assert "<h2>Messages that were sent: prod</h2>" in text
    assert (
        "<p>1,201 of 1,225 messages match a template (98\u00a0%); 1 of them only templates that are not accepted; "
        "24 match none, in 3 groups; 1 message without text.</p>"
    ) in text
    assert cells(text) == [
        ["Template", "Sender", "Operator", "State", "Messages"],
        ["orders/ready", "MYSHOP", "Билайн", "bee_srv rejected", "1"],
        ["Messages", "Share", "Nearest template", "Where they differ", "What they have there", "What would fit there"],
        ["12", "1\u00a0%", "orders/code", "column 5: «%d»", "%d %d", "%d{1,2}"],
        ["11", "0.9\u00a0%", "—", "", "Ваш баланс: %d", "a text of its own"],
        ["Template", "Sender", "Operators", "Cost", "Messages"],
        ["orders/code", "MYSHOP", "МТС 1,200", "3,000 RUB", "1,200"],
        ["orders/ready", "MYSHOP", "Билайн 1", "", "1"],
    ]
    assert "<p>Not shown: 1 message in 1 group; too few messages or recipients, or operands in them.</p>" in text
    assert "<summary>Match no message: 1 template</summary><p>orders/gift</p>" in text
    assert text.index(' coverage">') < text.index('<ul class="tiles"')


def test_it_speaks_russian() -> None:
    text = render(found(), language="ru")
    assert (
        "<p>Под шаблоны подходит 1\u00a0201 из 1\u00a0225 сообщений (98\u00a0%); "
        "из них 1 — только под те, что оператор не принял; "
        "ни под один не подходит 24 (3 группы); без текста — 1 сообщение.</p>"
    ) in text
    assert ["12", "1\u00a0%", "orders/code", "позиция 5: «%d»", "%d %d", "%d{1,2}"] in cells(text)
    assert ["Шаблон", "Отправитель", "Оператор", "Состояние", "Сообщений"] in cells(text)
    assert (
        "Не показано: 1 сообщение (1 группа) — слишком мало сообщений или получателей либо не заполнены поля." in text
    )


@pytest.mark.parametrize("kind", ["html", "json"])
def test_no_message_gets_into_a_report(kind: str) -> None:
    whole = found()
    assert any(entry["message"] == "Секрет Иванова" for entry in whole["unmatched"])
    assert "Иванов" not in render([whole, whole], kind)


def test_json_has_it_where_it_is_given() -> None:
    (kept,) = json.loads(render(found(), "json"))["coverage"]
    assert list(kept) == ["environment", "counts", "groups", "hits", "overlaps", "unused"]
    assert "coverage" not in json.loads(render(None, "json"))
    assert ' coverage">' not in render(None)


@pytest.mark.parametrize("wrong", [5, "x", {"counts": {}}, [5]])
def test_anything_else_is_an_error(wrong: Any) -> None:
    with pytest.raises(InputError, match="coverage must be what op_template_coverage returned"):
        render(wrong)


@fewer
@given(st.lists(st.tuples(WILD, WILD, WILD), max_size=4), st.lists(WILD, max_size=3), st.sampled_from(["en", "ru"]))
def test_whatever_was_sent_stands_in_the_page_as_text(
    sent: list[tuple[str, str, str]], texts: list[str], language: str
) -> None:
    messages = [{"message": text, "sender": sender, "operator": operator} for text, sender, operator in sent]
    records = [record(str(n), msg=text, sender="", set=text) for n, text in enumerate(texts)]
    text = _report.render([], language=language, coverage=_coverage.coverage(messages, records, least=1))
    section = text.partition(' coverage">')[2].partition("</section>")[0]
    tags = set(re.findall("</?([a-z0-9]+)", section))
    assert tags <= set("h2 p h3 table thead tbody tr th td details summary".split())
    assert all(char in "\n\t" or char.isprintable() or char.isspace() for char in text)
