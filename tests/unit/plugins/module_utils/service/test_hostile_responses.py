# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client against a server that means harm: every attack ends soon, in little memory, and in an error of ours."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import trustme
import urllib3.util.connection
from ansible_collections.smsops.smsc.plugins.module_utils import _provision
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors, _template
from ansible_collections.smsops.smsc.plugins.module_utils._service import _adapter, _client, _response
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY

MEGABYTE = 1024 * 1024
# Real seconds: of a client whose timeout must end it, and of one that must not need it.
SHORT, LONG = 0.3, 10.0
# Less than LONG, and more than a busy machine takes; without a bound it would be for ever.
SOON = 8.0
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Pieces = Callable[[], Iterable[bytes]]


class Hostile:
    """Sends every client the same pieces, until they end or the client hangs up. `sent` counts the bytes.

    With a context for TLS it does so encrypted. responses: so many over each connection.
    """

    def __init__(self, pieces: Pieces, context: ssl.SSLContext | None = None, responses: int = 1) -> None:
        self.pieces = pieces
        self.responses = responses
        self.context = context
        self.request = b""
        self.connections = 0
        self.sent = 0
        self.stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.01)
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self.stopping.is_set():
            with suppress(TimeoutError, socket.timeout):
                connection, _address = self._listener.accept()
                self.connections += 1
                with connection, suppress(OSError):
                    connection.settimeout(2)
                    if self.context:
                        with self.context.wrap_socket(connection, server_side=True) as encrypted:
                            self._respond(encrypted)
                    else:
                        for _number in range(self.responses):
                            self._respond(connection)
        self._listener.close()

    def _respond(self, connection: socket.socket) -> None:
        request = connection.recv(65536)
        while b"\r\n\r\n" not in request or not request.endswith(b"msg=text"):
            request += connection.recv(65536)
        self.request = request
        for piece in self.pieces():
            connection.sendall(piece)
            self.sent += len(piece)
            if self.stopping.is_set():
                return

    def stop(self) -> None:
        self.stopping.set()
        self._thread.join()


@pytest.fixture
def hostile() -> Iterator[Callable[[Pieces], Hostile]]:
    running: list[Hostile] = []

    def start(pieces: Pieces, context: ssl.SSLContext | None = None, responses: int = 1) -> Hostile:
        running.append(Hostile(pieces, context, responses))
        return running[-1]

    yield start
    for server in running:
        server.stop()


def settings_for(server: Hostile, timeout: float = LONG, secret: str = API_KEY) -> _client.Settings:
    return _client.Settings({"apikey": secret}, (server.url,), timeout, 150, 4, validate_certs=False)


def client_of(server: Hostile, timeout: float = LONG) -> _client.Client:
    return _client.Client(settings_for(server, timeout), sleep=lambda _seconds: None)


def whole(body: bytes, headers: bytes = b"") -> Pieces:
    return lambda: [OK + headers + b"Content-Length: %d\r\n\r\n" % len(body), body]


def attack(server: Hostile, timeout: float = LONG, memory: float = 20) -> _errors.SmscError:
    """The error in which one read of the server's response ends. memory: megabytes."""
    client = client_of(server, timeout)
    start = time.monotonic()
    tracemalloc.start()
    try:
        # One request: `get` would repeat it, and three times the timeout is tested elsewhere.
        with pytest.raises(_errors.SmscError) as caught:
            client.look("SHOP", "text", lambda _response: None)
        peak = tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()
    assert time.monotonic() - start < SOON
    assert peak < memory
    error = caught.value
    assert error.kind in ("bad_response", "transport")
    assert 0 < len(error.description) < 600
    assert error.description.isprintable()
    assert API_KEY not in error.description
    return error


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def slowly(data: Iterable[bytes]) -> Iterator[bytes]:
    """One after another, so slowly that the end is never reached, and so fast that no timeout of a socket strikes."""
    for piece in data:
        time.sleep(0.01)
        yield piece


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BLOCK = b"x" * 65536
TOO_LONG: dict[str, Pieces] = {
    "a hundred megabytes": lambda: itertools.chain(
        [OK + b"Content-Length: 104857600\r\n\r\n"], itertools.repeat(BLOCK, 1600)
    ),
    "as much as nobody can count": lambda: itertools.chain(
        [OK + b"Content-Length: " + b"9" * 6000 + b"\r\n\r\n"], itertools.repeat(BLOCK, 1600)
    ),
    "no length and no end": lambda: itertools.chain([OK + b"\r\n"], itertools.repeat(BLOCK)),
    "endless chunks": lambda: itertools.chain([CHUNKED], itertools.repeat(chunk(BLOCK))),
    "one chunk without end": lambda: itertools.chain([CHUNKED + b"f" * 15 + b"\r\n"], itertools.repeat(BLOCK)),
}
ENDLESS: dict[str, Pieces] = {
    "a body byte by byte": lambda: itertools.chain(
        [OK + b"Content-Length: 1000000\r\n\r\n"], slowly(itertools.repeat(b"x"))
    ),
    "chunks byte by byte": lambda: itertools.chain([CHUNKED], slowly(itertools.repeat(chunk(b"x")))),
    "a chunk size byte by byte": lambda: itertools.chain([CHUNKED], slowly(itertools.repeat(b"0"))),
    "a status line byte by byte": lambda: slowly(itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(b"O"))),
    "a header byte by byte": lambda: itertools.chain([OK + b"X-Header: "], slowly(itertools.repeat(b"x"))),
    "headers one by one": lambda: itertools.chain([OK], slowly(itertools.repeat(b"X-Header: x\r\n", 99))),
    "continue, and nothing else": lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "trailers one by one": lambda: itertools.chain([CHUNKED + b"0\r\n"], slowly(itertools.repeat(b"X-Header: x\r\n"))),
    "silence after the headers": lambda: itertools.chain([CHUNKED], slowly(itertools.repeat(b""))),
}
DAMAGED: dict[str, Pieces] = {
    "trailers without end": lambda: itertools.chain([CHUNKED + b"0\r\n"], itertools.repeat(b"X-Header: x\r\n" * 100)),
    "a chunk of all that comes": lambda: itertools.chain([CHUNKED + b"-1\r\n"], itertools.repeat(BLOCK)),
    "endless headers": lambda: itertools.chain([OK], itertools.repeat(b"X-Header: x\r\n")),
    "a header without end": lambda: itertools.chain([OK + b"X-Header: "], itertools.repeat(BLOCK)),
    "a status line without end": lambda: itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(BLOCK)),
    "a status line of garbage": lambda: [b"\x00\x1b[2J\xff\xfe GARBAGE\r\n\r\n"],
    "a status that is not a number": lambda: [b"HTTP/1.1 OK \x1b[2J\r\n\r\n"],
    "a status that is too large": lambda: [b"HTTP/1.1 " + b"9" * 6000 + b" OK\r\n\r\n"],
    "another protocol": lambda: [b"SSH-2.0-OpenSSH_9.6\r\n"],
    "a chunk size of garbage": lambda: [CHUNKED + b"\x1b[2J\r\nxxxxx"],
    "a negative chunk size": lambda: [CHUNKED + b"-5\r\nxxxxx\r\n0\r\n\r\n"],
    "more promised than given": lambda: [OK + b"Content-Length: " + b"9" * 6000 + b"\r\n\r\n[]"],
    "nothing at all": list,
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_what_is_too_long_is_not_read_to_its_end(hostile: Callable[[Pieces], Hostile], name: str) -> None:
    server = hostile(TOO_LONG[name])
    error = attack(server)
    assert "is longer than 1048576 bytes: xxx" in error.description
    # What lies between the two in buffers of the system counts as sent.
    assert server.sent < 20 * MEGABYTE


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends_is_given_up_at_the_timeout(hostile: Callable[[Pieces], Hostile], name: str) -> None:
    error = attack(hostile(ENDLESS[name]), timeout=SHORT)
    assert isinstance(error, _errors.TransportError)
    assert not error.unreachable
    assert "within 0.3 s" in error.description


def test_nor_does_encryption_keep_it_going(hostile: Callable[..., Hostile]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    error = attack(hostile(ENDLESS["headers one by one"], context), timeout=SHORT)
    assert isinstance(error, _errors.TransportError)
    assert "within 0.3 s" in error.description


def test_nor_does_a_proxy_keep_it_going(hostile: Callable[..., Hostile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", hostile(ENDLESS["headers one by one"]).url)
    settings = _client.Settings({"apikey": API_KEY}, ("http://service.invalid/",), SHORT, 150, 4)
    with pytest.raises(_errors.TransportError, match=r"within 0\.3 s"):
        _client.Client(settings).add("SHOP", "text", [])


def test_a_request_says_what_it_is_and_asks_for_no_compression(hostile: Callable[[Pieces], Hostile]) -> None:
    server = hostile(whole(b"[]"))
    assert client_of(server).get("SHOP", "text") == []
    headers = dict(line.split(": ", 1) for line in server.request.decode().split("\r\n\r\n")[0].splitlines()[1:])
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Accept-Encoding"] == "identity"
    assert headers["User-Agent"] == "smsops.smsc/1.0.0 (Ansible collection)"
    assert "Authorization" not in headers


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_not_http_is_an_error_at_once(hostile: Callable[[Pieces], Hostile], name: str) -> None:
    attack(hostile(DAMAGED[name]))


def test_an_answer_is_bounded_with_all_that_is_not_its_body() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, _adapter._Bounded(ours) as response:
        for _number in range(8 * MEGABYTE // len(BLOCK)):
            theirs.sendall(BLOCK)
            left = len(BLOCK)
            while left:
                left -= len(response.read(left) or b"")
        theirs.sendall(b"x")
        with pytest.raises(OSError, match="the answer is longer than 8388608 bytes"):
            response.read(1)


def test_a_hostile_read_ends_after_its_attempts(hostile: Callable[[Pieces], Hostile]) -> None:
    server = hostile(ENDLESS["continue, and nothing else"])
    start = time.monotonic()
    with pytest.raises(_errors.TransportError):
        client_of(server, SHORT).get("SHOP", "text")
    assert time.monotonic() - start < SOON
    assert server.connections == _client.READ_ATTEMPTS


def test_a_kept_connection_has_its_full_time_for_every_response(hostile: Callable[..., Hostile]) -> None:
    def pieces() -> Iterator[bytes]:
        for piece in [OK, b"Content-Length: 2\r\n", b"\r\n[", b"]"]:
            time.sleep(0.1)
            yield piece

    server = hostile(pieces, responses=4)
    # Seconds. Two responses together take longer, and one does on no machine.
    client = client_of(server, 0.7)
    assert [client.get("SHOP", "text") for _number in range(4)] == [[]] * 4
    assert server.connections == 1


def test_nor_does_a_response_take_time_from_the_request_after_it() -> None:
    """With urllib3 1.26.5 the next request over a connection is sent with the timeout that the last one left there."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(LONG)
        theirs.sendall(b"x")
        with _adapter._Bounded(ours) as response:
            assert response.read(1) == b"x"
        assert ours.gettimeout() == LONG
        assert response.closed


def test_a_slow_connection_takes_nothing_from_the_time_of_the_response(
    hostile: Callable[[Pieces], Hostile], monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = 0.0
    connect = urllib3.util.connection.create_connection

    def slow(*args: Any, **options: Any) -> socket.socket:
        nonlocal passed
        passed += 0.7 * LONG
        return connect(*args, **options)

    def pieces() -> Iterator[bytes]:
        nonlocal passed
        passed += 0.6 * LONG
        yield from whole(b"[]")()

    monkeypatch.setattr(urllib3.util.connection, "create_connection", slow)
    assert _client.Client(settings_for(hostile(pieces)), clock=lambda: passed).add("SHOP", "text", []) == []


def test_a_gzip_bomb_is_not_unpacked(hostile: Callable[[Pieces], Hostile]) -> None:
    bomb = gzip.compress(b"[" + b" " * 50 * MEGABYTE + b"]", 1)
    error = attack(hostile(whole(bomb, b"Content-Encoding: gzip\r\n")), memory=10)
    assert isinstance(error, _errors.BadResponseError)


def laughs() -> bytes:
    entities = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<?xml version="1.0"?><!DOCTYPE a [{"".join(entities)}]><a>&a9;</a>'.encode()


def nested(opening: bytes, closing: bytes) -> bytes:
    return opening * 100_000 + closing * 100_000


ROW = b'{"name":"mts_srv","id":1,"status":2}'
BODIES = {
    "nested lists": nested(b"[", b"]"),
    "nested objects": nested(b'{"a":', b"}"),
    "nested lists without an end": b"[" * MEGABYTE,
    "nested lists with an end somewhere": b"[[1]," * 200_000,
    "nested lists after strings without an end": b'["' + rb"\"" * 200_000 + b'",' + b"[" * 300_000,
    "strings of brackets without an end": b'["[{' * 250_000,
    "backslashes": b"[" * 101 + b"\\" * 900_000,
    "quotation marks": b"[" * 101 + b'"' * 900_000,
    "nested elements": nested(b"<a>", b"</a>"),
    "nested elements with attributes": b'<a b="">' * 80_000 + b"</a>" * 80_000,
    "nested elements without an end": b"<a>" * 150_000,
    "a billion laughs": laughs(),
    "a billion laughs in UTF-16": laughs().decode().encode("utf-16"),
    "a billion laughs in UTF-16 without a mark": laughs().decode().encode("utf-16-le"),
    "a number without end": b'[{"name":"mts_srv","id":1,"status":' + b"9" * 500_000 + b"}]",
    "a status that is too large": b'[{"name":"mts_srv","id":1,"status":' + b"9" * 4000 + b"}]",
    "an id that is too large": b'[{"name":"mts_srv","status":1,"id":' + b"9" * 4000 + b"}]",
    "an error that is too large": b'{"error":"x","error_code":' + b"9" * 4000 + b"}",
    "an error line without end": b"ERROR = " + b"9" * 500_000,
    "an error code without end": b"0,-" + b"9" * 500_000,
    "an error of blanks": b"ERROR" + b" " * MEGABYTE,
    "a line of blanks and commas": b"name = " + b" ," * 400_000,
    "rows of blanks": (b"name=x,id=" + b" " * 960 + b",y,status=1\n") * 6 + b"soc",
    "beginnings of declarations": b"<?xml" * 40_000,
    "NUL bytes": b"\x00" * 100_000,
    "terminal escapes": b"\x1b]0;owned\x07\x1b[2J" * 1000,
    "invisible characters": "\U000e0041\u202e".encode() * 10_000,
    "lone surrogates": b'{"\\ud800":"\\udfff\\u001b"}',
    "neither of the encodings": b"\x98\xff\x1b[2J" * 1000,
    "strings": b'["mts_srv","accepted"]',
    "a number": b"12",
    "nothing": b"null",
    "true": b"true",
    "a row of lists": b'[{"name":["mts_srv"],"id":[1],"status":[2]}]',
    "a row of objects": b'[{"name":{"a":1},"id":{"a":1},"status":{"a":1}}]',
    "a row of nulls": b'[{"name":null,"id":null,"status":null}]',
    "a row of truths": b'[{"name":"mts_srv","id":true,"status":true}]',
    "an infinite status": b'[{"name":"mts_srv","id":1,"status":1e999}]',
    "a status of half a number": b'[{"name":"mts_srv","id":1,"status":2.5}]',
    "an id of half a number": b'[{"name":"mts_srv","id":1.5,"status":2}]',
    "a row in doubt": b'[{"name":"mts_srv","id":1,"status":2,"status":-1}]',
    "a row and something else": b"[" + ROW + b",7]",
    "a row and another response": ROW + ROW,
    "an error without a number": b'{"error":["x"],"error_code":{"a":1}}',
}


@pytest.mark.parametrize("name", BODIES)
def test_no_body_does_harm(hostile: Callable[[Pieces], Hostile], name: str) -> None:
    # An element costs the parser some 250 bytes, and the longest response has room for 350,000.
    error = attack(hostile(whole(BODIES[name])), memory=100 if "element" in name else 20)
    assert isinstance(error, _errors.BadResponseError)


@pytest.mark.parametrize("status", [b"500 Oops", b"404 Not Found", b"200 OK"])
def test_a_description_stays_short_under_every_status(hostile: Callable[[Pieces], Hostile], status: bytes) -> None:
    body = "[\U000e0041".encode() + b"\x1b" * 100_000
    attack(hostile(lambda: [b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status, len(body)), body]))


def test_the_address_of_a_redirect_is_quoted_safely(hostile: Callable[[Pieces], Hostile]) -> None:
    location = b"Location: http://evil/\x1b[2J\x7f" + "\u009b".encode() * 9000
    error = attack(hostile(lambda: [b"HTTP/1.1 302 Found\r\n" + location + b"\r\nContent-Length: 0\r\n\r\n"]))
    assert "no redirect is followed" in error.description


def test_the_address_of_a_redirect_may_be_no_text_at_all(hostile: Callable[[Pieces], Hostile]) -> None:
    headers = b"Location: http://\x98\xff\r\nContent-Length: 0\r\n\r\n"
    error = attack(hostile(lambda: [b"HTTP/1.1 302 Found\r\n" + headers]))
    assert "no redirect is followed" in error.description


@pytest.mark.parametrize("secret", [API_KEY, "first half: second half"])
@pytest.mark.parametrize("colon", [b"", b": "])
def test_a_status_line_gives_no_part_of_a_secret_away(
    hostile: Callable[[Pieces], Hostile], secret: str, colon: bytes
) -> None:
    before = b""
    server = hostile(lambda: [before + colon + secret.encode() + b"\r\n"])
    for length in range(130, 210, 5):
        before = b"x" * length
        with pytest.raises(_errors.TransportError, match="the connection broke") as caught:
            _client.Client(settings_for(server, secret=secret)).add("SHOP", "text", [])
        assert not any(secret[start : start + 5] in str(caught.value) for start in range(len(secret) - 4))


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
@pytest.mark.parametrize("where", ["status line", "redirect", "no encoding", "a bad byte", "rows"])
def test_a_secret_is_found_where_its_encoding_is_not_known(
    hostile: Callable[[Pieces], Hostile], where: str, charset: str
) -> None:
    secret = "Ключ'\"\\4711" if where == "status line" else "Ключ4711"
    given = b"(" + secret.encode(charset) + b")"
    pieces: dict[str, Pieces] = {
        "status line": lambda: [given + b"\r\n"],
        "redirect": lambda: [b"HTTP/1.1 302 Found\r\nLocation: /" + given + b"\r\nContent-Length: 0\r\n\r\n"],
        "no encoding": whole(given + b"\x98\xff"),
        "a bad byte": whole(given + b"\xff"),
        "rows": lambda: [b"HTTP/1.1 403 Forbidden\r\n\r\n" + b'[{"name":"' + given + b'","status":1}]'],
    }
    with pytest.raises(_errors.SmscError) as caught:
        _client.Client(settings_for(hostile(pieces[where]), secret=secret)).add("SHOP", "text", [])
    assert "(********)" in caught.value.description
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize("kind", ["http", "file", "parameter", "external document type"])
def test_no_entity_of_xml_is_fetched(hostile: Callable[[Pieces], Hostile], kind: str) -> None:
    witness = hostile(list)
    doctype = {
        "http": f'<!DOCTYPE a [<!ENTITY b SYSTEM "{witness.url}">]>',
        "file": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
        "parameter": f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{witness.url}"> %b;]>',
        "external document type": f'<!DOCTYPE a SYSTEM "{witness.url}">',
    }[kind]
    error = attack(hostile(whole(f'<?xml version="1.0"?>{doctype}<a>&b;</a>'.encode())))
    assert "document type" in error.description
    assert witness.connections == 0


NAMES = ["Икс \x1b[2J\x1b]0;owned\x07", "\x00\x00", "\u202eмтс\u2028", "\ud800", "\U000e0041" * 200, "x" * 100_000]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:12]))
@pytest.mark.parametrize("identifier", [7, "\x1b[2J", "y" * 100_000], ids=["number", "escape", "long"])
def test_a_name_is_quoted_safely(hostile: Callable[[Pieces], Hostile], name: str, identifier: int | str) -> None:
    body = json.dumps([{"name": name, "id": identifier, "status": 2}]).encode()
    template = _template.Template("SHOP", "text", ("mts_srv",))
    outcome = _provision.ensure(client_of(hostile(whole(body))), template)
    assert isinstance(outcome.error, _errors.BadResponseError)
    assert "is not recognised and could be mts_srv" in outcome.error.description
    for text in [outcome.error.description, *outcome.warnings]:
        assert text.isprintable()
        assert len(text) < 600


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:12]))
def test_a_refusal_quotes_a_name_safely(hostile: Callable[[Pieces], Hostile], name: str) -> None:
    """The same response for a read and an addition: -1 is not found in the one, and refused in the other."""
    body = json.dumps([{"name": name, "id": None, "status": -1}]).encode()

    class Service(_client.Client):
        def add(self, sender: str, msg: str, targets: Iterable[str]) -> list[_response.Row]:
            return self.get(sender, msg)

    server = hostile(whole(body))
    service = Service(settings_for(server))
    outcome = _provision.ensure(service, _template.Template("SHOP", "text", ("mts_srv",)))
    assert isinstance(outcome.error, _errors.RefusedError)
    for text in [outcome.error.description, *outcome.warnings]:
        assert text.isprintable()
        assert len(text) < 600
