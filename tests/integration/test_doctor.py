# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook doctor, as a user runs it."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

SENDER = "MYSHOP"
MSG = "Заказ %d оплачен. Ждём вас."
OWNER = "shop-owner@example.com"


def doctor(
    ansible: Ansible,
    simulator: RunningSimulator,
    *arguments: str,
    environ: dict[str, str] | None = None,
    **variables: Any,
) -> Run:
    given = {"smsc_doctor_sender": SENDER, "smsc_doctor_msg": MSG, **variables}
    by_key = {"SMSC_API_KEY": ACCOUNT["api_key"]}
    return ansible.run(
        *arguments,
        "-e",
        json.dumps(given),
        "smsops.smsc.doctor",
        environ={"SMSC_API_URL": simulator.api_url, **(by_key if environ is None else environ)},
    )


def spellings(secret: str) -> set[str]:
    encoded = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    lower = {re.sub("%..", lambda match: match[0].lower(), text) for text in encoded}
    data = secret.encode()
    return {secret, *encoded, *lower, base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()}


def hostile(*private: str) -> dict[str, Any]:
    """A response that gives back all that it was sent, in every spelling."""
    texts = [text for word in private for text in sorted(spellings(word))]
    return {"faults": [{"kind": "body", "body": json.dumps([{"name": text, "status": 2} for text in texts])}]}


def test_the_report_says_what_is_not_understood(ansible: Ansible, simulator: RunningSimulator) -> None:
    rows = [{"name": "Йота (сервисные)", "id": 7, "status": 9}]
    simulator.write("config", {"answers": {"names": "russian", "more_rows": rows}})
    for _run in range(2):
        run = doctor(ansible, simulator)
        assert run.code == 0, run.output
    report = ansible.folder / "smsc-doctor.md"
    text = report.read_text("utf-8")
    assert report.stat().st_mode & 0o777 == 0o600
    assert run.of("Say how it went")["msg"] == f"The report is in {report}"
    assert [line.rstrip() for line in run.of("Show the report")["msg"]] == [
        re.sub("^    date .*", run.of("Show the report")["msg"][2], line) for line in text.splitlines()
    ]
    for words in (
        "NOT UNDERSTOOD: not recognised: Йота (сервисные)",
        "NOT UNDERSTOOD: unknown: 9",
        "NOT RECOGNISED    9 unknown    id: number  Йота (сервисные)",
        "as assumed: a list of rows",
        "sender    <sender>\n    text      <text>\n",
        "collection 1.0.0, ansible-core 2.",
    ):
        assert words in text
    assert (simulator.commands(), simulator.read("violations")) == (["get"] * 2, [])


@pytest.mark.secrecy
@pytest.mark.parametrize("show", [False, True])
def test_the_report_holds_no_secret_and_the_template_only_if_it_may(
    ansible: Ansible, simulator: RunningSimulator, show: bool
) -> None:
    accounts = [{**ACCOUNT, "login": OWNER}]
    simulator.write("config", {"accounts": accounts, **hostile(ACCOUNT["password"], OWNER, SENDER, MSG)})
    environ = {"SMSC_LOGIN": OWNER, "SMSC_PASSWORD": ACCOUNT["password"]}
    run = doctor(ansible, simulator, "-vvv", environ=environ, smsc_doctor_show_template=show)
    assert run.code == 0, run.output
    text = (ansible.folder / "smsc-doctor.md").read_text("utf-8")
    for spelling in spellings(ACCOUNT["password"]):
        assert spelling not in text
        assert spelling not in run.output
    for spelling in spellings(OWNER):
        assert spelling not in text
    assert any(spelling in text for spelling in spellings(SENDER) | spellings(MSG)) is show
    assert "********" in text


def test_wrong_credentials_are_one_failed_login_and_a_report(ansible: Ansible, simulator: RunningSimulator) -> None:
    for sent, kind in ((1, "auth (error 2)"), (0, "credentials_locked (error 2)")):
        run = doctor(ansible, simulator, environ={"SMSC_API_KEY": "wrong-key-4711"})
        assert run.code == 2
        assert "SMSC_UNLOCK=1" in run.of("Say how it went")["msg"]
        text = (ansible.folder / "smsc-doctor.md").read_text("utf-8")
        assert f"{kind}: " in text
        assert f"requests  {sent} sent" in text
        assert "wrong-key" not in text + run.output
    assert simulator.commands() == ["get"]


def test_a_response_that_nobody_expects(ansible: Ansible, simulator: RunningSimulator) -> None:
    body = "<b>```</b>\n# {{ 7 * 6 }} \x1b[2J"
    simulator.write("config", {"faults": [{"kind": "body", "body": body}]})
    run = doctor(ansible, simulator)
    assert run.code == 2
    assert "please report it. The report is in " in run.of("Say how it went")["msg"]
    text = (ansible.folder / "smsc-doctor.md").read_text("utf-8")
    assert "\n    <b>```</b>\n    # {{ 7 * 6 }} \\x1b[2J\n" in text


def test_environments_with_the_variables_of_the_role(ansible: Ansible, simulator: RunningSimulator) -> None:
    common = {
        **LOCAL,
        "op_templates_api_key": ACCOUNT["api_key"],
        "op_templates_sender": SENDER,
    }
    inventory = ansible.hosts({"stage": {}, "prod": {}}, **common)
    run = doctor(ansible, simulator, "-i", inventory, environ={}, op_templates_hosts="all", smsc_doctor_sender="")
    assert run.code == 0, run.output
    assert sorted(path.name for path in ansible.folder.glob("*.md")) == ["smsc-doctor-prod.md", "smsc-doctor-stage.md"]


def test_the_report_goes_where_it_is_wanted(ansible: Ansible, simulator: RunningSimulator, tmp_path: Path) -> None:
    for wanted in ("другое имя.md", str(tmp_path / "there.md")):
        run = doctor(ansible, simulator, smsc_doctor_report=wanted)
        assert run.code == 0, run.output
        assert (ansible.folder / wanted).read_text("utf-8").startswith("# How SMS Center responds")


def test_check_mode_writes_nothing(ansible: Ansible, simulator: RunningSimulator) -> None:
    run = doctor(ansible, simulator, "--check")
    assert (run.code, run.of("Say how it went")["msg"]) == (0, "In check mode no report is written")
    assert not list(ansible.folder.glob("*.md"))


def test_a_sender_name_is_needed(ansible: Ansible, simulator: RunningSimulator) -> None:
    run = doctor(ansible, simulator, smsc_doctor_sender="")
    assert (run.code, simulator.commands()) == (2, [])
    assert "-e smsc_doctor_sender=MYSHOP" in run.output
