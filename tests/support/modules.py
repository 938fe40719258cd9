# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules in this process, without Ansible around them: options in, result out."""

from __future__ import annotations

import importlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common import warnings


class ModuleRun:
    """Runs a module with nothing of the user's environment. folder: for the state that the module keeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.new_secrets: list[str] = []
        for variable in [name for name in os.environ if name.startswith("SMSC_")]:
            monkeypatch.delenv(variable)
        monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))

    def __call__(self, module: Any, check_mode: bool = False, **options: Any) -> dict[str, Any]:
        """Run it once. Returns its result, with its warnings as texts."""
        arguments = {"ANSIBLE_MODULE_ARGS": {**options, "_ansible_check_mode": check_mode, "_ansible_diff": True}}
        self._monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps(arguments).encode())
        # ansible-core 2.19 and newer want to know in which form the arguments are.
        self._monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        with suppress(ImportError):
            # They also take a process for a controller where a test of a filter has loaded parts of one.
            internal = importlib.import_module("ansible.module_utils._internal")
            self._monkeypatch.setattr(internal, "is_controller", False, raising=False)
        # Older ones keep warnings in the process, which here outlives the module.
        self._monkeypatch.setattr(warnings, "_global_warnings", type(warnings._global_warnings)(), raising=True)
        with pytest.raises(SystemExit):
            module.main()
        result: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        self.new_secrets = list(result.pop("_ansible_new_secrets", ()))
        if "warnings" in result:
            result["warnings"] = [_text(warning) for warning in result["warnings"]]
        return result


def _text(warning: Any) -> str:
    """The text of a warning, which ansible-core 2.19 and newer wrap."""
    return str(warning["event"]["msg"] if isinstance(warning, dict) else warning)
