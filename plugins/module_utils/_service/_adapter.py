# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An adapter for `requests` that bounds how long an answer may take in all, and how large it may be, headers included.

A timeout of `requests` is one for each piece that comes: a server that trickles its headers, or goes on for ever with
`100 Continue` or trailers, would hold the client for ever.
"""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .._limits import _clock

if TYPE_CHECKING:
    import requests.adapters

# Bytes. The headers that `http.client` allows are six megabytes; for the body alone the client has a bound of its own.
_MOST = 8 * 1024 * 1024


# What is called before something is sent, by the thread that sends it.
_CHECK: ContextVar[Callable[[], None]] = ContextVar("check")


@contextmanager
def before_sending(check: Callable[[], None]) -> Iterator[None]:
    """While the context lasts, call this in the moment of sending, when the connection is there; it may raise."""
    token = _CHECK.set(check)
    try:
        yield
    finally:
        _CHECK.reset(token)


class _Bounded(io.RawIOBase):
    """What a socket gives, until its timeout, which is one for each piece, has passed for all pieces together."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        # The file keeps the connection open where the server closes it after the answer.
        self._file = sock.makefile("rb", buffering=0)
        self._timeout = sock.gettimeout()
        self._end = _clock.boottime() + (self._timeout or 0)
        self._left = _MOST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._left <= 0:
            raise OSError(f"the answer is longer than {_MOST} bytes")
        if self._timeout is not None:
            seconds = self._end - _clock.boottime()
            if seconds <= 0:
                raise socket.timeout("timed out")
            self._sock.settimeout(seconds)
        try:
            count = self._file.readinto(buffer)
            self._left -= count or 0
            return count
        finally:
            # The next request over this connection has its full time again; urllib3 1.26.5 does not see to it.
            self._sock.settimeout(self._timeout)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer that is read through the bound."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        bounded = io.BufferedReader(_Bounded(sock))
        self.fp.close()
        self.fp = bounded  # type: ignore[assignment]


def adapter(pool_maxsize: int) -> requests.adapters.HTTPAdapter:
    """An adapter that never repeats a request, and whose answers end within the timeout of their request."""
    # In here because this file can be loaded where `requests` is missing.
    import requests.adapters  # noqa: PLC0415
    from urllib3.connection import HTTPConnection, HTTPSConnection  # noqa: PLC0415
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool  # noqa: PLC0415

    class Checked:
        """A connection that asks before it sends, because to get so far may have taken any time."""

        def send(self, data: Any) -> None:
            if self.sock is None and self.auto_open:  # type: ignore[attr-defined]
                self.connect()  # type: ignore[attr-defined]
            _CHECK.get(lambda: None)()
            super().send(data)  # type: ignore[misc]

    class Connection(Checked, HTTPConnection):
        response_class = _Answer

    class TlsConnection(Checked, HTTPSConnection):
        response_class = _Answer

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args: Any, **options: Any) -> None:
            super().init_poolmanager(*args, **options)
            self.poolmanager.pool_classes_by_scheme = {"http": Pool, "https": TlsPool}

        def proxy_manager_for(self, proxy: Any, **options: Any) -> Any:
            manager = super().proxy_manager_for(proxy, **options)
            # A SOCKS proxy needs connections of its own kind.
            if not proxy.lower().startswith("socks"):
                manager.pool_classes_by_scheme = {"http": Pool, "https": TlsPool}
            return manager

    return Adapter(pool_maxsize=pool_maxsize, max_retries=0)
