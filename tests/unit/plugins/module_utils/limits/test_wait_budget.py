# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits._wait_budget import WaitBudget


def nothing() -> None:
    """What happens during most sleeps."""


class Time:
    """A clock that goes on while somebody sleeps; `during` is done in the middle of a sleep, as by another thread."""

    def __init__(self) -> None:
        self.now = 100.0
        self.during: Callable[[], None] = nothing

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds / 2
        during, self.during = self.during, nothing
        during()
        self.now += seconds / 2


@pytest.fixture
def time() -> Time:
    return Time()


def wait_budget(time: Time, allowed: float = 100) -> WaitBudget:
    return WaitBudget(allowed, clock=time.clock, sleep=time.sleep)


def test_what_one_waits_is_counted_and_nothing_else(time: Time) -> None:
    task = wait_budget(time)
    task.sleep(10)
    time.now += 50
    task.sleep(4)
    assert (task.spent, task.left()) == (14, 86)


def test_it_may_be_overdrawn_or_without_bound(time: Time) -> None:
    task = wait_budget(time, 3)
    task.sleep(10)
    assert task.left() == -7
    assert wait_budget(time, -1).left() == float("inf")
    assert wait_budget(time, 0).left() == 0


def test_a_wait_costs_nothing_while_another_gets_on(time: Time) -> None:
    task = wait_budget(time)
    with task.request():
        task.sleep(10)
    assert task.spent == 0
    task.sleep(1)
    assert task.spent == 1


def test_a_wait_counts_from_when_the_last_request_has_ended(time: Time) -> None:
    task = wait_budget(time)
    request = task.request()
    request.__enter__()

    def end() -> None:
        request.__exit__(None, None, None)

    time.during = end
    task.sleep(10)
    assert task.spent == 5


def test_two_that_wait_at_once_lose_the_time_once(time: Time) -> None:
    task = wait_budget(time)
    time.during = lambda: task.sleep(6)
    task.sleep(10)
    assert task.spent == 16


def test_it_is_seen_while_it_lasts(time: Time) -> None:
    task = wait_budget(time)
    seen: list[float] = []
    time.during = lambda: seen.append(task.left())
    task.sleep(10)
    assert seen == [95]


def test_an_error_ends_a_wait_and_a_request(time: Time) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    task = wait_budget(time)
    time.during = interrupt
    with pytest.raises(KeyboardInterrupt):
        task.sleep(10)
    with pytest.raises(KeyboardInterrupt), task.request():
        raise KeyboardInterrupt
    time.now += 50
    assert task.spent == 5
