# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of AWX against a real simulator process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.tests.support.awx_jobs import PrivateData
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator, in_process


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    with in_process() as running:
        yield running


@pytest.fixture
def private_data(tmp_path: Path) -> PrivateData:
    return PrivateData(tmp_path / "awx_4711")
