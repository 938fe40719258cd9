# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the simulator, in processes of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from ansible_collections.smsops.smsc.tests.support.network import fetch, free_port
from ansible_collections.smsops.smsc.tests.support.paths import SIMULATOR_FILES
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator, control, serving

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

MODULE = [sys.executable, "-m", "smsc_simulator"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SIMULATOR_FILES), "http_proxy": "http://127.0.0.1:9/"}
DEMO = {"apikey": "demo-key"}


class Command:
    """`start` and `stop` for one folder."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.folder = work / "a folder"

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*MODULE, *args], cwd=self.work, env=ENVIRONMENT, capture_output=True, text=True, timeout=30, check=False
        )

    def start(self, *args: str) -> dict[str, Any]:
        done = self.run("start", "--dir", str(self.folder), *args)
        assert (done.returncode, done.stderr) == (0, "")
        running: dict[str, Any] = json.loads(done.stdout)
        return running

    def stop(self) -> dict[str, Any]:
        done = self.run("stop", "--dir", str(self.folder))
        assert (done.returncode, done.stderr) == (0, "")
        stopped: dict[str, Any] = json.loads(done.stdout)
        return stopped

    def fails(self, *args: str) -> str:
        """Start in vain. Returns what is said about it."""
        done = self.run("start", "--dir", str(self.folder), *args)
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr

    def configure(self, settings: Any) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / "config.json").write_text(json.dumps(settings), "utf-8")

    def clean_up(self) -> None:
        # Where a test fails half-way, this note is still there.
        if (self.work / self.folder / "running.json").exists():
            self.stop()


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    one = Command(tmp_path)
    yield one
    one.clean_up()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def answers(url: str) -> bool:
    try:
        return fetch(f"{url}_simulator/").status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def test_start_and_stop_change_something_once(command: Command) -> None:
    started = command.start()
    url, pid = started["url"], started["pid"]
    assert started == {"changed": True, "url": url, "pid": pid}
    assert control(url, "")["pid"] == pid
    assert RunningSimulator(url).add("soc", **DEMO) == [{"name": "soc", "id": 1001, "status": 1}]
    assert command.start() == {"changed": False, "url": url, "pid": pid}
    assert command.stop() == {"changed": True, "url": url, "pid": pid}
    assert not answers(url)
    assert command.stop() == {"changed": False, "url": None, "pid": None}


def test_nobody_else_can_look_into_the_folder(command: Command) -> None:
    command.start()
    assert command.folder.stat().st_mode & 0o777 == 0o700
    command.stop()


def test_a_folder_may_be_given_as_seen_from_here(command: Command) -> None:
    command.folder = Path("below") / "here"
    started = command.start()
    assert sorted(path.name for path in (command.work / "below" / "here").iterdir()) == [
        "log.txt",
        "running.json",
        "state.json",
    ]
    assert command.stop()["pid"] == started["pid"]


def test_the_configuration_is_brought_up_to_date(command: Command) -> None:
    command.configure({"answers": {"get": "registered"}, "latency": 0.001})
    started = command.start()
    url = started["url"]
    assert RunningSimulator(url).get(**DEMO) == []
    assert command.start()["changed"] is False
    command.configure({"more_targets": ["sber_srv"]})
    assert command.start() == {"changed": True, "url": url, "pid": started["pid"]}
    config = control(url, "config")
    assert (config["more_targets"], config["answers"]["get"], config["latency"]) == (["sber_srv"], "all", 0)
    (command.folder / "config.json").unlink()
    assert command.start()["changed"] is True
    assert control(url, "config")["more_targets"] == []
    assert command.start()["changed"] is False
    command.stop()


def test_a_configuration_that_cannot_be_meant_is_an_error(command: Command) -> None:
    config = command.folder / "config.json"
    command.configure({"latency": "slow"})
    reason = "ConfigError: latency is 'slow'; it must be like 0.0"
    assert command.fails() == f"the simulator did not start: {reason}\n"
    config.write_text("{", "utf-8")
    assert command.fails().startswith(f"the simulator did not start: {config} is no JSON: ")

    config.unlink()
    url = command.start()["url"]
    command.configure({"latency": "slow"})
    assert command.fails() == f"the simulator refused {config}: {reason}\n"
    assert control(url, "config")["latency"] == 0
    command.stop()


def test_a_port_that_is_taken_is_an_error(command: Command, taken_port: int) -> None:
    reason = f"cannot listen on port {taken_port} of 127.0.0.1: Address already in use"
    assert command.fails("--port", str(taken_port)) == f"the simulator did not start: {reason}\n"
    assert command.stop()["changed"] is False


def test_the_port_can_be_chosen_and_changed(command: Command) -> None:
    first, second = free_port(), free_port()
    started = command.start("--port", str(first))
    assert started["url"] == f"http://127.0.0.1:{first}/"
    RunningSimulator(started["url"]).add("soc", **DEMO)
    assert command.start("--port", str(first))["changed"] is False
    moved = command.start("--port", str(second))
    assert (moved["changed"], moved["url"]) == (True, f"http://127.0.0.1:{second}/")
    assert not answers(started["url"])
    assert RunningSimulator(moved["url"]).statuses(**DEMO) == {"soc": 0}
    command.stop()


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_the_state_is_kept(command: Command, how: str) -> None:
    command.configure({"limits": {"failed_logins": 2}})
    started = command.start()
    service = RunningSimulator(started["url"])
    service.add("mts_srv", msg="Код %d", **DEMO)
    control(service.url, "clock", {"advance": 4000})
    service.add("soc", msg="Код %d", **DEMO)
    service.add("soc", msg="Код %d", **DEMO)
    assert service.code(login="demo", psw="wrong") == 2
    before = {what: control(service.url, what) for what in ("registrations", "violations", "config")}
    before["additions"] = control(service.url, "")["additions"]
    if how == "stop":
        command.stop()
    else:
        os.kill(started["pid"], signal.SIGKILL)

    service = RunningSimulator(command.start()["url"])
    after = {what: control(service.url, what) for what in ("registrations", "violations", "config")}
    after["additions"] = control(service.url, "")["additions"]
    assert after == before
    assert after["additions"] == 3
    assert service.statuses(msg="Код %d", **DEMO) == {"mts_srv": 1, "soc": 0}
    assert service.add("bee_srv", **DEMO) == [{"name": "bee_srv", "id": 1003, "status": 1}]
    # The wrong login of before counts on, and the block outlives another restart.
    assert [service.code(login="demo", psw="wrong"), service.code(**DEMO)] == [2, 4]
    command.stop()
    service = RunningSimulator(command.start()["url"])
    assert service.code(**DEMO) == 4
    command.stop()


def test_advance_lets_time_go_on(command: Command) -> None:
    in_folder = ("advance", "--dir", str(command.folder))
    done = command.run(*in_folder, "3600")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"no simulator runs in {command.folder}\n")
    started = command.start()
    service = RunningSimulator(started["url"])
    service.add("soc", **DEMO)
    done = command.run(*in_folder, "3600")
    assert (done.returncode, json.loads(done.stdout)) == (0, {**started, "changed": True})
    assert service.statuses(**DEMO) == {"soc": 1}
    command.stop()


def test_the_files_hold_no_secret(command: Command) -> None:
    service = RunningSimulator(command.start()["url"])
    service.add("soc", **DEMO)
    service.get(login="demo", psw="demo-password")
    service.get(login="demo", psw="wrong-password")
    command.stop()
    kept = "".join(path.read_text("utf-8") for path in sorted(command.folder.iterdir()))
    assert '"sender": "SHOP"' in kept
    assert [secret in kept for secret in ("demo-key", "demo-password", "wrong-password")] == [False] * 3


def test_a_process_that_took_over_the_number_is_left_alone(command: Command, simulator: Simulator) -> None:
    command.folder.mkdir()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        running = {"pid": stranger.pid, "url": simulator.url}
        (command.folder / "running.json").write_text(json.dumps(running), "utf-8")
        assert command.stop()["changed"] is False
        started = command.start()
        assert started["changed"] is True
        assert started["pid"] != stranger.pid
        command.stop()
        assert stranger.poll() is None
        stranger.communicate(b"\n")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"pid": 1, "url": "http://127.0.0.1:9/"}', '{"url": "?"}'])
def test_a_damaged_note_of_what_runs_is_none(command: Command, content: str) -> None:
    command.folder.mkdir()
    (command.folder / "running.json").write_text(content, "utf-8")
    assert command.stop() == {"changed": False, "url": None, "pid": None}


def test_a_damaged_state_is_an_error(command: Command) -> None:
    command.folder.mkdir()
    state = command.folder / "state.json"
    state.write_text('{"registrations": {', "utf-8")
    assert command.fails().startswith(f"the simulator did not start: {state} is no JSON: ")
    assert state.read_text("utf-8") == '{"registrations": {'


class TestRemove:
    """`remove` takes away what the simulator has made, and nothing else."""

    @staticmethod
    def remove(command: Command, *args: str) -> dict[str, Any]:
        done = command.run("remove", "--dir", str(command.folder), *args)
        assert (done.returncode, done.stderr) == (0, "")
        removed: dict[str, Any] = json.loads(done.stdout)
        return removed

    def test_a_folder_that_it_made(self, command: Command) -> None:
        url = command.start()["url"]
        would = self.remove(command, "--dry-run")
        assert answers(url)
        assert self.remove(command) == would
        assert (would["changed"], would["url"], answers(url), command.folder.exists()) == (True, url, False, False)
        assert self.remove(command) == {"changed": False, "url": None, "pid": None, "removed": []}

    def test_a_folder_that_was_there(self, command: Command) -> None:
        command.configure({"latency": 0.001})
        command.start()
        self.remove(command)
        assert [path.name for path in command.folder.iterdir()] == ["config.json"]

    def test_a_folder_that_was_empty(self, command: Command) -> None:
        command.folder.mkdir(mode=0o755)
        command.start()
        self.remove(command)
        assert (list(command.folder.iterdir()), command.folder.stat().st_mode & 0o777) == ([], 0o755)
        assert self.remove(command)["changed"] is False

    def test_what_others_have_put_there_since(self, command: Command) -> None:
        command.start()
        (command.folder / "notes").mkdir()
        self.remove(command)
        assert [path.name for path in command.folder.iterdir()] == ["notes"]

    def test_through_a_link(self, command: Command) -> None:
        target, outside = command.work / "target", command.work / "outside.json"
        target.mkdir()
        outside.write_text("mine", "utf-8")
        command.folder.symlink_to(target)
        command.start()
        (target / "config.json").symlink_to(outside)
        self.remove(command)
        assert (list(target.iterdir()), outside.read_text("utf-8")) == ([], "mine")

    @pytest.mark.parametrize("folder", ["/", "~"])
    def test_a_folder_that_nobody_means(self, command: Command, folder: str) -> None:
        done = command.run("remove", "--dir", os.path.expanduser(folder))  # noqa: PTH111 - as the role does it
        assert (done.returncode, done.stdout) == (1, "")
        assert "has no simulator of this role" in done.stderr

    def test_a_log_of_somebody_else(self, command: Command) -> None:
        command.folder.mkdir()
        for content in ("mine\n", "smsc_simulator mine\n", "smsc_simulator []\n", "\xff\n", ""):
            (command.folder / "log.txt").write_bytes(content.encode("latin-1"))
            assert "has log.txt, which no simulator has made" in command.fails()
            assert command.run("remove", "--dir", str(command.folder)).returncode == 1
            assert (command.folder / "log.txt").read_bytes() == content.encode("latin-1")


def test_serve_ends_at_once_when_asked(tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with serving("--state", str(tmp_path / "state.json"), environ=ENVIRONMENT) as (process, url):
            assert answers(url)
            process.send_signal(number)
            assert process.wait(timeout=5) == 0
    assert json.loads((tmp_path / "state.json").read_text("utf-8"))["next_id"] == 1001


def test_serve_without_files_keeps_nothing(tmp_path: Path) -> None:
    for _number in range(2):
        with serving(environ=ENVIRONMENT) as (_process, url):
            assert RunningSimulator(url).add("soc", **DEMO) == [{"name": "soc", "id": 1001, "status": 1}]
    assert list(tmp_path.iterdir()) == []


def test_a_state_file_that_cannot_be_written_is_found_out_at_once(command: Command) -> None:
    done = command.run("serve", "--state", "nowhere/state.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("FileNotFoundError: ")


def test_tls(tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    certificate, key, trusted = (tmp_path / name for name in ("certificate.pem", "key.pem", "ca.pem"))
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(trusted)
    with serving("--certificate", str(certificate), "--key", str(key), environ=ENVIRONMENT) as (process, url):
        port = int(url.rsplit(":", 1)[1].rstrip("/"))
        assert url == f"https://127.0.0.1:{port}/"
        # A client that connects and says nothing must not hold up the others.
        with socket.create_connection(("127.0.0.1", port)):
            context = ssl.create_default_context(cafile=str(trusted))
            reply = fetch(
                f"{url}sys/op_templates.php", b"add=1&fmt=1&sender=S&msg=m&soc=1&apikey=demo-key", context=context
            )
            assert (reply.status, reply.body) == (200, b"soc,1001,1")
            with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
                fetch(url, context=ssl.create_default_context())
            with pytest.raises((urllib.error.URLError, ConnectionError)):
                fetch(url.replace("https:", "http:"))
            assert fetch(f"{url}_simulator/", context=context).json["pid"] == process.pid
            process.terminate()
            assert process.wait(timeout=5) == 0
