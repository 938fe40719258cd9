# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `provision` reaches what the catalog wants, or fails and says what it did not reach."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.playbooks import Run
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

PAID = "Заказ %d оплачен"
# The same text under the same sender name, for another operator in each set.
TWICE: list[dict[str, Any]] = [
    {"name": "a", "sender": "SHOP", "targets": ["mts_srv"], "templates": [{"name": "paid", "msg": PAID}]},
    {"name": "b", "sender": "SHOP", "targets": ["mega_srv"], "templates": [{"name": "paid", "msg": PAID}]},
]


def report(run: Run, host: str) -> list[dict[str, Any]]:
    """The fact op_templates_report of an environment, as it was set last."""
    found = [
        line["result"]["ansible_facts"]["op_templates_report"]
        for line in run.results
        if line["host"] == host and "op_templates_report" in line["result"].get("ansible_facts", {})
    ]
    assert found, run.output
    records: list[dict[str, Any]] = found[-1]
    return records


def failures(run: Run, host: str) -> dict[str, list[str]]:
    """Why templates of an environment failed, by their titles, as a person is told."""
    head, *lines = run.shown(host)
    found: dict[str, list[str]] = {}
    for line in itertools.takewhile(bool, lines) if head.endswith(" failed") else ():
        cause, _colon, titles = line.strip().rpartition(": ")
        for title in titles.split(", "):
            found.setdefault(title, []).append(re.sub(r": \d+ templates$", "", cause))
    return found


def on_one_line(text: str) -> str:
    """Ansible breaks long lines as it likes."""
    return " ".join(text.split())


class TestOneTextInTwoSets:
    def test_one_run_registers_both_and_the_next_changes_nothing(self, play: Any, simulator: RunningSimulator) -> None:
        for changed in (1, 0):
            run = play("provision", hosts={"prod": {}}, op_templates_catalog=TWICE)
            assert (run.code, run.changed()) == (0, {"prod": changed}), run.output
            assert sorted(simulator.registered()) == [("SHOP", PAID, "mega_srv"), ("SHOP", PAID, "mts_srv")]
        assert simulator.commands().count("add") == 1
        assert simulator.read("violations") == []

    def test_each_entry_has_a_record_that_speaks_of_its_own_targets(self, play: Any) -> None:
        def told(catalog: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
            run = play("provision", hosts={"prod": {}}, op_templates_catalog=catalog)
            keys = ("set", "name", "targets", "added", "changed", "failed")
            return [tuple(record.get(key) for key in keys) for record in report(run, "prod")]

        # The set that is there alone is registered before the other one comes.
        assert told(TWICE[1:]) == [("b", "paid", ["mega_srv"], ["mega_srv"], True, False)]
        assert told(TWICE) == [
            ("a", "paid", ["mts_srv"], ["mts_srv"], True, False),
            ("b", "paid", ["mega_srv"], [], False, False),
        ]

    def test_a_refusal_fails_the_set_that_wants_the_target_and_no_other(
        self, play: Any, simulator: RunningSimulator
    ) -> None:
        simulator.write("config", {"refusals": [{"target": "mega_srv", "status": -2}]})
        run = play("provision", hosts={"prod": {}}, op_templates_catalog=TWICE)
        assert run.code != 0
        assert sorted(simulator.registered()) == [("SHOP", PAID, "mts_srv")]
        records = report(run, "prod")
        assert [(record["set"], record["failed"], record["added"]) for record in records] == [
            ("a", False, ["mts_srv"]),
            ("b", True, []),
        ]
        assert not records[0].get("error")
        assert records[1]["error"]["kind"] == "refused"
        assert failures(run, "prod") == {"b/paid": ["the service refused mega_srv: the template cannot be saved (-2)"]}


ENVIRONMENTS = ("dev", "stage", "prod")
TARGETS = ("mts_srv", "mega_srv", "bee_srv", "mts_auth")
MESSAGES = (PAID, "заказ %d оплачен", "Код %d", "Код %d ", "Доставка\n%d/%d")
# Two of these names in a catalog stand for one sender name.
SENDERS = {"shop": "SHOP", "магазин": "SHOP", "bank": "BANK"}
NAMES = st.text("аЖb/ 07", min_size=1, max_size=5).filter(lambda name: on_one_line(name) == name)
SOME_TARGETS = st.lists(st.sampled_from(TARGETS), min_size=1, max_size=3, unique=True)
SOME_SENDER = st.sampled_from(sorted(SENDERS))
TEMPLATES = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES, "msg": st.sampled_from(MESSAGES)},
        optional={"targets": SOME_TARGETS, "sender": SOME_SENDER},
    ),
    max_size=8,
    unique_by=lambda template: str(template["name"]),
)
SETS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.fixed_dictionaries({"name": NAMES, "sender": SOME_SENDER, "targets": SOME_TARGETS, "templates": TEMPLATES}),
    min_size=1,
    max_size=4,
    unique_by=lambda template_set: str(template_set["name"]),
).filter(lambda sets: any(template_set["templates"] for template_set in sets))
OVERRIDE = st.fixed_dictionaries({}, optional={"targets": SOME_TARGETS, "sender": SOME_SENDER})
REFUSALS = st.lists(
    st.fixed_dictionaries(
        {"msg": st.sampled_from(MESSAGES), "target": st.sampled_from(TARGETS), "status": st.sampled_from([-1, -2])}
    ),
    max_size=2,
)
RUNS = itertools.count()


class Environment(NamedTuple):
    """What one host of the inventory has."""

    sets: list[dict[str, Any]]
    overrides: dict[str, dict[str, Any]]

    def variables(self, host: str) -> dict[str, Any]:
        # Sender names of its own, so that each registration tells whose it is.
        return {
            "op_templates_catalog": self.sets,
            "op_templates_overrides": self.overrides,
            "op_templates_senders": {name: f"{sender}-{host}" for name, sender in SENDERS.items()},
        }

    def wanted(self, host: str) -> list[tuple[str, set[tuple[str, str, str]]]]:
        """The title of each entry of the catalog, and the registrations that it wants."""
        entries = []
        for template_set in self.sets:
            for template in template_set["templates"]:
                title = f"{template_set['name']}/{template['name']}"
                has: dict[str, Any] = {**template_set, **template}
                has.update(self.overrides.get(template_set["name"], {}))
                has.update(self.overrides.get(title, {}))
                sender = f"{SENDERS[has['sender']]}-{host}"
                entries.append((title, {(sender, has["msg"], target) for target in has["targets"]}))
        return entries


@st.composite
def environments(draw: st.DrawFn) -> Environment:
    """A catalog, with overrides of some of its sets and templates."""
    sets = draw(SETS)
    titles = [f"{one['name']}/{template['name']}" for one in sets for template in one["templates"]]
    meant = Counter([*(one["name"] for one in sets), *titles])
    # A name with a slash may stand for a set and for a template of another one; such a name is left alone.
    clear = sorted(name for name, count in meant.items() if count == 1)
    overrides = draw(st.dictionaries(st.sampled_from(clear), OVERRIDE, max_size=3)) if clear else {}
    return Environment(sets, overrides)


# Each example is two runs of ansible-playbook, so that there are few of them, and none to make a failure smaller.
@settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    hosts=st.fixed_dictionaries({host: environments() for host in ENVIRONMENTS}),
    refusals=st.one_of(st.just([]), REFUSALS),
)
def test_whatever_the_catalog_it_is_reached_or_the_run_fails(
    play: Any,
    simulator: RunningSimulator,
    tmp_path: Path,
    hosts: dict[str, Environment],
    refusals: list[dict[str, Any]],
) -> None:
    simulator.write("reset", {})
    simulator.write("config", {"refusals": refusals})
    # A new state for each example, as the simulator is; else its runs would wait for the limits of the last one.
    environ = {"SMSC_STATE_DIR": str(tmp_path / f"state{next(RUNS)}")}

    def provision() -> Run:
        variables = {host: environment.variables(host) for host, environment in hosts.items()}
        run: Run = play("provision", hosts=variables, environ=environ, op_templates_lint_fail_on="never")
        return run

    rules = {(rule["msg"], rule["target"]) for rule in refusals}
    wanted = {host: environment.wanted(host) for host, environment in hosts.items()}
    every = {one for entries in wanted.values() for _title, own in entries for one in own}
    refused = {one for one in every if one[1:] in rules}
    # A text that is wanted in two spellings for a target is added in the plain one alone.
    doubled = {(sender, msg) for sender, msg, target in every if (sender, msg.strip(), target) in every}
    blocked = {one for one in every if one[1] != one[1].strip() and one[:2] in doubled}
    refused -= blocked

    for run_number in (1, 2):
        added_before = simulator.commands().count("add")
        run = provision()
        assert set(simulator.registered()) == every - refused - blocked
        assert (run.code == 0) == (not refused | blocked), run.output
        for host, entries in wanted.items():
            records = report(run, host)
            assert [f"{record['set']}/{record['name']}" for record in records] == [title for title, _own in entries]
            lacking = refused | blocked
            assert [record["failed"] for record in records] == [bool(own & lacking) for _title, own in entries]
            told = failures(run, host)
            assert set(told) == {title for title, own in entries if own & lacking}
            for title, own in entries:
                causes = "; ".join(told.get(title, []))
                assert not own & refused or "the service refused" in causes or "is not accepted by" in causes
                assert not own & blocked or own & refused or "in another spelling" in causes
        if run_number == 2:
            assert run.changed() == dict.fromkeys(hosts, 0), run.output
            # What was refused is tried again, and nothing else.
            tried = {one[:2] for one in refused}
            assert simulator.commands().count("add") == added_before + len(tried)
    assert simulator.read("violations") == []


SECRET = "s3cretkey"


@pytest.mark.secrecy
class TestSecretsInTheCatalog:
    """Ansible masks a secret wherever it stands in a result, so a run could not know what it has done."""

    ACCOUNTS = (
        {"op_templates_api_key": SECRET},
        {"op_templates_api_key": "", "op_templates_login": "shop", "op_templates_password": SECRET},
    )
    PLACES = ("set", "template", "sender", "text")

    @staticmethod
    def catalog(place: str = "", word: str = "") -> dict[str, Any]:
        """The variables of an environment that has this word in one place."""
        msg = f"Код %d, {word}" if place == "text" else PAID
        templates = [{"name": word if place == "template" else "paid", "msg": msg}, {"name": "code", "msg": "Код %d"}]
        name = word if place == "set" else "orders"
        sender = word if place == "sender" else "SHOP"
        return {
            "op_templates_catalog": [{"name": name, "sender": "shop", "targets": ["mts_srv"], "templates": templates}],
            "op_templates_senders": {"shop": sender},
            "op_templates_lint_fail_on": "never",
        }

    @pytest.mark.parametrize("place", PLACES)
    @pytest.mark.parametrize("account", ACCOUNTS, ids=["api_key", "password"])
    def test_a_secret_in_the_catalog_is_refused_before_anything_is_sent(
        self, play: Any, simulator: RunningSimulator, account: dict[str, str], place: str
    ) -> None:
        simulator.write("config", {"accounts": [{"login": "shop", "password": SECRET, "api_key": SECRET}]})
        run = play("provision", hosts={"prod": {}}, **account, **self.catalog(place, SECRET))
        assert run.code != 0, run.output
        assert simulator.read("journal") == []

    @pytest.mark.parametrize("place", PLACES)
    def test_another_word_in_the_same_place_is_registered(
        self, play: Any, simulator: RunningSimulator, place: str
    ) -> None:
        run = play("provision", hosts={"prod": {}}, **self.catalog(place, "word"))
        assert run.code == 0, run.output
        assert len(simulator.registered()) == 2
        assert ACCOUNT["api_key"] not in run.output
