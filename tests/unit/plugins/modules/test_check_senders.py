# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sender names that an operator has not accepted, before templates are added for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._guards import _senders
from ansible_collections.smsops.smsc.plugins.module_utils._model._template import Template
from ansible_collections.smsops.smsc.plugins.module_utils._service._sender_names import Sender
from ansible_collections.smsops.smsc.plugins.modules import smsc_op_templates
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

WANTED = [
    {"name": f"t{number}", "sender": "TehnoPay", "msg": f"Списание {number} от %d", "targets": ["mts_trn", "motiv_trn"]}
    for number in range(3)
]
TOLD = "TehnoPay is not accepted by Motiv (rejected): 3 templates; register the sender there or drop motiv_trn"


@pytest.fixture
def one_operator_less(simulator: Simulator) -> None:
    account = {**ACCOUNT, "senders": {"TehnoPay": ["mts_*", "tele2_*"]}}
    simulator.service.configure({"accounts": [account]})


@pytest.mark.usefixtures("one_operator_less")
class TestNotAccepted:
    @pytest.mark.parametrize("check_mode", [True, False])
    def test_by_default_it_is_a_warning_and_the_service_decides(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, check_mode: bool
    ) -> None:
        result = run_module(smsc_op_templates, check_mode=check_mode, **connection, templates=WANTED)
        assert result["warnings"] == [TOLD]
        assert result["sender_problems"] == [
            {
                "sender": "TehnoPay",
                "operator": "motiv",
                "state": "rejected",
                "states": {"motiv_step_status": "rejected"},
                "targets": ["motiv_trn"],
                "templates": 3,
            }
        ]
        assert simulator.lists() == ["senders"]
        registered = [] if check_mode else ["mts_trn"] * 3
        assert [target for _sender, _msg, target in simulator.registered()] == registered
        assert bool(result.get("failed")) is not check_mode

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_as_a_guard_it_stands_in_the_one_error_and_nothing_is_added(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, check_mode: bool
    ) -> None:
        guards = {"check_senders": "fail", "max_additions": 1}
        result = run_module(smsc_op_templates, check_mode=check_mode, **connection, templates=WANTED, **guards)
        assert result["failed"]
        assert result["error"]["description"] == (
            "6 registrations of 3 templates would be added, and max_additions allows 1; "
            f"{TOLD}; nothing was added. If this is intended, raise max_additions; set check_senders to warn"
        )
        assert "warnings" not in result, "it is said once"
        assert len(result["sender_problems"]) == 1
        assert simulator.registered() == []

    def test_ignored_nobody_asks(self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> None:
        result = run_module(smsc_op_templates, **connection, templates=WANTED, check_senders="ignore")
        assert (result["sender_problems"], result.get("warnings"), simulator.lists()) == ([], None, [])

    def test_what_is_not_planned_is_not_judged(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        wanted = [{**item, "targets": ["mts_trn"]} for item in WANTED]
        result = run_module(smsc_op_templates, **connection, templates=wanted, check_senders="fail")
        assert (result["changed"], result["sender_problems"], result.get("warnings")) == (True, [], None)
        # Now there is nothing to add, and nobody asks.
        run_module(smsc_op_templates, **connection, templates=wanted, check_senders="fail")
        assert simulator.lists() == ["senders"]


def test_of_several_states_the_worse_counts_and_all_are_told(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    account = {**ACCOUNT, "senders": {"MYSHOP": ["*"]}, "sender_statuses": {"MYSHOP": {"tele2_status": 1}}}
    simulator.service.configure({"accounts": [account]})
    wanted = [{"sender": "MYSHOP", "msg": "Код %d", "targets": ["tele2_srv", "tele2_trn", "mts_srv"]}]
    result = run_module(smsc_op_templates, check_mode=True, **connection, templates=wanted)
    assert result["warnings"] == [
        "MYSHOP is not accepted by Tele2 (tele2_step_status accepted, tele2_status submitted): "
        "1 template; wait until it is or drop tele2_srv, tele2_trn"
    ]


@pytest.mark.parametrize(
    ("senders", "warning"),
    [
        ({"SHOP": ["*"]}, "TehnoPay is not in the account's list of sender names; check its spelling"),
        ({}, "TehnoPay is not in the account's list of sender names; check its spelling"),
    ],
)
@pytest.mark.parametrize("mode", ["warn", "fail"])
def test_a_name_that_is_not_in_the_list_is_told_and_stops_nothing(
    run_module: ModuleRun,
    connection: dict[str, Any],
    simulator: Simulator,
    senders: dict[str, list[str]],
    warning: str,
    mode: str,
) -> None:
    simulator.service.configure({"accounts": [{**ACCOUNT, "senders": senders}]})
    result = run_module(smsc_op_templates, check_mode=True, **connection, templates=WANTED, check_senders=mode)
    assert (result.get("failed"), result["warnings"], result["plan"]["additions"]) == (None, [warning], 6)


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ('[{"sender": "TehnoPay"}]', "the service does not say which operators accept TehnoPay"),
        (
            '[{"sender": "TehnoPay", "motiv_status": 2, "motiv_step_status": 8}]',
            "what motiv_step_status of TehnoPay says is not understood",
        ),
        ('{"TehnoPay": 2}', "the list of sender names could not be read ({}: the response is not in a known form: "),
        (
            '{"error": "x", "error_code": 3}',
            'the list of sender names could not be read ({} returned "x"), so it is not known which',
        ),
    ],
)
def test_what_is_not_understood_is_told_and_stops_nothing(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, body: str, warning: str
) -> None:
    simulator.service.configure({"faults": [{"kind": "body", "command": "senders", "body": body}]})
    result = run_module(smsc_op_templates, **connection, templates=WANTED, check_senders="fail")
    assert (result.get("failed"), len(simulator.registered())) == (None, 6)
    (said,) = result["warnings"]
    assert said.startswith(warning.format(f"{urlsplit(simulator.api_url).netloc} (from api_url)"))


def test_an_endpoint_that_is_not_there_stops_nothing(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    fault = {"kind": "body", "command": "senders", "body": "<html>404</html>", "status": 404}
    simulator.service.configure({"faults": [fault]})
    result = run_module(smsc_op_templates, **connection, templates=WANTED, check_senders="fail")
    assert (result.get("failed"), len(simulator.registered()), simulator.lists()) == (None, 6, ["senders"])
    assert "HTTP 404" in result["warnings"][0]


@pytest.mark.parametrize(("code", "kind"), [(2, "auth"), (4, "ip_blocked")])
def test_what_concerns_the_account_stops_all(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, code: int, kind: str
) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": code, "command": "senders"}]})
    result = run_module(smsc_op_templates, **connection, templates=WANTED, check_senders="warn")
    assert (result["failed"], result["error"]["kind"]) == (True, kind)
    assert simulator.registered() == []


class TestSharing:
    def test_for_ten_minutes_all_tasks_on_a_machine_take_what_one_has_read(
        self, simulator: Simulator, tmp_path: Path
    ) -> None:
        one, other = (simulator.client(state_dir=str(tmp_path)) for _client in range(2))
        first = one.senders()
        simulator.clock.now += 599
        assert other.senders() == first
        assert simulator.lists() == ["senders"]
        simulator.clock.now += 2
        other.senders()
        assert simulator.lists() == ["senders"] * 2
        assert simulator.violations() == []

    def test_within_a_process_without_a_folder_too(self, simulator: Simulator) -> None:
        client = simulator.client(state_dir=None)
        client.senders()
        client.senders()
        assert simulator.lists() == ["senders"]

    def test_the_store_keeps_names_and_states_and_no_secret(self, simulator: Simulator, tmp_path: Path) -> None:
        simulator.service.configure({"accounts": [{**ACCOUNT, "senders": {"TehnoPay": ["*"]}}]})
        simulator.client(state_dir=str(tmp_path)).senders()
        content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"TehnoPay" in content
        assert ACCOUNT["api_key"].encode() not in content

    def test_a_reboot_makes_it_worthless(self, simulator: Simulator, tmp_path: Path) -> None:
        simulator.client(state_dir=str(tmp_path)).senders()
        # The clock of the machine starts anew.
        simulator.clock.now -= 300
        simulator.client(state_dir=str(tmp_path)).senders()
        assert simulator.lists() == ["senders"] * 2


def test_several_rows_of_one_name_are_as_bad_as_the_worst() -> None:
    senders = [Sender("X", 1, {"mts_status": "accepted"}), Sender("X", 2, {"mts_status": "suspended"})]
    found = _senders.compare(senders, [(Template("X", "a", ("mts_srv",)), "mts_srv")])
    assert [problem.state for problem in found.problems] == ["suspended"]


def test_what_an_operator_has_not_decided_is_to_be_waited_for() -> None:
    senders = [Sender("X", 1, {"mts_status": "pending"})]
    (problem,) = _senders.compare(senders, [(Template("X", "a", ("mts_srv",)), "mts_srv")]).problems
    assert problem.text == "X is not accepted by MTS (pending): 1 template; wait until it is or drop mts_srv"


def test_all_that_is_not_understood_is_named() -> None:
    senders = [Sender("X", 1, {"mts_status": "unknown", "mts_step_status": "unknown"})]
    found = _senders.compare(senders, [(Template("X", "a", ("mts_srv",)), "mts_srv")])
    assert found == _senders.Check([], ["what mts_status, mts_step_status of X says is not understood"])


def test_nobody_waits_for_a_limit_to_learn_what_stops_nothing(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 9, "command": "senders"}]})
    found = _senders.check(simulator.client(), [(Template("X", "a", ("mts_srv",)), "mts_srv")])
    assert (found.problems, len(found.warnings), simulator.clock.slept) == ((), 1, [])


def test_a_target_of_no_operator_in_the_list_is_no_problem() -> None:
    senders = [Sender("X", 1, {"mts_status": "accepted"})]
    assert _senders.compare(senders, [(Template("X", "a", ("soc",)), "soc")]) == _senders.Check([], [])
