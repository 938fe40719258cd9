# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks share, on one machine and in a fleet: the tests of limits run on both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible_collections.smsops.smsc.plugins.module_utils._limits import _budget, _protocol, _redis, _sqlite
from ansible_collections.smsops.smsc.tests.support.clock import Clock
from ansible_collections.smsops.smsc.tests.support.redis_server import RedisServer

GET = {"get": "1", "sender": "SHOP", "msg": "Заказ %d"}
LEASE = 65.0


def nothing() -> tuple[str, ...]:
    """No lock."""
    return ()


class Machine:
    """A machine with a state folder, on which any number of processes start."""

    here = "this machine"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "state"
        self.clock = Clock()
        self.warnings: list[str] = []

    @property
    def settings(self) -> dict[str, Any]:
        """What a client is told."""
        return {"state_dir": str(self.folder)}

    def store(self) -> _protocol.Store:
        return _sqlite.Store(str(self.folder), clock=self.clock, warn=self.warnings.append)

    def process(
        self,
        account: str = "shop",
        tag: str = "t",
        connections: int = 4,
        wait_budget: float = 150.0,
        sleep: Callable[[float], None] | None = None,
        lease: float = LEASE,
    ) -> _budget.Budget:
        return _budget.Budget(
            self.store(),
            account,
            tag,
            connections=connections,
            lease=lease,
            answered_within=(lease - 5) / 2,
            clock=self.clock,
            sleep=sleep or self.clock.sleep,
            wait_left=lambda: wait_budget - sum(self.clock.slept),
        )

    def request(self, process: _budget.Budget, form: dict[str, str] | None = None, worked: bool = True) -> None:
        process.release(process.acquire(form or GET, nothing), worked=worked)

    def tickets(self) -> int:
        """How many requests wait for their slot."""
        store = self.store()
        assert isinstance(store, _sqlite.Store)
        return len(store._database.look("SELECT id FROM tickets"))

    def known_to_work(self, account: str = "shop", tag: str = "t") -> None:
        self.request(self.process(account, tag), {"get": "1", "sender": "SHOP", "msg": "any"})


class Fleet(Machine):
    """Machines with a server, on which any number of processes start."""

    here = "the machines of the fleet"

    def __init__(self, server: RedisServer) -> None:
        super().__init__(server.folder)
        self.server = server

    @property
    def settings(self) -> dict[str, Any]:
        return {"store": self.server.address}

    def store(self) -> _protocol.Store:
        return _redis.Store(self.server.address, clock=self.clock)

    def tickets(self) -> int:
        keys = [key.decode() for key in self.server.do("KEYS", "*:line:*")]
        return sum(self.server.do("ZCARD", key) for key in keys)
