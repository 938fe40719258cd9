# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody registered by hand comes under code: the playbook `adopt`, and `provision` of what it has written."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog_yaml
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.environments import Play
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run, clean_environment, command
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

HOST: dict[str, dict[str, Any]] = {"prod": {}}
SHOP, BANK = "SHOP", "0611"
# How a text is registered, and how it arrives.
REGISTERED = 'Заказ %d номер {}: "Готов" - сумма %d{{1,3}} руб'
ARRIVES = [
    'Заказ %d номер {}: "Готов" - сумма %d{{1,3}} руб',
    'Заказ %d номер {}: "Готов" - сумма %d{{1,3}} руб\n',
    'Заказ %d\u00a0номер {}:  "Готов" - сумма %d{{1,3}} руб ',
    "Заказ %d номер {}: «Готов» - сумма %d{{1,3}} руб",
    "Заказ %d номер {}: \u201cГотов\u201d – сумма %d{{1,3}} руб",
    'Заказ %d номер {}: "Готов" — сумма %d{{1,3}} руб',
    "\u00a0Заказ %d номер {}: «Готов» — сумма %d{{1,3}} руб",
    'Заказ %d номер {}: "Готов" - сумма %d+ руб',
    'Заказ %d номер {}: "Готов" - сумма %d{{1,4}} руб',
    'Заказ %d номер {}: "Готов" - сумма %w{{1,3}} руб',
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
    given: dict[str, Any] = {
        "op_templates_catalog": "",
        "op_templates_adopt_source": source,
        "op_templates_adopt_file": "adopted.yml",
    }
    return play("adopt", *arguments, hosts=HOST, **{**given, **variables})


def said(run: Run) -> str:
    """The lines that people see."""
    shown = run.of("Show the result")
    return "\n".join(shown.get("result") or shown["msg"])


def sets(folder: Path) -> list[dict[str, Any]]:
    return list(_catalog_yaml.read((folder / "adopted.yml").read_bytes(), VaultLib())[0])


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


# Somebody's own file, with a line end and a quotation of another kind than ours.
OWN = (
    "# ours\r\n- name: shop\r\n  sender: shop\r\n  targets: [mts_srv]\r\n  templates:\r\n"
    "  - {name: old, msg: 'Код %d'}\r\n"
)


def test_a_file_that_is_there_keeps_its_bytes_and_what_is_odd_is_told(
    play: Play, simulator: RunningSimulator, folder: Path
) -> None:
    simulator.write("config", {"answers": {"names": {"bee_trn": "Йота (особые)"}}})
    register(
        simulator,
        (SHOP, "Код %d", ["mts_srv"]),
        (SHOP, "Заказ %d готов", ["mts_srv", "tele2_srv"]),
        (SHOP, "Заказ %d  готов", ["mts_srv"]),
        (SHOP, 'Купон {{%w}} \\ "А"', ["mts_srv", "bee_trn"]),
    )
    simulator.write("clock", {"advance": 7 * 24 * 3600})
    rows = [
        (SHOP, msg) for msg in ("Код %d\n", "Заказ %d готов\n", "Заказ %d  готов", "Купон {{%w}} \\ «А»", "", "Нет %w")
    ]
    (folder / "texts.csv").write_bytes(spreadsheet(rows, "windows-1251"))
    file = folder / "adopted.yml"
    file.write_bytes(OWN.encode())
    file.chmod(0o640)
    given: dict[str, Any] = {"op_templates_adopt_encoding": "windows-1251", "op_templates_senders": {"shop": SHOP}}

    checked = adopt(play, "--check", "--diff", **given)
    assert (checked.code, checked.changed()) == (0, {"prod": 1}), checked.output
    assert '+      msg: "Заказ %d готов"' in checked.output
    assert "3 texts to be written to adopted.yml: set shop-2" in said(checked)
    assert file.read_bytes() == OWN.encode()

    run = adopt(play, **given)
    assert run.code == 0, run.output
    for words in (
        "not known to the service under this sender name, in any spelling tried: 1\n  SHOP  Нет %w (line 9)",
        "tried as it is, and Нет·%w+ (%w+ for %w), Нет·%w{1,2} (%w{1,2} for %w)",
        "registered for what is not recognised as a target: 1 row",
        "name Йота (особые), id 1006, accepted",
        "the same but for spaces, registered more than once",
        "SHOP  Заказ·%d·готов  Заказ·%d··готов",
        "tele2_srv  shop-2/zakaz-gotov",
        "Tele2 1,100 («Заказ %d готов»)",
        "prod: 5 texts: 3 found, 1 there already, 1 not known to the service, 1 row without a text",
    ):
        assert words in said(run), said(run)
    assert file.read_bytes().startswith(OWN.encode())
    assert file.stat().st_mode & 0o777 == 0o640
    assert sets(folder)[1]["sender"] == "shop"

    rules = {"unrendered-jinja": "off", "unlisted-character": "off"}
    for render in (False, True):
        provisioned = provision(play, op_templates_render=render, op_templates_lint_rules=rules, **given)
        assert (provisioned.code, provisioned.changed()) == (0, {"prod": 0}), provisioned.output


def test_an_interrupted_run_goes_on(play: Play, ansible: Ansible, simulator: RunningSimulator, folder: Path) -> None:
    known = texts(150)
    register(simulator, *((sender, msg, targets) for sender, msg, targets, _arrives in known))
    before = sorted(simulator.registered())
    lines = [json.dumps({"from": sender, "template": arrives}) for sender, _msg, _targets, arrives in known]
    (folder / "texts.jsonl").write_text("\n".join(lines), "utf-8")
    simulator.write("config", {"latency": 0.05})
    inventory = ansible.hosts(
        HOST,
        **LOCAL,
        op_templates_api_url=simulator.api_url,
        op_templates_api_key=API_KEY,
        op_templates_adopt_source="texts.jsonl",
        op_templates_adopt_file="adopted.yml",
    )
    with subprocess.Popen(
        command("playbook", "-i", inventory, "smsops.smsc.adopt"),
        cwd=folder,
        env=clean_environment(folder, TMPDIR=str(ansible.temporary)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + 60
        # As the user does it who has seen enough.
        while not (folder / "adopted.yml").exists():
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
    simulator.write("config", {"latency": 0.0})
    kept = (folder / "adopted.yml").read_bytes()
    written = in_file(folder)
    assert written < set(before)

    run = adopt(play, source="texts.jsonl")
    assert run.code == 0, run.output
    assert (folder / "adopted.yml").read_bytes().startswith(kept)
    assert in_file(folder) == set(before)
    assert sum(len(one["templates"]) for one in sets(folder)) == 150
    assert sorted(simulator.registered()) == before
    assert simulator.violations() == []


@pytest.mark.parametrize(
    ("fault", "said_why", "most"),
    [
        ({"kind": "error", "code": 3}, "prod: api (error 3)", 20),
        ({"kind": "error", "code": 2}, "auth (error 2)", 1),
    ],
)
def test_errors_end_the_search(
    play: Play, simulator: RunningSimulator, folder: Path, fault: dict[str, Any], said_why: str, most: int
) -> None:
    (folder / "texts.csv").write_bytes(spreadsheet([(SHOP, f"Код {one}") for one in range(60)]))
    simulator.write("config", {"faults": [{**fault, "times": 1000}]})
    run = adopt(play)
    assert run.code != 0
    assert said_why in said(run)
    assert "search not finished, because the search was ended" in said(run)
    # Several are on their way when the last one is counted.
    assert most <= len(simulator.commands()) < most + 4
    assert not (folder / "adopted.yml").exists()


def test_a_run_makes_no_more_reads_than_allowed(play: Play, simulator: RunningSimulator, folder: Path) -> None:
    register(simulator, *((SHOP, f"Код {one}", ["mts_srv"]) for one in range(8)))
    (folder / "texts.csv").write_bytes(spreadsheet([(SHOP, f"Код {one}") for one in range(8)]))
    for expected in (5, 8):
        before = simulator.commands().count("get")
        run = adopt(play, op_templates_adopt_most_reads=5)
        assert run.code == 0, run.output
        assert simulator.commands().count("get") - before <= 5
        assert sum(len(one["templates"]) for one in sets(folder)) == expected


def test_mistakes_are_told_before_anything_is_sent(play: Play, simulator: RunningSimulator, folder: Path) -> None:
    (folder / "texts.csv").write_bytes(spreadsheet([("SHOPP", "Код %d")], "windows-1251"))
    (folder / "adopted.yml").write_text("[]\n", "utf-8")
    output = " ".join(adopt(play).output.split())
    assert "2 mistakes in the files; nothing was sent" in output
    assert "line 1 is not in utf-8: name the encoding with op_templates_adopt_encoding, such as windows-1251" in output
    assert "adopted.yml: sets cannot be appended to it" in output
    (folder / "adopted.yml").unlink()
    given: dict[str, Any] = {"op_templates_adopt_encoding": "windows-1251", "op_templates_senders": {"shop": SHOP}}
    assert "line 2: op_templates_senders has no sender 'SHOPP'" in adopt(play, **given).output
    wrong = adopt(play, op_templates_adopt_most_reads=-1, op_templates_adopt_file="nowhere/adopted.yml")
    assert "op_templates_adopt_most_reads is -1; it must be 1 or more" in wrong.output
    assert "op_templates_adopt_file: there is no folder" in wrong.output
    assert simulator.commands() == []
