# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No page, example or playbook can reach the real service: every key in them is refused, and every walk-through says
where its simulator is before it asks anything. A failed login there counts for the address of whoever tries them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.tests.support.pages import ENGLISH, Block, blocks, name
from ansible_collections.smsops.smsc.tests.support.paths import TREE

# A key or password that is written out, in YAML, in JSON and in a shell.
_SECRET = re.compile(
    r"""\b(?:\w*(?:api_?key|password|psw)|SMSC_(?:API_KEY|PASSWORD)\w*)["']?\s*(?::\s+|=)["']?([^\s"',}]+)""",
    re.IGNORECASE,
)
# Written by Ansible, by a shell or by GitHub, from something that is not in the page.
_ELSEWHERE = ("{{", "$", "|", "!", "#")
_LOOPBACK = re.compile(
    r"api_url:\s+(?:[\"']?\{\{ simulator_api_url|https?://127\.0\.0\.1:)|SMSC_API_URL=http://127\.0\.0\.1"
)
_COMMAND = re.compile(r"ansible-playbook ([^\n]*(?:\\\n[^\n]*)*)")
# These ask nobody, or a simulator of their own.
_SILENT = {"smsops.smsc.check", "smsops.smsc.demo", "smsops.smsc.awx_setup"}
# The example leads to the simulator by itself, see the last test.
_EXAMPLE = "-i docs/examples/inventory"
# What they are about is an account of the reader's own, so there is no key in them.
_OWN_ACCOUNT = {"docs/doctor.md", "docs/migration.md"}
_FILES = [
    *ENGLISH,
    TREE / "CONTRIBUTING.md",
    *(path for folder in ("docs/examples", "playbooks", "extensions") for path in sorted((TREE / folder).rglob("*.*"))),
]


def _secrets(text: str) -> list[str]:
    found = [value.rstrip(";)`") for value in _SECRET.findall(text)]
    return [value for value in found if value and not value.startswith(_ELSEWHERE)]


@pytest.mark.parametrize("file", [path for path in _FILES if path.suffix in (".md", ".yml", ".json", ".j2")], ids=name)
def test_every_key_that_is_written_out_is_refused(file: Path) -> None:
    texts = [block.text for block in blocks(file)] if file.suffix == ".md" else [file.read_text("utf-8")]
    for secret in _secrets("\n".join(texts)):
        assert _input.is_placeholder(secret), f"{name(file)}: {secret!r} would be sent to the service"


def _asked(block: Block) -> list[str]:
    """The command lines of a block that ask a service for something."""
    lines = [line for line in _COMMAND.findall(block.text) if not _SILENT & set(line.split())]
    return [line for line in lines if _EXAMPLE not in line]


@pytest.mark.parametrize("page", [page for page in ENGLISH if name(page) not in _OWN_ACCOUNT], ids=name)
def test_a_page_says_where_the_simulator_is_before_it_asks(page: Path) -> None:
    led = ""
    for block in blocks(page):
        led += block.text if block.language in ("sh", "yaml") else ""
        for line in _asked(block) if block.language == "sh" else []:
            assert _LOOPBACK.search(led), f"{block}: {line!r} would ask the service"


@pytest.mark.parametrize("page", sorted(_OWN_ACCOUNT))
def test_a_page_about_the_readers_account_has_no_key(page: str) -> None:
    text = "\n".join(block.text for block in blocks(TREE / page))
    assert set(_secrets(text)) <= {"..."}


def test_the_example_leads_to_the_simulator() -> None:
    inventory = TREE / "docs" / "examples" / "inventory"
    variables = yaml.safe_load((inventory / "group_vars" / "op_templates.yml").read_text("utf-8"))
    groups = yaml.safe_load((inventory / "hosts.yml").read_text("utf-8"))
    assert "| default('http://127.0.0.1:" in variables["op_templates_api_url"]
    assert sorted(groups["op_templates"]["hosts"]) == sorted(path.stem for path in (inventory / "host_vars").iterdir())
