# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What many templates cost: the bulk module, loops over single tasks, and the bare requests. Run by `make bench`.

Whole processes are timed, in turn, against the simulator with 50 ms of latency, so that a machine that slows down slows
all of them. The floor are the same requests from a bare pool of `requests`, as wide as the bulk module's. A loop costs
the same for every item, so loops are timed over fewer and scaled.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import requests
import yaml

TREE = Path(__file__).resolve().parents[2]
COUNT = 1000
SIZES = (100, 1000, 10000)
LOOP = 50
WIDTH = 8
LATENCY = 0.05
TARGETS = ["mts_srv", "mega_srv"]
CONNECTION = {"api_key": "demo-key", "api_url": "{{ api_url }}"}
# What is promised: of the floor, of the `uri` loop, of the time for ten times as many, and in megabytes.
MOST_OF_FLOOR, LEAST_OF_URI, MOST_GROWTH, MOST_MEMORY = 1.25, 40, 10.5, 250


class Cost(NamedTuple):
    """Seconds of the whole process, and megabytes of the largest one in it."""

    seconds: float
    memory: float


def texts(count: int) -> list[str]:
    return [
        f"Заказ {number} на сумму %d руб. оплачен. Ждём вас в магазине MyShop на улице %w{{1,5}}."
        for number in range(count)
    ]


def uri(command: dict[str, str]) -> dict[str, Any]:
    """A task of ansible.builtin.uri that does one request for `item`."""
    fields = {"apikey": "demo-key", "fmt": "3", "charset": "utf-8", "sender": "SHOP", "msg": "{{ item.msg }}"}
    return {
        "url": "{{ api_url }}op_templates.php",
        "method": "POST",
        "body_format": "form-urlencoded",
        "body": {**fields, **command},
        "return_content": True,
    }


ITEM = {"sender": "{{ item.sender }}", "msg": "{{ item.msg }}", "targets": "{{ item.targets }}"}
LABEL = {"loop_control": {"label": "{{ item.name }}"}}
PLAYBOOKS: dict[str, list[dict[str, Any]]] = {
    "nothing": [],
    "smsc_op_templates": [
        {"smsops.smsc.smsc_op_templates": {**CONNECTION, "templates": "{{ wanted }}", "max_connections": WIDTH}}
    ],
    "smsc_op_template in a loop": [
        {"smsops.smsc.smsc_op_template": {**CONNECTION, **ITEM}, "loop": "{{ wanted }}", **LABEL}
    ],
    "uri in a loop": [
        {"ansible.builtin.uri": uri({"get": "1"}), "loop": "{{ wanted }}", **LABEL, "register": "read"},
        {
            "ansible.builtin.uri": uri({"add": "1", **dict.fromkeys(TARGETS, "1")}),
            "loop": "{{ wanted }}",
            "loop_control": {"label": "{{ item.name }}", "index_var": "number"},
            "when": "read.results[number].json | selectattr('status', '>=', 0) | map(attribute='name')"
            " | intersect(item.targets) | length < item.targets | length",
        },
    ],
}


class Simulator:
    """A simulator in a process of its own, that writes nothing to the disk."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "smsc_simulator", "serve"]
        files = TREE / "roles" / "simulator" / "files"
        self._process = subprocess.Popen(command, cwd=files, stdout=subprocess.PIPE)
        assert self._process.stdout
        self.url = json.loads(self._process.stdout.readline())["url"]
        self.api_url = self.url + "sys/"

    def _ask(self, what: str, data: object = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        with urllib.request.urlopen(f"{self.url}_simulator/{what}", body) as answer:
            return json.load(answer)

    def begin(self, count: int) -> None:
        """Forget everything, and register this many templates."""
        self._ask("reset", {})
        self._ask("config", {"latency": 0, "answers": {"get": "registered"}, "limits": {"identical_requests": 10**6}})
        send(self.api_url, [{"add": "1", "msg": text, **dict.fromkeys(TARGETS, "1")} for text in texts(count)])
        self._ask("config", {"latency": LATENCY})

    def requests(self) -> int:
        return len(self._ask("journal"))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


def send(api_url: str, forms: list[dict[str, str]], width: int = WIDTH) -> None:
    """The bare requests, several at once."""
    waiting: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()
    for form in forms:
        waiting.put(form)
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=width))
    common = {"apikey": "demo-key", "fmt": "3", "charset": "utf-8", "sender": "SHOP"}

    def work() -> None:
        while not waiting.empty():
            try:
                form = waiting.get_nowait()
            except queue.Empty:
                return
            session.post(api_url + "op_templates.php", data={**common, **form}, timeout=30).raise_for_status()

    threads = [threading.Thread(target=work) for _number in range(width)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def floor(api_url: str, count: int, new: bool) -> None:
    """What the bulk module must send at least."""
    reads = [{"get": "1", "msg": text} for text in texts(count)]
    send(api_url, reads)
    if new:
        send(api_url, [{"add": "1", "msg": text, **dict.fromkeys(TARGETS, "1")} for text in texts(count)])
        send(api_url, reads)


def cost_of(command: list[str], environ: dict[str, str]) -> Cost:
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return Cost(seconds, used.ru_maxrss / 1024)


class Bench:
    """Runs one thing after the other, and keeps what each has cost."""

    def __init__(self, folder: Path, simulator: Simulator, rounds: int, loop: int) -> None:
        self.folder = folder
        self.simulator = simulator
        self.rounds = rounds
        self.loop = loop
        self.requests: dict[str, int] = {}

    def playbook(self, what: str, count: int) -> Cost:
        path = self.folder / "playbook.yml"
        wanted = [
            {"name": f"orders/{number}", "sender": "SHOP", "msg": text, "targets": TARGETS}
            for number, text in enumerate(texts(count))
        ]
        variables = {"api_url": self.simulator.api_url, "wanted": wanted}
        (self.folder / "vars.json").write_text(json.dumps(variables), "utf-8")
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": PLAYBOOKS[what]}
        path.write_text(yaml.safe_dump([{**play, "vars_files": ["vars.json"]}], allow_unicode=True), "utf-8")
        state = tempfile.mkdtemp(dir=self.folder)
        environ = {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(TREE.parents[2]),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "SMSC_STATE_DIR": state,
        }
        return cost_of([sys.executable, "-m", "ansible", "playbook", str(path)], environ)

    def bare(self, count: int, new: bool) -> Cost:
        command = [sys.executable, __file__, "--floor", self.simulator.api_url, str(count), "new" if new else "old"]
        return cost_of(command, dict(os.environ))

    def measure(self, what: str, count: int, new: bool) -> Cost:
        """One run; loops are scaled to the count."""
        in_loop = what.endswith("loop")
        size = min(count, self.loop) if in_loop else count
        self.simulator.begin(0 if new else size)
        before = self.simulator.requests()
        used = self.bare(count, new) if what == "floor" else self.playbook(what, size)
        self.requests[what] = (self.simulator.requests() - before) * count // size
        if size == count:
            return used
        empty = self.playbook("nothing", size).seconds
        return Cost(empty + (used.seconds - empty) * count / size, used.memory)


def table(title: str, bench: Bench, new: bool) -> tuple[list[str], dict[str, float]]:
    """Measure everything in turn, several times. Returns lines to print, and ratios to the bulk module."""
    kinds = ["smsc_op_templates", "floor", "smsc_op_template in a loop", "uri in a loop"]
    costs: dict[str, list[Cost]] = {what: [] for what in kinds}
    for _number in range(bench.rounds):
        for what in kinds:
            costs[what].append(bench.measure(what, COUNT, new))
    bulk = costs["smsc_op_templates"]
    lines = [f"| {title} | seconds | ratio to `smsc_op_templates` | MB | requests |", "|---|---:|---:|---:|---:|"]
    ratios = {}
    for what in kinds:
        ratios[what] = statistics.median(cost.seconds / base.seconds for cost, base in zip(costs[what], bulk))
        seconds = statistics.median(cost.seconds for cost in costs[what])
        memory = max(cost.memory for cost in costs[what])
        lines.append(f"| {what} | {seconds:.1f} | {ratios[what]:.2f} | {memory:.0f} | {bench.requests[what]} |")
    return [*lines, ""], ratios


def growth(bench: Bench) -> tuple[list[str], float, float]:
    """How time and memory of the bulk playbook grow. Returns lines, the last growth, and the most memory."""
    lines = ["| templates, unchanged | seconds | MB |", "|---:|---:|---:|"]
    costs = {
        size: [bench.measure("smsc_op_templates", size, new=False) for _number in range(bench.rounds)] for size in SIZES
    }
    seconds = {size: statistics.median(cost.seconds for cost in costs[size]) for size in SIZES}
    memory = {size: max(cost.memory for cost in costs[size]) for size in SIZES}
    lines += [f"| {size} | {seconds[size]:.1f} | {memory[size]:.0f} |" for size in SIZES]
    return [*lines, ""], seconds[SIZES[-1]] / seconds[SIZES[-2]], memory[SIZES[-1]]


def main() -> int:
    """Measure, print the tables, and fail when something is not as promised."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--new-rounds", type=int, help="rounds for what is new, if not the same")
    parser.add_argument(
        "--loop", type=int, default=LOOP, metavar="N", help=f"time loops over N items; {COUNT} take hours"
    )
    parser.add_argument("--write", type=Path, help="put the tables into this file, too")
    parser.add_argument("--floor", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        floor(options.floor[0], int(options.floor[1]), options.floor[2] == "new")
        return 0
    simulator = Simulator()
    try:
        with tempfile.TemporaryDirectory() as name:
            bench = Bench(Path(name), simulator, options.rounds, options.loop)
            unchanged, old = table(f"{COUNT} templates, unchanged", bench, new=False)
            bench.rounds = options.new_rounds or options.rounds
            added, _new = table(f"{COUNT} templates, new", bench, new=True)
            grown, times, memory = growth(bench)
    finally:
        simulator.stop()
    loops = "in full" if options.loop >= COUNT else f"over {options.loop} items and scaled"
    text = "\n".join(
        [
            "# What long lists cost",
            "",
            "Whole processes, `ansible-playbook` with all that it starts. The floor are the same requests from a",
            "bare pool of `requests`, as wide as the module's. `make bench` measures it again and writes this page.",
            "",
            f"Measured with ansible-core {version('ansible-core')} and Python {platform.python_version()} on "
            f"{os.cpu_count()} processors ({platform.machine()}, {platform.system()}),",
            f"the simulator on the same machine with {LATENCY * 1000:.0f} ms of latency, {WIDTH} connections. Medians",
            f"of {options.rounds} rounds ({bench.rounds} for what is new and for how it grows); loops timed {loops}.",
            "",
            *unchanged,
            *added,
            *grown,
        ]
    )
    print(text)
    if options.write:
        options.write.write_text(text, "utf-8")
    above_floor = 1 / old["floor"]
    checks: list[tuple[str, bool]] = [
        (f"unchanged, {above_floor:.2f} times the floor (at most {MOST_OF_FLOOR})", above_floor <= MOST_OF_FLOOR),
        (
            f"{old['uri in a loop']:.0f} times faster than the uri loop (at least {LEAST_OF_URI})",
            old["uri in a loop"] >= LEAST_OF_URI,
        ),
        (f"ten times as many take {times:.1f} times as long (at most {MOST_GROWTH})", times <= MOST_GROWTH),
        (f"{memory:.0f} MB in the largest process (at most {MOST_MEMORY})", memory <= MOST_MEMORY),
    ]
    for what, good in checks:
        print(f"{'as promised' if good else 'NOT AS PROMISED'}: {what}")
    return int(not all(good for _what, good in checks))


if __name__ == "__main__":
    sys.exit(main())
