# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small stand-in for the REST API of AWX: what the awx.awx modules need, with the checks that matter here."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

TOKEN = "controller-token-5d41"
ENCRYPTED = "$encrypted$"
UNIFIED = {
    "job_template": "job_templates",
    "project": "projects",
    "workflow_job_template": "workflow_job_templates",
    "inventory_source": "inventory_sources",
}
KINDS = {
    **{endpoint: kind for kind, endpoint in UNIFIED.items()},
    "organizations": "organization",
    "credential_types": "credential_type",
    "credentials": "credential",
    "execution_environments": "execution_environment",
    "inventories": "inventory",
    "workflow_job_template_nodes": "workflow_job_template_node",
    "workflow_approval_templates": "workflow_approval_template",
    "schedules": "schedule",
}
# What AWX answers with where the field was not given, as far as a module compares it.
DEFAULTS: dict[str, dict[str, Any]] = {"inventories": {"host_filter": None}, "projects": {"scm_revision": "4711"}}


class Request(NamedTuple):
    method: str
    path: str
    body: str


class Response(NamedTuple):
    status: int
    data: Any


class Controller:
    """Objects by endpoint and id, and every request that came."""

    def __init__(self, playbooks: set[str]) -> None:
        self.playbooks = playbooks
        self.url = ""
        self.requests: list[Request] = []
        self.objects: dict[str, dict[int, dict[str, Any]]] = {endpoint: {} for endpoint in KINDS}
        self.associated: dict[tuple[str, int, str], list[int]] = {}
        self.surveys: dict[tuple[str, int], Any] = {}
        self.create("organizations", {"name": "Default"})

    def named(self, endpoint: str) -> dict[str, dict[str, Any]]:
        """The objects of an endpoint by their names."""
        return {item.get("identifier") or item["name"]: item for item in self.objects[endpoint].values()}

    def survey(self, endpoint: str, name: str) -> list[dict[str, Any]]:
        """The questions of a template, with those properties that it uses."""
        spec: list[dict[str, Any]] = self.surveys[endpoint, self.named(endpoint)[name]["id"]]["spec"]
        return spec

    def create(self, endpoint: str, data: dict[str, Any]) -> dict[str, Any]:
        known = len(self.objects[endpoint]) + 1
        item = {**DEFAULTS.get(endpoint, {}), **data, "id": known, "type": KINDS[endpoint]}
        item.update(url=f"/api/v2/{endpoint}/{known}/", related={}, summary_fields={})
        item["related"]["survey_spec"] = f"{item['url']}survey_spec/"
        self.objects[endpoint][known] = item
        return item

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Response:
        """What AWX would answer."""
        endpoint, number, part = [*path.removeprefix("/api/v2/").strip("/").split("/"), "", ""][:3]
        if endpoint == "project_updates":
            return Response(200, {"status": "successful"})
        if not number:
            if method == "GET":
                found = [item for item in self._all(endpoint) if _fits(item, query)]
                results = [self._shown(item) for item in found]
                return Response(200, {"count": len(results), "next": None, "results": results})
            error = self._error(endpoint, body)
            return Response(400, {"__all__": [error]}) if error else Response(201, self._created(endpoint, body))
        item = self.objects[endpoint][int(number)]
        if part == "survey_spec":
            return self._survey(method, (endpoint, int(number)), body)
        if part == "create_approval_template":
            approval = self.create("workflow_approval_templates", body)
            item.update(unified_job_template=approval["id"])
            item["related"]["unified_job_template"] = approval["url"]
            return Response(201, approval)
        if part:
            return self._association(method, self.associated.setdefault((endpoint, int(number), part), []), body)
        if method == "PATCH":
            error = self._error(endpoint, {**item, **body})
            if error:
                return Response(400, {"__all__": [error]})
            item.update(body)
        return Response(200, self._shown(item))

    def _all(self, endpoint: str) -> list[dict[str, Any]]:
        endpoints = UNIFIED.values() if endpoint == "unified_job_templates" else [endpoint]
        return [item for name in endpoints for item in self.objects[name].values()]

    def _created(self, endpoint: str, body: dict[str, Any]) -> dict[str, Any]:
        item = self._shown(self.create(endpoint, body))
        if endpoint == "projects":  # AWX fetches a new project at once
            item["summary_fields"] = {"current_update": {"id": 1}}
        return item

    def _shown(self, item: dict[str, Any]) -> dict[str, Any]:
        if item["type"] != "credential":
            return dict(item)
        fields = self.objects["credential_types"][item["credential_type"]]["inputs"]["fields"]
        secret = {field["id"] for field in fields if field.get("secret")}
        inputs = {name: ENCRYPTED if name in secret else value for name, value in item.get("inputs", {}).items()}
        return {**item, "inputs": inputs}

    def _error(self, endpoint: str, body: dict[str, Any]) -> str:
        if endpoint == "job_templates" and body["playbook"] not in self.playbooks:
            return f"Playbook {body['playbook']} not found for project."
        if endpoint == "schedules" and not re.fullmatch(
            r"DTSTART(;TZID=[\w/]+)?:\S+ RRULE:.*INTERVAL=.*", body["rrule"]
        ):
            return "DTSTART and INTERVAL are required in rrule."
        if endpoint == "credentials":
            fields = self.objects["credential_types"][body["credential_type"]]["inputs"]["fields"]
            unknown = set(body.get("inputs", {})) - {field["id"] for field in fields}
            return f"Additional properties are not allowed ({unknown} were unexpected)" if unknown else ""
        return ""

    def _survey(self, method: str, key: tuple[str, int], body: Any) -> Response:
        if method == "GET":
            return Response(200, self.surveys.get(key, {}))
        for question in body["spec"]:
            types = {"text": str, "integer": int, "multiplechoice": str}
            choices = question.get("choices")
            right = isinstance(question["default"], types[question["type"]])
            if not right or (question["type"] == "multiplechoice" and question["default"] not in choices):
                return Response(400, {"error": f"the default of {question['variable']} does not fit"})
        self.surveys[key] = body
        return Response(200, {})

    @staticmethod
    def _association(method: str, ids: list[int], body: Any) -> Response:
        if method == "GET":
            return Response(200, {"count": len(ids), "next": None, "results": [{"id": known} for known in ids]})
        (ids.remove if body.get("disassociate") else ids.append)(body["id"])
        return Response(204, None)


def _fits(item: dict[str, Any], query: dict[str, str]) -> bool:
    return all(str(item.get(name)) == value for name, value in query.items())


@contextmanager
def serve(controller: Controller) -> Iterator[None]:
    """Answer on loopback while the context lasts; controller.url says where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

        def _serve(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            parts = urlsplit(self.path)
            controller.requests.append(Request(self.command, self.path, text))
            if self.headers["Authorization"] == f"Bearer {TOKEN}":
                query = dict(parse_qsl(parts.query))
                response = controller.answer(self.command, parts.path, query, json.loads(text) if text else None)
            else:
                response = Response(401, {"detail": "Authentication credentials were not provided."})
            body = b"" if response.status == 204 else json.dumps(response.data).encode()
            self.send_response(response.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-API-Product-Name", "AWX")
            self.send_header("X-API-Product-Version", "24.6.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = _serve  # noqa: N815

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        controller.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
