# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one call of a module costs beside one call of ansible.builtin.uri to the same server. Run by `make bench`.

Whole ansible-playbook processes are timed, in turn, so that a machine that slows down slows all of them; what a
playbook costs without the calls is taken off. The figure to look at is the ratio.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

TREE = Path(__file__).resolve().parents[2]
CALLS = 20
ROUNDS = 5
MOST = 1.0

URI = {
    "url": "{{ api_url }}op_templates.php",
    "method": "POST",
    "body_format": "form-urlencoded",
    "body": {
        "apikey": "demo-key",
        "fmt": "3",
        "charset": "utf-8",
        "get": "1",
        "sender": "SHOP",
        "msg": "Заказ {{ item }}",
    },
    "return_content": True,
}
CONNECTION = {"api_key": "demo-key", "api_url": "{{ api_url }}", "sender": "SHOP", "msg": "Заказ {{ item }}"}
TASKS: dict[str, dict[str, Any]] = {
    "ansible.builtin.uri": {"ansible.builtin.uri": URI},
    "smsc_op_template, unchanged": {"smsops.smsc.smsc_op_template": {**CONNECTION, "targets": ["mts_srv"]}},
    "smsc_op_template_info": {"smsops.smsc.smsc_op_template_info": CONNECTION},
}


def simulator(command: str, folder: Path) -> dict[str, Any]:
    """Start or stop the simulator of a folder."""
    arguments = [sys.executable, "-m", "smsc_simulator", command, "--dir", str(folder)]
    files = TREE / "roles" / "simulator" / "files"
    answer: dict[str, Any] = json.loads(subprocess.run(arguments, cwd=files, check=True, stdout=subprocess.PIPE).stdout)
    return answer


def seconds(folder: Path, api_url: str, task: dict[str, Any], calls: int) -> float:
    """How long a playbook takes that makes these calls."""
    playbook = folder / "playbook.yml"
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {"api_url": api_url},
        "tasks": [{**task, "loop": list(range(calls))}],
    }
    playbook.write_text(yaml.safe_dump([play], allow_unicode=True), "utf-8")
    environ = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(TREE.parents[2]),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    }
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "ansible", "playbook", str(playbook)],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def main() -> int:
    """Measure, print a table, and fail when a ratio is above what is promised."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # The rounds repeat their requests faster than the service allows; limits are not what is measured.
        settings = {"limits": {"identical_requests": 10**6}}
        (folder / "config.json").write_text(json.dumps(settings), "utf-8")
        api_url = simulator("start", folder)["url"] + "sys/"
        try:
            prepare = {**TASKS["smsc_op_template, unchanged"]}
            seconds(folder, api_url, prepare, CALLS)
            rounds = []
            for _number in range(ROUNDS):
                empty = seconds(folder, api_url, TASKS["ansible.builtin.uri"], 0)
                rounds.append({what: (seconds(folder, api_url, TASKS[what], CALLS) - empty) / CALLS for what in TASKS})
        finally:
            simulator("stop", folder)

    print(f"{CALLS} calls in a loop, {ROUNDS} rounds in turn; medians")
    print(f"ansible-core {version('ansible-core')}, Python {platform.python_version()}, {os.cpu_count()} processors\n")
    print(f"{'':30}{'ms a call':>12}{'ratio to uri':>16}")
    worst = 0.0
    for what in TASKS:
        cost = statistics.median(measured[what] for measured in rounds)
        ratio = statistics.median(measured[what] / measured["ansible.builtin.uri"] for measured in rounds)
        worst = max(worst, ratio)
        print(f"{what:30}{cost * 1000:>12.0f}{ratio:>16.2f}")
    if worst > MOST:
        print(f"\na call costs more than a call of ansible.builtin.uri: {worst:.2f}, promised at most {MOST}")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
