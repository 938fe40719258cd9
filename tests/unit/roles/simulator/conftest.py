# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as its own tests see it."""

from __future__ import annotations

import pytest
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator, Simulator


@pytest.fixture
def service(simulator: Simulator) -> RunningSimulator:
    """As an HTTP client sees it."""
    return simulator
