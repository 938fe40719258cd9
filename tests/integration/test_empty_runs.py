# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that have nothing to do. Ansible succeeds with them, and a gate would stand open."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.environments import CATALOG, HOSTS
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

PLAYBOOKS = ["check", "provision", "status", "gate", "report"]
ALLOWED = ("-e", "op_templates_allow_empty=true")


def said(run: Run) -> str:
    """The output, in one line."""
    return " ".join(run.output.split())


class TestHosts:
    @pytest.mark.parametrize("playbook", [*PLAYBOOKS, "traffic", "adopt", "doctor"])
    def test_a_pattern_that_names_nobody(self, play: Any, simulator: RunningSimulator, playbook: str) -> None:
        run = play(playbook, "-e", "op_templates_hosts=prdo")
        assert run.code not in (0, 2)
        assert "no host or group matches op_templates_hosts (prdo); did you mean 'prod'" in said(run)
        assert "set op_templates_allow_empty to true with -e" in said(run)
        assert "PLAY RECAP" not in run.output
        assert simulator.commands() == []

    def test_a_part_of_a_pattern_that_names_nobody(self, play: Any) -> None:
        for pattern in ("prod,dve", "prod:dve", "dve:&all"):
            run = play("gate", "-e", f"op_templates_hosts={pattern}")
            assert run.code not in (0, 2)
            assert "op_templates_hosts (dve); did you mean 'dev'" in said(run)

    @pytest.mark.parametrize("arguments", [(), ("--limit", "prod"), ("-e", "op_templates_hosts=prod")])
    def test_an_empty_inventory(self, ansible: Ansible, arguments: tuple[str, ...]) -> None:
        run = ansible.run(*arguments, "smsops.smsc.gate")
        assert run.code not in (0, 2)
        assert "the inventory has no host for op_templates_hosts" in said(run)

    def test_a_group_that_is_empty(self, ansible: Ansible) -> None:
        (ansible.folder / "inventory.ini").write_text("[shops]\n[others]\nprod\n", "utf-8")
        run = ansible.run("-i", "inventory.ini", "-e", "op_templates_hosts=shops", "smsops.smsc.gate")
        assert run.code not in (0, 2)
        assert "the group shops has no host" in said(run)

    def test_a_limit_that_leaves_nobody(self, play: Any) -> None:
        run = play("gate", "--limit", "dev", "-e", "op_templates_hosts=prod")
        assert run.code not in (0, 2)
        assert "--limit (dev) leaves no host of op_templates_hosts (prod), which are prod" in said(run)

    def test_environments_to_compare_that_are_not_there(self, play: Any) -> None:
        for source, target in (("stage", "prod"), ("dev", "prdo")):
            ends = f"op_templates_promotion_source={source} op_templates_promotion_target={target}"
            run = play("promote", "-e", ends)
            assert run.code not in (0, 2)
            assert "no host or group matches op_templates_promotion_" in said(run)
        run = play("promote", "--limit", "prod", "-e", "op_templates_promotion_source=dev")
        assert run.code not in (0, 2)
        assert "leaves no host of op_templates_promotion_source (dev)" in said(run)

    def test_nobody_may_be_meant(self, play: Any) -> None:
        assert play("gate", *ALLOWED, "-e", "op_templates_hosts=prdo").code == 0

    @pytest.mark.parametrize("look", ["--syntax-check", "--list-hosts", "--list-tasks", "--list-tags"])
    def test_a_look_at_the_playbook_needs_no_inventory(self, ansible: Ansible, look: str) -> None:
        assert ansible.run(look, "smsops.smsc.gate").code == 0

    @pytest.mark.parametrize("pattern", ['["dev", "prod"]', '"dev:prod"', '"all:!nobody"', '"~d.*,prod"'])
    def test_every_kind_of_pattern_works(self, play: Any, pattern: str) -> None:
        run = play("check", "-e", f'{{"op_templates_hosts": {pattern}}}')
        assert (run.code, run.changed()) == (0, {"dev": 0, "prod": 0}), run.output


class TestTemplates:
    @pytest.mark.parametrize("playbook", PLAYBOOKS)
    @pytest.mark.parametrize(
        ("variables", "words"),
        [
            ({"op_templates_catalog": []}, "op_templates_catalog and op_templates_catalog_files are both empty"),
            ({"op_templates_sets": []}, "op_templates_sets is []"),
            (
                {"op_templates_catalog": [{"name": "orders", "templates": []}], "op_templates_sets": ["orders"]},
                "no set of the catalog has one for it",
            ),
        ],
        ids=["catalog", "sets", "set"],
    )
    def test_an_environment_without_a_template(
        self, play: Any, simulator: RunningSimulator, playbook: str, variables: dict[str, Any], words: str
    ) -> None:
        run = play(playbook, hosts={"prod": {"op_templates_sender": "SHOP", **variables}})
        assert run.code == 2
        assert words in said(run)
        assert "op_templates_allow_empty: true" in said(run)
        assert simulator.commands() == []

    @pytest.mark.parametrize("playbook", PLAYBOOKS)
    def test_none_may_be_meant(self, play: Any, playbook: str) -> None:
        run = play(playbook, hosts={"prod": {"op_templates_catalog": [], "op_templates_allow_empty": True}})
        assert run.code == 0, run.output


class TestTags:
    @pytest.fixture
    def gate(self, ansible: Ansible, simulator: RunningSimulator) -> Any:
        def run(action: str, selected: str, **more: Any) -> Run:
            role = {"name": "smsops.smsc.op_templates", "tasks_from": more.pop("entry_point", "gate")}
            include = {"name": "role", f"ansible.builtin.{action}": {**role, **more.pop("apply", {})}, **more}
            last = {"name": "last", "ansible.builtin.debug": {"msg": "last"}, "tags": ["other"]}
            variables = {"op_templates_catalog": CATALOG, "op_templates_api_url": simulator.api_url, **HOSTS["prod"]}
            variables["op_templates_api_key"] = "key/+=4711-secret"
            return ansible.tasks([include, last], "--tags", selected, vars={**LOCAL, **variables})

        return run

    @pytest.mark.parametrize("entry_point", ["main", "check", "status", "gate", "report"])
    def test_an_include_whose_tasks_are_not_selected(
        self, gate: Any, simulator: RunningSimulator, entry_point: str
    ) -> None:
        run = gate("include_role", "gate", tags=["gate"], entry_point=entry_point)
        assert run.code == 2
        assert "--tags gate selects ansible.builtin.include_role, but no task of the role in it" in said(run)
        assert "apply: {tags: [gate]}" in said(run)
        assert simulator.commands() == []

    def test_with_apply_the_gate_is_judged(self, gate: Any, simulator: RunningSimulator) -> None:
        run = gate("include_role", "gate", tags=["gate"], apply={"apply": {"tags": ["gate"]}})
        assert run.code == 2
        assert "gate closed: policy accepted" in said(run)
        assert set(simulator.commands()) == {"get"}

    def test_a_role_that_is_not_selected_is_left_out(self, gate: Any, simulator: RunningSimulator) -> None:
        for action in ("include_role", "import_role"):
            run = gate(action, "other", tags=["gate"])
            assert run.code == 0, run.output
        assert simulator.commands() == []

    def test_an_imported_role_is_judged(self, gate: Any) -> None:
        assert "gate closed: policy accepted" in said(gate("import_role", "gate", tags=["gate"]))
