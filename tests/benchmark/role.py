# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role costs: the playbooks `provision` and `status` for one environment. Run by `make bench`.

Whole processes are timed, in turn, against the simulator. Ratios are of things measured in the same round, so that a
machine that slows down slows both. Processor time is that of the playbook with all that it starts, without the
simulator.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from functools import partial

from ansible_collections.smsops.smsc.tests.benchmark import floor, processes, promises
from ansible_collections.smsops.smsc.tests.benchmark.processes import Cost
from ansible_collections.smsops.smsc.tests.benchmark.promises import Promise
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator, in_process

Promises = list[Promise]

SIZES = [100, 1000, 10000]
WIDTH = 6
PROVISION, STATUS = "smsops.smsc.provision", "smsops.smsc.status"
# How many templates what is promised is about: of time with latency, of processor time, and of new ones.
COUNT, READ, NEW = 1000, 3200, 100
LATENCY = 0.05
# What is promised: of the floor and a playbook that does nothing, of the module alone, of the time for ten times as
# many, in megabytes, and in requests for a new template.
MOST_OF_FLOOR, MOST_OF_MODULE, MOST_GROWTH, MOST_MEMORY, REQUESTS = 1.25, 2.6, 10.5, 250, 3


class Bench:
    """Runs one thing after the other, against a simulator that has all templates."""

    def __init__(self, simulator: RunningSimulator, rounds: int) -> None:
        self.simulator = simulator
        self.rounds = rounds

    def register(self, count: int) -> None:
        """Forget what was registered, and register so many."""
        self.simulator.write("reset", {})
        self.simulator.write("config", {"latency": 0, "answers": {"get": "registered"}})
        floor.send(self.simulator.api_url, floor.additions(count), WIDTH)

    def in_turn(self, latency: float, runs: dict[str, Callable[[], Cost]]) -> dict[str, list[Cost]]:
        """Each of the runs once in every round."""
        self.simulator.write("config", {"latency": latency})
        costs: dict[str, list[Cost]] = {what: [] for what in runs}
        for _number in range(self.rounds):
            for what, run in runs.items():
                costs[what].append(run())
        return costs

    def playbook(self, name: str, count: int) -> Cost:
        """A playbook of the collection with a catalog of so many templates."""
        templates = [{"name": str(number), "msg": text} for number, text in enumerate(floor.texts(count))]
        orders = {"name": "orders", "targets": floor.TARGETS, "templates": templates}
        variables = {
            "op_templates_api_key": API_KEY,
            "op_templates_api_url": self.simulator.api_url,
            "op_templates_connection_options": {"max_connections": WIDTH},
            "op_templates_sender": processes.COMMON["sender"],
            "op_templates_catalog": [orders],
        }
        return processes.playbook(name, variables)

    def module(self, count: int) -> Cost:
        """One task of the module that reads."""
        wanted = [
            {"name": f"orders/{number}", "sender": processes.COMMON["sender"], "msg": text, "targets": floor.TARGETS}
            for number, text in enumerate(floor.texts(count))
        ]
        options = {
            "api_key": API_KEY,
            "api_url": self.simulator.api_url,
            "max_connections": WIDTH,
            "templates": "{{ wanted }}",
        }
        return processes.playbook([{"smsops.smsc.smsc_op_template_info": options}], {"wanted": wanted})

    def floor(self, count: int) -> Cost:
        """The requests alone."""
        return floor.cost(self.simulator.api_url, count, WIDTH)


def row(what: str, costs: list[Cost]) -> str:
    """Medians, and the most memory."""
    seconds = statistics.median(cost.seconds for cost in costs)
    processor = statistics.median(cost.processor for cost in costs)
    memory = max(cost.memory for cost in costs)
    return f"| {what} | {seconds:.1f} | {processor:.1f} | {memory:.0f} | {costs[-1].lines} |"


def header(title: str) -> list[str]:
    return [f"| {title} | seconds | processor seconds | MB | lines printed |", "|---|---:|---:|---:|---:|"]


def ratio(costs: list[float], bases: list[float]) -> float:
    """The median of those of the rounds."""
    return statistics.median(cost / base for cost, base in zip(costs, bases))


def unchanged(bench: Bench, sizes: list[int], latency: float) -> tuple[list[str], Promises]:
    """What each size costs. Returns lines to print, and what was promised about how it grows."""
    runs: dict[str, Callable[[], Cost]] = {}
    for size in sizes:
        runs[f"{size} provision"] = partial(bench.playbook, PROVISION, size)
        runs[f"{size} status"] = partial(bench.playbook, STATUS, size)
        runs[f"{size} floor"] = partial(bench.floor, size)
    costs = bench.in_turn(latency, runs)
    lines = header(f"templates, unchanged; {latency * 1000:.0f} ms of latency")
    lines += [row(what, costs[what]) for what in runs]
    checks = []
    for less, more in zip(sizes, sizes[1:]):
        if more == less * 10 and more == sizes[-1]:
            times = ratio(*([cost.seconds for cost in costs[f"{size} provision"]] for size in (more, less)))
            checks.append(Promise(f"`provision` of {more:,}, beside {less:,}", times, MOST_GROWTH))
    memory = max(cost.memory for cost in costs[f"{sizes[-1]} provision"])
    return [*lines, ""], [*checks, Promise(f"`provision` of {sizes[-1]:,}, memory", memory, MOST_MEMORY, " MB")]


def beside_floor(bench: Bench) -> tuple[list[str], Promises]:
    """What the role adds to the time that requests take."""
    runs: dict[str, Callable[[], Cost]] = {
        "provision": partial(bench.playbook, PROVISION, COUNT),
        "floor": partial(bench.floor, COUNT),
        "empty playbook": partial(processes.playbook, [], {}),
    }
    costs = bench.in_turn(LATENCY, runs)
    role, requests, nothing = ([cost.seconds for cost in costs[what]] for what in runs)
    times = ratio(role, [sum(both) for both in zip(requests, nothing)])
    lines = header(f"{COUNT} templates, unchanged; {LATENCY * 1000:.0f} ms of latency")
    lines += [row(what, costs[what]) for what in runs]
    what = f"`provision` of {COUNT:,}, beside its requests and an empty playbook"
    return [*lines, ""], [Promise(what, times, MOST_OF_FLOOR)]


def beside_module(bench: Bench) -> tuple[list[str], Promises]:
    """What the role adds to the processor time of the module, where a response is as long as it can be."""
    bench.simulator.write("config", {"answers": {"get": "all"}})
    runs: dict[str, Callable[[], Cost]] = {
        "status": partial(bench.playbook, STATUS, READ),
        "smsc_op_template_info alone": partial(bench.module, READ),
    }
    costs = bench.in_turn(0, runs)
    times = ratio(*([cost.processor for cost in costs[what]] for what in runs))
    lines = header(f"{READ} templates, read; no latency, responses with every target")
    lines += [row(what, costs[what]) for what in runs]
    what = f"`status` of {READ:,}, processor time beside the module alone"
    return [*lines, ""], [Promise(what, times, MOST_OF_MODULE)]


def new(bench: Bench) -> Promise:
    """What a new template costs the service."""
    bench.register(0)
    bench.playbook(PROVISION, NEW)
    sent = len(bench.simulator.commands())
    # Two reads and an addition.
    return Promise("`provision`, requests for a new template", sent / NEW, REQUESTS)


def main() -> int:
    """Measure, print the tables, and fail when something is not as promised."""
    parser = promises.parser(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="so many templates each")
    parser.add_argument("--latency", type=float, default=0, metavar="SECONDS", help="of the simulator, for the sizes")
    options = parser.parse_args()
    with in_process(**processes.SETTINGS) as simulator:
        bench = Bench(simulator, options.rounds)
        bench.register(max(*options.sizes, COUNT, READ))
        found: list[tuple[list[str], Promises]] = [
            unchanged(bench, options.sizes, options.latency),
            beside_floor(bench),
            beside_module(bench),
        ]
        last = new(bench)
    print(f"{processes.machine()} {WIDTH} connections, medians; rounds: {options.rounds}\n")
    print("\n".join(line for part, _promises in found for line in part))
    return promises.conclude([*(one for _lines, kept in found for one in kept), last], options.write)


if __name__ == "__main__":
    sys.exit(main())
