# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters before a number: those of a code are values, words that a person chose are texts."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._proposals import _proposals


def _proposed(before: str, words: Sequence[str], behind: str, shares: Sequence[int]) -> list[str]:
    """The texts for messages in which one of the words stands before a number."""
    rng = random.Random(len(words))
    numbers = [rng.randrange(100_000, 10**10) for _number in range(300)]
    messages = [f"{before}{rng.choices(words, shares)[0]}{number}{behind}" for number in numbers]
    return sorted(one["msg"] for one in _proposals.proposals(messages))


@pytest.mark.parametrize(
    ("series", "shares", "field"),
    [
        (("ХХХ ", "ТТТ "), (2, 1), "%w %d"),
        (("ХХХ ", "ТТТ "), (9, 1), "%w %d"),
        (("ХХХ ", "ТТТ ", "МММ ", "ААС "), (4, 3, 2, 1), "%w %d"),
        (("ХХХ ", "ТТТ ", ""), (2, 1, 1), "%w{1,2}"),
        (("АВ № ", "ЕК № "), (2, 1), "%w № %d"),
        (("АВ - ", "ЕК - "), (2, 1), "%w - %d"),
        (("АВ №", "ЕК №"), (2, 1), "%w %d"),
        (("АВ-", "ЕК-"), (2, 1), "%w"),
        (("АВ", "ЕК"), (2, 1), "%w"),
    ],
)
def test_a_few_series_are_values(series: tuple[str, ...], shares: tuple[int, ...], field: str) -> None:
    assert _proposed("Ваш полис ", series, " оформлен, он действует", shares) == [
        f"Ваш полис {field} оформлен, он действует"
    ]
    assert _proposed("Оформлен ваш полис ", series, "", shares) == [f"Оформлен ваш полис {field}"]


@pytest.mark.parametrize(
    ("before", "words", "behind"),
    [
        ("", ("Заказ", "Возврат"), " принят, ждите звонка"),
        ("Принят ", ("заказ", "возврат"), ", ждите звонка"),
        ("Полис ", ("ОСАГО", "ДМС"), " оформлен. Ждём вас"),
        ("", ("ЧЕК", "СЧЁТ"), " ПРИНЯТ. ЖДИТЕ ЗВОНКА"),
    ],
)
def test_other_words_before_a_number_are_of_texts(before: str, words: tuple[str, ...], behind: str) -> None:
    proposed = _proposed(before, [f"{word} " for word in words], behind, (2, 1))
    assert proposed == sorted(f"{before}{word} %d{behind}" for word in words)


def test_letters_that_never_vary_are_text() -> None:
    assert _proposed("Справка готова, ", ["ИНН "], ". Заберите", (1,)) == ["Справка готова, ИНН %d. Заберите"]


def test_what_happened_is_said_beside_a_series_too() -> None:
    rng = random.Random(1)
    messages = [
        f"Договор {rng.choice(['ДС', 'КП'])} {rng.randrange(10**6)} {rng.choice(['подписан', 'расторгнут'])}. Ждём вас"
        for _number in range(300)
    ]
    assert sorted(one["msg"] for one in _proposals.proposals(messages)) == [
        "Договор %w %d подписан. Ждём вас",
        "Договор %w %d расторгнут. Ждём вас",
    ]


def test_a_series_that_not_all_have_hides_no_words() -> None:
    rng = random.Random(1)
    names = ["Анна", "Пётр Ильич", "Вера", "Олег Львович", "Нина", "Глеб", "Юрий", "Зоя Марковна"]
    messages = [
        f"Роутер {rng.choice(['TPL ', 'К5 ', 'М7 '])}{rng.randrange(10**8)} {rng.choice(['выдан', 'принят'])}. "
        f"{rng.choice(names)}, подпишите акт"
        for _number in range(600)
    ]
    assert sorted(one["msg"] for one in _proposals.proposals(messages)) == [
        "Роутер %w %d выдан. %w{1,2}, подпишите акт",
        "Роутер %w %d принят. %w{1,2}, подпишите акт",
    ]
