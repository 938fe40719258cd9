# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees of the messages that were sent."""

from __future__ import annotations

from typing import Any

from ansible_collections.smsops.smsc.plugins.plugin_utils import _records
from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage import _coverage
from ansible_collections.smsops.smsc.plugins.plugin_utils._proposals import _proposals
from ansible_collections.smsops.smsc.plugins.plugin_utils._terminal import _traffic
from ansible_collections.smsops.smsc.tests.support.records import record

BALANCE = "Ваш баланс {} рублей"
PAID = record(msg="Заказ %d оплачен", states={"mts_srv": "pending"})
GIFT = record("gift", msg="Подарок %d", states={"mts_srv": "accepted"})


def page(messages: list[Any], *records: dict[str, Any], file: str = "", rows: int = 40) -> list[str]:
    """The lines of a run."""
    given = [{"message": one, "sender": "MYSHOP"} for one in messages]
    found = {"environment": "prod", **_coverage.coverage(given, list(records))}
    proposals = _proposals.proposals(given, list(records))
    return _traffic.lines(found, _records.read(list(records)), proposals, file=file, fees={"mts": 1020}, rows=rows)


def test_what_is_wrong_stands_first_and_the_counts_last() -> None:
    messages = [BALANCE.format(n) for n in range(20)] + ["Заказ 1 оплачен", " "]
    messages += [f"Подарок {n} {n}" for n in range(10)]
    assert page(messages, PAID, GIFT, file="new.yml") == [
        "1 message matches only templates that are not accepted:",
        "         1  orders/paid  MYSHOP  an unknown operator 1 (mts_srv pending)",
        "",
        "10 messages nearly match a template; change it or register another:",
        "  messages    share  nearest template  what would fit there",
        "        10   32.3 %  orders/gift       %d{1,2}",
        '          column 9: "%d %d" for "%d"',
        "",
        "2 texts to register would match 30 of the 30 messages",
        "         20   64.5 %  MYSHOP  Ваш баланс %d рублей",
        "         10   32.3 %  MYSHOP  Подарок %d %d",
        "they are in new.yml; read each before it goes into the catalog",
        "",
        "in none of these messages: 1 accepted template, which cost about 1,020 RUB a month: orders/gift",
        "",
        "prod: 32 messages: 1 (3.2 %) matches a template; 1 of them only templates that are not accepted; "
        "30 match none; 1 is empty",
    ]


def test_a_page_where_all_is_well_is_a_line() -> None:
    assert page(["Подарок 5"] * 3, GIFT) == ["prod: 3 messages: 3 (100.0 %) match a template; 0 match none"]


def test_what_is_not_accepted_is_never_cut_and_groups_are() -> None:
    many = [record(f"t{n}", msg=f"Текст {'абвгдежзик'[n]}: %d", states={"mts_srv": "rejected"}) for n in range(9)]
    sent = [f"Текст {letter}: 5" for letter in "абвгдежзи"]
    sent += [f"Текст {letter}: {n} {n}" for letter in "абв" for n in range(12)]
    lines = page(sent, *many, rows=2)
    assert sum("mts_srv rejected" in line for line in lines) == 9
    assert sum("column 10" in line for line in lines) == 1
    assert "  and 2 more groups" in lines
