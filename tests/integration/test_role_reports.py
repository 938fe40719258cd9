# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves behind, as a user finds it: reports, ages, artifacts, what is to be promoted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.environments import CATALOG, HOSTS, WEEK
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator


def test_every_format_is_written(play: Any, ansible: Ansible) -> None:
    formats = ("html", "markdown", "text", "json", "junit", "prometheus")
    reports = [{"format": name, "path": f"{ansible.folder}/{{{{ inventory_hostname }}}}.{name}"} for name in formats]
    run = play("provision", op_templates_reports=reports, op_templates_history_dir="times")
    assert run.code == 0, run.output
    for name in formats:
        text = (ansible.folder / f"prod.{name}").read_text("utf-8")
        assert "orders" in text
        assert "SHOP" in text
    assert (ansible.folder / "prod.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((ansible.folder / "prod.json").read_text("utf-8"))


def test_one_of_all_environments(play: Any, ansible: Ansible) -> None:
    play("provision")
    path = ansible.folder / "all.json"
    # A relative path begins where the user is.
    run = play("report", op_templates_report_file="all.json", op_templates_report_format="json")
    assert (run.code, run.changed()) == (0, {"dev": 0, "prod": 0}), run.output
    text = path.read_text("utf-8")
    assert "SHOP-DEV" in text
    assert "BANK" in text


def test_each_report_says_what_has_changed(play: Any, ansible: Ansible, simulator: RunningSimulator) -> None:
    kept = {"op_templates_history_dir": str(ansible.folder / "history")}
    reports = [{"format": name, "path": f"{{{{ inventory_hostname }}}}.{name}"} for name in ("text", "prometheus")]
    play("provision", **kept)
    simulator.write("clock", {"advance": WEEK})
    run = play("report", **kept, op_templates_reports=reports)
    assert run.code == 0, run.output
    for said in (run.of("Show the report")["msg"], (ansible.folder / "prod.text").read_text("utf-8").splitlines()):
        (head,) = [line for line in said if line.startswith("since the last run: ")]
        assert " → accepted" in said[said.index(head) + 1]
    metrics = ansible.folder / "prod.prometheus"
    assert 'smsc_op_template_changes{environment="prod",from=' in metrics.read_text("utf-8")
    run = play("report", **kept, op_templates_reports=reports)
    assert "nothing has changed since the last run" in run.of("Show the report")["msg"]
    assert 'smsc_op_template_changes{environment="prod"} 0\n' in metrics.read_text("utf-8")


def test_the_report_has_the_title_the_language_and_the_fees_of_the_user(
    play: Any, ansible: Ansible, simulator: RunningSimulator
) -> None:
    variables = {
        "op_templates_report_title": "Магазин {{ 1 + 1 }}",
        "op_templates_report_language": "ru",
        "op_templates_fees": {"mts": 7},
        "op_templates_reports": [{"format": "markdown", "path": "{{ inventory_hostname }}.md"}],
    }
    play("provision", **variables)
    simulator.write("clock", {"advance": WEEK})
    run = play("report", **variables)
    assert run.code == 0, run.output
    said = run.of("Show the report")["msg"]
    assert said[0].startswith("Магазин 2, ")
    assert said[-1].startswith("2 окружения, 3 шаблона, ")
    assert any("МТС: так задано" in line for line in said)
    assert (ansible.folder / "prod.md").read_text("utf-8").startswith("# Магазин 2\n")


def test_an_environment_that_failed_before_it_read_is_named(play: Any, ansible: Ansible) -> None:
    hosts = {
        "prod": HOSTS["prod"],
        "dev": {**HOSTS["dev"], "op_templates_sets": ["ordres"]},
        "uat": {"op_templates_sets": ["x"], "op_templates_environment": "acceptance"},
    }
    run = play("report", hosts=hosts, op_templates_report_file="all.json", op_templates_report_format="json")
    assert run.code == 2
    content = json.loads((ansible.folder / "all.json").read_text("utf-8"))
    assert content["not_read"] == ["acceptance", "dev"]
    assert list(content["summary"]["environments"]) == ["prod"]


def test_the_verdict_of_the_gate_stands_in_its_reports_and_in_the_one_of_all(
    play: Any, ansible: Ansible, simulator: RunningSimulator
) -> None:
    play("provision")
    reports = [{"format": "json", "path": "{{ inventory_hostname }}.json"}]
    run = play("gate", op_templates_reports=reports)
    assert run.code == 2
    for name in HOSTS:
        gate = json.loads((ansible.folder / f"{name}.json").read_text("utf-8"))["gate"]
        assert gate["passed"] is False
        assert gate["missing"]
    simulator.write("clock", {"advance": WEEK})
    playbook = ansible.folder / "both.yml"
    playbook.write_text(
        "- ansible.builtin.import_playbook: smsops.smsc.gate\n- ansible.builtin.import_playbook: smsops.smsc.report\n"
    )
    inventory = ansible.hosts(
        HOSTS,
        **LOCAL,
        op_templates_catalog=CATALOG,
        op_templates_api_url=simulator.api_url,
        op_templates_api_key=ACCOUNT["api_key"],
        op_templates_report_file="both.json",
        op_templates_report_format="json",
        op_templates_gate="no_rejected",
    )
    run = ansible.run("-i", inventory, str(playbook))
    assert run.code == 0, run.output
    gates = json.loads((ansible.folder / "both.json").read_text("utf-8"))["gates"]
    assert [(gate["environment"], gate["passed"]) for gate in gates] == [("dev", True), ("prod", True)]


def test_findings_are_written_for_merge_requests_also_where_the_linter_fails(play: Any, ansible: Ansible) -> None:
    catalog = "- name: codes\n  sender: bank\n  targets: [mts_auth]\n  templates:\n    - {name: login, msg: 'Код %x'}\n"
    (ansible.folder / "codes.yml").write_text(catalog, "utf-8")
    variables = {
        "op_templates_catalog": [],
        "op_templates_catalog_files": ["codes.yml"],
        "op_templates_findings_reports": [
            {"format": "codequality", "path": "{{ inventory_hostname }}.json"},
            {"format": "junit", "path": "{{ inventory_hostname }}.xml"},
        ],
    }
    run = play("check", hosts={"prod": HOSTS["prod"]}, **variables)
    assert run.code == 2
    (issue,) = [
        one
        for one in json.loads((ansible.folder / "prod.json").read_text("utf-8"))
        if one["check_name"] == "malformed-operand"
    ]
    assert (issue["severity"], issue["location"]) == ("major", {"path": "codes.yml", "lines": {"begin": 5}})
    assert 'file="codes.yml" line="5"' in (ansible.folder / "prod.xml").read_text("utf-8")
    missing = [{"format": "junit", "path": "no/folder.xml"}]
    run = play("provision", hosts={"prod": HOSTS["prod"]}, op_templates_findings_reports=missing)
    assert "op_templates_findings_reports: " in run.output
    assert run.code == 2


def times(file: Path) -> dict[tuple[str, str, str], list[tuple[str, str]]]:
    """What a history knows of each registration: its states, and since when. When they were seen last goes on."""
    (known,) = json.loads(file.read_text("utf-8"))["environments"].values()
    return {
        (text["sender"], text["msg"], target): [(one["state"], one["since"]) for one in registration["states"]]
        for text in known["templates"]
        for target, registration in text["registrations"].items()
    }


def test_ages_are_kept_from_run_to_run(play: Any, ansible: Ansible) -> None:
    for _number in range(2):
        run = play("provision", op_templates_history_dir="times")
        assert run.code == 0, run.output
    path = ansible.folder / "times" / "prod.json"
    first = times(path)
    assert len(first) == 4
    run = play("status", op_templates_history_dir="times")
    assert times(path) == first
    # There are texts in it.
    assert path.stat().st_mode & 0o777 == 0o600
    assert "nothing has changed since the last run" in run.shown("prod")


def test_a_report_is_written_although_templates_failed(play: Any, ansible: Ansible) -> None:
    run = play("report", op_templates_api_key="wrong", op_templates_report_file="all.json")
    assert run.code == 2
    told = {host: run.of("Stop where something failed", host)["msg"] for host in HOSTS}
    assert told == {
        "dev": "dev: 2 of 2 templates failed; see below",
        "prod": "prod: 3 of 3 templates failed; see below",
    }
    assert "SHOP-DEV" in (ansible.folder / "all.json").read_text("utf-8")


def test_ages_of_two_environments_of_one_host_are_kept(
    play: Any, ansible: Ansible, simulator: RunningSimulator
) -> None:
    tasks = [
        {
            "ansible.builtin.include_role": {"name": "smsops.smsc.op_templates"},
            "vars": {**HOSTS[name], "op_templates_environment": name},
        }
        for name in HOSTS
    ]
    variables = {
        "op_templates_catalog": CATALOG,
        "op_templates_api_url": simulator.api_url,
        "op_templates_api_key": ACCOUNT["api_key"],
        "op_templates_history_dir": "times",
    }
    found = []
    for _number in range(2):
        run = ansible.tasks(tasks, vars=variables)
        assert run.code == 0, run.output
        found.append({name: times(ansible.folder / "times" / f"{name}.json") for name in HOSTS})
    assert found[0] == found[1]
    assert {name: len(known) for name, known in found[0].items()} == {"dev": 2, "prod": 4}


def artifact(run: Run) -> dict[str, Any]:
    """What the role leaves to whatever comes after the job."""
    said = run.output.rpartition("CUSTOM STATS")[2].partition("RUN: ")[2]
    stats: dict[str, Any] = json.JSONDecoder().raw_decode(said)[0]["op_templates"]
    return stats


def test_the_artifact_says_how_many_and_what_has_changed_and_no_text(
    play: Any, ansible: Ansible, simulator: RunningSimulator
) -> None:
    environ = {"ANSIBLE_SHOW_CUSTOM_STATS": "1"}
    first = artifact(play("provision", environ=environ, op_templates_history_dir="times"))
    pending = {"total": 3, "changed": 3, "failed": 0, "registrations": {"pending": 4}}
    assert first["prod"]["summary"] == pending
    added = sorted((one["set"], one["name"], one["target"], one["from"], one["to"]) for one in first["prod"]["changes"])
    assert added == [
        ("codes", "login", "mts_auth", "not_found", "pending"),
        ("orders", "paid", "mega_srv", "not_found", "pending"),
        ("orders", "paid", "mts_srv", "not_found", "pending"),
        ("orders", "ready", "bee_srv", "not_found", "pending"),
    ]
    assert "Заказ" not in json.dumps(first, ensure_ascii=False)
    simulator.write("clock", {"advance": WEEK})
    (ansible.folder / "artifact.json").write_text(json.dumps({"op_templates": first}), "utf-8")
    second = artifact(play("status", "-e", "@artifact.json", environ=environ, op_templates_history_dir="times"))
    assert second["prod"]["summary"] == {**pending, "changed": 0, "registrations": {"accepted": 4}}
    assert {(one["from"], one["to"]) for one in second["prod"]["changes"]} == {("pending", "accepted")}
    assert all(set(job) == {"summary", "changes"} for job in second.values())


def test_promotion_shows_what_the_target_lacks(play: Any, simulator: RunningSimulator) -> None:
    hosts = {
        "stage": {"op_templates_senders": {"shop": "SHOP-TEST", "bank": "BANK-TEST"}},
        "prod": {"op_templates_senders": {"shop": "SHOP", "bank": "BANK"}},
    }
    play("provision", hosts={"stage": hosts["stage"]})
    simulator.write("clock", {"advance": WEEK})
    names = ["-e", "op_templates_promotion_source=stage", "-e", "op_templates_promotion_target=prod"]
    run = play("promote", *names, hosts=hosts)
    assert (run.code, run.changed()) == (0, {"stage": 0, "prod": 0}), run.output
    said = "\n".join(run.of("Show what is to be promoted")["msg"])
    assert "orders/paid" in said
    assert "codes/login" in said
    play("provision", hosts=hosts)
    simulator.write("clock", {"advance": WEEK})
    run = play("promote", *names, hosts=hosts)
    assert "orders/paid" not in "\n".join(run.of("Show what is to be promoted")["msg"])
    assert simulator.commands().count("add") == 6
