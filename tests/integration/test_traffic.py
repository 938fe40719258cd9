# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an empty catalog and what was sent to texts that are registered, in real playbooks."""

from __future__ import annotations

import json
import stat
from typing import Any

import pytest
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


@pytest.mark.secrecy
def test_what_is_registered_is_held_against_what_was_sent_and_nothing_private_is_told(
    play: Any, ansible: Ansible, simulator: RunningSimulator
) -> None:
    templates = [
        {"name": "ready", "msg": "Заказ №%d готов. Ждём вас, %w"},
        {"name": "login", "msg": "Код для входа: %d"},
        {"name": "later", "msg": "Заказ №%d отложен"},
    ]
    catalog = [{"name": "shop", "sender": "SHOP", "targets": ["mts_srv", "bee_srv"], "templates": templates}]
    hosts = {"prod": {"op_templates_catalog": catalog}}
    assert play("provision", hosts=hosts).code == 0
    simulator.write("config", {"moderation": {"verdicts": [{"target": "bee_srv", "verdict": "rejected"}]}})
    simulator.write("clock", {"advance": WEEK})
    messages = [
        {"message": f"Заказ №{5551000 + n} готов. Ждём вас, {NAMES[n % 12]}", "sender": "SHOP", "operator": operator}
        for n, operator in enumerate(["МТС", "Билайн"] * 12)
    ]
    messages += [
        {
            "message": f"Код для входа: {660 + n} {770 + n}. Звоните 8900555{1000 + n}",
            "sender": "SHOP",
            "operator": "МТС",
            "recipient": f"7911666{1000 + n}",
        }
        for n in range(30)
    ]
    messages += [{"message": "Сидоров Иван Ильич, ваш долг 31415 рублей", "sender": "SHOP"}, {"message": ""}]
    file = ansible.folder / "sent.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in messages), "utf-8")
    variables = {
        "op_templates_messages_file": str(file),
        "op_templates_messages_format": "jsonl",
        "op_templates_coverage_file": str(ansible.folder / "coverage.json"),
        "op_templates_reports": [{"format": "html", "path": str(ansible.folder / "report.html")}],
    }
    told = ""
    for playbook in ("traffic", "check"):
        run = play(playbook, "-vvvvv", "--diff", hosts=hosts, **variables)
        assert run.code == 0, run.output
        told += run.output + json.dumps(run.results, ensure_ascii=False)
    lines = play("traffic", hosts=hosts, **variables).of("Show what was sent")["msg"]
    assert lines[:2] == [
        "12 messages match only templates that are not accepted:",
        "        12  shop/ready  SHOP  Билайн 12 (bee_srv rejected)",
    ]
    assert lines[3:7] == [
        "30 messages nearly match a template; change it or register another:",
        "  messages    share  nearest template  what would fit there",
        "        30   54.5 %  shop/login        %d %d. Звоните %d",
        '          column 16: "%d %d. Звоните %d" for "%d"',
    ]
    content = json.loads((ansible.folder / "coverage.json").read_text("utf-8"))
    assert stat.S_IMODE((ansible.folder / "coverage.json").stat().st_mode) == 0o600
    assert content["counts"] == {
        "messages": 55,
        "matched": 24,
        "ambiguous": 0,
        "unmatched": 31,
        "templates": 3,
        "unused": 2,
        "empty": 1,
        "groups": 2,
        "accepted": 12,
        "not_accepted": 12,
    }
    page = (ansible.folder / "report.html").read_text("utf-8")
    assert "Messages that were sent: prod" in page
    # Nothing else than the file has a message, a name, a number, a code or a phone; neither do temporary files.
    folders = [ansible.folder, ansible.temporary]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path != file]
    told += b"".join(path.read_bytes() for path in files).decode("utf-8", "replace")
    private = [*NAMES, "5551", "8900555", "7911666", "31415", "Сидоров", "Ильич", "долг", " 660 ", " 770"]
    for word in [*private, *(json.dumps(name)[1:-1] for name in private)]:
        assert word not in told, word


def test_a_check_writes_a_spreadsheet_and_says_what_is_wrong_with_a_name(play: Any, ansible: Ansible) -> None:
    variables = {"op_templates_messages_file": sent(ansible), "op_templates_messages_format": "jsonl"}
    hosts = {"prod": {**HOST["prod"], "op_templates_coverage_file": str(ansible.folder / "coverage.csv")}}
    run = play("check", hosts=hosts, **variables)
    assert run.code == 0, run.output
    text = (ansible.folder / "coverage.csv").read_text("utf-8")
    assert "unmatched,48,0.5455,SHOP 48,МТС 48,96.0,,,,Заказ №%d готов. Ждём вас, %w" in text.replace('"', "")
    assert "and 0 more" not in run.output
    hosts = {"prod": {**HOST["prod"], "op_templates_coverage_file": "coverage.xlsx"}}
    run = play("check", hosts=hosts, **variables)
    assert "op_templates_coverage_file: 'coverage.xlsx' ends in neither .csv nor .json" in " ".join(run.output.split())
    run = play("check", hosts=HOST, op_templates_messages_file="none.jsonl")
    assert "op_templates_messages_file: there is no file 'none.jsonl'" in run.output


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
    assert "was not written by op_templates_proposals_file" in run.output
    assert own.read_text("utf-8") == "- name: mine\n"


def test_a_text_that_was_replaced_and_is_still_sent_is_not_proposed_again(
    play: Any, ansible: Ansible, simulator: RunningSimulator
) -> None:
    def hosts(**texts: str) -> Any:
        templates = [{"name": name, "msg": msg} for name, msg in texts.items()]
        catalog = [{"name": "shop", "sender": "SHOP", "targets": ["mts_srv"], "templates": templates}]
        return {"prod": {"op_templates_catalog": catalog}}

    history = {"op_templates_history_dir": str(ansible.folder / "history")}
    old = hosts(ready="Заказ №%d готов. Ждём вас, %w", login="Код для входа в MyShop: %d", later="Заказ №%d отложен")
    assert play("provision", hosts=old, **history).code == 0
    simulator.write("clock", {"advance": WEEK})
    assert play("status", hosts=old, **history).code == 0

    new = hosts(ready="Заказ №%d готов, ждём вас", later="Заказ №%d отложен")
    variables = {"op_templates_messages_file": sent(ansible), "op_templates_messages_format": "jsonl", **history}
    run = play("traffic", hosts=new, **variables)
    assert run.code == 0, run.output
    assert run.of("Show what was sent")["msg"] == [
        "still sent, although the catalog has replaced it or no longer has it: "
        "shop/login (left over) in 40 messages, shop/ready (replaced) in 48 messages",
        "",
        "in none of these messages: 1 accepted template, which cost about 1,020 RUB a month: shop/later",
        "",
        "prod: 88 messages: 88 (100.0 %) match a template; 0 match none",
    ]
