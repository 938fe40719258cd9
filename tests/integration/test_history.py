# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role remembers from run to run: every change of a registration is told once, and none is lost."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator
from ansible_collections.smsops.smsc.tests.support.terminal import Terminal

CATALOG: list[dict[str, Any]] = [
    {
        "name": "orders",
        "targets": ["mts_srv", "mega_srv"],
        "templates": [{"name": "paid", "msg": "Заказ %d оплачен"}, {"name": "ready", "msg": "Заказ %d готов"}],
    },
    {"name": "codes", "targets": ["mts_auth"], "templates": [{"name": "login", "msg": "Код для входа: %d"}]},
]
OLD, NEW = "Заказ %d оплачен", "Заказ %d оплачен, спасибо"
# Nothing listens at this port, and no system gives it away.
NOBODY = "http://127.0.0.1:1/sys/"
ADDED, ACCEPTED, GONE = ("not_found", "pending"), ("pending", "accepted"), ("accepted", "not_found")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    running = Simulator()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def terminal(ansible: Ansible, simulator: Simulator) -> Terminal:
    return Terminal(ansible, simulator)


def fact(run: Run, name: str) -> Any:
    """A fact of the role, as a run has set it."""
    return run.of("Keep it for later tasks")["ansible_facts"][name]


def changes(run: Run) -> list[tuple[str, str, str, str]]:
    """What a run tells as changed: template, target, state before and after."""
    found = fact(run, "op_templates_changes")
    return sorted((f"{one['set']}/{one['name']}", one["target"], one["from"], one["to"]) for one in found)


def obsolete(run: Run) -> list[tuple[str, str]]:
    """The texts that a run has read although the catalog does not have them, and why they are told."""
    return [(one["msg"], one["obsolete"]) for one in fact(run, "op_templates_report") if "obsolete" in one]


def delete(simulator: Simulator, msg: str, *targets: str) -> None:
    """Somebody deletes registrations in the web dashboard, or an operator drops them."""
    kept = simulator.service.state.registrations
    for key in [key for key, one in kept.items() if one["msg"] == msg and one["target"] in targets]:
        del kept[key]


def decide(simulator: Simulator, **verdicts: str) -> None:
    """What operators decide from now on of these targets; of all others, that they are accepted."""
    rules = [{"target": target, "verdict": verdict} for target, verdict in verdicts.items()]
    simulator.service.configure({"moderation": {"verdicts": rules}})


def test_a_year_of_a_catalog(terminal: Terminal, simulator: Simulator, tmp_path: Path) -> None:
    catalog = copy.deepcopy(CATALOG)
    file = terminal.folder / "history" / "prod.json"

    def run(playbook: str, *, days: float = 7, code: int = 0, **variables: Any) -> Run:
        terminal.wait(days)
        ran = terminal.run(playbook, op_templates_catalog=catalog, **variables)
        assert ran.code == code, ran.output
        return ran

    def fails() -> None:
        """A run that reaches nobody: it tells nothing, and what is remembered stays."""
        before = file.read_bytes()
        assert changes(run("status", days=1, code=2, op_templates_api_url=NOBODY)) == []
        assert [path.name for path in file.parent.iterdir() if path.suffix == ".json"] == [file.name]
        assert json.loads(file.read_bytes()) == json.loads(before)

    # Filed, and accepted.
    both = [("orders/paid", target) for target in ("mega_srv", "mts_srv")]
    everything = sorted([("codes/login", "mts_auth"), *both, *(("orders/ready", target) for _name, target in both)])
    assert changes(run("provision", days=0)) == [(*one, *ADDED) for one in everything]
    fails()
    assert changes(run("status")) == [(*one, *ACCEPTED) for one in everything]
    assert changes(run("status")) == []

    # A text is changed; the old one stays until somebody deletes it.
    catalog[0]["templates"][0]["msg"] = NEW
    ran = run("provision")
    assert (changes(ran), obsolete(ran)) == ([(*one, *ADDED) for one in both], [(OLD, "replaced")])
    assert "send it until the new text is accepted for mts_srv mega_srv" in str(ran.shown())
    fails()
    ran = run("status")
    assert (changes(ran), obsolete(ran)) == ([(*one, *ACCEPTED) for one in both], [(OLD, "replaced")])
    assert "the new text is accepted; delete this one in the web dashboard" in str(ran.shown())
    delete(simulator, OLD, "mts_srv", "mega_srv")
    fails()
    assert changes(run("status")) == [(*one, *GONE) for one in both]
    ran = run("status")
    assert (changes(ran), obsolete(ran)) == ([], [])

    # A text leaves the catalog, and a registration vanishes and comes back.
    left = catalog.pop()
    delete(simulator, NEW, "mts_srv")
    paid = ("orders/paid", "mts_srv")
    ran = run("provision")
    assert (changes(ran), obsolete(ran)) == ([(*paid, *GONE)], [(left["templates"][0]["msg"], "left_over")])
    assert "needs attention: 1 vanished" in ran.shown()
    ran = run("provision", op_templates_on_vanished="fail", code=2)
    assert changes(ran) == []
    assert "1 registration has vanished (orders/paid mts_srv was accepted on " in ran.shown()[0]
    assert simulator.commands().count("add") == 4, "it is not added again unless somebody has said how much may be"
    ran = run("provision", op_templates_max_additions=1)
    assert changes(ran) == [(*paid, *ADDED)]
    assert not any("vanished" in line for line in ran.shown())
    assert changes(run("status")) == [(*paid, *ACCEPTED)]

    # Switched off for a while, and the catalog as it was.
    catalog.append(left)
    decide(simulator, mega_srv="suspended")
    fails()
    switched = [("orders/paid", "mega_srv"), ("orders/ready", "mega_srv")]
    ran = run("status")
    assert (changes(ran), obsolete(ran)) == ([(*one, "accepted", "suspended") for one in switched], [])
    decide(simulator)
    assert changes(run("status")) == [(*one, "suspended", "accepted") for one in switched]

    # Two runs at once: one of them tells it.
    decide(simulator, mts_auth="rejected")
    terminal.wait(7)
    (tmp_path / "other").mkdir()
    with Ansible(tmp_path / "other") as ansible, ThreadPoolExecutor(2) as pool:
        other = Terminal(ansible, simulator, terminal.day)
        given = {"op_templates_catalog": catalog, "op_templates_history_dir": str(file.parent)}
        runs = list(pool.map(lambda one: one.run("status", **given), (terminal, other)))
    assert [ran.code for ran in runs] == [0, 0]
    assert sorted(map(changes, runs)) == [[], [("codes/login", "mts_auth", "accepted", "rejected")]]
    known = {(text["msg"], target): [state["state"] for state in one["states"]] for text, target, one in texts(file)}
    assert known[NEW, "mts_srv"] == ["pending", "accepted", "not_found", "pending", "accepted"]
    assert known[OLD, "mts_srv"] == ["pending", "accepted", "not_found"]
    assert known[left["templates"][0]["msg"], "mts_auth"] == ["pending", "accepted", "rejected"]


def texts(file: Path) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    """Every registration that a file of a history knows, with its text."""
    for text in json.loads(file.read_text("utf-8"))["environments"]["prod"]["templates"]:
        for target, one in text["registrations"].items():
            yield text, target, one


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"version": 3, "environments": {}}', "history has version 3, and this version of the collection"),
        ('{"version": 2, "environments": {"prod": {"templ', "it cannot be read as JSON in UTF-8: "),
        (
            '{"version": 2, "environments": {"stage": {"templates": []}}}',
            "it is the history of 'stage', not of 'prod'. Give each environment a file of its own name",
        ),
    ],
    ids=["another version", "half a file", "another environment"],
)
@pytest.mark.parametrize("playbook", ["provision", "status"])
def test_what_is_not_the_history_is_named_and_stays_as_it_is(
    terminal: Terminal, simulator: Simulator, playbook: str, content: str, said: str
) -> None:
    file = terminal.folder / "history" / "prod.json"
    file.parent.mkdir()
    file.write_text(content, "utf-8")
    run = terminal.run(playbook, op_templates_catalog=CATALOG)
    assert run.code == 2
    (head, mistake) = run.of("Check the variables and the catalog")["msg"]
    assert head == "1 mistake in the variables; nothing was sent"
    assert mistake.startswith(f"history/prod.json: {said}")
    assert (file.read_text("utf-8"), simulator.commands()) == (content, [])


def test_a_history_of_version_1_is_taken_over(terminal: Terminal, simulator: Simulator) -> None:
    def digest(msg: str, target: str) -> str:
        return hashlib.sha256(json.dumps(["prod", "MYSHOP", msg, target]).encode()).hexdigest()[:16]

    terminal.run("provision", op_templates_catalog=CATALOG, op_templates_history_dir="")
    decide(simulator, mts_auth="rejected")
    terminal.wait(28)
    entry = {"state": "accepted", "since": "2026-01-08T12:00:00+00:00"}
    rejected = {"state": "rejected", "since": "2026-01-22T12:00:00+00:00"}
    digests = {
        digest(CATALOG[1]["templates"][0]["msg"], "mts_auth"): rejected,
        digest(OLD, "mts_srv"): entry,
        digest("A text that nobody has", "soc"): entry,
    }
    file = terminal.folder / "history" / "prod.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"version": 1, "environments": {"prod": digests}}), "utf-8")
    # A part of the catalog says nothing of the rest.
    run = terminal.run("status", op_templates_catalog=CATALOG, op_templates_sets=["orders"])
    assert run.code == 0, run.output
    assert len(json.loads(file.read_text("utf-8"))["environments"]["prod"]["digests"]) == 2
    run = terminal.run("status", op_templates_catalog=CATALOG)
    assert run.code == 0, run.output
    assert "  codes/login  MYSHOP  mts_auth  rejected  for 10 days" in run.shown()
    said = " ".join(run.output.split())
    assert "history/prod.json was in the format of an earlier version; 1 of its registrations belong to no text" in said
    kept = json.loads(file.read_text("utf-8"))
    assert (kept["version"], list(kept["environments"]["prod"])) == (2, ["templates"])
    since = {(text["msg"], target): one["states"][0]["since"] for text, target, one in texts(file)}
    assert since[OLD, "mts_srv"] == entry["since"]
    assert since[OLD, "mega_srv"] == terminal.now
    assert "format of an earlier version" not in terminal.run("status", op_templates_catalog=CATALOG).output
