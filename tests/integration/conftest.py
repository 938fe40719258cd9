# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook processes against a real simulator process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import PASSWORD
from ansible_collections.smsops.smsc.tests.support.environments import Play
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator, in_process


@pytest.fixture
def ansible(tmp_path: Path) -> Iterator[Ansible]:
    folder = tmp_path / "папка с пробелом"
    folder.mkdir()
    # Beside the playbooks, because Ansible may show lines of a playbook with an error.
    (folder / "secrets.yml").write_text(json.dumps({"password": PASSWORD}), "utf-8")
    with Ansible(folder) as runner:
        yield runner


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    with in_process() as running:
        yield running


@pytest.fixture
def play(ansible: Ansible, simulator: RunningSimulator) -> Play:
    return Play(ansible, simulator)
