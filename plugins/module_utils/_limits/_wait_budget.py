# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wait budget: how long a task may stand still because of limits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class WaitBudget:
    """Counts the seconds that a task stands still because of limits, over all its threads.

    It stands still while one of them waits for a limit and none has a request under way: as long as the others get
    on, a wait costs the task nothing. allowed: seconds in all; 0 never waits, -1 has no bound.
    """

    def __init__(self, allowed: float, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._allowed = allowed
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._waiting = self._under_way = 0
        self._spent = 0.0
        self._since = 0.0

    @property
    def spent(self) -> float:
        """Seconds that the task has stood still."""
        self._change()
        return self._spent

    def left(self) -> float:
        """Seconds that it still may; without bound infinity."""
        return self._allowed - self.spent if self._allowed >= 0 else float("inf")

    def sleep(self, seconds: float) -> None:
        """Wait for a limit."""
        self._change(waiting=1)
        try:
            self._sleep(seconds)
        finally:
            self._change(waiting=-1)

    @contextmanager
    def request(self) -> Iterator[None]:
        """A request is under way while the context lasts."""
        self._change(under_way=1)
        try:
            yield
        finally:
            self._change(under_way=-1)

    def _change(self, *, waiting: int = 0, under_way: int = 0) -> None:
        with self._lock:
            now = self._clock()
            if self._waiting and not self._under_way:
                self._spent += now - self._since
            self._since = now
            self._waiting += waiting
            self._under_way += under_way
