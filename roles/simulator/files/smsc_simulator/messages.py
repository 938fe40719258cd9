# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that the example shop has sent: the same for each moment, however often they are asked for."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

MOST = 1000
_MONTHS_IN_DAYS = 184
# The service's time.
_ZONE = timezone(timedelta(hours=3))
_DAY = 86400
# How often (of a hundred), by which sender, and what; {n} an order, {sum}, {code}, {h} an hour, {word}.
_TEXTS = (
    (22, "MYSHOP", "Заказ {n} принят. Мы сообщим, когда он будет собран. Магазин MyShop"),
    (14, "MYSHOP", "Заказ {n} оплачен. Ждём вас в магазине MyShop"),
    (11, "MYSHOP", "Заказ {n} готов к выдаче. Срок хранения до {day} включительно. Адрес пункта: ул. Лесная, д. {h}"),
    (3, "MYSHOP", "Заказ {n} отменён. Деньги вернутся на карту в течение {h} дней. Магазин MyShop"),
    (9, "MYSHOP", "Курьер MyShop привезёт заказ {n} сегодня с {h} до {h2} часов"),
    (2, "MYSHOP", "Доставка заказа {n} перенесена на {day} по вашей просьбе. Магазин MyShop"),
    (18, "MYSHOP", "Код для входа на сайт myshop.example: {code}. Никому его не сообщайте"),
    (2, "MYSHOP", "Временный пароль для приложения MyShop: {word}. Смените его после входа"),
    (8, "MYSHOP-PAY", "Оплата {sum} руб. со счёта *{card} за заказ {n} в MyShop"),
    (2, "MYSHOP-PAY", "Возврат {sum} руб. на счёт *{card} по заказу {n} в MyShop"),
    # What nobody has registered.
    (4, "MYSHOP", "Ваш код: {code}"),
    (3, "MYSHOP", "Заказ {n} готов к выдаче, ждём вас до {day}"),
    (2, "MYSHOP", "Скидка {h}% на всё до {day}! myshop.example/{word}"),
)
_OPERATORS = (("МТС", "25001"), ("МегаФон", "25002"), ("Билайн", "25099"), ("Tele2", "25020"), ("Мотив", "25035"))


def rows(login: str, params: Mapping[str, str], now: float, per_day: int) -> list[dict[str, Any]] | None:
    """The newest messages that a request asks for; None if it asks for something that cannot be.

    now: seconds of the Unix epoch. per_day: so many are sent each day.
    """
    try:
        first, last = _day(params["start"]), _day(params["end"])
        count, before = int(params.get("cnt", MOST)), int(params.get("prev_id") or 0)
    except (KeyError, ValueError):
        return None
    if last < first or (last - first).days > _MONTHS_IN_DAYS or not 0 < count <= MOST:
        return None
    if per_day < 1:
        return []
    interval = _DAY / per_day
    # The numbers of messages go on with the time.
    newest = min(now, _midnight(last + timedelta(days=1)) - 1) // interval
    oldest = -(-_midnight(first) // interval)
    newest = min(newest, before - 1) if before else newest
    numbers = range(int(newest), max(int(oldest), 1) - 1, -1)
    return [_message(login, number, number * interval) for number in numbers[:count]]


def _message(login: str, number: int, seconds: float) -> dict[str, Any]:
    chance = random.Random(f"{login} {number}")
    _share, sender, text = chance.choices(_TEXTS, weights=[share for share, _sender, _text in _TEXTS])[0]
    sent = datetime.fromtimestamp(int(seconds), _ZONE)
    hour = chance.randint(9, 19)
    message = text.format(
        n=10_000 + number % 80_000,
        day=f"{sent + timedelta(days=5):%d.%m.%Y}",
        h=hour,
        h2=hour + 2,
        code=chance.randint(1000, 9999),
        word="".join(chance.choices("abcdefghkmnpqrstuvwxyz23456789", k=8)),
        sum=f"{chance.randint(100, 20_000)}.{chance.choice(('00', '50', '90'))}",
        card=chance.randint(1000, 9999),
    )
    operator, network = chance.choices(_OPERATORS, weights=(38, 24, 20, 15, 3))[0]
    parts = -(-len(message) // 67) if len(message) > 70 else 1
    return {
        "status": 1,
        "send_date": f"{sent:%d.%m.%Y %H:%M:%S}",
        "send_timestamp": int(seconds),
        "last_date": f"{sent + timedelta(seconds=7):%d.%m.%Y %H:%M:%S}",
        "last_timestamp": int(seconds) + 7,
        "phone": f"7900000{chance.randint(0, 899):04d}",
        "message": message,
        "cost": f"{parts * 2.4:.2f}",
        "sender_id": sender,
        "operator": operator,
        "mccmnc": network,
        "country": "Россия",
        "region": "",
        "type": 0,
        "sms_cnt": parts,
        "id": str(number),
        "int_id": number,
        "format": 0,
        "crc": 0,
    }


def _day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=_ZONE).date()


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=_ZONE).timestamp()
