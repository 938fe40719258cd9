# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a playbook sees it, with the simulator answering in all the ways that it knows."""

from __future__ import annotations

import json
import platform
from typing import TYPE_CHECKING, Any

import pytest
from ansible.module_utils import ansible_release
from ansible_collections.smsops.smsc.plugins.modules import smsc_doctor_info, smsc_op_template
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

TEMPLATE: dict[str, Any] = {"sender": "SHOP", "msg": "Заказ %d оплачен"}
COVERAGE = "Does get list all operators, or those alone that have the template?"
OPEN_BY_NATURE = [
    "How does the service answer an error?",
    "How does the service answer an addition?",
    "Does a second addition of one text cost again?",
]


@pytest.fixture
def registered(run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> None:
    run_module(smsc_op_template, **connection, **TEMPLATE, targets=["bee_srv"])
    simulator.service.journal.clear()


def verdicts(result: dict[str, Any], verdict: str) -> dict[str, str]:
    return {f["question"]: f["answer"] for f in result["findings"] if f["verdict"] == verdict}


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("check_mode", [True, False])
def test_all_as_assumed(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, check_mode: bool
) -> None:
    result = run_module(smsc_doctor_info, check_mode=check_mode, **connection, **TEMPLATE, targets=["bee_srv"])
    assert (result["changed"], result["error"], simulator.commands()) == (False, None, ["get"])
    assert (result["requests"], simulator.lists()) == ({"sent": 2, "waited": 0}, ["senders"])
    assert len(result["rows"]) == 14
    assert (verdicts(result, "understood"), verdicts(result, "not_understood")) == ({}, {})
    assert list(verdicts(result, "open")) == [
        "Does the response come in UTF-8 (charset=utf-8)?",
        "Does a single row come alone, or in a list of one?",
        *OPEN_BY_NATURE,
    ]
    assert result["host"] in simulator.api_url
    assert 0 <= result["duration_ms"] < 60_000
    assert result["versions"]["ansible-core"] == ansible_release.__version__
    assert result["versions"]["python"] == platform.python_version()
    assert set(result["versions"]) == {"collection", "ansible-core", "python", "requests", "urllib3"}


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    ("answers", "understood"),
    [
        ({"rows": "wrapped"}, {"How are the rows arranged?": "a list of rows, in 'templates'"}),
        ({"rows": "keyed"}, {"How are the rows arranged?": "an object that has each row under its name"}),
        (
            {"rows": "object", "get": "registered"},
            {
                "How are the rows arranged?": "a single row",
                "Does a single row come alone, or in a list of one?": "a single row",
                COVERAGE: "those alone that have it (rows: 1)",
            },
        ),
        ({"ids": "string"}, {"Are ids numbers or strings?": "string"}),
        ({"statuses": "string"}, {"Are statuses numbers or strings?": "string, zero"}),
        ({"failed_id": "zero"}, {"Do rows of operators that do not have the template carry an id?": "zero"}),
        ({"failed_id": "empty"}, {"Do rows of operators that do not have the template carry an id?": "empty"}),
        (
            {"names": {"soc": "Соцсети"}, "charset": "windows-1251"},
            {
                "Does the response come in UTF-8 (charset=utf-8)?": "windows-1251",
                "Which names do the rows have?": "others, all recognised: Соцсети = soc",
            },
        ),
    ],
)
def test_other_responses_that_are_understood(
    run_module: ModuleRun,
    connection: dict[str, Any],
    simulator: Simulator,
    answers: dict[str, Any],
    understood: dict[str, str],
) -> None:
    simulator.service.configure({"answers": answers})
    result = run_module(smsc_doctor_info, **connection, **TEMPLATE)
    assert verdicts(result, "understood") == understood
    assert (result["error"], verdicts(result, "not_understood")) == (None, {})


def test_rows_that_are_not_recognised(run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> None:
    rows = [{"name": "Йота\x1b[2J", "id": 7, "status": 9}]
    simulator.service.configure({"answers": {"names": "russian", "more_rows": rows}})
    result = run_module(smsc_doctor_info, **connection, **TEMPLATE)
    assert verdicts(result, "not_understood") == {
        "Which names do the rows have?": "not recognised: Йота\\x1b[2J",
        "Are all statuses known?": "unknown: 9",
    }
    assert (result["rows"][0]["name"], result["rows"][0]["target"]) == ("МТС (сервисные)", "mts_srv")
    assert result["rows"][14]["state"] == "unknown"


@pytest.mark.parametrize(
    ("code", "kind", "status"),
    [(1, "parameters", 200), (4, "ip_blocked", 403), (9, "rate_limit", 429), (3, "api", 200)],
)
def test_an_error_is_a_finding_and_not_a_failure(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, code: int, kind: str, status: int
) -> None:
    simulator.service.configure(
        {"faults": [{"kind": "error", "code": code, "times": 5}], "answers": {"error_status": status}}
    )
    result = run_module(smsc_doctor_info, **connection, **TEMPLATE)
    assert (result["error"]["kind"], result["error"]["code"], result["answer"]["http_status"]) == (kind, code, status)
    assert result["error"]["advice"]
    assert simulator.commands() == ["get"], "it is not repeated"
    how = next(f for f in result["findings"] if f["question"] == OPEN_BY_NATURE[0])
    assert how["answer"] == f"json, HTTP status {status}: {{'error': word, 'error_code': number}}"


def test_wrong_credentials_are_sent_once(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    connection["api_key"] = "wrong-key"
    kinds = [run_module(smsc_doctor_info, **connection, **TEMPLATE)["error"]["kind"] for _run in range(3)]
    assert kinds == ["auth", "credentials_locked", "credentials_locked"]
    assert simulator.commands() == ["get"]


@pytest.mark.parametrize("fault", ["drop_before", "html_502", "empty", "truncated", "cut", "redirect"])
def test_no_response_or_half_of_one_is_a_finding(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, fault: str
) -> None:
    simulator.service.configure({"faults": [{"kind": fault, "times": 5}]})
    result = run_module(smsc_doctor_info, **connection, **TEMPLATE)
    assert result["error"]["kind"] in ("transport", "bad_response")
    assert simulator.commands() == ["get"]


PRIVATE = {
    "MYSHOP": "<sender>",
    "Секретный текст %d": "<text>",
    "hidden-login": "********",
    "Пароль/+%& 9f": "********",
}


@pytest.mark.parametrize("show", [False, True])
def test_what_may_be_published(
    run_module: ModuleRun, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, show: bool
) -> None:
    body = json.dumps([{"name": name, "id": name, "status": name} for name in PRIVATE])
    simulator.service.configure({"faults": [{"kind": "body", "body": body}]})
    monkeypatch.setenv("SMSC_PASSWORD", "Пароль/+%& 9f")
    sender, msg = list(PRIVATE)[:2]
    result = run_module(
        smsc_doctor_info, api_url=simulator.api_url, login="hidden-login", sender=sender, msg=msg, show_template=show
    )
    result.pop("invocation", None)
    shown = json.dumps(result, ensure_ascii=False)
    for private, placeholder in PRIVATE.items():
        seen = show and placeholder != "********"
        assert (private in shown) is seen
    assert result["template"] == ({"sender": sender, "msg": msg} if show else {"sender": "<sender>", "msg": "<text>"})
    assert result["rows"][3]["name"] == "********"


def test_the_default_text_is_nobodys_secret(run_module: ModuleRun, connection: dict[str, Any]) -> None:
    result = run_module(smsc_doctor_info, **connection, sender="SHOP")
    assert result["template"] == {"sender": "<sender>", "msg": smsc_doctor_info.DEFAULT_MSG}
    assert verdicts(result, "as_assumed")["Which names do the rows have?"] == "the flags"


ACCEPTED = "Does the list of sender names tell which operators accept them?"


def test_the_list_of_sender_names_is_looked_at_and_none_of_them_is_shown(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    account = {**ACCOUNT, "senders": {"MYSHOP": ["*"], "MYSHOP-NEW": ["mts_*"]}}
    simulator.service.configure({"accounts": [account]})
    result = run_module(smsc_doctor_info, **connection, **TEMPLATE)
    found = result["senders"]
    assert (found["http_status"], found["format"], found["count"], found["error"]) == (200, "json", 2, None)
    assert found["states"]["mts_step_status"] == {"accepted": 2}
    assert found["states"]["motiv_step_status"] == {"accepted": 1, "rejected": 1}
    assert "MYSHOP" not in json.dumps(found)
    assert verdicts(result, "as_assumed")[ACCEPTED].startswith("by mts_step_status; ")
    # It is not repeated, and shares nothing: it is for seeing what comes.
    assert simulator.lists() == ["senders"]


@pytest.mark.parametrize(
    ("fault", "kind", "verdict"),
    [
        ({"kind": "body", "status": 404, "body": "<html>no such page</html>"}, "bad_response", "open"),
        ({"kind": "body", "body": '{"MYSHOP": 1}'}, "bad_response", "not_understood"),
        ({"kind": "body", "body": '[{"sender": "SHOP", "mts_status": 7}]'}, None, "not_understood"),
        ({"kind": "error", "code": 3}, "api", "open"),
        ({"kind": "drop_before"}, "transport", "open"),
    ],
)
def test_a_list_of_sender_names_that_cannot_be_read_is_a_finding_and_no_failure(
    run_module: ModuleRun,
    connection: dict[str, Any],
    simulator: Simulator,
    fault: dict[str, Any],
    kind: str | None,
    verdict: str,
) -> None:
    simulator.service.configure({"faults": [{**fault, "command": "senders"}]})
    result = run_module(smsc_doctor_info, **connection, **TEMPLATE)
    assert not result.get("failed")
    assert (result["error"], (result["senders"]["error"] or {}).get("kind")) == (None, kind)
    assert [f["verdict"] for f in result["findings"] if f["question"] == ACCEPTED] == [verdict]


@pytest.mark.parametrize(
    ("options", "words"), [({"sender": " "}, "sender is empty"), ({"sender": "S", "api_key": ""}, "no credentials")]
)
def test_wrong_options_are_a_failure(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, options: dict[str, Any], words: str
) -> None:
    result = run_module(smsc_doctor_info, **{**connection, **options})
    assert (result["failed"], simulator.commands()) == (True, [])
    assert words in result["msg"]
