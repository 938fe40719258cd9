# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who does what a page says, block by block, in a copy of the repository."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.smsops.smsc.roles.simulator.files.smsc_simulator import config
from ansible_collections.smsops.smsc.tests.support.network import free_port
from ansible_collections.smsops.smsc.tests.support.pages import Block, dump
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, clean_environment

ROLES = {
    role: yaml.safe_load((TREE / "roles" / role / "meta" / "argument_specs.yml").read_text("utf-8"))["argument_specs"]
    for role in ("op_templates", "simulator")
}
# Of the simulator that a page starts.
_PORT = "8025"
_INSTALLS = "ansible-galaxy collection install"
# What the pages take for granted in the variables of a play.
_GIVEN = {"smsc_api_key": "...", "op_templates_sender": "MYSHOP"}
# Where blocks of variables and tasks are run: beside it lies what the page has written.
_INVENTORY = Path("inventory-of-blocks", "hosts.yml")
_CATALOG = {"op_templates_catalog_files": [f"{TREE}/docs/examples/catalog/*.yml"]}


def options(role: str) -> dict[str, Any]:
    """All options of a role, of whatever entry point."""
    merged: dict[str, Any] = {}
    for entry_point in ROLES[role].values():
        merged.update(entry_point["options"])
    return merged


class Reader:
    """Follows a page. home: a folder of its own. repository: the copy. environ: what the pages take for granted."""

    def __init__(self, home: Path, repository: Path, environ: dict[str, str]) -> None:
        self._home = home
        self._where = home / "where"
        self._exports = home / "exports"
        self._where.write_text(str(repository), "utf-8")
        self._exports.write_text("", "utf-8")
        here = {"HOME": str(home), "TMPDIR": str(home), **environ}
        self._environ = clean_environment(home, **here)
        # What the page has said so far: variables of the role, and data for its other blocks.
        self._role: dict[str, Any] = {}
        self._data: dict[str, Any] = {}
        self._said: str | None = None
        # The pages name one port, and several readers may be at work.
        self._port = str(free_port())

    def follow(self, page: list[Block]) -> None:
        """Do what a page says. Fails with the block and its output."""
        if any(_INSTALLS in block.text and not block.not_run for block in page):
            # What the page installs, and not the tree.
            self._environ["ANSIBLE_COLLECTIONS_PATH"] = str(self._home / "collections")
        tasks: list[dict[str, Any]] = []
        begun: Block | None = None
        for block in [*page, None]:
            more = [] if block is None or block.not_run or block.language != "yaml" else self._tasks(block)
            if more:
                tasks += more
                begun = begun or block
                continue
            if tasks and begun:
                self._run_tasks(begun, tasks)
                tasks, begun = [], None
            if block is not None:
                self._do(block, page[page.index(block) + 1 :])

    def _do(self, block: Block, later: list[Block]) -> None:
        if block.language == "text":
            if not block.remark:
                self._compare(block)
        elif block.language not in ("sh", "yaml"):
            pass
        elif block.not_run:
            self._said = None
            if block.language == "yaml":
                block.load()
            else:
                subprocess.run(["sh", "-n"], input=block.text, text=True, check=True)
        elif block.language == "sh":
            self._shell(block, block.text.replace(_PORT, self._port))
        elif block.file:
            path = self._here() / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text.replace(_PORT, self._port), "utf-8")
            parts = {part for part in path.relative_to(self._here()).parts if part != "group_vars"}
            used = "\n".join(command.text for command in later if command.language == "sh")
            used += "\n".join(play.text for play in later if play.language == "yaml")
            assert any(part in used for part in parts), f"{block}: nothing that follows uses {block.file}"
        else:
            (self._here() / "block-variables.json").write_text(json.dumps(self._data), "utf-8")
            self._run_play(block, block.text, "-e @block-variables.json")

    def _tasks(self, block: Block) -> list[dict[str, Any]]:
        """What a block of YAML is as tasks; nothing if it is a file or a play."""
        if block.file:
            return []
        said = block.load()
        if isinstance(said, list):
            return [] if any("hosts" in play or "ansible.builtin.import_playbook" in play for play in said) else said
        if isinstance(said, str):
            return [{"name": f"{block}", "ansible.builtin.debug": {"msg": said}}]
        if all(key.startswith("op_templates_") for key in said):
            return self._role_tasks(block, said)
        if all(key.startswith("simulator_") for key in said):
            config.merge(config.DEFAULTS, said.get("simulator_settings", {}))
            return [_validate(block, "simulator", said)]
        self._data.update(said)
        return [{"name": f"{block}", "ansible.builtin.debug": {"msg": {key: f"{{{{ {key} }}}}" for key in said}}}]

    def _role_tasks(self, block: Block, said: dict[str, Any]) -> list[dict[str, Any]]:
        """Variables of the role op_templates: they fit together with the page's earlier ones, and with a catalog."""
        if any(key.startswith("op_templates_catalog") for key in said):
            self._role = {}
        self._role.update(said)
        catalog = {} if any(key.startswith("op_templates_catalog") for key in self._role) else _CATALOG
        # Credentials and cap are no matter of the check.
        tasks = [
            _validate(block, "op_templates", said),
            {
                "name": f"{block}",
                "ansible.builtin.include_role": {"name": "smsops.smsc.op_templates", "tasks_from": "check"},
                "vars": {**catalog, **self._role},
            },
        ]
        if "op_templates_gate" in said:
            policy = json.dumps(said["op_templates_gate"])
            tasks.append(
                {
                    "name": f"{block}",
                    "ansible.builtin.debug": {"msg": f"{{{{ [] | smsops.smsc.op_template_gate({policy}) }}}}"},
                }
            )
        return tasks

    def _run_tasks(self, block: Block, tasks: list[dict[str, Any]]) -> None:
        play = {"hosts": "localhost", "gather_facts": False, "vars": {**_GIVEN, **self._data}, "tasks": tasks}
        inventory = self._here() / _INVENTORY
        inventory.parent.mkdir(exist_ok=True)
        inventory.write_text(json.dumps({"all": {"hosts": {"localhost": LOCAL}}}), "utf-8")
        self._run_play(block, dump([play]), f"-i {_INVENTORY}")

    def _run_play(self, block: Block, play: str, *arguments: str) -> None:
        (self._here() / "block.yml").write_text(play, "utf-8")
        self._shell(block, " ".join(["ansible-playbook", *arguments, "block.yml"]))

    def _here(self) -> Path:
        return Path(self._where.read_text("utf-8").rstrip("\n"))

    def _shell(self, block: Block, commands: str) -> None:
        """Run commands in the shell that the earlier ones have left."""
        where, exports = shlex.quote(str(self._where)), shlex.quote(str(self._exports))
        script = f'cd "$(cat {where})"\n. {exports}\n{commands}\npwd > {where}\nexport -p > {exports}\n'
        process = subprocess.run(
            ["sh", "-e"],
            input=script,
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=240,
        )
        self._said = process.stdout
        assert (process.returncode != 0) == (block.remark == "fails"), f"{block}\n{process.stdout}"

    def _compare(self, block: Block) -> None:
        """What the page shows is what the block before it has said, line by line."""
        if self._said is None:
            return
        said = _plain(self._said)
        for line in block.text.splitlines():
            assert line.strip() == "..." or _plain(line) in said, f"{block}: {line!r} is not in\n{self._said}"


def _validate(block: Block, role: str, said: dict[str, Any]) -> dict[str, Any]:
    """A task: the variables are options of the role, of the right types."""
    return {
        "name": f"{block}",
        "ansible.builtin.validate_argument_spec": {
            "argument_spec": {key: {**spec, "required": False} for key, spec in options(role).items() if key in said},
            "provided_arguments": said,
        },
    }


def _plain(text: str) -> str:
    """Without what differs between a text and its spelling in JSON: quotes, backslashes, widths of columns."""
    return re.sub(r"\s+", " ", re.sub(r"[\"'\\]", "", text)).strip()
