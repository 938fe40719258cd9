# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a playbook sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.modules import smsc_sender_info
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

EVERYWHERE = dict.fromkeys(("mts", "megafon", "beeline", "tele2", "motiv", "sber", "winmob", "volnamob"), "accepted")


@pytest.fixture(autouse=True)
def _names(simulator: Simulator) -> None:
    account = {
        **ACCOUNT,
        "senders": {"MYSHOP": ["*"], "0611": ["mts_*"]},
        "sender_statuses": {"MYSHOP": {"tele2_status": 0, "yota_step_status": 7}},
    }
    simulator.service.configure({"accounts": [account]})


@pytest.mark.parametrize("check_mode", [True, False])
def test_all_sender_names_with_the_state_at_each_operator(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, check_mode: bool
) -> None:
    result = run_module(smsc_sender_info, check_mode=check_mode, **connection)
    shop, digits = result["senders"]
    assert shop == {
        "sender": "MYSHOP",
        "id": 101,
        "operators": {**EVERYWHERE, "tele2": "pending", "yota": "unknown"},
        "merged": {"tele2": {"tele2_step_status": "accepted", "tele2_status": "pending"}},
    }
    assert (digits["sender"], digits["operators"]["mts"], digits["operators"]["motiv"]) == (
        "0611",
        "accepted",
        "rejected",
    )
    assert (result["changed"], result["requests"]["sent"], simulator.violations()) == (False, 1, [])
    (request,) = simulator.service.journal
    assert {name: request["params"].get(name) for name in ("get", "all", "operators", "fmt", "charset")} == {
        "get": "1",
        "all": "1",
        "operators": "1",
        "fmt": "3",
        "charset": "utf-8",
    }


def test_those_that_were_asked_for_and_a_warning_about_others(
    run_module: ModuleRun, connection: dict[str, Any]
) -> None:
    result = run_module(smsc_sender_info, **connection, senders=["0611", "MYSHPO"])
    assert [sender["sender"] for sender in result["senders"]] == ["0611"]
    assert result["warnings"] == ["senders: 'MYSHPO' is not a sender name of the account; did you mean 'MYSHOP'?"]


def test_a_name_that_yaml_has_made_a_number_of_is_told_and_nothing_is_sent(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    result = run_module(smsc_sender_info, **connection, senders=[393])
    assert result["msg"].startswith(
        "parameters: senders: item 1 is 393, which is not a text: put it in quotation marks"
    )
    assert (result["error"]["kind"], simulator.lists()) == ("parameters", [])


def test_tasks_share_what_one_has_read_for_a_minute(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    results = [run_module(smsc_sender_info, **connection) for _task in range(10)]
    assert [result["requests"]["sent"] for result in results] == [1] + [0] * 9
    assert all(result["senders"] == results[0]["senders"] for result in results)
    assert simulator.lists() == ["senders"]


def test_an_account_is_not_told_the_sender_names_of_another(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    other = {"login": "other", "password": "p", "api_key": "k", "senders": {"OTHER": ["*"]}}
    simulator.service.configure({"accounts": [*simulator.service.config["accounts"], other]})
    run_module(smsc_sender_info, **connection)
    result = run_module(smsc_sender_info, **{**connection, "api_key": "k"})
    assert [sender["sender"] for sender in result["senders"]] == ["OTHER"]


@pytest.mark.parametrize(("code", "kind"), [(1, "parameters"), (4, "ip_blocked"), (3, "api")])
def test_an_error_of_the_service_is_a_failure(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, code: int, kind: str
) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": code}]})
    result = run_module(smsc_sender_info, **connection)
    assert (result["failed"], result["error"]["kind"], result["error"]["code"]) == (True, kind, code)


def test_a_lost_response_is_asked_for_again(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    simulator.service.configure({"faults": [{"kind": "drop_after"}]})
    result = run_module(smsc_sender_info, **connection)
    assert (len(result["senders"]), simulator.lists()) == (2, ["senders"] * 2)
