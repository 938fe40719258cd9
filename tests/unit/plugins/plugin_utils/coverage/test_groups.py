# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that match no template, in groups: where they depart, what would fit, and nothing that is private."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage import _coverage
from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage._departure import departure
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching._matcher import Matcher
from ansible_collections.smsops.smsc.tests.support.corpora import NAMES, corpora
from hypothesis import given, settings
from hypothesis import strategies as st

PIECES = ["заказ", "код", "счёт", "%d", "%w"]


def only(messages: list[Any], *templates: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The only group of messages."""
    (group,) = _coverage.coverage(messages, list(templates), **options)["groups"]
    assert isinstance(group, dict)
    return group


def test_a_group_says_what_would_have_to_change_and_how_much_it_is() -> None:
    sent = [
        {
            "message": f"Заказ {number} на сумму {number % 9 + 1} {100 + number} руб. принят",
            "sender": "SHOP",
            "operator": "МТС" if number % 4 else "Билайн",
            "cost": 2,
            "recipient": f"r{number}",
        }
        for number in range(30)
    ]
    template = {"set": "orders", "name": "created", "sender": "SHOP", "msg": "Заказ %d на сумму %d руб. принят"}
    assert only([*sent, "", "Заказ 5 на сумму 7 руб. принят"], template) == {
        "count": 30,
        "share": 0.9677,
        "groups": 1,
        "senders": {"SHOP": 30},
        "operators": {"МТС": 22, "Билайн": 8},
        "cost": 60,
        "msg": "Заказ %d на сумму %d %d руб. принят",
        "nearest": {"template": "orders/created", **template},
        "column": 19,
        "expected": "%d",
        "found": "%d %d",
        "fits": "%d{1,2}",
    }


@pytest.mark.parametrize("char", [chr(number) for number in range(9)])
def test_messages_with_a_control_character_are_counted(char: str) -> None:
    sent = [
        f"{before}Заказ {number}{char}{behind} готов"
        for number in range(12)
        for before in (char, "")
        for behind in (char, "")
    ]
    assert sum(group["count"] for group in _coverage.coverage(sent, [], least=1)["groups"]) == 48


@pytest.mark.parametrize(
    ("template", "form", "place"),
    [
        ("Заказ %d готов", "Заказ %w %w готов", (7, "%d", "%w %w", "%w{1,2}")),
        ("Заказ %d готов", "Заказ №%d готов", None),
        ("Заказ №%d готов", "Заказ %d готов", (7, "№%d", "%d", "%d")),
        ("Заказ №%d готов", "Заказ №%w{1,3} готов", (7, "№%d", "№%w{1,3}", "№%w{1,3}")),
        ("Ждём вас, %w{1,2}. Дом", "Ждём вас, %w{1,9}. Дом", (11, "%w{1,2}.", "%w{1,9}.", "%w{1,9}.")),
        ("Ждём вас, %w. Дом", "Ждём вас, %w{1,11}. Дом", (11, "%w.", "%w{1,11}.", "%w{1,11}.")),
        ("Адрес: %w %w{1,2}. Дом", "Адрес: %w{1,5}. Дом", (8, "%w %w{1,2}.", "%w{1,5}.", "%w{1,5}.")),
        ("Заказ %d готов", "Заказ %d отменён", (10, "готов", "отменён", "отменён")),
        ("Заказ %d готов", "Заказ %w отменён", (7, "%d готов", "%w отменён", "%w отменён")),
        ("Заказ %d готов", "Заказ ваш готов", (7, "%d", "ваш", "%w")),
        ("Сумма %d принята", "Сумма %d руб. принята", (7, "%d", "%d руб.", "%d руб.")),
        ("Заказ %d готов к выдаче", "Заказ %d готов", (15, " к выдаче", "", "")),
        ("Заказ %d готов", "Заказ %d готов к выдаче", (15, "", " к выдаче", " к выдаче")),
        ("Заказ %d уже готов", "Заказ %d готов", (10, "уже ", "", "")),
        ("Заказ %d готов", "Заказ %d уже готов", (7, "%d", "%d уже", "%d уже")),
        ("Заказ %d готов", "Добрый день! Заказ %d готов", (1, "", "Добрый день! ", "Добрый день! ")),
        ("%d-%w готов", "Заказ %d-%w готов", (1, "", "Заказ ", "Заказ ")),
        ("Код %d-%w", "Код уже %d-%w", (5, "", "уже ", "уже ")),
        ("Заказ %d\nготов", "Заказ %d\nуже\nготов", (10, "", "уже\n", "уже\n")),
        ("Заказ %d готов", "Ваш заказ %d готов", (1, "Заказ", "Ваш заказ", "Ваш заказ")),
        ("Заказ %d готов", "Заказ … готов", (7, "%d", "…", None)),
        ("Заказ %d готов", "Заказ %d  готов", (9, " ", "  ", None)),
        ("Заказ %d готов", "Заказ %d готов ", (15, "", " ", None)),
        ("Заказ %d готов", "Заказ %d\nготов", (7, "%d ", "%d\n", "%d\n")),
        ("Заказ %d готов", "Заказ %w\n%w готов", (7, "%d", "%w\n%w", "%w\n%w")),
        ("Заказ %d  готов", "Заказ %d %d готов", (7, "%d ", "%d %d", "%d{1,2}")),
        ("Заказ %d готов", "Заказ %d %d  готов", (7, "%d", "%d %d ", "%d{1,2} ")),
        ("Заказ %d\nготов", "Заказ %d готов", (9, "\n", " ", " ")),
        ("Итого %w{1,30} руб.", "Итого %d{1,3} руб.", None),
        ("Итого %d+ руб.", "Итого %w{1,3} руб.", (7, "%d+", "%w{1,3}", "%w{1,3}")),
        ("Подарок ждёт вас", "Код для входа: %d", None),
        # Signs between operands are of the text, and each operand has a kind of its own.
        ("Код %w (%d) для %d", "Код %w %d для %d", (8, "(%d)", "%d", "%d")),
        ("Код %w (%d) для %d", "Код %w (%d) для входа", (17, "%d", "входа", "%w")),
        ("Код %d %w %w+ для входа", "Код %w %d %d для входа", (5, "%d", "%w", "%w")),
        ("Код %d %w для входа", "Код %d %d для сайта", (15, "входа", "сайта", "сайта")),
    ],
)
def test_where_a_form_departs_and_what_would_fit(template: str, form: str, place: tuple[Any, ...] | None) -> None:
    found = departure(template, form, "strict")
    assert (tuple(found) if found else None) == place


def test_lenient_messages_depart_where_letters_do() -> None:
    found = departure("Заказ №%d - готов!", "ЗАКАЗ %d, отменён", "lenient")
    assert found == (13, "готов!", "отменён", "отменён")


def test_a_form_that_is_like_no_template_is_a_text_of_its_own() -> None:
    group = only([f"Код для входа: {n}" for n in range(10)], {"msg": "Подарок %d ждёт вас"})
    assert (group["nearest"], group["fits"], group["msg"]) == (None, "Код для входа: %d", "Код для входа: %d")
    group = only([f"{name} {name}" for name in NAMES])
    assert (group["nearest"], group["fits"]) == (None, None)


def test_what_is_too_rare_is_only_counted() -> None:
    nothing = dict.fromkeys(("msg", "nearest", "column", "expected", "found", "fits"))
    group = only(["Ваш код 5"] * 9, {"msg": "Ваш код %d!"})
    assert group == {**group, **nothing, "count": 9, "share": 1}
    assert only(["Ваш код 5"] * 9, {"msg": "Ваш код %d!"}, least=9)["msg"] == "Ваш код %d"
    # An operand that nobody filled in is a mistake of a program, and says nothing about a text.
    group = only(["Ваш код %d"] * 20)
    assert group == {**group, **nothing, "count": 20}


def test_one_recipient_is_not_enough() -> None:
    messages = [{"message": f"Пётр, ваш долг {number}", "recipient": "79990000001"} for number in range(50)]
    assert only(messages)["msg"] is None
    messages = [{**message, "recipient": f"7999000{number}"} for number, message in enumerate(messages)]
    assert only(messages)["msg"] == "Пётр, ваш долг %d"


def test_values_that_no_operand_stands_for_leave_a_gap() -> None:
    signs = ["·", "☎", "→", "★", "■", "♦", "●", "▲"]
    messages = [f"Ваш товар {name} {signs[n % 8]} {name} ждёт вас" for n, name in enumerate(NAMES * 5)]
    found = _coverage.coverage(messages, [{"msg": "Ваш товар %w ждёт вас"}])
    assert not any(name in json.dumps(found["groups"], ensure_ascii=False) for name in NAMES)
    assert sum(group["count"] for group in found["groups"]) == len(messages)
    # How a sign stands beside a word is told, and nothing else that is not seen.
    messages = [f"Ваш товар «{name}» и «{name}{signs[n % 8]}{name}» ждёт вас" for n, name in enumerate(NAMES * 5)]
    found = _coverage.coverage(messages, [{"msg": "Ваш товар %w ждёт вас"}])
    assert any(group["msg"] and "«" in group["msg"] for group in found["groups"])
    assert all((group["msg"] or "").isprintable() for group in found["groups"])


def test_no_message_is_lost_between_groups_of_the_same_form() -> None:
    values = {
        "в \n ": "Рога 35 клиника Лев, Пётр 98 клиника Пётр, Нина 22 клиника Иван, Олег 20 клиника Рога",
        "в → ": "Нина 53 клиника Иван, Иван 22 клиника Пётр, Рога 14 клиника Анна, Пётр 71 клиника Пётр",
        "в ☎ ": "Ксения 44 клиника Рога, Нина 20 клиника Иван",
        "в · ": "Анна 90 клиника Юрий, Олег 27 клиника Юрий",
        "в  ": "Анна 68 клиника Нина, Олег 50 клиника Анна, Ксения 26 клиника Зоя, Юрий 54 клиника Вера",
        "* сегодня клиника ": "«Рога» сегодня",
    }
    messages = [start + value for start, of_start in values.items() for value in of_start.split(", ")]
    found = _coverage.coverage(messages, [], least=2)
    assert sum(group["count"] for group in found["groups"]) == len(messages)


def test_the_most_messages_stand_first_and_the_order_of_messages_does_not_matter() -> None:
    messages = ["Первый текст"] * 10 + ["Другое сообщение"] * 30 + ["мало"] * 3
    found = _coverage.coverage(messages, [])["groups"]
    assert [(group["count"], group["msg"]) for group in found] == [
        (30, "Другое сообщение"),
        (10, "Первый текст"),
        (3, None),
    ]
    assert _coverage.coverage(messages[::-1], [])["groups"] == found


@settings(max_examples=min(settings().max_examples, 50))
@given(corpora(), st.integers(1, 12), st.randoms(use_true_random=False))
def test_no_form_has_anything_that_varies(messages: list[str], least: int, rng: random.Random) -> None:
    templates = [{"msg": "Ваш заказ %d %w"}, {"msg": "%w код %d вход"}, {"msg": "чек %d{1,2}"}]
    found = _coverage.coverage(messages, templates, least=least)
    unmatched = {entry["message"] for entry in found["unmatched"]}
    assert sum(group["count"] for group in found["groups"]) == found["counts"]["unmatched"]
    for group in found["groups"]:
        if group["msg"] is None:
            continue
        assert group["count"] >= least
        # No digit of a message is shown, and each word is one that all messages of the form have.
        operands = re.compile(r"%[dw](\{1,\d+\}|\+)?")
        for shown in (group["msg"], group["found"] or "", group["fits"] or ""):
            assert not any(map(str.isdigit, operands.sub("", shown)))
        if "…" not in group["msg"]:
            of_form = [message for message in unmatched if Matcher(group["msg"]).matches(message)]
            assert of_form
            words = set(re.findall(r"[^\W\d_]+", operands.sub(" ", group["msg"])))
            assert all(words <= set(re.findall(r"[^\W\d_]+", message)) for message in of_form)
        has = set(re.findall(r"[^\W\d_]+", operands.sub(" ", group["found"] or "")))
        assert has <= set(re.findall(r"[^\W\d_]+", operands.sub(" ", group["msg"])))
    # What is shown of a message that stands alone is nothing.
    assert not {*messages} & {*map(str.strip, found["text"])} - {group["msg"] for group in found["groups"]}
    shuffled = rng.sample(messages, len(messages))
    assert _coverage.coverage(shuffled, templates, least=least)["groups"] == found["groups"]


@settings(max_examples=min(settings().max_examples, 100))
@given(
    st.lists(st.sampled_from(["заказ", "код", "счёт", "%d", "%w"]), min_size=3, max_size=6),
    st.integers(2, 4),
    st.data(),
)
def test_what_is_said_to_fit_fits(words: list[str], size: int, data: st.DataObject) -> None:
    """A template whose operand is too small, mended as it is told, matches what it did not match."""
    at = data.draw(st.integers(0, len(words) - 1))
    words[at] = "%d"
    kept = [word for number, word in enumerate(words) if word not in ("%d", "%w") or number == at]
    text = " ".join(["Магазин:", *kept, "конец"])
    sent = [text.replace("%d", " ".join(str(n + 7 * m) for m in range(size))) for n in range(12)]
    group = only(sent, {"msg": text})
    assert group["expected"] == "%d"
    mended = text[: group["column"] - 1] + group["fits"] + text[group["column"] - 1 + len(group["expected"]) :]
    assert all(Matcher(mended).matches(message) for message in [*sent, text.replace("%d", "5")])


@settings(max_examples=min(settings().max_examples, 100))
@given(st.lists(st.sampled_from(["заказ", "№%d", "счёт", "%d", "\n", "«%w»", "готов"]), max_size=6), st.data())
def test_words_more_or_less_are_mended_where_it_is_said(words: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) + 2))
    piece = data.draw(st.lists(st.sampled_from(["уже", "сегодня", "\n"]), min_size=1, max_size=3))
    kept = ["Магазин:", *words, "конец"]
    more = [*kept[:at], *piece, *kept[at:]]
    shorter, longer = (re.sub(" ?\n ?", "\n", " ".join(one)) for one in (kept, more))
    for template, form in ((shorter, longer), (longer, shorter)):
        for _place in range(len(more)):
            place = departure(template, form, "strict")
            if place is None:
                break
            start = place.column - 1
            assert template[start:].startswith(place.expected)
            assert place.fits is not None
            template = template[:start] + place.fits + template[start + len(place.expected) :]  # noqa: PLW2901
        assert template == form
