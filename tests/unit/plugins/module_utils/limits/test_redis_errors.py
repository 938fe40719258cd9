# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server of a fleet may say, and what is told of it. A thread answers in its place."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _redis_scripts, _redis_server, _redis_url
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors

pytest.importorskip("redis")

CLUSTER = "is a node of a cluster, which is not supported; give one server"
REPLICA = "is a replica, which cannot be written; give the address of its primary"

Ask = Callable[[str, str], _redis_server.Server]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Makes a server that says something of itself, and answers a script in some way; runs a script there."""
    monkeypatch.setattr(_redis_server, "_RETRY_FOR", 0.0)
    running: list[socketserver.ThreadingTCPServer] = []

    def run(info: str, answer: str) -> _redis_server.Server:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    while asked := self.request.recv(65536):
                        of_script = f"{answer}\r\n" if b"EVAL" in asked else "+OK\r\n"
                        says = f"${len(info)}\r\n{info}\r\n" if b"INFO" in asked else of_script
                        self.request.sendall(says.encode())

        running.append(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler))
        running[-1].daemon_threads = True
        threading.Thread(target=running[-1].serve_forever, args=[0.01], daemon=True).start()
        url = f"redis://127.0.0.1:{running[-1].server_address[1]}"
        address = _redis_url.parse(url, "state_url", tls_needed=True)
        server = _redis_server.Server(address, validate_certs=True, ca_path=None, clock=lambda: 5.0)
        server.run("return", ["key"], [])
        return server

    yield run
    for one in running:
        one.shutdown()
        one.server_close()


def error_of(ask: Ask, info: str, answer: str) -> tuple[str, bool]:
    with pytest.raises(_errors.StateError) as caught:
        ask(info, answer)
    _place, told = caught.value.description.split("(from state_url), which the fleet shares, ")
    return told, caught.value.retryable


@pytest.mark.parametrize(
    ("answer", "told", "retryable"),
    [
        (
            "-MISCONF Errors writing to the AOF file",
            "cannot write to its disk (MISCONF Errors writing to the AOF",
            False,
        ),
        ("-OOM no room", "has no memory left (no room); give it more, the limits need a few megabytes", False),
        ("-READONLY You can't write against a replica.", REPLICA, False),
        ("-MOVED 3999 127.0.0.1:6381", CLUSTER, False),
        ("-ASK 3999 127.0.0.1:6381", CLUSTER, False),
        ("-CLUSTERDOWN The cluster is down", CLUSTER, False),
        ("-ERR   what\tis  that", "answered with an error (what is that)", False),
        (f"-ERR {'x' * 300}", f"answered with an error ({'x' * 200})", False),
        ("-NOPERM no", "lets its user do too little (no); it needs the commands info eval evalsha ", False),
        ("-LOADING it reads", "could not be reached (it reads)", True),
        ("*1\r\n:5", "does not answer like a Redis server; check the address", False),
    ],
)
def test_what_it_says_to_a_script(ask: Ask, answer: str, told: str, retryable: bool) -> None:
    said = error_of(ask, "role:master", answer)
    assert said[0].startswith(told) if told.endswith(("AOF", " ")) else said[0] == told
    assert said[1] is retryable


@pytest.mark.parametrize(
    ("info", "told"),
    [
        ("role:slave", REPLICA),
        ("role:master\r\ncluster_enabled:1", CLUSTER),
        (
            "maxmemory_policy:allkeys-lru",
            "has maxmemory-policy allkeys-lru, which lets it forget locks and what was sent; set it to noeviction",
        ),
    ],
)
def test_what_it_says_of_itself(ask: Ask, info: str, told: str) -> None:
    assert error_of(ask, info, "*2\r\n:5000000\r\n+done") == (told, False)


@pytest.mark.parametrize("info", ["role:master", "role:primary\r\ncluster_enabled:0", "maxmemory_policy:noeviction"])
def test_one_that_is_as_it_should_be(ask: Ask, info: str) -> None:
    server = ask(info, "*2\r\n:7000000\r\n+done")
    assert server.now() == 7_000_000
    assert server.run("return", ["key"], []) == [b"done"]


def test_the_commands_that_it_must_allow_are_all_named(ask: Ask) -> None:
    told = error_of(ask, "role:master", "-NOPERM no")[0]
    assert told.endswith(f"{' '.join(_redis_scripts.COMMANDS)}, for the keys that begin with smsops.smsc:")
