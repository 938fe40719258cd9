# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one call of a module costs beside one call of ansible.builtin.uri to the same server. Run by `make bench`.

Whole ansible-playbook processes are timed, in turn, so that a machine that slows down slows all of them; what a
playbook costs without the calls is taken off. The figure to look at is the ratio.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
from importlib.metadata import version
from typing import Any

from ansible_collections.smsops.smsc.tests.benchmark import processes, promises
from ansible_collections.smsops.smsc.tests.benchmark.promises import Promise
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.simulator import in_process

CALLS = 20
ROUNDS = 5
MOST = 1.0

TEXT = "Заказ {{ item }}"
CONNECTION = {"api_key": API_KEY, "api_url": "{{ api_url }}", "sender": "SHOP", "msg": TEXT}
URI = "ansible.builtin.uri"
TASKS: dict[str, dict[str, Any]] = {
    URI: processes.uri({"get": "1", "msg": TEXT}),
    "smsc_op_template, unchanged": {"smsops.smsc.smsc_op_template": {**CONNECTION, "targets": ["mts_srv"]}},
    "smsc_op_template_info": {"smsops.smsc.smsc_op_template_info": CONNECTION},
}


def seconds(what: str, api_url: str, calls: int) -> float:
    """How long a playbook takes that makes these calls."""
    return processes.playbook([{**TASKS[what], "loop": list(range(calls))}], {"api_url": api_url}).seconds


def main() -> int:
    """Measure, print a table, and fail when a ratio is above what is promised."""
    options = promises.parser(__doc__).parse_args()
    with in_process(**processes.SETTINGS) as simulator:
        # Registers what is unchanged from then on.
        seconds("smsc_op_template, unchanged", simulator.api_url, CALLS)
        rounds = []
        for _number in range(ROUNDS):
            empty = seconds(URI, simulator.api_url, 0)
            rounds.append({what: (seconds(what, simulator.api_url, CALLS) - empty) / CALLS for what in TASKS})

    print(f"{CALLS} calls in a loop, {ROUNDS} rounds in turn; medians")
    print(f"ansible-core {version('ansible-core')}, Python {platform.python_version()}, {os.cpu_count()} processors\n")
    print(f"{'':30}{'ms a call':>12}{'ratio to uri':>16}")
    ratios = {}
    for what in TASKS:
        cost = statistics.median(measured[what] for measured in rounds)
        ratios[what] = statistics.median(measured[what] / measured[URI] for measured in rounds)
        print(f"{what:30}{cost * 1000:>12.0f}{ratios[what]:>16.2f}")
    worst = max(ratio for what, ratio in ratios.items() if what != URI)
    return promises.conclude([Promise("one call, beside one of `uri`", worst, MOST)], options.write)


if __name__ == "__main__":
    sys.exit(main())
