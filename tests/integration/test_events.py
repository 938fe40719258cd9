# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is told when states change: by a task of the user's own, and by the rulebooks in a real ansible-rulebook."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.catcher import Catcher, catching
from ansible_collections.smsops.smsc.tests.support.environments import CATALOG, HOSTS, WEEK, Play
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, clean_environment
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

TOKEN = "123:telegram-secret"
PAID = "prod: orders/paid (SHOP) mts_srv: pending, now accepted"
# What ansible-rulebook asks a controller, and what that says.
TEMPLATE = {
    "id": 1,
    "name": "Deploy",
    "type": "job_template",
    "related": {"launch": "/api/v2/job_templates/1/launch/"},
    "summary_fields": {"organization": {"name": "Default"}},
    "ask_variables_on_launch": True,
    "ask_inventory_on_launch": False,
    "ask_labels_on_launch": False,
    "ask_limit_on_launch": False,
}
JOB = {"id": 7, "url": "/api/v2/jobs/7/", "status": "successful", "created": "2026-11-22T10:00:00Z", "artifacts": {}}
CONTROLLER = {
    "/api/v2/config/": {"version": "4.5"},
    "/api/v2/unified_job_templates/": {"count": 1, "next": None, "results": [TEMPLATE]},
    "/api/v2/job_templates/1/launch/": JOB,
    "/api/v2/jobs/7/": JOB,
    "/api/v2/jobs/": {"count": 1, "next": None, "results": [JOB]},
}


def mailbox(folder: Path) -> Path:
    """Put a sendmail into the folder `bin` that keeps what it gets. Returns the file."""
    mail, program = folder / "mail", folder / "bin" / "sendmail"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat >> '{mail}'\n", "utf-8")
    program.chmod(0o755)
    return mail


def with_mail(folder: Path) -> str:
    return f"{folder / 'bin'}:{clean_environment(folder)['PATH']}"


class TestTask:
    def test_the_example_tells_changes_once_in_every_way(
        self, play: Play, ansible: Ansible, simulator: RunningSimulator
    ) -> None:
        kept: dict[str, Any] = {"op_templates_history_dir": str(ansible.folder / "history")}
        mail = mailbox(ansible.folder)
        play("provision", **kept)
        simulator.write("clock", {"advance": WEEK})
        with catching() as catcher:
            tells = {
                "tell_webhook": f"{catcher.url}/hook",
                "tell_telegram_url": catcher.url,
                "tell_telegram_token": TOKEN,
                "tell_telegram_chat": "-100",
                "tell_mail_to": "ops@example.com",
            }
            account = {"op_templates_api_url": simulator.api_url, "op_templates_api_key": API_KEY}
            hosts = ansible.hosts(HOSTS, op_templates_catalog=CATALOG, **account, **kept, **tells, **LOCAL)
            arguments = "-i", hosts, "-v", str(TREE / "docs/examples/events/status.yml")
            environ = {"PATH": with_mail(ansible.folder)}
            run = ansible.run(*arguments, environ=environ)
            assert run.code == 0, run.output
            posted = [body["text"].splitlines() for body in catcher.at("/hook")]
            assert [len(lines) for lines in sorted(posted)] == [2, 4]
            assert PAID in sorted(posted)[1]
            sent = catcher.at(f"/bot{TOKEN}/sendMessage")
            assert [one["chat_id"] for one in sent] == ["-100", "-100"]
            assert PAID in "\n".join(one["text"] for one in sent)
            assert "To: ops@example.com\nSubject: Operator templates: 4 changed\n" in mail.read_text("utf-8")
            assert f"\n\n{PAID}\n" in mail.read_text("utf-8")
            assert TOKEN not in run.output
            told, mailed = len(catcher.caught), mail.read_text("utf-8")
            run = ansible.run(*arguments, environ=environ)
            assert run.code == 0, run.output
            assert (len(catcher.caught), mail.read_text("utf-8")) == (told, mailed)

    def test_it_tells_also_where_a_template_could_not_be_read(
        self, play: Play, ansible: Ansible, simulator: RunningSimulator
    ) -> None:
        kept: dict[str, Any] = {"op_templates_history_dir": str(ansible.folder / "history")}
        play("provision", **kept)
        simulator.write("clock", {"advance": WEEK})
        simulator.write("config", {"faults": [{"kind": "error", "code": 6, "command": "get", "skip": 2, "times": 1}]})
        with catching() as catcher:
            account = {"op_templates_api_url": simulator.api_url, "op_templates_api_key": API_KEY}
            given = {"op_templates_catalog": CATALOG, "tell_webhook": f"{catcher.url}/hook", **account, **kept}
            hosts = ansible.hosts({"prod": HOSTS["prod"]}, **given, **LOCAL)
            run = ansible.run("-i", hosts, str(TREE / "docs/examples/events/status.yml"))
            assert run.code != 0
            assert PAID in catcher.at("/hook")[0]["text"]


def why_not() -> str:
    """Why ansible-rulebook cannot be run here; empty if it can."""
    lacking = [name for name in ("ansible-rulebook", "java") if not rulebook_path(name)]
    return f"not on this machine: {' and '.join(lacking)}" if lacking else ""


def rulebook_path(name: str) -> str | None:
    return shutil.which(name, path=clean_environment(Path("/tmp"))["PATH"])


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "never")
class TestRulebooks:
    @contextmanager
    def rulebook(
        self, name: str, ansible: Ansible, simulator: RunningSimulator, catcher: Catcher, *arguments: str
    ) -> Iterator[Callable[[], str]]:
        """ansible-rulebook at work while the context lasts; gives what it has said so far."""
        folder = ansible.folder
        catalog = folder / "catalog.yml"
        catalog.write_text(json.dumps([{**CATALOG[0], "sender": "SHOP"}], ensure_ascii=False), "utf-8")
        given = {
            "smsc_environment": "prod",
            "smsc_history_dir": str(folder / "history"),
            "smsc_catalog_files": [str(catalog)],
            "smsc_sender": "SHOP",
            # More identical requests than ten in a minute would have to wait.
            "smsc_interval": 7,
            "smsc_webhook": f"{catcher.url}/hook",
            "smsc_mail_to": "ops@example.com",
            "smsc_job_template": "Deploy",
            "smsc_organization": "Default",
        }
        (folder / "vars.yml").write_text(json.dumps(given), "utf-8")
        hosts = ansible.hosts({"localhost": LOCAL})
        # Its process has the account from the environment.
        environ = clean_environment(
            folder,
            SMSC_API_URL=simulator.api_url,
            SMSC_API_KEY=API_KEY,
            TMPDIR=str(ansible.temporary),
            PATH=with_mail(folder),
        )
        command = [str(rulebook_path("ansible-rulebook")), "--rulebook", f"smsops.smsc.{name}", "--verbose"]
        command += ["--inventory", hosts, "--vars", str(folder / "vars.yml"), *arguments]
        said = folder / "said"
        with said.open("w") as output:
            process = subprocess.Popen(command, cwd=folder, env=environ, stdout=output, stderr=subprocess.STDOUT)

            def so_far() -> str:
                assert process.poll() is None, said.read_text("utf-8")
                return said.read_text("utf-8")

            try:
                yield so_far
            finally:
                process.terminate()
                process.wait(timeout=30)

    @staticmethod
    def until(condition: Callable[[], Any], said: Callable[[], str]) -> None:
        """Wait for what ansible-rulebook is about to do."""
        deadline = time.monotonic() + 120
        while not condition():
            assert time.monotonic() < deadline, said()
            time.sleep(0.1)

    @pytest.fixture
    def registered(self, simulator: RunningSimulator) -> None:
        simulator.add("mts_srv", "mega_srv", sender="SHOP", msg="Заказ %d оплачен")
        simulator.add("bee_srv", sender="SHOP", msg="Заказ %d готов")

    @pytest.mark.usefixtures("registered")
    def test_one_posts_and_mails_each_change_once_over_a_restart(
        self, ansible: Ansible, simulator: RunningSimulator
    ) -> None:
        mail = mailbox(ansible.folder)
        with catching() as catcher:
            for advance, texts in ((7200, 3), (WEEK, 6)):
                with self.rulebook("op_template_changes_tell", ansible, simulator, catcher) as said:
                    self.until(lambda: "2 templates read" in said(), said)
                    simulator.write("clock", {"advance": advance})
                    self.until(lambda: len(catcher.caught) >= texts, said)  # noqa: B023
                    self.until(lambda: mail.exists() and mail.read_text("utf-8").count("To: ") >= texts, said)  # noqa: B023
                    assert API_KEY not in said()
            posted = sorted(body["text"] for body in catcher.at("/hook"))
            assert len(posted) == len(set(posted)) == 6
            assert "prod: orders/paid (SHOP) mts_srv: submitted, now accepted" in posted
            assert mail.read_text("utf-8").count("To: ops@example.com\n") == 6
        assert simulator.violations() == []

    @pytest.mark.usefixtures("registered")
    def test_one_launches_a_job_template_for_what_is_accepted(
        self, ansible: Ansible, simulator: RunningSimulator
    ) -> None:
        mailbox(ansible.folder)
        simulator.write("config", {"moderation": {"verdicts": [{"target": "mega_srv", "verdict": "rejected"}]}})
        with catching(CONTROLLER) as catcher:
            controller = "--controller-url", catcher.url, "--controller-token", "for-tests-only"
            with self.rulebook("op_template_changes_launch", ansible, simulator, catcher, *controller) as said:
                self.until(lambda: "2 templates read" in said(), said)
                simulator.write("clock", {"advance": WEEK})
                self.until(lambda: len(catcher.caught) >= 2, said)
        launched = [body["extra_vars"]["op_template_change"] for body in catcher.at("/api/v2/job_templates/1/launch/")]
        assert sorted((one["target"], one["to"]) for one in launched) == [
            ("bee_srv", "accepted"),
            ("mts_srv", "accepted"),
        ]
