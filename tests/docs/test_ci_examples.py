# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples for GitLab and GitHub: every job is run, in order, each in a fresh clone of a user's repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.pages import blocks
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import clean_environment
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator, in_process

EXAMPLES = TREE / "docs" / "examples"
CI = EXAMPLES / "ci"
KEY, WEEK = "demo-key-prod", 7 * 24 * 3600
BRANCH = "op-templates-history"
# What needs a network. The tests run with the collection of this tree.
INSTALLS = ("pip install ", "ansible-galaxy collection install ")
IDENTITY = ["-c", "user.name=user", "-c", "user.email=user@example.com"]


@dataclass
class Job:
    """steps: scripts, and the environment of each. environ: that of all of them.

    kept: a folder that the job keeps for others, and under which name in the artefact. taken: artefacts of other jobs,
    and the folders where it takes them to.
    """

    steps: list[tuple[str, dict[str, str]]]
    environ: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, str] | None = None
    taken: list[tuple[str, str]] = field(default_factory=list)


def gitlab() -> dict[str, Job]:
    """The jobs of .gitlab-ci.yml, with what they extend and what is the default."""
    whole = yaml.safe_load((CI / "gitlab-ci.yml").read_text("utf-8"))

    def merged(base: Any, own: Any) -> Any:
        if isinstance(base, dict) and isinstance(own, dict):
            return {**base, **{key: merged(base.get(key), value) for key, value in own.items()}}
        return own

    def resolved(job: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = merged(resolved(whole[job["extends"]]), job) if "extends" in job else job
        return found

    jobs = {}
    for name in whole["stages"]:
        job = resolved(whole[name])
        assert job["stage"] == name
        # As GitLab's runner does it: one shell for all lines.
        script = "\n".join([*whole["default"]["before_script"], *job["script"]])
        (path,) = job["artifacts"]["paths"]
        # Without `needs` it has the artefacts of all stages before its own.
        taken = [(f"{other}-prod", ".") for other in whole["stages"][: whole["stages"].index(name)]]
        jobs[name] = Job([(script, {})], job.get("variables", {}), (path, path), taken)
    return jobs


def github() -> dict[str, Job]:
    """The jobs of the workflow, for the environment prod."""
    text = (CI / "github-actions.yml").read_text("utf-8")
    text = text.replace("${{ matrix.environment }}", "prod")
    jobs = {}
    for name, given in yaml.safe_load(text)["jobs"].items():
        job = Job([], _environ(given.get("env", {})))
        for step in given["steps"]:
            if "run" in step:
                job.steps.append((step["run"], _environ(step.get("env", {}))))
            elif step["uses"].startswith("actions/upload-artifact@"):
                job.kept = (step["with"]["path"], ".")
            elif step["uses"].startswith("actions/download-artifact@"):
                job.taken.append((step["with"].get("name", "plan-prod"), step["with"]["path"]))
        jobs[name] = job
    return jobs


def _environ(given: dict[str, str]) -> dict[str, str]:
    """Without what GitHub fills in, secrets among it."""
    return {name: value for name, value in given.items() if "${{" not in value}


class Pipeline:
    """A user's repository, and the jobs that run in clones of it."""

    def __init__(self, folder: Path, jobs: dict[str, Job], simulator: RunningSimulator) -> None:
        self.folder = folder
        self.origin = folder / "origin.git"
        self.kept = folder / "kept"
        self._jobs = jobs
        git = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
        called = folder / "bin"
        called.mkdir()
        (called / "gh").write_text('#!/bin/sh\necho "$@" >>"$GH_CALLED"\n', "utf-8")
        (called / "gh").chmod(0o755)
        self._environ = clean_environment(
            folder, **git, SMSC_API_URL=simulator.api_url, SMSC_API_KEY=KEY, SMSC_STATE_URL=""
        )
        self._environ |= {
            "PATH": f"{called}{os.pathsep}{self._environ['PATH']}",
            "GH_CALLED": str(folder / "gh-called"),
            # What the two set by themselves.
            "ENVIRONMENT": "prod",
            "PULL_REQUEST": "1",
            "GITHUB_REPOSITORY": "shop/templates",
        }
        self._found()

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        return subprocess.run(
            ["git", *IDENTITY, *arguments],
            cwd=cwd or self.folder,
            env=self._environ,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def _found(self) -> None:
        """Begin the repository, of the example without its keys."""
        self.git("init", "--quiet", "--bare", "--initial-branch", "main", str(self.origin))
        work = self.folder / "work"
        self.git("clone", "--quiet", str(self.origin), str(work))
        for name in ("catalog", "inventory", "ansible.cfg", *(path.name for path in CI.iterdir() if path.is_file())):
            source = EXAMPLES / name if (EXAMPLES / name).exists() else CI / name
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, work / name)
        for path in (work / "inventory" / "host_vars").iterdir():
            path.write_text(
                re.sub(r"^op_templates_api_key:.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8"
            )
        self.git("add", "-A", cwd=work)
        self.git("commit", "--quiet", "-m", "Templates", cwd=work)
        self.git("push", "--quiet", "origin", "HEAD:main", cwd=work)

    def run(self, name: str) -> str:
        """Run a job in a clone of its own. Returns what it has said; fails with it."""
        job = self._jobs[name]
        clone = self.folder / "clones" / name
        self.git("clone", "--quiet", "--depth", "1", self.origin.as_uri(), str(clone))
        for artefact, path in job.taken:
            if (self.kept / artefact).exists():
                shutil.copytree(self.kept / artefact, clone / path, dirs_exist_ok=True)
        said = ""
        for script, environ in job.steps:
            lines = [line for line in script.splitlines() if not line.startswith(INSTALLS)]
            done = subprocess.run(
                ["bash", "-eo", "pipefail"],
                input="\n".join(lines),
                cwd=clone,
                env={**self._environ, **job.environ, **environ},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=240,
            )
            said += done.stdout
            assert done.returncode == 0, f"{name}\n{said}"
        if job.kept:
            shutil.copytree(clone / job.kept[0], self.kept / f"{name}-prod" / job.kept[1])
        assert KEY not in said
        return said

    def artefact(self, name: str, file: str) -> str:
        """A file that a job has kept."""
        (path,) = (self.kept / f"{name}-prod").rglob(file)
        return path.read_text("utf-8")


@pytest.fixture
def service() -> Iterator[RunningSimulator]:
    settings = yaml.safe_load((TREE / "playbooks" / "files" / "demo_simulator.json").read_text("utf-8"))
    with in_process(**{**settings, "moderation": {"verdicts": []}}) as running:
        yield running


@pytest.mark.parametrize("read", [gitlab, github])
def test_the_jobs_do_what_the_example_says(read: Any, tmp_path: Path, service: RunningSimulator) -> None:
    jobs = read()
    pipeline = Pipeline(tmp_path, jobs, service)
    pipeline.run("check")
    assert service.commands() == []
    assert "<testsuite" in pipeline.artefact("check", "findings-prod.xml")
    assert json.loads(pipeline.artefact("check", "code-quality-prod.json"))

    pipeline.run("plan")
    assert set(service.commands()) == {"get"}
    assert "registrations to add" in pipeline.artefact("plan", "plan-prod.txt")
    assert BRANCH not in pipeline.git("ls-remote", str(pipeline.origin)), "a merge request changes no history"
    if "comment" in jobs:
        pipeline.run("comment")
        assert "pr comment 1 --repo shop/templates" in (tmp_path / "gh-called").read_text("utf-8")

    pipeline.run("provision")
    assert len(service.registered()) == json.loads(pipeline.artefact("plan", "plan-prod.json"))["additions"] > 0

    service.write("clock", {"advance": WEEK})
    for name in ("status", "gate"):
        if name in jobs:
            pipeline.run(name)
    assert "<testsuite" in pipeline.artefact("status", "states-prod.xml")
    assert "<!DOCTYPE html>" in pipeline.artefact("status", "states-prod.html")
    assert "accepted" in pipeline.git("show", f"{BRANCH}:prod.json", cwd=pipeline.origin)


def test_no_secret_stands_on_a_command_line() -> None:
    for job in (*gitlab().values(), *github().values()):
        for script, _environ in job.steps:
            assert "SMSC_" not in script


def test_the_versions_are_pinned() -> None:
    galaxy = yaml.safe_load((TREE / "galaxy.yml").read_text("utf-8"))
    (collection,) = yaml.safe_load((CI / "requirements.yml").read_text("utf-8"))["collections"]
    assert collection == {"name": "smsops.smsc", "version": galaxy["version"]}
    (hook,) = (block for block in blocks(TREE / "docs" / "ci.md") if block.file == ".pre-commit-config.yaml")
    assert [one["rev"] for one in hook.load()["repos"]] == [galaxy["version"]]
    ours = {
        line
        for path in TREE.glob("requirements-*.txt")
        for line in re.findall(r"^[\w-]+==[\w.]+", path.read_text("utf-8"), re.M)
    }
    assert {line for line in (CI / "requirements.txt").read_text("utf-8").split("\n") if "==" in line} <= ours
