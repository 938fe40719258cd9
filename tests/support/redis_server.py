# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Redis server for the limits of a fleet, and a store on it whose time the test moves."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _redis_scripts, _redis_server, _redis_url
from ansible_collections.smsops.smsc.tests.support.network import free_port

REQUIRED = "SMSC_REQUIRE_REDIS"
# Tests of modules clear the environment.
_IS_REQUIRED = os.environ.get(REQUIRED) == "1"


def lacking() -> str:
    """What is missing of what a server and a client need; empty where all is there."""
    missing = [] if shutil.which("redis-server") else ["the command redis-server"]
    missing += [] if importlib.util.find_spec("redis") else ["redis for Python"]
    return " and ".join(missing)


def need() -> None:
    """Skip the test where there is no server, or fail it where the environment says that there must be one."""
    if lacking() and _IS_REQUIRED:
        pytest.fail(f"{lacking()} is missing, and {REQUIRED} is 1")
    if lacking():
        pytest.skip(f"{lacking()} is missing, so that the limits of a fleet are not tested")


class RedisServer:
    """A server in a folder of its own, on a socket and, if wanted, on a port of this machine. It keeps what it has."""

    def __init__(self, folder: Path, *options: str, port: int = 0, password: str = "") -> None:
        self.folder = folder
        self.password = password
        self.port = port
        self.socket = folder / "redis.sock"
        self.options = options
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address: of the port if it has one."""
        return f"redis://127.0.0.1:{self.port}/0" if self.port else f"unix://{self.socket}"

    @property
    def address(self) -> _redis_url.Address:
        return _redis_url.parse(self.url, "state_url", tls_needed=True)

    def client(self, **options: Any) -> Any:
        import redis  # noqa: PLC0415 - where it is missing, tests that need it are skipped

        return redis.Redis(unix_socket_path=str(self.socket), **{"password": self.password or None, **options})

    def do(self, *command: str) -> Any:
        """Run a command, and return what it gives."""
        with self.client() as client:
            return client.execute_command(*command)

    def start(self) -> None:
        settings = ("--bind", "127.0.0.1", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", "")
        password = ("--requirepass", self.password) if self.password else ()
        command = ["redis-server", "--port", str(self.port), *settings, *password, *self.options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                self.do("PING")
            except Exception:
                assert self._process.poll() is None, f"{command} ends with {self._process.returncode}"
                assert time.monotonic() < deadline, "redis-server does not start"
                time.sleep(0.02)
            else:
                return

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(timeout=20)
            self._process = None

    def signal(self, number: int) -> None:
        assert self._process
        self._process.send_signal(number)

    def make_old(self) -> None:
        """As if tasks had used it for long, so that nothing can arrive that was sent before."""
        fields = ("version", _redis_scripts.VERSION, "id", os.urandom(8).hex(), "salt", os.urandom(16).hex())
        self.do("FLUSHALL")
        self.do("HSET", _redis_scripts.EPOCH, *fields, "since", str(-(10**12)))
        self.do("PEXPIRE", _redis_scripts.EPOCH, "86400000")


@contextmanager
def serving(folder: Path, *options: str, port: bool = False, password: str = "") -> Iterator[RedisServer]:
    """A server while the context lasts. port: whether it has one, and not a socket alone."""
    need()
    server = RedisServer(folder, *options, port=free_port() if port else 0, password=password)
    server.start()
    try:
        yield server
    finally:
        server.stop(signal.SIGKILL)


class TimedServer(_redis_server.Server):
    """Takes the time for that of the server from the clock of the client, which is the test's."""

    def run(self, script: str, keys: Any, values: Any) -> list[Any]:
        self._client.set("test:now", _redis_server.microseconds(self._clock()))
        return super().run(script.replace("redis.call('TIME')", "{0, redis.call('GET', 'test:now')}"), keys, values)
