# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes on three machines with one account: the limits hold for all of them together, whatever happens.

A machine has a folder, a home and, where that is possible, processes of its own; the clock of one is wrong by an hour.
The simulator, which records each violation, is the judge.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.redis_server import RedisServer, serving
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator
from ansible_collections.smsops.smsc.tests.support.workers import Workers

ONCE = ("mts_srv", "soc")


class Fleet:
    """Three machines, on which workers start in turn."""

    def __init__(self, simulator: RunningSimulator, server: RedisServer, folder: Path) -> None:
        self.machines = []
        for number, off in enumerate((0, 3600, -3600)):
            own = folder / f"machine{number}"
            own.mkdir()
            options = {"state_url": server.url, "clock_off": off}
            self.machines.append(Workers(simulator, own, _namespace(number), **options))

    def start(self, numbers: Iterable[int], **options: Any) -> list[subprocess.Popen[str]]:
        return [self.machines[place % 3].start(number, **options) for place, number in enumerate(numbers)]

    def run(self, numbers: Iterable[int], **options: Any) -> list[dict[str, Any]]:
        return self.machines[0].results(self.start(numbers, **options))


def _namespace(number: int) -> list[str]:
    """A command that runs another where no process of other machines is to be seen, and another time has passed."""
    command = ["unshare", "--pid", "--fork", "--kill-child", "--time", "--boottime", str(number * 86400)]
    able = os.geteuid() == 0 and shutil.which("unshare")
    return command if able and subprocess.run([*command, "true"], check=False).returncode == 0 else []


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with serving(tmp_path_factory.mktemp("f"), "--appendonly", "yes", "--appendfsync", "always", port=True) as server:
        server.make_old()
        yield server


@pytest.fixture
def fleet(simulator: RunningSimulator, server: RedisServer, tmp_path: Path) -> Fleet:
    return Fleet(simulator, server, tmp_path)


def wanted(numbers: Iterable[int]) -> list[tuple[str, str, str]]:
    return sorted(("SHOP", f"Заказ {number}", target) for number in numbers for target in ONCE)


def test_forty_processes_with_a_wrong_password_are_one_failed_login(fleet: Fleet, simulator: RunningSimulator) -> None:
    wrong = {"login": "shop", "psw": "wrong"}
    results = fleet.run(range(40), credentials=wrong, rate_limit_timeout=-1)
    assert Counter(result["kind"] for result in results) == {"auth": 1, "credentials_locked": 39}
    assert [entry["answer"] for entry in simulator.read("journal")] == [{"error_code": 2}]
    assert simulator.read("violations") == []


def test_forty_processes_open_no_more_connections_than_allowed_and_add_each_template_once(
    fleet: Fleet, simulator: RunningSimulator
) -> None:
    # The service answers error 9 to the fifth request at once, and records it.
    simulator.write("config", {"latency": 0.03, "limits": {"connections": 5}})
    # Each template is wanted by a process of each machine.
    results = fleet.run([place // 3 for place in range(40)], rate_limit_timeout=-1)
    assert {result["kind"] for result in results} == {None}
    assert all(result["warnings"] == [] for result in results)
    assert sorted(simulator.registered()) == wanted(range(14))
    assert len(simulator.additions()) == 14
    assert simulator.read("violations") == []


def test_no_more_than_ten_identical_requests_leave_the_fleet_in_a_minute(
    fleet: Fleet, simulator: RunningSimulator
) -> None:
    results = fleet.run([1] * 15, rate_limit_timeout=2)
    assert {result["kind"] for result in results} == {None, "rate_limit"}
    assert simulator.commands().count("get") == 10
    assert "were sent from the machines of the fleet within a minute" in str(results)
    assert simulator.read("violations") == []


def test_kills_and_pauses_at_random_moments_leave_every_registration_exactly_once(
    fleet: Fleet, simulator: RunningSimulator
) -> None:
    simulator.write("config", {"latency": 0.05, "limits": {"connections": 5}})
    # A killed process holds its template for twice its timeout and five seconds, and as long as a request counts.
    brief = {"timeout": 1, "window": 3, "rate_limit_timeout": -1}
    chance = random.Random(20261126)
    processes = fleet.start([place // 2 for place in range(24)], **brief)
    time.sleep(0.8)
    paused = []
    for number, process in enumerate(processes):
        time.sleep(chance.uniform(0, 0.1))
        for child in _children(process.pid):
            if number % 3 == 0:
                os.kill(child, signal.SIGKILL)
            elif number % 3 == 1:
                os.kill(child, signal.SIGSTOP)
                paused.append(child)
    # Longer than a claim lasts that nobody renews.
    time.sleep(11)
    others = fleet.start(range(12), **brief)
    time.sleep(2)
    for child in paused:
        os.kill(child, signal.SIGCONT)
    for process in processes:
        assert process.stdout
        process.stdout.read()
        process.stdout.close()
        process.wait()
    results = fleet.machines[0].results(others)
    assert {result["kind"] for result in results} == {None}, results
    assert sorted(simulator.registered()) == wanted(range(12))
    assert simulator.read("violations") == []


def _children(number: int) -> list[int]:
    """The processes that a worker consists of: with a namespace, those below the command that made it."""
    below = Path(f"/proc/{number}/task/{number}/children")
    try:
        found = [int(child) for child in below.read_text("ascii").split()]
    except OSError:
        return []
    return found or [number]


def test_a_server_that_is_started_anew_is_waited_for_and_one_that_is_cut_off_ends_the_tasks(
    fleet: Fleet, server: RedisServer, simulator: RunningSimulator
) -> None:
    simulator.write("config", {"latency": 0.1, "limits": {"connections": 5}})
    brief = {"timeout": 1, "window": 3, "rate_limit_timeout": -1}
    processes = fleet.start(range(15), **brief)
    while len(simulator.additions()) < 3:
        time.sleep(0.02)
    server.stop(signal.SIGKILL)
    time.sleep(0.5)
    server.start()
    results = fleet.machines[0].results(processes)
    assert {result["kind"] for result in results} == {None}, results
    assert sorted(simulator.registered()) == wanted(range(15))

    processes = fleet.start(range(15, 30), **brief)
    while len(simulator.additions()) < 18:
        time.sleep(0.02)
    server.stop(signal.SIGKILL)
    time.sleep(1)
    # What was under way has ended, and nothing more is sent.
    before = len(simulator.read("journal"))
    results = fleet.machines[0].results(processes)
    assert len(simulator.read("journal")) == before
    assert "state" in {result["kind"] for result in results}
    assert {result["kind"] for result in results} <= {"state", "bad_response", None}
    server.start()
    results = fleet.run(range(15, 30), **brief)
    assert {result["kind"] for result in results} == {None}, results
    assert sorted(simulator.registered()) == wanted(range(30))
    assert simulator.read("violations") == []
