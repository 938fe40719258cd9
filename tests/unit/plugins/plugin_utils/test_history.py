# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _history, _records
from ansible_collections.smsops.smsc.tests.support.records import PAID, failed, record

DAY_1, DAY_2, DAY_3, DAY_4 = (f"2026-11-{day:02d}T10:00:00+00:00" for day in (1, 2, 3, 4))


def since(result: dict[str, Any]) -> list[dict[str, str]]:
    """Since when, of each record."""
    return [entry["since"] for entry in result["records"]]


def texts(result: dict[str, Any], environment: str = "prod") -> list[dict[str, Any]]:
    """What the history holds of an environment."""
    found: list[dict[str, Any]] = result["history"]["environments"][environment]["templates"]
    return found


def after(*days: tuple[str, dict[str, str]]) -> dict[str, Any]:
    """The result of the last of some runs, each at a time, that found these states of one template."""
    result: dict[str, Any] = {"history": None}
    for day, states in days:
        result = _history.history([record(states=states)], result["history"], day)
    return result


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
    kept = {**given, "since": {"mts_srv": DAY_1}, "vanished": {}}
    assert _history.history([given], {}, DAY_1)["records"] == [kept]
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
    assert texts(_history.history([failed()], {}, DAY_1)) == []


def test_a_text_that_is_not_among_the_records_stays_and_so_do_other_environments() -> None:
    state = {"mts_srv": "accepted"}
    both = [
        record(states=state),
        record("ready", states=state, msg="Заказ готов."),
        record(states=state, environment="dev"),
    ]
    first = _history.history(both, {}, DAY_1)
    assert (len(texts(first)), len(texts(first, "dev"))) == (2, 1)
    second = _history.history([record(states=state)], first["history"], DAY_2)
    assert [text["name"] for text in texts(second)] == ["paid", "ready"]
    assert texts(second, "dev") == texts(first, "dev")


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


def test_the_history_is_json_that_a_person_can_read() -> None:
    earlier = after(
        (DAY_1, {"mts_srv": "submitted"}), (DAY_2, {"mts_srv": "accepted"}), (DAY_3, {"mts_srv": "accepted"})
    )
    assert json.loads(json.dumps(earlier["history"])) == earlier["history"]
    assert texts(earlier) == [
        {
            "set": "orders",
            "name": "paid",
            "sender": "MYSHOP",
            "msg": PAID,
            "registrations": {
                "mts_srv": {
                    "id": 1,
                    "states": [
                        {"state": "submitted", "since": DAY_1, "seen": DAY_1},
                        {"state": "accepted", "since": DAY_2, "seen": DAY_3},
                    ],
                }
            },
        }
    ]


class TestChanges:
    def changes(self, *days: tuple[str, dict[str, str]]) -> list[tuple[str, str, str, int]]:
        """The changes of the last of some runs."""
        return [(one["target"], one["from"], one["to"], one["after"]) for one in after(*days)["changes"]]

    def test_what_is_new_since_the_last_run(self) -> None:
        first = (DAY_1, {"mts_srv": "submitted", "soc": "accepted"})
        assert self.changes(first) == []
        assert self.changes(first, (DAY_2, first[1])) == []
        third = (DAY_3, {"mts_srv": "accepted", "soc": "accepted"})
        assert self.changes(first, (DAY_2, first[1]), third) == [("mts_srv", "submitted", "accepted", 2 * 86400)]

    def test_each_says_which_template_it_is_about_and_not_its_text(self) -> None:
        (change,) = after((DAY_1, {"mts_srv": "submitted"}), (DAY_2, {"mts_srv": "rejected"}))["changes"]
        named = {"environment": "prod", "set": "orders", "name": "paid", "sender": "MYSHOP", "target": "mts_srv"}
        assert change == {**named, "from": "submitted", "to": "rejected", "after": 86400}

    def test_what_this_run_has_added_is_one(self) -> None:
        added = record(states={"mts_srv": "pending"}, added=["mts_srv"])
        (change,) = _history.history([added], None, DAY_1)["changes"]
        assert (change["from"], change["to"], change["after"]) == ("not_found", "pending", None)

    def test_an_addition_that_is_only_planned_is_none(self) -> None:
        planned = record(states={"mts_srv": "not_found"}, added=["mts_srv"])
        assert _history.history([planned], None, DAY_1)["changes"] == []

    def test_a_target_that_is_no_longer_wanted_is_seen_to_go(self) -> None:
        both = {"mts_srv": "accepted", "soc": "accepted"}
        assert self.changes((DAY_1, both), (DAY_2, {"mts_srv": "accepted"})) == [
            ("soc", "accepted", "not_found", 86400)
        ]


class TestVanished:
    def test_what_was_registered_and_is_not_found_is_told_until_it_is_back(self) -> None:
        days = [(DAY_1, {"mts_srv": "accepted"}), (DAY_2, {"mts_srv": "not_found"})]
        told = {"mts_srv": {"state": "accepted", "seen": DAY_1}}
        assert after(*days)["records"][0]["vanished"] == told
        again = [*days, (DAY_3, {"mts_srv": "not_found"})]
        assert after(*again)["records"][0]["vanished"] == told
        assert after(*again, (DAY_4, {"mts_srv": "pending"}))["records"][0]["vanished"] == {}

    def test_what_was_never_registered_has_not_vanished(self) -> None:
        days = [(day, {"mts_srv": "not_found"}) for day in (DAY_1, DAY_2)]
        assert after(*days)["records"][0]["vanished"] == {}

    def test_what_nobody_wants_has_not_vanished(self) -> None:
        wanted = record(states={"mts_srv": "accepted", "soc": "accepted"})
        first = _history.history([wanted], None, DAY_1)
        narrower = record(states={"mts_srv": "accepted"}, targets=["mts_srv"])
        assert _history.history([narrower], first["history"], DAY_2)["records"][0]["vanished"] == {}

    def test_the_module_is_told_what_was_registered(self) -> None:
        history = _history.read(after((DAY_1, {"mts_srv": "accepted", "soc": "not_found"}))["history"])["prod"]
        seen = {"target": "mts_srv", "state": "accepted", "seen": DAY_1}
        assert history.known([("MYSHOP", PAID), ("MYSHOP", "other")]) == [
            {"sender": "MYSHOP", "msg": PAID, "registrations": [seen]}
        ]


class TestObsolete:
    NEW: Any = ("MYSHOP", "Заказ %d оплачен, спасибо")

    def obsolete(self, states: dict[str, str], titles: set[str], whole: bool) -> list[dict[str, Any]]:
        """What is obsolete when the catalog has another text."""
        return _history.read(after((DAY_1, states))["history"])["prod"].obsolete({self.NEW}, titles, whole=whole)

    def test_a_text_with_a_successor_of_its_name_is_replaced(self) -> None:
        (old,) = self.obsolete({"mts_srv": "accepted"}, {"orders/paid"}, whole=False)
        named = {"set": "orders", "name": "paid", "sender": "MYSHOP", "msg": PAID}
        assert old == {**named, "targets": [], "obsolete": "replaced"}

    def test_only_a_run_over_the_whole_catalog_calls_a_text_left_over(self) -> None:
        (old,) = self.obsolete({"mts_srv": "accepted"}, {"orders/ready"}, whole=True)
        assert old["obsolete"] == "left_over"
        assert self.obsolete({"mts_srv": "accepted"}, {"orders/ready"}, whole=False) == []

    def test_what_is_gone_from_the_service_is_not_asked_for_again(self) -> None:
        assert self.obsolete({"mts_srv": "not_found"}, {"orders/paid"}, whole=True) == []

    def test_a_text_that_has_moved_to_another_name_is_not_obsolete(self) -> None:
        history = _history.read(after((DAY_1, {"mts_srv": "accepted"}))["history"])["prod"]
        assert history.obsolete({("MYSHOP", PAID)}, {"orders/paid"}, whole=True) == []


class TestTwoRunsAtOnce:
    def test_what_another_run_has_read_later_stays(self) -> None:
        history = _history.History("prod")
        (early,) = _records.read([record(states={"mts_srv": "submitted"})])
        (late,) = _records.read([record(states={"mts_srv": "accepted"})])
        # The slow one began first and ends last.
        assert history.remember([late], DAY_2, DAY_2) == []
        assert history.remember([early], DAY_3, DAY_1) == []
        assert history.as_dict()["templates"][0]["registrations"]["mts_srv"]["states"] == [
            {"state": "accepted", "since": DAY_2, "seen": DAY_2}
        ]

    def test_what_a_run_has_added_itself_it_knows_best(self) -> None:
        history = _history.History("prod")
        (before,) = _records.read([record(states={"mts_srv": "not_found"})])
        (added,) = _records.read([record(states={"mts_srv": "pending"}, added=["mts_srv"])])
        history.remember([before], DAY_2, DAY_2)
        assert [one["to"] for one in history.remember([added], DAY_3, DAY_1)] == ["pending"]


DIGEST = hashlib.sha256(json.dumps(["prod", "MYSHOP", PAID, "mts_srv"]).encode()).hexdigest()[:16]
STATES_OF_DIGESTS = {
    DIGEST: {"state": "submitted", "since": DAY_1},
    "0123456789abcdef": {"state": "accepted", "since": DAY_1},
}
OLD: Any = {"version": 1, "environments": {"prod": STATES_OF_DIGESTS}}


class TestVersion1:
    """The format that had digests in place of texts."""

    def test_a_text_that_is_found_keeps_its_age(self) -> None:
        result = _history.history([record(states={"mts_srv": "submitted"})], OLD, DAY_2)
        assert since(result) == [{"mts_srv": DAY_1}]
        changed = _history.history([record(states={"mts_srv": "accepted"})], OLD, DAY_2)
        assert [(one["from"], one["to"]) for one in changed["changes"]] == [("submitted", "accepted")]

    def test_what_belongs_to_no_text_waits_for_it_until_it_is_dropped(self) -> None:
        history = _history.read(_history.history([record(states={"mts_srv": "submitted"})], OLD, DAY_2)["history"])
        assert history["prod"].forget_digests() == 1
        assert "digests" not in history["prod"].as_dict()


def test_a_clock_that_was_set_back_gives_age_zero_and_no_new_since() -> None:
    first = _history.history([record(states={"mts_srv": "pending"})], {}, DAY_2)
    again = _history.history([record(states={"mts_srv": "pending"})], first["history"], DAY_1)
    assert since(again) == [{"mts_srv": DAY_2}]
    (read,) = _records.read(again["records"])
    assert _records.age(read, "mts_srv", _records.moment(DAY_1, "now")) == 0


@pytest.mark.parametrize("earlier", [None, {}])
def test_no_history_is_a_beginning(earlier: Any) -> None:
    nothing = {"version": 2, "environments": {}}
    assert _history.history([], earlier, DAY_1) == {"records": [], "history": nothing, "changes": []}


@pytest.mark.parametrize(
    "earlier", ["", "text", [], 7, {"prod": {}}, {"version": 1}, {"version": 1, "environments": []}]
)
def test_what_is_not_a_history_is_not_replaced_by_one(earlier: Any) -> None:
    with pytest.raises(_history.ForeignHistoryError, match="history must be what op_template_history returned"):
        _history.history([], earlier, DAY_1)


def test_a_history_of_a_later_version_is_named() -> None:
    with pytest.raises(_history.ForeignHistoryError, match=r"history has version 3, .* use a newer collection"):
        _history.history([], {"version": 3, "environments": {}}, DAY_1)


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        ({"templates": None}, "history of prod: templates is None, which is not a list"),
        ({"templates": ["x"]}, "history of prod, template 1 is 'x', which is not a dictionary"),
        ({"templates": [{"msg": 5}]}, "history of prod, template 1: msg is 5, which is not a text"),
        ({"templates": [{"registrations": []}]}, "template 1: registrations is .*, which is not a dictionary"),
        (
            {"templates": [{"registrations": {"soc": {"states": {}}}}]},
            "template 1, soc: states is .*, which is not a list",
        ),
        ({"templates": [{"registrations": {"soc": {"states": [{"state": "odd"}]}}}]}, "soc: 'odd' is not a state"),
        (
            {"templates": [{"registrations": {"soc": {"states": [{"state": "accepted", "since": 5}]}}}]},
            "since and seen must be times",
        ),
    ],
)
def test_what_is_damaged_is_named_and_not_replaced(damaged: Any, why: str) -> None:
    with pytest.raises(_history.ForeignHistoryError, match=why):
        _history.history([], {"version": 2, "environments": {"prod": damaged}}, DAY_1)


def test_the_time_must_be_one() -> None:
    with pytest.raises(_input.InputError, match="now must be a time"):
        _history.history([], {}, "now")
