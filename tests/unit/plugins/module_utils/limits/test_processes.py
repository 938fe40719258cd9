# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which processes have ended, as far as others can see it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _processes


def test_who_can_be_said_to_have_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    space = _processes.this_process().partition("@")[2]
    assert space.isdecimal()
    assert _processes.is_gone(f"{child.pid}@{space}")
    assert not _processes.is_gone(_processes.this_process())
    assert not _processes.is_gone(f"1@{space}")
    assert not _processes.is_gone(f"{child.pid}@123")
    with monkeypatch.context() as changed:
        changed.setattr(_processes, "_PID_NAMESPACE", Path("/nonexistent"))
        assert not _processes.is_gone(f"{child.pid}@{space}")
        assert not _processes.is_gone(f"{child.pid}@")
        assert not _processes.is_gone(_processes.this_process().replace(str(os.getpid()), str(child.pid)))

    def refuse(_number: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert not _processes.is_gone(f"1@{space}"), "another user's process cannot be asked, but it is there"
