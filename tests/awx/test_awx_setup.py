# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that sets AWX up, with the modules of awx.awx, against a stand-in for the API."""

from __future__ import annotations

import json
import uuid
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
JOBS = ["check", "plan", "provision", "provision the plan", "status", "gate", "report"]


@pytest.fixture
def controller() -> Iterator[Controller]:
    controller = Controller({path.name for path in PROJECT.glob("*.yml")})
    with serve(controller):
        yield controller


def set_up(controller: Controller, folder: Path, *arguments: str, **variables: object) -> Run:
    """Run the set-up. A variable env_NAME is one of the environment."""
    own = {name[4:]: str(variables.pop(name)) for name in list(variables) if name.startswith("env_")}
    given = json.dumps({"smsc_awx_project_url": "https://git.example/sms.git", **variables})
    environ = {"CONTROLLER_HOST": controller.url, "CONTROLLER_OAUTH_TOKEN": TOKEN, "SMSC_API_KEY": API_KEY, **own}
    with Ansible(folder) as ansible:
        return ansible.run("smsops.smsc.awx_setup", "-e", given, *arguments, environ=environ)


def done(controller: Controller, folder: Path, *arguments: str, **variables: object) -> int:
    """Run the set-up to its good end. Returns how many tasks have changed something."""
    result = set_up(controller, folder, *arguments, **variables)
    assert result.code == 0, result.output
    return result.changed()["localhost"]


def failed(controller: Controller, folder: Path, *arguments: str, **variables: object) -> str:
    """Run the set-up, which must fail. Returns what it says, in one line."""
    result = set_up(controller, folder, *arguments, **variables)
    assert result.code != 0, result.output
    return " ".join(result.output.split())


def test_it_makes_everything_once_shows_no_secret_and_leaves_what_a_user_has_added(
    controller: Controller, tmp_path: Path
) -> None:
    first = set_up(controller, tmp_path, "-vvv")
    assert first.code == 0, first.output
    assert first.changed() == {"localhost": 10}
    for text in (*spellings(API_KEY), TOKEN):
        assert text not in first.output
        assert [r.path for r in controller.requests if text in r.path] == []
    assert {r.path for r in controller.requests if API_KEY in r.body} == {"/api/v2/credentials/"}

    git = controller.create("credential_types", {"name": "Source Control", "inputs": {"fields": []}})
    own = controller.create("credentials", {"name": "Git", "credential_type": git["id"], "organization": 1})
    report = controller.named("job_templates")[f"{NAME}: report"]
    controller.associated["job_templates", report["id"], "credentials"].append(own["id"])
    assert done(controller, tmp_path) == 0
    assert [r for r in controller.requests if r.method == "POST" and API_KEY in r.body][1:] == []

    kind = yaml.safe_load((TREE / "playbooks" / "files" / "awx_credential_type.yml").read_text("utf-8"))
    made = controller.named("credential_types")["SMS Center"]
    assert {name: made[name] for name in kind} == kind
    source = controller.named("inventory_sources")[NAME]
    assert (source["source"], source["source_path"], source["source_project"]) == ("scm", "inventory", 1)
    templates = controller.named("job_templates")
    assert list(templates) == [f"{NAME}: {job}" for job in JOBS]
    for name, template in templates.items():
        assert template["execution_environment"] is None
        assert not template["ask_variables_on_launch"], "whoever launches a job could lead the secrets elsewhere"
        assert controller.credentials(name) == [NAME, *(["Git"] if name.endswith(": report") else [])]
        assert template["job_type"] == ("check" if name.endswith(": plan") else "run")
    assert templates[f"{NAME}: plan"]["playbook"] == "provision.yml"
    assert templates[f"{NAME}: plan"]["diff_mode"]

    nodes = controller.named("workflow_job_template_nodes")
    assert list(nodes) == STEPS
    assert controller.links() == dict(zip(STEPS, [["plan"], ["approve"], ["provision"], ["status"], []], strict=True))
    # What is approved is what is provisioned.
    assert nodes["provision"]["unified_job_template"] == templates[f"{NAME}: provision the plan"]["id"]
    assert controller.named("workflow_approval_templates")[f"{NAME}: approve the plan"]["timeout"] == 259200
    assert {s["unified_job_template"] for s in controller.named("schedules").values()} == {
        templates[f"{NAME}: status"]["id"],
        templates[f"{NAME}: report"]["id"],
    }


def test_a_launch_without_an_answer_takes_the_default_and_an_empty_answer_is_refused(
    controller: Controller, tmp_path: Path
) -> None:
    done(controller, tmp_path, smsc_awx_max_additions=0)
    places = [("job_templates", f"{NAME}: provision"), ("workflow_job_templates", f"{NAME}: workflow")]
    for endpoint, name in places:
        asked = {"op_templates_hosts": "all", "op_templates_max_additions": 0}
        assert [q["variable"] for q in controller.survey(endpoint, name)] == list(asked)
        assert controller.launch(endpoint, name) == (201, {"extra_vars": asked})
        answered = controller.launch(endpoint, name, op_templates_hosts="prod").data["extra_vars"]
        assert answered == {**asked, "op_templates_hosts": "prod"}
        assert controller.launch(endpoint, name, op_templates_hosts="").status == 400
        assert controller.launch(endpoint, name, op_templates_api_url="https://evil.example/").status == 400
    # Why none is required: whatever the default, AWX wants an answer then, for a schedule too.
    controller.survey(*places[0])[0]["required"] = True
    refused = controller.launch(*places[0])
    assert refused == (400, {"variables_needed_to_start": ["'op_templates_hosts' value missing"]})
    template = controller.named("job_templates")[f"{NAME}: provision"]["id"]
    late = {"name": "late", "unified_job_template": template, "rrule": "DTSTART:20260101T050000Z RRULE:INTERVAL=1"}
    assert controller.answer("POST", "/api/v2/schedules/", {}, late) == refused


def test_what_it_makes_follows_the_variables(controller: Controller, tmp_path: Path) -> None:
    shop = controller.create("organizations", {"name": "Магазин"})["id"]
    for name in ("Mail", "Chat"):
        controller.create("notification_templates", {"name": name, "organization": shop})
    rrule = "DTSTART:20260101T050000Z RRULE:INTERVAL=1"
    result = set_up(
        controller,
        tmp_path,
        smsc_awx_name="Shop SMS",
        smsc_awx_organization="Магазин",
        smsc_awx_credential="Shop account",
        smsc_awx_api_url="https://smsc.ru/sys/",
        smsc_awx_image="registry.example/smsc-ee:1",
        smsc_awx_environments=["dev", "prod"],
        smsc_awx_max_additions=7,
        smsc_awx_gates=["any", "accepted"],
        smsc_awx_approval_timeout=600,
        smsc_awx_steps=["plan", "approve", "gate"],
        smsc_awx_notifications={"failure": ["Mail", "Chat"], "approval": ["Chat"]},
        smsc_awx_schedules=[
            {"name": "gate", "template": "gate", "rrule": rrule},
            {"name": "prod", "template": "workflow", "rrule": rrule, "answers": {"op_templates_hosts": "prod"}},
        ],
    )
    assert result.code == 0, result.output
    assert controller.named("credentials")["Shop account"]["inputs"] == {
        "api_key": API_KEY,
        "api_url": "https://smsc.ru/sys/",
    }
    image = controller.named("execution_environments")["Shop SMS"]
    assert (image["image"], image["organization"]) == ("registry.example/smsc-ee:1", shop)
    for template in controller.named("job_templates").values():
        assert (template["execution_environment"], template["organization"]) == (image["id"], shop)
        assert sorted(controller.associated["job_templates", template["id"], "notification_templates_error"]) == [1, 2]
    workflow = controller.named("workflow_job_templates")["Shop SMS: workflow"]["id"]
    events = ("error", "success", "approvals")
    names = [("workflow_job_templates", workflow, f"notification_templates_{event}") for event in events]
    assert [sorted(controller.associated.get(name, [])) for name in names] == [[1, 2], [], [2]]
    hosts, most, gate = controller.survey("workflow_job_templates", "Shop SMS: workflow")
    assert (hosts["type"], hosts["choices"], hosts["default"]) == ("multiplechoice", ["all", "dev", "prod"], "all")
    assert (most["variable"], most["default"]) == ("op_templates_max_additions", 7)
    assert (gate["variable"], gate["default"]) == ("op_templates_gate", "any")
    assert list(controller.named("workflow_job_template_nodes")) == ["plan", "approve", "gate"]
    assert controller.named("workflow_approval_templates")["Shop SMS: approve the plan"]["timeout"] == 600
    schedules = controller.named("schedules")
    assert list(schedules) == ["Shop SMS: gate", "Shop SMS: prod"]
    assert schedules["Shop SMS: prod"]["unified_job_template"] == workflow
    assert schedules["Shop SMS: prod"]["extra_data"] == {"op_templates_hosts": "prod"}


def test_it_recovers_from_a_repository_that_could_not_be_fetched(controller: Controller, tmp_path: Path) -> None:
    controller.revision = None
    assert "Project update failed" in failed(controller, tmp_path)
    # It is there now, without a playbook.
    assert "The Project Update - SMSC templates, failed" in failed(controller, tmp_path)
    controller.revision = "4711"
    done(controller, tmp_path)
    assert list(controller.named("job_templates")) == [f"{NAME}: {job}" for job in JOBS]


def test_a_playbook_that_is_not_in_the_repository_is_named_in_the_words_of_awx(
    controller: Controller, tmp_path: Path
) -> None:
    controller.playbooks.remove("gate.yml")
    assert "{'playbook': ['Playbook not found for project.']}" in failed(controller, tmp_path)


def test_check_mode_works_on_a_fresh_controller_and_changes_nothing(controller: Controller, tmp_path: Path) -> None:
    result = set_up(controller, tmp_path, "--check", smsc_awx_image="registry.example/smsc-ee:1")
    assert result.code == 0, result.output
    assert {request.method for request in controller.requests} == {"GET"}
    assert result.changed() == {"localhost": 5}
    assert "the controller has no credential type, no credential, no execution environment, no project" in result.output
    done(controller, tmp_path)
    assert done(controller, tmp_path, "--check") == 0


def test_a_credential_type_in_use_is_not_changed_and_a_new_one_takes_its_place(
    controller: Controller, tmp_path: Path
) -> None:
    done(controller, tmp_path)
    # As an earlier release had it.
    old = controller.named("credential_types")["SMS Center"]
    old["inputs"] = {"fields": [{**field, "help_text": "Other words"} for field in old["inputs"]["fields"]]}
    said = failed(controller, tmp_path)
    assert "the credential type SMS Center is in use, and its fields are not those of this release" in said
    assert "Give the new type another name, with smsc_awx_credential_type" in said
    done(controller, tmp_path, smsc_awx_credential_type="SMS Center 2")
    first, second = (one for one in controller.objects["credentials"].values() if one["name"] == NAME)
    assert (first["credential_type"], second["inputs"]) == (old["id"], {"api_key": API_KEY})
    for template in controller.named("job_templates").values():
        assert controller.associated["job_templates", template["id"], "credentials"] == [second["id"]]


def test_of_an_account_what_is_not_given_stays(controller: Controller, tmp_path: Path) -> None:
    """AWX itself replaces all fields together."""

    def stored(*arguments: str, update: bool = False, **variables: object) -> dict[str, str]:
        variables = {"env_SMSC_API_KEY": "", "smsc_awx_update_secrets": update, **variables}
        done(controller, tmp_path, "--tags", "credential", *arguments, **variables)
        inputs: dict[str, str] = controller.named("credentials")[NAME]["inputs"]
        return inputs

    address = "https://smsc.ru/sys/"
    assert stored(smsc_awx_api_key="old", smsc_awx_api_url=address) == {"api_key": "old", "api_url": address}
    assert stored() == {"api_key": "old", "api_url": address}
    assert stored(smsc_awx_api_key="new") == {"api_key": "old", "api_url": address}
    assert stored(smsc_awx_api_key="new", update=True) == {"api_key": "new", "api_url": address}
    other = "https://smsc.kz/sys/"
    assert stored(smsc_awx_api_key="newer", smsc_awx_api_url=other) == {"api_key": "new", "api_url": other}
    pair = {"login": "shop", "password": "secret"}
    given = {f"smsc_awx_{name}": value for name, value in pair.items()}
    said = failed(controller, tmp_path, "--tags", "credential", **given, env_SMSC_API_KEY="")
    assert "has another login than the one that is given, or another way to log in" in said
    assert stored(**given, update=True) == {**pair, "api_url": other}
    assert stored(smsc_awx_password="better", update=True) == {**pair, "password": "better", "api_url": other}
    assert list(controller.named("projects")) == []


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"smsc_awx_organization": "Nobody"}, ["the controller has no organization Nobody, or does not show"]),
        ({"smsc_awx_login": "shop"}, ["an API key, and login or password, are given: give one of them"]),
        (
            {
                "smsc_awx_steps": ["plan", "plan", "tell"],
                "smsc_awx_schedules": [{"template": "reports"}],
                "smsc_awx_notifications": {"error": ["Mail"]},
            },
            [
                "smsc_awx_steps has a step twice: plan, plan, tell",
                "smsc_awx_steps has tell: there is no job template SMSC templates: tell; there are approve, check, "
                "plan, provision, provision the plan, status, gate, report",
                "smsc_awx_schedules has the template reports; there are workflow, check, plan,",
                "smsc_awx_notifications has error; there are failure, success, approval",
                "smsc_awx_notifications has Mail: the organization Default has no such notification template; make it",
            ],
        ),
        (
            {"smsc_awx_steps": ["plan", "approve", "gate", "provision"]},
            ["smsc_awx_steps has gate between plan and provision: what it leaves for later steps would take the place"],
        ),
    ],
)
def test_a_mistake_is_told_before_anything_is_made(
    controller: Controller, tmp_path: Path, variables: dict[str, object], words: list[str]
) -> None:
    said = failed(controller, tmp_path, **variables)
    assert [word for word in words if word not in said] == []
    assert {request.method for request in controller.requests} == {"GET"}


@pytest.mark.parametrize("endpoint", ["credential_types", "credentials"])
def test_missing_rights_are_told(controller: Controller, tmp_path: Path, endpoint: str) -> None:
    controller.forbidden = {endpoint}
    said = failed(controller, tmp_path)
    assert f"You don't have permission to POST to /api/v2/{endpoint}/ (HTTP 403)" in said
    assert API_KEY not in said


def test_a_step_that_is_taken_out_is_gone_and_the_others_follow_each_other(
    controller: Controller, tmp_path: Path
) -> None:
    done(controller, tmp_path)
    # Somebody has added a step in the browser.
    nodes = controller.named("workflow_job_template_nodes")
    workflow = nodes["status"]["workflow_job_template"]
    ident = str(uuid.UUID(int=4711))
    own = controller.create("workflow_job_template_nodes", {"identifier": ident, "workflow_job_template": workflow})
    controller.associated["workflow_job_template_nodes", nodes["plan"]["id"], "success_nodes"].append(own["id"])

    steps = ["plan", "provision", "check"]
    done(controller, tmp_path, smsc_awx_steps=steps)
    assert controller.links() == {"plan": ["provision", ident], "provision": ["check"], "check": [], ident: []} or (
        controller.links() == {"plan": [ident, "provision"], "provision": ["check"], "check": [], ident: []}
    )
    assert done(controller, tmp_path, smsc_awx_steps=steps) == 0

    done(controller, tmp_path, smsc_awx_steps=["check", "provision"])
    assert controller.links() == {"provision": [], "check": ["provision"], ident: []}
    # Without a plan, provision is not held to one.
    provision = controller.named("job_templates")[f"{NAME}: provision"]["id"]
    assert controller.named("workflow_job_template_nodes")["provision"]["unified_job_template"] == provision


def test_where_a_fleet_shares_its_limits_each_job_has_the_credential_for_that(
    controller: Controller, tmp_path: Path
) -> None:
    given = {"smsc_awx_state_url": "rediss://smsc:s3cret@store.example:6379/0"}
    assert set_up(controller, tmp_path, "--check", **given).code == 0
    result = set_up(controller, tmp_path, "-vvv", **given)
    assert result.code == 0, result.output
    assert "s3cret" not in result.output
    assert done(controller, tmp_path, **given) == 0
    kind = yaml.safe_load((TREE / "playbooks" / "files" / "awx_credential_type_fleet.yml").read_text("utf-8"))
    made = controller.named("credential_types")["SMS Center fleet"]
    assert {name: made[name] for name in kind} == kind
    # What is not given again stays.
    assert done(controller, tmp_path) == 0
    for job in JOBS:
        assert sorted(controller.credentials(f"{NAME}: {job}")) == ["SMSC limits of the fleet", NAME]


def test_without_an_image_the_default_environment_is_back(controller: Controller, tmp_path: Path) -> None:
    done(controller, tmp_path, smsc_awx_image="registry.example/smsc-ee:1")
    foreign = controller.create("execution_environments", {"name": "Theirs", "organization": 1})["id"]
    controller.named("job_templates")[f"{NAME}: gate"]["execution_environment"] = foreign
    assert done(controller, tmp_path) == 1
    found = {name: item["execution_environment"] for name, item in controller.named("job_templates").items()}
    assert found == {f"{NAME}: {job}": foreign if job == "gate" else None for job in JOBS}
    assert done(controller, tmp_path) == 0


def test_an_organization_without_a_galaxy_credential_is_told_of(controller: Controller, tmp_path: Path) -> None:
    controller.create("organizations", {"name": "New"})
    result = set_up(controller, tmp_path, smsc_awx_organization="New")
    assert result.code == 0, result.output
    assert "the organization New has no Galaxy credential, so AWX installs nothing" in result.output


def test_without_the_address_of_the_project_it_asks_for_it(controller: Controller, tmp_path: Path) -> None:
    assert "smsc_awx_project_url is missing" in failed(controller, tmp_path, smsc_awx_project_url="")
    assert controller.requests == []


def test_its_syntax_is_right_where_awx_awx_is_installed(tmp_path: Path) -> None:
    with Ansible(tmp_path) as ansible:
        result = ansible.run("--syntax-check", "smsops.smsc.awx_setup")
    assert result.code == 0, result.output
    assert (TREE.parents[1] / "awx" / "awx" / "MANIFEST.json").exists()
