# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A long task says how far it is while it runs; a short one says nothing, nor does one that could not be heard."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible, clean_environment
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

# Instead of a login and of another user, for which a test has no rights: the command, here and now.
FAKE_SSH = '#!/bin/sh\nfor last; do :; done\nexec /bin/sh -c "$last"\n'
FAKE_SUDO = '#!/bin/sh\nwhile [ "$1" != /bin/sh ]; do shift; done\nexec "$@"\n'


def templates(host: str, count: int) -> list[dict[str, Any]]:
    return [{"sender": "SHOP", "msg": f"{host} {number}", "targets": ["mts_srv"]} for number in range(count)]


def play(
    simulator: RunningSimulator, tasks: list[dict[str, Any]], hosts: str = "all", **settings: Any
) -> dict[str, Any]:
    """A play with the options of the modules in all the places where an action plugin could lose them."""
    options = {
        "api_url": simulator.api_url,
        # Each host has a budget of its own, and sends one request at once.
        "state_dir": "{{ lookup('env', 'XDG_STATE_HOME') }}/{{ inventory_hostname }}",
        "max_connections": 1,
    }
    return {
        "hosts": hosts,
        "gather_facts": False,
        "environment": [{"SMSC_API_KEY": ACCOUNT["api_key"]}],
        "module_defaults": {"group/smsops.smsc.smsc": options},
        "tasks": tasks,
        **settings,
    }


class Listener:
    """The other end of standard error: hears every line at once, and notes what a test wants to see at that moment."""

    def __init__(self, look: Callable[[], Any]) -> None:
        self.lines: list[str] = []
        self.seen: list[Any] = []
        self._look = look
        self._reader, self.writer = os.pipe()
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        os.close(self.writer)
        self._thread.join()

    def _listen(self) -> None:
        with os.fdopen(self._reader, encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("smsc "):
                    self.lines.append(line.rstrip("\n"))
                    self.seen.append(self._look())


def run(ansible: Ansible, hosts: dict[str, Any], plays: list[dict[str, Any]], look: Callable[[], Any]) -> Any:
    """Run the plays; what became of them, and a listener who has heard what they said."""
    # Ansible's async does not bear a space in the paths of its files.
    remote = str(ansible.temporary / "remote")
    variables = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "ansible_async_dir": remote,
    }
    inventory = ansible.hosts(hosts, **variables)
    playbook = ansible.folder / "playbook.yml"
    playbook.write_text(yaml.safe_dump(plays), "utf-8")
    with Listener(look) as listener:
        done = ansible.run(
            *("-i", inventory, "-f", "10", str(playbook)),
            environ={"ANSIBLE_REMOTE_TMP": remote},
            stderr=listener.writer,
        )
    # Whoever reads standard output as JSON reads nothing else there.
    assert "smsc [" not in done.output
    return done, listener


def test_a_long_task_says_how_far_it_is(ansible: Ansible, simulator: RunningSimulator) -> None:
    for name, text in (("ssh", FAKE_SSH), ("sudo", FAKE_SUDO)):
        (ansible.folder / name).write_text(text)
        (ansible.folder / name).chmod(0o700)
    ssh = {
        "ansible_connection": "ssh",
        "ansible_ssh_executable": str(ansible.folder / "ssh"),
        "ansible_pipelining": True,
    }
    hosts: dict[str, dict[str, Any]] = {
        "prod": {"count": 11},
        "delegated": {"ansible_connection": "ssh", "ansible_host": "host.invalid", "reads": True},
        "ssh": ssh,
        "become": {"ansible_become": True, "ansible_become_exe": str(ansible.folder / "sudo")},
        "hidden": {"hidden": True},
        "poll": {"seconds": 60, "interval": 1},
        "later": {"seconds": 60},
    }
    for host, variables in hosts.items():
        variables["templates"] = templates(host, variables.pop("count", 4))
    slow = {"url": f"{simulator.url}_simulator/config", "method": "POST", "body": {"latency": 1}, "body_format": "json"}
    before: list[dict[str, Any]] = [
        {"name": "Add half", "smsops.smsc.smsc_op_templates": {"templates": "{{ templates[:5] }}"}},
        {"name": "Slow down", "ansible.builtin.uri": slow},
    ]
    tasks: list[dict[str, Any]] = [
        {
            "name": "Add",
            "smsops.smsc.smsc_op_templates": {"templates": "{{ templates }}"},
            "when": "reads is undefined",
            "async": "{{ seconds | default(0) }}",
            "poll": "{{ interval | default(0) }}",
            "no_log": "{{ hidden | default(false) }}",
            "register": "added",
        },
        {
            "name": "Read",
            "smsops.smsc.smsc_op_template_info": {"templates": templates("read", 11)},
            "when": "reads is defined",
            "delegate_to": "localhost",
        },
        {
            "name": "Wait",
            "ansible.builtin.async_status": {"jid": "{{ added.ansible_job_id }}"},
            "when": "inventory_hostname == 'later'",
            "register": "job",
            "until": "job is finished",
            "retries": 60,
            "delay": 1,
        },
    ]

    def look() -> tuple[int, set[int]]:
        """The registrations of prod, and the permissions of the files that lines are in."""
        files = ansible.folder.glob("home/tmp/*/progress-*")
        modes = {stat.S_IMODE(path.stat().st_mode) for file in files for path in (file, file.parent)}
        return sum(msg.startswith("prod") for _sender, msg, _target in simulator.registered()), modes

    done, heard = run(
        ansible,
        hosts,
        [play(simulator, before, "prod"), play(simulator, tasks, strategy="ansible.builtin.free")],
        look,
    )
    assert done.code == 0, done.output
    assert done.of("Add", "prod")["summary"]["changed"] == 6
    for host in ("ssh", "become", "poll"):
        assert done.of("Add", host)["summary"]["changed"] == 4
    assert done.of("Wait", "later")["summary"]["changed"] == 4
    assert len(simulator.registered()) == 11 + 5 * 4

    assert sorted(heard.lines) == sorted(
        [
            "smsc [delegated]: read 5 of 11 templates",
            "smsc [prod]: read 5 of 11 templates",
            "smsc [prod]: plan: 6 registrations to add to 6 templates",
            "smsc [prod]: added 3 of 6 templates",
        ]
    )
    lines = [(line.split("]: ")[1].split()[0], seen) for line, seen in zip(heard.lines, heard.seen) if "[prod]" in line]
    assert [word for word, _seen in lines] == ["read", "plan:", "added"]
    assert [registered for _word, (registered, _modes) in lines] == [5, 5, pytest.approx(8, abs=1)]
    assert all(modes == {0o600, 0o700} for _word, (_registered, modes) in lines)


def test_a_short_task_says_nothing_and_does_what_it_does_without_a_plugin(
    ansible: Ansible, simulator: RunningSimulator
) -> None:
    simulator.write("config", {"refusals": [{"msg": "refused *", "status": -1}]})
    module = "smsops.smsc.smsc_op_templates"
    tasks: list[dict[str, Any]] = [
        {"name": "Would add", module: {"templates": templates("a", 2)}, "check_mode": True, "diff": True},
        {
            "name": "Add until all is there",
            module: {"templates": templates("a", 2)},
            "register": "added",
            "until": "added is not changed",
            "retries": 2,
            "delay": 0,
        },
        {"name": "Add two lists", module: {"templates": "{{ item }}"}, "loop": [templates("b", 1), templates("c", 1)]},
        {"name": "Read", "smsc_op_template_info": {"templates": templates("a", 2)}, "collections": ["smsops.smsc"]},
        {"name": "Fail", module: {"templates": templates("refused", 1)}, "ignore_errors": True},
        {
            "name": "Look for files",
            "ansible.builtin.find": {
                "paths": str(ansible.folder / "home" / "tmp"),
                "patterns": "progress-*",
                "recurse": True,
            },
        },
    ]
    done, heard = run(ansible, {"prod": {}}, [play(simulator, tasks)], lambda: None)
    assert done.code == 0, done.output
    assert heard.lines == []
    assert "mts_srv pending" in done.output
    assert done.of("Would add")["summary"]["changed"] == 2
    assert (done.of("Add until all is there")["attempts"], done.of("Add until all is there")["changed"]) == (2, False)
    assert [result["changed"] for result in done.of("Add two lists")["results"]] == [True, True]
    assert [record["registrations"] != [] for record in done.of("Read")["templates"]] == [True, True]
    assert done.of("Fail")["error"]["kind"] == "refused"
    looked = done.of("Look for files")
    assert (looked["matched"], looked["examined"] > 0) == (0, True)
    assert len(simulator.registered()) == 4


def test_a_runner_has_the_lines_among_its_events(ansible: Ansible, simulator: RunningSimulator) -> None:
    pytest.importorskip("ansible_runner")
    simulator.write("config", {"latency": 1})
    for name in ("inventory", "project"):
        (ansible.folder / name).mkdir()
    host = "prod ansible_connection=local ansible_python_interpreter={{ansible_playbook_python}}"
    (ansible.folder / "inventory" / "hosts").write_text(host)
    # Two reads of a second each let expect six seconds in all, so that the plan is shown at once.
    task = {"smsops.smsc.smsc_op_templates": {"templates": templates("a", 2)}}
    (ansible.folder / "project" / "add.yml").write_text(yaml.safe_dump([play(simulator, [task])]), "utf-8")
    command = [sys.executable, "-m", "ansible_runner", "run", str(ansible.folder), "-p", "add.yml"]
    ended = subprocess.run(
        command, env=clean_environment(ansible.folder), stdout=subprocess.PIPE, text=True, check=False, timeout=100
    )
    assert ended.returncode == 0, ended.stdout
    line = "smsc [prod]: plan: 2 registrations to add to 2 templates"
    assert line in ended.stdout
    events = [json.loads(path.read_text("utf-8")) for path in ansible.folder.glob("artifacts/*/job_events/*.json")]
    assert [event["stdout"] for event in events if line in event["stdout"]] != []
