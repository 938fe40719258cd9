# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that stands still between what it was allowed and what it sends. Over real HTTP, on both stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _provision
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors, _template
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client
from ansible_collections.smsops.smsc.tests.support.shared_limits import Machine

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

TEMPLATE = _template.Template("SHOP", "text", ("mts_srv",))


def paused(client: _client.Client, simulator: Simulator, seconds: float, times: int, field: str) -> None:
    """Let the process stand still after it has got leave to send a request with this field, so many times."""
    acquire, left = client._budget.acquire, [times]

    def standing_still(form: Any, *rest: Any) -> Any:
        slot = acquire(form, *rest)
        if field in form and left[0]:
            left[0] -= 1
            simulator.clock.now += seconds
        return slot

    client._budget.acquire = standing_still  # type: ignore[method-assign,assignment]


def test_it_asks_for_leave_again_and_sends_then(simulator: Simulator, machine: Machine) -> None:
    client = simulator.client(timeout=10, **machine.settings)
    paused(client, simulator, 16, 1, "get")
    client.get("SHOP", "text")
    assert simulator.commands() == ["get"]
    assert client.sent == 1


def test_one_that_always_stands_still_sends_nothing_and_says_so(simulator: Simulator, machine: Machine) -> None:
    client = simulator.client(timeout=10, **machine.settings)
    paused(client, simulator, 16, 99, "get")
    with pytest.raises(_errors.LateError, match=r"was allowed to leave until 1\.0 s ago; it was not sent"):
        client.get("SHOP", "text")
    assert (simulator.commands(), client.sent) == ([], 0)


@pytest.mark.parametrize("seconds", [16, 100])
def test_an_addition_that_another_has_made_meanwhile_is_not_made_again(
    simulator: Simulator, machine: Machine, seconds: float
) -> None:
    client = simulator.client(timeout=10, **machine.settings)
    other = simulator.client(timeout=10, rate_limit_timeout=0, **machine.settings)
    acquire = client._budget.acquire
    done: list[str] = []

    def standing_still(form: Any, *rest: Any) -> Any:
        slot = acquire(form, *rest)
        if "add" in form and not done:
            # Twice the timeout and five seconds, and as long as a request counts: 86 seconds.
            simulator.clock.now += seconds
            try:
                done.extend(_provision.ensure(other, TEMPLATE).added)
            except _errors.RateLimitError:
                done.append("nothing")
        return slot

    client._budget.acquire = standing_still  # type: ignore[method-assign,assignment]
    if seconds == 100:
        with pytest.raises(_errors.StateError, match="another may have added it"):
            _provision.ensure(client, TEMPLATE)
        assert done == ["mts_srv"]
    else:
        assert _provision.ensure(client, TEMPLATE).added == ["mts_srv"]
    assert simulator.commands().count("add") == 1
    assert simulator.violations() == []


def test_a_connection_that_takes_too_long_sends_nothing(simulator: Simulator, machine: Machine) -> None:
    client = simulator.client(timeout=10, **machine.settings)
    adapter: Any = client._http._session.get_adapter(simulator.api_url)
    # The adapter's own.
    pool = adapter.poolmanager.pool_classes_by_scheme["http"]
    left = [1]

    class Slow(pool.ConnectionCls):  # type: ignore[name-defined,misc]
        def connect(self) -> None:
            super().connect()
            if left[0]:
                left[0] -= 1
                simulator.clock.now += 16

    pool.ConnectionCls = Slow
    client.get("SHOP", "text")
    assert simulator.commands() == ["get"]
    assert left == [0]
