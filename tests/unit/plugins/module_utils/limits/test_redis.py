# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of a fleet on a real server: what it needs, what it keeps, and what is said where it cannot be used."""

from __future__ import annotations

import os
import re
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import trustme
import yaml
from ansible_collections.smsops.smsc.plugins.module_utils._limits import (
    _budget,
    _lockout,
    _protocol,
    _redis,
    _redis_scripts,
    _redis_server,
    _redis_url,
)
from ansible_collections.smsops.smsc.plugins.module_utils._model import _advice, _errors
from ansible_collections.smsops.smsc.tests.support.network import free_port
from ansible_collections.smsops.smsc.tests.support.paths import COLLECTIONS, TREE
from ansible_collections.smsops.smsc.tests.support.redis_server import RedisServer, need, serving
from ansible_collections.smsops.smsc.tests.support.shared_limits import GET, Fleet, nothing

ADD = {"add": "1", "sender": "SHOP", "msg": "Текст %d"}
SECRET = "Tr0ub4dor&3"
EXAMPLE = TREE / "docs" / "examples" / "fleet" / "valkey.yml"
FLEET_PAGE = TREE / "docs" / "fleet.md"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks for long for a server that is not there."""
    monkeypatch.setattr(_redis_server, "_RETRY_FOR", 0.2)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server of the test's own, which keeps what it has."""
    with serving(tmp_path_factory.mktemp("s"), "--appendonly", "yes", "--appendfsync", "always", port=True) as server:
        server.make_old()
        yield server


def budget(store: _protocol.Store, **options: Any) -> _budget.Budget:
    given = {"connections": 4, "lease": 25, "answered_within": 10, "sleep": time.sleep, "wait_left": lambda: 0}
    return _budget.Budget(store, "shop", "t", **{**given, **options})


def everything(store: _protocol.Store) -> None:
    """All that a store is asked."""
    work = budget(store)
    work.release(work.acquire(GET, nothing), worked=True)
    with work.claim("SHOP", "Текст %d", work.now()):
        work.release(work.acquire(ADD, nothing), worked=False, settled=False)
    work.arrived("SHOP", "Текст %d")
    with work.claim("SHOP", "Текст %d", None):
        slot = work.acquire(ADD, nothing)
        with pytest.raises(_errors.RateLimitError):
            budget(store, connections=1).acquire(GET, nothing)
        work.release(slot, worked=True)
    store.keep("names", "[]")
    store.kept("names", 60)
    lockout = _lockout.Lockout(store, "host", "shop", SECRET, unlock=True)
    lockout.refused("authorise error")
    lockout.judge()


def error_of(address: _redis_url.Address, **options: Any) -> _errors.StateError:
    with pytest.raises(_errors.StateError) as caught:
        everything(_redis.Store(address, **options))
    return caught.value


class TestWhatIsKept:
    def test_every_key_has_the_prefix_and_the_version_and_expires(self, fleet: Fleet) -> None:
        everything(fleet.store())
        keys = [key.decode() for key in fleet.server.do("KEYS", "*")]
        keys.remove("test:now")
        kinds = {key.split(":")[3] for key in keys if key != _redis_scripts.EPOCH}
        assert kinds == {"sent", "proven", "claim", "list", "locks"} | ({"under-way", "line", "queue"} & kinds)
        for key in keys:
            assert key == _redis_scripts.EPOCH or key.startswith(f"{_redis_scripts.PREFIX}1:")
            assert 0 < fleet.server.do("PTTL", key) <= 48 * 3600 * 1000

    def test_nothing_is_kept_for_longer_than_what_it_began_with(self, fleet: Fleet) -> None:
        work = budget(fleet.store(), lease=7205, clock=fleet.clock)
        with work.claim("SHOP", "text", work.now()):
            left = {key: fleet.server.do("PTTL", key) for key in fleet.server.do("KEYS", "smsops*")}
        epoch = left.pop(_redis_scripts.EPOCH.encode())
        assert max(left.values()) < epoch

    def test_it_holds_no_secret_and_no_text(self, fleet: Fleet) -> None:
        store = fleet.store()
        everything(store)
        work = _budget.Budget(
            store,
            store.digest("account", "shop.example", "login-of-the-shop"),
            store.digest("secret", SECRET, size=2),
            connections=1,
            lease=65,
            sleep=fleet.clock.sleep,
            wait_left=lambda: 0,
        )
        work.release(work.acquire({**GET, "psw": SECRET, "msg": "Текст %d"}, nothing), worked=True)
        fleet.server.do("SAVE")
        dump = (fleet.server.folder / "dump.rdb").read_bytes()
        assert b"authorise error" in dump, "it can be read"
        for hidden in (SECRET, "login-of-the-shop", "Текст", "SHOP", "shop.example"):
            assert hidden.encode() not in dump

    def test_all_machines_call_the_same_the_same(self, fleet: Fleet) -> None:
        assert fleet.store().digest("account", "shop") == fleet.store().digest("account", "shop")
        before = fleet.store().digest("account", "shop")
        fleet.server.make_old()
        assert fleet.store().digest("account", "shop") != before, "another fleet calls it otherwise"


class TestCommands:
    def test_a_user_with_the_commands_and_keys_of_the_page_may_do_all_and_nothing_else(
        self, server: RedisServer
    ) -> None:
        (line,) = re.findall(r"(?m)^user smsc .*$", FLEET_PAGE.read_text("utf-8"))
        assert set(re.findall(r"\+(\S+)", line)) == set(_redis_scripts.COMMANDS)
        server.do("ACL", "SETUSER", *line.replace(">PASSWORD", ">s3cret%/").split()[1:])
        address = server.address._replace(username="smsc", password="s3cret%/")
        everything(_redis.Store(address))
        import redis  # noqa: PLC0415

        with server.client(username="smsc", password="s3cret%/") as client:
            for forbidden in (("FLUSHALL",), ("GET", "other"), ("CONFIG", "GET", "*"), ("KEYS", "*")):
                with pytest.raises(redis.exceptions.NoPermissionError):
                    client.execute_command(*forbidden)

    @pytest.mark.parametrize("command", _redis_scripts.COMMANDS)
    def test_each_of_them_is_needed_and_one_that_is_not_allowed_is_told(
        self, server: RedisServer, command: str
    ) -> None:
        allowed = [f"+{other}" for other in _redis_scripts.COMMANDS if other != command]
        server.do("ACL", "SETUSER", "less", "on", ">s3cret", "~smsops.smsc:*", *allowed)
        server.do("SCRIPT", "FLUSH")
        error = error_of(server.address._replace(username="less", password="s3cret"))
        assert "lets its user do too little (" in error.description
        assert f"it needs the commands {' '.join(_redis_scripts.COMMANDS)}, for the keys" in error.description
        assert "less" not in error.description.replace("unless", "")
        assert not error.retryable

    def test_keys_that_are_not_allowed_are_told(self, server: RedisServer) -> None:
        server.do("ACL", "SETUSER", "other", "on", ">s3cret", "~other:*", "+@all")
        error = error_of(server.address._replace(username="other", password="s3cret"))
        assert "lets its user do too little" in error.description


class TestServersThatCannotBeUsed:
    def test_one_that_is_not_there(self) -> None:
        port = free_port()
        source = "SMSC_STATE_URL in the environment"
        error = error_of(_redis_url.parse(f"redis://u:s3cret@127.0.0.1:{port}", source, tls_needed=True))
        assert error.description.startswith(
            f"redis://127.0.0.1:{port}/0 (from {source}), which the fleet shares, could not be reached ("
        )
        assert (error.kind, error.retryable, error.for_all) == ("state", True, True)
        told = _advice.text(error.as_record())
        assert "Run it again when it is up: it reads before it adds." in told
        assert told.endswith(f'See fleet, "When it fails": {_advice.FLEET}#when-it-fails')
        assert "s3cret" not in told

    @pytest.mark.parametrize("password", ["wr0ng", ""])
    def test_one_that_does_not_accept_the_password(self, server: RedisServer, password: str) -> None:
        server.do("CONFIG", "SET", "requirepass", "s3cret")
        error = error_of(server.address._replace(password=password))
        assert error.description.endswith("which the fleet shares, does not accept the user and password")
        assert not error.retryable

    @pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
    def test_one_that_forgets_when_its_memory_is_full(self, server: RedisServer, policy: str) -> None:
        server.do("CONFIG", "SET", "maxmemory-policy", policy)
        error = error_of(server.address)
        assert f"has maxmemory-policy {policy}, which lets it forget locks and what was sent; set it to" in str(error)

    def test_one_without_memory(self, server: RedisServer) -> None:
        store = _redis.Store(server.address)
        server.do("CONFIG", "SET", "maxmemory", "1")
        with pytest.raises(_errors.StateError, match="has no memory left") as caught:
            everything(store)
        assert not caught.value.retryable

    def test_a_replica(self, server: RedisServer) -> None:
        server.do("REPLICAOF", "127.0.0.1", str(free_port()))
        assert "is a replica, which cannot be written; give the address of its primary" in str(error_of(server.address))

    def test_one_that_becomes_a_replica(self, server: RedisServer) -> None:
        store = _redis.Store(server.address)
        server.do("REPLICAOF", "127.0.0.1", str(free_port()))
        with pytest.raises(_errors.StateError, match="is a replica"):
            everything(store)

    def test_a_node_of_a_cluster(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        options = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()))
        with serving(tmp_path_factory.mktemp("c"), *options, port=True) as server:
            assert "is a node of a cluster, which is not supported; give one server" in str(error_of(server.address))

    def test_a_database_that_there_is_not(self, server: RedisServer) -> None:
        assert "DB index is out of range" in str(error_of(server.address._replace(db=99)))

    def test_something_that_is_no_server(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]

            def answer() -> None:
                with suppress(OSError):
                    while True:
                        connection, _address = listener.accept()
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                        connection.close()

            thread = threading.Thread(target=answer, daemon=True)
            thread.start()
            error = error_of(_redis_url.parse(f"redis://127.0.0.1:{port}", "state_url", tls_needed=True))
            assert error.kind == "state"

    @pytest.mark.parametrize("answer", ["+OK", ":5", "$-1", ":abc", "*0", "*1\r\n:5", "*2\r\n+a\r\n+b"])
    @pytest.mark.parametrize("to", ["everything", "scripts"])
    def test_something_that_answers_without_sense(self, answer: str, to: str) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    while asked := self.request.recv(65536):
                        sense = to == "scripts" and b"EVAL" not in asked
                        self.request.sendall(b"$11\r\nrole:master\r\n" if sense else f"{answer}\r\n".encode())

        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as something:
            something.daemon_threads = True
            threading.Thread(target=something.serve_forever, args=[0.01], daemon=True).start()
            port = something.server_address[1]
            error = error_of(_redis_url.parse(f"redis://127.0.0.1:{port}", "state_url", tls_needed=True))
            something.shutdown()
        assert error.description.endswith("does not answer like a Redis server; check the address")

    @pytest.mark.parametrize("lock", ["junk", "[]", "{}", '{"kind": "credentials", "at": "1", "digest": "junk"}'])
    def test_keys_that_hold_something_else(self, server: RedisServer, lock: str) -> None:
        store = _redis.Store(server.address)
        server.do("HSET", store._locks_key("shop"), "ab", lock)
        with pytest.raises(
            _errors.StateError, match="holds something else where the tasks keep what they share"
        ) as caught:
            _lockout.Lockout(store, "host", "shop", SECRET).judge()
        assert not caught.value.retryable

    def test_a_damaged_epoch_begins_anew(self, server: RedisServer) -> None:
        store = _redis.Store(server.address)
        server.do("HDEL", _redis_scripts.EPOCH, "salt")
        _redis.Store(server.address)
        with pytest.raises(_errors.StateError, match="has lost what the tasks share while this one ran"):
            budget(store).acquire(GET, nothing)

    def test_tasks_of_another_version_are_told_and_change_nothing(self, server: RedisServer) -> None:
        server.do("HSET", _redis_scripts.EPOCH, "version", "2")
        before = server.do("HGETALL", _redis_scripts.EPOCH)
        error = error_of(server.address)
        assert "is used by tasks of another release of the collection" in error.description
        assert "(version 2, here 1)" in error.description
        assert not error.retryable
        assert server.do("HGETALL", _redis_scripts.EPOCH) == before


class TestServersThatFailLater:
    def test_after_an_error_nothing_more_is_asked_and_what_a_request_brought_is_kept(self, server: RedisServer) -> None:
        warnings: list[str] = []
        work = budget(_redis.Store(server.address), warn=warnings.append)
        with work.claim("SHOP", "Текст %d", work.now()):
            slot = work.acquire(ADD, nothing)
            server.stop(signal.SIGKILL)
            work.release(slot, worked=True)
            work.arrived("SHOP", "Текст %d")
        server.start()
        for _number in range(2):
            with pytest.raises(_errors.StateError, match="could not be reached"):
                work.acquire(GET, nothing)
        (warning,) = warnings
        assert "could not be reached" in warning
        assert warning.endswith(". What was done counts; nothing more is sent, and others may have to wait for longer")

    def test_a_restart_that_keeps_the_data_is_waited_for(
        self, server: RedisServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_redis_server, "_RETRY_FOR", 10.0)
        store = _redis.Store(server.address)
        work = budget(store)
        _lockout.Lockout(store, "host", "other", SECRET).refused("authorise error")
        slot = work.acquire(GET, nothing)
        server.stop(signal.SIGKILL)
        again = threading.Timer(0.3, server.start)
        again.start()
        work.release(slot, worked=True)
        again.join()
        everything(store)
        with pytest.raises(_errors.CredentialsLockedError):
            _lockout.Lockout(_redis.Store(server.address), "host", "other", SECRET).judge()

    @pytest.mark.parametrize("how", ["emptied", "started anew without its data"])
    def test_a_store_that_has_lost_what_it_had(self, server: RedisServer, how: str) -> None:
        work = budget(_redis.Store(server.address))
        slot = work.acquire(GET, nothing)
        server.do("FLUSHALL")
        if how != "emptied":
            server.stop()
            server.start()
            _redis.Store(server.address)
        work.release(slot, worked=True)
        with pytest.raises(_errors.StateError) as caught:
            work.acquire(GET, nothing)
        assert caught.value.description.endswith(
            "has lost what the tasks share while this one ran: it was emptied, or started anew without its data (it "
            "needs appendonly yes)"
        )
        assert caught.value.retryable

    def test_one_that_comes_back_as_it_was_before(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        # As a server without a log does: it has a snapshot.
        with serving(tmp_path_factory.mktemp("b"), "--save", "3600 1") as server:
            server.make_old()
            store = _redis.Store(server.address)
            _lockout.Lockout(store, "host", "other", SECRET).refused("authorise error")
            work = budget(store)
            began = work.now()
            with work.claim("SHOP", "text", began):
                pass
            server.do("SAVE")
            with work.claim("SHOP", "text", work.now()):
                slot = work.acquire({**ADD, "msg": "text"}, nothing)
                server.stop(signal.SIGKILL)
                server.start()
                work.release(slot, worked=True, settled=False)
            with pytest.raises(_errors.StateError, match="has lost what the tasks share while this one ran"):
                work.acquire(GET, nothing)
            later = _redis.Store(server.address)
            with (
                pytest.raises(_errors.RateLimitError, match=r"nobody knows which addition may still arrive$"),
                budget(later).claim("SHOP", "text", began),
            ):
                pass
            with pytest.raises(_errors.CredentialsLockedError):
                _lockout.Lockout(later, "host", "other", SECRET).judge()

    def test_after_that_nobody_adds_before_what_was_sent_can_no_longer_arrive(self, fleet: Fleet) -> None:
        fleet.server.do("FLUSHALL")
        first = fleet.process()
        began = fleet.clock.now
        with fleet.process(wait_budget=0).claim("", "senders.php", since=began):
            pass
        fleet.request(first)
        with (
            pytest.raises(_errors.RateLimitError, match=r"nobody knows which addition may still arrive$"),
            fleet.process(wait_budget=0).claim("SHOP", "text", since=began),
        ):
            pass
        with fleet.process().claim("SHOP", "text", since=began) as alone:
            assert not alone, "what was read before is read again"
        assert fleet.clock.now - began == pytest.approx(65, abs=1)

    @pytest.mark.parametrize("jump", [-3600, -6.5, 6.5, 3600])
    def test_a_clock_that_is_set_meanwhile_is_an_error(self, fleet: Fleet, jump: float) -> None:
        store = fleet.store()
        assert isinstance(store, _redis.Store)
        server = store._server
        clock = server._clock
        time_of_server = _redis_server.microseconds(clock()) + _redis_server.microseconds(jump)
        server._compare_clocks(clock() - 10, _redis_server.microseconds(clock() - 5))
        with pytest.raises(_errors.StateError, match=r"has a clock that moved [\d.]+ s differently from that of this"):
            server._compare_clocks(clock(), time_of_server)

    def test_a_refused_login_that_cannot_be_told_to_others_says_so(self, server: RedisServer) -> None:
        store = _redis.Store(server.address)
        lockout = _lockout.Lockout(store, "host", "shop", SECRET)
        server.stop(signal.SIGKILL)
        said = lockout.refused("authorise error")
        assert "no other task could be told, so that others may do the same" in said
        assert "could not be reached" in said

    def test_a_server_that_does_not_answer_for_a_while(
        self, server: RedisServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_redis_server, "_TIMEOUT", 0.2)
        monkeypatch.setattr(_redis_server, "_RETRY_FOR", 10.0)
        work = budget(_redis.Store(server.address))
        server.signal(signal.SIGSTOP)
        threading.Timer(0.7, server.signal, [signal.SIGCONT]).start()
        with work.claim("SHOP", "text", work.now()) as alone:
            assert alone, "its own earlier try, whose reply nobody waited for, is no other task"
            slot = work.acquire(GET, nothing)
        assert server.do("ZCARD", "smsops.smsc:{limits}:1:under-way:shop") == 1
        work.release(slot, worked=True)


class TestTheExample:
    """docs/examples/fleet/valkey.yml, with a Redis in the place of the Valkey: they have the same options."""

    def test_its_server_is_what_the_limits_need(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        objects = {one["kind"]: one for one in yaml.safe_load(EXAMPLE.read_text("utf-8"))["items"]}
        assert set(objects) == {"Secret", "Service", "StatefulSet", "NetworkPolicy"}
        (container,) = objects["StatefulSet"]["spec"]["template"]["spec"]["containers"]
        labels = objects["StatefulSet"]["spec"]["template"]["metadata"]["labels"]
        assert objects["Service"]["spec"]["selector"] == labels
        assert objects["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels

        folder = tmp_path_factory.mktemp("k")
        accounts = objects["Secret"]["stringData"]["users.acl"]
        (line,) = re.findall(r"(?m)^user smsc .*$", FLEET_PAGE.read_text("utf-8"))
        assert line in accounts
        (folder / "users.acl").write_text(accounts.replace(">PASSWORD", ">s3cret"))
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "ca.crt"))
        certificate = authority.issue_cert("127.0.0.1")
        certificate.private_key_pem.write_to_path(str(folder / "tls.key"))
        certificate.cert_chain_pems[0].write_to_path(str(folder / "tls.crt"))

        need()
        port = free_port()
        places = {"/tls": folder, "/acl": folder, "/data": folder}
        arguments = [str(port) if argument == "6379" else argument for argument in container["args"]]
        for place, real in places.items():
            arguments = [re.sub(f"^{place}(?=/|$)", str(real), argument) for argument in arguments]
        with (folder / "log").open("w") as log, subprocess.Popen(["redis-server", *arguments], stdout=log) as process:
            try:
                url = f"rediss://smsc:s3cret@127.0.0.1:{port}/0"
                address = _redis_url.parse(url, "state_url", tls_needed=True)
                deadline = time.monotonic() + 20
                while True:
                    try:
                        store = _redis.Store(address, ca_path=str(folder / "ca.crt"))
                    except _errors.StateError:
                        assert time.monotonic() < deadline, (folder / "log").read_text()
                    else:
                        break
                assert store.digest("account", "shop")
                without_user = address._replace(username="", password="")
                with pytest.raises(_errors.StateError, match="does not accept the user and password"):
                    _redis.Store(without_user, ca_path=str(folder / "ca.crt"))
            finally:
                process.kill()


class TestImports:
    def test_without_a_fleet_nothing_of_redis_is_loaded(self) -> None:
        script = (
            "import sys\n"
            "from ansible_collections.smsops.smsc.plugins.modules import (\n"
            "    smsc_op_template, smsc_op_templates, smsc_op_template_info, smsc_sender_info, smsc_doctor_info,\n"
            "    smsc_message_export)\n"
            "from ansible_collections.smsops.smsc.plugins.module_utils._service import _client\n"
            "_client.Client(_client.Settings({'apikey': 'k'}, ('http://127.0.0.1:1/',), 1, 1, 1))\n"
            "print([name for name in sys.modules if 'redis' in name])\n"
        )
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(COLLECTIONS), os.environ.get("PYTHONPATH", "")])}
        assert subprocess.check_output([sys.executable, "-c", script], env=environ, text=True) == "[]\n"
