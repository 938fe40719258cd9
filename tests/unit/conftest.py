# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated service in a thread, reached over real HTTP, with a clock that the test moves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _client
from ansible_collections.smsops.smsc.roles.simulator.files.smsc_simulator.server import Server
from ansible_collections.smsops.smsc.roles.simulator.files.smsc_simulator.service import Service

PASSWORD = "Пароль +%&/ 9f8e7d"
API_KEY = "key/+=4711-secret"


class Clock:
    """Time that goes on only when somebody sleeps. `slept` holds every pause."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Simulator:
    """A running simulator as a test sees it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.service = Service(self.clock)
        self.service.configure({"accounts": [{"login": "shop", "password": PASSWORD, "api_key": API_KEY}]})
        self.server = Server(self.service)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sys/"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self.server.stopping.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def client(self, **settings: Any) -> _client.Client:
        """A client of this simulator; its pauses move the simulator's clock."""
        settings.setdefault("credentials", {"apikey": API_KEY})
        settings.setdefault("api_urls", (self.url,))
        settings.setdefault("timeout", 10)
        return _client.Client(
            _client.Settings(**settings), clock=self.clock, sleep=self.clock.sleep, jitter=lambda low, high: high
        )

    def commands(self) -> list[str]:
        """The commands that have arrived, in order."""
        return [entry["command"] for entry in self.service.journal]

    def registered(self) -> list[tuple[str, str, str]]:
        """What is registered: sender, text, target."""
        return [(r["sender"], r["msg"], r["target"]) for r in self.service.registrations()]

    def violations(self) -> list[str]:
        """The limits that were broken."""
        return [violation["limit"] for violation in self.service.state.violations]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    running = Simulator()
    yield running
    running.stop()
