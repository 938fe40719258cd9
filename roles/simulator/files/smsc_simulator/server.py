# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP: the endpoint, faults on the wire, and the control addresses under /_simulator/.

Kinds of faults. Before the work is done: `drop_before` (the connection breaks), `html_502`, `redirect`,
`hang` (no response for `seconds`), `error` (the error `code`). After it: `drop_after`, `empty`,
`truncated` (half the body, as if it were whole), `cut` (half the body, then the connection breaks),
`body` (the text `body` as the response). `work` in a fault says otherwise, and `late` that it is done so many seconds
later.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from . import responses
from .config import FAULTS_AFTER_WORK, ConfigError
from .responses import ERRORS, ServiceError
from .service import Service

# What lists something is called after that, instead of by its command.
LISTS = ("senders", "messages")
ENDPOINTS = {"/sys/op_templates.php": "", **dict(zip(("/sys/senders.php", "/sys/get.php"), LISTS))}
CONTROL = "/_simulator/"
_SECRETS = ("psw", "apikey")
_HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Server(ThreadingHTTPServer):
    """The server of one simulated service, on loopback alone."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, service: Service, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.service = service
        self.stopping = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is not news; anything else is a bug of the simulator."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._route(urlsplit(self.path).query.encode("latin-1"), in_url=True)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = urlsplit(self.path).query
        if query:
            self._warn_of_credentials(query)
            body = query.encode("latin-1") + b"&" + body
        self._route(body, in_url=False)

    def log_message(self, *args: Any) -> None:
        """The journal is the log, and it holds no secret."""

    def _route(self, form: bytes, *, in_url: bool) -> None:
        path = urlsplit(self.path).path
        if path.startswith(CONTROL):
            self._control(path[len(CONTROL) :], form)
        elif path in ENDPOINTS:
            if in_url:
                self._warn_of_credentials(form.decode("latin-1"))
            self._endpoint(form, ENDPOINTS[path])
        else:
            self._send(404, "text/html", b"<html><body><h1>404 Not Found</h1></body></html>")

    def _warn_of_credentials(self, query: str) -> None:
        for name, _value in parse_qsl(query, keep_blank_values=True):
            if name in _SECRETS:
                self.server.service.violate("credentials_in_url", name)

    def _endpoint(self, form: bytes, listed: str) -> None:
        service = self.server.service
        plain = dict(parse_qsl(form.decode("latin-1"), keep_blank_values=True, encoding="latin-1"))
        charset = plain.get("charset", "windows-1251").lower()
        charset = charset if charset in responses.CHARSETS else "windows-1251"
        params = dict(parse_qsl(form.decode("latin-1"), keep_blank_values=True, encoding=charset, errors="replace"))
        command = listed or ("add" if "add" in params else "get" if "get" in params else "")
        entry: dict[str, Any] = {
            "time": service.now(),
            "method": self.command,
            "command": command,
            "params": {name: value for name, value in params.items() if name not in _SECRETS},
            "answer": None,
            "fault": None,
        }
        login, at_once = service.begin(params)
        service.journal.append(entry)
        try:
            # Waiting on the event keeps the server able to stop at any moment.
            self.server.stopping.wait(float(service.config["latency"]))
            fault = service.take_fault(command)
            entry["fault"] = fault and fault["kind"]
            work = fault.get("work", fault["kind"] in FAULTS_AFTER_WORK) if fault else True
            late = float(fault.get("late", 0)) if fault else 0.0
            if late:
                service.put_off(params, self.client_address[0], late)
            status, text = self._carry_out(params, entry, at_once) if work and not late else (200, "")
            if fault and fault["kind"] == "hang":
                # Within the `try`, because a request that hangs is one of those under way.
                self.server.stopping.wait(float(fault.get("seconds", 60)))
        finally:
            service.end(login)
        charset = service.config["answers"]["charset"] or charset
        fmt = params.get("fmt", "0")
        content_type = f"{responses.CONTENT_TYPES.get(fmt, 'text/plain')}; charset={charset}"
        if fault and fault["kind"] == "error":
            code = int(fault.get("code", 9))
            text = responses.render_error(code, ERRORS.get(code, "error"), fmt)
            self._send(service.config["answers"]["error_status"], content_type, text.encode(charset, "replace"))
        elif fault and fault["kind"] == "body":
            text = str(fault.get("body", ""))
            self._send(int(fault.get("status", 200)), content_type, text.encode(charset, "replace"))
        elif fault:
            self._fail(fault["kind"], content_type, text.encode(charset, "replace"))
        else:
            self._send(status, content_type, text.encode(charset, "replace"))

    def _carry_out(self, params: dict[str, str], entry: dict[str, Any], at_once: int) -> tuple[int, str]:
        service, fmt = self.server.service, params.get("fmt", "0")
        settings, ip = service.config["answers"], self.client_address[0]
        try:
            if entry["command"] in LISTS:
                listed = service.handle_list(entry["command"], params, ip, at_once)
                entry["answer"] = {"rows": len(listed)}
                return 200, responses.render_list(listed, fmt, settings, "row")
            rows = service.handle(params, ip, at_once)
        except ServiceError as exc:
            entry["answer"] = {"error_code": exc.code}
            return settings["error_status"], responses.render_error(exc.code, str(exc), fmt)
        entry["answer"] = {row.target: row.status for row in rows}
        return 200, responses.render_rows(rows, fmt, settings, adding=entry["command"] == "add")

    def _fail(self, kind: str, content_type: str, body: bytes) -> None:
        if kind == "empty":
            self._send(200, content_type, b"")
        elif kind == "truncated":
            self._send(200, content_type, body[: len(body) // 2])
        elif kind == "cut":
            self._send(200, content_type, body[: len(body) // 2], length=len(body))
            self._drop()
        elif kind == "html_502":
            self._send(502, "text/html", _HTML_502.encode())
        elif kind == "redirect":
            self._send(302, "text/html", b"", location=f"http://{self.headers.get('Host')}/elsewhere/op_templates.php")
        else:  # drop_before, drop_after, hang
            self._drop()

    def _drop(self) -> None:
        # With this option, closing sends a reset and not an orderly end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def _send(self, status: int, content_type: str, body: bytes, *, length: int = -1, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body) if length < 0 else length))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def _control(self, what: str, body: bytes) -> None:
        service = self.server.service
        reads: dict[str, Callable[[], Any]] = {
            "": lambda: {"pid": os.getpid(), "now": service.now(), "additions": service.state.additions},
            "config": lambda: service.config,
            "journal": lambda: list(service.journal),
            "violations": lambda: service.state.violations,
            "registrations": service.registrations,
        }
        writes: dict[str, Callable[[Any], Any]] = {
            "config": lambda data: {"changed": service.configure(data)},
            "load": lambda data: {"changed": service.load(data)},
            "clock": lambda data: service.advance(float(data["advance"])),
            "reset": lambda _data: service.reset(),
        }
        try:
            if self.command == "GET" and what in reads:
                return self._send_json(200, reads[what]())
            if self.command == "POST" and what in writes:
                return self._send_json(200, writes[what](json.loads(body or b"{}")) or {})
        except (ConfigError, ValueError, KeyError, TypeError) as exc:
            return self._send_json(400, {"error": f"{type(exc).__name__}: {exc}"})
        return self._send_json(404, {"error": f"GET {', '.join(reads)}; POST {', '.join(writes)}"})

    def _send_json(self, status: int, data: Any) -> None:
        self._send(status, "application/json; charset=utf-8", json.dumps(data, ensure_ascii=False).encode())
