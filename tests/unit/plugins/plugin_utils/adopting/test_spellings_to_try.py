# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spellings of a text: the likeliest first, and what people and programs really do to texts among the first twenty."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._adopting._spellings import spellings, squeezed
from hypothesis import given, settings
from hypothesis import strategies as st

TEXTS = st.text(st.sampled_from(" \n\u00a0«»\"'-–—…ё%dw+{1,5}абв"), max_size=30) | st.text(max_size=20)


def first(text: str, number: int = 20) -> list[str]:
    return [one.text for one in itertools.islice(spellings(text), number)]


@pytest.mark.parametrize(
    ("arrives", "registered"),
    [
        ("Заказ %d готов\r\n", "Заказ %d готов"),
        ("\ufeffЗаказ\u00a0%d  готов ", "Заказ %d готов"),
        ("Заказ\u00a0%d  готов ", "Заказ\u00a0%d готов"),
        ("Заказ %d готов", "Заказ %d готов\n"),
        ("Заказ %d готов", "Заказ %d готов "),
        ("Заказ %d готов", "Заказ\u00a0%d\u00a0готов"),
        ("Код %d\nМагазин", "Код %d Магазин"),
        ("Код %d\nМагазин", "Код %d\r\nМагазин"),
        ("Магазин «Мир»: %d", 'Магазин "Мир": %d'),
        ('Магазин "Мир": %d', "Магазин «Мир»: %d"),
        ("Магазин „Мир\u201c: %d", "Магазин «Мир»: %d"),
        ("Оплата — %d…", "Оплата - %d..."),
        ("Оплата - %d", "Оплата – %d"),
        ("Оплата - %d", "Оплата — %d"),
        ("«Мир» — оплата %d\u00a0руб\n", '"Мир" - оплата %d руб'),
        ("Ещё %d", "Еще %d"),
        ("Код %d", "Код %d+"),
        ("Код %d", "Код %d{1,5}"),
        ("Код %d", "Код %w"),
        ("Код %d+", "Код %d"),
        ("Код %d+", "Код %d{1,2}"),
        ("Код %d{1,4}", "Код %d"),
        ("Код %d{1,4}", "Код %d+"),
        ("Код %d{1,4}", "Код %d{1,3}"),
        ("Имя %w", "Имя %w{1,3}"),
        ("Имя %w{1,2}", "Имя %w"),
        ("Имя %w+", "Имя %w{1,2}"),
        ("Заказ %d на %d руб", "Заказ %d на %d{1,2} руб"),
        ("Заказ %d на %d руб", "Заказ %d+ на %d+ руб"),
        ("Заказ %d для %w", "Заказ %d{1,2} для %w"),
        ("Заказ %d для %w", "Заказ %d+ для %w+"),
        ("Заказ %d — «Мир»", 'Заказ %d+ — "Мир"'),
        ("йод %d", "йод %d"),
    ],
)
def test_what_happens_to_texts_is_among_the_first(arrives: str, registered: str) -> None:
    assert registered in first(arrives)


@settings(max_examples=min(settings().max_examples, 500))
@given(TEXTS)
def test_the_text_itself_comes_first_and_each_spelling_once(text: str) -> None:
    found = first(text, 200)
    assert found[0] == text
    assert len(set(found)) == len(found)
    assert all(one.strip() for one in found[1:])


@settings(max_examples=min(settings().max_examples, 500))
@given(TEXTS)
def test_of_the_others_each_says_how_it_differs(text: str) -> None:
    assert all(one.differs for one in itertools.islice(spellings(text), 1, 50))


def test_a_plain_text_has_few_spellings() -> None:
    assert first("Ваш заказ готов") == ["Ваш заказ готов", "Ваш заказ готов\n", "Ваш заказ готов "]


def test_a_hyphen_in_a_word_is_not_a_dash() -> None:
    assert not any("СМС–код" in one for one in first("СМС-код - %d", 500))


def test_texts_that_are_the_same_but_for_spaces() -> None:
    assert squeezed("Код\u00a0%d \n") == squeezed(" Код  %\u200bd") == "Код%d"
