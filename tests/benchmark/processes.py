# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes that the benchmarks time: ansible-playbook, and the simulator it talks to."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from ansible_collections.smsops.smsc.tests.support.accounts import BY_KEY
from ansible_collections.smsops.smsc.tests.support.playbooks import clean_environment, command

# What every request says, whoever sends it.
COMMON = {**BY_KEY, "fmt": "3", "charset": "utf-8", "sender": "SHOP"}
# Of the simulator: the rounds repeat their requests faster than the service allows; limits are not what is measured.
SETTINGS = {"limits": {"identical_requests": 10**6}}
# A number on a page; a version is one, too.


class Cost(NamedTuple):
    """Seconds of the whole process, megabytes of the largest one in it, processor seconds of all, lines printed."""

    seconds: float
    memory: float
    processor: float
    lines: int


def uri(form: dict[str, str]) -> dict[str, Any]:
    """A task that sends a form with ansible.builtin.uri."""
    return {
        "ansible.builtin.uri": {
            "url": "{{ api_url }}op_templates.php",
            "method": "POST",
            "body_format": "form-urlencoded",
            "body": {**COMMON, **form},
            "return_content": True,
        }
    }


def cost_of(arguments: list[str], environ: dict[str, str] | None = None) -> Cost:
    """Run a process to its end, with all that it starts. Ends this one if it fails."""
    with tempfile.TemporaryFile() as output:
        begun = time.perf_counter()
        process = subprocess.Popen(arguments, env=environ, stdout=output)
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read().decode().splitlines()
    if status:
        sys.exit("\n".join([*printed[-30:], f"{' '.join(arguments)} failed"]))
    return Cost(seconds, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, len(printed))


def playbook(what: str | list[dict[str, Any]], variables: dict[str, Any]) -> Cost:
    """Run a playbook of the collection, or a play of these tasks, for one host.

    Its budget is its own, as nobody has used it before, and no configuration of the user's is read.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = folder / "vars.json"
        given.write_text(json.dumps(variables), "utf-8")
        host = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        inventory = folder / "inventory.yml"
        inventory.write_text(yaml.safe_dump({"all": {"hosts": {"bench": host}}}), "utf-8")
        if isinstance(what, str):
            path = what
        else:
            path = str(folder / "playbook.yml")
            play = {"hosts": "all", "gather_facts": False, "tasks": what}
            Path(path).write_text(yaml.safe_dump([play], allow_unicode=True), "utf-8")
        (folder / "ansible.cfg").touch()
        environ = clean_environment(folder, ANSIBLE_CONFIG=str(folder / "ansible.cfg"))
        # Not by vars_files, which Ansible reads anew for every task.
        return cost_of(command("playbook", "-i", str(inventory), "-e", f"@{given}", path), environ)


def machine() -> str:
    """On what was measured."""
    return (
        f"Measured with ansible-core {version('ansible-core')} and Python {platform.python_version()} on "
        f"{os.cpu_count()} processors ({platform.machine()}, {platform.system()}),"
    )
