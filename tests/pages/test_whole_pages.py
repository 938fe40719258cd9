# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole pages of Ansible's default callback, kept in the folder `expected`; `make pages` makes them anew."""

from __future__ import annotations

import copy
import json
from typing import Any

from ansible_collections.smsops.smsc.tests.support.simulator import Simulator
from ansible_collections.smsops.smsc.tests.support.terminal import Terminal, compare

ORDERS = [
    {"name": "created", "msg": "Заказ %d оформлен, сумма %d руб."},
    {"name": "paid", "msg": "Заказ %d оплачен. Ждём вас в магазине MyShop"},
    {"name": "cancelled", "msg": "Заказ %d отменён"},
    {"name": "lost", "msg": "Заказ %d утерян, деньги вернутся на карту"},
]
CODES = [
    {"name": "login", "msg": "Код для входа: %d"},
    {"name": "reset", "msg": "Код для смены пароля: %d"},
]
CATALOG: list[dict[str, Any]] = [
    {"name": "orders", "targets": ["mts_srv", "mega_srv", "bee_srv"], "templates": ORDERS},
    {"name": "codes", "targets": ["mts_auth", "mega_auth"], "templates": CODES},
]


def changed() -> list[dict[str, Any]]:
    """The catalog a while later: a text is new, one has changed, and one is gone."""
    catalog = copy.deepcopy(CATALOG)
    orders = catalog[0]["templates"]
    orders[2]["msg"] = "Заказ %d отменён, деньги вернутся на карту"
    orders[3] = {"name": "gift", "msg": "Подарок к заказу %d ждёт вас в магазине", "targets": ["tele2_srv", "mega_srv"]}
    return catalog


def decide(simulator: Simulator, **verdicts: str) -> None:
    """What operators decide of these targets; of all others, that they are accepted."""
    rules = [{"target": target, "verdict": verdict} for target, verdict in verdicts.items()]
    simulator.service.configure({"moderation": {"verdicts": rules}})


def test_a_plan_of_new_and_replaced_texts(terminal: Terminal) -> None:
    assert terminal.run("provision", op_templates_catalog=CATALOG).code == 0
    terminal.wait(7)
    run = terminal.run("provision", "--check", op_templates_catalog=changed())
    assert run.code == 0, run.output
    compare(terminal.page(run), "plan")


def test_provision_with_something_to_add(terminal: Terminal) -> None:
    run = terminal.run("provision", op_templates_catalog=CATALOG)
    assert run.code == 0, run.output
    compare(terminal.page(run), "provision")


def test_provision_with_nothing_to_do(terminal: Terminal) -> None:
    terminal.run("provision", op_templates_catalog=CATALOG)
    terminal.wait(7)
    terminal.run("status", op_templates_catalog=CATALOG)
    terminal.wait(1)
    run = terminal.run("provision", op_templates_catalog=CATALOG)
    assert run.code == 0, run.output
    compare(terminal.page(run), "nothing_to_do")


def test_status_with_problems_of_every_kind(terminal: Terminal, simulator: Simulator) -> None:
    terminal.run("provision", op_templates_catalog=CATALOG)
    terminal.wait(7)
    decide(simulator, mega_auth="rejected", bee_srv="suspended")
    terminal.run("provision", op_templates_catalog=changed())
    terminal.wait(7)
    kept = simulator.service.state.registrations
    for key in [key for key, one in kept.items() if one["msg"] == ORDERS[1]["msg"] and one["target"] == "mts_srv"]:
        del kept[key]
    terminal.run("status", op_templates_catalog=changed())
    terminal.wait(3)
    run = terminal.run("status", op_templates_catalog=changed())
    assert run.code == 0, run.output
    compare(terminal.page(run), "problems")
    # Nobody has said how much may be added, so what has vanished is not added again.
    run = terminal.run("provision", op_templates_catalog=changed())
    assert run.code == 0, run.output
    compare(terminal.page(run), "vanished")


def test_the_gate_closed_and_open(terminal: Terminal, simulator: Simulator) -> None:
    terminal.run("provision", op_templates_catalog=CATALOG)
    terminal.wait(1)
    terminal.run("status", op_templates_catalog=CATALOG)
    decide(simulator, mega_auth="rejected", bee_srv="suspended")
    terminal.wait(7)
    run = terminal.run("gate", op_templates_catalog=CATALOG)
    assert run.code == 2, run.output
    compare(terminal.page(run), "gate_closed")
    decide(simulator)
    terminal.wait(1)
    run = terminal.run("gate", op_templates_catalog=CATALOG)
    assert run.code == 0, run.output
    compare(terminal.page(run), "gate_open")


def test_a_refused_key(terminal: Terminal) -> None:
    run = terminal.run("provision", op_templates_catalog=CATALOG, op_templates_api_key="of another shop")
    assert run.code == 2, run.output
    compare(terminal.page(run), "refused_key")


def test_mistakes_of_a_catalog(terminal: Terminal) -> None:
    (terminal.folder / "catalog").mkdir()
    files = {
        "codes": "- name: codes\n  sender: 0611\n  targets: [mts_auth]\n  templates: [{name: login, msg: 'Код %d'}]\n",
        "orders": "- name: orders\n  targets: [mts_svr]\n  templates: [{name: paid, masg: 'Заказ %d оплачен'}]\n",
    }
    for name, text in files.items():
        (terminal.folder / "catalog" / f"{name}.yml").write_text(text, "utf-8")
    run = terminal.run("provision", op_templates_catalog_files=["catalog/*.yml"])
    assert run.code == 2, run.output
    compare(terminal.page(run), "mistakes")


def test_findings_over_two_environments(terminal: Terminal) -> None:
    catalog = copy.deepcopy(CATALOG)
    catalog[1]["templates"][0]["msg"] = "Код для входа: %w+"
    catalog[0]["templates"][0]["examples"] = ["Заказ 17 оформлен, сумма 1 990 руб."]
    hosts: dict[str, dict[str, Any]] = {"dev": {"op_templates_sets": ["orders"]}, "prod": {}}
    run = terminal.run("check", hosts=hosts, op_templates_catalog=catalog)
    assert run.code == 2, run.output
    compare(terminal.page(run), "findings")


def test_a_service_that_cannot_be_reached(terminal: Terminal) -> None:
    # Nothing listens at this port, and no system gives it away.
    address = "http://127.0.0.1:1/sys/"
    run = terminal.run("status", op_templates_catalog=CATALOG, op_templates_api_url=address)
    assert run.code == 2, run.output
    compare(terminal.page(run), "unreachable")


def test_a_gate_with_an_unknown_policy(terminal: Terminal) -> None:
    run = terminal.run("gate", op_templates_catalog=CATALOG, op_templates_gate="acepted")
    assert run.code == 2, run.output
    compare(terminal.page(run), "unknown_policy")


def sent(terminal: Terminal) -> dict[str, Any]:
    """A file of messages: some match, some nearly, some are of a text that nobody has written down."""
    names = ["Анна", "Пётр", "Вера", "Олег", "Нина", "Глеб", "Юрий", "Зоя", "Инна", "Лев", "Ольга", "Павел"]
    messages = [f"Заказ {n} оплачен. Ждём вас в магазине MyShop" for n in range(60)]
    messages += [f"Заказ {n} оформлен, сумма {n} {100 + n} руб." for n in range(30)]
    messages += [f"{name}, ваш подарок {n} ждёт вас до завтра" for n, name in enumerate(names * 2)]
    messages += [f"Код для входа: {n}" for n in range(20)] + ["Сидоров, перезвоните в офис", " "]
    brands = ("МТС", "МегаФон", "Билайн")
    rows = [{"message": one, "sender": "MYSHOP", "operator": brands[n % 3]} for n, one in enumerate(messages)]
    file = terminal.folder / "sent.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return {"op_templates_messages_file": "sent.jsonl", "op_templates_messages_format": "jsonl"}


def test_coverage_of_real_messages(terminal: Terminal) -> None:
    run = terminal.run("check", op_templates_catalog=CATALOG, **sent(terminal))
    assert run.code == 0, run.output
    compare(terminal.page(run), "coverage")


def test_traffic_held_against_what_is_registered(terminal: Terminal, simulator: Simulator) -> None:
    terminal.run("provision", op_templates_catalog=CATALOG)
    decide(simulator, bee_srv="suspended")
    terminal.wait(7)
    run = terminal.run(
        "traffic",
        op_templates_catalog=CATALOG,
        op_templates_proposals_file="proposed.yml",
        op_templates_coverage_file="coverage.json",
        op_templates_history_dir="",
        **sent(terminal),
    )
    assert run.code == 0, run.output
    compare(terminal.page(run), "traffic")
