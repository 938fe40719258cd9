# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook processes against a real simulator process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

TREE = Path(__file__).resolve().parents[2]
SIMULATOR_FILES = TREE / "roles" / "simulator" / "files"
WEEK = 7 * 24 * 3600
CATALOG: list[dict[str, Any]] = [
    {
        "name": "orders",
        "sender": "shop",
        "targets": ["mts_srv", "mega_srv"],
        "templates": [
            {"name": "paid", "msg": "Заказ %d оплачен"},
            {"name": "ready", "msg": "Заказ %d готов", "targets": ["bee_srv"]},
        ],
    },
    {"name": "codes", "sender": "bank", "targets": ["mts_auth"], "templates": [{"name": "login", "msg": "Пароль %d"}]},
]
HOSTS: dict[str, dict[str, Any]] = {
    "dev": {
        "op_templates_sets": ["orders"],
        "op_templates_senders": {"shop": "SHOP-DEV"},
        "op_templates_overrides": {"orders": {"targets": ["mts_srv"]}},
    },
    "prod": {"op_templates_senders": {"shop": "SHOP", "bank": "BANK"}},
}
ACCOUNT = {"login": "shop", "password": "Пароль-+%&/ 9f8e7d", "api_key": "key/+=4711-secret"}


@dataclass
class Simulator:
    """A simulator in a process of its own."""

    url: str

    @property
    def api_url(self) -> str:
        return self.url + "sys/"

    def read(self, what: str) -> Any:
        return self._session().get(f"{self.url}_simulator/{what}", timeout=10).json()

    def write(self, what: str, data: Any) -> None:
        response = self._session().post(f"{self.url}_simulator/{what}", json=data, timeout=10)
        assert response.status_code == 200, response.text

    def commands(self) -> list[str]:
        return [entry["command"] for entry in self.read("journal")]

    def registered(self) -> list[tuple[str, str, str]]:
        return sorted((r["sender"], r["msg"], r["target"]) for r in self.read("registrations"))

    @staticmethod
    def _session() -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        return session


@dataclass
class Run:
    """What one ansible-playbook process did."""

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

    def changed(self) -> dict[str, int]:
        """The changed tasks of each host, from the recap."""
        recap = self.output.rpartition("PLAY RECAP")[2].splitlines()[1:]
        return {line.split()[0]: int(line.split("changed=")[1].split()[0]) for line in recap if "changed=" in line}


class Ansible:
    """Runs playbooks with the collection of this tree, and nothing of the user's settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Since ansible-core 2.21 there is a socket in it, and the path of a socket must be short.
        self.temporary = Path(tempfile.mkdtemp(dir="/tmp"))

    def run(self, *arguments: str, environ: dict[str, str] | None = None, stderr: int = subprocess.STDOUT) -> Run:
        results = self.folder / "results.jsonl"
        results.unlink(missing_ok=True)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SMSC_", "ANSIBLE_", "PYTHONPATH"))
        }
        process = subprocess.run(
            [sys.executable, "-m", "ansible", "playbook", *arguments],
            cwd=self.folder,
            env={
                **kept,
                "ANSIBLE_COLLECTIONS_PATH": str(TREE.parents[2]),
                "ANSIBLE_CALLBACK_PLUGINS": str(TREE / "tests" / "integration" / "callback"),
                "ANSIBLE_CALLBACKS_ENABLED": "results",
                "ANSIBLE_LOCALHOST_WARNING": "false",
                "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
                "ANSIBLE_HOME": str(self.folder / "home"),
                "ANSIBLE_NOCOLOR": "1",
                "SMSC_TEST_RESULTS": str(results),
                "XDG_STATE_HOME": str(self.folder / "state"),
                "ANSIBLE_REMOTE_TMP": str(self.folder / "remote"),
                "TMPDIR": str(self.temporary),
                **(environ or {}),
            },
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


@pytest.fixture
def ansible(tmp_path: Path) -> Iterator[Ansible]:
    folder = tmp_path / "папка с пробелом"
    folder.mkdir()
    # Beside the playbooks, because Ansible may show lines of a playbook with an error.
    (folder / "secrets.yml").write_text(json.dumps({"password": ACCOUNT["password"]}), "utf-8")
    runner = Ansible(folder)
    yield runner
    shutil.rmtree(runner.temporary)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    folder = tmp_path / "simulator"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"accounts": [ACCOUNT]}), "utf-8")

    def command(name: str) -> Any:
        arguments = [sys.executable, "-m", "smsc_simulator", name, "--dir", str(folder)]
        return json.loads(subprocess.run(arguments, cwd=SIMULATOR_FILES, check=True, stdout=subprocess.PIPE).stdout)

    yield Simulator(command("start")["url"])
    command("stop")


@pytest.fixture
def play(ansible: Ansible, simulator: Simulator) -> Any:
    """Runs a playbook of the collection over the two environments."""

    def run(
        playbook: str,
        *arguments: str,
        hosts: dict[str, dict[str, Any]] | None = None,
        environ: dict[str, str] | None = None,
        **variables: Any,
    ) -> Run:
        settings = {
            "op_templates_catalog": CATALOG,
            "op_templates_api_url": simulator.api_url,
            "op_templates_api_key": ACCOUNT["api_key"],
            "ansible_connection": "local",
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            **variables,
        }
        inventory = ansible.folder / "inventory.yml"
        content = {
            "all": {"hosts": hosts or HOSTS, "vars": {name: value for name, value in settings.items() if value != ""}}
        }
        inventory.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
        return ansible.run("-i", str(inventory), *arguments, f"smsops.smsc.{playbook}", environ=environ)

    return run
