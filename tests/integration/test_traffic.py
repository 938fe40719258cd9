# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an empty catalog and what was sent to texts that are registered, in real playbooks."""

from __future__ import annotations

import json
import stat
from typing import Any

from ansible_collections.smsops.smsc.tests.support.environments import WEEK
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

NAMES = ("Анна", "Пётр", "Вера", "Олег", "Нина", "Глеб", "Юрий", "Зоя", "Инна", "Лев", "Ольга", "Павел")
HOST = {"prod": {"op_templates_catalog": [], "op_templates_allow_empty": True}}


def sent(ansible: Ansible) -> str:
    """A file of messages, as an export has it."""
    messages = [f"Заказ №{1000 + 7 * number} готов. Ждём вас, {name}" for number, name in enumerate(NAMES * 4)]
    messages += [f"Код для входа в MyShop: {4000 + 3 * number}" for number in range(40)]
    file = ansible.folder / "sent.jsonl"
    rows = [{"message": one, "sender": "SHOP", "operator": "МТС", "cost": 2, "parts": 1} for one in messages]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(file)


def test_from_messages_to_a_catalog_that_is_accepted(play: Any, ansible: Ansible, simulator: RunningSimulator) -> None:
    file = ansible.folder / "proposed.yml"
    variables = {
        "op_templates_messages_file": sent(ansible),
        "op_templates_messages_format": "jsonl",
        "op_templates_proposals_file": str(file),
    }
    run = play("traffic", hosts=HOST, **variables)
    assert run.code == 0, run.output
    assert run.of("Show what was sent")["msg"][-1] == "prod: 88 messages: 0 (0.0 %) match a template; 88 match none"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not any(name in run.output + file.read_text("utf-8") for name in NAMES)
    texts = file.read_text("utf-8")
    assert 'msg: "Заказ №%d готов. Ждём вас, %w"' in texts
    assert "targets: [mts_auth" in texts

    catalog = {"prod": {"op_templates_catalog": [], "op_templates_catalog_files": [str(file)]}}
    assert play("provision", hosts=catalog).code == 0
    simulator.write("clock", {"advance": WEEK})
    run = play("traffic", hosts=catalog, **variables)
    assert run.of("Show what was sent")["msg"] == ["prod: 88 messages: 88 (100.0 %) match a template; 0 match none"], (
        run.output
    )


def test_what_is_wrong_is_told_before_anything_is_sent(
    play: Any, ansible: Ansible, simulator: RunningSimulator
) -> None:
    own = ansible.folder / "own.yml"
    own.write_text("- name: mine\n", "utf-8")
    run = play("traffic", hosts=HOST, op_templates_messages_file="none.jsonl")
    assert "op_templates_messages_file: there is no file 'none.jsonl'" in run.output
    run = play("traffic", hosts=HOST, op_templates_messages_file="x", op_templates_messages_start="2026-01-01")
    assert "op_templates_messages_end is missing" in run.output
    assert simulator.commands() == []
    run = play(
        "traffic",
        hosts=HOST,
        op_templates_messages_file=sent(ansible),
        op_templates_messages_format="jsonl",
        op_templates_proposals_file=str(own),
    )
    assert run.code == 2
    assert "is something else than what op_templates_proposals_file keeps there" in run.output
    assert own.read_text("utf-8") == "- name: mine\n"
