# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reader of the pages, with a simulated SMS Center of his own."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.reader import Reader
from ansible_collections.smsops.smsc.tests.support.simulator import in_process

ADDRESS = "https://github.com/smsops/smsops.smsc.git"
# The key that the pages write where a reader puts his own; and what their readers have sent.
KEY = "..."
MESSAGES = "id;text\n1;Заказ 17 оплачен\n2;Заказ 18 отменён\n"


@pytest.fixture
def api_url() -> Iterator[str]:
    settings = json.loads((TREE / "playbooks" / "files" / "demo_simulator.json").read_text("utf-8"))
    settings["accounts"].append({"login": "myshop", "password": "for-tests-only", "api_key": KEY})
    with in_process(**settings) as running:
        yield running.api_url


@pytest.fixture
def reader(tmp_path: Path, api_url: str) -> Reader:
    home = tmp_path / "home"
    repository = home / "repository"
    shutil.copytree(TREE, repository, ignore=shutil.ignore_patterns(".git", "__pycache__", "tests"))
    (repository / "sent.csv").write_text(MESSAGES, "utf-8")
    (repository / "sent-1251.csv").write_bytes(MESSAGES.encode("windows-1251"))
    git = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    for arguments in (["init", "--quiet"], ["add", "-A"], ["commit", "--quiet", "-m", "all"]):
        identity = ["-c", "user.name=reader", "-c", "user.email=reader@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=repository, env={"PATH": "/usr/bin:/bin", **git}, check=True)
    environ = {
        **git,
        # git clone of the address takes the copy.
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
        "SMSC_API_URL": api_url,
        "SMSC_API_KEY": KEY,
    }
    return Reader(home, repository, environ)
