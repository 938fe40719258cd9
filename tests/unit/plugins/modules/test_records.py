# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records that the modules for lists return: one for each entry, and true of it, whatever else is in the list."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client
from ansible_collections.smsops.smsc.plugins.modules import smsc_op_template_info, smsc_op_templates
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

BOTH = pytest.mark.parametrize("module", [smsc_op_templates, smsc_op_template_info], ids=["add", "info"])
SECRET = "s3cretkey"

Run = Callable[..., "dict[str, Any]"]


@pytest.fixture
def run(run_module: ModuleRun, simulator: Simulator) -> Run:
    """Runs a module on a list, with the key of the simulator's account unless other options are given."""

    def call(module: Any, templates: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
        connection = {"api_url": simulator.api_url, "api_key": API_KEY}
        given = {name: value for name, value in {**connection, **options}.items() if value is not None}
        return run_module(module, **given, templates=templates)

    return call


def entry(name: str, targets: str, msg: str = "Заказ %d оплачен", **more: Any) -> dict[str, Any]:
    return {"name": name, "sender": "SHOP", "msg": msg, "targets": targets.split(), **more}


def additions(simulator: Simulator) -> list[dict[str, str]]:
    """What each addition that has arrived asked for."""
    return [sent["params"] for sent in simulator.service.journal if sent["command"] == "add"]


def missing(record: dict[str, Any]) -> set[str]:
    """The targets of a record that its own registrations do not show."""
    found = {one["target"] for one in record["registrations"] or () if one["state"] != "not_found"}
    return set(record["targets"]) - found


class TestEachEntry:
    @BOTH
    def test_an_entry_comes_back_with_all_that_was_given(self, run: Run, module: Any) -> None:
        full = entry("paid", "mts_srv bee_srv", set="orders", examples=["Заказ 17 оплачен"])
        bare = {"sender": "BANK", "msg": "Код %d", "targets": ["mts_auth"]}
        records = run(module, [full, bare])["templates"]
        assert [{key: record.get(key) for key in full} for record in records[:1]] == [full]
        assert [{key: record.get(key) for key in bare} for record in records[1:]] == [bare]
        assert not {"set", "name", "examples"} & set(records[1])

    @BOTH
    def test_entries_come_back_in_their_order_also_where_two_are_the_same(
        self, run: Run, simulator: Simulator, module: Any
    ) -> None:
        wanted = [entry("a", "mts_srv"), entry("b", "soc", "Код %d"), entry("c", "bee_srv"), entry("a", "mts_srv")]
        records = run(module, wanted)["templates"]
        assert [{key: record.get(key) for key in wanted[0]} for record in records] == wanted

    def test_the_same_template_is_added_once_with_the_targets_of_all_its_entries(
        self, run: Run, simulator: Simulator
    ) -> None:
        wanted = [entry("a", "mts_srv"), entry("b", "soc", "Код %d"), entry("c", "bee_srv mts_srv")]
        records = run(smsc_op_templates, wanted)["templates"]
        sent = [(params["msg"], sorted({"mts_srv", "bee_srv", "soc"} & set(params))) for params in additions(simulator)]
        assert sorted(sent) == [("Заказ %d оплачен", ["bee_srv", "mts_srv"]), ("Код %d", ["soc"])]
        assert [sorted(record["added"]) for record in records] == [["mts_srv"], ["soc"], ["bee_srv", "mts_srv"]]

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_what_was_registered_already_is_no_change_of_its_entry(self, run: Run, check_mode: bool) -> None:
        run(smsc_op_templates, [entry("a", "mts_srv")])
        wanted = [entry("a", "mts_srv"), entry("b", "bee_srv"), entry("c", "soc")]
        records = run(smsc_op_templates, wanted, check_mode=check_mode)["templates"]
        assert [(record["changed"], record["added"]) for record in records] == [
            (False, []),
            (True, ["bee_srv"]),
            (True, ["soc"]),
        ]

    def test_a_refused_target_fails_the_entries_that_want_it_alone(self, run: Run, simulator: Simulator) -> None:
        simulator.service.configure({"refusals": [{"target": "mega_*", "status": -2}]})
        wanted = [entry("a", "mts_srv"), entry("b", "mega_srv"), entry("c", "mts_srv mega_srv")]
        result = run(smsc_op_templates, wanted)
        assert result["failed"]
        assert [
            (
                record["failed"],
                record["changed"],
                record["added"],
                [refusal["target"] for refusal in record["refused"]],
                record["error"] and record["error"]["kind"],
            )
            for record in result["templates"]
        ] == [
            (False, True, ["mts_srv"], [], None),
            (True, False, [], ["mega_srv"], "refused"),
            (True, True, ["mts_srv"], ["mega_srv"], "refused"),
        ]


class TestCounts:
    WANTED = (entry("a", "mts_srv"), entry("b", "mts_srv", "Код %d"), entry("c", "mts_srv bee_srv"))

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_a_registration_counts_once_however_many_entries_want_it(self, run: Run, check_mode: bool) -> None:
        result = run(smsc_op_templates, list(self.WANTED), check_mode=check_mode)
        counted = {key: result["summary"].get(key) for key in ("total", "templates", "registrations")}
        assert counted == {"total": 3, "templates": 2, "registrations": {"pending": 3}}

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_the_plan_says_what_is_to_be_added(self, run: Run, check_mode: bool) -> None:
        def plan(wanted: list[dict[str, Any]]) -> tuple[int | None, int | None]:
            result = run(smsc_op_templates, wanted, check_mode=check_mode)
            told = result.get("plan", {})
            return told.get("additions"), told.get("templates")

        assert plan(list(self.WANTED)) == (3, 2)
        run(smsc_op_templates, list(self.WANTED))
        assert plan([*self.WANTED, entry("d", "soc")]) == (1, 1)
        assert plan([]) == (0, 0)

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_the_cap_counts_a_registration_once(self, run: Run, simulator: Simulator, check_mode: bool) -> None:
        wanted = list(self.WANTED)
        result = run(smsc_op_templates, wanted, check_mode=check_mode, max_additions=2)
        assert (result["failed"], result["error"]["kind"]) == (True, "parameters")
        assert "3 registrations" in result["msg"]
        assert simulator.registered() == []
        result = run(smsc_op_templates, wanted, check_mode=check_mode, max_additions=3)
        assert not result.get("failed")


@BOTH
def test_refused_credentials_fail_every_entry_and_cost_one_request(run: Run, simulator: Simulator, module: Any) -> None:
    wanted = [entry("a", "mts_srv"), entry("b", "soc", "Код %d"), entry("c", "bee_srv")]
    # The second time the credentials are locked, and nothing is sent at all.
    for kind, sent in (("auth", 1), ("credentials_locked", 0)):
        result = run(module, wanted, api_key="wrong")
        assert (result["failed"], result["error"]["kind"], result["requests"]["sent"]) == (True, kind, sent)
        records = result.get("templates", [])
        assert [record["name"] for record in records] == ["a", "b", "c"]
        assert [(record["failed"], record["registrations"]) for record in records] == [(True, None)] * 3
        assert all(record["error"]["description"] for record in records)
    assert simulator.commands() == ["get"]


TARGETS = ("mts_srv", "mega_srv", "bee_srv")
MESSAGES = ("Заказ %d", "заказ %d", "Код\n%d")
SOME_TARGETS = st.lists(st.sampled_from(TARGETS), min_size=1, unique=True)
Values = st.SearchStrategy[dict[str, Any]]
ENTRY: Values = st.builds(
    dict, sender=st.sampled_from(["SHOP", "BANK"]), msg=st.sampled_from(MESSAGES), targets=SOME_TARGETS
)
ENTRIES = st.lists(ENTRY, max_size=6)
REFUSAL: Values = st.builds(
    dict, msg=st.sampled_from(MESSAGES), target=st.sampled_from(TARGETS), status=st.sampled_from([-1, -2])
)
FAULT: Values = st.one_of(
    st.builds(
        dict,
        kind=st.just("error"),
        code=st.sampled_from([1, 2, 3]),
        command=st.sampled_from(["get", "add"]),
        skip=st.integers(0, 4),
    ),
    st.builds(dict, kind=st.just("drop_after"), command=st.just("add"), skip=st.integers(0, 2)),
)
RUNS = itertools.count()


# The simulator and the folder serve all examples; each example begins with nothing in them.
@settings(
    max_examples=min(settings().max_examples, 100),
    # To make a failing example smaller would take minutes.
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    wanted=ENTRIES,
    refusals=st.lists(REFUSAL, max_size=2),
    faults=st.lists(FAULT, max_size=2),
    registered=ENTRIES,
)
def test_each_entry_is_reached_or_has_failed(
    run: Run,
    simulator: Simulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wanted: list[dict[str, Any]],
    refusals: list[dict[str, Any]],
    faults: list[dict[str, Any]],
    registered: list[dict[str, Any]],
) -> None:
    # The simulator carries nothing out late, so that nothing changes while an addition in doubt is waited for.
    monkeypatch.setattr(_client.Client, "wait_until", lambda _self, _time: True)
    simulator.service.reset()
    simulator.service.configure({"refusals": [], "faults": []})
    state_dir = str(tmp_path / f"state{next(RUNS)}")
    run(smsc_op_templates, registered, state_dir=state_dir)
    simulator.service.configure({"refusals": refusals, "faults": faults})
    before = set(simulator.registered())
    result = run(smsc_op_templates, wanted, state_dir=state_dir)

    records = result.get("templates")
    assert records is not None
    assert [{key: record.get(key) for key in ("sender", "msg", "targets")} for record in records] == wanted
    refused = {(rule["msg"], rule["target"]) for rule in refusals}
    for record in records:
        assert record["failed"] or not missing(record)
        assert record["failed"] == (record["error"] is not None)
        assert {*record["added"], *(one["target"] for one in record["refused"])} <= set(record["targets"])
        own = {(record["sender"], record["msg"], target) for target in record["targets"]}
        if not faults:
            absent = {one for one in own - before if one[1:] in refused}
            assert record["failed"] == bool(absent)
            assert {one[2] for one in own - before - absent} == set(record["added"])
    assert bool(result.get("failed")) == any(record["failed"] for record in records)
    # Each addition made a registration of its own, so that none was added twice.
    assert simulator.service.state.additions == len(simulator.registered())
    assert simulator.violations() == []


PLACES = (
    ("set", "{}"),
    ("name", "my {}"),
    ("sender", "{}"),
    ("msg", "Код %d, {}"),
    ("targets", ["mts_srv", "{}_srv"]),
    ("examples", ["Заказ 17 оплачен", "Заказ {} оплачен"]),
)
IN_EACH_PLACE = pytest.mark.parametrize(("key", "form"), PLACES, ids=[key for key, _form in PLACES])


def with_word(word: str, key: str, form: Any) -> list[dict[str, Any]]:
    """Two entries, of which the second has a word in one of its keys."""
    value = form.format(word) if isinstance(form, str) else [part.format(word) for part in form]
    return [entry("a", "mts_srv"), {**entry("b", "mts_srv"), key: value}]


def unknown_targets(module: Any) -> dict[str, bool]:
    return {"allow_unknown_targets": True} if module is smsc_op_templates else {}


@BOTH
class TestSecrets:
    @pytest.fixture(params=["api_key", "password", "environment"])
    def credentials(
        self, request: pytest.FixtureRequest, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
    ) -> dict[str, Any]:
        """An account whose key or password is the secret, so that the service would take it."""
        account = {"login": "shop", "password" if request.param == "password" else "api_key": SECRET}
        simulator.service.configure({"accounts": [account]})
        if request.param == "environment":
            monkeypatch.setenv("SMSC_API_KEY", SECRET)
            return {"api_key": None}
        return {"api_key": None, **account} if request.param == "password" else {"api_key": SECRET}

    @IN_EACH_PLACE
    def test_a_secret_in_an_entry_is_refused_before_anything_is_sent(
        self, run: Run, simulator: Simulator, credentials: dict[str, Any], module: Any, key: str, form: Any
    ) -> None:
        """Ansible masks a secret wherever it stands in a result, so the records could not be true."""
        result = run(module, with_word(SECRET, key, form), **credentials, **unknown_targets(module))
        assert simulator.commands() == []
        assert (result.get("failed"), result["error"]["kind"], result["changed"]) == (True, "parameters", False)
        assert re.search(rf"templates\[1\].*\b{key.removesuffix('s')}s?\b", result["msg"])
        assert "unknown" not in result["msg"]
        # Ansible would have masked it there.
        assert "***" not in result["msg"]
        assert "NO_LOG" not in result["msg"]
        assert SECRET not in json.dumps(result, ensure_ascii=False)

    @IN_EACH_PLACE
    def test_another_word_in_the_same_place_is_as_good_as_any(
        self, run: Run, module: Any, key: str, form: Any, simulator: Simulator
    ) -> None:
        simulator.service.configure({"more_targets": ["word_srv"]})
        assert not run(module, with_word("word", key, form), **unknown_targets(module)).get("failed")

    def test_a_login_is_not_a_secret(self, run: Run, simulator: Simulator, module: Any) -> None:
        simulator.service.configure({"accounts": [{"login": "shop", "password": SECRET}]})
        wanted = [{**entry("shop", "mts_srv", "Код shop %d"), "sender": "shop"}]
        assert not run(module, wanted, api_key=None, login="shop", password=SECRET).get("failed")
