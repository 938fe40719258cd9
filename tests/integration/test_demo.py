# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo beside whatever a user has of his own: another simulator, another inventory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.smsops.smsc.tests.support.paths import SIMULATOR_FILES
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import control


def simulator(verb: str, folder: Path) -> dict[str, Any]:
    """Start, stop or remove the simulator that a user of the role has, where it has one by default."""
    command = [sys.executable, "-m", "smsc_simulator", verb, "--dir", str(folder)]
    done = subprocess.run(command, cwd=SIMULATOR_FILES, capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_it_needs_no_inventory_and_leaves_another_simulator_alone(ansible: Ansible) -> None:
    folder = ansible.folder / "state" / "smsops.smsc" / "simulator"
    own = simulator("start", folder)
    try:
        run = ansible.run("smsops.smsc.demo")
        assert run.code == 0, run.output
        assert set(run.changed()) == {"localhost", "dev", "stage", "prod"}
        assert control(own["url"], "")["pid"] == own["pid"]
        assert control(own["url"], "journal") == []
        assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == ["simulator"]
        assert (ansible.folder / "operator-templates.html").exists()
    finally:
        simulator("remove", folder)


def test_it_takes_nothing_of_an_inventory(ansible: Ansible) -> None:
    kept = ansible.folder / "history"
    variables = {
        "ansible_host": "prod.invalid",
        "ansible_connection": "ssh",
        "ansible_become": True,
        "op_templates_api_key": "of-production",
        "op_templates_api_url": "http://127.0.0.1:9/",
        "op_templates_history_dir": str(kept),
        "op_templates_reports": [{"format": "json", "path": str(ansible.folder / "prod.json")}],
        "op_templates_max_additions": 0,
    }
    inventory = ansible.folder / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": {"prod": {}, "database": {}}, "vars": variables}}), "utf-8")
    run = ansible.run("-i", str(inventory), "smsops.smsc.demo")
    assert run.code == 0, run.output
    assert run.changed() == {"localhost": 5, "dev": 1, "stage": 1, "prod": 1}
    assert not kept.exists()
    assert not (ansible.folder / "prod.json").exists()
