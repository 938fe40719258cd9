# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX lays them out for ansible-runner: a private data directory with env, inventory and project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, quote_plus

import yaml
from ansible_collections.smsops.smsc.tests.support.pages import Unsafe, dump
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import clean_environment, command

PROJECT = TREE / "docs" / "examples" / "awx" / "project"
# What AWX sets for a job, beside what credentials inject.
JOB_ENVIRONMENT = {
    "ANSIBLE_FORCE_COLOR": "True",
    "ANSIBLE_HOST_KEY_CHECKING": "False",
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
    "ANSIBLE_RETRY_FILES_ENABLED": "False",
    "AWX_HOST": "https://awx.example",
    "JOB_ID": "4711",
    "MAX_EVENT_RES": "700000",
}
JOB_VARIABLES = {"awx_job_id": 4711, "awx_job_launch_type": "scheduled", "awx_user_name": "admin"}


def _unsafe(value: Any) -> Any:
    """With every text marked, so that Ansible leaves Jinja in it alone."""
    if isinstance(value, dict):
        return {key: _unsafe(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unsafe(item) for item in value]
    return Unsafe(value) if isinstance(value, str) else value


def spellings(secret: str) -> set[str]:
    """How a secret could stand in a file."""
    escaped = json.dumps(secret)[1:-1]
    encoded = b64encode(secret.encode()).decode().rstrip("=")
    return {secret, escaped, escaped.replace("\\", "\\\\"), quote(secret, safe=""), quote_plus(secret), encoded}


@cache
def _inventory() -> str:
    """The example inventory as AWX has it after an update from a project. The keys of the example are not for AWX."""
    source = TREE / "docs" / "examples" / "inventory"
    listing = command("inventory", "-i", str(source), "--list", "--export")
    with TemporaryDirectory() as folder:
        environment = clean_environment(Path(folder))
        listed = subprocess.run(listing, check=True, stdout=subprocess.PIPE, env=environment, cwd=folder).stdout
    # As docs/awx.md says: AWX keeps the inventory elsewhere, and a job starts in the folder of the project.
    data = json.loads(listed.replace(b"{{ inventory_dir }}/../", b""))
    for variables in data["_meta"]["hostvars"].values():
        variables.pop("op_templates_api_key", None)
    return json.dumps(data)


@dataclass
class Outcome:
    """What one job did."""

    status: str
    stdout: str
    events: list[dict[str, Any]]

    @property
    def said(self) -> str:
        """What it has printed, in one line and without colours."""
        return " ".join(re.sub(r"\x1b\[[\d;]*m", "", self.stdout).split())

    def counts(self, what: str) -> dict[str, int]:
        """From the recap: the number of tasks of each host that were `changed`, `ok`, `failures`."""
        counts: dict[str, int] = self.events[-1]["event_data"][what]
        return {host: count for host, count in counts.items() if count}

    def artefact(self) -> dict[str, Any]:
        """What the job leaves to later steps of a workflow, and to whoever looks at it."""
        found: dict[str, Any] = self.events[-1]["event_data"]["artifact_data"]
        return found

    def hosts(self) -> set[str]:
        """The hosts that took part."""
        return set(self.events[-1]["event_data"]["processed"])


class PrivateData:
    """A private data directory, for one job after another. project: its folder; inventory: what `--list` says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("env", "inventory"):
            (folder / name).mkdir(mode=0o700, parents=True)
        self.project = folder / "project"
        shutil.copytree(PROJECT, self.project)
        shutil.copytree(PROJECT.parents[1] / "catalog", self.project / "catalog")
        self.inventory = json.loads(_inventory())

    def _write_inventory(self) -> None:
        script = self.folder / "inventory" / "hosts"
        script.touch(mode=0o700)
        script.write_text(f"#! /usr/bin/env python3\nprint({json.dumps(self.inventory)!r})\n", "utf-8")

    def _paths(self) -> list[Path]:
        return [self.project, *self.project.rglob("*")]

    def run(
        self,
        ident: str,
        playbook: str,
        *arguments: str,
        environ: dict[str, str],
        template: dict[str, Any] | None = None,
        **variables: object,
    ) -> Outcome:
        """Run a playbook of the project.

        arguments: for ansible-playbook. template: the extra variables of the job template, the only ones in which AWX
        leaves Jinja. variables: answers of a survey, and artefacts of earlier steps, which win.
        """
        env = self.folder / "env"
        clean = clean_environment(self.folder)
        ours = {name: clean[name] for name in ("ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_HOME", "ANSIBLE_REMOTE_TMP")}
        files = {
            "envvars": yaml.safe_dump({**JOB_ENVIRONMENT, **ours, **environ}, allow_unicode=True),
            "extravars": dump({**JOB_VARIABLES, **(template or {}), **_unsafe(variables)}),
            "settings": json.dumps({"job_timeout": 300, "fact_cache_type": "jsonfile"}),
            "cmdline": " ".join(["-u root", *arguments]),
        }
        self._write_inventory()
        # As in a container: a job sees the project, and cannot write there.
        before = {path: path.read_bytes() for path in self._paths() if path.is_file()}
        for path in self._paths():
            path.chmod(0o555 if path.is_dir() else 0o444)
        for name, text in files.items():
            (env / name).touch(mode=0o600)
            (env / name).write_text(text, "utf-8")
        process = subprocess.run(
            [sys.executable, "-m", "ansible_runner", "run", str(self.folder), "-p", playbook, "--ident", ident],
            env=clean,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        # Who runs the tests as root could write all the same.
        assert {path: path.read_bytes() for path in self._paths() if path.is_file()} == before
        for path in self._paths():
            path.chmod(0o755 if path.is_dir() else 0o644)
        artifacts = self.folder / "artifacts" / ident
        paths = (artifacts / "job_events").glob("*.json")
        events = sorted((json.loads(path.read_text("utf-8")) for path in paths), key=lambda event: event["counter"])
        return Outcome((artifacts / "status").read_text("utf-8"), process.stdout, events)

    def artifacts(self) -> dict[str, str]:
        """Every file that jobs left behind, by its name. Of `command`, where the runner itself keeps the environment
        of the process that it starts, only the rest."""
        found = {}
        for path in (self.folder / "artifacts").rglob("*"):
            if path.is_file():
                text = path.read_text("utf-8", errors="surrogateescape")
                if path.name == "command":
                    text = json.dumps({name: value for name, value in json.loads(text).items() if name != "env"})
                found[str(path.relative_to(self.folder))] = text
        return found
