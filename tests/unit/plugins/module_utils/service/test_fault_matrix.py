# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault of the simulator at every request of a run, and what a user may rely on after each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _bulk, _provision
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors, _template
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client
from ansible_collections.smsops.smsc.roles.simulator.files.smsc_simulator import config
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

WANTED = _template.Template("SHOP", "Заказ %d оплачен", ("mts_srv", "mega_srv"))
KINDS = set("parameters auth credentials_locked ip_blocked rate_limit refused transport bad_response api".split())
# Real seconds: the server hangs for longer than the client waits, and all else is answered in far less.
HANG, TIMEOUT = 0.4, 0.2
EVER = 99

FAULTS: dict[str, dict[str, Any]] = {
    "drop_before": {"kind": "drop_before"},
    "drop_after": {"kind": "drop_after"},
    "empty": {"kind": "empty"},
    "truncated": {"kind": "truncated"},
    "cut": {"kind": "cut"},
    "html_502": {"kind": "html_502"},
    "html_502 after work": {"kind": "html_502", "work": True},
    "redirect": {"kind": "redirect"},
    "redirect after work": {"kind": "redirect", "work": True},
    "hang": {"kind": "hang", "seconds": HANG},
    "hang after work": {"kind": "hang", "seconds": HANG, "work": True},
    "error 1": {"kind": "error", "code": 1},
    "error 2": {"kind": "error", "code": 2},
    "error 3": {"kind": "error", "code": 3},
    "error 3 after work": {"kind": "error", "code": 3, "work": True},
    "error 4": {"kind": "error", "code": 4},
    "error 9": {"kind": "error", "code": 9},
    "error 9 after work": {"kind": "error", "code": 9, "work": True},
    # It gives the form back, so that a description that quotes it would tell the secret.
    "garbage": {"kind": "body", "body": f"\x00\x1b[2J apikey={API_KEY}&apikey={quote(API_KEY, safe='')} \ufffd"},
    "garbage before work": {"kind": "body", "body": '{"templates":[{"name":7}]}', "work": False},
}
# After these a read is not repeated: the response is whole, and would be the same again.
FINAL_FOR_A_READ = {
    name for name in FAULTS if name.startswith(("redirect", "error", "garbage")) and not name.startswith("error 9")
}
# After these an addition surely did nothing, and nothing that looks like a response came; so it is sent again.
LOST_BEFORE_WORK = {"drop_before", "html_502", "hang"}
# For a read it makes no difference whether the work was done.
FAULTS_OF_A_READ = [name for name in FAULTS if not name.endswith("work")]
# One of each sort, to be combined.
LOST_ADDITIONS = ["drop_before", "drop_after", "truncated", "html_502 after work", "error 3", "error 9", "garbage"]
LOST_READS = ["drop_before", "truncated", "redirect", "error 3", "error 9", "garbage"]


class Run(NamedTuple):
    """How one run ended: with an outcome, or with an exception before anything was added."""

    outcome: _template.Record | None
    error: _errors.SmscError | None


def run(simulator: Simulator, client: _client.Client) -> Run:
    simulator.service.journal.clear()
    try:
        outcome = _provision.ensure(client, WANTED)
    except _errors.SmscError as exc:
        return Run(None, exc)
    return Run(outcome, outcome.error)


def client_of(simulator: Simulator, *faults: str) -> _client.Client:
    return simulator.client(timeout=TIMEOUT if any(name.startswith("hang") for name in faults) else 10)


def registered(simulator: Simulator) -> list[str]:
    return [target for _sender, _msg, target in simulator.registered()]


def check(simulator: Simulator, result: Run, *, readable: bool = True) -> None:
    """What holds after every run, whatever happened in it.

    readable: whether the registrations could be read after the addition. If not, a failure may be reported for
    what was done in fact, because nobody can know it.
    """
    there = registered(simulator)
    complete = set(there) == set(WANTED.targets)
    assert "duplicate_addition" not in simulator.violations()
    assert len(there) == len(set(there))
    if result.error is None:
        assert complete, "a success is said only where all of it is there"
    elif readable:
        assert not complete, "what was done, and can be seen, is no failure"
    if result.outcome:
        # The simulator confirms nothing that it does not do.
        assert set(result.outcome.added) <= set(there)
        assert set(result.outcome.before) == set(result.outcome.after) == set(WANTED.targets)
        assert API_KEY not in " ".join(result.outcome.warnings)
        assert API_KEY not in str(result.outcome.doubt)
        doubt = result.outcome.doubt
        if doubt and readable:
            assert (doubt["outcome"] in ("registered", "added_again")) is set(doubt["targets"]).issubset(there)
    if result.error:
        description = result.error.description
        assert result.error.kind in KINDS
        assert description
        assert description.isprintable()
        for secret in (API_KEY, quote(API_KEY, safe=""), "4711"):
            assert secret not in description + str(result.error) + repr(result.error)


def check_that_it_converges(simulator: Simulator) -> None:
    """With the faults gone the next run makes it right, whatever the last one left behind."""
    simulator.service.configure({"faults": []})
    before = registered(simulator)
    result = run(simulator, simulator.client())
    check(simulator, result)
    assert result.outcome is not None
    assert result.error is None
    assert sorted(registered(simulator)) == sorted(WANTED.targets)
    assert result.outcome.added == [target for target in WANTED.targets if target not in before]
    assert simulator.commands() == (["get"] if before else ["get", "add", "get"])
    assert simulator.violations() == []


def test_no_fault_of_the_simulator_is_left_out() -> None:
    kinds = {fault["kind"] for fault in FAULTS.values()}
    assert kinds == {*config.FAULTS_BEFORE_WORK, *config.FAULTS_AFTER_WORK}


@pytest.mark.parametrize("times", [1, EVER], ids=["once", "for ever"])
@pytest.mark.parametrize("skip", [0, 1], ids=["first", "second"])
class TestOneFault:
    @pytest.mark.parametrize("name", FAULTS_OF_A_READ)
    def test_of_a_read(self, simulator: Simulator, name: str, skip: int, times: int) -> None:
        simulator.service.configure({"faults": [{**FAULTS[name], "command": "get", "skip": skip, "times": times}]})
        result = run(simulator, client_of(simulator, name))
        check(simulator, result)
        # The first read is before the addition, so that without it nothing is added. Without the second, the
        # service's own word about the addition stands.
        planned = skip == 1 or (times == 1 and name not in FINAL_FOR_A_READ)
        assert simulator.commands().count("add") == (1 if planned else 0)
        assert (result.error is None) is planned
        assert result.outcome is None or result.outcome.added == list(WANTED.targets)
        check_that_it_converges(simulator)

    @pytest.mark.parametrize("name", FAULTS)
    def test_of_an_addition(self, simulator: Simulator, name: str, skip: int, times: int) -> None:
        simulator.service.configure({"faults": [{**FAULTS[name], "command": "add", "skip": skip, "times": times}]})
        result = run(simulator, client_of(simulator, name))
        check(simulator, result)
        additions = simulator.commands().count("add")
        if skip == 1:
            # There is no second addition, so the fault awaits it in vain.
            assert (result.error, additions) == (None, 1)
            assert not any(entry["fault"] for entry in simulator.service.journal)
        elif name in LOST_BEFORE_WORK:
            assert (result.error is None, additions) == (times == 1, 2), "once more, when it could no longer arrive"
        elif name != "error 9":
            assert additions == 1
        elif times == 1:
            assert (result.error, additions) == (None, 2)
        else:
            assert isinstance(result.error, _errors.RateLimitError)
            assert (additions, simulator.commands().count("get")) == (7, 7), "a read before each addition"
        check_that_it_converges(simulator)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_an_addition_that_was_too_much_at_first(simulator: Simulator, name: str) -> None:
    """This is how a second addition comes about."""
    faults = [{"command": "add", **FAULTS["error 9"]}, {"command": "add", **FAULTS[name]}]
    simulator.service.configure({"faults": faults})
    result = run(simulator, client_of(simulator, name))
    check(simulator, result)
    # That it was too much twice makes a third one; after it was done in spite of that, the read finds it done.
    assert simulator.commands().count("add") == (3 if name == "error 9" or name in LOST_BEFORE_WORK else 2)
    check_that_it_converges(simulator)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_an_addition_that_is_sent_again(simulator: Simulator, name: str) -> None:
    """The first one was lost and not carried out, which is known when it can no longer arrive."""
    faults = [{"command": "add", **FAULTS["drop_before"]}, {"command": "add", **FAULTS[name]}]
    simulator.service.configure({"faults": faults})
    result = run(simulator, client_of(simulator, name))
    check(simulator, result)
    # There is no third one, unless the second surely did nothing because it was too much.
    assert simulator.commands().count("add") == (3 if name == "error 9" else 2)
    assert result.outcome is not None, "the first doubt is told whatever comes after it"
    assert result.outcome.doubt is not None
    check_that_it_converges(simulator)


@pytest.mark.parametrize("skip", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize(
    ("command", "name"), [("add", name) for name in FAULTS] + [("get", name) for name in FAULTS_OF_A_READ]
)
def test_a_fault_among_many_templates(simulator: Simulator, command: str, name: str, skip: int) -> None:
    templates = [WANTED._replace(msg=f"Заказ {number}") for number in range(4)]
    simulator.service.configure({"faults": [{**FAULTS[name], "command": command, "skip": skip}]})
    outcome = _bulk.ensure_all(client_of(simulator, name), templates, width=1)
    there = simulator.registered()
    for record in outcome.records:
        key = record.template.key
        shown = {target for sender, msg, target in there if (sender, msg) == key}
        assert shown == (set(WANTED.targets) if record.error is None else set()), "it is there, or it has failed"
        # Where the service says that it was too much, it is taken at its word.
        assert set(record.added) == (set() if record.added == [] and name == "error 9 after work" else shown)
    assert len(there) == len(set(there))
    assert simulator.violations() == []
    # What the account or the address is to blame for ends it; all else is the matter of one template.
    failed = [record for record in outcome.records if record.error]
    for_all = name in ("error 2", "error 4", "redirect", "redirect after work")
    if not for_all:
        assert len(failed) <= 1
    if command == "add" and name in LOST_BEFORE_WORK:
        assert (failed, simulator.commands().count("add")) == ([], 5)
        assert outcome.records[skip].doubt is not None
    simulator.service.configure({"faults": []})
    simulator.clock.now += 3600
    again = _bulk.ensure_all(simulator.client(), templates, width=1)
    assert [record.error for record in again.records] == [None] * 4
    assert simulator.violations() == []


@pytest.mark.parametrize("times", [1, EVER], ids=["once", "for ever"])
@pytest.mark.parametrize("of_read", LOST_READS)
@pytest.mark.parametrize("of_addition", LOST_ADDITIONS)
def test_a_fault_of_the_addition_and_of_the_read_after_it(
    simulator: Simulator, of_addition: str, of_read: str, times: int
) -> None:
    faults = [
        {**FAULTS[of_addition], "command": "add"},
        {**FAULTS[of_read], "command": "get", "skip": 1, "times": times},
    ]
    simulator.service.configure({"faults": faults})
    result = run(simulator, client_of(simulator))
    # What is in doubt is read again when it can no longer arrive.
    in_doubt = of_addition not in ("error 3", "error 9")
    check(simulator, result, readable=times == 1 and (in_doubt or of_read not in FINAL_FOR_A_READ))
    # A second one is sent only when a read has shown that it is still missing.
    again = of_addition == "error 9" and of_read not in FINAL_FOR_A_READ
    again = times == 1 and (again or of_addition == "drop_before")
    assert simulator.commands().count("add") == (2 if again else 1)
    check_that_it_converges(simulator)


@pytest.mark.parametrize("of_addition", ["drop_before", "drop_after", "empty", "truncated", "cut", "error 9"])
def test_a_fault_while_one_of_the_targets_is_there_already(simulator: Simulator, of_addition: str) -> None:
    simulator.client().add(WANTED.sender, WANTED.msg, WANTED.targets[:1])
    simulator.service.configure({"faults": [{**FAULTS[of_addition], "command": "add"}]})
    result = run(simulator, client_of(simulator))
    check(simulator, result)
    assert result.outcome is not None
    assert (result.outcome.added, result.error) == (["mega_srv"], None)
    simulator.service.configure({"faults": []})
    again = run(simulator, simulator.client())
    check(simulator, again)
    assert (again.error, sorted(registered(simulator))) == (None, ["mega_srv", "mts_srv"])
