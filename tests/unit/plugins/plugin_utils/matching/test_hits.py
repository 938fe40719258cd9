# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent, held against what is registered."""

from __future__ import annotations

from typing import Any

from ansible_collections.smsops.smsc.plugins.plugin_utils import _records
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching import _traffic
from ansible_collections.smsops.smsc.plugins.plugin_utils._terminal import _traffic as _lines
from ansible_collections.smsops.smsc.tests.support.records import record

PAID, CODE = "Заказ %d оплачен", "Код %d"
SECRET = "Иванову Ивану 4000 рублей"


def count(messages: list[Any], *records: dict[str, Any]) -> _traffic.Traffic:
    """The counts. messages: texts, or dicts."""
    given = [one if isinstance(one, dict) else {"message": one} for one in messages]
    return _traffic.count(given, _records.read(list(records)), "strict")


def test_each_template_is_counted_and_what_none_matches_is_kept() -> None:
    paid, code = (
        record(msg=PAID, states={"mts_srv": "accepted"}),
        record("code", msg=CODE, states={"mts_srv": "pending"}),
    )
    found = count(["Заказ 1 оплачен", "Заказ 2 оплачен", "Код 3", SECRET, " "], paid, code)
    assert (found.messages, found.empty, found.matched, found.accepted, found.hits) == (5, 1, 3, 2, [2, 1])
    assert found.unmatched == [{"message": SECRET}]


def test_a_template_matches_messages_of_its_sender_name_alone() -> None:
    found = count(
        [{"message": "Код 1", "sender": "OTHER"}, {"message": "Код 1"}], record(msg=CODE, states={"soc": "accepted"})
    )
    assert (found.matched, len(found.unmatched)) == (1, 1)


def test_accepted_means_by_the_operator_of_the_message() -> None:
    sent = [{"message": "Код 1", "operator": brand} for brand in ("МТС", "Билайн", "Kyivstar")]
    found = count(sent, record(msg=CODE, states={"mts_auth": "accepted", "bee_srv": "pending"}))
    # Of an operator that is not known, any that has accepted it counts.
    assert (found.matched, found.accepted) == (3, 2)


def test_what_is_shown_has_no_message_and_names_what_nobody_sends() -> None:
    unused = record("gift", msg="Подарок %d", states={"mts_srv": "accepted"})
    found = count([SECRET] * 20 + ["Заказ 1 оплачен"], record(msg=PAID, states={"mts_srv": "pending"}), unused)
    records = _records.read([record(msg=PAID, states={"mts_srv": "pending"}), unused])
    proposal = {"msg": "%w %w %d рублей", "sender": "MYSHOP", "messages": 20, "share": 20 / 21}
    lines = _lines.lines("prod", found, records, [proposal], file="new.yml", fees={"mts": 1020}, rows=40)
    assert not any(SECRET in line for line in lines)
    assert lines[0] == "1 text to register would match 20 of the 20 messages"
    assert "%w %w %d рублей" in lines[1]
    assert "they are in new.yml" in lines[2]
    assert lines[4] == (
        "sent by nobody in these messages: 1 accepted template, which cost about 1,020 RUB a month: orders/gift"
    )
    assert lines[-1] == (
        "prod: 21 messages: 1 (4.8 %) match a template; 1 of them none that is accepted for them; 20 match none"
    )
