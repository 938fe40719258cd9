# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated service: in a thread with a clock that the test moves, or in a process of its own.

Unit tests take `Simulator`, all others what `in_process` gives. Both are reached over real HTTP.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from ansible_collections.smsops.smsc.plugins.module_utils._service import _client
from ansible_collections.smsops.smsc.roles.simulator.files.smsc_simulator.server import Server
from ansible_collections.smsops.smsc.roles.simulator.files.smsc_simulator.service import Service
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT, BY_KEY
from ansible_collections.smsops.smsc.tests.support.clock import Clock
from ansible_collections.smsops.smsc.tests.support.network import Reply, fetch
from ansible_collections.smsops.smsc.tests.support.paths import SIMULATOR_FILES

# Every target that the service knows, as it names them.
FLAGS = (
    "mts_srv mts_auth mts_trn mega_srv mega_auth mega_trn mega_adv bee_srv bee_trn tele2_srv tele2_trn "
    "motiv_srv motiv_trn soc"
).split()

# How the journal calls requests to the other endpoints.
LISTS = ("senders", "messages")


class RunningSimulator:
    """A simulator at some address, as any HTTP client sees it. url: its root, with the slash."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.api_url = f"{url}sys/"

    def read(self, what: str) -> Any:
        """Read a control address: `journal`, `registrations`, `violations`, `config`; nothing for the process."""
        return control(self.url, what)

    def write(self, what: str, data: Any) -> None:
        """Write to a control address: `config`, `clock`, `reset`."""
        control(self.url, what, data)

    def commands(self) -> list[str]:
        """The commands about templates that have arrived, in order."""
        return [entry["command"] for entry in self.read("journal") if entry["command"] not in LISTS]

    def lists(self) -> list[str]:
        """The lists that were asked for (sender names), in order."""
        return [entry["command"] for entry in self.read("journal") if entry["command"] in LISTS]

    def additions(self) -> list[dict[str, Any]]:
        """The additions that have arrived, as the journal has them."""
        return [entry for entry in self.read("journal") if entry["command"] == "add"]

    def registered(self) -> list[tuple[str, str, str]]:
        """What is registered, in the order in which it was added: sender, text, target."""
        return [(r["sender"], r["msg"], r["target"]) for r in self.read("registrations")]

    def violations(self) -> list[str]:
        """The limits that were broken."""
        return [violation["limit"] for violation in self.read("violations")]

    def send(
        self, fields: dict[str, str], *, encoding: str = "utf-8", method: str = "POST", to: str = "op_templates.php"
    ) -> Reply:
        """Send a form to an endpoint."""
        form = urlencode(fields, encoding=encoding)
        address = f"{self.api_url}{to}"
        return fetch(address, form.encode()) if method == "POST" else fetch(f"{address}?{form}")

    def ask(self, command: str, *targets: str, **fields: str) -> Reply:
        """Send a command about one template; `fields` replace or join what is sent otherwise."""
        form = {"fmt": "3", "charset": "utf-8", "sender": "SHOP", "msg": "Code %d"}
        credentials = {} if {"apikey", "login"} & set(fields) else BY_KEY
        return self.send({command: "1", **form, **credentials, **dict.fromkeys(targets, "1"), **fields})

    def add(self, *targets: str, **fields: str) -> Any:
        """Add a template. Returns the JSON of the response."""
        return self.ask("add", *targets, **fields).json

    def get(self, **fields: str) -> Any:
        """Ask for a template. Returns the JSON of the response."""
        return self.ask("get", **fields).json

    def code(self, command: str = "get", *targets: str, **fields: str) -> int:
        """Ask, and return the number of the error; 0 if there is none."""
        response = self.ask(command, *targets, **fields).json
        return int(response["error_code"]) if isinstance(response, dict) else 0

    def statuses(self, **fields: str) -> dict[str, int]:
        """The status of each target of a template that is registered."""
        return {row["name"]: row["status"] for row in self.get(**fields) if row["status"] != -1}


class Simulator(RunningSimulator):
    """A simulator in a thread of this process, with its clock and its insides in the hands of the test."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.service = Service(self.clock)
        self.service.configure({"accounts": [ACCOUNT]})
        self.server = Server(self.service)
        super().__init__(f"http://127.0.0.1:{self.server.server_port}/")
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self.server.stopping.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def read(self, what: str) -> Any:
        """The same as over HTTP, but from inside, for tests that put TLS in front of the server."""
        found = {
            "journal": self.service.journal,
            "registrations": self.service.registrations(),
            "violations": self.service.state.violations,
        }
        return found[what]

    def client(self, **settings: Any) -> _client.Client:
        """A client of this simulator; its pauses move the simulator's clock."""
        given = {
            "credentials": BY_KEY,
            "api_urls": (self.api_url,),
            "timeout": 10,
            "rate_limit_timeout": 150,
            "max_connections": 4,
            **settings,
        }
        return _client.Client(
            _client.Settings(**given), clock=self.clock, sleep=self.clock.sleep, jitter=lambda low, high: high
        )


@contextmanager
def serving(*arguments: str, environ: dict[str, str] | None = None) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command `serve` with these arguments while the context lasts: the process, and the address that it prints."""
    command = [sys.executable, "-m", "smsc_simulator", "serve", *arguments]
    process = subprocess.Popen(command, cwd=SIMULATOR_FILES, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        running = json.loads(process.stdout.readline())
        assert running["pid"] == process.pid
        yield process, running["url"]
    finally:
        process.terminate()
        process.communicate(timeout=10)


@contextmanager
def in_process(**settings: Any) -> Iterator[RunningSimulator]:
    """A simulator in a process of its own while the context lasts; it writes nothing to the disk.

    settings: those of the simulator; without accounts among them, it has the account of the tests.
    """
    with serving() as (_process, url):
        simulator = RunningSimulator(url)
        simulator.write("config", {"accounts": [ACCOUNT], **settings})
        yield simulator


def control(url: str, what: str, data: Any = None) -> Any:
    """Use a control address; a POST where there is data. Returns the JSON of the response, which must be a success."""
    reply = fetch(f"{url}_simulator/{what}", None if data is None else json.dumps(data).encode())
    assert reply.status == 200, reply.body.decode()
    return reply.json


def refused(url: str, what: str, data: Any) -> str:
    """Use a control address in a way that it must refuse. Returns the reason."""
    reply = fetch(f"{url}_simulator/{what}", json.dumps(data).encode())
    assert reply.status == 400
    return str(reply.json["error"])
