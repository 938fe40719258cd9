# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole pages as a person reads them on a terminal, without what differs from run to run."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

DAY = 24 * 3600
# Set to anything, it makes the pages anew instead of comparing them.
UPDATE = "UPDATE_PAGES"
# As Ansible is set up by docs/examples/ansible.cfg.
_YAML = {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"}
_NORMALISED = (
    # Ansible fills headings up to the width of the terminal.
    (re.compile(r" \*{3,}$", re.MULTILINE), " ***"),
    # How far a task is; it says so where it takes long.
    (re.compile(r"^smsc \[.*\n", re.MULTILINE), ""),
    (re.compile(r"http://127\.0\.0\.1:\d+/"), "https://smsc.example/"),
    (re.compile(r"127\.0\.0\.1:\d+|127\.0\.0\.1"), "smsc.example"),
    (re.compile(r"\buntil \d\d:\d\d"), "until HH:MM"),
    # The lines of a task that failed, which move with every change above them.
    (re.compile(r"^(Origin: [^:\n]+):.*\n\n(?:.*\n)*?.*\^ column .*\n", re.MULTILINE), r"\1\n"),
)


def normalised(text: str) -> str:
    """What Ansible has printed, without what differs from run to run."""
    for pattern, kept in _NORMALISED:
        text = pattern.sub(kept, text)
    return text.strip("\n") + "\n"


class Terminal:
    """Runs playbooks of the collection for one shop, at a time that the test chooses.

    Its history lies in the folder `history`. day: the day of the first run.
    """

    def __init__(self, ansible: Ansible, simulator: Simulator, day: int = 0) -> None:
        self.folder = ansible.folder
        self._ansible = ansible
        self._simulator = simulator
        self._runs = 0
        self.day = day

    def wait(self, days: float) -> None:
        """Let days go by, for the service and for the role."""
        self._simulator.service.advance(days * DAY)
        self.day += round(days)

    @property
    def now(self) -> str:
        """The time of the role: noon of some day of 2026."""
        month, day = divmod(self.day, 28)
        return f"2026-{month + 1:02d}-{day + 1:02d}T12:00:00+00:00"

    def run(
        self, playbook: str, *arguments: str, hosts: dict[str, dict[str, Any]] | None = None, **variables: Any
    ) -> Run:
        """Run one, by its short name, for `prod` or for these hosts; an empty text takes a variable away."""
        settings = {
            "op_templates_sender": "MYSHOP",
            "op_templates_history_dir": "history",
            "op_templates_api_url": self._simulator.api_url,
            "op_templates_api_key": API_KEY,
            # One request after the other, so that the ids are the same in every run.
            "op_templates_connection_options": {"max_connections": 1},
            **LOCAL,
            **variables,
        }
        given = {name: value for name, value in settings.items() if value != ""}
        inventory = self._ansible.hosts(hosts or {"prod": {}}, **given)
        # The limits of each run are its own: days lie between them.
        self._runs += 1
        environ = {**_YAML, "SMSC_STATE_DIR": str(self.folder / f"state{self._runs}")}
        # Of several environments one after the other, too.
        fixed = ["--forks", "1", "-e", f"__op_templates_now={self.now}"]
        return self._ansible.run("-i", inventory, *fixed, *arguments, f"smsops.smsc.{playbook}", environ=environ)

    def page(self, run: Run) -> str:
        """What a person reads of a run, up to the recap."""
        text = run.output.partition("\nPLAY RECAP")[0]
        for path, name in ((self.folder, "/shop"), (TREE, "/collection")):
            text = text.replace(str(path), name)
        return normalised(text)


def compare(page: str, name: str) -> None:
    """The page is the one that is kept by this name, or is kept now, where somebody wants to update it."""
    file = Path(os.environ.get("PAGES_DIR") or TREE / "tests" / "pages" / "expected") / f"{name}.txt"
    if os.environ.get(UPDATE):
        file.write_text(page, "utf-8")
    assert file.exists(), f"there is no page {file}; make pages makes it"
    assert page == file.read_text("utf-8"), f"{file.name} has changed; if that is meant: make pages"
