# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal on which somebody runs the playbooks, and a service whose registrations the test has in its hands."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator
from ansible_collections.smsops.smsc.tests.support.terminal import Terminal


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    running = Simulator()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def ansible() -> Iterator[Ansible]:
    # Of the same length in every run, because lines break where they are too long.
    with tempfile.TemporaryDirectory(prefix="smsc-", dir="/tmp") as folder, Ansible(Path(folder)) as runner:
        yield runner


@pytest.fixture
def terminal(ansible: Ansible, simulator: Simulator) -> Terminal:
    return Terminal(ansible, simulator)
