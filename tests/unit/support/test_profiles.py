# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many random inputs the property tests take, whatever is imported on the way to them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from hypothesis import settings

EXAMPLES = {"quick": 20, "thorough": 4_000, "explore": 40_000}


def test_the_profile_in_force_is_that_of_the_command_line(pytestconfig: pytest.Config) -> None:
    profile = pytestconfig.getoption("--hypothesis-profile") or "quick"
    assert settings().max_examples == settings.get_profile(profile).max_examples == EXAMPLES[profile]


@pytest.mark.parametrize("options", [[], ["--hypothesis-profile=thorough"]], ids=["default", "thorough"])
def test_it_is_in_force_beside_tests_that_share_much(options: list[str]) -> None:
    here, modules = "tests/unit/support/test_profiles.py", "tests/unit/plugins/modules"
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            *options,
            modules,
            here,
            "-k",
            "that_of_the_command",
        ],
        cwd=TREE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert "1 passed" in run.stdout


def test_nobody_imports_a_conftest() -> None:
    importing = re.compile(r"^\s*(?:from|import)\b.*\bconftest\b", re.MULTILINE)
    files = sorted((TREE / "tests").rglob("*.py"))
    assert [path for path in files if importing.search(path.read_text("utf-8"))] == []
