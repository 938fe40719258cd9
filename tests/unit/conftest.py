# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated service in a thread, reached over real HTTP, with a clock that the test moves."""

from __future__ import annotations

import importlib
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client
from ansible_collections.smsops.smsc.roles.simulator.files.smsc_simulator.server import Server
from ansible_collections.smsops.smsc.roles.simulator.files.smsc_simulator.service import Service

# Tests import this file a second time, under its full name; the profile is chosen the first time only.
importlib.import_module("ansible_collections.smsops.smsc.tests.unit.profiles")

PASSWORD = "Пароль +%&/ 9f8e7d"
API_KEY = "key/+=4711-secret"


class Clock:
    """Time that goes on only when somebody sleeps. `slept` holds every pause."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Simulator:
    """A running simulator as a test sees it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.service = Service(self.clock)
        self.service.configure({"accounts": [{"login": "shop", "password": PASSWORD, "api_key": API_KEY}]})
        self.server = Server(self.service)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sys/"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self.server.stopping.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def client(self, **settings: Any) -> _client.Client:
        """A client of this simulator; its pauses move the simulator's clock."""
        given = {
            "credentials": {"apikey": API_KEY},
            "api_urls": (self.url,),
            "timeout": 10,
            "rate_limit_timeout": 150,
            "max_connections": 4,
            **settings,
        }
        return _client.Client(
            _client.Settings(**given), clock=self.clock, sleep=self.clock.sleep, jitter=lambda low, high: high
        )

    def commands(self) -> list[str]:
        """The commands that have arrived, in order."""
        return [entry["command"] for entry in self.service.journal]

    def registered(self) -> list[tuple[str, str, str]]:
        """What is registered: sender, text, target."""
        return [(r["sender"], r["msg"], r["target"]) for r in self.service.registrations()]

    def violations(self) -> list[str]:
        """The limits that were broken."""
        return [violation["limit"] for violation in self.service.state.violations]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    running = Simulator()
    yield running
    running.stop()


class ModuleRun:
    """Runs a module in this process: options in, result out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.new_secrets: list[str] = []

    def __call__(self, module: Any, check_mode: bool = False, **options: Any) -> dict[str, Any]:
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


@pytest.fixture
def run_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> ModuleRun:
    for variable in (
        "SMSC_API_KEY",
        "SMSC_LOGIN",
        "SMSC_PASSWORD",
        "SMSC_API_URL",
        "SMSC_TIMEOUT",
        "SMSC_STATE_DIR",
        "SMSC_UNLOCK",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return ModuleRun(monkeypatch, capsys)
