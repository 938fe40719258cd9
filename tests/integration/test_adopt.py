# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody registered by hand comes under code: the playbook `adopt`, and `provision` of what it has written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.environments import Play
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

HOST: dict[str, dict[str, Any]] = {"prod": {}}
SHOP, BANK = "SHOP", "0611"
# How a text arrives that is registered as `Заказ NUMBER «готов» - сумма %d руб`, and as with other operands.
REGISTERED = "Заказ %d номер {}: \"Готов\" - сумма %d{{1,3}} руб"
ARRIVES = [
    "Заказ %d номер {}: \"Готов\" - сумма %d{{1,3}} руб",
    "Заказ %d номер {}: \"Готов\" - сумма %d{{1,3}} руб\n",
    "Заказ %d\u00a0номер {}:  \"Готов\" - сумма %d{{1,3}} руб ",
    "Заказ %d номер {}: «Готов» - сумма %d{{1,3}} руб",
    "Заказ %d номер {}: “Готов” – сумма %d{{1,3}} руб",
    "Заказ %d номер {}: \"Готов\" — сумма %d{{1,3}} руб",
    "\u00a0Заказ %d номер {}: «Готов» — сумма %d{{1,3}} руб",
    "Заказ %d номер {}: \"Готов\" - сумма %d+ руб",
    "Заказ %d номер {}: \"Готов\" - сумма %d{{1,4}} руб",
    "Заказ %d номер {}: \"Готов\" - сумма %w{{1,3}} руб",
]
TARGETS = (["mts_srv"], ["mts_srv", "mega_srv"], ["mts_srv"])


def texts(number: int = 100) -> list[tuple[str, str, list[str], str]]:
    """Sender, text and targets of each registration, and how its text arrives."""
    return [
        (
            BANK if one % 7 == 3 else SHOP,
            REGISTERED.format(f"АБВ-{one}"),
            TARGETS[one % 3],
            ARRIVES[one % len(ARRIVES)].format(f"АБВ-{one}"),
        )
        for one in range(number)
    ]


def register(simulator: RunningSimulator, *registrations: tuple[str, str, list[str]]) -> None:
    for sender, msg, targets in registrations:
        assert {row["status"] for row in simulator.add(*targets, sender=sender, msg=msg)} == {1}


def spreadsheet(rows: list[tuple[str, str]], encoding: str = "utf-8-sig", delimiter: str = ";") -> bytes:
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=delimiter)
    writer.writerows([("Отправитель", "Текст шаблона"), *rows])
    return content.getvalue().encode(encoding)


@pytest.fixture
def folder(ansible: Ansible) -> Path:
    return ansible.folder


def adopt(play: Play, *arguments: str, source: str = "texts.csv", **variables: Any) -> Run:
    given = {"op_templates_catalog": "", "op_templates_adopt_source": source, "op_templates_adopt_file": "adopted.yml"}
    return play("adopt", *arguments, hosts=HOST, **{**given, **variables})


def said(run: Run) -> str:
    """The lines that people see."""
    return "\n".join(run.of("Show the result")["msg"])


def sets(folder: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load((folder / "adopted.yml").read_text("utf-8")))


def in_file(folder: Path) -> set[tuple[str, str, str]]:
    return {
        (one["sender"], template["msg"], target)
        for one in sets(folder)
        for template in one["templates"]
        for target in template.get("targets", one["targets"])
    }


def provision(play: Play, **variables: Any) -> Run:
    given = {"op_templates_catalog": "", "op_templates_catalog_files": ["adopted.yml"]}
    return play("provision", hosts=HOST, **{**given, **variables})


def test_a_hundred_texts_are_found_and_provision_changes_nothing(
    play: Play, simulator: RunningSimulator, folder: Path
) -> None:
    known = texts()
    register(simulator, *((sender, msg, targets) for sender, msg, targets, _arrives in known))
    before = sorted(simulator.registered())
    (folder / "texts.csv").write_bytes(spreadsheet([(sender, arrives) for sender, _msg, _targets, arrives in known]))
    added = len(simulator.additions())

    run = adopt(play)
    assert (run.code, run.changed()) == (0, {"prod": 1}), run.output
    assert "100 texts: 100 found" in said(run)
    assert in_file(folder) == set(before)

    again, written = adopt(play), (folder / "adopted.yml").read_bytes()
    assert (again.code, again.changed()) == (0, {"prod": 0}), again.output
    assert "100 there already" in said(again)
    assert (folder / "adopted.yml").read_bytes() == written

    provisioned = provision(play)
    assert (provisioned.code, provisioned.changed()) == (0, {"prod": 0}), provisioned.output
    assert sorted(simulator.registered()) == before
    assert len(simulator.additions()) == added
    assert simulator.violations() == []


def test_x(play: Play, simulator: RunningSimulator, folder: Path) -> None:
    register(simulator, (SHOP, "Заказ %d готов", ["mts_srv", "tele2_srv"]), (SHOP, "Заказ %d  готов", ["mts_srv"]), (SHOP, "Код {{%w}} \\ \"к\"", ["mts_srv"]))
    rows = [(SHOP, "Заказ %d готов\n"), (SHOP, "Заказ %d  готов"), (SHOP, "Код {{%w}} \\ «к»"), (SHOP, "Нет «такого» — %d"), (SHOP, "")]
    (folder / "texts.csv").write_bytes(spreadsheet(rows, "windows-1251"))
    simulator.write("clock", {"advance": 604800 })
    run = adopt(play, "--check", "--diff", op_templates_adopt_encoding="windows-1251")
    print(run.output)
    run = adopt(play)
    print(run.output)
    assert 0
