# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A text matches all messages of its group, the rarest and the longest, too."""

from __future__ import annotations

import random

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._proposals import _proposals

_NAMES = "Анна Пётр Вера Олег Нина Глеб Юрий Зоя Людмила".split()
_DRUGS = (
    "Капли от кашля с подорожником|Нурофен|Витамин C|Йод|Мирамистин|Но-шпа|Аскорутин форте|Гель для ног с мятой|"
    "Крем детский|Бинт"
).split("|")
_OFFICES = "ул. Баумана, 12|пр. Ленина, 50|Новый Арбат, 21|наб. Тукая, 1|пл. Мира, 7|Тверь, Новая ул., 4".split("|")
_TYPED = (
    "что делать|виноват Олег|машина стоит|эвакуатор сколько стоит|когда выплата|жду осмотра|фото отправил|спасибо|"
    "договор потерял|агент пропал|ок|понятно|завтра подъеду|кофе закончился|в офисе холодно|едем в отпуск"
).split("|")
_NOT = "полис не открывается|номер не тот|эксперт не приехал|премии не будет|план не выполнен".split("|")


@pytest.mark.parametrize("seed", [3, 6, 7])
def test_a_frequent_long_value_is_of_the_field_that_it_stands_in(seed: int) -> None:
    rng = random.Random(seed)
    messages = []
    for _number in range(1000):
        drug = [
            rng.choices(_DRUGS, [1 / (place + 1) ** 0.7 for place in range(10)])[0],
            rng.choice(["таб.", "р-р д/инф.", "гран. д/приг. сусп.", ""]),
            rng.choices(["100 мл", "5 мг", "", "2000 МЕ"], [9, 3, 2, 1])[0],
            rng.choices(["Эвалар", "Teva", "Фармстандарт", "", "Гедеон Рихтер"], [9, 4, 2, 1, 1])[0],
        ]
        start = f"{rng.choice(_NAMES)}, напоминаем о приёме: {' '.join(filter(None, drug))}. Отключить напоминания:"
        messages.append(f"{start} apt.example/{''.join(rng.choices('abcxyz0123', k=4))}")
    (found,) = _proposals.proposals(messages)
    assert found["msg"] == "%w, напоминаем о приёме: %w{1,12}. Отключить напоминания: apt.example/%w"
    assert found["messages"] == 1000


def test_a_rare_value_is_not_given_up_for_what_is_not_proposed() -> None:
    rng = random.Random(0)
    closed = "Уважаемый клиент! Офис по адресу {} не работает {}.05"
    messages = [closed.format(rng.choice(_OFFICES), rng.randrange(10, 28)) for _number in range(84)]
    messages.append(closed.format("Екатеринбург, ул. 8 Марта, 51", 12))
    for _number in range(60):
        phrases = rng.sample(_TYPED, rng.randint(1, 3))
        phrases.insert(rng.randint(0, len(phrases)), rng.choice(_NOT))
        messages.append(rng.choice([", ", " "]).join(phrases))
    found = {one["msg"]: one["messages"] for one in _proposals.proposals(messages)}
    assert found["Уважаемый клиент! Офис по адресу %w{1,4} %d не работает %d"] == 85
