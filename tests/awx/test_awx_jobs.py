# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the example project as jobs of AWX."""

from __future__ import annotations

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.awx_jobs import PROJECT, PrivateData, spellings
from ansible_collections.smsops.smsc.tests.support.failures import FAILURES, Failure
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

ENVIRONMENTS = {"dev", "stage", "prod"}


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
    assert "prod: 11 of 11 templates failed; see above" in said
