# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _gate
from ansible_collections.smsops.smsc.tests.support.records import (
    NOW,
    STATES,
    failed,
    fewer,
    record,
)
from hypothesis import given
from hypothesis import strategies as st

ALL_POLICIES: list[Any] = ["no_rejected", "accepted", "all", "any", ["mts_srv"], {"default": "no_rejected"}]


def missing(records: list[dict[str, Any]], policy: Any) -> list[str]:
    """Template and target of what is missing."""
    result = _gate.gate(records, policy, NOW)
    assert result["passed"] == (not result["missing"])
    assert (len(result["text"]) > 1) == bool(result["missing"])
    return [f"{entry['name']} {entry['target']}" for entry in result["missing"]]


@pytest.mark.parametrize(
    ("policy", "passing"),
    [
        ("none", STATES),
        ("no_rejected", ["accepted", "submitted", "pending", "not_found"]),
        ("accepted", ["accepted"]),
        ("all", ["accepted"]),
        ("any", ["accepted"]),
        (["mts_srv"], ["accepted"]),
        (["mega_srv"], STATES),
        ({"mts_srv": "none"}, STATES),
        ({"mts_srv": "no_rejected"}, ["accepted", "submitted", "pending", "not_found"]),
        ({"mega_srv": "none"}, ["accepted"]),
        ({"mega_srv": "accepted", "default": "none"}, STATES),
    ],
)
def test_each_policy_lets_certain_states_pass(policy: Any, passing: list[str]) -> None:
    for state in STATES:
        assert missing([record(states={"mts_srv": state})], policy) == ([] if state in passing else ["paid mts_srv"]), (
            state
        )


def test_accepted_asks_for_every_target_of_every_template() -> None:
    one = record(states={"mts_srv": "accepted", "mega_srv": "pending"})
    other = record("ready", states={"mts_srv": "rejected"})
    assert missing([one, other], "accepted") == ["paid mega_srv", "ready mts_srv"]


def test_any_asks_for_one_target_of_each_template() -> None:
    one = record(states={"mts_srv": "accepted", "mega_srv": "rejected"})
    other = record("ready", states={"mts_srv": "pending", "mega_srv": "pending"})
    assert missing([one, other], "any") == ["ready mts_srv", "ready mega_srv"]


def test_a_list_asks_for_its_targets_where_they_are_wanted() -> None:
    one = record(states={"mts_srv": "pending", "mega_srv": "pending"})
    other = record("ready", states={"mega_srv": "pending"})
    assert missing([one, other], ["mts_srv", "bee_srv"]) == ["paid mts_srv"]


def test_what_nobody_asked_for_is_not_judged() -> None:
    given = record(states={"mts_srv": "accepted", "bee_srv": "rejected"}, targets=["mts_srv"])
    assert missing([given], "accepted") == []
    # An empty list is another thing: the template is switched off, and nothing is asked of it.
    assert missing([{**given, "targets": []}], "accepted") == []


def test_a_wanted_target_that_nothing_was_said_of_is_missing() -> None:
    assert missing([record(states={}, targets=["mts_srv"])], "accepted") == ["paid mts_srv"]


@pytest.mark.parametrize("policy", ALL_POLICIES)
def test_a_template_that_failed_or_was_not_read_never_passes(policy: Any) -> None:
    assert missing([failed()], policy) == ["paid mts_srv"]
    assert missing([record(targets=["mts_srv"])], policy) == ["paid mts_srv"]
    assert missing([record(states={"mts_srv": "accepted"}, failed=True)], policy) == ["paid mts_srv"]


def test_a_template_that_failed_passes_where_nothing_is_asked() -> None:
    assert missing([failed()], "none") == []


def test_a_template_without_any_target_does_not_pass() -> None:
    result = _gate.gate([record(states={})], "accepted")
    assert (result["missing"][0]["target"], result["missing"][0]["state"]) == ("", "not_found")
    assert result["text"][1] == "without targets: orders/paid"
    assert missing([record(states={})], "any") == ["paid "]


@pytest.mark.parametrize("policy", [*ALL_POLICIES, ["soc"], {"soc": "no_rejected", "default": "none"}])
@pytest.mark.parametrize("given", [failed(targets=()), record(), record(states={}), record(states={}, failed=True)])
def test_a_template_of_unknown_targets_passes_only_where_nothing_is_asked(given: dict[str, Any], policy: Any) -> None:
    assert missing([given], policy) == ["paid "]
    assert missing([given], "none") == missing([given], {"soc": "none", "default": "none"}) == []


def test_what_is_asked_of_unknown_targets_is_what_is_asked_of_any() -> None:
    text = _gate.gate([record(states={})], ["mts_srv"])["text"]
    assert text == [
        "closed: policy [mts_srv], 0 of 1 registration as wanted",
        "without targets: orders/paid",
    ]
    (entry,) = _gate.gate([record(states={})], {"soc": "no_rejected", "default": "none"})["missing"]
    assert (entry["target"], entry["wanted"]) == ("", "no_rejected")


def test_no_templates_pass() -> None:
    result = _gate.gate([], "accepted")
    assert result == {"passed": True, "missing": [], "text": ["open: policy accepted, 0 of 0 registrations as wanted"]}


def test_what_is_missing_is_told_with_its_age() -> None:
    given = record(states={"mts_srv": "submitted"}, since={"mts_srv": "2026-11-19T06:00:00Z"})
    assert _gate.gate([given], "accepted", NOW) == {
        "passed": False,
        "missing": [
            {
                "environment": "prod",
                "set": "orders",
                "name": "paid",
                "sender": "MYSHOP",
                "target": "mts_srv",
                "state": "submitted",
                "since": "2026-11-19T06:00:00+00:00",
                "age": 3 * 86400 + 4 * 3600,
                "age_text": "3 d 4 h",
                "wanted": "accepted",
            }
        ],
        "text": [
            "closed: policy accepted, 0 of 1 registration as wanted",
            "submitted for 3 days: orders/paid mts_srv",
        ],
    }


def test_the_same_is_told_in_one_line_the_most_urgent_first_and_never_cut() -> None:
    records = [record(f"t{number}", states={"mts_srv": "pending", "soc": "pending"}) for number in range(50)]
    records += [record("bad", states={"mts_srv": "rejected"}), record("well", states={"mts_srv": "accepted"})]
    head, bad, pending = _gate.gate(records, "accepted")["text"]
    assert head == "closed: policy accepted, 1 of 102 registrations as wanted"
    assert bad == "rejected: orders/bad mts_srv; it will not open by itself: change the text or the policy"
    assert pending == "pending: " + ", ".join(f"orders/t{number} mts_srv soc" for number in range(50))


def test_with_several_environments_each_line_says_which() -> None:
    records = [record(states={"soc": "pending"}), record(states={"soc": "pending"}, environment="dev")]
    assert _gate.gate(records, "accepted")["text"][1:] == [
        "prod: pending: orders/paid soc",
        "dev: pending: orders/paid soc",
    ]


def test_without_ages_nothing_is_said_of_them() -> None:
    (entry,) = _gate.gate([record(states={"mts_srv": "rejected"}, environment=None)], "no_rejected")["missing"]
    assert (entry["environment"], entry["since"], entry["age"], entry["age_text"]) == ("", None, None, "")
    assert entry["wanted"] == "no_rejected"


def test_the_text_says_why_a_template_failed_and_holds_no_control_characters() -> None:
    text = _gate.gate([failed(name="a\x1b[31m\nb")], "any")["text"]
    assert text[1] == "failed: orders/a␛[31m b mts_srv (auth: invalid login or password)"


def test_the_verdict_names_the_policy() -> None:
    heads = [
        _gate.gate([record(states={"soc": "accepted"})], policy)["text"][0] for policy in (["soc"], {"soc": "none"})
    ]
    assert heads == [
        "open: policy [soc], 1 of 1 registration as wanted",
        "open: policy {soc: none, default: accepted}, 0 of 0 registrations as wanted",
    ]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("acepted", "there is no policy 'acepted'; did you mean 'accepted'?"),
        ("strict", "there is no policy 'strict'; there are accepted, all, any, no_rejected, none"),
        (["mts_serv"], "there is no target 'mts_serv'; did you mean 'mts_srv'?"),
        ({"megasrv": "none"}, "there is no target 'megasrv'; did you mean 'mega_srv'?"),
        ({"defualt": "none"}, "there is no target 'defualt'; did you mean 'default'?"),
        ({"mts_srv": "rejected"}, "there is no demand 'rejected' for mts_srv; did you mean 'no_rejected'?"),
        ({"default": True}, "there is no demand True for default"),
        (None, "None is not a policy"),
        ([], "[] is not a policy"),
        ({}, "{} is not a policy"),
        (True, "to ask for nothing, give the text 'none'"),
    ],
)
def test_an_unknown_policy_is_an_error_with_the_nearest_right_one(policy: Any, said: str) -> None:
    with pytest.raises(_gate.PolicyError) as caught:
        _gate.gate([record(states={"mts_srv": "accepted"})], policy)
    assert said in str(caught.value)


def test_a_policy_may_name_a_target_that_only_the_records_know() -> None:
    assert missing([record(states={"sber_srv": "pending"})], ["sber_srv"]) == ["paid sber_srv"]
    with pytest.raises(_gate.PolicyError, match="there is no target 'sber_srv'"):
        _gate.gate([], ["sber_srv"])


def test_now_must_be_a_time() -> None:
    with pytest.raises(_input.InputError, match="now must be a time"):
        _gate.gate([], "none", "soon")


@fewer
@given(st.lists(st.dictionaries(st.sampled_from(["mts_srv", "soc"]), st.sampled_from(STATES), min_size=1), max_size=4))
def test_who_passes_a_strict_policy_passes_the_milder_ones(states: list[dict[str, str]]) -> None:
    records = [record(states=found) for found in states]
    passed = [_gate.gate(records, policy)["passed"] for policy in ("accepted", "any", "none")]
    assert passed == sorted(passed)
    assert _gate.gate(records, "accepted") == {
        **_gate.gate(records, "all"),
        "text": _gate.gate(records, "accepted")["text"],
    }
    assert (
        _gate.gate(records, ["mts_srv", "soc"])["passed"]
        == passed[0]
        == _gate.gate(records, {"soc": "accepted"})["passed"]
    )
