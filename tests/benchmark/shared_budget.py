# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the shared budget adds to a request while fifty processes use it at once. Run by `make bench`.

Once with the store of a machine, and once with that of a fleet, a server on this machine that keeps a log on its
disk. Time spent waiting for a free connection is the budget's purpose and not its cost, so it is taken off.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible_collections.smsops.smsc.plugins.module_utils._limits import _budget, _protocol, _redis_url, _sqlite
from ansible_collections.smsops.smsc.tests.benchmark import promises
from ansible_collections.smsops.smsc.tests.benchmark.promises import Promise
from ansible_collections.smsops.smsc.tests.support.redis_server import lacking, serving

PROCESSES = 50
REQUESTS = 20
# What a request to the service takes at least, in seconds.
REQUEST = 0.05
# Seconds that are promised, at the median.
MOST = 0.002
MOST_IN_A_FLEET = 0.003


def of_machine(folder: str) -> _protocol.Store:
    """A store in a folder."""
    return _sqlite.Store(folder, warn=print)


def of_fleet(address: _redis_url.Address) -> _protocol.Store:
    """A store on a server."""
    # In here because on a machine alone nothing of it is needed.
    from ansible_collections.smsops.smsc.plugins.module_utils._limits import _redis  # noqa: PLC0415

    return _redis.Store(address)


def work(make: Callable[[], _protocol.Store], process: int, start: Any, results: Any) -> None:
    """Send some requests that are none, and report what the budget cost for each."""
    waited = [0.0]

    def sleep(seconds: float) -> None:
        before = time.perf_counter()
        time.sleep(seconds)
        waited[0] += time.perf_counter() - before

    budget = _budget.Budget(make(), "shop", "t", connections=14, lease=65, sleep=sleep, wait_left=lambda: 600)
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


def measure(name: str, make: Callable[[], _protocol.Store], most: float) -> Promise:
    """Print a line for a store. Returns its figure, in milliseconds."""
    start, results = multiprocessing.Event(), multiprocessing.Queue()  # type: ignore[var-annotated]
    processes = [
        multiprocessing.Process(target=work, args=(make, number, start, results)) for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    time.sleep(1)
    start.set()
    costs = sorted(cost for _process in processes for cost in results.get())
    for process in processes:
        process.join()
    median, high = statistics.median(costs), costs[int(len(costs) * 0.95)]
    print(f"{name} adds to a request: median {median * 1000:.2f} ms, 95 % below {high * 1000:.2f} ms")
    return Promise(f"shared limits in {name}, 50 processes, a request", median * 1000, most * 1000, " ms")


def main() -> int:
    """Measure, and fail when it is more than what is promised."""
    options = promises.parser(__doc__).parse_args()
    print(f"{PROCESSES} processes with {REQUESTS} requests each")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        found = [measure("SQLite", functools.partial(of_machine, folder), MOST)]
    if lacking():
        print(f"Redis: {lacking()} is missing, so that the store of a fleet is not measured")
        return promises.conclude(found, options.write)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), "--appendonly", "yes", "--appendfsync", "everysec", port=True) as server,
    ):
        found.append(measure("Redis", functools.partial(of_fleet, server.address), MOST_IN_A_FLEET))
    return promises.conclude(found, options.write)


if __name__ == "__main__":
    sys.exit(main())
