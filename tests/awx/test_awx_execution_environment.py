# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definition of an execution environment, read by ansible-builder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml
from ansible_collections.smsops.smsc.tests.support.paths import TREE

DEFINITION = TREE / "docs" / "examples" / "awx" / "execution-environment.yml"


def builder(*arguments: str | Path) -> str:
    command = [str(Path(sys.executable).with_name("ansible-builder")), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_builder_takes_the_example(tmp_path: Path) -> None:
    builder("create", "--file", DEFINITION, "--context", tmp_path, "--output-filename", "Containerfile")
    wanted = yaml.safe_load((tmp_path / "_build" / "requirements.yml").read_text("utf-8"))
    assert wanted == {"collections": [{"name": "smsops.smsc"}]}
    containerfile = (tmp_path / "Containerfile").read_text("utf-8")
    assert "quay.io/centos/centos:stream9" in containerfile
    assert "ansible-core~=2.18.0" in containerfile
    assert "git-core" in (tmp_path / "_build" / "bindep.txt").read_text("utf-8")


def test_the_builder_finds_what_the_collection_needs(tmp_path: Path) -> None:
    # A folder without the other collections that lie beside this one.
    (tmp_path / "ansible_collections").mkdir()
    (tmp_path / "ansible_collections" / "smsops").symlink_to(TREE.parent)
    packages = tmp_path / "requirements.txt"
    builder("introspect", tmp_path, "--write-pip", packages)
    lines = [line.partition("#")[0].strip() for line in packages.read_text("utf-8").splitlines()]
    # Redis for a fleet: an image is made once, and for AWX on several machines it is needed.
    assert [line for line in lines if line] == ["redis>=5.0", "requests>=2.25"]
