# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan of the role, its fees, and a run that is held to what was approved."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.environments import CATALOG, HOSTS
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

PROD = {"prod": HOSTS["prod"]}


def on_one_line(output: str) -> str:
    return " ".join(output.replace('"', " ").split())


def test_what_was_approved_is_provisioned_and_nothing_else(
    play: Any, simulator: RunningSimulator, tmp_path: Path
) -> None:
    file = tmp_path / "prod.json"
    run = play("provision", "--check", hosts=PROD, op_templates_plan_file=str(file))
    assert run.code == 0, run.output
    assert "monthly fees +2,040 RUB (MTS 2,040)" in run.output
    plan = json.loads(file.read_text("utf-8"))
    assert (plan["environment"], len(plan["ids"]), plan["monthly_fees"]) == ("prod", 4, 2040)
    assert {(one["set"], one["name"]) for one in plan["templates"]} == {
        ("orders", "paid"),
        ("orders", "ready"),
        ("codes", "login"),
    }
    assert file.stat().st_mode & 0o777 == 0o600

    # Another text, which nobody has seen.
    other = copy.deepcopy(CATALOG)
    other[0]["templates"].append({"name": "gift", "msg": "Подарок к заказу %d"})
    run = play("provision", hosts=PROD, op_templates_catalog=other, op_templates_approved_plan=str(file))
    assert run.code == 2
    assert "2 registrations are not in op_templates_approved_plan (orders/gift mts_srv" in on_one_line(run.output)
    assert simulator.registered() == []

    # Less than was approved is right, and so is all of it.
    fewer = play("provision", hosts=PROD, op_templates_sets=["codes"], op_templates_approved_plan=plan["ids"])
    assert (fewer.code, len(simulator.registered())) == (0, 1), fewer.output
    whole = play("provision", hosts=PROD, op_templates_approved_plan=str(file))
    assert (whole.code, len(simulator.registered())) == (0, 4), whole.output


def test_an_empty_list_approves_nothing(play: Any, simulator: RunningSimulator) -> None:
    run = play("provision", hosts=PROD, op_templates_approved_plan=[])
    assert run.code == 2
    assert "4 registrations are not in op_templates_approved_plan" in on_one_line(run.output)
    assert simulator.registered() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "prod.json: it cannot be read (No such file or directory)"),
        ("{", "prod.json is not a plan file: write a new one in check mode"),
        ('{"version": 2, "ids": []}', "prod.json is not a plan file of this version"),
        ('{"version": 1, "ids": [], "environment": "dev"}', "prod.json is the plan of 'dev', not of 'prod'"),
    ],
)
def test_what_is_not_a_plan_is_told_before_anything_is_sent(
    play: Any, simulator: RunningSimulator, tmp_path: Path, content: str | None, said: str
) -> None:
    file = tmp_path / "prod.json"
    if content:
        file.write_text(content, "utf-8")
    run = play("provision", hosts=PROD, op_templates_approved_plan=str(file))
    assert run.code == 2
    assert said in on_one_line(run.output)
    assert simulator.commands() == []


def test_no_more_is_spent_than_is_allowed(play: Any, simulator: RunningSimulator) -> None:
    guards = {"op_templates_max_monthly_fees": 1000, "op_templates_max_additions": 1}
    run = play("provision", hosts=PROD, op_templates_fees={"megafon": 500}, **guards)
    assert run.code == 2
    said = on_one_line(run.output)
    assert "4 registrations of 3 templates would be added, and op_templates_max_additions allows 1" in said
    assert "would cost 2,540 RUB a month, and op_templates_max_monthly_fees allows 1,000 RUB" in said
    assert simulator.registered() == []
    assert play("provision", hosts=PROD, op_templates_fees={"mts": 0}, op_templates_max_monthly_fees="0").code == 0


def test_operators_that_have_not_accepted_a_sender_name(play: Any, simulator: RunningSimulator) -> None:
    simulator.write("config", {"accounts": [{**ACCOUNT, "senders": {"SHOP": ["mts_*", "bee_*"], "BANK": ["*"]}}]})
    told = "SHOP is not accepted by MegaFon (rejected): 1 template; register the sender there or drop mega_srv"
    warned = play("provision", "--check", hosts=PROD)
    # As a warning of the module, and beside the plan.
    assert (warned.code, on_one_line(warned.output).count(told)) == (0, 2), warned.output
    run = play("provision", hosts=PROD, op_templates_check_senders="fail")
    assert run.code == 2
    assert f"{told}; nothing was added. If this is intended, set op_templates_check_senders to warn" in on_one_line(
        run.output
    )
    assert simulator.registered() == []
    # The list was read once for both.
    assert simulator.lists() == ["senders"]
    ignored = play("provision", "--check", hosts=PROD, op_templates_check_senders="ignore")
    assert (ignored.code, told in on_one_line(ignored.output)) == (0, False)


def test_an_empty_variable_is_not_an_approval(play: Any, simulator: RunningSimulator) -> None:
    run = play("provision", "-e", "op_templates_approved_plan=", hosts=PROD)
    assert run.code == 2
    assert "op_templates_approved_plan: '' is not a plan: give the ids of a plan" in on_one_line(run.output)
    assert simulator.commands() == []
