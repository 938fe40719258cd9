# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example about template texts, of the plugins' documentation and of the guide, in a real playbook."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible

PLUGINS = TREE / "plugins"
FILTERS = ("coverage", "lint")
OTHERS = ("lookup.op_template_messages", "test.op_template_match")


def examples() -> list[dict[str, Any]]:
    """All of them, as tasks."""
    guide = (TREE / "docs" / "linting.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    filters = [yaml.safe_load((PLUGINS / "filter" / f"op_template_{name}.yml").read_text("utf-8")) for name in FILTERS]
    others = (importlib.import_module(f"ansible_collections.smsops.smsc.plugins.{name}") for name in OTHERS)
    texts = [*blocks, *(of_filter["EXAMPLES"] for of_filter in filters), *(other.EXAMPLES for other in others)]
    # A block of variables is no task.
    return [task for text in texts for task in yaml.safe_load(text) if isinstance(task, dict)]


@pytest.fixture
def files(ansible: Ansible) -> Path:
    """The files that the examples read."""
    sent = "id;text\n1;Заказ 17 оплачен\n2;Заказ 18 отменён\n"
    (ansible.folder / "sent.csv").write_text(sent, "utf-8")
    (ansible.folder / "sent.txt").write_text("Заказ 17 оплачен\n", "utf-8")
    (ansible.folder / "sent-1251.csv").write_bytes(sent.encode("windows-1251"))
    return ansible.folder


def test_all_examples_run(ansible: Ansible, files: Path) -> None:
    tasks = examples()
    run = ansible.tasks([*tasks, {"name": "Last", "ansible.builtin.debug": {"msg": "reached"}}])

    assert len(tasks) >= 9
    assert run.code == 0, run.output
    assert run.of("Last")["msg"] == "reached"
    assert run.of("Show which messages of the file match no template")["msg"] == [
        "1 of 2 messages matches (50.0 %), 0 of them several templates",
        "1 message matches no template, in 1 group:",
        "  messages    share  nearest template  what would fit there",
        "         1   50.0 %  orders/paid       отменён",
        '          column 10: "отменён" for "оплачен"',
    ]


def test_findings_can_fail_a_task(ansible: Ansible) -> None:
    templates = [{"name": "ready", "msg": "Заказ %D готов", "targets": ["mts_srv"]}]
    error = "templates | smsops.smsc.op_template_lint | selectattr('severity', 'eq', 'error') | map(attribute='text')"
    run = ansible.tasks(
        [
            {
                "name": "Check",
                "ansible.builtin.assert": {"that": f"({error}) | length == 0", "fail_msg": f"{{{{ {error} }}}}"},
                "vars": {"templates": templates},
            }
        ]
    )

    assert run.code == 2
    assert "ready:7: error: %D is not an operand [malformed-operand]: write operands in lower case: %d" in run.output
