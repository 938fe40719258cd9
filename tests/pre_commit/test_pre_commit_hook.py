# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hook as a user of pre-commit has it. Needs the package index: pre-commit installs what the hook needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from ansible_collections.smsops.smsc.tests.support.pages import blocks
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import clean_environment

ADDRESS = "https://github.com/smsops/smsops.smsc"


def test_the_hook_of_the_guide_checks_a_catalog(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "smsops.smsc", tmp_path / "shop"
    environ = clean_environment(
        tmp_path,
        PRE_COMMIT_HOME=str(tmp_path / "pre-commit"),
        GIT_CONFIG_GLOBAL="/dev/null",
        # Only what pre-commit installs.
        ANSIBLE_COLLECTIONS_PATH=str(tmp_path / "none"),
    )

    def git(folder: Path, *arguments: str) -> None:
        identity = ["-c", "user.name=user", "-c", "user.email=user@example.com"]
        subprocess.run(["git", "-C", str(folder), *identity, *arguments], env=environ, check=True)

    def hook() -> tuple[int, str]:
        git(theirs, "add", "-A")
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
        done = subprocess.run(command, cwd=theirs, env=environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    shutil.copytree(TREE, ours, ignore=shutil.ignore_patterns(".git", "__pycache__"))
    for name in ("catalog", "inventory"):
        shutil.copytree(TREE / "docs" / "examples" / name, theirs / name)
    for folder in (ours, theirs):
        git(folder, "init", "--quiet")
        git(folder, "add", "-A")
        git(folder, "commit", "--quiet", "-m", "all")
    (config,) = (block for block in blocks(TREE / "docs" / "ci.md") if block.file == ".pre-commit-config.yaml")
    (revision,) = (one["rev"] for one in config.load()["repos"])
    git(ours, "tag", revision)
    (theirs / ".pre-commit-config.yaml").write_text(config.text.replace(ADDRESS, ours.as_uri()), "utf-8")

    code, said = hook()
    assert code == 0, said
    assert "check operator templates" in said

    catalog = theirs / "catalog" / "orders.yml"
    catalog.write_text(catalog.read_text("utf-8").replace("mts_srv", "mts_svr"), "utf-8")
    code, said = hook()
    assert code == 1, said
    assert "did you mean 'mts_srv'" in " ".join(said.split())
