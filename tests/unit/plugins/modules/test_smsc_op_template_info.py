# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a playbook sees it: options in, result out, the simulator behind it."""

from __future__ import annotations

import pwd
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _folder
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client
from ansible_collections.smsops.smsc.plugins.modules import smsc_op_template, smsc_op_template_info

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator


@pytest.fixture(autouse=True)
def russian_names(simulator: Simulator) -> None:
    simulator.service.configure({"answers": {"get": "registered", "names": "russian"}})


@pytest.fixture
def registered(run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> dict[str, Any]:
    run_module(smsc_op_template, **connection, sender="SHOP", msg="Заказ %d", targets=["bee_srv"])
    simulator.service.journal.clear()
    return {
        "sender": "SHOP",
        "msg": "Заказ %d",
        "registrations": [
            {
                "target": "bee_srv",
                "operator": "beeline",
                "message_type": "service",
                "name": "Билайн (сервисные)",
                "id": 1001,
                "status": 0,
                "state": "pending",
            }
        ],
    }


@pytest.mark.parametrize("check_mode", [True, False])
def test_one_template(
    run_module: ModuleRun,
    connection: dict[str, Any],
    registered: dict[str, Any],
    simulator: Simulator,
    check_mode: bool,
) -> None:
    result = run_module(smsc_op_template_info, check_mode=check_mode, **connection, sender="SHOP", text="Заказ %d")
    result.pop("invocation", None)  # not there with ansible-core 2.21
    assert result == {"changed": False, "templates": [registered], "requests": {"sent": 1, "waited": 0}}
    assert simulator.commands() == ["get"]


def test_a_list_in_its_order_with_the_names_given(
    run_module: ModuleRun, connection: dict[str, Any], registered: dict[str, Any]
) -> None:
    items = [
        {"name": "unknown", "sender": "SHOP", "msg": "Такого нет"},
        {"name": "paid", "sender": "SHOP", "msg": "Заказ %d"},
        {"sender": "OTHER", "msg": "Заказ %d"},
    ]
    fine = {"changed": False, "failed": False, "error": None}
    result = run_module(smsc_op_template_info, **connection, templates=items)
    assert result["templates"] == [
        {**items[0], "registrations": [], **fine},
        {"name": "paid", **registered, **fine},
        {**items[2], "registrations": [], **fine},
    ]
    assert result["requests"]["sent"] == 3


def test_an_empty_list_is_not_an_error(run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> None:
    result = run_module(smsc_op_template_info, **connection, templates=[])
    assert (result["templates"], result["requests"]["sent"], simulator.commands()) == ([], 0, [])


def test_a_row_that_is_not_understood_is_shown_and_warned_of(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    simulator.service.configure({"answers": {"more_rows": [{"name": "Икс", "id": "7", "status": "9"}]}})
    result = run_module(smsc_op_template_info, **connection, sender="SHOP", msg="text")
    assert result["templates"][0]["registrations"] == [
        {
            "target": None,
            "operator": None,
            "message_type": None,
            "name": "Икс",
            "id": 7,
            "status": 9,
            "state": "unknown",
        }
    ]
    assert result["warnings"] == [
        "the row name='Икс' id=7 status=9 is not recognised as a target",
        "the row name='Икс' id=7 status=9 has an unknown status",
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "one of the following is required: sender, templates"),
        ({"sender": "SHOP"}, "parameters are required together: sender, msg"),
        ({"sender": "S", "msg": "m", "templates": []}, "mutually exclusive: sender|templates"),
        ({"sender": "", "msg": "m"}, "sender is empty"),
        ({"templates": [{"sender": "S", "msg": "m"}, {"sender": "S", "msg": ""}]}, "templates[1]: msg is empty"),
        ({"templates": [{"name": "x", "sender": "S"}]}, "templates[0] (x): msg is missing"),
        (
            {"templates": [{"sender": "S", "msg": "m", "mgs": "m"}]},
            "templates[0]: 'mgs' is unknown; did you mean 'msg'?",
        ),
    ],
)
def test_bad_input_is_told_and_nothing_is_sent(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, options: dict[str, Any], words: str
) -> None:
    result = run_module(smsc_op_template_info, **connection, **options)
    assert result["failed"]
    assert words in result["msg"]
    assert simulator.commands() == []


def test_empty_variables_of_the_environment_count_as_missing(
    run_module: ModuleRun,
    connection: dict[str, Any],
    registered: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """AWX sets one for every field of a credential, also where nobody has filled it in."""
    for variable in ("SMSC_API_KEY", "SMSC_LOGIN", "SMSC_PASSWORD", "SMSC_TIMEOUT", "SMSC_STATE_DIR"):
        monkeypatch.setenv(variable, "")
    monkeypatch.setenv("SMSC_API_URL", "")
    result = run_module(smsc_op_template_info, **connection, sender="SHOP", msg="Заказ %d")
    assert result["templates"] == [registered]
    result = run_module(smsc_op_template_info, sender="SHOP", msg="Заказ %d")
    assert result["msg"].startswith(
        "parameters: no credentials: give api_key, or login and password, or set SMSC_API_KEY"
    )


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificate_authorities_that_are_not_there_are_named(
    run_module: ModuleRun, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv(variable, "/nonexistent/ca.pem")
    monkeypatch.setattr(_client, "READ_ATTEMPTS", 1)
    options: dict[str, Any] = {"api_url": "https://192.0.2.1/", "api_key": "a-key", "sender": "SHOP", "msg": "text"}
    result = run_module(smsc_op_template_info, **options)
    assert (result["failed"], result["error"]["kind"]) == (True, "transport")
    assert f"they are those of /nonexistent/ca.pem (from {variable} in the environment). " in result["msg"]


def test_without_a_home_folder_the_limits_hold_within_the_process_and_a_warning_says_so(
    run_module: ModuleRun,
    connection: dict[str, Any],
    registered: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    result = run_module(smsc_op_template_info, **connection, sender="SHOP", msg="Заказ %d")
    assert result["templates"] == [registered]
    assert result["warnings"] == [
        "this user has no home folder for what tasks share, so the limits of the service hold within this process only"
        "; set state_dir or SMSC_STATE_DIR to a folder of this machine"
    ]
    result = run_module(smsc_op_template_info, **connection, sender="SHOP", msg="Заказ %d", state_dir=str(tmp_path))
    assert "warnings" not in result


def on_network(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A table of mounts in which the folder comes from another machine."""
    table = folder.parent / "mountinfo"
    table.write_text(f"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:5 / {folder} rw,sync - nfs4 nas:/share rw\n", "utf-8")
    monkeypatch.setattr(_folder, "_TABLE", table)


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_given_folder_on_a_network_file_system_is_refused(
    run_module: ModuleRun,
    connection: dict[str, Any],
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    by: str,
) -> None:
    on_network(monkeypatch, tmp_path / "share")
    folder = str(tmp_path / "share" / "smsc")
    if by == "environment":
        monkeypatch.setenv("SMSC_STATE_DIR", folder)
    given: dict[str, Any] = {"state_dir": folder} if by == "option" else {}
    result = run_module(smsc_op_template_info, **connection, **given, sender="SHOP", msg="Заказ %d")
    assert (result["failed"], result["error"]["kind"]) == (True, "parameters")
    source = "state_dir" if by == "option" else "SMSC_STATE_DIR in the environment"
    assert f"{source} is {folder!r}, which is on a network file system (nfs4)" in str(result["msg"])
    assert "Give a folder of this machine" in str(result["msg"])
    assert not Path(folder).exists()
    assert simulator.commands() == []


def test_the_default_folder_on_a_network_file_system_is_left_alone(
    run_module: ModuleRun,
    connection: dict[str, Any],
    registered: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    on_network(monkeypatch, tmp_path / "share")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "share"))
    monkeypatch.delenv("SMSC_STATE_DIR", raising=False)
    result = run_module(smsc_op_template_info, **connection, sender="SHOP", msg="Заказ %d")
    assert result["templates"] == [registered]
    (warning,) = result["warnings"]
    assert "is on a network file system (nfs4), so the limits of the service hold within this process only" in warning
    assert not (tmp_path / "share").exists()
