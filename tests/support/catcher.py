# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on this machine that catches what is sent to others: webhooks, Telegram, a controller."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Catcher:
    """url: its address, without a slash. caught: path and JSON of each POST, in order."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.caught: list[tuple[str, Any]] = []

    def at(self, path: str) -> list[Any]:
        """What was sent to a path."""
        return [body for where, body in self.caught if where == path]


@contextmanager
def catching(responses: Mapping[str, Any] | None = None) -> Iterator[Catcher]:
    """A catcher while the context lasts. responses: what it says, by the start of the path, or `{"ok": true}`."""
    known = dict(responses or {})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Say what there is."""
            found = [said for start, said in known.items() if self.path.startswith(start)]
            body = json.dumps(found[0] if found else {"ok": True}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            """Catch it."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            catcher.caught.append((self.path, json.loads(body)))
            self.do_GET()

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    catcher = Catcher(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield catcher
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
