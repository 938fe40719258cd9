# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was registered once and is not found any more: told in every run, and added again only as the user wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _bulk, _provision
from ansible_collections.smsops.smsc.plugins.module_utils._guards import _judge
from ansible_collections.smsops.smsc.plugins.module_utils._model._template import Template, Vanished
from ansible_collections.smsops.smsc.plugins.modules import smsc_op_templates
from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

PAID: dict[str, Any] = {
    "set": "orders",
    "name": "paid",
    "sender": "SHOP",
    "msg": "Заказ %d оплачен",
    "targets": ["mts_srv"],
}
GIFT: dict[str, Any] = {"set": "orders", "name": "gift", "sender": "SHOP", "msg": "Подарок", "targets": ["bee_srv"]}
SEEN = "2026-11-02T06:00:00+00:00"
WAS = "mts_srv was accepted on 2026-11-02, and is not found now"


def known(
    template: dict[str, Any] | None = None, target: Any = "mts_srv", state: Any = "accepted", **more: Any
) -> dict[str, Any]:
    """An entry of the option `known`: one registration of a template."""
    registration = {"target": target, "state": state, "seen": SEEN, **more}
    given = template or PAID
    return {"sender": given["sender"], "msg": given["msg"], "registrations": [registration]}


class Run:
    """Runs the module over both templates, of which one has vanished; it returns the result."""

    def __init__(self, run_module: ModuleRun, connection: dict[str, Any]) -> None:
        self._run_module = run_module
        self._connection = connection

    def __call__(self, check_mode: bool = False, **options: Any) -> dict[str, Any]:
        given = {**self._connection, "templates": [PAID, GIFT], "known": [known()], **options}
        return self._run_module(smsc_op_templates, check_mode=check_mode, **given)


@pytest.fixture
def run(run_module: ModuleRun, connection: dict[str, Any]) -> Run:
    return Run(run_module, connection)


def targets(simulator: Simulator) -> list[str]:
    return [target for _sender, _msg, target in simulator.registered()]


def added(result: dict[str, Any]) -> list[list[str]]:
    return [one["added"] for one in result["templates"]]


def reject_mega(simulator: Simulator) -> None:
    """A registration of the same text that the operator has rejected."""
    simulator.service.configure(
        {"moderation": {"verdicts": [{"verdict": "rejected"}], "submit_after": 1, "decide_after": 2}}
    )
    simulator.add("mega_srv", sender="SHOP", msg=PAID["msg"])
    simulator.service.advance(5)


class TestAdd:
    def test_without_a_bound_it_is_held_back_and_told_and_the_rest_is_added(
        self, run: Run, simulator: Simulator
    ) -> None:
        result = run()
        assert not result.get("failed")
        assert (added(result), targets(simulator)) == ([[], ["bee_srv"]], ["bee_srv"])
        assert (result["plan"]["additions"], result["summary"]["failed"]) == (1, 0)
        assert result["summary"]["registrations"] == {"not_found": 1, "pending": 1}
        assert result["warnings"] == [
            f"orders/paid: {WAS}; somebody may have deleted it on purpose, so it is added again only with "
            "approved_plan or max_additions"
        ]
        paid, gift = result["templates"]
        assert (paid["failed"], paid["error"]) == (False, None)
        assert paid["vanished"] == {"mts_srv": {"state": "accepted", "seen": SEEN}}
        assert "vanished" not in gift

    def test_fees_are_no_bound_on_additions(self, run: Run, simulator: Simulator) -> None:
        result = run(max_monthly_fees=100_000)
        assert (added(result), targets(simulator)) == ([[], ["bee_srv"]], ["bee_srv"])

    @pytest.mark.parametrize("bound", ["max_additions", "approved_plan"])
    def test_within_a_bound_it_is_added_again(self, run: Run, simulator: Simulator, bound: str) -> None:
        plan = run(check_mode=True)["plan"]
        assert (plan["additions"], plan["monthly_fees"]) == (2, 1020)
        allowed: dict[str, Any] = {bound: 2 if bound == "max_additions" else plan["ids"]}
        result = run(**allowed)
        assert (added(result), sorted(targets(simulator))) == ([["mts_srv"], ["bee_srv"]], ["bee_srv", "mts_srv"])
        assert result["warnings"] == [f"orders/paid: {WAS}; it is added again"]
        assert [one.get("vanished") for one in result["templates"]] == [None, None]
        assert result["plan"]["additions"] == 2

    @pytest.mark.parametrize("bound", [{"max_additions": 1}, {"approved_plan": []}])
    def test_it_counts_for_the_bound(self, run: Run, simulator: Simulator, bound: dict[str, Any]) -> None:
        result = run(**bound)
        assert result["failed"]
        assert "2 registrations" in result["msg"]
        assert targets(simulator) == []

    def test_check_mode_plans_it_to_be_approved(self, run: Run, simulator: Simulator) -> None:
        result = run(check_mode=True)
        assert (added(result), targets(simulator)) == ([["mts_srv"], ["bee_srv"]], [])
        assert (result["plan"]["additions"], len(result["plan"]["ids"])) == (2, 2)
        assert result["templates"][0]["vanished"] == {"mts_srv": {"state": "accepted", "seen": SEEN}}
        assert "added again only with approved_plan or max_additions" in result["warnings"][0]

    def test_what_is_there_and_what_was_never_there_has_not_vanished(self, run: Run, simulator: Simulator) -> None:
        simulator.add("mts_srv", sender="SHOP", msg=PAID["msg"])
        other = {**known(GIFT, "bee_srv"), "sender": "OTHER"}
        result = run(known=[known(), known(GIFT, "tele2_srv"), other, known(GIFT, "bee_srv", "not_found")])
        assert "warnings" not in result
        assert [one.get("vanished") for one in result["templates"]] == [None, None]
        assert sorted(targets(simulator)) == ["bee_srv", "mts_srv"]

    def test_of_an_entry_of_which_a_part_has_vanished_the_rest_is_added(self, run: Run, simulator: Simulator) -> None:
        both = {**PAID, "targets": ["mts_srv", "mega_srv"]}
        one = {**PAID, "set": "codes", "targets": ["mts_srv", "tele2_srv"]}
        result = run(templates=[both, one])
        assert (added(result), sorted(targets(simulator))) == ([["mega_srv"], ["tele2_srv"]], ["mega_srv", "tele2_srv"])
        assert [one["failed"] for one in result["templates"]] == [False, False]
        # Both say it of themselves, and the warning speaks once of the template.
        assert [list(one["vanished"]) for one in result["templates"]] == [["mts_srv"], ["mts_srv"]]
        assert sum(WAS in warning for warning in result["warnings"]) == 1

    def test_of_one_template_all_that_has_vanished_stands_in_one_line(self, run: Run) -> None:
        was = known()
        was["registrations"].append({"target": "mega_srv", "state": "pending", "seen": None})
        result = run(templates=[{**PAID, "targets": ["mts_srv", "mega_srv"]}], known=[was], max_additions=2)
        assert result["warnings"] == [
            "orders/paid: mts_srv was accepted on 2026-11-02, mega_srv was pending, and are not found now; it is added "
            "again"
        ]

    def test_it_is_told_although_nothing_may_be_added_beside_what_is_rejected(
        self, run: Run, simulator: Simulator
    ) -> None:
        reject_mega(simulator)
        result = run(on_rejected="fail", templates=[{**PAID, "targets": ["mts_srv", "mega_srv"]}], max_additions=5)
        assert result["warnings"] == [f"orders/paid: {WAS}"]
        assert targets(simulator) == ["mega_srv"]

    def test_when_it_was_seen_need_not_be_known(self, run: Run) -> None:
        result = run(known=[known(seen=None)])
        assert result["templates"][0]["vanished"] == {"mts_srv": {"state": "accepted", "seen": None}}
        assert result["warnings"][0].startswith("orders/paid: mts_srv was accepted, and is not found now")


class TestWarn:
    @pytest.mark.parametrize("bound", [{}, {"max_additions": 5}])
    @pytest.mark.parametrize("check_mode", [True, False])
    def test_it_is_told_and_not_added_again(
        self, run: Run, simulator: Simulator, bound: dict[str, Any], check_mode: bool
    ) -> None:
        result = run(check_mode, on_vanished="warn", **bound)
        assert not result.get("failed")
        assert added(result) == [[], ["bee_srv"]]
        assert result["plan"]["additions"] == 1
        assert targets(simulator) == ([] if check_mode else ["bee_srv"])
        assert result["warnings"] == [f"orders/paid: {WAS}; on_vanished is warn, so it is not added again"]


class TestFail:
    @pytest.mark.parametrize("check_mode", [True, False])
    def test_nothing_is_added(self, run: Run, simulator: Simulator, check_mode: bool) -> None:
        result = run(check_mode, on_vanished="fail")
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "parameters")
        assert result["msg"].startswith(
            "parameters: 1 registration has vanished (orders/paid mts_srv was accepted on 2026-11-02); nothing was "
            "added. If this is intended, check the web dashboard, then set on_vanished to add or warn. See "
        )
        paid, gift = result["templates"]
        assert paid["error"]["description"] == f"{WAS}, and on_vanished is fail"
        assert gift["error"]["description"] == "bee_srv not added, because the plan exceeds a guard"
        assert added(result) == [[], []]
        assert targets(simulator) == []

    def test_it_stands_in_one_error_with_the_other_guards(self, run: Run, simulator: Simulator) -> None:
        bounds: dict[str, Any] = {"max_additions": 0, "approved_plan": [], "fees": {"bee": 7}, "max_monthly_fees": 0}
        result = run(on_vanished="fail", **bounds)
        for part in (
            "1 registration has vanished (orders/paid mts_srv was accepted on 2026-11-02); ",
            "1 registration of 1 template would be added, and max_additions allows 0; ",
            "1 registration is not in approved_plan (orders/gift bee_srv); ",
            "the additions would cost 7 RUB a month, and max_monthly_fees allows 0 RUB; nothing was added. ",
        ):
            assert part in result["msg"]
        assert targets(simulator) == []

    @pytest.mark.parametrize(("count", "end"), [(5, ""), (7, " and 2 more")])
    def test_many_are_counted_and_some_are_named(self, run: Run, count: int, end: str) -> None:
        many = [{**PAID, "name": f"t{number}", "msg": f"Заказ {number}"} for number in range(count)]
        result = run(on_vanished="fail", templates=many, known=[known(one) for one in many])
        assert f"{count} registrations have vanished (orders/t0 mts_srv was " in result["msg"]
        assert f"orders/t4 mts_srv was accepted on 2026-11-02{end}); " in result["msg"]

    def test_it_stops_the_rest_although_its_own_template_is_blocked_anyway(
        self, run: Run, simulator: Simulator
    ) -> None:
        reject_mega(simulator)
        both = {**PAID, "targets": ["mts_srv", "mega_srv"]}
        result = run(on_vanished="fail", on_rejected="fail", templates=[both, GIFT])
        assert "1 registration has vanished (orders/paid mts_srv" in result["msg"]
        assert targets(simulator) == ["mega_srv"]


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"known": [known(state=None)]}, "known[0]: state is None; "),
            ({"known": [known(), known(state="acepted")]}, "known[1]: state is 'acepted'; did you mean 'accepted'?"),
            ({"known": [known(state=["accepted"])]}, "known[0]: state is ['accepted']; "),
            ({"known": [known(seen="yesterday")]}, "known[0]: seen is 'yesterday', which is not a time in ISO 8601"),
            ({"known": [known(seen=5)]}, "known[0]: seen is 5, which is not a time in ISO 8601"),
            ({"known": [known(target=None)]}, "known[0]: target is None; give its name"),
            ({"known": [known(target=["soc"])]}, "known[0]: target is ['soc']; give its name"),
            ({"known": None, "on_vanished": "warn"}, "on_vanished is 'warn', and known is missing"),
            ({"known": None, "on_vanished": "fail"}, "on_vanished is 'fail', and known is missing"),
        ],
    )
    @pytest.mark.parametrize("check_mode", [True, False])
    def test_what_is_invalid_is_told_and_nothing_is_sent(
        self, run: Run, simulator: Simulator, options: dict[str, Any], said: str, check_mode: bool
    ) -> None:
        result = run(check_mode, **options)
        assert result["failed"]
        assert said in result["msg"]
        assert simulator.commands() == []

    def test_nothing_is_known_of_a_new_environment(self, run: Run, simulator: Simulator) -> None:
        result = run(known=[], on_vanished="fail")
        assert not result.get("failed")
        assert sorted(targets(simulator)) == ["bee_srv", "mts_srv"]


class TestPlannedAnew:
    """Between the plan and the addition time has passed, so the template is read and planned again."""

    WANTED = Template("SHOP", "Заказ %d оплачен", ("mts_srv", "mega_srv"))

    @pytest.mark.parametrize("on_vanished", ["add", "warn"])
    def test_after_a_refused_request_it_is_still_held_back(self, simulator: Simulator, on_vanished: str) -> None:
        simulator.service.configure({"faults": [{"kind": "error", "code": 9, "command": "add"}]})
        outcome = _bulk.ensure_all(simulator.client(), [self.WANTED], width=1, guards=self.guards(on_vanished))
        assert (outcome.records[0].added, targets(simulator)) == (["mega_srv"], ["mega_srv"])
        assert outcome.records[0].error is None
        assert list(outcome.records[0].vanished) == ["mts_srv"]
        assert simulator.commands() == ["get", "add", "get", "add", "get"]

    def test_after_another_task_has_added_the_rest_nothing_is_left(self, simulator: Simulator, tmp_path: Path) -> None:
        client = simulator.client(state_dir=str(tmp_path))
        other = simulator.client(state_dir=str(tmp_path))
        claim = client.claim
        simulator.clock.now += 1

        def meanwhile(sender: str, msg: str, since: float | None) -> Any:
            simulator.clock.now += 1
            assert _provision.ensure(other, self.WANTED._replace(targets=("mega_srv",))).added == ["mega_srv"]
            return claim(sender, msg, since)

        client.claim = meanwhile  # type: ignore[method-assign]
        (record,) = _bulk.ensure_all(client, [self.WANTED], width=1, guards=self.guards("add")).records
        assert (record.added, record.error, targets(simulator)) == ([], None, ["mega_srv"])
        assert list(record.vanished) == ["mts_srv"]

    def guards(self, on_vanished: str) -> _judge.Guards:
        return _judge.Guards(known={self.WANTED.key: {"mts_srv": Vanished("accepted")}}, on_vanished=on_vanished)
