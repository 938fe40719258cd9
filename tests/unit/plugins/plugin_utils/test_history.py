# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _history, _records
from ansible_collections.smsops.smsc.tests.support.records import PAID, failed, record

DAY_1, DAY_2, DAY_3 = (f"2026-11-{day:02d}T10:00:00+00:00" for day in (1, 2, 3))


def since(result: dict[str, Any]) -> list[dict[str, str]]:
    """Since when, of each record."""
    return [entry["since"] for entry in result["records"]]


def entries(result: dict[str, Any], environment: str = "prod") -> list[dict[str, str]]:
    """What the history holds of an environment."""
    return list(result["history"]["environments"][environment].values())


def test_a_state_counts_from_the_run_that_saw_it_first() -> None:
    first = _history.history([record(states={"mts_srv": "pending", "soc": "pending"})], {}, DAY_1)
    second = _history.history([record(states={"mts_srv": "pending", "soc": "accepted"})], first["history"], DAY_2)
    third = _history.history([record(states={"mts_srv": "pending", "soc": "accepted"})], second["history"], DAY_3)
    assert since(first) == [{"mts_srv": DAY_1, "soc": DAY_1}]
    assert since(second) == since(third) == [{"mts_srv": DAY_1, "soc": DAY_2}]


def test_a_state_that_comes_back_counts_anew() -> None:
    earlier: Any = None
    for day, state in ((DAY_1, "accepted"), (DAY_2, "suspended"), (DAY_3, "accepted")):
        result = _history.history([record(states={"mts_srv": state})], earlier, day)
        earlier = result["history"]
    assert since(result) == [{"mts_srv": DAY_3}]


def test_the_records_keep_all_else_they_have() -> None:
    given = record(states={"mts_srv": "accepted"}, added=["mts_srv"])
    assert _history.history([given], {}, DAY_1)["records"] == [{**given, "since": {"mts_srv": DAY_1}}]
    assert "since" not in given


def test_a_failed_read_does_not_lose_the_age() -> None:
    first = _history.history([record(states={"mts_srv": "submitted"})], {}, DAY_1)
    second = _history.history([failed()], first["history"], DAY_2)
    assert since(second) == [{}]
    assert second["history"] == first["history"]
    assert since(_history.history([record(states={"mts_srv": "submitted"})], second["history"], DAY_3)) == [
        {"mts_srv": DAY_1}
    ]


def test_what_was_never_read_is_not_remembered() -> None:
    assert entries(_history.history([failed()], {}, DAY_1)) == []


def test_an_environment_forgets_what_it_no_longer_has_and_others_stay() -> None:
    state = {"mts_srv": "accepted"}
    both = [
        record(states=state),
        record("ready", states=state, msg="Заказ готов."),
        record(states=state, environment="dev"),
    ]
    first = _history.history(both, {}, DAY_1)
    assert (len(entries(first)), len(entries(first, "dev"))) == (2, 1)
    second = _history.history([record(states=state)], first["history"], DAY_2)
    assert (len(entries(second)), len(entries(second, "dev"))) == (1, 1)
    third = _history.history([record(states=state, environment="dev")], second["history"], DAY_3)
    assert since(third) == [{"mts_srv": DAY_1}]


@pytest.mark.parametrize("field", ["environment", "sender", "msg"])
def test_another_environment_sender_or_text_is_another_registration(field: str) -> None:
    first = _history.history([record(states={"mts_srv": "pending"})], {}, DAY_1)
    other = _history.history([record(states={"mts_srv": "pending"}, **{field: "other"})], first["history"], DAY_2)
    assert since(other) == [{"mts_srv": DAY_2}]


def test_a_new_name_for_a_template_does_not_lose_the_age() -> None:
    first = _history.history([record(states={"mts_srv": "pending"})], {}, DAY_1)
    renamed = record(name="bought", states={"mts_srv": "pending"}, set="shop", msg=PAID)
    renamed = _history.history([renamed], first["history"], DAY_2)
    assert since(renamed) == [{"mts_srv": DAY_1}]


def test_the_history_is_json_and_holds_no_text() -> None:
    earlier = _history.history([record(states={"mts_srv": "pending"})], {}, DAY_1)["history"]
    text = json.dumps(earlier, ensure_ascii=False)
    assert json.loads(text) == earlier
    assert PAID not in text
    assert "MYSHOP" not in text


def test_a_clock_that_was_set_back_gives_age_zero_and_no_new_since() -> None:
    first = _history.history([record(states={"mts_srv": "pending"})], {}, DAY_2)
    again = _history.history([record(states={"mts_srv": "pending"})], first["history"], DAY_1)
    assert since(again) == [{"mts_srv": DAY_2}]
    (read,) = _records.read(again["records"])
    assert _records.age(read, "mts_srv", _records.moment(DAY_1, "now")) == 0


@pytest.mark.parametrize("earlier", [None, {}])
def test_no_history_is_a_beginning(earlier: Any) -> None:
    assert _history.history([], earlier, DAY_1) == {"records": [], "history": {"version": 1, "environments": {}}}


@pytest.mark.parametrize(
    "earlier", ["", "text", [], 7, {"prod": {}}, {"version": 1}, {"version": 1, "environments": []}]
)
def test_what_is_not_a_history_is_not_replaced_by_one(earlier: Any) -> None:
    with pytest.raises(_history.ForeignHistoryError, match="history must be what op_template_history returned"):
        _history.history([], earlier, DAY_1)


def test_a_history_of_another_version_is_named() -> None:
    with pytest.raises(_history.ForeignHistoryError, match=r"history has version 2, .* give \{\} to begin anew"):
        _history.history([], {"version": 2, "environments": {}}, DAY_1)


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        "x",
        {},
        {"state": "pending"},
        {"state": "frozen", "since": DAY_1},
        {"state": ["pending"], "since": DAY_1},
        {"state": "pending", "since": 5},
    ],
)
def test_a_damaged_entry_counts_anew(damaged: Any) -> None:
    earlier = _history.history([record(states={"mts_srv": "pending"})], {}, DAY_1)["history"]
    key = next(iter(earlier["environments"]["prod"]))
    earlier["environments"] = {"prod": {key: damaged}, "dev": {key: damaged}, "stage": damaged}
    result = _history.history([record(states={"mts_srv": "pending"})], earlier, DAY_2)
    assert since(result) == [{"mts_srv": DAY_2}]
    assert result["history"]["environments"]["dev"] == {}


def test_the_time_must_be_one() -> None:
    with pytest.raises(_input.InputError, match="now must be a time"):
        _history.history([], {}, "now")
