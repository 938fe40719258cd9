# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages go from the service to a file, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator


@pytest.fixture
def play(simulator: RunningSimulator) -> dict[str, Any]:
    connection = {"api_url": simulator.api_url, "login": "shop", "password": "{{ password }}"}
    return {"module_defaults": {"group/smsops.smsc.smsc": connection}, "vars_files": ["secrets.yml"]}


def _export(name: str, **options: Any) -> dict[str, Any]:
    given = {"start": "2024-10-01", "end": "2024-12-31", "dest": "{{ playbook_dir }}/sent.jsonl", **options}
    return {"name": name, "smsops.smsc.smsc_message_export": given}


def _everything_else(ansible: Ansible, simulator: RunningSimulator) -> str:
    """All that Ansible and the collection have written beside the file, temporary files and the state among it."""
    folders = [ansible.folder, ansible.temporary]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.name != "sent.jsonl"]
    kept = b"".join(path.read_bytes() for path in files).decode("utf-8", "replace")
    return kept + json.dumps(simulator.read("journal"), ensure_ascii=False)


@pytest.mark.secrecy
@pytest.mark.parametrize("fault", [None, {"kind": "truncated", "command": "messages", "skip": 1, "times": 9}])
def test_no_message_and_no_phone_stands_anywhere_but_in_the_file(
    ansible: Ansible, simulator: RunningSimulator, play: dict[str, Any], fault: dict[str, Any] | None
) -> None:
    file = Path(ansible.folder) / "sent.jsonl"
    tasks = [_export("export", with_phones=True), _export("again", with_phones=True)]
    run = ansible.tasks(tasks, "-vvvvv", "--diff", **play)
    assert run.code == 0, run.output
    assert [run.of(name)["changed"] for name in ("export", "again")] == [True, False]
    assert simulator.violations() == []
    messages = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert len(messages) == run.of("export")["count"] == 20 * 92
    told = run.output + _everything_else(ansible, simulator)
    if fault:
        simulator.write("config", {"faults": [fault]})
        failed = ansible.tasks([_export("damaged", start="2024-09-30")], "-vvvvv", **play)
        assert failed.of("damaged")["error"]["kind"] == "bad_response"
        told += failed.output + _everything_else(ansible, simulator)
        assert len(file.read_text("utf-8").splitlines()) == len(messages)
    # Ansible may write letters as they are, or as JSON spells them.
    for one in messages:
        for private in (one["message"], json.dumps(one["message"])[1:-1], one["recipient"]):
            assert private not in told
    assert "Магазин MyShop" not in told
    assert "7900000" not in told


@pytest.mark.usefixtures("simulator")
def test_the_lookup_takes_the_file(ansible: Ansible, play: dict[str, Any]) -> None:
    messages = (
        "lookup('smsops.smsc.op_template_messages', export.dest, format='jsonl', column='message', wantlist=true)"
    )
    tasks = [
        {**_export("export"), "register": "export"},
        {
            "name": "coverage",
            "ansible.builtin.assert": {"that": f"{messages} | length == export.count"},
            "no_log": True,
        },
    ]
    run = ansible.tasks(tasks, **play)
    assert run.code == 0, run.output
