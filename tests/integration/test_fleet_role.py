# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The limits of a fleet with the role and the playbooks: the address of the store reaches every task, and no eye."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.command_lines import CommandLines
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run
from ansible_collections.smsops.smsc.tests.support.redis_server import RedisServer, serving
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

PASSWORD = "s3cret%/9f8e"
ENCODED = "s3cret%25%2F9f8e"
USER = "store-user-4711"
CATALOG = [
    {"name": "orders", "templates": [{"name": "paid", "msg": "Заказ %d", "sender": "SHOP", "targets": ["mts_srv"]}]}
]


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with serving(tmp_path_factory.mktemp("o"), port=True) as server:
        server.make_old()
        server.do("ACL", "SETUSER", USER, "on", f">{PASSWORD}", "~*", "+@all")
        server.do("ACL", "SETUSER", "default", "resetpass", ">other")
        server.password = "other"
        yield server


def run(ansible: Ansible, simulator: RunningSimulator, playbook: str, *arguments: str, **variables: Any) -> Run:
    account = {"op_templates_api_url": simulator.api_url, "op_templates_api_key": API_KEY}
    inventory = ansible.hosts({"prod": dict(LOCAL)}, op_templates_catalog=CATALOG, **account, **variables)
    return ansible.run("-i", inventory, f"smsops.smsc.{playbook}", *arguments)


@pytest.mark.secrecy
@pytest.mark.parametrize(
    ("playbook", "more"),
    [
        ("provision", {}),
        ("status", {}),
        ("gate", {"op_templates_gate": "none"}),
        ("doctor", {"smsc_doctor_sender": "SHOP"}),
        ("traffic", {"op_templates_messages_start": "2026-11-01", "op_templates_messages_end": "2026-11-02"}),
        ("adopt", {}),
    ],
)
def test_every_playbook_that_asks_the_service_shares_its_limits(
    ansible: Ansible, simulator: RunningSimulator, server: RedisServer, playbook: str, more: dict[str, Any]
) -> None:
    (ansible.folder / "texts.csv").write_text("sender,msg\nSHOP,Заказ 7\n", "utf-8")
    if playbook == "adopt":
        more = {"op_templates_adopt_source": "texts.csv", "op_templates_adopt_file": "adopted.yml"}
    if playbook == "traffic":
        more = {**more, "op_templates_messages_file": "messages.jsonl"}
    url = f"redis://{USER}:{ENCODED}@127.0.0.1:{server.port}/0"
    with CommandLines() as command_lines:
        ran = run(ansible, simulator, playbook, "-vvvvv", op_templates_state_url=url, **more)
    assert simulator.read("journal"), ran.output[-3000:]
    kept = [key.decode() for key in server.do("KEYS", "smsops.smsc:*")]
    assert any(":sent:" in key for key in kept), ran.output[-3000:]
    (ansible.folder / "inventory.yml").unlink()
    folders = (ansible.folder, ansible.temporary)
    left = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert not any("budget.sqlite3" in path.name for path in left), "nothing is shared on this machine instead"
    everything = {
        "shown": (ran.output + json.dumps(ran.results, ensure_ascii=False)).encode(),
        "left in files": b"".join(path.read_bytes() for path in left),
        "command lines": b"".join(command_lines.seen),
    }
    for secret in (PASSWORD, ENCODED, USER):
        assert [place for place, content in everything.items() if secret.encode() in content] == []


def test_a_store_that_refuses_the_user_is_told_by_the_variable_of_the_role(
    ansible: Ansible, simulator: RunningSimulator, server: RedisServer
) -> None:
    url = f"redis://{USER}:wr0ng@127.0.0.1:{server.port}/0"
    ran = run(ansible, simulator, "provision", "-vvv", op_templates_state_url=url)
    assert ran.code != 0
    assert simulator.commands() == []
    told = " ".join(ran.output.split())
    assert f"redis://127.0.0.1:{server.port}/0 (from op_templates_state_url), which the fleet shares, does not" in told
    assert "fleet.md#when-it-fails" in told
    assert "wr0ng" not in ran.output


def test_an_empty_address_is_not_taken_for_that_of_this_machine(ansible: Ansible, simulator: RunningSimulator) -> None:
    ran = run(ansible, simulator, "status", op_templates_state_url="")
    assert ran.code != 0
    assert "op_templates_state_url is empty; give it a value, or remove the variable to use SMSC_" in ran.output
    assert simulator.commands() == []
