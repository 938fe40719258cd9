# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks share, on one machine and in a fleet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _redis
from ansible_collections.smsops.smsc.tests.support import redis_server
from ansible_collections.smsops.smsc.tests.support.shared_limits import Fleet, Machine


@pytest.fixture(scope="session")
def running_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis_server.RedisServer]:
    # A path of its own, because that of a socket may have a hundred characters.
    with redis_server.serving(tmp_path_factory.mktemp("r")) as server:
        yield server


@pytest.fixture
def fleet(running_redis: redis_server.RedisServer, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    monkeypatch.setattr(_redis, "Server", redis_server.TimedServer)
    running_redis.make_old()
    return Fleet(running_redis)


@pytest.fixture(params=["sqlite", "redis"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    """One machine, and a fleet: what is promised holds for both."""
    if request.param == "sqlite":
        return Machine(tmp_path)
    fleet: Fleet = request.getfixturevalue("fleet")
    return fleet
