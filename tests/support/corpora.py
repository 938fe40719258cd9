# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random messages of random texts, for properties of what groups them."""

from __future__ import annotations

import random
from collections.abc import Callable

from hypothesis import strategies as st

NAMES = "Анна Ольга Иван Пётр Мария Олег Вера Глеб Нина Юрий Лев Зоя Павел Роман Тимур Игорь".split()
STREETS = ["Ленина", "Мира", "Новая", "Малая Садовая", "Карла Маркса", "Лесная", "Береговая", "Розы Люксембург"]
WORDS = "заказ вход счёт код визит курьер перевод адрес договор чек оплата запись доставка клиент".split()
FIELDS: dict[str, Callable[[random.Random], str]] = {
    "{number}": lambda rng: str(rng.randint(1, 99999)),
    "{sum}": lambda rng: rng.choice(["500", "1 200", "12 500,40"]),
    "{name}": lambda rng: rng.choice(NAMES),
    "{street}": lambda rng: f"{rng.choice(STREETS)}, {rng.randint(1, 50)}",
    "{few}": lambda rng: rng.choice(["картой", "наличными", "бонусами"]),
    "{quoted}": lambda rng: f"«{rng.choice(STREETS)}»",
}


@st.composite
def corpora(draw: st.DrawFn) -> list[str]:
    """Messages of a few random texts, filled at random, some of them cut."""
    pieces = st.sampled_from([*WORDS, *FIELDS, "%d", "100%", "\n", "№{number}", "{name},"])
    texts = draw(st.lists(st.lists(pieces, min_size=1, max_size=7).map(" ".join), min_size=1, max_size=5))
    rng = random.Random(draw(st.integers(0, 2**32)))
    messages = []
    for text in texts:
        for _number in range(draw(st.integers(1, 60))):
            message = text
            for field, make in FIELDS.items():
                while field in message:
                    message = message.replace(field, make(rng), 1)
            messages.append(message[: rng.randint(1, len(message))] if rng.random() < 0.05 else message)
    return messages
