# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What many templates cost: the bulk module, loops over single tasks, and the bare requests. Run by `make bench`.

Whole processes are timed, in turn, against the simulator with 50 ms of latency, so that a machine that slows down slows
all of them. The floor are the same requests from a bare pool of `requests`, as wide as the bulk module's. A loop costs
the same for every item, so loops are timed over fewer and scaled.
"""

from __future__ import annotations

import statistics
import sys
from typing import Any

from ansible_collections.smsops.smsc.tests.benchmark import floor, processes, promises
from ansible_collections.smsops.smsc.tests.benchmark.processes import Cost
from ansible_collections.smsops.smsc.tests.benchmark.promises import Promise
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator, in_process

COUNT = 1000
SIZES = (100, 1000, 10000)
LOOP = 50
# The first is the module's default, the last the most that it takes.
WIDTHS = (4, 6, 8, 14)
# With more, start and end of the playbook weigh more against the floor; with fewer, the lead over loops shrinks.
WIDTH = 6
LATENCY = 0.05
# What is promised: of the floor, of the `uri` loop, of the time for ten times as many, and in megabytes.
MOST_OF_FLOOR, LEAST_OF_URI, MOST_GROWTH, MOST_MEMORY = 1.20, 40, 10.5, 250


CONNECTION = {"api_key": API_KEY, "api_url": "{{ api_url }}"}
ITEM = {"sender": "{{ item.sender }}", "msg": "{{ item.msg }}", "targets": "{{ item.targets }}"}
LABEL = {"loop_control": {"label": "{{ item.name }}"}}
BULK = {**CONNECTION, "templates": "{{ wanted }}", "max_connections": "{{ width }}"}
PLAYBOOKS: dict[str, list[dict[str, Any]]] = {
    "nothing": [],
    "smsc_op_templates": [{"smsops.smsc.smsc_op_templates": BULK}],
    "smsc_op_template in a loop": [
        {"smsops.smsc.smsc_op_template": {**CONNECTION, **ITEM}, "loop": "{{ wanted }}", **LABEL}
    ],
    "uri in a loop": [
        {**processes.uri({"get": "1", "msg": "{{ item.msg }}"}), "loop": "{{ wanted }}", **LABEL, "register": "read"},
        {
            **processes.uri({"add": "1", "msg": "{{ item.msg }}", **dict.fromkeys(floor.TARGETS, "1")}),
            "loop": "{{ wanted }}",
            "loop_control": {"label": "{{ item.name }}", "index_var": "number"},
            "when": "read.results[number].json | selectattr('status', '>=', 0) | map(attribute='name')"
            " | intersect(item.targets) | length < item.targets | length",
        },
    ],
}


class Bench:
    """Runs one thing after the other."""

    def __init__(self, simulator: RunningSimulator, rounds: int, loop: int) -> None:
        self.simulator = simulator
        self.rounds = rounds
        self.loop = loop
        self.requests: dict[str, int] = {}

    def measure(self, what: str, count: int, *, new: bool = False, width: int = WIDTH) -> Cost:
        """One run; loops are scaled to the count."""
        in_loop = what.endswith("loop")
        size = min(count, self.loop) if in_loop else count
        self.simulator.write("reset", {})
        self.simulator.write("config", {"latency": 0, "answers": {"get": "registered"}})
        floor.send(self.simulator.api_url, [] if new else floor.additions(size), width)
        self.simulator.write("config", {"latency": LATENCY})
        before = len(self.simulator.commands())
        if what == "floor":
            used = floor.cost(self.simulator.api_url, count, width, new=new)
        else:
            used = self._playbook(what, size, width)
        self.requests[what] = (len(self.simulator.commands()) - before) * count // size
        if size == count:
            return used
        empty = self._playbook("nothing", size, width).seconds
        return used._replace(seconds=empty + (used.seconds - empty) * count / size)

    def _playbook(self, what: str, count: int, width: int) -> Cost:
        wanted = [
            {"name": f"orders/{number}", "sender": processes.COMMON["sender"], "msg": text, "targets": floor.TARGETS}
            for number, text in enumerate(floor.texts(count))
        ]
        variables = {"api_url": self.simulator.api_url, "wanted": wanted, "width": width}
        return processes.playbook(PLAYBOOKS[what], variables)


def table(title: str, bench: Bench, new: bool) -> tuple[list[str], dict[str, float]]:
    """Measure everything in turn, several times. Returns lines to print, and ratios to the bulk module."""
    kinds = ["smsc_op_templates", "floor", "smsc_op_template in a loop", "uri in a loop"]
    costs: dict[str, list[Cost]] = {what: [] for what in kinds}
    for _number in range(bench.rounds):
        for what in kinds:
            costs[what].append(bench.measure(what, COUNT, new=new))
    bulk = costs["smsc_op_templates"]
    lines = [f"| {title} | seconds | ratio to `smsc_op_templates` | MB | requests |", "|---|---:|---:|---:|---:|"]
    ratios = {}
    for what in kinds:
        ratios[what] = statistics.median(cost.seconds / base.seconds for cost, base in zip(costs[what], bulk))
        seconds = statistics.median(cost.seconds for cost in costs[what])
        memory = max(cost.memory for cost in costs[what])
        lines.append(f"| {what} | {seconds:.1f} | {ratios[what]:.2f} | {memory:.0f} | {bench.requests[what]} |")
    return [*lines, ""], ratios


def widths(bench: Bench) -> list[str]:
    """What more connections bring. Returns lines to print."""
    lines = ["| `max_connections`, 1000 templates unchanged | seconds | floor | ratio |", "|---:|---:|---:|---:|"]
    for width in WIDTHS:
        used, least = (bench.measure(what, COUNT, width=width).seconds for what in ("smsc_op_templates", "floor"))
        lines.append(f"| {width} | {used:.1f} | {least:.1f} | {used / least:.2f} |")
    return [*lines, ""]


def growth(bench: Bench) -> tuple[list[str], float, float]:
    """How time and memory of the bulk playbook grow. Returns lines, the last growth, and the most memory."""
    lines = ["| templates, unchanged | seconds | MB |", "|---:|---:|---:|"]
    costs = {size: [bench.measure("smsc_op_templates", size) for _number in range(bench.rounds)] for size in SIZES}
    seconds = {size: statistics.median(cost.seconds for cost in costs[size]) for size in SIZES}
    memory = {size: max(cost.memory for cost in costs[size]) for size in SIZES}
    lines += [f"| {size} | {seconds[size]:.1f} | {memory[size]:.0f} |" for size in SIZES]
    return [*lines, ""], seconds[SIZES[-1]] / seconds[SIZES[-2]], memory[SIZES[-1]]


def main() -> int:
    """Measure, print the tables, and fail when something is not as promised."""
    parser = promises.parser(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--new-rounds", type=int, help="rounds for what is new and for how it grows, if not the same")
    parser.add_argument(
        "--loop", type=int, default=LOOP, metavar="N", help=f"time loops over N items; {COUNT} take hours"
    )
    options = parser.parse_args()
    with in_process(**processes.SETTINGS) as simulator:
        bench = Bench(simulator, options.rounds, options.loop)
        unchanged, old = table(f"{COUNT} templates, unchanged", bench, new=False)
        bench.rounds = options.new_rounds or options.rounds
        added, _new = table(f"{COUNT} templates, new", bench, new=True)
        wider = widths(bench)
        grown, times, memory = growth(bench)
    loops = "in full" if options.loop >= COUNT else f"over {options.loop} items and scaled"
    print(f"{processes.machine()} {LATENCY * 1000:.0f} ms of latency, {WIDTH} connections, medians")
    print(f"of {options.rounds} rounds ({bench.rounds} for new templates and growth); loops timed {loops}\n")
    print("\n".join([*unchanged, *added, *wider, *grown]))
    return promises.conclude(
        [
            Promise("list of 1,000, beside its requests alone", 1 / old["floor"], MOST_OF_FLOOR),
            Promise("list of 1,000, faster than a loop of `uri` by", old["uri in a loop"], LEAST_OF_URI, at_least=True),
            Promise("list of 10,000, beside 1,000", times, MOST_GROWTH),
            Promise("list of 10,000, memory", memory, MOST_MEMORY, " MB"),
        ],
        options.write,
    )


if __name__ == "__main__":
    sys.exit(main())
