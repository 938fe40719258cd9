# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role where something around it is broken: the history, the Python of the modules, a proxy."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.environments import HOSTS, Play
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

PROD = {"prod": HOSTS["prod"]}


@pytest.mark.parametrize("arguments", [["provision"], ["provision", "--check"], ["status"], ["gate"], ["report"]])
def test_a_history_that_cannot_be_read_is_told_before_anything_is_sent(
    arguments: list[str], ansible: Ansible, simulator: RunningSimulator, play: Play
) -> None:
    (ansible.folder / "prod.json").write_text("<<<<<<< HEAD\n{}\n", "utf-8")
    run = play(*arguments, hosts=PROD, op_templates_history_dir=str(ansible.folder))
    assert run.code == 2
    assert "prod.json: it has the conflict marks of a merge" in run.output
    assert "restore it from a copy" in run.output
    assert simulator.commands() == []


@pytest.mark.parametrize("playbook", ["provision", "gate"])
def test_a_history_that_breaks_meanwhile_does_not_hide_what_was_done(
    playbook: str, ansible: Ansible, simulator: RunningSimulator, play: Play
) -> None:
    file = ansible.folder / "prod.json"
    simulator.write("config", {"latency": 0.3})

    def break_it() -> None:
        end = time.monotonic() + 60
        while not simulator.commands() and time.monotonic() < end:
            time.sleep(0.02)
        file.write_text("{", "utf-8")

    settings: dict[str, Any] = {"history_dir": str(ansible.folder), "gate": "none", "matrix": "always"}
    settings = {f"op_templates_{name}": value for name, value in settings.items()}
    breaker = threading.Thread(target=break_it)
    breaker.start()
    run = play(playbook, hosts=PROD, **settings)
    breaker.join()
    assert run.code == 2
    (problem, *rest) = run.shown()
    assert "prod.json: it cannot be read as JSON" in problem
    assert any(line.startswith("codes/login ") for line in rest)
    assert run.stopped() == "prod: not everything could be written; see below"
    assert file.read_text("utf-8") == "{"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("_sqlite3", "Failed to import the required Python library (sqlite3)"),
        ("concurrent", "the module could not be run: "),
    ],
)
def test_what_the_python_of_the_modules_lacks_is_told(
    name: str, words: str, ansible: Ansible, simulator: RunningSimulator, play: Play, tmp_path: Path
) -> None:
    python = tmp_path / "python"
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / f"{name}.py").write_text(f"raise ModuleNotFoundError(\"No module named '{name}'\", name='{name}')\n")
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{blocked}" exec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    run = play("provision", hosts=PROD, ansible_python_interpreter=str(python))
    assert run.code == 2
    failures = run.shown()[0]
    assert words in failures
    assert f"No module named '{name}'" in failures
    assert simulator.commands() == []


def test_a_proxy_that_cannot_be_used_is_told(ansible: Ansible, simulator: RunningSimulator, play: Play) -> None:
    environ = {"HTTPS_PROXY": "http://corpuser:s3cr3t/word@proxy.invalid:3128"}
    run = play("status", "-vvv", hosts=PROD, environ=environ, op_templates_api_url="https://service.invalid/sys/")
    assert run.code == 2
    assert "HTTPS_PROXY in the environment of the task has a character" in run.shown()[0]
    assert "s3cr3t" not in run.output
