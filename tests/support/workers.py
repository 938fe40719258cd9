# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes of `worker`, which share what tasks share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.paths import COLLECTIONS
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator


class Workers:
    """Starts workers that share a state folder.

    before: a command that runs them, for instance in a namespace of their own. options: what all of them are given.
    """

    def __init__(self, simulator: RunningSimulator, folder: Path, before: Sequence[str] = (), **options: Any) -> None:
        self.simulator = simulator
        self.folder = folder
        self.before = before
        self.options = options

    def start(self, number: int, **options: Any) -> subprocess.Popen[str]:
        given = {
            "credentials": {"login": "shop", "psw": ACCOUNT["password"]},
            "api_urls": [self.simulator.api_url],
            "state_dir": str(self.folder),
            "timeout": 5,
            "rate_limit_timeout": 150,
            "max_connections": 4,
            "sender": "SHOP",
            "msg": f"Заказ {number}",
            "targets": ["mts_srv", "soc"],
            **self.options,
            **options,
        }
        path = os.pathsep.join([str(COLLECTIONS), os.environ.get("PYTHONPATH", "")])
        process = subprocess.Popen(
            [*self.before, sys.executable, "-m", "ansible_collections.smsops.smsc.tests.support.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": str(self.folder), "PYTHONPATH": path},
        )
        assert process.stdin
        process.stdin.write(json.dumps(given))
        process.stdin.close()
        return process

    def results(self, processes: Iterable[subprocess.Popen[str]]) -> list[dict[str, Any]]:
        results = []
        for process in processes:
            assert process.stdout
            results.append(json.loads(process.stdout.read()))
            process.wait()
            process.stdout.close()
        return results

    def run(self, numbers: Iterable[int], **options: Any) -> list[dict[str, Any]]:
        return self.results([self.start(number, **options) for number in numbers])
