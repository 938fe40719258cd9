# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes that the benchmarks time: ansible-playbook, and the simulator it talks to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

import yaml

TREE = Path(__file__).resolve().parents[2]
API_KEY = "demo-key"
# What every request says, whoever sends it.
COMMON = {"apikey": API_KEY, "fmt": "3", "charset": "utf-8", "sender": "SHOP"}


class Cost(NamedTuple):
    """Seconds of the whole process, and megabytes of the largest one in it."""

    seconds: float
    memory: float


class Simulator:
    """A simulator in a process of its own, that writes nothing to the disk."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "smsc_simulator", "serve"]
        files = TREE / "roles" / "simulator" / "files"
        self._process = subprocess.Popen(command, cwd=files, stdout=subprocess.PIPE)
        assert self._process.stdout
        self._url = json.loads(self._process.stdout.readline())["url"]
        self.api_url = self._url + "sys/"
        # The rounds repeat their requests faster than the service allows; limits are not what is measured.
        self.configure(limits={"identical_requests": 10**6})

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.terminate()
        self._process.wait()

    def configure(self, **settings: Any) -> None:
        self._ask("config", settings)

    def reset(self) -> None:
        """Forget all registrations and requests."""
        self._ask("reset", {})

    def requests(self) -> int:
        """How many have come since the last reset."""
        return len(self._ask("journal"))

    def _ask(self, what: str, data: object = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        with urllib.request.urlopen(f"{self._url}_simulator/{what}", body) as answer:
            return json.load(answer)


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


def cost_of(command: list[str], environ: dict[str, str] | None = None) -> Cost:
    """Run a process to its end. Ends this one if it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return Cost(seconds, used.ru_maxrss / 1024)


def playbook(tasks: list[dict[str, Any]], variables: dict[str, Any]) -> Cost:
    """Run a play of these tasks with a budget of its own, as nobody has used it before."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = folder / "vars.json"
        given.write_text(json.dumps(variables), "utf-8")
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}
        path = folder / "playbook.yml"
        path.write_text(yaml.safe_dump([play], allow_unicode=True), "utf-8")
        environ = {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(TREE.parents[2]),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "SMSC_STATE_DIR": str(folder / "state"),
        }
        # Not by vars_files, which Ansible reads anew for every task.
        return cost_of([sys.executable, "-m", "ansible", "playbook", "-e", f"@{given}", str(path)], environ)
