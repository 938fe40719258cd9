# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that lead a module to the simulator."""

from __future__ import annotations

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator


@pytest.fixture
def connection(simulator: Simulator) -> dict[str, str]:
    return {"api_url": simulator.api_url, "api_key": API_KEY}


@pytest.fixture
def only_registered(simulator: Simulator) -> None:
    """Reads show what is registered, and no other target."""
    simulator.service.configure({"answers": {"get": "registered"}})
