# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes on one account: the limits hold for all of them together, whatever happens to one of them."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator
from ansible_collections.smsops.smsc.tests.support.workers import Workers


@pytest.fixture
def workers(simulator: RunningSimulator, tmp_path: Path) -> Workers:
    return Workers(simulator, tmp_path / "state")


def test_fifty_processes_with_a_wrong_password_are_one_failed_login(
    workers: Workers, simulator: RunningSimulator
) -> None:
    results = workers.run(range(50), credentials={"login": "shop", "psw": "wrong"}, rate_limit_timeout=-1)
    assert Counter(result["kind"] for result in results) == {"auth": 1, "credentials_locked": 49}
    assert all(result["warnings"] == [] for result in results), "they make the state folder in the same instant, too"
    assert [entry["answer"] for entry in simulator.read("journal")] == [{"error_code": 2}]
    assert simulator.read("violations") == []


def test_forty_processes_never_open_more_connections_than_allowed(
    workers: Workers, simulator: RunningSimulator
) -> None:
    # The service answers error 9 to the fifth request at once, and records it.
    simulator.write("config", {"latency": 0.02, "limits": {"connections": 5}})
    results = workers.run(range(40), rate_limit_timeout=-1)
    assert {(tuple(result["added"]), result["kind"], result["sent"]) for result in results} == {
        (("mts_srv", "soc"), None, 3)
    }
    assert simulator.read("violations") == []


def test_processes_that_want_the_same_template_add_it_once(workers: Workers, simulator: RunningSimulator) -> None:
    # So slow that most of them have read "not registered" before the first one adds. Nobody sends more than a read,
    # the addition and the read after it; with five processes these are ten identical reads at most.
    simulator.write("config", {"latency": 0.3})
    results = workers.run([1] * 5)
    assert sorted(result["added"] for result in results) == [[]] * 4 + [["mts_srv", "soc"]]
    assert {result["kind"] for result in results} == {None}
    for result in results:
        # The others read once more only if they had read before the addition.
        assert result["sent"] in ({3} if result["added"] else {1, 2})
    assert Counter(simulator.commands()) == {"get": sum(result["sent"] for result in results) - 1, "add": 1}
    assert sorted(simulator.registered()) == [("SHOP", "Заказ 1", "mts_srv"), ("SHOP", "Заказ 1", "soc")]
    assert simulator.read("violations") == []


def test_no_more_than_ten_identical_requests_leave_this_machine_in_a_minute(
    workers: Workers, simulator: RunningSimulator
) -> None:
    workers.run([1])
    kinds = Counter(result["kind"] for result in workers.run([1] * 20, rate_limit_timeout=2))
    assert kinds == {None: 8, "rate_limit": 12}, "two of ten identical reads are those of the first run"
    assert simulator.read("violations") == []


def test_an_addition_that_was_cut_off_is_not_sent_again_before_it_could_arrive(
    workers: Workers, simulator: RunningSimulator
) -> None:
    simulator.write("config", {"latency": 2})
    killed = workers.start(1, timeout=3)
    while "add" not in simulator.commands():
        time.sleep(0.05)
    # The service works on it for two seconds yet; whoever reads now sees nothing.
    simulator.write("config", {"latency": 0})
    killed.kill()
    killed.wait()
    assert simulator.registered() == []
    (result,) = workers.run([1])
    assert (result["added"], result["kind"]) == ([], None)
    assert simulator.commands().count("add") == 1
    assert len(simulator.registered()) == 2
    assert simulator.read("violations") == []
    assert killed.stdout
    killed.stdout.close()


@pytest.mark.parametrize("late", [0, 6], ids=["never", "late"])
def test_two_processes_that_want_the_same_template_in_doubt(
    workers: Workers, simulator: RunningSimulator, late: int
) -> None:
    fault = {"command": "add", "kind": "drop_before", **({"late": late} if late else {})}
    simulator.write("config", {"faults": [fault], "latency": 0.2})
    # Seven seconds each at most, which both wait for.
    results = workers.run([1, 1], timeout=1)
    assert {result["kind"] for result in results} == {None}
    assert sorted(result["added"] for result in results) == [[], ["mts_srv", "soc"]]
    assert {result["doubt"] for result in results} == {None, "registered" if late else "added_again"}
    assert simulator.commands().count("add") == (1 if late else 2)
    assert sorted(simulator.registered()) == [("SHOP", "Заказ 1", "mts_srv"), ("SHOP", "Заказ 1", "soc")]
    assert simulator.read("violations") == []


def test_a_process_that_is_killed_while_it_waits_for_an_addition_in_doubt(
    workers: Workers, simulator: RunningSimulator
) -> None:
    simulator.write("config", {"faults": [{"command": "add", "kind": "drop_before", "late": 5}]})
    killed = workers.start(1, timeout=1)
    while simulator.commands() != ["get", "add", "get"]:
        time.sleep(0.05)
    began = time.monotonic()
    time.sleep(0.3)
    killed.kill()
    killed.wait()
    (result,) = workers.run([1], timeout=1)
    assert (result["added"], result["kind"], result["doubt"]) == ([], None, None)
    assert 5 < time.monotonic() - began < 9, "as long as it could arrive, and no longer"
    assert len(simulator.registered()) == 2
    assert simulator.read("violations") == []
    assert killed.stdout
    killed.stdout.close()


def test_sixty_kills_at_random_moments_leave_every_registration_exactly_once(
    workers: Workers, simulator: RunningSimulator
) -> None:
    simulator.write("config", {"latency": 0.03, "limits": {"connections": 5}})
    chance = random.Random(20261122)
    kills = 0
    while kills < 60:
        processes = [workers.start(number) for number in range(kills, kills + 4)]
        time.sleep(chance.uniform(0.15, 0.7))
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            assert process.stdout
            process.stdout.close()
            process.wait()
    results = workers.run(range(kills + 4), rate_limit_timeout=-1)
    assert {result["kind"] for result in results} == {None}
    assert all(result["warnings"] == [] for result in results)
    wanted = [("SHOP", f"Заказ {number}", target) for number in range(kills + 4) for target in ("mts_srv", "soc")]
    assert sorted(simulator.registered()) == sorted(wanted)
    assert simulator.read("violations") == []
