# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that sets AWX up, with the modules of awx.awx, against a stand-in for the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.awx_controller import TOKEN, Controller, serve
from ansible_collections.smsops.smsc.tests.support.awx_jobs import PROJECT, spellings
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible, Run

NAME = "SMSC templates"
STEPS = ["check", "plan", "approve", "provision", "status"]
JOBS = ["check", "plan", "provision", "status", "gate", "report"]


@pytest.fixture
def controller() -> Iterator[Controller]:
    controller = Controller({path.name for path in PROJECT.glob("*.yml")})
    with serve(controller):
        yield controller


def set_up(controller: Controller, folder: Path, *arguments: str, **variables: object) -> Run:
    given = json.dumps({"smsc_awx_project_url": "https://git.example/sms.git", **variables})
    environ = {"CONTROLLER_HOST": controller.url, "CONTROLLER_OAUTH_TOKEN": TOKEN, "SMSC_API_KEY": API_KEY}
    with Ansible(folder) as ansible:
        return ansible.run("smsops.smsc.awx_setup", "-e", given, *arguments, environ=environ)


def test_it_makes_everything_once_and_shows_no_secret(controller: Controller, tmp_path: Path) -> None:
    first = set_up(controller, tmp_path, "-vvv")
    assert first.code == 0, first.output
    assert "changed=10 " in first.output, first.output
    for text in (*spellings(API_KEY), TOKEN):
        assert text not in first.output
        assert [r.path for r in controller.requests if text in r.path] == []
    assert {r.path for r in controller.requests if API_KEY in r.body} == {"/api/v2/credentials/"}

    second = set_up(controller, tmp_path)
    assert second.code == 0, second.output
    assert "changed=0 " in second.output, second.output
    assert [r for r in controller.requests if r.method == "POST" and API_KEY in r.body][1:] == []

    kind = yaml.safe_load((TREE / "playbooks" / "files" / "awx_credential_type.yml").read_text("utf-8"))
    made = controller.named("credential_types")["SMS Center"]
    assert {name: made[name] for name in kind} == kind
    source = controller.named("inventory_sources")[NAME]
    assert (source["source"], source["source_path"], source["source_project"]) == ("scm", "inventory", 1)
    templates = controller.named("job_templates")
    assert list(templates) == [f"{NAME}: {job}" for job in JOBS]
    for name, template in templates.items():
        assert "execution_environment" not in template
        assert not template["ask_variables_on_launch"], "whoever launches a job could lead the secrets elsewhere"
        assert controller.associated["job_templates", template["id"], "credentials"] == [1]
        assert template["job_type"] == ("check" if name.endswith(": plan") else "run")
    assert templates[f"{NAME}: plan"]["playbook"] == "provision.yml"
    assert templates[f"{NAME}: plan"]["diff_mode"]
    assert [q["variable"] for q in controller.survey("job_templates", f"{NAME}: provision")] == [
        "op_templates_hosts",
        "op_templates_max_additions",
    ]

    assert [q["variable"] for q in controller.survey("workflow_job_templates", NAME)] == [
        "op_templates_hosts",
        "op_templates_max_additions",
    ]
    nodes = controller.named("workflow_job_template_nodes")
    assert list(nodes) == STEPS
    for step, following in zip(STEPS, [*STEPS[1:], None], strict=True):
        linked = controller.associated.get(("workflow_job_template_nodes", nodes[step]["id"], "success_nodes"), [])
        assert linked == ([nodes[following]["id"]] if following else [])
    assert controller.named("workflow_approval_templates")[f"{NAME}: approve the plan"]["timeout"] == 259200
    assert {s["unified_job_template"] for s in controller.named("schedules").values()} == {
        templates[f"{NAME}: status"]["id"],
        templates[f"{NAME}: report"]["id"],
    }


def test_what_it_makes_follows_the_variables(controller: Controller, tmp_path: Path) -> None:
    controller.create("organizations", {"name": "Магазин"})
    result = set_up(
        controller,
        tmp_path,
        smsc_awx_name="Shop SMS",
        smsc_awx_organization="Магазин",
        smsc_awx_credential="Shop account",
        smsc_awx_login="shop",
        smsc_awx_api_url="https://smsc.ru/sys/",
        smsc_awx_image="registry.example/smsc-ee:1",
        smsc_awx_environments=["dev", "prod"],
        smsc_awx_max_additions=7,
        smsc_awx_gates=["any", "accepted"],
        smsc_awx_approval_timeout=600,
        smsc_awx_steps=["plan", "approve", "gate"],
        smsc_awx_schedules=[{"name": "gate", "template": "gate", "rrule": "DTSTART:20260101T050000Z RRULE:INTERVAL=1"}],
    )
    assert result.code == 0, result.output
    assert controller.named("credentials")["Shop account"]["inputs"] == {
        "api_key": API_KEY,
        "login": "shop",
        "api_url": "https://smsc.ru/sys/",
    }
    image = controller.named("execution_environments")["Shop SMS"]
    assert (image["image"], image["organization"]) == ("registry.example/smsc-ee:1", 2)
    for template in controller.named("job_templates").values():
        assert (template["execution_environment"], template["organization"]) == (image["id"], 2)
    hosts, most, gate = controller.survey("workflow_job_templates", "Shop SMS")
    assert (hosts["type"], hosts["choices"], hosts["default"]) == ("multiplechoice", ["all", "dev", "prod"], "all")
    assert (most["variable"], most["default"]) == ("op_templates_max_additions", 7)
    assert (gate["variable"], gate["default"]) == ("op_templates_gate", "any")
    assert list(controller.named("workflow_job_template_nodes")) == ["plan", "approve", "gate"]
    assert controller.named("workflow_approval_templates")["Shop SMS: approve the plan"]["timeout"] == 600
    assert list(controller.named("schedules")) == ["Shop SMS: gate"]


def test_a_new_secret_is_sent_only_when_that_is_asked_for(controller: Controller, tmp_path: Path) -> None:
    for key, update, stored in (("old", False, "old"), ("new", False, "old"), ("new", True, "new")):
        variables = {"smsc_awx_api_key": key, "smsc_awx_update_secrets": update}
        result = set_up(controller, tmp_path, "--tags", "credential", **variables)
        assert result.code == 0, result.output
        assert controller.named("credentials")[NAME]["inputs"] == {"api_key": stored}
    assert list(controller.named("projects")) == []


def test_without_the_address_of_the_project_it_asks_for_it(controller: Controller, tmp_path: Path) -> None:
    result = set_up(controller, tmp_path, smsc_awx_project_url="")
    assert result.code != 0
    assert "smsc_awx_project_url is missing" in result.output
    assert controller.requests == []


def test_its_syntax_is_right_where_awx_awx_is_installed(tmp_path: Path) -> None:
    with Ansible(tmp_path) as ansible:
        result = ansible.run("--syntax-check", "smsops.smsc.awx_setup")
    assert result.code == 0, result.output
    assert (TREE.parents[1] / "awx" / "awx" / "MANIFEST.json").exists()
