# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real processes of Ansible with the collection of this tree, and nothing of the user's settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.smsops.smsc.tests.support.paths import COLLECTIONS, TREE

_OF_USER = ("SMSC_", "ANSIBLE_", "CONTROLLER_", "TOWER_", "PYTHONPATH", "COV_")
# Variables of a host that is this machine.
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}


def clean_environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of this process without settings of Ansible, AWX or the collection, and with more variables.

    What Ansible and the collection keep, they keep in the folder; `ansible-playbook` is the one of this Python.
    """
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(_OF_USER)},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_PROXY": "127.0.0.1",
        "TMPDIR": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_REMOTE_TMP": str(folder / "remote"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_NOCOLOR": "1",
        **more,
    }


def command(name: str, *arguments: str) -> list[str]:
    """The command line of `ansible-NAME`, of this Python."""
    return [sys.executable, "-m", "ansible", name, *arguments]


@dataclass
class Run:
    """What one ansible-playbook process did. code: its exit code; results: every task result, in order."""

    code: int
    output: str
    results: list[dict[str, Any]] = field(default_factory=list)

    def of(self, task: str, host: str | None = None) -> dict[str, Any]:
        """The result of the task of this name (without its role's name), the last one if it ran often."""
        found = [
            line["result"]
            for line in self.results
            if line["task"].rpartition(" : ")[2] == task and host in (None, line["host"])
        ]
        assert found, f"no task {task!r} in:\n{self.output}"
        result: dict[str, Any] = found[-1]
        return result

    def shown(self, host: str | None = None) -> list[str]:
        """The lines that the role has shown as its result."""
        result = self.of("Show the result", host)
        lines: list[str] = result.get("result") or result["msg"]
        return lines

    def stopped(self, host: str | None = None) -> str:
        """Why the role has failed."""
        result = self.of("Show the result", host)
        assert isinstance(result["msg"], str), result
        return result["msg"]

    def changed(self) -> dict[str, int]:
        """The changed tasks of each host, from the recap."""
        recap = self.output.rpartition("PLAY RECAP")[2].splitlines()[1:]
        return {line.split()[0]: int(line.split("changed=")[1].split()[0]) for line in recap if "changed=" in line}


class Ansible:
    """Runs playbooks in a folder, which must be there. `temporary` is the folder for short-lived files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Since ansible-core 2.21 there is a socket in it, and the path of a socket must be short.
        self._temporary = tempfile.TemporaryDirectory(dir="/tmp")
        self.temporary = Path(self._temporary.name)

    def __enter__(self) -> Ansible:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._temporary.cleanup()

    def run(self, *arguments: str, environ: dict[str, str] | None = None, stderr: int = subprocess.STDOUT) -> Run:
        """Run `ansible-playbook` with these arguments to its end."""
        results = self.folder / "results.jsonl"
        results.unlink(missing_ok=True)
        reported = {
            "ANSIBLE_CALLBACK_PLUGINS": str(TREE / "tests" / "support" / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "results",
            "SMSC_TEST_RESULTS": str(results),
            "TMPDIR": str(self.temporary),
        }
        process = subprocess.run(
            command("playbook", *arguments),
            cwd=self.folder,
            env=clean_environment(self.folder, **{**reported, **(environ or {})}),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            check=False,
            timeout=300,
        )
        lines = results.read_text("utf-8").splitlines() if results.exists() else []
        return Run(process.returncode, process.stdout, [json.loads(line) for line in lines])

    def tasks(
        self, tasks: list[dict[str, Any]], *arguments: str, environ: dict[str, str] | None = None, **play: Any
    ) -> Run:
        """Run a play of these tasks on this machine."""
        playbook = self.folder / "playbook.yml"
        hosts = {"hosts": "localhost", "connection": "local", "gather_facts": False}
        playbook.write_text(yaml.safe_dump([{**hosts, **play, "tasks": tasks}], allow_unicode=True), "utf-8")
        return self.run(*arguments, str(playbook), environ=environ)

    def hosts(self, hosts: dict[str, dict[str, Any]], **variables: Any) -> str:
        """Write an inventory of these hosts with variables for all of them. Returns its path."""
        inventory = self.folder / "inventory.yml"
        content = {"all": {"hosts": hosts, "vars": variables}}
        inventory.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
        return str(inventory)
