# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a playbook sees it: options in, result out, the simulator behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._service import _http
from ansible_collections.smsops.smsc.plugins.modules import (
    smsc_doctor_info,
    smsc_op_template,
    smsc_op_template_info,
)
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

pytestmark = pytest.mark.usefixtures("only_registered")
WANTED: dict[str, Any] = {"sender": "SHOP", "msg": "Заказ %d оплачен", "targets": ["mts_srv", "mega_srv"]}


def registration(target: str, operator: str, number: int) -> dict[str, Any]:
    return {
        "target": target,
        "operator": operator,
        "message_type": "service",
        "name": target,
        "id": number,
        "status": 0,
        "state": "pending",
    }


def test_a_template_is_made_to_exist(run_module: ModuleRun, connection: dict[str, Any]) -> None:
    result = run_module(smsc_op_template, **connection, **WANTED)
    result.pop("invocation", None)  # not there with ansible-core 2.21
    assert result == {
        "changed": True,
        "template": {
            "sender": "SHOP",
            "msg": "Заказ %d оплачен",
            "registrations": [registration("mts_srv", "mts", 1001), registration("mega_srv", "megafon", 1002)],
        },
        "added": ["mts_srv", "mega_srv"],
        "refused": [],
        "requests": {"sent": 3, "waited": 0},
        "diff": {
            "before_header": "SHOP: Заказ %d оплачен",
            "before": "mts_srv: not_found\nmega_srv: not_found\n",
            "after_header": "SHOP: Заказ %d оплачен",
            "after": "mts_srv: pending\nmega_srv: pending\n",
        },
    }


def test_the_second_time_nothing_changes(run_module: ModuleRun, connection: dict[str, Any]) -> None:
    first = run_module(smsc_op_template, **connection, **WANTED)
    second = run_module(smsc_op_template, **connection, **WANTED)
    assert (second["changed"], second["added"]) == (False, [])
    assert second["template"] == first["template"]
    assert second["diff"]["before"] == second["diff"]["after"]
    assert second["requests"] == {"sent": 1, "waited": 0}


def test_check_mode_foretells_what_happens(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    foretold = run_module(smsc_op_template, check_mode=True, **connection, **WANTED)
    assert (simulator.commands(), simulator.registered()) == (["get"], [])
    assert foretold["template"]["registrations"] == []
    done = run_module(smsc_op_template, **connection, **WANTED)
    for part in ("changed", "added", "refused", "diff"):
        assert foretold[part] == done[part]


def test_part_added_and_part_refused_is_a_failure_that_tells_both(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    simulator.service.configure({"refusals": [{"target": "mega_srv", "status": -1}]})
    result = run_module(smsc_op_template, **connection, **WANTED)
    assert (result["failed"], result["changed"], result["added"]) == (True, True, ["mts_srv"])
    assert result["msg"] == (
        "refused (status -1): the service refused mega_srv: the sender name was not found or is not accepted by the "
        "operator (-1). 1 registration was added all the same. Register the sender name with that operator in the web "
        'dashboard, or drop the target. See troubleshooting, "refused": '
        "https://github.com/smsops/smsops.smsc/tree/main/docs/troubleshooting.md#refused"
    )
    assert (result["error"]["kind"], result["error"]["code"]) == ("refused", -1)
    assert [refusal["target"] for refusal in result["refused"]] == ["mega_srv"]
    assert result["diff"]["after"] == "mts_srv: pending\nmega_srv: not_found\n"


def test_text_is_another_name_of_msg(run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> None:
    run_module(smsc_op_template, **connection, sender="SHOP", text="два\nслова", targets="soc")
    assert simulator.registered() == [("SHOP", "два\nслова", "soc")]


@pytest.mark.parametrize(
    ("on_rejected", "failed", "warnings"), [("fail", True, 0), ("warn", False, 1), ("ignore", False, 0)]
)
def test_on_rejected(
    run_module: ModuleRun,
    connection: dict[str, Any],
    simulator: Simulator,
    on_rejected: str,
    failed: bool,
    warnings: int,
) -> None:
    simulator.service.configure({"moderation": {"verdicts": [{"target": "mts_*", "verdict": "rejected"}]}})
    run_module(smsc_op_template, **connection, **WANTED)
    simulator.service.advance(30 * 24 * 3600)
    result = run_module(smsc_op_template, **connection, **WANTED, on_rejected=on_rejected)
    assert (result.get("failed", False), result["changed"]) == (failed, False)
    assert len(result.get("warnings", [])) == warnings
    assert result["template"]["registrations"][0]["state"] == "rejected"
    if failed:
        assert result["error"]["kind"] == "refused"
        assert result["msg"].startswith("refused: mts_srv is rejected; ")


def test_a_wrong_key_is_an_auth_error(run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> None:
    result = run_module(smsc_op_template, **{**connection, "api_key": "wrong"}, **WANTED)
    assert result["failed"]
    assert list(result["error"]) == ["kind", "code", "description", "retryable"]
    assert {**result["error"], "description": ""} == {"kind": "auth", "code": 2, "description": "", "retryable": False}
    assert "127.0.0.1" in result["error"]["description"]
    assert (
        'refused the credentials (from api_key), saying "authorise error"; they are' in result["error"]["description"]
    )
    assert result["requests"]["sent"] == 1
    assert simulator.commands() == ["get"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"sender": ""}, "sender is empty"),
        ({"msg": " \n"}, "msg is empty"),
        ({"targets": []}, "targets is empty"),
        ({"targets": ["mts_src"]}, "target 'mts_src' is unknown"),
        ({"api_key": None}, "no credentials"),
        ({"login": "shop", "password": "x"}, "api_key, login and password are given together"),
        ({"api_url": "smsc"}, "api_url is 'smsc', which is not an address"),
        ({"api_url": "http://192.0.2.1/sys/"}, "would send the credentials unencrypted"),
        ({"timeout": 0}, "timeout is 0"),
    ],
)
def test_bad_input_is_told_and_nothing_is_sent(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, options: dict[str, Any], words: str
) -> None:
    result = run_module(smsc_op_template, **{**connection, **WANTED, **options})
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "parameters")
    assert words in result["msg"]
    assert result["requests"] == {"sent": 0, "waited": 0}
    assert simulator.commands() == []


@pytest.mark.parametrize("value", [393, False, 1e3, ["a", "b"], {"a": "b"}], ids=repr)
@pytest.mark.parametrize("module", [smsc_op_template, smsc_op_template_info, smsc_doctor_info])
def test_what_yaml_has_made_something_else_of_is_refused(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, module: Any, value: Any
) -> None:
    given = WANTED if module is smsc_op_template else {"sender": WANTED["sender"], "msg": WANTED["msg"]}
    for option in ("sender", "msg"):
        result = run_module(module, **connection, **{**given, option: value})
        assert (result["failed"], result["error"]["kind"]) == (True, "parameters")
        assert f"{option} is {value!r}, which is not a text; put it in quotation marks" in result["msg"]
    if module is not smsc_op_template_info:
        result = run_module(module, **connection, **{**given, "targets": ["mts_srv", value]})
        assert f"targets[1] is {value!r}, which is not a text; put it in quotation marks" in result["msg"]
    if value in (["a", "b"], {"a": "b"}):
        value = repr(value).replace("a", "8f3a-9c").split()
    for credentials in ({"login": "shop", "password": value}, {"login": value, "password": "8f3"}, {"api_key": value}):
        result = run_module(module, api_url=connection["api_url"], **credentials, **given)
        (option,) = [name for name, one in credentials.items() if one is value]
        # The value of a secret is shown to nobody.
        assert result["msg"].startswith(f"parameters: {option} is not a text; put it in quotation marks")
        assert result["error"]["kind"] == "parameters"
    assert simulator.commands() == []


def test_credentials_and_address_come_from_the_environment(
    run_module: ModuleRun, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSC_API_KEY", API_KEY)
    monkeypatch.setenv("SMSC_API_URL", simulator.api_url)
    assert run_module(smsc_op_template, **WANTED)["changed"]


@pytest.mark.secrecy
def test_a_secret_from_the_environment_is_hidden_and_refused_in_a_text_like_any_other(
    run_module: ModuleRun, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSC_API_KEY", API_KEY)
    result = run_module(
        smsc_op_template, api_url=simulator.api_url, sender="SHOP", msg=f"Код {API_KEY}", targets=["soc"]
    )
    # From ansible-core 2.22 on the controller hides what a module names as a secret.
    assert API_KEY in run_module.new_secrets or API_KEY not in str(result)
    assert "the api_key occurs in its msg" in result["msg"]
    assert simulator.commands() == []


def test_requests_that_is_missing_is_named(
    run_module: ModuleRun, connection: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_http, "REQUESTS_IMPORT_ERROR", "Traceback: no requests")
    result = run_module(smsc_op_template, **connection, **WANTED)
    assert result["failed"]
    assert "Python library (requests)" in result["msg"]


@pytest.mark.secrecy
def test_a_fault_of_our_own_is_told_without_a_secret(
    run_module: ModuleRun, connection: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise KeyError(f"psw={API_KEY}")

    monkeypatch.setattr("ansible_collections.smsops.smsc.plugins.module_utils._provision.ensure", fail)
    result = run_module(smsc_op_template, **connection, **WANTED)
    assert result["msg"].startswith("KeyError ('psw=********'): this is a fault of the collection")
    assert API_KEY not in str(result)
