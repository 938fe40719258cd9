# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role simulator, as a user's own Molecule or CI uses it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from ansible_collections.smsops.smsc.tests.support.network import free_port
from ansible_collections.smsops.smsc.tests.support.paths import SIMULATOR_FILES
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible, Run


class Role:
    def __init__(self, ansible: Ansible) -> None:
        self.ansible = ansible
        self.folder = ansible.folder / "simulator"

    def run(self, *arguments: str, tasks_from: str = "main", **variables: Any) -> Run:
        include = {"name": "smsops.smsc.simulator", "tasks_from": tasks_from}
        task = {"name": "role", "ansible.builtin.include_role": include}
        return self.ansible.tasks([task], *arguments, vars={"simulator_dir": str(self.folder), **variables})

    def url(self, run: Run) -> str:
        assert run.code == 0, run.output
        return str(run.of("Tell where it is")["ansible_facts"]["simulator_url"])


@pytest.fixture
def role(ansible: Ansible) -> Iterator[Role]:
    running = Role(ansible)
    yield running
    # As the role does it, but without a run of Ansible.
    command = [sys.executable, "-m", "smsc_simulator", "remove", "--dir", str(running.folder)]
    subprocess.run(command, cwd=SIMULATOR_FILES, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def ask(url: str, what: str = "") -> Any:
    session = requests.Session()
    session.trust_env = False
    return session.get(f"{url}_simulator/{what}", timeout=5).json()


def test_start_again_and_stop(role: Role) -> None:
    first = role.run()
    url = role.url(first)
    process = ask(url)["pid"]
    assert first.of("Tell where it is")["ansible_facts"]["simulator_api_url"] == f"{url}sys/"
    second = role.run()
    assert (role.url(second), second.changed()) == (url, {"localhost": 0})
    assert ask(url)["pid"] == process
    assert role.run(simulator_state="stopped").changed() == {"localhost": 1}
    assert role.run(simulator_state="stopped").changed() == {"localhost": 0}
    with pytest.raises(requests.ConnectionError):
        ask(url)


def test_a_given_port_and_given_settings(role: Role) -> None:
    port = free_port()
    url = role.url(role.run(simulator_port=port, simulator_settings={"latency": 0.25}))
    assert url == f"http://127.0.0.1:{port}/"
    assert ask(url, "config")["latency"] == 0.25
    assert role.run(simulator_port=port, simulator_settings={"latency": 0.5}).changed() == {"localhost": 2}
    assert ask(url, "config")["latency"] == 0.5


def test_what_is_registered_outlives_a_stop_but_not_absent(role: Role) -> None:
    def registered(url: str) -> int:
        return len(ask(url, "registrations"))

    url = role.url(role.run())
    form = {"login": "demo", "psw": "demo-password", "add": "1", "sender": "S", "msg": "t", "soc": "1"}
    requests.post(f"{url}sys/op_templates.php", form, timeout=5)
    assert registered(url) == 1
    role.run(simulator_state="stopped")
    assert registered(role.url(role.run())) == 1
    role.run(simulator_state="absent")
    assert not role.folder.exists()
    assert registered(role.url(role.run())) == 0


def test_time_goes_on_by_wish(role: Role) -> None:
    url = role.url(role.run())
    before = ask(url)["now"]
    assert role.run(tasks_from="advance", simulator_advance=86400).code == 0
    assert 86400 <= ask(url)["now"] - before < 86400 + 60


def test_it_runs_in_check_mode_too(role: Role) -> None:
    assert ask(role.url(role.run("--check")))["pid"] > 0


def test_its_folder_is_private(role: Role) -> None:
    role.run()
    assert (role.folder.stat().st_mode & 0o777, (role.folder / "config.json").stat().st_mode & 0o777) == (0o700, 0o600)


def test_its_process_outlives_the_playbook_and_shows_no_account(role: Role) -> None:
    account = {"login": "l", "password": "hidden-password", "api_key": "hidden-key"}
    process = ask(role.url(role.run(simulator_settings={"accounts": [account]})))["pid"]
    command = Path(f"/proc/{process}/cmdline")
    if os.path.exists(command):  # noqa: PTH110 - only where there is /proc
        assert "hidden" not in command.read_text()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"simulator_settings": {"latancy": 1}}, "latancy is not a setting; the configuration has"),
        ({"simulator_settings": {"answers": {"rows": "heap"}}}, "answers.rows is 'heap'; it can be 'list', 'object'"),
        ({"simulator_state": "running"}, "value of simulator_state must be one of: started, stopped, absent"),
    ],
)
def test_bad_settings_are_named(role: Role, variables: dict[str, Any], words: str) -> None:
    run = role.run(**variables)
    assert run.code == 2
    assert words in run.output


def test_a_port_that_is_taken_is_said(role: Role) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = role.run(simulator_port=taken.getsockname()[1])
    assert run.code == 2
    assert "Address already in use" in run.output


class TestAFolderOfItsOwn:
    """Whatever the role is told, it removes and overwrites nothing that it has not made."""

    def test_absent_leaves_what_it_has_not_made(self, role: Role) -> None:
        role.folder.mkdir()
        (role.folder / "notes.txt").write_text("mine", "utf-8")
        url = role.url(role.run())
        assert role.run(simulator_state="absent").changed() == {"localhost": 1}
        assert [path.name for path in role.folder.iterdir()] == ["notes.txt"]
        with pytest.raises(requests.ConnectionError):
            ask(url)

    def test_absent_of_a_folder_without_a_simulator_says_what_to_do(self, role: Role) -> None:
        (role.folder / "below").mkdir(parents=True)
        (role.folder / "config.json").write_text("{}", "utf-8")
        run = role.run(simulator_state="absent")
        assert run.code == 2
        said = " ".join(run.output.split())
        assert "has no simulator of this role, so nothing in it was removed; give the folder of the simulator" in said
        assert sorted(path.name for path in role.folder.iterdir()) == ["below", "config.json"]

    @pytest.mark.parametrize("name", ["config.json", "state.json", "log.txt", "running.json"])
    def test_a_file_of_somebody_else_is_not_overwritten(self, role: Role, name: str) -> None:
        role.folder.mkdir()
        (role.folder / name).write_text("mine", "utf-8")
        run = role.run()
        assert run.code == 2
        assert f"has {name}, which no simulator has made" in " ".join(run.output.split())
        assert [(path.name, path.read_text("utf-8")) for path in role.folder.iterdir()] == [(name, "mine")]

    @pytest.mark.parametrize("state", ["stopped", "absent"])
    def test_check_mode_stops_and_removes_nothing_and_says_what_it_would_do(self, role: Role, state: str) -> None:
        url = role.url(role.run())
        process, files = ask(url)["pid"], sorted(role.folder.iterdir())
        run = role.run("--check", simulator_state=state)
        assert (run.code, run.changed()) == (0, {"localhost": 1})
        said = run.of("Say what would be done")["msg"]
        names = ("config.json", "state.json", "running.json", "log.txt")
        gone = [*(str(role.folder / name) for name in names), str(role.folder)]
        assert said == [
            f"the simulator at {url} would be stopped",
            *(f"{path} would be removed" for path in gone if state == "absent"),
        ]
        assert (ask(url)["pid"], sorted(role.folder.iterdir())) == (process, files)

    def test_a_file_in_the_place_of_the_folder_stays(self, role: Role) -> None:
        role.folder.write_text("mine", "utf-8")
        for state, words in (("started", "is not a folder"), ("absent", "has no simulator")):
            run = role.run(simulator_state=state)
            assert run.code == 2
            assert words in run.output
        assert role.folder.read_text("utf-8") == "mine"

    def test_an_empty_path_is_not_the_folder_where_ansible_was_started(self, role: Role) -> None:
        for state in ("started", "absent"):
            run = role.run(simulator_state=state, simulator_dir="")
            assert run.code == 2
            assert "simulator_dir is empty" in run.output
