# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator of the integration tests, and a private data directory."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.tests.awx.private_data import PrivateData
from ansible_collections.smsops.smsc.tests.integration.conftest import simulator

__all__ = ["simulator"]


@pytest.fixture
def private_data(tmp_path: Path) -> PrivateData:
    return PrivateData(tmp_path / "awx_4711")
