# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Making registrations exist: the registry and the client against the simulator, over real HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from ansible_collections.smsops.smsc.plugins.module_utils._model._template import (
    Record,
    Refusal,
    Registration,
    Template,
    states,
)
from ansible_collections.smsops.smsc.plugins.module_utils._plan import missing, read, recognise
from ansible_collections.smsops.smsc.plugins.module_utils._provision import ensure
from ansible_collections.smsops.smsc.plugins.module_utils._service._response import Row

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

WANTED = Template("SHOP", "Заказ %d оплачен", ("mts_srv", "mega_srv"))
LOST_AFTER_WORK = ["drop_after", "empty", "truncated", "cut"]


def run(simulator: Simulator, template: Template = WANTED, **options: Any) -> Record:
    return ensure(simulator.client(), template, **options)


def registered_targets(simulator: Simulator) -> list[str]:
    return [target for _sender, _msg, target in simulator.registered()]


class TestPlan:
    def test_what_is_not_shown_or_not_found_is_missing(self) -> None:
        rows = [Row("mts_srv", 1, 0), Row("mega_srv", None, -1), Row("bee_srv", 2, 3)]
        targets = ("soc", "mts_srv", "mega_srv", "bee_srv")
        assert missing(recognise(rows), targets) == ["soc", "mega_srv"]

    @pytest.mark.parametrize("status", [0, 1, 2, 3, 4, 5, 99])
    def test_what_exists_in_any_state_is_not_added_again(self, status: int) -> None:
        assert missing(recognise([Row("МТС (сервисные)", 1, status)]), ["mts_srv"]) == []

    def test_of_several_registrations_of_a_target_the_most_useful_one_counts(self) -> None:
        rows = [Row("soc", 1, 3), Row("soc", 2, 2), Row("soc", 3, -1), Row("mts_srv", 4, -1), Row("mts_srv", 5, 4)]
        assert states(recognise(rows), ["soc", "mts_srv", "bee_srv"]) == {
            "soc": "accepted",
            "mts_srv": "suspended",
            "bee_srv": "not_found",
        }

    @pytest.mark.parametrize("name", ["Оператор 5 (сервисные)", "МТС, прочее", "?"])
    def test_nothing_is_planned_while_an_unrecognised_row_could_be_it(self, name: str) -> None:
        with pytest.raises(_errors.BadResponseError) as caught:
            missing(recognise([Row(name, 7, 2)]), ["mts_srv"])
        assert f"nothing was added, because the row name='{name}' id=7 status=2" in caught.value.description
        assert "could be mts_srv" in caught.value.description

    @pytest.mark.parametrize(
        "row",
        [Row("Йота (рекламные)", 7, 2), Row("Билайн, прочее", 7, 2), Row("sber_srv", 7, 2), Row("Йота", None, -1)],
    )
    def test_an_unrecognised_row_that_cannot_be_it_is_no_obstacle(self, row: Row) -> None:
        assert missing(recognise([row]), ["mts_srv"]) == ["mts_srv"]

    def test_an_unrecognised_row_is_no_obstacle_when_nothing_is_missing(self) -> None:
        assert missing(recognise([Row("?", 7, 2), Row("mts_srv", 8, 0)]), ["mts_srv"]) == []


class TestEnsure:
    def test_only_missing_targets_are_added_in_one_request(self, simulator: Simulator) -> None:
        run(simulator, Template("SHOP", WANTED.msg, ("mega_srv",)))
        simulator.service.journal.clear()
        outcome = run(simulator)
        assert (outcome.added, outcome.refused, outcome.error, outcome.warnings) == (["mts_srv"], [], None, [])
        assert outcome.before == {"mts_srv": "not_found", "mega_srv": "pending"}
        assert outcome.after == {"mts_srv": "pending", "mega_srv": "pending"}
        assert simulator.commands() == ["get", "add", "get"]
        add = simulator.service.journal[1]["params"]
        assert (add["mts_srv"], "mega_srv" in add, add["msg"]) == ("1", False, WANTED.msg)
        assert registered_targets(simulator) == ["mega_srv", "mts_srv"]

    def test_again_reads_once_and_changes_nothing(self, simulator: Simulator) -> None:
        run(simulator)
        simulator.service.journal.clear()
        outcome = run(simulator)
        assert (outcome.added, outcome.error, outcome.before == outcome.after) == ([], None, True)
        assert (outcome.refused, outcome.warnings) == ([], [])
        assert simulator.commands() == ["get"]

    def test_check_mode_foretells_and_sends_no_addition(self, simulator: Simulator) -> None:
        outcome = run(simulator, check_mode=True)
        assert outcome.added == ["mts_srv", "mega_srv"]
        assert outcome.after == {"mts_srv": "pending", "mega_srv": "pending"}
        assert {r.state for r in outcome.registrations or ()} == {"not_found"}
        assert simulator.commands() == ["get"]
        assert run(simulator).after == outcome.after

    @pytest.mark.parametrize("names", ["flag", "english", "russian"])
    @pytest.mark.parametrize("rows", ["list", "object", "wrapped", "keyed"])
    @pytest.mark.parametrize("get", ["all", "registered"])
    @pytest.mark.parametrize("charset", ["", "windows-1251"])
    def test_it_works_with_every_layout_of_a_response(
        self, simulator: Simulator, names: str, rows: str, get: str, charset: str
    ) -> None:
        kinds = {"ids": "string", "statuses": "string", "failed_id": "zero"} if rows == "keyed" else {}
        simulator.service.configure(
            {"answers": {"names": names, "rows": rows, "get": get, "charset": charset, **kinds}}
        )
        one = Template("SHOP", WANTED.msg, ("bee_trn",))
        assert run(simulator, one).added == ["bee_trn"]
        assert run(simulator, one).added == []
        assert run(simulator).added == ["mts_srv", "mega_srv"]
        assert run(simulator).after == {"mts_srv": "pending", "mega_srv": "pending"}
        assert simulator.violations() == []

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            (-1, "the sender name was not found or is not accepted by the operator"),
            (-2, "the template cannot be saved"),
        ],
    )
    def test_a_refusal_names_target_and_reason(self, simulator: Simulator, status: int, reason: str) -> None:
        simulator.service.configure({"refusals": [{"target": "mega_*", "status": status}]})
        outcome = run(simulator)
        assert outcome.added == ["mts_srv"]
        assert outcome.refused == [Refusal("mega_srv", "mega_srv", status, reason)]
        assert outcome.error is not None
        assert outcome.error.as_record() == {
            "kind": "refused",
            "code": status,
            "description": f"the service refused mega_srv: {reason} ({status})",
            "retryable": False,
        }
        assert outcome.after == {"mts_srv": "pending", "mega_srv": "not_found"}

    def test_a_refusal_under_a_name_that_is_not_recognised_is_told_by_that_name(self, simulator: Simulator) -> None:
        simulator.service.configure(
            {"refusals": [{"target": "mts_srv", "status": -2}], "answers": {"names": {"mts_srv": "Первый"}}}
        )
        outcome = run(simulator)
        assert outcome.error is not None
        assert outcome.error.description == "the service refused Первый: the template cannot be saved (-2)"
        assert outcome.added == ["mega_srv"]

    def test_every_refusal_is_told(self, simulator: Simulator) -> None:
        refusals = [{"target": "mts_srv", "status": -2}, {"target": "mega_srv", "status": -1}]
        simulator.service.configure({"refusals": refusals})
        outcome = run(simulator)
        assert outcome.error is not None
        assert outcome.error.code == -2
        assert outcome.error.description == (
            "the service refused mts_srv: the template cannot be saved (-2); "
            "mega_srv: the sender name was not found or is not accepted by the operator (-1)"
        )

    def test_an_unrecognised_registration_stops_the_addition(self, simulator: Simulator) -> None:
        simulator.service.configure({"answers": {"more_rows": [{"name": "Первый", "id": 5, "status": 2}]}})
        outcome = run(simulator)
        assert isinstance(outcome.error, _errors.BadResponseError)
        assert "name='Первый' id=5 status=2" in outcome.error.description
        assert outcome.warnings == ["the row name='Первый' id=5 status=2 is not recognised as a target"]
        assert simulator.commands() == ["get"]

    def test_what_operators_pass_on_is_not_called_added(self, simulator: Simulator) -> None:
        simulator.service.configure({"forwards": {"mts_srv": ["tele2_srv"]}, "answers": {"get": "registered"}})
        outcome = run(simulator)
        assert outcome.added == ["mts_srv", "mega_srv"]
        assert [r.target for r in outcome.registrations or ()] == ["mts_srv", "mega_srv", "tele2_srv"]

    def test_an_unknown_target_that_the_user_named(self, simulator: Simulator) -> None:
        simulator.service.configure({"more_targets": ["sber_srv"]})
        template = Template("SHOP", "text", ("sber_srv",))
        assert run(simulator, template).added == ["sber_srv"]
        outcome = run(simulator, template)
        assert (outcome.added, outcome.after, outcome.error) == ([], {"sber_srv": "pending"}, None)
        assert outcome.warnings == []

    def test_a_status_that_the_page_does_not_list_is_a_registration(self, simulator: Simulator) -> None:
        simulator.service.configure(
            {"answers": {"get": "registered", "more_rows": [{"name": "soc", "id": 5, "status": 8}]}}
        )
        outcome = run(simulator, Template("SHOP", "text", ("soc",)))
        assert (outcome.added, outcome.after) == ([], {"soc": "unknown"})
        assert outcome.warnings == ["the row name='soc' id=5 status=8 has an unknown status"]


class TestRejected:
    @pytest.fixture(params=["rejected", "suspended"])
    def verdict(self, request: pytest.FixtureRequest, simulator: Simulator) -> str:
        run(simulator, Template("SHOP", WANTED.msg, ("mts_srv",)))
        verdicts = [{"target": "mts_srv", "verdict": request.param}]
        simulator.service.configure({"moderation": {"verdicts": verdicts}})
        simulator.service.advance(30 * 24 * 3600)
        simulator.service.journal.clear()
        return str(request.param)

    def test_warn(self, simulator: Simulator, verdict: str) -> None:
        outcome = run(simulator)
        assert (outcome.error, outcome.added) == (None, ["mega_srv"])
        assert [f"mts_srv is {verdict}" in warning for warning in outcome.warnings] == [True]

    def test_ignore(self, simulator: Simulator, verdict: str) -> None:
        outcome = run(simulator, on_rejected="ignore")
        assert (outcome.error, outcome.added, outcome.warnings) == (None, ["mega_srv"], [])

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_fail_adds_nothing_beside_it(self, simulator: Simulator, verdict: str, check_mode: bool) -> None:
        outcome = run(simulator, on_rejected="fail", check_mode=check_mode)
        assert isinstance(outcome.error, _errors.RefusedError)
        assert outcome.error.description.startswith(f"mts_srv is {verdict}; ")
        assert (outcome.added, outcome.warnings) == ([], [])
        assert simulator.commands() == ["get"]


class TestLostAnswers:
    @pytest.mark.parametrize("kind", LOST_AFTER_WORK)
    def test_an_addition_that_was_done_is_a_success(self, simulator: Simulator, kind: str) -> None:
        simulator.service.configure({"faults": [{"command": "add", "kind": kind}]})
        outcome = run(simulator)
        assert (outcome.added, outcome.error) == (["mts_srv", "mega_srv"], None)
        assert simulator.commands() == ["get", "add", "get"]
        assert registered_targets(simulator) == ["mts_srv", "mega_srv"]
        assert simulator.violations() == []

    @pytest.mark.parametrize("kind", ["drop_before", "html_502", "body"])
    def test_an_addition_that_was_not_done_is_a_failure_where_nothing_may_be_waited_for(
        self, simulator: Simulator, kind: str
    ) -> None:
        simulator.service.configure({"faults": [{"command": "add", "kind": kind, "body": "[]", "work": False}]})
        outcome = ensure(simulator.client(rate_limit_timeout=0), WANTED)
        assert outcome.error is not None
        assert outcome.error.kind == ("bad_response" if kind == "body" else "transport")
        assert "mts_srv, mega_srv" in outcome.error.description
        assert (outcome.added, outcome.refused) == ([], [])
        assert simulator.commands() == ["get", "add", "get"]
        assert registered_targets(simulator) == []
        assert run(simulator).added == ["mts_srv", "mega_srv"]

    def test_an_addition_that_was_done_in_part_reports_both_parts(self, simulator: Simulator) -> None:
        simulator.service.configure(
            {
                "refusals": [{"target": "mega_srv", "status": -2}],
                "faults": [{"command": "add", "kind": "drop_after"}],
            }
        )
        outcome = run(simulator)
        assert isinstance(outcome.error, _errors.RefusedError)
        assert [(refusal.target, refusal.status) for refusal in outcome.refused] == [("mega_srv", -2)]
        assert outcome.added == ["mts_srv"]
        assert [sorted(set(entry["params"]) & set(WANTED.targets)) for entry in simulator.additions()] == [
            ["mega_srv", "mts_srv"],
            ["mega_srv"],
        ]

    def test_an_addition_that_was_too_much_is_repeated_after_a_wait_and_a_read(self, simulator: Simulator) -> None:
        simulator.service.configure({"faults": [{"command": "add", "kind": "error", "code": 9, "times": 2}]})
        client = simulator.client()
        outcome = ensure(client, WANTED)
        assert (outcome.added, outcome.error) == (["mts_srv", "mega_srv"], None)
        assert simulator.commands() == ["get", "add", "get", "add", "get", "add", "get"]
        assert simulator.clock.slept == [6.0, 12.0]
        assert client.waited == 18

    def test_what_somebody_else_adds_during_a_wait_is_not_added_again(self, simulator: Simulator) -> None:
        simulator.service.configure({"faults": [{"command": "add", "kind": "error", "code": 9}]})
        client = simulator.client()
        go_on = client._wait_budget._sleep

        def meanwhile(seconds: float) -> None:
            go_on(seconds)
            simulator.client().add(WANTED.sender, WANTED.msg, WANTED.targets)

        client._wait_budget._sleep = meanwhile
        outcome = ensure(client, WANTED)
        assert (outcome.added, outcome.error, outcome.after["mts_srv"]) == ([], None, "pending")
        assert simulator.violations() == []

    def test_an_addition_that_is_too_much_for_too_long_is_an_error(self, simulator: Simulator) -> None:
        simulator.service.configure({"faults": [{"command": "add", "kind": "error", "code": 9, "times": 99}]})
        with pytest.raises(_errors.RateLimitError, match="waited 30 s in all"):
            ensure(simulator.client(rate_limit_timeout=30), WANTED)
        assert simulator.registered() == []

    def test_an_unclear_error_of_the_service_is_read_after(self, simulator: Simulator) -> None:
        simulator.service.configure({"faults": [{"command": "add", "kind": "error", "code": 3}]})
        outcome = run(simulator)
        assert outcome.error is not None
        assert (outcome.error.kind, outcome.error.code) == ("api", 3)
        assert simulator.commands() == ["get", "add", "get"]

    def test_an_addition_that_was_confirmed_succeeds_even_if_it_cannot_be_read_back(self, simulator: Simulator) -> None:
        simulator.service.configure({"faults": [{"command": "get", "kind": "drop_before", "skip": 1, "times": 9}]})
        outcome = run(simulator)
        assert (outcome.error, outcome.added) == (None, ["mts_srv", "mega_srv"])
        assert outcome.after == {"mts_srv": "unknown", "mega_srv": "unknown"}
        added = [r for r in outcome.registrations or () if r.exists]
        assert [(r.target, r.id, r.status, r.state) for r in added] == [
            ("mts_srv", 1001, None, "unknown"),
            ("mega_srv", 1002, None, "unknown"),
        ]
        assert "could not be read back after the addition" in outcome.warnings[0]
        assert len({r.target for r in outcome.registrations or ()}) == len(outcome.registrations or ()) == 14, (
            "each target once"
        )

    def test_what_was_neither_confirmed_nor_read_is_said_to_be_open(self, simulator: Simulator) -> None:
        simulator.service.configure(
            {
                "faults": [
                    {"command": "add", "kind": "body", "body": '[{"name":"mts_srv","id":1,"status":1}]'},
                    {"command": "get", "kind": "drop_before", "skip": 1, "times": 3},
                ]
            }
        )
        outcome = run(simulator)
        assert outcome.added == ["mts_srv"]
        assert outcome.error is not None
        assert "did not say what became of mega_srv" in outcome.error.description
        assert "so it is not known what was added" in outcome.error.description
        assert "a read shows no such registration" not in outcome.error.description

    def test_when_nothing_can_be_known_that_is_what_is_said(self, simulator: Simulator) -> None:
        simulator.service.configure(
            {
                "faults": [
                    {"command": "add", "kind": "drop_after"},
                    {"command": "get", "kind": "drop_before", "skip": 1, "times": 3},
                ]
            }
        )
        outcome = ensure(simulator.client(rate_limit_timeout=0), WANTED)
        assert isinstance(outcome.error, _errors.TransportError)
        assert "the connection broke" in outcome.error.description.partition("; reading back failed too (")[0]
        assert outcome.error.description.endswith("), so it is not known what was added")
        assert simulator.commands() == ["get", "add", "get", "get", "get"]
        assert run(simulator).added == [], "the next run finds it and adds nothing"

    @pytest.mark.parametrize(("code", "kind"), [(1, "parameters"), (2, "auth"), (4, "ip_blocked")])
    def test_an_error_that_says_no_is_raised(self, simulator: Simulator, code: int, kind: str) -> None:
        simulator.service.configure({"faults": [{"command": "add", "kind": "error", "code": code}]})
        with pytest.raises(_errors.SmscError) as caught:
            run(simulator)
        assert caught.value.kind == kind
        assert simulator.commands() == ["get", "add"]


class Scripted:
    """A service with a script, for what a server on this machine cannot do: disappear between requests."""

    def __init__(self, *responses: list[Row] | _errors.SmscError) -> None:
        self.responses = list(responses)
        self.calls: list[str] = []
        self.time = 0.0

    def _respond(self, call: str) -> list[Row]:
        self.calls.append(call)
        response = self.responses.pop(0)
        if isinstance(response, _errors.SmscError):
            raise response
        return response

    def get(self, sender: str, msg: str) -> list[Row]:
        return self._respond("get")

    def add(self, sender: str, msg: str, targets: Sequence[str]) -> list[Row]:
        return self._respond(f"add {' '.join(targets)}")

    def now(self) -> float:
        return self.time

    def claim(self, sender: str, msg: str, since: float | None) -> AbstractContextManager[bool]:
        return nullcontext(True)

    def open_until(self, sender: str, msg: str) -> float:
        return self.time + 65

    def arrived(self, sender: str, msg: str) -> None:
        self.calls.append("arrived")

    def wait_until(self, time: float) -> bool:
        self.calls.append(f"wait {time - self.time:g}")
        self.time = time
        return True

    def wait(self, exc: _errors.RateLimitError) -> None:
        raise AssertionError("nobody said that it was too much")


def unreachable() -> _errors.TransportError:
    return _errors.TransportError("gone", unreachable=True)


class TestUnreachable:
    def test_an_addition_that_found_no_host_is_tried_again_after_a_read(self) -> None:
        service = Scripted([], unreachable(), [Row("mts_srv", 1, 0)], [], [Row("mts_srv", 1, 0), Row("mega_srv", 2, 0)])
        outcome = ensure(service, WANTED)
        assert service.calls == ["get", "add mts_srv mega_srv", "get", "add mega_srv", "get"]
        assert (outcome.added, outcome.error) == (["mega_srv"], None)

    def test_nothing_is_added_when_the_read_shows_all_of_it(self) -> None:
        service = Scripted([], unreachable(), [Row("mts_srv", 1, 0), Row("mega_srv", 2, 0)])
        outcome = ensure(service, WANTED)
        assert service.calls == ["get", "add mts_srv mega_srv", "get"]
        assert (outcome.added, outcome.error) == ([], None)

    def test_what_was_not_in_the_plan_is_not_added(self) -> None:
        # Guards have judged the plan of the first read, and somebody has removed a registration since.
        read = [Row("mts_srv", 1, 0)]
        service = Scripted(read, unreachable(), [], [Row("mega_srv", 2, 1)], [Row("mega_srv", 2, 0)])
        outcome = ensure(service, WANTED)
        assert service.calls == ["get", "add mega_srv", "get", "add mega_srv", "get"]
        assert outcome.added == ["mega_srv"]
        assert outcome.error is not None
        assert outcome.error.description == (
            "mts_srv was registered when the plan was made, but not any more; nothing was added for that; run this "
            "again"
        )

    def test_it_is_tried_three_times(self) -> None:
        service = Scripted([], unreachable(), [], unreachable(), [], unreachable(), [])
        outcome = ensure(service, WANTED)
        assert [call.split()[0] for call in service.calls] == ["get", "add", "get", "add", "get", "add", "get"]
        assert outcome.error is not None
        assert outcome.error.kind == "transport"


def lost() -> _errors.TransportError:
    return _errors.TransportError("the connection broke")


class TestDoubt:
    """What the simulator does not do; the rest is in test_doubts."""

    def test_what_came_twice_all_the_same_is_told(self) -> None:
        both = [Row("mts_srv", 1, 0), Row("mts_srv", 2, 0), Row("mega_srv", 3, 0)]
        said = [Row("mts_srv", 2, 1), Row("mega_srv", 3, 1)]
        outcome = ensure(Scripted([], lost(), [], [], said, both), WANTED)
        assert (outcome.error, outcome.added) == (None, [*WANTED.targets])
        assert outcome.doubt is not None
        assert outcome.doubt["outcome"] == "registered_twice"
        assert outcome.warnings == [
            "mts_srv is registered twice: the addition got no response (the connection broke), and the service carried "
            "it out after it was sent again; remove one in the web dashboard"
        ]

    def test_all_that_came_twice_is_told(self) -> None:
        there = [Row("mts_srv", 1, 0), Row("mega_srv", 2, 0)]
        said = [Row("mts_srv", 3, 1), Row("mega_srv", 4, 1)]
        outcome = ensure(
            Scripted([], lost(), [], [], said, [*there, Row("mts_srv", 3, 0), Row("mega_srv", 4, 0)]), WANTED
        )
        assert outcome.warnings[0].startswith("mts_srv, mega_srv are registered twice: ")

    def test_a_second_addition_that_is_refused_because_the_first_came_late_is_no_failure(self) -> None:
        there = [Row("mts_srv", 1, 0), Row("mega_srv", 2, 0)]
        refused = [Row("mts_srv", None, -2), Row("mega_srv", None, -2)]
        outcome = ensure(Scripted([], lost(), [], [], refused, there), WANTED)
        assert (outcome.error, outcome.added, outcome.refused) == (None, [*WANTED.targets], [])
        assert outcome.doubt == {
            "description": "the connection broke",
            "targets": [*WANTED.targets],
            "additions": 2,
            "outcome": "registered",
        }

    def test_a_host_that_is_gone_afterwards_leaves_it_open(self) -> None:
        service = Scripted([], lost(), unreachable(), unreachable())
        outcome = ensure(service, WANTED)
        assert service.calls == ["get", "add mts_srv mega_srv", "get", "wait 65", "get"]
        assert outcome.error is not None
        assert outcome.error.description == (
            "the connection broke; reading back failed too (gone), so it is not known what was added"
        )
        assert outcome.doubt is not None
        assert outcome.doubt["outcome"] == "open"

    def test_a_second_addition_that_finds_no_host_is_tried_again_after_a_read(self) -> None:
        there = [Row("mts_srv", 1, 0), Row("mega_srv", 2, 0)]
        service = Scripted([], lost(), [], [], unreachable(), [Row("mts_srv", 1, 0)], [Row("mega_srv", 2, 1)], there)
        outcome = ensure(service, WANTED)
        assert service.calls[4:] == ["get", "add mts_srv mega_srv", "get", "add mega_srv", "get"]
        assert (outcome.error, outcome.added) == (None, [*WANTED.targets])
        assert outcome.before == {"mts_srv": "not_found", "mega_srv": "not_found"}

    def test_a_second_addition_that_finds_no_host_at_all_did_nothing(self) -> None:
        service = Scripted([], lost(), [], [], unreachable(), [], unreachable(), [], unreachable(), [])
        outcome = ensure(service, WANTED)
        assert outcome.error is not None
        assert outcome.error.description == (
            "gone; a read after the addition shows no registration for mts_srv, mega_srv"
        )
        assert outcome.doubt is not None
        assert (outcome.doubt["outcome"], outcome.doubt["additions"]) == ("not_registered", 1)

    def test_a_row_that_is_not_recognised_keeps_it_from_being_sent_again(self) -> None:
        outcome = ensure(Scripted([], lost(), [], [Row("?", 7, 2)]), WANTED)
        assert outcome.error is not None
        assert (
            "nothing was added, because the row name='?' id=7 status=2 is not recognised" in outcome.error.description
        )

    def test_rows_under_an_http_error_may_have_meant_success(self) -> None:
        service = Scripted([], _errors.BadResponseError("HTTP 500 with rows"), [], [], [], [], [])
        assert ensure(service, WANTED).error is not None
        assert " ".join(service.calls[2:]) == "get wait 5 get wait 10 get wait 20 get wait 30 get"


def test_an_addition_that_is_said_and_not_shown_is_a_failure() -> None:
    service = Scripted([], [Row("mts_srv", 1, 1), Row("mega_srv", 2, 1)], [Row("mts_srv", 1, 0)])
    outcome = ensure(service, WANTED)
    assert outcome.error is not None
    assert outcome.error.kind == "bad_response"
    assert outcome.error.description.startswith("the service said that it added mega_srv, but a read shows no such")
    assert outcome.added == ["mts_srv", "mega_srv"], "it may well have been paid for"


def test_a_registration_is_told_with_the_words_of_the_service_and_with_ours() -> None:
    assert recognise([Row("МТС (сервисные)", 7, 2)])[0].as_record() == {
        "target": "mts_srv",
        "operator": "mts",
        "message_type": "service",
        "name": "МТС (сервисные)",
        "id": 7,
        "status": 2,
        "state": "accepted",
    }


def test_an_addition_that_is_neither_said_nor_shown_is_a_failure() -> None:
    outcome = ensure(Scripted([], [], [Row("mts_srv", 1, 0)]), WANTED)
    assert outcome.error is not None
    assert outcome.error.description == (
        "the service did not say what became of mega_srv, but a read shows no such registration; "
        "check the web dashboard before you run this again"
    )
    assert outcome.added == ["mts_srv"]


def test_what_is_gone_after_the_addition_of_something_else_is_a_failure() -> None:
    service = Scripted([Row("mts_srv", 1, 0), Row("bee_srv", 2, 0)], [Row("mega_srv", 3, 1)], [Row("mega_srv", 3, 0)])
    outcome = ensure(service, WANTED._replace(targets=("mts_srv", "mega_srv", "bee_srv")))
    assert service.calls == ["get", "add mega_srv", "get"]
    assert outcome.added == ["mega_srv"]
    assert outcome.error is not None
    assert outcome.error.description == "mts_srv, bee_srv are not registered, and it is not known why"


def test_a_refusal_of_something_else_is_not_taken_for_one_of_a_wanted_target() -> None:
    outcome = ensure(Scripted([], [Row("Билайн, прочее", None, -2)], []), WANTED)
    assert outcome.refused == []
    assert outcome.error is not None
    assert outcome.error.kind == "bad_response"


def test_every_rejected_registration_is_named() -> None:
    outcome = ensure(Scripted([Row("mts_srv", 1, 3), Row("mega_srv", 2, 4)]), WANTED)
    assert outcome.warnings == [
        "mts_srv is rejected, mega_srv is suspended; "
        "it can only be removed in the web dashboard, a changed text is a new template"
    ]


def test_a_read_names_what_it_does_not_understand() -> None:
    registrations, warnings = read(Scripted([Row("Икс\x1b", 3, 2), Row("soc", None, -1)]), Template("S", "t"))
    assert [(r.target, r.state) for r in registrations] == [(None, "accepted"), ("soc", "not_found")]
    assert warnings == ["the row name='Икс\\x1b' id=3 status=2 is not recognised as a target"]


def test_states_are_those_of_the_targets_that_are_wanted_or_registered() -> None:
    rows = [
        Registration("soc", "soc", None, "soc", None, -1, "not_found"),
        Registration(None, "mts", None, "MTS 5G", 7, 2, "accepted"),
    ]
    assert Record(Template("SHOP", "text", ("bee_srv",)), registrations=rows).states == {"bee_srv": "not_found"}
