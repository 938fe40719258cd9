# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules in playbooks: what unit tests cannot see, because Ansible itself does it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.command_lines import CommandLines
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

MODULES = sorted(path.stem for path in (TREE / "plugins" / "modules").glob("*.py"))
TEXT = "  Заказ №%d: 100% + 1 & «ё» 😀\nвторая строка\n\tи  "


def add(name: str, **options: Any) -> dict[str, Any]:
    return {
        "name": name,
        "smsops.smsc.smsc_op_template": {"sender": "SHOP", "msg": "Заказ %d", "targets": ["mts_srv"], **options},
    }


@pytest.fixture
def play(simulator: RunningSimulator) -> dict[str, Any]:
    connection = {"api_url": simulator.api_url, "login": "shop", "password": "{{ password }}"}
    return {"module_defaults": {"group/smsops.smsc.smsc": connection}, "vars_files": ["secrets.yml"]}


def test_add_again_read_and_check(ansible: Ansible, simulator: RunningSimulator, play: dict[str, Any]) -> None:
    info = {"templates": [{"name": "paid", "sender": "SHOP", "msg": TEXT}]}
    tasks = [
        {**add("foretell", msg=TEXT), "check_mode": True},
        add("add", msg=TEXT),
        add("again", msg=TEXT),
        add("one more target", msg=TEXT, targets=["mts_srv", "soc"]),
        {"name": "read", "smsops.smsc.smsc_op_template_info": info},
    ]
    run = ansible.tasks(tasks, "--diff", **play)
    assert run.code == 0, run.output
    changed = [run.of(task["name"])["changed"] for task in tasks]
    assert changed == [True, True, False, True, False]
    assert sorted(simulator.registered()) == [("SHOP", TEXT, "mts_srv"), ("SHOP", TEXT, "soc")]
    # Before it is added, a text with such ends and line breaks is looked for in three other spellings.
    looked = ["get"] * 4
    assert simulator.commands() == [*looked, *looked, "add", "get", "get", "get", "add", "get", "get"]
    assert run.of("read")["templates"][0]["name"] == "paid"
    assert [r["target"] for r in run.of("read")["templates"][0]["registrations"] if r["id"]] == ["mts_srv", "soc"]
    assert "-mts_srv: not_found\n+mts_srv: pending\n" in run.output
    assert simulator.read("violations") == []


def test_check_mode_of_a_whole_play_sends_no_addition(
    ansible: Ansible, simulator: RunningSimulator, play: dict[str, Any]
) -> None:
    run = ansible.tasks([add("add")], "--check", "--diff", **play)
    assert (run.code, run.changed()) == (0, {"localhost": 1})
    assert simulator.commands() == ["get"]
    assert "+mts_srv: pending" in run.output


def test_a_refusal_fails_the_task_and_tells_what_was_added(
    ansible: Ansible, simulator: RunningSimulator, play: dict[str, Any]
) -> None:
    simulator.write("config", {"refusals": [{"target": "mega_*", "status": -2}]})
    run = ansible.tasks([add("add", targets=["mts_srv", "mega_srv"])], **play)
    assert run.code == 2
    result = run.of("add")
    assert (result["changed"], result["added"]) == (True, ["mts_srv"])
    assert result["error"]["description"] == "the service refused mega_srv: the template cannot be saved (-2)"
    assert result["msg"].startswith(f"refused (status -2): {result['error']['description']}. 1 registration was added ")


def test_bad_input_fails_before_anything_is_sent(
    ansible: Ansible, simulator: RunningSimulator, play: dict[str, Any]
) -> None:
    tasks = [
        {**add("no text", msg=""), "ignore_errors": True},
        {**add("no such target", targets="mts_srw"), "ignore_errors": True},
        {**add("another machine", api_url="http://192.0.2.1/sys/"), "ignore_errors": True},
        {**add("both credentials", api_key="another-8f3a"), "ignore_errors": True},
    ]
    run = ansible.tasks(tasks, **play)
    messages = [run.of(task["name"])["msg"] for task in tasks]
    assert messages[0].startswith("parameters: msg is empty. Nothing was sent. See troubleshooting, ")
    assert messages[1].startswith("parameters: target 'mts_srw' is unknown; did you mean 'mts_srv'?")
    assert "use https, or validate_certs: false" in messages[2]
    assert "api_key, login and password are given together; leave " in messages[3]
    assert simulator.commands() == []


@pytest.mark.secrecy
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks at the processes in /proc")
def test_no_secret_is_shown_at_any_verbosity(
    ansible: Ansible, simulator: RunningSimulator, play: dict[str, Any]
) -> None:
    simulator.write(
        "config",
        {"faults": [{"kind": "body", "body": f"you sent {ACCOUNT['password']}", "command": "get", "times": 3}]},
    )
    environ = {"SMSC_API_KEY": ACCOUNT["api_key"]}
    of_environment = {**add("by environment"), "module_defaults": {}, "ignore_errors": True}
    of_environment["smsops.smsc.smsc_op_template"]["api_url"] = simulator.api_url
    with CommandLines() as command_lines:
        run = ansible.tasks(
            [{**add("by option"), "ignore_errors": True}, of_environment], "-vvvvv", environ=environ, **play
        )
    assert "you sent ********" in run.of("by option")["msg"]
    (ansible.folder / "secrets.yml").unlink()
    folders = (ansible.folder, ansible.temporary)
    left = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert any("budget.sqlite3" in path.name for path in left)
    everything = {
        "shown": (run.output + str(run.results)).encode(),
        "left in files": b"".join(path.read_bytes() for path in left),
        "command lines": b"".join(command_lines.seen),
    }
    assert b"smsc_op_template" in everything["command lines"]
    for secret in (ACCOUNT["password"], ACCOUNT["api_key"], "%D0%9F%D0%B0%D1%80%D0%BE%D0%BB%D1%8C"):
        assert [place for place, content in everything.items() if secret.encode() in content] == []
    assert simulator.read("violations") == []
    assert all("psw" not in entry["params"] for entry in simulator.read("journal"))


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_the_documentation_run(module: str, ansible: Ansible, simulator: RunningSimulator) -> None:
    source = (TREE / "plugins" / "modules" / f"{module}.py").read_text("utf-8")
    examples = re.search(r'^EXAMPLES = r"""\n(.*?)^"""', source, re.MULTILINE | re.DOTALL)
    assert examples
    run = ansible.tasks(
        yaml.safe_load(examples[1]),
        environ={"SMSC_API_URL": simulator.api_url},
        vars={"smsc_api_key": ACCOUNT["api_key"], "smsc_login": "shop", "smsc_password": ACCOUNT["password"]},
    )
    assert run.code == 0, run.output
    assert {"get", "senders", "messages"} & {*simulator.commands(), *simulator.lists()}


def test_the_returned_values_are_the_documented_ones(
    ansible: Ansible, simulator: RunningSimulator, play: dict[str, Any]
) -> None:
    read = {"sender": "SHOP", "msg": "Заказ %d"}
    given: dict[str, dict[str, Any]] = {
        "smsc_doctor_info": {"sender": "SHOP"},
        "smsc_message_export": {"start": "2024-11-01", "end": "2024-11-02", "dest": str(ansible.folder / "sent.jsonl")},
        "smsc_op_template": {**read, "targets": ["mts_srv"]},
        "smsc_op_template_info": read,
        "smsc_op_templates": {"templates": [{**read, "targets": ["mts_srv"]}]},
        "smsc_sender_info": {},
    }
    run = ansible.tasks([{"name": module, f"smsops.smsc.{module}": given[module]} for module in MODULES], **play)
    standard = {"changed", "invocation", "diff", "warnings", "failed", "_ansible_no_log", "_ansible_verbose_always"}
    for module in MODULES:
        source = (TREE / "plugins" / "modules" / f"{module}.py").read_text("utf-8")
        returned = re.search(r'^RETURN = r"""\n(.*?)^"""', source, re.MULTILINE | re.DOTALL)
        assert returned
        # These are there only after an error and after a doubt.
        documented = set(yaml.safe_load(returned[1])) - {"error", "doubt"}
        # What Ansible adds where a result names a file.
        of_file = {"uid", "gid", "owner", "group", "mode", "state", "size"} if "dest" in documented else set()
        assert set(run.of(module)) - {"error", *standard, *of_file} == documented


def test_every_module_has_a_unit_test() -> None:
    for module in MODULES:
        assert (TREE / "tests" / "unit" / "plugins" / "modules" / f"test_{module}.py").exists()
