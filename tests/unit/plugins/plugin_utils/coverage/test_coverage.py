# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coverage of messages by templates, and how it is shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import InputError
from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage import _coverage
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching import _nearest
from ansible_collections.smsops.smsc.tests.support import matching as oracle
from hypothesis import given, settings
from hypothesis import strategies as st

TEMPLATES = [
    {"set": "orders", "name": "paid", "msg": "Заказ %d оплачен"},
    {"set": "orders", "name": "any", "msg": "Заказ %w{1,3}", "targets": ["mts_srv"], "comment": "ignored"},
    {"msg": "Код %d для входа на сайт"},
]


def test_each_message_is_matched_or_unmatched_with_the_nearest_template() -> None:
    messages = ["Заказ 1 оплачен", "Заказ готов", "Код 5 для входа в кабинет", "Привет"]

    found = _coverage.coverage(messages, TEMPLATES)
    gained = ("text", "groups", "hits", "overlaps")
    assert all(found.pop(key) for key in gained)
    assert found == {
        "matched": [
            {"message": "Заказ 1 оплачен", "templates": ["orders/paid", "orders/any"]},
            {"message": "Заказ готов", "templates": ["orders/any"]},
        ],
        "ambiguous": [{"message": "Заказ 1 оплачен", "templates": ["orders/paid", "orders/any"]}],
        "unmatched": [
            {
                "message": "Код 5 для входа в кабинет",
                "template": "#3",
                "column": 17,
                "expected": "на сайт",
                "found": "в кабинет",
            },
            {"message": "Привет", "template": None, "column": None, "expected": None, "found": None},
        ],
        "unused": ["#3"],
        "counts": {
            "messages": 4,
            "matched": 2,
            "ambiguous": 1,
            "unmatched": 2,
            "templates": 3,
            "unused": 1,
            "empty": 0,
            "groups": 1,
            "accepted": None,
            "not_accepted": None,
        },
    }


@pytest.mark.parametrize(
    ("message", "templates", "nearest"),
    [
        ("Код для входа: 5903", ["ТехноДом: код входа сотрудника %d", "Код для входа на сайт MyShop: %d"], "#2"),
        ("Код для входа: 5903", ["%w %w %w ждёт вас", "Код для входа на сайт MyShop: %d"], "#2"),
        ("Заказ 17 отменён", ["Отменён заказ 17", "Заказ %d оплачен", "Заказ %w{1,2} из MyShop отменён"], "#2"),
        ("Заказ 17 готов сегодня", ["Сегодня готов заказ", "Заказ №%d готов", "Заказ %d готов завтра"], "#3"),
        ("Заказы готовы", ["Ваши заказы готовы", "Заказ %d готов"], "#2"),
        # Of those that agree as far, the one with more words in common.
        ("Заказ 17 уехал в ПВЗ", ["Заказ %d готов", "Заказ %d прибыл в ПВЗ", "Заказ %d прибыл"], "#2"),
        # Two letters are chance.
        ("Кв. 5: курьер у двери", ["Комиссия списана", "Ваш курьер у двери"], "#2"),
        ("Визит 5 мая", ["Запись на %d мая", "Код %d"], "#1"),
        # Where a message ends too early, and where a value is glued.
        ("Ваш заказ", ["Заказ ваш: %d", "Ваш заказ %d готов"], "#2"),
        ("Код №А5 для входа", ["Входа код для", "Код №%d для входа"], "#2"),
        ("Вес 5 6 7 кг", ["Кг вес 5 6 7 8", "Вес %d{1,2} кг", "Вес (%d{1,2}) кг"], "#2"),
        ("%w", ["%d"], None),
    ],
)
@pytest.mark.parametrize("mode", ["strict", "lenient"])
def test_the_nearest_template_agrees_longest_from_the_start_then_in_words(
    message: str, templates: list[str], nearest: str | None, mode: str
) -> None:
    (entry,) = _coverage.coverage([message], [{"msg": text} for text in templates], mode)["unmatched"]

    assert entry["template"] == nearest
    if nearest and mode == "strict":
        assert message.endswith(entry["found"])
        assert entry["column"] == len(message) - len(entry["found"]) + 1


def test_the_nearest_template_is_the_same_among_many_others() -> None:
    others = [{"msg": f"Код {number} для входа сотрудника {number}: %d"} for number in range(300)]
    right = {"name": "right", "msg": "Код для входа на сайт: %d"}
    (entry,) = _coverage.coverage(["Код для входа: 5903"], [*others, right, *others])["unmatched"]
    assert (entry["template"], entry["column"], entry["found"]) == ("right", 14, ": 5903")


def test_messages_without_text_are_counted_apart() -> None:
    result = _coverage.coverage(["Заказ 1 оплачен", "", " \n", "Привет"], TEMPLATES)
    assert (result["counts"]["messages"], result["counts"]["empty"], result["counts"]["unmatched"]) == (2, 2, 1)
    assert result["text"][:2] == [
        "1 of 2 messages matches (50.0 %), 1 of them several templates",
        "not counted: 2 messages without text",
    ]


def test_limit_bounds_the_lists_and_not_the_counts() -> None:
    messages = ["Заказ 1 оплачен"] * 5 + ["Привет"] * 5

    result = _coverage.coverage(messages, TEMPLATES, limit=2)

    assert [len(result[kind]) for kind in ("matched", "ambiguous", "unmatched")] == [2, 2, 2]
    assert [result["counts"][kind] for kind in ("messages", "matched", "ambiguous", "unmatched")] == [10, 5, 5, 5]
    assert _coverage.coverage(messages, TEMPLATES, limit=0)["unmatched"] == []


def test_lenient_mode_departs_at_the_column_of_the_message_itself() -> None:
    (entry,) = _coverage.coverage(["ЗАКАЗ  №1 - отменён"], TEMPLATES[:1], mode="lenient")["unmatched"]

    assert (entry["column"], entry["expected"]) == (14, "плачен")


@settings(max_examples=min(settings().max_examples, 200))
@given(
    st.lists(oracle.templates, max_size=6),
    st.lists(st.one_of(oracle.texts, oracle.templates), max_size=6),
    st.sampled_from(["strict", "lenient"]),
)
def test_coverage_agrees_with_one_by_one(templates: list[str], messages: list[str], mode: str) -> None:
    result = _coverage.coverage(messages, [{"name": f"t{n}", "msg": t} for n, t in enumerate(templates)], mode)

    expected = [
        (m, names)
        for m in messages
        if m.strip() and (names := [f"t{n}" for n, t in enumerate(templates) if oracle.matches(m, t, mode)])
    ]
    assert [(entry["message"], entry["templates"]) for entry in result["matched"]] == expected
    assert len(result["unmatched"]) == len(messages) - len(expected) - result["counts"]["empty"]
    assert all(1 <= (entry["column"] or 1) <= len(entry["message"]) + 1 for entry in result["unmatched"])


@pytest.mark.parametrize(
    ("messages", "templates", "options", "said"),
    [
        ("Заказ", TEMPLATES, {}, "messages is of type str: give a list of texts or dictionaries"),
        (
            [17],
            TEMPLATES,
            {},
            "messages: item 1 is of type int, which is neither a text nor a dictionary: put it in quotation marks",
        ),
        ([], {"msg": "а"}, {}, "templates: {'msg': 'а'} is not a list: give a list of dictionaries"),
        ([], ["а"], {}, "templates[0] is 'а', which is not a dictionary; it needs msg"),
        ([], [{"name": "paid"}], {}, "templates[0] (paid): msg is missing"),
        ([], [{"msg": 5}], {}, "templates[0]: msg is 5, which is not a text; put it in quotation marks"),
        (
            [],
            [{"msg": "а", "name": 5}],
            {},
            "templates[0] (5): name is 5, which is not a text; put it in quotation marks",
        ),
        ([], None, {}, "templates: None is not a list"),
        ([], [], {"mode": "loose"}, "mode is 'loose': give one of strict, lenient"),
        ([], [], {"limit": -1}, "limit is -1: give a number from 0 to 1,000,000,000"),
        ([], [], {"limit": True}, "limit is True"),
        ([], [], {"limit": "5"}, "limit is '5'"),
        ([], [], {"least": 0}, "least is 0: give a number of messages, 1 or more"),
        ([{"message": 5}], [], {}, "messages: item 1: message is of type int, which is not a text"),
        ([], [{"msg": "а", "registrations": [5]}], {}, "record 1 has no sender"),
    ],
)
def test_bad_input_is_named(messages: Any, templates: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as error:
        _coverage.coverage(messages, templates, **options)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "messages",
    [79161234567, "Анна", [79161234567], [["Анна"]], [{"message": ["Анна"]}], [{"message": "а", "cost": "Анна"}]],
)
def test_no_error_shows_what_may_be_of_a_message(messages: Any) -> None:
    with pytest.raises(InputError) as error:
        _coverage.coverage(messages, [])
    assert not {"79161234567", "Анна"} & {*re.findall(r"\w+", str(error.value))}


def test_costs_may_be_written_as_spreadsheets_do() -> None:
    sent = [{"message": "Код 1", "cost": cost} for cost in ("1\u00a0234,50", "1 000", "0.5", 2, "", None)]
    assert _coverage.coverage(sent, [{"msg": "Код %d"}])["hits"][0]["cost"] == 2237
    with pytest.raises(InputError, match="cost is of type str, which is not a number"):
        _coverage.coverage([{"message": "Код 1", "cost": "nan"}], [])


def test_coverage_is_shown_in_a_page_of_lines() -> None:
    names = ["Анна", "Пётр", "Вера", "Олег", "Нина", "Глеб", "Юрий", "Зоя", "Инна", "Лев"]
    messages = ["Заказ 1 оплачен", "Привет", *(f"Код {n} для входа в кабинет" for n in range(20)), " "]
    messages += [f"Баланс карты {name} пополнен" for name in names] + [
        f"Код {n} {n} для входа на сайт" for n in range(12)
    ]

    assert _coverage.coverage(messages, TEMPLATES, limit=2)["text"] == [
        "1 of 44 messages matches (2.3 %), 1 of them several templates",
        "not counted: 1 message without text",
        "43 messages match no template, in 4 groups:",
        "  messages    share  nearest template  what would fit there",
        "        20   45.5 %  #3                в кабинет",
        '          column 18: "в кабинет" for "на сайт"',
        "        12   27.3 %  #3                %d{1,2}",
        '          column 5: "%d %d" for "%d"',
        "  and 1 more group",
        "  1 message in 1 group not shown: too few messages, or operands in them",
        "1 message matches several templates:",
        "  1  orders/paid, orders/any",
        "1 template matches no message:",
        "  #3",
    ]
    text = _coverage.coverage(messages, TEMPLATES)["text"]
    assert "        10   22.7 %  none              a text of its own" in text
    assert '          "Баланс карты %w пополнен"' in text
    assert not any(name in line for name in names for line in text)


def test_the_nearest_template_is_sought_once_for_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sought: list[str] = []
    find = _nearest.Nearest.find

    def counted(self: _nearest.Nearest, message: str) -> Any:
        sought.append(message)
        return find(self, message)

    monkeypatch.setattr(_nearest.Nearest, "find", counted)
    result = _coverage.coverage(["Код", "Привет", "Код", "Код"], TEMPLATES)
    assert [entry["message"] for entry in result["unmatched"]] == ["Код", "Привет", "Код", "Код"]
    assert [entry["template"] for entry in result["unmatched"]] == ["#3", None, "#3", "#3"]
    assert sorted(sought) == ["Код", "Привет"]


def test_lines_are_bounded_whatever_the_messages() -> None:
    shown = _coverage.coverage(["Заказ " * 999] * 100, TEMPLATES * 500)["text"]

    assert len(shown) < 60
    assert max(map(len, shown)) <= 320 + 3
    assert _coverage.coverage([], [])["text"] == ["0 of 0 messages match, 0 of them several templates"]


def test_names_of_templates_are_shown_in_one_line_in_which_nothing_acts_unseen() -> None:
    templates = [{"set": "a\nb", "name": "\x1b[31m", "msg": "Код %d"}, {"name": "\u202e", "msg": "Заказ"}]

    shown = _coverage.coverage(["Код"], templates)["text"]
    assert shown[3:] == [
        "2 templates match no message:",
        "  a b/␛[31m",
        "  [U+202E]",
    ]
