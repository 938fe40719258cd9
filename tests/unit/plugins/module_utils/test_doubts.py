# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Additions of which nobody knows at first what became of them, and how the task finds out. Time is injected."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _bulk, _progress, _provision, _results
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from ansible_collections.smsops.smsc.plugins.module_utils._model._template import Record, Template
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

WANTED = Template("SHOP", "Заказ %d оплачен", ("mts_srv", "mega_srv"))
# Seconds: the timeout of requests, and how long an addition can arrive after it was sent.
TIMEOUT, LEASE = 10, 25


def shop(count: int) -> list[Template]:
    return [Template("SHOP", f"Заказ {number}", ("mts_srv",), name=f"t{number}") for number in range(count)]


def fault_of_additions(simulator: Simulator, *faults: dict[str, Any]) -> None:
    simulator.service.configure({"faults": [{"command": "add", **fault} for fault in faults]})


def run(simulator: Simulator, template: Template = WANTED, on_rejected: str = "warn", **settings: Any) -> Record:
    return _provision.ensure(simulator.client(timeout=TIMEOUT, **settings), template, on_rejected=on_rejected)


def run_list(
    simulator: Simulator, templates: list[Template], width: int = 4, **settings: Any
) -> tuple[_bulk.Outcome, _client.Client]:
    client = simulator.client(timeout=TIMEOUT, **settings)
    return _bulk.ensure_all(client, templates, width=width), client


def outcome_of(record: Record) -> tuple[str, int] | None:
    return (record.doubt["outcome"], record.doubt["additions"]) if record.doubt else None


def registered(simulator: Simulator) -> list[str]:
    return sorted(target for _sender, _msg, target in simulator.registered())


def waited(simulator: Simulator) -> float:
    return sum(simulator.clock.slept)


class TestWithoutResponse:
    @pytest.mark.parametrize("kind", ["drop_before", "html_502"])
    def test_what_was_not_done_is_done_when_it_can_no_longer_arrive(self, simulator: Simulator, kind: str) -> None:
        fault_of_additions(simulator, {"kind": kind})
        record = run(simulator)
        assert (record.error, record.added, registered(simulator)) == (None, [*WANTED.targets], ["mega_srv", "mts_srv"])
        assert simulator.commands() == ["get", "add", "get", "get", "add", "get"]
        assert waited(simulator) == pytest.approx(LEASE)
        assert record.before == {"mts_srv": "not_found", "mega_srv": "not_found"}
        assert outcome_of(record) == ("added_again", 2)
        assert record.doubt is not None
        assert record.doubt["targets"] == ["mts_srv", "mega_srv"]
        assert ("broke" if kind == "drop_before" else "502") in record.doubt["description"]
        (warning,) = record.warnings
        assert warning.startswith("the addition of mts_srv, mega_srv got no response (")
        assert warning.endswith("if the service carries out the first one even later, it will be registered twice")
        assert simulator.violations() == []

    def test_what_was_done_late_is_found_and_not_sent_again(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "late": LEASE - 1})
        record = run(simulator)
        assert (record.error, record.added, record.warnings) == (None, [*WANTED.targets], [])
        assert simulator.commands() == ["get", "add", "get", "get"]
        assert outcome_of(record) == ("registered", 1)
        assert simulator.violations() == []

    def test_what_is_done_later_still_comes_twice_and_the_result_has_said_so(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "late": LEASE + 1})
        record = run(simulator)
        assert (record.error, outcome_of(record)) == (None, ("added_again", 2))
        assert "if the service carries out the first one even later, it will be registered twice" in record.warnings[0]
        simulator.clock.now += 2
        registered(simulator)
        assert set(simulator.violations()) == {"duplicate_addition"}, "this is what nobody promises"

    def test_what_can_be_seen_at_once_is_not_waited_for(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_after"})
        record = run(simulator)
        assert (waited(simulator), outcome_of(record)) == (0, ("registered", 1))
        assert simulator.commands() == ["get", "add", "get"]

    def test_only_what_is_missing_is_sent_again(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"})
        client = simulator.client(timeout=TIMEOUT)
        sleep = client._wait_budget._sleep

        def meanwhile(seconds: float) -> None:
            sleep(seconds)
            simulator.client().add(WANTED.sender, WANTED.msg, ["mega_srv"])

        client._wait_budget._sleep = meanwhile
        record = _provision.ensure(client, WANTED)
        assert (record.error, outcome_of(record)) == (None, ("added_again", 2))
        assert "mega_srv" not in simulator.additions()[-1]["params"]
        assert "the addition of mts_srv got no response" in record.warnings[0]
        assert simulator.violations() == []

    def test_a_second_doubt_is_settled_too_but_there_is_no_third_addition(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "times": 9})
        record = run(simulator)
        assert isinstance(record.error, _errors.TransportError)
        assert record.error.description.endswith(
            "when the addition could no longer be carried out, a read showed no registration for mts_srv, mega_srv. "
            "It was sent twice"
        )
        assert simulator.commands() == ["get", "add", "get", "get", "add", "get", "get"]
        assert waited(simulator) == pytest.approx(2 * LEASE)
        assert (outcome_of(record), record.added) == (("not_registered", 2), [])

    @pytest.mark.parametrize("late", [0, LEASE - 1])
    def test_a_second_addition_without_response_is_found(self, simulator: Simulator, late: int) -> None:
        second = {"kind": "drop_before", "late": late} if late else {"kind": "drop_after"}
        fault_of_additions(simulator, {"kind": "drop_before"}, second)
        record = run(simulator)
        assert (record.error, record.added, outcome_of(record)) == (None, [*WANTED.targets], ("added_again", 2))
        assert waited(simulator) == pytest.approx(2 * LEASE if late else LEASE)
        assert simulator.violations() == []

    def test_another_spelling_is_not_added_again(self, simulator: Simulator) -> None:
        simulator.service.configure({"texts": "trimmed"})
        fault_of_additions(simulator, {"kind": "drop_before", "late": LEASE - 1})
        record = run(simulator, WANTED._replace(msg="Заказ %d "))
        assert record.error is not None
        assert "keeps the text in another spelling" in record.error.description
        assert simulator.commands().count("add") == 1
        assert outcome_of(record) == ("registered", 1)
        assert record.added == [*WANTED.targets]

    def test_nothing_is_sent_again_beside_what_was_rejected_meanwhile(self, simulator: Simulator) -> None:
        run(simulator, WANTED._replace(targets=("mts_srv",)))
        simulator.service.configure({"moderation": {"submit_after": 1, "decide_after": 20}})
        simulator.service.configure({"moderation": {"verdicts": [{"verdict": "rejected"}]}})
        fault_of_additions(simulator, {"kind": "drop_before"})
        record = run(simulator, on_rejected="fail")
        assert isinstance(record.error, _errors.RefusedError)
        assert simulator.commands().count("add") == 2
        assert registered(simulator) == ["mts_srv"]
        assert outcome_of(record) == ("not_registered", 1)


class TestNotUnderstood:
    """A response came, and may have meant success: it is read until the time is over, and nothing is sent again."""

    @pytest.mark.parametrize("kind", ["empty", "truncated", "body"])
    def test_what_was_not_done_is_told_and_not_sent_again(self, simulator: Simulator, kind: str) -> None:
        fault_of_additions(simulator, {"kind": kind, "work": False, "body": "<html>"})
        record = run(simulator)
        assert isinstance(record.error, _errors.BadResponseError)
        assert record.error.description.endswith(
            "It was not sent again, because there was a response; check the web dashboard before you run this again"
        )
        assert simulator.commands() == ["get", "add", "get", "get", "get", "get"]
        assert simulator.clock.slept == pytest.approx([5, 10, 10])
        assert (outcome_of(record), record.added) == (("not_registered", 1), [])

    def test_it_is_found_as_soon_as_it_is_there(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "empty", "late": 12})
        record = run(simulator)
        assert (record.error, record.added, outcome_of(record)) == (None, [*WANTED.targets], ("registered", 1))
        assert simulator.clock.slept == pytest.approx([5, 10])

    def test_what_is_done_later_still_is_found_by_the_next_run(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "empty", "late": LEASE + 1})
        assert outcome_of(run(simulator)) == ("not_registered", 1)
        simulator.clock.now += 2
        record = run(simulator)
        assert (record.error, record.added, registered(simulator)) == (None, [], ["mega_srv", "mts_srv"])
        assert simulator.violations() == []

    def test_after_a_lost_one_it_is_the_end(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"}, {"kind": "empty", "work": False})
        record = run(simulator)
        assert isinstance(record.error, _errors.BadResponseError)
        assert simulator.commands().count("add") == 2
        assert outcome_of(record) == ("not_registered", 2)


class TestHowLong:
    def test_with_0_it_fails_at_once(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"})
        record = run(simulator, rate_limit_timeout=0)
        assert isinstance(record.error, _errors.TransportError)
        assert record.error.description.endswith(
            "a read after the addition shows no registration for mts_srv, mega_srv, and it may be carried out yet; "
            "rate_limit_timeout does not let the task wait for that"
        )
        assert simulator.commands() == ["get", "add", "get"]
        assert (simulator.clock.slept, outcome_of(record)) == ([], ("open", 1))

    @pytest.mark.parametrize(("late", "expected"), [(8, "registered"), (12, "open")])
    def test_with_less_than_it_takes_it_is_read_when_that_is_over_and_nothing_is_added(
        self, simulator: Simulator, late: int, expected: str
    ) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "late": late})
        record = run(simulator, rate_limit_timeout=10)
        assert simulator.commands() == ["get", "add", "get", "get"]
        assert (waited(simulator), outcome_of(record)) == (10, (expected, 1))
        assert (record.error is None) is (expected == "registered")

    def test_with_just_what_it_takes_it_is_found_out(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"})
        record = run(simulator, rate_limit_timeout=LEASE)
        assert (record.error, outcome_of(record)) == (None, ("added_again", 2))

    def test_it_counts_as_every_wait_does(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "error", "code": 9}, {"kind": "drop_before"})
        client = simulator.client(timeout=TIMEOUT, rate_limit_timeout=20)
        assert outcome_of(_provision.ensure(client, WANTED)) == ("open", 1)
        assert client.waited == pytest.approx(20)


class TestWhatEndsIt:
    @pytest.mark.parametrize(("code", "kind"), [(1, "parameters"), (2, "auth"), (4, "ip_blocked")])
    def test_a_second_addition_that_is_refused(self, simulator: Simulator, code: int, kind: str) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"}, {"kind": "error", "code": code})
        record = run(simulator)
        assert record.error is not None
        assert record.error.kind == kind
        assert "the connection broke" in record.error.description
        assert simulator.commands() == ["get", "add", "get", "get", "add"]
        assert outcome_of(record) == ("not_registered", 1), "the second one surely did nothing"

    def test_a_second_addition_that_is_too_much_waits_and_reads(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"}, {"kind": "error", "code": 9})
        record = run(simulator)
        assert (record.error, record.added, outcome_of(record)) == (None, [*WANTED.targets], ("added_again", 2))
        assert simulator.commands() == ["get", "add", "get", "get", "add", "get", "add", "get"]

    def test_a_second_addition_that_is_too_much_for_too_long(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"}, {"kind": "error", "code": 9, "times": 99})
        record = run(simulator, rate_limit_timeout=40)
        assert isinstance(record.error, _errors.RateLimitError)
        assert "the connection broke" in record.error.description
        assert waited(simulator) == pytest.approx(40)
        assert outcome_of(record) == ("not_registered", 1)

    def test_a_read_that_is_refused(self, simulator: Simulator) -> None:
        faults = [{"command": "add", "kind": "drop_before"}, {"command": "get", "kind": "error", "code": 4, "skip": 2}]
        simulator.service.configure({"faults": faults})
        record = run(simulator)
        assert record.error is not None
        assert "; reading back failed too (127.0.0.1:" in record.error.description
        assert (
            'blocks the address of this machine, saying "ip is blocked"; nothing is sent ' in record.error.description
        )
        assert record.error.description.endswith(", so it is not known what was added")
        assert simulator.commands() == ["get", "add", "get", "get"]
        assert outcome_of(record) == ("open", 1)

    def test_an_interruption_ends_the_wait_and_nothing_is_sent_after_it(
        self, simulator: Simulator, tmp_path: Path
    ) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"})
        client = simulator.client(timeout=TIMEOUT, state_dir=str(tmp_path))

        def interrupt(_seconds: float) -> None:
            raise KeyboardInterrupt

        client._wait_budget._sleep = interrupt
        with pytest.raises(KeyboardInterrupt):
            _bulk.ensure_all(client, shop(3), width=2)
        assert simulator.commands().count("add") == 3
        began = simulator.clock()
        record = run(simulator, shop(1)[0], state_dir=str(tmp_path))
        assert (record.error, record.added, record.doubt) == (None, ["mts_srv"], None)
        assert simulator.clock() - began == pytest.approx(LEASE, abs=0.05), "it may still arrive"
        assert simulator.violations() == []


class TestLists:
    def test_the_others_go_on_and_the_wait_comes_once(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "skip": 10})
        outcome, client = run_list(simulator, shop(60))
        assert {record.error for record in outcome.records} == {None}
        assert [outcome_of(record) for record in outcome.records].count(("added_again", 2)) == 1
        assert client.waited == waited(simulator) == pytest.approx(LEASE)
        assert simulator.commands()[-3:] == ["get", "add", "get"], "it is the last"
        assert len(registered(simulator)) == 60
        assert simulator.violations() == []

    def test_one_wait_serves_all(self, simulator: Simulator) -> None:
        fault_of_additions(
            simulator,
            *[{"kind": "drop_before", "skip": 2} for _number in range(8)],
            {"kind": "empty", "late": 20},
            {"kind": "html_502", "late": 20},
        )
        outcome, _client = run_list(simulator, shop(40))
        assert {record.error for record in outcome.records} == {None}
        assert waited(simulator) == pytest.approx(LEASE)
        assert len(registered(simulator)) == 40
        assert simulator.violations() == []

    def test_second_doubts_have_one_wait_as_well(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "times": 99})
        outcome, _client = run_list(simulator, shop(5))
        assert {outcome_of(record) for record in outcome.records} == {("not_registered", 2)}
        assert waited(simulator) == pytest.approx(2 * LEASE)
        assert simulator.commands().count("add") == 10

    def test_what_is_over_already_is_not_waited_for(self, simulator: Simulator) -> None:
        fault_of_additions(
            simulator, {"kind": "drop_before"}, *[{"kind": "error", "code": 9, "skip": n} for n in (0, 1, 2)]
        )
        outcome, client = run_list(simulator, shop(4), width=1)
        assert {record.error for record in outcome.records} == {None}
        assert client.waited > LEASE
        assert client.waited == pytest.approx(6 + 12 + 24), "error 9 has cost more than the doubt takes"

    def test_a_block_while_adding_ends_it_and_the_doubt_is_told(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"}, {"kind": "error", "code": 4})
        outcome, _client = run_list(simulator, shop(4), width=1)
        assert outcome.error is not None
        assert {record.error.kind for record in outcome.records if record.error} == {"ip_blocked"}
        first = outcome.records[0]
        assert first.error is not None
        assert re.search(
            r"and it may be carried out yet; the task did not wait for it, because of an earlier error: "
            r'127\.0\.0\.1:\d+ blocks the address of this machine, saying "ip is blocked"; nothing is sent to it from '
            r"this machine until [-\d: ]+, when the block is over at the latest$",
            first.error.description,
        )
        assert (outcome_of(first), waited(simulator)) == (("open", 1), 0)
        assert simulator.commands()[4:] == ["add", "get", "add"]

    def test_a_block_does_not_concern_what_was_found_at_once(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_after"}, {"kind": "error", "code": 4})
        outcome, _client = run_list(simulator, shop(2), width=1)
        first, second = outcome.records
        assert (first.error, first.added, outcome_of(first)) == (None, ["mts_srv"], ("registered", 1))
        assert second.error is not None
        assert second.error.kind == "ip_blocked"

    def test_a_block_while_settling_ends_it_too(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "times": 3}, {"kind": "error", "code": 4})
        outcome, _client = run_list(simulator, shop(3), width=1)
        assert [outcome_of(record) for record in outcome.records] == [
            ("not_registered", 1),
            ("open", 1),
            ("open", 1),
        ]
        assert {record.error.kind for record in outcome.records if record.error} == {"ip_blocked"}
        assert simulator.commands()[3:] == ["add", "get"] * 3 + ["get", "add"]
        assert simulator.violations() == []

    def test_twenty_in_a_row_end_it(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "times": 99})
        outcome, _client = run_list(simulator, shop(40), width=1)
        assert simulator.commands().count("add") == 20
        assert waited(simulator) == 0
        assert all(record.error for record in outcome.records)

    def test_what_was_not_in_the_plan_is_not_added(self, simulator: Simulator) -> None:
        run(simulator, WANTED._replace(targets=("mts_srv",)))
        fault_of_additions(simulator, {"kind": "drop_before"})
        client = simulator.client(timeout=TIMEOUT)

        def meanwhile(seconds: float) -> None:
            simulator.clock.sleep(seconds)
            simulator.service.state.registrations.clear()

        client._wait_budget._sleep = meanwhile
        outcome = _bulk.ensure_all(client, [WANTED], width=4)
        assert registered(simulator) == ["mega_srv"]
        assert outcome.records[0].added == ["mega_srv"]
        assert outcome.records[0].error is not None

    def test_each_entry_tells_of_its_own_targets(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "late": 20})
        entries = [WANTED._replace(targets=(target,), name=target) for target in WANTED.targets]
        outcome, _client = run_list(simulator, entries)
        assert [record.doubt and record.doubt["targets"] for record in outcome.records] == [["mts_srv"], ["mega_srv"]]

    def test_a_line_says_what_is_waited_for(self, simulator: Simulator) -> None:
        lines: list[str] = []
        fault_of_additions(simulator, {"kind": "drop_before", "times": 2})
        client = simulator.client(timeout=TIMEOUT)
        _bulk.ensure_all(client, shop(3), width=1, progress=_progress.Progress(lines.append))
        assert lines == ["waiting 25 s to find out about 2 additions in doubt"]

    def test_no_line_says_so_of_what_was_found_at_once(self, simulator: Simulator) -> None:
        lines: list[str] = []
        fault_of_additions(simulator, {"kind": "drop_after"})
        _bulk.ensure_all(simulator.client(), shop(3), width=1, progress=_progress.Progress(lines.append))
        assert lines == []


class TestOtherTasks:
    @pytest.fixture
    def client(self, simulator: Simulator, tmp_path: Path) -> Callable[..., _client.Client]:
        def make(**settings: Any) -> _client.Client:
            return simulator.client(**{"timeout": TIMEOUT, "state_dir": str(tmp_path), **settings})

        return make

    def test_nobody_comes_in_between_while_it_is_waited_for(
        self, simulator: Simulator, client: Callable[..., _client.Client]
    ) -> None:
        fault_of_additions(simulator, {"kind": "drop_before"})
        first, refused = client(), []

        def meanwhile(seconds: float) -> None:
            simulator.clock.sleep(seconds)
            with pytest.raises(_errors.RateLimitError) as caught:
                _provision.ensure(client(rate_limit_timeout=0), WANTED)
            refused.append(caught.value.description)

        first._wait_budget._sleep = meanwhile
        record = _provision.ensure(first, WANTED)
        assert refused == ["another task works on the same template, or an addition of it may still arrive"]
        assert (record.added, outcome_of(record)) == ([*WANTED.targets], ("added_again", 2))
        assert simulator.violations() == []

    def busy(self, simulator: Simulator, first: _client.Client, other: Callable[[], None]) -> None:
        """Let the first task work on its second template for longer than its doubt takes."""
        add = first.add

        def adding(sender: str, msg: str, targets: Any) -> Any:
            if msg == "Заказ 1":
                simulator.clock.now += LEASE + 1
                other()
            return add(sender, msg, targets)

        first.add = adding  # type: ignore[method-assign]

    @pytest.mark.parametrize("late", [0, LEASE - 1])
    def test_who_comes_when_the_time_is_over_adds_it_and_the_result_leaves_it_open_who_did(
        self, simulator: Simulator, client: Callable[..., _client.Client], late: int
    ) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", **({"late": late} if late else {})})
        first, added = client(), []
        self.busy(
            simulator, first, lambda: added.append(_provision.ensure(client(rate_limit_timeout=0), shop(1)[0]).added)
        )
        records = _bulk.ensure_all(first, shop(2), width=1).records
        assert [record.error for record in records] == [None, None]
        assert len(registered(simulator)) == 2
        assert simulator.violations() == []
        if late:
            assert (added, records[0].added, outcome_of(records[0])) == ([[]], ["mts_srv"], ("registered", 1))
        else:
            assert (added, records[0].added) == ([["mts_srv"]], [])
            assert outcome_of(records[0]) == ("registered_meanwhile", 1)

    def test_a_task_that_is_killed_while_it_waits_keeps_others_waiting_no_longer(
        self, simulator: Simulator, client: Callable[..., _client.Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "late": LEASE - 1})
        killed, records = client(), []

        class KilledError(BaseException):
            pass

        def meanwhile(_seconds: float) -> None:
            simulator.clock.now += 5
            monkeypatch.setattr("ansible_collections.smsops.smsc.plugins.module_utils._limits._processes.is_gone", bool)
            records.append(_provision.ensure(client(), WANTED))
            raise KilledError

        killed._wait_budget._sleep = meanwhile
        began = simulator.clock()
        with pytest.raises(KilledError):
            _provision.ensure(killed, WANTED)
        assert simulator.clock() - began == pytest.approx(LEASE, abs=0.1)
        assert [(record.error, record.added) for record in records] == [(None, [])]
        assert simulator.violations() == []

    def test_what_was_not_understood_and_is_not_there_is_not_added_by_others_meanwhile(
        self, simulator: Simulator, client: Callable[..., _client.Client]
    ) -> None:
        fault_of_additions(simulator, {"kind": "empty", "late": LEASE - 1})
        record = _provision.ensure(client(rate_limit_timeout=0), WANTED)
        assert outcome_of(record) == ("open", 1)
        record = _provision.ensure(client(), WANTED)
        assert (record.error, record.added, registered(simulator)) == (None, [], ["mega_srv", "mts_srv"])
        assert waited(simulator) == pytest.approx(LEASE, abs=0.05)
        assert simulator.violations() == []


class TestResults:
    def test_both_modules_tell_it(self, simulator: Simulator) -> None:
        fault_of_additions(simulator, {"kind": "drop_before", "late": 3})
        outcome, _client = run_list(simulator, shop(2), width=1)
        told = {
            "description": outcome.records[0].doubt and outcome.records[0].doubt["description"],
            "targets": ["mts_srv"],
            "additions": 1,
            "outcome": "registered",
        }
        result = _results.of_list(outcome)
        assert [record.get("doubt") for record in result["templates"]] == [told, None]
        assert "doubt" not in result["templates"][1]
        assert _results.of_one(outcome.records[0])["doubt"] == told
        assert "doubt" not in _results.of_one(outcome.records[1])
