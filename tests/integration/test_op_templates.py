# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates and the playbooks, as a user runs them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

CATALOG: list[dict[str, Any]] = [
    {
        "name": "orders",
        "targets": ["mts_srv", "mega_srv"],
        "templates": [
            {"name": "paid", "msg": "Заказ %d оплачен"},
            {"name": "ready", "msg": "Заказ %d готов", "targets": ["bee_srv"]},
        ],
    },
    {"name": "codes", "sender": "CODES", "targets": ["mts_auth"], "templates": [{"name": "login", "msg": "Код %d"}]},
]
ALL = sorted(
    [
        ("SHOP", "Заказ %d оплачен", "mts_srv"),
        ("SHOP", "Заказ %d оплачен", "mega_srv"),
        ("SHOP", "Заказ %d готов", "bee_srv"),
        ("CODES", "Код %d", "mts_auth"),
    ]
)


def provision(
    ansible: Ansible, simulator: RunningSimulator, *arguments: str, playbook: str = "provision", **variables: Any
) -> Run:
    settings = {
        "op_templates_catalog": CATALOG,
        "op_templates_sender": "SHOP",
        "op_templates_api_url": simulator.api_url,
        "op_templates_api_key": ACCOUNT["api_key"],
        **LOCAL,
        **variables,
    }
    inventory = ansible.hosts({"prod": settings})
    return ansible.run("-i", inventory, *arguments, f"smsops.smsc.{playbook}")


def matrix(run: Run, host: str = "prod") -> list[str]:
    """All states, as they are shown where that is wanted, and the last line, which counts them."""
    lines = run.shown(host)
    start = next(number for number, line in enumerate(lines) if line.startswith("template "))
    end = next((number for number, line in enumerate(lines) if number > start and not line), len(lines) - 1)
    return [*lines[start:end], lines[-1]]


@pytest.mark.parametrize(
    ("inventory", "catalog", "said"),
    [
        ("op_templates_sender=393", "", "op_templates_sender is 393"),
        ("op_templates_sender=True", "", "op_templates_sender is True"),
        ("op_templates_sender=SHOP", "sender: 0611", "orders: sender is 393"),
        ("op_templates_sender=SHOP", "sender: NO", "orders: sender is False"),
        (
            "op_templates_overrides={'orders':{'sender':611}}",
            "sender: S",
            "op_templates_overrides['orders']: sender is 611",
        ),
    ],
)
def test_a_sender_that_is_not_a_text_is_told_wherever_it_stands(
    ansible: Ansible, simulator: RunningSimulator, inventory: str, catalog: str, said: str
) -> None:
    (ansible.folder / "inventory.ini").write_text(f"prod ansible_connection=local\n[all:vars]\n{inventory}\n", "utf-8")
    lines = ["- name: orders", f"  {catalog}", "  targets: [mts_srv]", "  templates: [{name: paid, msg: Заказ}]"]
    (ansible.folder / "catalog.yml").write_text("\n".join(line for line in lines if line.strip()), "utf-8")
    settings = {"op_templates_catalog_files": ["catalog.yml"], "op_templates_api_url": simulator.api_url}
    settings["op_templates_api_key"] = ACCOUNT["api_key"]
    run = ansible.run("-i", "inventory.ini", "-e", json.dumps(settings), "smsops.smsc.provision")
    assert run.code == 2, run.output
    assert said in run.output
    assert "which is not a text; put it in quotation marks" in " ".join(run.output.split())
    assert simulator.commands() == []


def test_what_is_switched_off_is_read_and_told(ansible: Ansible, simulator: RunningSimulator) -> None:
    off: dict[str, Any] = {"orders": {"targets": []}, "codes": {"targets": []}}
    run = provision(ansible, simulator, "--check", op_templates_overrides=off)
    assert run.code == 0, run.output
    off_ones = "orders/paid (SHOP), orders/ready (SHOP), codes/login (CODES)"
    assert f"3 templates are switched off (targets: []): {off_ones}" in run.shown()
    assert provision(ansible, simulator, op_templates_overrides=off).code == 0
    assert simulator.registered() == []
    gate = provision(ansible, simulator, playbook="gate", op_templates_overrides=off)
    assert gate.code == 0, gate.output


def test_twice_registers_once(ansible: Ansible, simulator: RunningSimulator) -> None:
    first = provision(ansible, simulator)
    assert first.code == 0, first.output
    assert (first.changed(), sorted(simulator.registered())) == ({"prod": 1}, ALL)
    second = provision(ansible, simulator)
    assert (second.code, second.changed(), sorted(simulator.registered())) == (0, {"prod": 0}, ALL)
    assert simulator.commands()[:3] == ["get"] * 3
    assert Counter(simulator.commands()) == {"get": 2 * 3 + 3, "add": 3}
    assert simulator.read("violations") == []


def test_the_matrix_is_readable(ansible: Ansible, simulator: RunningSimulator) -> None:
    simulator.write("config", {"moderation": {"submit_after": 0}})
    run = provision(ansible, simulator, op_templates_sets=["codes", "orders"], op_templates_matrix="always")
    assert matrix(run) == [
        "template      sender  mts_auth   mts_srv    mega_srv   bee_srv",
        "codes/login   CODES   submitted  -          -          -",
        "orders/paid   SHOP    -          submitted  submitted  -",
        "orders/ready  SHOP    -          -          -          submitted",
        "prod: 3 templates, 4 registrations: 4 submitted",
    ]
    run = provision(ansible, simulator, "-v")
    assert "codes/login   CODES   -          -          -          submitted" in matrix(run)
    # It is long, so it comes only where it is wanted.
    assert not any(line.startswith("template ") for line in provision(ansible, simulator).shown())


def test_only_the_sets_of_the_environment(ansible: Ansible, simulator: RunningSimulator) -> None:
    provision(ansible, simulator, op_templates_sets=["codes"])
    assert sorted(simulator.registered()) == [("CODES", "Код %d", "mts_auth")]


def test_check_mode_sends_no_addition(ansible: Ansible, simulator: RunningSimulator) -> None:
    run = provision(ansible, simulator, "--check", "--diff")
    assert (run.code, run.changed()) == (0, {"prod": 1})
    assert simulator.commands() == ["get"] * 3
    assert "+orders/ready (SHOP: Заказ %d готов): bee_srv pending" in run.output


def test_a_template_that_fails_stops_no_other_and_is_reported(ansible: Ansible, simulator: RunningSimulator) -> None:
    simulator.write("config", {"refusals": [{"target": "mega_*", "status": -2}]})
    run = provision(ansible, simulator, op_templates_matrix="always")
    assert run.code == 2
    assert sorted(simulator.registered()) == [entry for entry in ALL if entry[2] != "mega_srv"]
    assert run.shown()[:3] == [
        "prod: 1 of 3 templates failed",
        "  the service refused mega_srv: the template cannot be saved (-2): orders/paid",
        "",
    ]
    assert matrix(run) == [
        "template      sender  mts_srv    mega_srv   bee_srv    mts_auth",
        "orders/paid   SHOP    pending    not_found  -          -",
        "orders/ready  SHOP    -          -          pending    -",
        "codes/login   CODES   -          -          -          pending",
        "prod: 3 templates, 1 failed, 4 registrations: 3 pending, 1 not found",
    ]


def test_what_could_not_be_read_is_not_called_missing(ansible: Ansible, simulator: RunningSimulator) -> None:
    wrong = {"op_templates_api_key": "wrong", "op_templates_matrix": "always"}
    run = provision(ansible, simulator, op_templates_sets=["codes"], **wrong)
    assert run.code == 2
    assert matrix(run)[1:] == [
        "codes/login  CODES   unknown",
        "prod: 1 template, 1 failed, 1 registration: 1 unknown",
    ]


def test_status_reads_and_changes_nothing(ansible: Ansible, simulator: RunningSimulator) -> None:
    provision(ansible, simulator, op_templates_sets=["orders"])
    simulator.write(
        "config",
        {"moderation": {"verdicts": [{"target": "mega_*", "verdict": "rejected"}]}, "answers": {"names": "english"}},
    )
    simulator.write("clock", {"advance": 30 * 24 * 3600})
    run = provision(ansible, simulator, playbook="status", op_templates_matrix="always")
    assert (run.code, run.changed()) == (0, {"prod": 0})
    lines = run.shown()
    assert lines[:2] == ["needs attention: 1 rejected", "  orders/paid  SHOP  mega_srv  rejected"]
    assert "1 registration not there yet; provision adds what is missing" in lines
    assert matrix(run) == [
        "template      sender  mts_srv    mega_srv   bee_srv    mts_auth",
        "orders/paid   SHOP    accepted   rejected   -          -",
        "orders/ready  SHOP    -          -          accepted   -",
        "codes/login   CODES   -          -          -          not_found",
        "prod: 3 templates, 4 registrations: 2 accepted, 1 rejected, 1 not found",
    ]


def test_a_rejected_template_can_fail_the_run(ansible: Ansible, simulator: RunningSimulator) -> None:
    provision(ansible, simulator)
    simulator.write("config", {"moderation": {"verdicts": [{"target": "mts_auth", "verdict": "rejected"}]}})
    simulator.write("clock", {"advance": 30 * 24 * 3600})
    assert provision(ansible, simulator).code == 0
    assert provision(ansible, simulator, op_templates_on_rejected="fail").code == 2


def test_credentials_come_from_the_environment_when_none_are_given(
    ansible: Ansible, simulator: RunningSimulator
) -> None:
    inventory = ansible.folder / "inventory.yml"
    inventory.write_text(
        yaml.safe_dump(
            {
                "all": {
                    "hosts": {"prod": {"op_templates_catalog": CATALOG, "op_templates_sender": "SHOP"}},
                    "vars": {
                        "ansible_connection": "local",
                        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
                    },
                }
            }
        ),
        "utf-8",
    )
    environ = {"SMSC_LOGIN": "shop", "SMSC_PASSWORD": ACCOUNT["password"], "SMSC_API_URL": simulator.api_url}
    run = ansible.run("-i", str(inventory), "smsops.smsc.provision", environ=environ)
    assert (run.code, sorted(simulator.registered())) == (0, ALL), run.output


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"op_templates_sets": ["order"]}, "no set 'order' in the catalog; did you mean 'orders'?"),
        ({"op_templates_sender": ""}, "op_templates_catalog, orders: sender is missing"),
        (
            {"op_templates_catalog": [{"name": "x"}]},
            "op_templates_catalog, x: templates is missing: give it a list of them",
        ),
        (
            {"op_templates_on_rejected": "explode"},
            "value of op_templates_on_rejected must be one of: fail, warn, ignore",
        ),
    ],
)
def test_bad_input_is_named_before_anything_is_sent(
    ansible: Ansible, simulator: RunningSimulator, variables: dict[str, Any], words: str
) -> None:
    run = provision(ansible, simulator, **variables)
    assert run.code == 2
    assert words in run.output
    assert simulator.commands() == []


def test_the_demo_as_one_playbook(ansible: Ansible) -> None:
    examples = TREE / "docs" / "examples" / "inventory"
    run = ansible.run(
        "-i",
        str(examples),
        "-e",
        f"simulator_dir='{ansible.folder}/demo' demo_report='{ansible.folder}/report.html' op_templates_matrix=always "
        "op_templates_matrix_rows=40",
        "smsops.smsc.demo",
    )
    assert run.code == 0, run.output
    assert run.changed() == {"localhost": 5, "dev": 1, "stage": 1, "prod": 1}
    assert run.of("Nothing was changed")["msg"] == "the second pass changed nothing"
    assert matrix(run, "stage") == [
        "template            sender       mts_srv    mega_srv   bee_srv    mts_auth   mega_auth",
        "orders/accepted     MYSHOP-TEST  accepted   accepted   -          -          -",
        "orders/paid         MYSHOP-TEST  accepted   accepted   -          -          -",
        "orders/ready        MYSHOP-TEST  accepted   accepted   -          -          -",
        "orders/cancelled    MYSHOP-TEST  accepted   accepted   -          -          -",
        "delivery/today      MYSHOP-TEST  accepted   accepted   suspended  -          -",
        "delivery/postponed  MYSHOP-TEST  accepted   accepted   suspended  -          -",
        "codes/login         MYSHOP-TEST  -          -          -          accepted   accepted",
        "codes/password      MYSHOP-TEST  -          -          -          accepted   accepted",
        "stage: 8 templates, 18 registrations: 16 accepted, 2 suspended",
    ]
    report = (ansible.folder / "report.html").read_text("utf-8")
    assert report.startswith("<!DOCTYPE html>")
    assert "MYSHOP-PAY" in report
    assert not (ansible.folder / "demo").exists()
