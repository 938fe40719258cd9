# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the example project as jobs of AWX."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.awx_jobs import PROJECT, PrivateData, spellings
from ansible_collections.smsops.smsc.tests.support.failures import FAILURES, Failure
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

ENVIRONMENTS = {"dev", "stage", "prod"}
PUSHED = """\
    - name: pushed
      msg: Заказ %d приехал
"""


class _Loader(yaml.SafeLoader):
    """Knows !unsafe."""


_Loader.add_constructor("!unsafe", lambda _loader, node: node.value)
# What the set-up gives the job template that stands in the workflow.
HELD = next(
    template["extra_vars"]
    for template in yaml.load((TREE / "playbooks" / "vars" / "awx_setup.yml").read_text("utf-8"), _Loader)[
        "setup_templates"
    ]
    if template["name"] == "provision the plan"
)


def injected(simulator: RunningSimulator) -> dict[str, str]:
    """What a credential of type SMS Center injects that has login and password."""
    return {
        "SMSC_API_KEY": "",
        "SMSC_LOGIN": ACCOUNT["login"],
        "SMSC_PASSWORD": ACCOUNT["password"],
        "SMSC_API_URL": simulator.api_url,
    }


def test_the_plan_adds_nothing_the_first_run_all_and_the_second_nothing(
    private_data: PrivateData, simulator: RunningSimulator
) -> None:
    environ = injected(simulator)
    plan = private_data.run("1", "provision.yml", "--check", "--diff", environ=environ)
    assert plan.status == "successful", plan.stdout
    assert set(plan.counts("changed")) == ENVIRONMENTS
    assert "mts_srv pending" in plan.stdout
    assert set(simulator.commands()) == {"get"}

    first = private_data.run("2", "provision.yml", "-vvv", environ=environ)
    assert first.status == "successful", first.stdout
    assert set(first.counts("changed")) == ENVIRONMENTS
    registered = simulator.registered()
    assert {sender for sender, _msg, _target in registered} == {"MYSHOP-DEV", "MYSHOP-TEST", "MYSHOP", "MYSHOP-PAY"}

    second = private_data.run("3", "provision.yml", environ=environ)
    assert second.status == "successful", second.stdout
    assert second.counts("changed") == {}
    assert simulator.registered() == registered
    assert simulator.read("violations") == []

    for name, text in private_data.artifacts().items():
        assert [form for form in spellings(ACCOUNT["password"]) if form in text] == [], name


def test_an_answer_of_the_survey_chooses_the_environments(
    private_data: PrivateData, simulator: RunningSimulator
) -> None:
    environ = {**injected(simulator), "SMSC_API_KEY": ACCOUNT["api_key"], "SMSC_LOGIN": "", "SMSC_PASSWORD": ""}
    job = private_data.run("1", "provision.yml", environ=environ, op_templates_hosts="dev")
    assert job.status == "successful", job.stdout
    assert job.hosts() == {"dev"}
    assert {sender for sender, _msg, _target in simulator.registered()} == {"MYSHOP-DEV"}


def test_a_job_without_a_credential_says_what_is_missing(
    private_data: PrivateData, simulator: RunningSimulator
) -> None:
    empty = dict.fromkeys(injected(simulator), "")
    job = private_data.run("1", "status.yml", environ={**empty, "SMSC_API_URL": simulator.api_url})
    assert job.status == "failed"
    assert "SMSC_API_KEY" in job.stdout
    assert simulator.commands() == []


def test_what_was_approved_is_provisioned(private_data: PrivateData, simulator: RunningSimulator) -> None:
    environ = injected(simulator)
    plan = private_data.run("1", "provision.yml", "--check", "--diff", "-vvv", environ=environ)
    artefact = plan.artefact()
    planned = {name: environment["plan"]["additions"] for name, environment in artefact["op_templates"].items()}
    assert set(planned) == ENVIRONMENTS
    job = private_data.run("2", "provision.yml", "-vvv", environ=environ, template=HELD, **artefact)
    assert job.status == "successful", job.stdout
    assert len(simulator.registered()) == sum(planned.values())
    # All is there: a plan of nothing approves nothing, and nothing is what is left to do.
    plan = private_data.run("3", "provision.yml", "--check", environ=environ)
    assert [one["plan"]["ids"] for one in plan.artefact()["op_templates"].values()] == [[], [], []]
    job = private_data.run("4", "provision.yml", environ=environ, template=HELD, **plan.artefact())
    assert job.status == "successful", job.stdout

    # Job events have whole results at any verbosity.
    for name, text in private_data.artifacts().items():
        assert [form for form in spellings(ACCOUNT["password"]) if form in text] == [], name


def test_without_a_plan_it_fails_and_nothing_is_sent(private_data: PrivateData, simulator: RunningSimulator) -> None:
    job = private_data.run("1", "provision.yml", environ=injected(simulator), template=HELD)
    assert job.status == "failed"
    assert "no earlier step has left a plan of this environment: launch the workflow, not this job" in job.said
    assert simulator.commands() == []


def test_nothing_is_added_when_a_commit_came_after_the_plan(
    private_data: PrivateData, simulator: RunningSimulator
) -> None:
    environ = injected(simulator)
    plan = private_data.run("1", "provision.yml", "--check", environ=environ, op_templates_hosts="dev")
    with (private_data.project / "catalog" / "orders.yml").open("a", encoding="utf-8") as catalog:
        catalog.write(PUSHED)
    job = private_data.run(
        "2", "provision.yml", environ=environ, template=HELD, op_templates_hosts="dev", **plan.artefact()
    )
    assert job.status == "failed"
    assert "pushed" in job.stdout
    assert simulator.registered() == []
    assert set(simulator.commands()) == {"get"}


def test_nothing_is_added_when_the_inventory_has_changed_since_the_plan(
    private_data: PrivateData, simulator: RunningSimulator
) -> None:
    environ = injected(simulator)
    plan = private_data.run("1", "provision.yml", "--check", environ=environ, op_templates_hosts="dev")
    private_data.inventory["_meta"]["hostvars"]["dev"]["op_templates_senders"]["shop"] = "MYSHOP"
    job = private_data.run(
        "2", "provision.yml", environ=environ, template=HELD, op_templates_hosts="dev", **plan.artefact()
    )
    assert job.status == "failed"
    assert set(simulator.commands()) == {"get"}
    # Another environment, of which there is no plan.
    job = private_data.run(
        "3", "provision.yml", environ=environ, template=HELD, op_templates_hosts="stage", **plan.artefact()
    )
    assert job.status == "failed"
    assert "no earlier step has left a plan of this environment" in job.said
    assert set(simulator.commands()) == {"get"}


@pytest.mark.parametrize("playbook", sorted(path.name for path in PROJECT.glob("*.yml")))
def test_a_pattern_that_matches_nothing_is_a_failed_job(
    private_data: PrivateData, simulator: RunningSimulator, playbook: str
) -> None:
    job = private_data.run("1", playbook, environ=injected(simulator), op_templates_hosts="prd")
    assert job.status == "failed"
    assert "no host or group matches op_templates_hosts (prd); did you mean 'prod'" in job.said
    assert simulator.commands() == []


def test_a_long_job_says_how_far_it_is(private_data: PrivateData, simulator: RunningSimulator) -> None:
    simulator.write("config", {"latency": 1})
    given: dict[str, Any] = {"op_templates_hosts": "prod", "op_templates_connection_options": {"max_connections": 1}}
    job = private_data.run("1", "provision.yml", "--check", environ=injected(simulator), **given)
    assert job.status == "successful", job.stdout
    assert "smsc [prod]: read " in job.said


def test_an_empty_variable_of_the_environment_is_one_that_is_not_given(
    private_data: PrivateData, simulator: RunningSimulator
) -> None:
    empty = dict.fromkeys(("SMSC_API_KEY", "SMSC_STATE_DIR", "SMSC_TIMEOUT"), "")
    job = private_data.run(
        "1", "status.yml", environ={**injected(simulator), **empty}, op_templates_hosts="dev", op_templates_gate=""
    )
    assert job.status == "successful", job.stdout


def test_the_report_comes_into_a_repository(
    private_data: PrivateData, simulator: RunningSimulator, tmp_path: Path
) -> None:
    """The example of docs/awx.md, in place of the project's own report.yml."""
    repository = tmp_path / "reports.git"
    git = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}

    def run(*arguments: str) -> str:
        who = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
        command = ["git", "-C", str(repository), *who, *arguments]
        done = subprocess.run(command, env=git, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    repository.mkdir()
    run("init", "--quiet", "--bare", "--initial-branch", "main")
    run("update-ref", "refs/heads/main", run("commit-tree", "-m", "begin", run("write-tree")))
    example = PROJECT.parent / "report-to-repository.yml"
    (private_data.project / "report.yml").write_text(example.read_text("utf-8"), "utf-8")
    given: dict[str, Any] = {"reports_repository": str(repository), "op_templates_hosts": "dev"}
    for ident in ("1", "2"):
        # Each job has a container of its own.
        (tmp_path / ident).mkdir()
        environ = {**injected(simulator), "TMPDIR": str(tmp_path / ident), "GIT_CONFIG_GLOBAL": "/dev/null"}
        job = private_data.run(ident, "report.yml", environ=environ, **given)
        assert job.status == "successful", job.stdout
    assert "MYSHOP-DEV" in run("show", "main:templates.html")
    assert run("log", "--format=%s", "main").splitlines() == [*["Report of operator templates"] * 2, "begin"]


@pytest.mark.parametrize("playbook", sorted(path.name for path in PROJECT.glob("*.yml")))
def test_a_playbook_of_the_project_is_found_by_awx_and_leads_to_the_collection(playbook: str) -> None:
    lines = (PROJECT / playbook).read_text("utf-8").splitlines()
    # AWX lists a file as a playbook only if a line of it begins with this word; few versions know the full name.
    assert f"  import_playbook: smsops.smsc.{playbook[:-4]}" in lines
    assert (TREE / "playbooks" / playbook).exists()


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.kind)
def test_a_job_says_what_failed(private_data: PrivateData, simulator: RunningSimulator, failure: Failure) -> None:
    simulator.write("config", {"faults": list(failure.faults)})
    environ = {**dict.fromkeys(injected(simulator), ""), "SMSC_API_KEY": failure.api_key}
    environ["SMSC_API_URL"] = failure.api_url or simulator.api_url
    job = private_data.run("1", "status.yml", environ=environ, op_templates_hosts="prod")
    assert job.status == "failed"
    said = " ".join(job.stdout.split())
    assert f"prod: {failure.said}" in said
    assert "prod: 11 of 11 templates failed; see below" in said
