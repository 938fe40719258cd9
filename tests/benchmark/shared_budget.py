# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the shared budget adds to a request while fifty processes use it at once. Run by `make bench`.

Time spent waiting for a free connection is the budget's purpose and not its cost, so it is taken off.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import statistics
import sys
import tempfile
import time
from typing import Any

from ansible_collections.smsops.smsc.plugins.module_utils._limits import _budget, _sqlite

PROCESSES = 50
REQUESTS = 20
# What a request to the service takes at least, in seconds.
REQUEST = 0.05
MOST = 0.002


def work(folder: str, process: int, start: Any, results: Any) -> None:
    """Send some requests that are none, and report what the budget cost for each."""
    waited = [0.0]

    def sleep(seconds: float) -> None:
        before = time.perf_counter()
        time.sleep(seconds)
        waited[0] += time.perf_counter() - before

    budget = _budget.Budget(
        _sqlite.Store(folder, warn=print), "shop", "t", connections=14, lease=65, sleep=sleep, wait_left=lambda: 600
    )
    start.wait()
    costs = []
    for number in range(REQUESTS):
        waited[0] = 0.0
        begun = time.perf_counter()
        slot = budget.acquire({"get": "1", "msg": f"{process} {number}"}, tuple)
        entered = time.perf_counter()
        time.sleep(REQUEST)
        over = time.perf_counter()
        budget.release(slot, worked=True)
        costs.append(entered - begun - waited[0] + time.perf_counter() - over)
    results.put(costs)


def main() -> int:
    """Measure, print a line, and fail when it is more than what is promised."""
    with tempfile.TemporaryDirectory() as folder:
        start, results = multiprocessing.Event(), multiprocessing.Queue()  # type: ignore[var-annotated]
        processes = [
            multiprocessing.Process(target=work, args=(folder, number, start, results)) for number in range(PROCESSES)
        ]
        for process in processes:
            process.start()
        time.sleep(1)
        start.set()
        costs = sorted(cost for _process in processes for cost in results.get())
        for process in processes:
            process.join()
    median, high = statistics.median(costs), costs[int(len(costs) * 0.95)]
    print(f"{PROCESSES} processes with {REQUESTS} requests each")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors")
    print(f"the budget adds to a request: median {median * 1000:.2f} ms, 95 % below {high * 1000:.2f} ms")
    if median > MOST:
        print(f"promised was a median below {MOST * 1000:g} ms")
    return int(median > MOST)


if __name__ == "__main__":
    sys.exit(main())
