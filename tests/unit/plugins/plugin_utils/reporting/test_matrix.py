# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _records
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting import _data
from ansible_collections.smsops.smsc.tests.support.records import (
    NOW,
    PAID,
    failed,
    record,
    registration,
)


def test_a_row_shows_the_state_of_every_wanted_target_in_the_order_of_the_service() -> None:
    given = record(states={"mega_srv": "pending", "mts_srv": "accepted"}, targets=["mega_srv", "bee_srv", "mts_srv"])
    assert _data.matrix([given]) == [
        {
            "environment": "prod",
            "set": "orders",
            "name": "paid",
            "sender": "MYSHOP",
            "msg": PAID,
            "states": {"mts_srv": "accepted", "mega_srv": "pending", "bee_srv": "not_found"},
            "ages": {},
        }
    ]


def test_what_nobody_asked_for_is_shown_if_it_is_registered() -> None:
    given = record(states={"mts_srv": "accepted", "bee_srv": "pending", "soc": "not_found"}, targets=["mts_srv"])
    assert _data.matrix([given])[0]["states"] == {"mts_srv": "accepted", "bee_srv": "pending"}


def test_targets_that_the_service_does_not_list_come_last_by_name() -> None:
    given = record(states={"zzz": "pending", "soc": "pending", "aaa": "pending"})
    assert list(_data.matrix([given])[0]["states"]) == ["soc", "aaa", "zzz"]


def test_a_template_that_was_not_read_is_unknown_and_not_absent() -> None:
    assert _data.matrix([failed(targets=("mts_srv", "soc"))])[0]["states"] == {"mts_srv": "unknown", "soc": "unknown"}


def test_a_target_is_unknown_while_a_row_that_was_not_recognised_may_be_it() -> None:
    stray = registration(None, "rejected", operator="mts", message_type=None)
    given = record(states={"mts_srv": "not_found", "mega_srv": "not_found", "mts_auth": "accepted"})
    given["registrations"].append(stray)
    states = {"mts_srv": "unknown", "mts_auth": "accepted", "mega_srv": "not_found"}
    assert _data.matrix([given])[0]["states"] == states
    given["registrations"][-1] = {**stray, "state": "not_found"}
    assert _data.matrix([given])[0]["states"] == {**states, "mts_srv": "not_found"}


@pytest.mark.parametrize("state", ["frozen", None, ["accepted"], {"accepted": 1}])
def test_a_state_that_is_not_known_is_unknown(state: Any) -> None:
    assert _data.matrix([record(states={"mts_srv": state})])[0]["states"] == {"mts_srv": "unknown"}


def test_of_two_registrations_of_a_target_the_more_useful_one_counts() -> None:
    given = record(states={"mts_srv": "rejected"})
    given["registrations"].append(registration("mts_srv", "accepted"))
    assert _data.matrix([given])[0]["states"] == {"mts_srv": "accepted"}


def test_ages_need_a_time_and_since_when() -> None:
    given = record(
        states={"mts_srv": "pending", "soc": "pending"},
        since={"mts_srv": "2026-11-22T09:00:00Z", "gone": "2026-11-22T09:00:00Z"},
    )
    assert _data.matrix([given], NOW)[0]["ages"] == {"mts_srv": 3600}
    assert _data.matrix([given])[0]["ages"] == {}


def test_fields_that_a_record_need_not_have_are_empty_and_names_may_be_numbers() -> None:
    row = _data.matrix([{"sender": 2024, "msg": 1, "set": None}])[0]
    empty = {"environment": "", "set": "", "name": "", "states": {}, "ages": {}}
    assert row == {**empty, "sender": "2024", "msg": "1"}


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ("orders", "the records must be a list, such as the fact op_templates_report, not 'orders'"),
        ({"a": 1}, "the records must be a list"),
        (None, "the records must be a list"),
        (["paid"], "record 1 must be a dictionary with sender and msg, not 'paid'"),
        ([{"msg": "x"}], "record 1 has no sender"),
        ([record(), {"sender": "x"}], "record 2 has no msg"),
        ([record(targets="mts_srv")], "targets of record 1 must be a list, not 'mts_srv'"),
        ([record(registrations={"a": 1})], "registrations of record 1 must be a list"),
        ([record(registrations=["mts_srv"])], "a registration of record 1 must be a dictionary with target and state"),
        (
            [record(registrations=[{"target": "mts_srv"}])],
            "a registration of record 1 must be a dictionary with target",
        ),
        ([record(since=["mts_srv"])], "since of record 1 must be a dictionary"),
        (
            [record(states={"soc": "pending"}, since={"soc": "soon"})],
            "since.soc of record 1 must be a time in ISO 8601",
        ),
        ([record(sender=None, msg="x" * 100)], "record 1 has no sender"),
        ([["x" * 100]], "not ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"),
    ],
)
def test_what_is_not_a_record_is_named(records: Any, said: str) -> None:
    with pytest.raises(_input.InputError) as caught:
        _data.matrix(records)
    assert said in str(caught.value)


def test_what_is_not_a_time_is_named() -> None:
    with pytest.raises(_input.InputError, match=r"now must be a time in ISO 8601, such as .*, not 'tomorrow'"):
        _data.matrix([], "tomorrow")


def test_the_title_of_a_template_without_a_name_is_the_start_of_its_text() -> None:
    read = _records.read([record(name="", msg="Ваш код: %d"), record(name="", msg="я" * 50), record(set="")])
    assert [_records.title(r) for r in read] == ["«Ваш код: %d»", f"«{'я' * 40}…»", "paid"]
