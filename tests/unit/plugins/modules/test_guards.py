# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between the plan of a list and its first addition."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.modules import smsc_op_templates
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT, API_KEY
from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

WANTED = [
    {"set": "orders", "name": "paid", "sender": "SHOP", "msg": "Заказ %d оплачен", "targets": ["mts_srv", "tele2_srv"]},
    {"set": "orders", "name": "gift", "sender": "SHOP", "msg": "Подарок", "targets": ["bee_srv"]},
]


def test_a_plan_has_ids_and_fees_and_is_the_same_before_it_is_applied(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    plan = run_module(smsc_op_templates, check_mode=True, **connection, templates=WANTED)["plan"]
    assert (plan["additions"], plan["templates"], len(set(plan["ids"]))) == (3, 2, 3)
    assert plan["fees"] == {"tele2": 1100, "mts": 1020}
    assert plan["monthly_fees"] == 2120
    assert simulator.registered() == []
    result = run_module(smsc_op_templates, **connection, templates=WANTED, approved_plan=plan["ids"])
    assert result["plan"] == plan
    assert len(simulator.registered()) == 3
    again = run_module(smsc_op_templates, **connection, templates=WANTED, approved_plan=[])
    assert not again.get("failed")
    assert again["plan"] == {"additions": 0, "templates": 0, "ids": [], "fees": {}, "monthly_fees": 0}


def test_ids_are_the_same_on_every_machine_and_tell_no_secret(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, tmp_path: Path
) -> None:
    host = simulator.api_url.split("/")[2]
    key = hashlib.pbkdf2_hmac("sha256", API_KEY.encode(), b"smsops.smsc account", 100_000).hex()
    by_login = {"api_url": simulator.api_url, "login": ACCOUNT["login"], "password": ACCOUNT["password"]}
    for credentials, account in ((connection, key), (by_login, ACCOUNT["login"])):
        plans = [
            run_module(
                smsc_op_templates,
                check_mode=True,
                **{**credentials, "state_dir": str(tmp_path / machine)},
                templates=WANTED,
            )["plan"]["ids"]
            for machine in "ab"
        ]
        parts = [[host, account, t["sender"], t["msg"], target] for t in WANTED for target in t["targets"]]
        assert plans == [sorted(hashlib.sha256(json.dumps(part).encode()).hexdigest() for part in parts)] * 2


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("guards", "said"),
    [
        ({"max_additions": 2}, ["3 registrations of 2 templates would be added, and max_additions allows 2"]),
        ({"max_monthly_fees": 2119.5}, ["cost 2,120 RUB a month, and max_monthly_fees allows 2,119.5 RUB"]),
        ({"max_monthly_fees": 0, "fees": {"bee": 5}}, ["cost 2,125 RUB a month, and max_monthly_fees allows 0 RUB"]),
        (
            {"approved_plan": []},
            ["3 registrations are not in approved_plan (orders/paid mts_srv, orders/paid tele2_srv, orders"],
        ),
        (
            {"approved_plan": ["x"], "max_additions": 1, "max_monthly_fees": 1},
            [
                "max_additions allows 1; 3 registrations are not in approved_plan (",
                "; the additions would cost 2,120 RUB a month, and max_monthly_fees allows 1 RUB; nothing was added. ",
                "If this is intended, raise max_additions; make the plan anew and have it approved; ",
                "; raise max_monthly_fees. ",
            ],
        ),
    ],
)
def test_every_guard_that_is_exceeded_stands_in_one_error_and_nothing_is_added(
    run_module: ModuleRun,
    connection: dict[str, Any],
    simulator: Simulator,
    guards: dict[str, Any],
    said: list[str],
    check_mode: bool,
) -> None:
    result = run_module(smsc_op_templates, check_mode=check_mode, **connection, templates=WANTED, **guards)
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "parameters")
    assert all(part in result["msg"] for part in said), result["msg"]
    assert "; nothing was added. If this is intended, " in result["msg"]
    assert [template["error"]["description"] for template in result["templates"]] == [
        "mts_srv, tele2_srv not added, because the plan exceeds a guard",
        "bee_srv not added, because the plan exceeds a guard",
    ]
    # The plan is there all the same, to be approved.
    assert len(result["plan"]["ids"]) == 3
    assert simulator.registered() == []


def test_a_bound_that_is_met_is_no_obstacle(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    plan = run_module(smsc_op_templates, check_mode=True, **connection, templates=WANTED)["plan"]
    bounds: dict[str, Any] = {
        "max_additions": 3,
        "max_monthly_fees": 2120,
        "approved_plan": [*plan["ids"], "of something else"],
    }
    result = run_module(smsc_op_templates, **connection, templates=WANTED, **bounds)
    assert not result.get("failed")
    assert len(simulator.registered()) == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"max_additions": -1}, "max_additions is -1; it must be 0 or more"),
        ({"max_monthly_fees": -0.5}, "max_monthly_fees is -0.5; give a number of RUB a month, 0 or more"),
        ({"max_monthly_fees": "nan"}, "max_monthly_fees is nan; give a number"),
        ({"fees": {"tele": 5}}, "fees: there is no operator 'tele'; did you mean 'tele2'?"),
    ],
)
def test_an_invalid_bound_is_told_and_nothing_is_sent(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, options: dict[str, Any], said: str
) -> None:
    result = run_module(smsc_op_templates, **connection, templates=WANTED, **options)
    assert result["failed"]
    assert said in result["msg"]
    assert simulator.commands() == []
