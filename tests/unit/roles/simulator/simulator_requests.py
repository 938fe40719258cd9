# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to a simulator as any HTTP client would send them, without the collection's own client in between."""

from __future__ import annotations

import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.unit.conftest import Simulator

PASSWORD = "Пароль +%&/ 9f8e7d"
API_KEY = "key/+=4711-secret"
BY_KEY = {"apikey": API_KEY}
BY_PASSWORD = {"login": "shop", "psw": PASSWORD}
WRONG = {"login": "shop", "psw": "wrong"}
FLAGS = [
    "mts_srv",
    "mts_auth",
    "mts_trn",
    "mega_srv",
    "mega_auth",
    "mega_trn",
    "mega_adv",
    "bee_srv",
    "bee_trn",
    "tele2_srv",
    "tele2_trn",
    "motiv_srv",
    "motiv_trn",
    "soc",
]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """What the service says is to be seen, not where it leads."""


@dataclass(frozen=True)
class Reply:
    """An answer as it came over the wire."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def content_type(self) -> str:
        return str(self.headers["Content-Type"])


def fetch(url: str, data: bytes | None = None, *, context: ssl.SSLContext | None = None, timeout: float = 10) -> Reply:
    """GET, or POST where there is data."""
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({}), _NoRedirect()]
    if context:
        handlers.append(urllib.request.HTTPSHandler(context=context))
    try:
        with urllib.request.build_opener(*handlers).open(url, data, timeout=timeout) as response:
            return Reply(response.status, response.headers, response.read())
    except urllib.error.HTTPError as exc:
        with exc:
            return Reply(exc.code, exc.headers, exc.read())


def control(url: str, what: str, data: Any = None) -> Any:
    """Use a control address; a POST where there is data. Returns the JSON of the answer, which must be a success."""
    reply = fetch(f"{url}_simulator/{what}", None if data is None else json.dumps(data).encode())
    assert reply.status == 200, reply.body.decode()
    return reply.json


def refused(url: str, what: str, data: Any) -> str:
    """Use a control address in a way that it must refuse. Returns the reason."""
    reply = fetch(f"{url}_simulator/{what}", json.dumps(data).encode())
    assert reply.status == 400
    return str(reply.json["error"])


class Asker:
    """Asks one simulator. `url` is its root."""

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, fields: dict[str, str], *, encoding: str = "utf-8", method: str = "POST") -> Reply:
        """Send a form to the endpoint."""
        form = urlencode(fields, encoding=encoding)
        address = f"{self.url}sys/op_templates.php"
        return fetch(address, form.encode()) if method == "POST" else fetch(f"{address}?{form}")

    def ask(self, command: str, *targets: str, **fields: str) -> Reply:
        """Send a command about one template; `fields` replace or join what is sent else."""
        form = {"fmt": "3", "charset": "utf-8", "sender": "SHOP", "msg": "Code %d"}
        credentials = {} if {"apikey", "login"} & set(fields) else BY_KEY
        return self.send({command: "1", **form, **credentials, **dict.fromkeys(targets, "1"), **fields})

    def add(self, *targets: str, **fields: str) -> Any:
        """Add a template. Returns the JSON of the answer."""
        return self.ask("add", *targets, **fields).json

    def get(self, **fields: str) -> Any:
        """Ask for a template. Returns the JSON of the answer."""
        return self.ask("get", **fields).json

    def code(self, command: str = "get", *targets: str, **fields: str) -> int:
        """Ask, and return the number of the error; 0 if there is none."""
        answer = self.ask(command, *targets, **fields).json
        return int(answer["error_code"]) if isinstance(answer, dict) else 0

    def statuses(self, **fields: str) -> dict[str, int]:
        """The status of each target of a template that is registered."""
        return {row["name"]: row["status"] for row in self.get(**fields) if row["status"] != -1}


def asker(simulator: Simulator) -> Asker:
    """Whoever asks this simulator."""
    return Asker(simulator.url[: -len("sys/")])


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what another thread or process is about to do."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.002)
