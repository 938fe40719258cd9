# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules in a process of their own, with a Python that is not as it should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ansible_collections.smsops.smsc.tests.support.paths import COLLECTIONS

_RUN = """
import json, runpy, sys
from ansible.module_utils import basic
basic._ANSIBLE_ARGS = sys.stdin.buffer.read()
basic._ANSIBLE_PROFILE = "legacy"
runpy.run_module("ansible_collections.smsops.smsc.plugins.modules." + sys.argv[1], run_name="__main__")
"""
# Imports that fail, as those of a part that is not installed.
_BLOCK = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocker())
for name in {names!r}:
    sys.modules.pop(name, None)
"""


def without(*names: str) -> str:
    """What makes a Python one without these modules."""
    return _BLOCK.format(names=names)


def run(module: str, folder: Path, *, python: str = "", environ: dict[str, str] | None = None, **options: Any) -> Any:
    """Run a module. folder: for its state. python: run before it. Returns its result; it must have printed one."""
    given = {"ANSIBLE_MODULE_ARGS": {"_ansible_check_mode": False, "_ansible_diff": True, **options}}
    process = subprocess.run(
        [sys.executable, "-c", python + _RUN, module],
        input=json.dumps(given),
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(COLLECTIONS),
            "XDG_STATE_HOME": str(folder / "state"),
            **(environ or {}),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in process.stderr, process.stderr
    return json.loads(process.stdout)
