# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many lines a run may have at most, beside its recap: what a person reads is short, and -v shows the rest."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator
from ansible_collections.smsops.smsc.tests.support.terminal import Terminal, normalised

TARGETS = ["mts_srv", "mega_srv", "bee_srv", "tele2_srv"]


def catalog(count: int) -> list[dict[str, Any]]:
    """So many templates, in sets of ten, with texts as long as real ones."""
    sets: dict[str, list[dict[str, str]]] = {}
    for number in range(count):
        text = f"Магазин MyShop: заказ %d, шаг {number}. Подробности на myshop.example/orders или по телефону"
        sets.setdefault(f"orders-{number // 10}", []).append({"name": f"step-{number}", "msg": text})
    return [{"name": name, "targets": TARGETS, "templates": templates} for name, templates in sets.items()]


def lines(terminal: Terminal, run: Any) -> int:
    return len(terminal.page(run).splitlines())


@pytest.mark.parametrize("history", ["history", ""], ids=["history", "no history"])
def test_an_unchanged_provision_of_fifty_templates(terminal: Terminal, history: str) -> None:
    variables: dict[str, Any] = {"op_templates_catalog": catalog(50), "op_templates_history_dir": history}
    assert terminal.run("provision", **variables).code == 0
    terminal.wait(7)
    terminal.run("provision", **variables)
    terminal.wait(1)
    run = terminal.run("provision", **variables)
    assert run.code == 0, run.output
    assert lines(terminal, run) <= 40, run.output
    assert "orders-4/step-49" not in run.output
    terminal.wait(1)
    run = terminal.run("provision", "-v", **variables, op_templates_matrix_rows=50)
    assert "  orders-4/step-49  MYSHOP  accepted" in run.output.replace("'", " ").replace("- orders", "  orders")


def test_a_status_of_sixty_templates_with_ten_problems(terminal: Terminal, simulator: Simulator) -> None:
    variables: dict[str, Any] = {"op_templates_catalog": catalog(60)}
    assert terminal.run("provision", **variables).code == 0
    rules = [{"msg": f"*шаг {number}.*", "target": "mega_srv", "verdict": "rejected"} for number in range(5)]
    rules += [{"msg": f"*шаг {number}.*", "target": "bee_srv", "verdict": "suspended"} for number in range(20, 25)]
    simulator.service.configure({"moderation": {"verdicts": rules}})
    terminal.wait(7)
    terminal.run("status", **variables)
    terminal.wait(3)
    run = terminal.run("status", **variables)
    assert run.code == 0, run.output
    assert "needs attention: 5 rejected, 5 suspended" in run.output
    assert lines(terminal, run) <= 60, run.output
    # Where nothing is remembered they are the same problems, and where nothing else is to be shown.
    run = terminal.run("status", **variables, op_templates_history_dir="", op_templates_matrix_rows=0)
    assert all(f"orders-0/step-{number}" in run.output for number in range(5))
    assert all(f"orders-2/step-{number}" in run.output for number in range(20, 25))
    assert lines(terminal, run) <= 60, run.output


def test_two_mistakes_in_a_catalog(terminal: Terminal) -> None:
    sets = catalog(50)
    sets[0]["targets"] = ["mts_svr"]
    sets[1]["templates"][3]["masg"] = sets[1]["templates"][3].pop("msg")
    for playbook in ("provision", "check", "status", "gate", "report"):
        run = terminal.run(playbook, op_templates_catalog=sets)
        assert run.code == 2, run.output
        assert "2 mistakes in the catalog; nothing was sent" in run.output
        assert lines(terminal, run) <= 30, run.output


def test_the_demo(ansible: Ansible) -> None:
    run = ansible.run("smsops.smsc.demo", environ={"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"})
    assert run.code == 0, run.output
    assert len(normalised(run.output).splitlines()) <= 250, run.output


def test_coverage_of_thousands_of_messages(terminal: Terminal) -> None:
    words = "акция бонус визит город дверь жетон запись книга лампа набор офис пакет рынок сумка товар школа".split()
    texts = [f"Ваш {one} и {two} ждут вас: {{}}" for one in words for two in words if one < two]
    messages = [text.format(number) for text in texts for number in range(12)]
    messages += [f"Код {one} {two} {three}" for one in words for two in words for three in words[:3]]
    (terminal.folder / "sent.txt").write_text("\n".join(messages), "utf-8")
    run = terminal.run("check", op_templates_catalog=catalog(60), op_templates_messages_file="sent.txt")
    assert run.code == 0, run.output
    assert lines(terminal, run) <= 110, run.output
