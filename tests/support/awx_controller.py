# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small stand-in for the REST API of AWX: what the awx.awx modules need, and what AWX 24.6.1 refuses of it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ansible_collections.smsops.smsc.tests.support import awx_surveys

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
    "notification_templates": "notification_template",
    "workflow_job_template_nodes": "workflow_job_template_node",
    "workflow_approval_templates": "workflow_approval_template",
    "schedules": "schedule",
}
# Where the objects are that a field of a filter names.
ENDPOINTS = {kind: endpoint for endpoint, kind in KINDS.items()}
LINKS = ("success_nodes", "failure_nodes", "always_nodes")
# What AWX answers with where the field was not given, as far as a module or the set-up looks at it.
DEFAULTS: dict[str, dict[str, Any]] = {
    "inventories": {"host_filter": None},
    "projects": {"scm_revision": ""},
    "job_templates": {"execution_environment": None, "extra_vars": ""},
    "workflow_job_templates": {"extra_vars": ""},
    "workflow_job_template_nodes": {"unified_job_template": None},
}
Item = dict[str, Any]


class Request(NamedTuple):
    method: str
    path: str
    body: str


class Response(NamedTuple):
    status: int
    data: Any


class Refused(Exception):  # noqa: N818
    """AWX refuses a request, with a status and a body."""

    def __init__(self, data: Any, status: int = 400) -> None:
        super().__init__(str(data))
        self.response = Response(status, data)


class Controller:
    """Objects by endpoint and id, and every request that came.

    playbooks: what the repository of each project holds; revision: its commit; None: it cannot be fetched.
    forbidden: endpoints where the user may only look.
    """

    def __init__(self, playbooks: set[str]) -> None:
        self.playbooks = playbooks
        self.revision: str | None = "4711"
        self.forbidden: set[str] = set()
        self.url = ""
        self.requests: list[Request] = []
        self.objects: dict[str, dict[int, Item]] = {endpoint: {} for endpoint in KINDS}
        self.associated: dict[tuple[str, int, str], list[int]] = {}
        self.surveys: dict[tuple[str, int], Any] = {}
        self.updates: list[Item] = []
        self._fetched: dict[int, set[str]] = {}
        default = self.create("organizations", {"name": "Default"})
        galaxy = self.create("credential_types", {"name": "Galaxy", "inputs": {"fields": []}})
        credential = self.create("credentials", {"name": "Ansible Galaxy", "credential_type": galaxy["id"]})
        self.associated["organizations", default["id"], "galaxy_credentials"] = [credential["id"]]

    # What a test wants to know or do.

    def named(self, endpoint: str) -> dict[str, Item]:
        """The objects of an endpoint by their names."""
        return {item.get("identifier") or item["name"]: item for item in self.objects[endpoint].values()}

    def links(self) -> dict[str, list[str]]:
        """What follows each node of the workflows on success."""
        nodes = self.objects["workflow_job_template_nodes"]
        return {item["identifier"]: [nodes[i]["identifier"] for i in self._success(item)] for item in nodes.values()}

    def credentials(self, template: str) -> list[str]:
        """The names of the credentials of a job template."""
        ids = self.associated["job_templates", self.named("job_templates")[template]["id"], "credentials"]
        return [self.objects["credentials"][known]["name"] for known in ids]

    def survey(self, endpoint: str, name: str) -> list[awx_surveys.Question]:
        """The questions of a template, with those properties that it uses."""
        spec: list[awx_surveys.Question] = self.surveys[endpoint, self.named(endpoint)[name]["id"]]["spec"]
        return spec

    def launch(self, endpoint: str, name: str, **answers: Any) -> Response:
        """Start a job or a workflow; the response has its extra variables."""
        item = self.named(endpoint)[name]
        return self.answer("POST", f"{item['url']}launch/", {}, {"extra_vars": answers})

    def create(self, endpoint: str, data: Item) -> Item:
        known = max(self.objects[endpoint], default=0) + 1
        item = {**DEFAULTS.get(endpoint, {}), **data, "id": known, "type": KINDS[endpoint]}
        item.update(url=f"/api/v2/{endpoint}/{known}/", related={}, summary_fields={})
        item["related"]["survey_spec"] = f"{item['url']}survey_spec/"
        item["related"]["update"] = f"{item['url']}update/"
        self.objects[endpoint][known] = item
        return item

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Response:
        """What AWX would answer."""
        endpoint, number, part = [*path.removeprefix("/api/v2/").strip("/").split("/"), "", ""][:3]
        if method != "GET" and endpoint in self.forbidden:
            return Response(403, {"detail": "You do not have permission to perform this action."})
        if endpoint == "project_updates":
            return Response(200, self.updates[int(number) - 1])
        try:
            if not number:
                return self._list(endpoint, query) if method == "GET" else self._post(endpoint, body)
            item = self.objects[endpoint][int(number)]
            if part:
                return self._part(method, endpoint, item, part, body)
            if method == "DELETE":
                self._delete(endpoint, item)
                return Response(204, None)
            if method == "PATCH":
                self._patch(endpoint, item, body)
            return Response(200, self._shown(item))
        except Refused as refused:
            return refused.response

    def _list(self, endpoint: str, query: dict[str, str]) -> Response:
        endpoints = list(UNIFIED.values()) if endpoint == "unified_job_templates" else [endpoint]
        items = [item for name in endpoints for item in self.objects[name].values()]
        results = [self._shown(item) for item in items if self._fits(item, query)]
        return Response(200, {"count": len(results), "next": None, "results": results})

    def _fits(self, item: Item, query: dict[str, str]) -> bool:
        either = [name for name in query if name.startswith("or__")]
        if either and not any(self._has(item, name.removeprefix("or__"), query[name]) for name in either):
            return False
        return all(self._has(item, name, value) for name, value in query.items() if name not in either)

    def _has(self, item: Item, name: str, value: str) -> bool:
        field, _separator, rest = name.partition("__")
        if rest == "startswith":
            return str(item.get(field)).startswith(value)
        if rest:
            other = self.objects[ENDPOINTS[field]].get(item.get(field) or 0)
            return other is not None and self._has(other, rest, value)
        return str(item.get(field)) == value

    def _post(self, endpoint: str, body: Item) -> Response:
        self._check(endpoint, None, body)
        item = self.create(endpoint, body)
        shown = self._shown(item)
        if endpoint == "projects":  # AWX fetches a new project at once
            shown["summary_fields"] = {"current_update": {"id": self._update(item)["id"]}}
        return Response(201, shown)

    def _patch(self, endpoint: str, item: Item, body: Item) -> None:
        self._check(endpoint, item, body)
        if "inputs" in body and endpoint == "credentials":
            # Replaced whole; only this word stands for what is stored.
            stored = item.get("inputs", {})
            body["inputs"] = {
                name: stored[name] if value == ENCRYPTED else value for name, value in body["inputs"].items()
            }
        item.update(body)

    def _delete(self, endpoint: str, item: Item) -> None:
        del self.objects[endpoint][item["id"]]
        for (_endpoint, _number, part), ids in self.associated.items():
            if endpoint == "workflow_job_template_nodes" and part in LINKS and item["id"] in ids:
                ids.remove(item["id"])
        if endpoint == "execution_environments":
            for template in self.objects["job_templates"].values():
                if template["execution_environment"] == item["id"]:
                    template["execution_environment"] = None

    def _check(self, endpoint: str, item: Item | None, body: Item) -> None:
        """Raise Refused for what AWX refuses to create or to change."""
        after = {**(item or {}), **body}
        if endpoint == "job_templates" and after["playbook"] not in self._fetched[after["project"]]:
            raise Refused({"playbook": ["Playbook not found for project."]})
        used = {one["credential_type"] for one in self.objects["credentials"].values()}
        if endpoint == "credential_types" and item and item["id"] in used and item["inputs"] != after["inputs"]:
            why = "Modifications to inputs are not allowed for credential types that are in use"
            raise Refused({"detail": why}, 403)
        if endpoint == "credentials":
            fields = self.objects["credential_types"][after["credential_type"]]["inputs"]["fields"]
            unknown = set(after.get("inputs", {})) - {field["id"] for field in fields}
            if unknown:
                raise Refused({"inputs": [f"Additional properties are not allowed ({unknown} were unexpected)"]})
        if endpoint == "schedules":
            if not re.fullmatch(r"DTSTART(;TZID=[\w/]+)?:\S+ RRULE:.*INTERVAL=.*", after["rrule"]):
                raise Refused({"rrule": ["DTSTART and INTERVAL are required in rrule."]})
            for name in ("job_templates", "workflow_job_templates"):
                if after["unified_job_template"] in self.objects[name]:
                    self._refuse_answers(name, after["unified_job_template"], after.get("extra_data", {}))

    def _refuse_answers(self, endpoint: str, number: int, answers: Item) -> None:
        why = awx_surveys.refusals(self.surveys.get((endpoint, number), {}).get("spec", []), answers)
        if why:
            raise Refused(why)

    def _part(self, method: str, endpoint: str, item: Item, part: str, body: Any) -> Response:
        key = (endpoint, item["id"])
        if part == "survey_spec":
            return self._survey(method, key, body)
        if part == "update":
            return Response(202, self._update(item))
        if part == "launch":
            self._refuse_answers(*key, body["extra_vars"])
            questions = self.surveys.get(key, {}).get("spec", [])
            extra = json.loads(item["extra_vars"] or "{}")
            return Response(201, {"extra_vars": awx_surveys.variables(questions, extra, body["extra_vars"])})
        if part == "create_approval_template":
            approval = self.create("workflow_approval_templates", body)
            item.update(unified_job_template=approval["id"])
            item["related"]["unified_job_template"] = approval["url"]
            return Response(201, approval)
        return self._association(method, item, part, body)

    def _survey(self, method: str, key: tuple[str, int], body: Any) -> Response:
        if method == "GET":
            return Response(200, self.surveys.get(key, {}))
        why = awx_surveys.mistake(body)
        if why:
            raise Refused({"error": why})
        self.surveys[key] = body
        return Response(200, {})

    def _association(self, method: str, item: Item, part: str, body: Any) -> Response:
        ids = self.associated.setdefault((ENDPOINTS[item["type"]], item["id"], part), [])
        if method == "GET":
            return Response(200, {"count": len(ids), "next": None, "results": [{"id": known} for known in ids]})
        if body.get("disassociate"):
            ids.remove(body["id"])
            return Response(204, None)
        credentials = self.objects["credentials"]
        if part == "credentials" and any(
            credentials[known]["credential_type"] == credentials[body["id"]]["credential_type"] for known in ids
        ):
            raise Refused({"error": "Cannot assign multiple credentials of a type."})
        ids.append(body["id"])
        if part in LINKS and self._leads(body["id"], item["id"]):
            ids.remove(body["id"])
            raise Refused({"Error": "Cycle detected."})
        return Response(204, None)

    def _success(self, node: Item) -> list[int]:
        return self.associated.get(("workflow_job_template_nodes", node["id"], "success_nodes"), [])

    def _leads(self, start: int, end: int) -> bool:
        nodes = self.objects["workflow_job_template_nodes"]
        return start == end or any(self._leads(following, end) for following in self._success(nodes[start]))

    def _update(self, project: Item) -> Item:
        """Fetch the repository, at once."""
        done = self.revision is not None
        if done:
            project["scm_revision"] = self.revision
        known = self._fetched.setdefault(project["id"], set())
        known |= self.playbooks if done else set()
        number = len(self.updates) + 1
        update = {
            "id": number,
            "url": f"/api/v2/project_updates/{number}/",
            "status": "successful" if done else "failed",
            "failed": not done,
            "finished": "2026-11-25T08:00:00Z",
            "event_processing_finished": True,
            "scm_revision": project["scm_revision"],
        }
        self.updates.append(update)
        return update

    def _shown(self, item: Item) -> Item:
        shown = {**item, "summary_fields": dict(item["summary_fields"])}
        if item["type"] == "credential":
            fields = self.objects["credential_types"][item["credential_type"]]["inputs"]["fields"]
            secret = {field["id"] for field in fields if field.get("secret")}
            inputs = item.get("inputs", {})
            shown["inputs"] = {name: ENCRYPTED if name in secret else value for name, value in inputs.items()}
        if item["type"] == "job_template":
            ids = self.associated.get(("job_templates", item["id"], "credentials"), [])
            named = [{"id": known, "name": self.objects["credentials"][known]["name"]} for known in ids]
            shown["summary_fields"]["credentials"] = named
        if item["type"] == "workflow_job_template_node":
            shown.update({part: self.associated.get((ENDPOINTS[item["type"]], item["id"], part), []) for part in LINKS})
        return shown


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

        do_GET = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815

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
