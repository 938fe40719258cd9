# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that look right and are not, and texts that look odd and are right."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._linting import _lint
from hypothesis import given, settings
from hypothesis import strategies as st

RULES = {
    "edge-line-break",
    "odd-space",
    "invisible-character",
    "unlisted-character",
    "not-composed",
    "mixed-alphabets",
    "foreign-letter",
    "malformed-operand",
    "other-placeholder",
    "likely-placeholder",
}


def found(msg: str) -> list[dict[str, Any]]:
    """The findings of these rules alone."""
    return [finding for finding in _lint.lint([{"name": "t", "msg": msg}]) if finding["rule"] in RULES]


@pytest.mark.parametrize(
    ("msg", "rule", "column", "said"),
    [
        ("Ваш чаи\u0306", "not-composed", 7, "U+0438 U+0306 in place of 'й' U+0439"),
        ("Все\u0308 готово", "not-composed", 3, "U+0435 U+0308 in place of 'ё' U+0451"),
        ("Cafe\u0301 MyShop", "not-composed", 4, "U+0065 U+0301 in place of 'é' U+00E9"),
        ("\u212bhus", "not-composed", 1, "U+212B in place of 'Å' U+00C5"),
        ("Заказ c доставкой", "foreign-letter", 7, "'c' U+0063 LATIN SMALL LETTER C in place of 'с' U+0441"),
        ("Заказ «c доставкой»", "foreign-letter", 8, "U+0063"),
        ("Скажите o заказе", "foreign-letter", 9, "in place of 'о' U+043E"),
        ("Мы y дома", "foreign-letter", 4, "in place of 'у' U+0443"),
        ("C уважением, MyShop", "foreign-letter", 1, "'C' U+0043 LATIN CAPITAL LETTER C in place of 'С' U+0421"),
        ("Готово. B магазине ждут", "foreign-letter", 9, "in place of 'В' U+0412"),
        ("C %d по %d мая", "foreign-letter", 1, "U+0043"),
        ("Сумма: %d p.", "foreign-letter", 11, "in place of 'р' U+0440"),
        ("Сумма: 500 p", "foreign-letter", 12, "in place of 'р' U+0440"),
        ("Зак\u03b1з", "foreign-letter", 4, "U+03B1 GREEK SMALL LETTER ALPHA in place of 'а' U+0430"),
        ("My\u03a7Shop", "foreign-letter", 3, "U+03A7 GREEK CAPITAL LETTER CHI in place of 'X' U+0058"),
        ("Ваш \u05d0 заказ", "foreign-letter", 5, "U+05D0 HEBREW LETTER ALEF"),
        ("Ваш \u0627 заказ", "foreign-letter", 5, "U+0627 ARABIC LETTER ALEF"),
        ("\uff2dy\uff33hop", "foreign-letter", 1, "U+FF2D FULLWIDTH LATIN CAPITAL LETTER M in place of 'M' U+004D"),
        ("\U0001d40cyShop", "foreign-letter", 1, "U+1D40C MATHEMATICAL BOLD CAPITAL M in place of 'M' U+004D"),
        ("Заказ го\u0442\u0461в", "foreign-letter", 10, "U+0461 CYRILLIC SMALL LETTER OMEGA"),
        ("Заказ г0тов", "foreign-letter", 7, "'0' U+0030 DIGIT ZERO in place of 'о' U+043E"),
        ("К0Д %d", "foreign-letter", 1, "the word 'К0Д' has a digit among its letters"),
        ("0плата прошла", "foreign-letter", 1, "in place of 'о' U+043E"),
        ("Номер ег0 заказа", "foreign-letter", 7, "in place of 'о' U+043E"),
        ("3аказ готов", "foreign-letter", 1, "'3' U+0033 DIGIT THREE in place of 'з' U+0437"),
        ("Можно за6рать", "foreign-letter", 7, "'6' U+0036 DIGIT SIX in place of 'б' U+0431"),
        ("Сумма 1O0 р.", "foreign-letter", 8, "'O' U+004F LATIN CAPITAL LETTER O in place of '0' U+0030"),
        ("Сумма 5ОО р.", "foreign-letter", 8, "'О' U+041E CYRILLIC CAPITAL LETTER O in place of '0' U+0030"),
        ("Pay \u0430 small fee", "foreign-letter", 5, "U+0430 CYRILLIC SMALL LETTER A in place of 'a' U+0061"),
        ("Зaказ", "mixed-alphabets", 1, "'a' U+0061 LATIN SMALL LETTER A in place of 'а' U+0430"),
        ("Всë готово", "mixed-alphabets", 1, "U+00EB LATIN SMALL LETTER E WITH DIAERESIS in place of 'ё' U+0451"),
        ("Замовлення вiдправлено", "mixed-alphabets", 12, "in place of 'і' U+0456"),
        ("Карта V\u0456sa", "mixed-alphabets", 7, "in place of 'i' U+0069"),
        ("Заказ\u200e готов", "invisible-character", 6, "U+200E LEFT-TO-RIGHT MARK"),
        ("Заказ\ufe0f готов", "invisible-character", 6, "U+FE0F VARIATION SELECTOR-16"),
        ("Заказ\u2800готов", "invisible-character", 6, "U+2800 BRAILLE PATTERN BLANK"),
        ("Заказ\u3164готов", "invisible-character", 6, "U+3164 HANGUL FILLER"),
        ("Заказ\a готов", "invisible-character", 6, "U+0007 without a name"),
        ("Заказ\x00 готов", "invisible-character", 6, "U+0000"),
        ("Заказ\x7f готов", "invisible-character", 6, "U+007F"),
        ("Заказ\u202e готов", "invisible-character", 6, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("Заказ\u2066 готов", "invisible-character", 6, "U+2066"),
        ("Заказ\ue000 готов", "invisible-character", 6, "U+E000"),
        ("Заказ\U000e0041 готов", "invisible-character", 6, "U+E0041"),
        ("Заказ\u034f готов", "invisible-character", 6, "U+034F COMBINING GRAPHEME JOINER"),
        ("Заказ\ud83d готов", "invisible-character", 6, "U+D83D"),
        ("Заказ\u200bготов", "odd-space", 6, "U+200B"),
        ("Заказ\u202fготов", "odd-space", 6, "U+202F"),
        ("Заказ: 10 ₽", "unlisted-character", 11, "'₽' U+20BD RUBLE SIGN"),
        ("Готово \U0001f600", "unlisted-character", 8, "U+1F600 GRINNING FACE"),
        ("Готово ✅ 10 ₽ ✅", "unlisted-character", 8, "U+2705 WHITE HEAVY CHECK MARK, '₽' U+20BD RUBLE SIGN"),
        ("Ждите…", "unlisted-character", 6, "U+2026 HORIZONTAL ELLIPSIS"),
        ("За\u0301мок", "unlisted-character", 3, "U+0301 COMBINING ACUTE ACCENT"),
        ("Код \u0663", "unlisted-character", 5, "U+0663 ARABIC-INDIC DIGIT THREE"),
        ("Код \uff15", "unlisted-character", 5, "U+FF15 FULLWIDTH DIGIT FIVE"),
        ("10 м²", "unlisted-character", 5, "U+00B2 SUPERSCRIPT TWO"),
        ("\ufffdаказ", "unlisted-character", 1, "U+FFFD REPLACEMENT CHARACTER"),
        ("Заказ {order}", "other-placeholder", 7, "(here '{order}')"),
        ("Заказ {}", "other-placeholder", 7, "(here '{}')"),
        ("Заказ {0}", "other-placeholder", 7, "(here '{0}')"),
        ("Заказ {номер заказа}", "other-placeholder", 7, "(here '{номер заказа}')"),
        ("Заказ ${order}", "other-placeholder", 8, "(here '{order}')"),
        ("Заказ #{order}", "other-placeholder", 8, "(here '{order}')"),
        ("Заказ %{order}", "other-placeholder", 8, "(here '{order}')"),
        ("Заказ #order#", "other-placeholder", 7, "(here '#order#')"),
        ("Заказ #НОМЕР_ЗАКАЗА#, ждём", "other-placeholder", 7, "(here '#НОМЕР_ЗАКАЗА#')"),
        ("Заказ @order@", "other-placeholder", 7, "(here '@order@')"),
        ("Заказ ％d", "other-placeholder", 7, "(here '％')"),
        ("Заказ %order%", "other-placeholder", 7, "(here '%order%')"),
        ("Заказ %date%", "other-placeholder", 7, "(here '%date%')"),
        ("Заказ %%ORDER%%", "other-placeholder", 7, "(here '%%ORDER%')"),
        ("Визит %date в %d", "other-placeholder", 7, "(here '%date')"),
        ("Заказ %(order)s", "other-placeholder", 7, "(here '%(order)s')"),
        ("Заказ %1$s", "other-placeholder", 7, "(here '%1$s')"),
        ("Заказ <<order>>", "other-placeholder", 7, "(here '<<order>>')"),
        ("Заказ __ORDER__", "other-placeholder", 7, "(here '__ORDER__')"),
        ("Заказ *|ORDER|*", "other-placeholder", 7, "(here '*|ORDER|*')"),
        ("Заказ [[order]]", "other-placeholder", 7, "(here '[[order]]')"),
        ("Заказ <%= order %>", "other-placeholder", 7, "(here '<%')"),
        ("Заказ |order|", "likely-placeholder", 7, "(here '|order|')"),
        ("Заказ :номер", "likely-placeholder", 7, "(here ':номер')"),
        ("Заказ %s", "malformed-operand", 7, "%s"),
        ("Заказ <order>", "likely-placeholder", 7, "(here '<order>')"),
        ("Заказ <номер заказа>", "likely-placeholder", 7, "(here '<номер заказа>')"),
        ("Заказ<br>готов", "likely-placeholder", 6, "(here '<br>')"),
        ("[Имя], заказ готов", "likely-placeholder", 1, "(here '[Имя]')"),
        ("Заказ [order_id] готов", "likely-placeholder", 7, "(here '[order_id]')"),
        ("Заказ [NAME] готов", "likely-placeholder", 7, "(here '[NAME]')"),
        ("Заказ $order", "likely-placeholder", 7, "(here '$order')"),
        ("Заказ :order", "likely-placeholder", 7, "(here ':order')"),
        ("Код: XXXX", "likely-placeholder", 6, "(here 'XXXX')"),
        ("Код: ____", "likely-placeholder", 6, "(here '____')"),
        ("Код: ####", "likely-placeholder", 6, "(here '####')"),
        ("Заказ готов\n", "edge-line-break", 12, "a line break at the end"),
        ("Заказ готов \r\n", "edge-line-break", 12, "a line break at the end"),
        ("\nЗаказ готов", "edge-line-break", 1, "a line break at the beginning"),
    ],
)
def test_what_looks_right_and_is_not_is_told_with_its_place(msg: str, rule: str, column: int, said: str) -> None:
    findings = {finding["rule"]: finding for finding in found(msg)}

    assert rule in findings, findings
    assert findings[rule]["column"] == column
    assert said in findings[rule]["message"]
    assert findings[rule]["fix"]
    assert findings[rule]["source"]


def test_a_line_break_at_the_end_is_an_error_that_says_how_to_write_it() -> None:
    (finding,) = found("Заказ %d готов\n")

    assert finding["severity"] == "error"
    assert "msg: >- or msg: |-" in finding["text"]


@pytest.mark.parametrize(
    "msg",
    [
        "Заказ №%d на сумму %d р. готов. Ждём вас: ул. Ленина, д. 5, корп. 2",
        "Ваш код: %d. Никому его не сообщайте!",
        "«Ромашка»: заказ %w собран — приезжайте с 10:00 до 21:00",
        "Скидка 5% на всё, 10%-20% на книги, 100% хлопок",
        "Цена 1 500 руб. ($15, 10$, US$ 5), цена/кг: 1500.50",
        "Подробнее: https://myshop.ru/o/a?c=1&order=#item или www.myshop.ru",
        "Пишите на info@myshop.ru или @myshop_bot, #скидки #акция",
        "Витамин C 500 мг и Vitamin C, категория B, план A, размер X",
        "2ГИС, 1С, 3D, 4к, 5G, Т2, А4, Б52, 24ч, 10мин, 500р, 5шт, 1-й, 3х, 20кг, COVID-19, Web3, B2B, mp3",
        "д3к2, кв15, дом 5а, 3комнатная квартира, корп.2, п.3, под3кв45, А003ВЕ77",
        "Смс-код %d для входа в iPhone, Wi-Fi, IT-отдел, SIM-карта, PIN-код, Т-Банк, SIMка",
        "Nescafé и Müller в «Ашан» — 2 x 500 г",
        "Доставка 0руб, 0 рублей, 00:00",
        "Ваше замовлення №%d прийнято. Дякуємо! Її ґанок, об'єкт",
        "Тапсырысыңыз дайын: %d. Рахмет! Қазақстан, өңір, үй, һәм",
        "Buyurtma %d tayyor. Oʻzbekiston, MyShop",
        "Первая строка\nВторая строка",
        "[MyShop] Код %d. [Реклама]",
        "5 < 7 > 3, a<5, ул. <3",
        "Тел.: +7 (495) 123-45-67, *100#, 8-800-700-76-72, доб. #12",
        "Магазин \"Лютик\" и \u201cАтлант\u201d, ООО 'Вега', ИП Петров & Ко",
        "Карта *%d, XXXL, XXL, 5 мая, 10.05.2026, :) :-D",
        "Итого: 100*2=200; [5]",
        "Код %d, %w{1,5} и %d{1,3}, %d+",
        "MyShop с 10:00 до 21:00, ООО 5, 10 ООО, MyShop и YourShop",
        "О заказе с доставкой к вам в офис и у дома, я",
        "User_name: %w, file_name.txt, snake_case",
    ],
)
def test_ordinary_texts_have_no_finding(msg: str) -> None:
    assert found(msg) == []


@settings(max_examples=min(settings().max_examples, 300))
@given(st.text(max_size=30))
def test_each_column_is_in_the_text(msg: str) -> None:
    for finding in found(msg):
        assert 1 <= finding["column"] <= len(msg), finding
