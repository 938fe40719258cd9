# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often templates were sent, against what is accepted."""

from __future__ import annotations

from typing import Any

from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage import _coverage
from ansible_collections.smsops.smsc.tests.support import matching as oracle
from ansible_collections.smsops.smsc.tests.support.records import record
from hypothesis import given, settings
from hypothesis import strategies as st

PAID, CODE = "Заказ %d оплачен", "Код %d"
SHOP = {"sender": "MYSHOP"}


def covered(messages: list[Any], *records: dict[str, Any]) -> dict[str, Any]:
    """Coverage of messages by records."""
    return _coverage.coverage(messages, list(records))


def test_messages_are_counted_by_sender_and_operator() -> None:
    sent = [{"message": "Код 1", "operator": "МТС", "cost": 2, **SHOP}, {"message": "Код 2", "cost": "2.5"}, "Код 3"]
    (hit,) = covered(sent, {"set": "codes", "name": "login", "sender": "MYSHOP", "msg": CODE})["hits"]
    assert hit == {
        "template": "codes/login",
        "set": "codes",
        "name": "login",
        "sender": "MYSHOP",
        "msg": CODE,
        "messages": 3,
        "only": 3,
        "senders": {"MYSHOP": 1},
        "operators": {"МТС": 1},
        "cost": 4.5,
        "accepted": None,
        "not_accepted": [],
    }


def test_a_template_matches_messages_of_its_sender_name_alone() -> None:
    sent = [{"message": "Код 1", "sender": "OTHER"}, {"message": "Код 1"}]
    found = _coverage.coverage(sent * 10, [{"msg": CODE, **SHOP}])
    assert (found["counts"]["matched"], found["counts"]["unmatched"]) == (10, 10)
    (group,) = found["groups"]
    assert (group["senders"], group["nearest"]["sender"], group["column"]) == ({"OTHER": 10}, "MYSHOP", None)
    assert "        10   50.0 %  #1                the same text for OTHER" in found["text"]
    assert "          a text of MYSHOP alone" in found["text"]
    # A template of no sender name is for all.
    assert _coverage.coverage(sent, [{"msg": CODE}])["counts"]["matched"] == 2


def test_accepted_means_by_the_operator_of_the_message() -> None:
    sent = [{"message": "Код 1", "operator": brand} for brand in ("МТС", "Билайн", "Билайн", "Kyivstar", "Мотив")]
    found = covered(sent, record(msg=CODE, states={"mts_auth": "accepted", "bee_srv": "pending"}))
    (hit,) = found["hits"]
    # Of an operator that is not known, any that has accepted it counts.
    assert hit["accepted"] == 2
    assert hit["not_accepted"] == [
        {"operator": "Билайн", "messages": 2, "targets": {"bee_srv": "pending"}},
        {"operator": "Мотив", "messages": 1, "targets": {}},
    ]
    assert (found["counts"]["accepted"], found["counts"]["not_accepted"]) == (2, 3)
    assert found["text"][1:] == [
        "3 messages match only templates that are not accepted:",
        "         3  orders/paid  MYSHOP  Билайн 2 (bee_srv pending); Мотив 1 (no target)",
    ]


def test_another_template_that_is_accepted_is_enough_for_the_message() -> None:
    old = record("old", msg="Код %d", states={"mts_srv": "accepted"})
    new = record("new", msg="Код %w", states={"mts_srv": "rejected"})
    found = covered([{"message": "Код 1", "operator": "МТС"}], old, new)
    assert (found["counts"]["accepted"], found["counts"]["not_accepted"]) == (1, 0)
    assert found["text"][1].startswith("not accepted, but their messages also match accepted templates:")


def test_what_could_not_be_read_is_neither_accepted_nor_not() -> None:
    found = covered(["Код 1", "Заказ 1 оплачен"], record(msg=CODE), record(msg=PAID, states={"soc": "accepted"}))
    assert (found["counts"]["accepted"], found["counts"]["not_accepted"]) == (1, 0)
    assert [hit["accepted"] for hit in found["hits"]] == [None, 1]


def test_templates_that_match_the_same_messages_are_named() -> None:
    templates = [{"name": "one", "msg": CODE}, {"name": "two", "msg": "Код %w"}]
    found = covered(["Код 1", "Код 2", "Код а"], *templates)
    assert found["overlaps"] == [{"templates": ["one", "two"], "messages": 2}]
    assert [(hit["messages"], hit["only"]) for hit in found["hits"]] == [(2, 0), (3, 1)]


OPERATORS = st.sampled_from(["", "МТС", "beeline", "T2", "?"])
MESSAGES = st.builds(
    lambda text, sender, operator: {"message": text, "sender": sender, "operator": operator},
    st.one_of(oracle.texts, oracle.templates),
    st.sampled_from(["", "A", "B"]),
    OPERATORS,
)
STATES = st.dictionaries(st.sampled_from(["mts_srv", "bee_srv", "soc"]), st.sampled_from(["accepted", "pending"]))
RECORDS = st.builds(
    lambda msg, sender, states: record(msg=msg, sender=sender, states=states),
    oracle.templates,
    st.sampled_from(["", "A", "B"]),
    st.none() | STATES,
)


@settings(max_examples=min(settings().max_examples, 200))
@given(st.lists(MESSAGES, max_size=8), st.lists(RECORDS, max_size=5), st.integers(1, 3))
def test_hits_sum_up_to_the_messages_that_are_covered(
    messages: list[dict[str, Any]], records: list[dict[str, Any]], least: int
) -> None:
    found = _coverage.coverage(messages, records, least=least)
    counts, hits = found["counts"], found["hits"]
    assert sum(hit["messages"] for hit in hits) == sum(len(one["templates"]) for one in found["matched"])
    assert sum(hit["only"] for hit in hits) + counts["ambiguous"] == counts["matched"]
    assert sum(one["messages"] for one in found["overlaps"]) == counts["ambiguous"]
    assert sum(group["count"] for group in found["groups"]) == counts["unmatched"]
    assert counts["matched"] + counts["unmatched"] + counts["empty"] == len(messages)
    for hit in hits:
        if hit["accepted"] is not None:
            assert hit["accepted"] + sum(one["messages"] for one in hit["not_accepted"]) == hit["messages"]
    if all(one.get("registrations") is not None for one in records) and records:
        assert counts["accepted"] + counts["not_accepted"] == counts["matched"]
