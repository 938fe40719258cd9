# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be seen of the pages without running anything: names, links, lists of variables."""

from __future__ import annotations

import fnmatch
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.pages import PAGES, blocks, name, prose
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import command
from ansible_collections.smsops.smsc.tests.support.reader import ROLES, options

LANGUAGES = {"sh", "yaml", "text", "json", "xml"}
REPOSITORY = "https://github.com/smsops/smsops.smsc/tree/main/"
# What the tarball does not have.
LEFT_OUT = yaml.safe_load((TREE / "galaxy.yml").read_text("utf-8"))["build_ignore"]
# Facts that the roles set, and what the playbooks take beside.
NO_OPTIONS = {
    "op_templates_changes",
    "op_templates_coverage",
    "op_templates_findings",
    "op_templates_gate_result",
    "op_templates_hosts",
    "op_templates_report",
    "simulator_api_url",
    "simulator_url",
}
EVENTS = TREE / "extensions" / "eda"
REMARK = r"not run: needs \w.*|fails|"


def run_ansible_doc(*arguments: str) -> str:
    done = subprocess.run([*command("doc"), *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def anchors(page: Path) -> set[str]:
    """What can be linked to in a page: its headings, as GitHub spells them."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_is_not_run_says_what_it_needs(page: Path) -> None:
    for block in blocks(page):
        assert block.language in LANGUAGES, f"{block}: a block is in one of {LANGUAGES}"
        assert re.fullmatch(REMARK, block.remark), f"{block}: {block.remark!r} is not a remark that the tests know"
    assert page.read_text("utf-8").count("```") == 2 * len(blocks(page))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^()\s]+)\)", prose(page)):
        path, _hash, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if link.startswith(REPOSITORY):
            target = TREE / path.removeprefix(REPOSITORY)
        elif link.startswith(("https://", "http://")):
            continue
        else:
            inside = target.relative_to(TREE).as_posix()
            assert not any(fnmatch.fnmatch(inside, f"{left_out}*") for left_out in LEFT_OUT), (
                f"{name(page)}: {link} is not in the tarball; link it at {REPOSITORY}"
            )
        assert target.exists(), f"{name(page)}: {link}"
        assert not anchor or anchor in anchors(target), f"{name(page)}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_is_named_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    folders = [TREE / "playbooks", *(folder for folder in (TREE / "plugins").iterdir() if folder.name[-1] != "s")]
    files = {path.stem for folder in [*folders, TREE / "plugins" / "modules"] for path in folder.glob("*")}
    events = {path.stem for folder in ("plugins/event_source", "rulebooks") for path in EVENTS.glob(f"{folder}/*")}
    known = files | events | {path.name for path in (TREE / "roles").iterdir()} | {"smsc"}
    assert set(re.findall(r"\bsmsops\.smsc\.(\w+)", text)) - {"git"} <= known
    makefile = (TREE / "Makefile").read_text("utf-8")
    words = re.findall(r"^SESSIONS := (.+)$|^([a-z-]+):", makefile, re.MULTILINE)
    targets = {target for sessions, word in words for target in [*sessions.split(), word]}
    commands = re.findall(r"^\s*make ([a-z-]+)|`make ([a-z-]+)", text, re.MULTILINE)
    assert {one or other for one, other in commands} <= targets
    tests = "\n".join(path.stem + path.read_text("utf-8") for path in (TREE / "tests").glob("**/test_*.py"))
    for test in re.findall(r"`(test_\w+|Test\w+)", text):
        assert test in tests, f"{name(page)} names {test}"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_describes_every_variable_and_no_other(role: str) -> None:
    text = (TREE / "roles" / role / "README.md").read_text("utf-8")
    assert set(re.findall(rf"`({role}_\w+)`", text)) - NO_OPTIONS == set(options(role))
    for entry_point in ROLES[role]:
        assert f"`{entry_point}`" in text


@pytest.mark.parametrize("variable", options("op_templates"))
def test_the_list_of_variables_says_the_defaults(variable: str) -> None:
    text = (TREE / "roles" / "op_templates" / "README.md").read_text("utf-8")
    entry = re.search(rf"^- [^:\n]*`{variable}`(?:, `\w+`)*(?: \*)?(?: \(([^)\n]*)\))?[,:]", text, re.MULTILINE)
    assert entry
    default = options("op_templates")[variable].get("default", "")
    if default != "":
        assert entry[1] == f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_guide_is_linked_from_the_first_page() -> None:
    text = (TREE / "README.md").read_text("utf-8")
    for guide in (TREE / "docs").glob("*.md"):
        assert f"docs/{guide.name})" in text, guide.name


def test_the_first_page_names_everything_that_there_is() -> None:
    text = (TREE / "README.md").read_text("utf-8")
    files = [
        *(path for folder in ("modules", "lookup", "test") for path in (TREE / "plugins" / folder).glob("*.py")),
        *(TREE / "plugins" / "filter").glob("*.yml"),
        *EVENTS.glob("plugins/event_source/*.py"),
        *EVENTS.glob("rulebooks/*"),
    ]
    for path in [*files, *(TREE / "playbooks").glob("*.yml"), *(TREE / "roles").iterdir()]:
        assert f"`smsops.smsc.{path.stem}`" in text, path.stem


@pytest.mark.parametrize("kind", ["module", "filter", "lookup", "test", "role"])
def test_what_ansible_doc_shows_can_be_read(kind: str) -> None:
    listed = run_ansible_doc("--list", "-t", kind, "smsops.smsc")
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("smsops.smsc.")]
    assert names
    # Values that are not ASCII are written with escapes.
    shown = run_ansible_doc("-t", kind, *names).splitlines()
    assert [line for line in shown if re.search(r"\\u[0-9A-F]{4}", line)] == []
