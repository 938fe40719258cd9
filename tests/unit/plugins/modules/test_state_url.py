# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The limits of a fleet as a playbook sees them: an option in, an error out, and nothing secret anywhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _redis_server
from ansible_collections.smsops.smsc.plugins.modules import smsc_op_template_info, smsc_op_templates
from ansible_collections.smsops.smsc.tests.support import module_process
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.network import free_port
from ansible_collections.smsops.smsc.tests.support.redis_server import RedisServer, serving

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

PASSWORD = "s3cret%/"
ONE: dict[str, Any] = {"sender": "SHOP", "msg": "Заказ %d"}


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    monkeypatch.setattr(_redis_server, "_RETRY_FOR", 0.2)
    with serving(tmp_path_factory.mktemp("m"), port=True, password=PASSWORD) as server:
        server.make_old()
        yield server


def url(server: RedisServer, password: str = "s3cret%25%2F") -> str:
    return f"redis://:{password}@127.0.0.1:{server.port}"


@pytest.mark.parametrize("by", ["option", "environment", "environment alone"])
def test_it_is_taken_instead_of_a_folder(
    run_module: ModuleRun,
    connection: dict[str, Any],
    server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    by: str,
) -> None:
    given: dict[str, Any] = {"state_url": url(server)} if by == "option" else {}
    if by != "option":
        monkeypatch.setenv("SMSC_STATE_URL", url(server))
    folder: dict[str, Any] = {} if by == "environment alone" else {"state_dir": str(tmp_path / "folder")}
    result = run_module(smsc_op_template_info, **connection, **given, **folder, **ONE)
    assert not result.get("failed"), result
    assert "warnings" not in result
    assert not (tmp_path / "folder").exists()
    assert server.do("EXISTS", "smsops.smsc:{limits}:epoch") == 1


def test_an_empty_one_is_none(
    run_module: ModuleRun, connection: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SMSC_STATE_URL", "")
    result = run_module(smsc_op_template_info, **connection, state_dir=str(tmp_path / "folder"), **ONE)
    assert not result.get("failed")
    assert (tmp_path / "folder").exists()


def test_one_that_makes_no_sense_is_told_by_its_variable(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSC_STATE_URL", "redis://u:s3cret@store.example")
    result = run_module(smsc_op_template_info, **connection, **ONE)
    assert result["error"]["kind"] == "parameters"
    assert "SMSC_STATE_URL in the environment is redis://store.example:6379/0, which would send its" in result["msg"]
    assert "s3cret" not in str({**result, "invocation": None})
    assert simulator.commands() == []


@pytest.mark.parametrize("trouble", ["password", "gone"])
def test_a_store_that_cannot_be_used_is_an_error_before_anything_is_sent(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, server: RedisServer, trouble: str
) -> None:
    if trouble == "gone":
        server.stop()
    state_url = url(server, "wr0ng" if trouble == "password" else "s3cret%25%2F")
    wanted = [{**ONE, "targets": ["mts_srv"]}]
    result = run_module(smsc_op_templates, **connection, state_url=state_url, templates=wanted)
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "state")
    assert result["requests"] == {"sent": 0, "waited": 0}
    assert "Nothing was sent." in result["msg"]
    assert f"{server.url} (from state_url), which the fleet shares," in result["msg"]
    why = "does not accept the user and password" if trouble == "password" else "could not be reached"
    assert why in result["msg"]
    assert simulator.commands() == []
    for hidden in (PASSWORD, "s3cret%25%2F", "wr0ng"):
        assert hidden not in str({**result, "invocation": None})


def test_a_store_that_is_lost_in_the_middle_ends_the_list_with_what_was_done(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, server: RedisServer
) -> None:
    class Journal(deque):  # type: ignore[type-arg]
        def append(self, x: Any) -> None:
            super().append(x)
            if [one["command"] for one in self].count("add") == 2:
                server.do("FLUSHALL")

    simulator.service.journal = Journal()
    wanted = [{"sender": "SHOP", "msg": f"Заказ {number}", "targets": ["mts_srv"]} for number in range(5)]
    result = run_module(
        smsc_op_templates, **{**connection, "max_connections": 1}, state_url=url(server), templates=wanted
    )
    assert result["failed"]
    assert simulator.commands().count("add") == 2
    kinds = [record["error"] and record["error"]["kind"] for record in result["templates"]]
    assert kinds[2:] == ["state"] * 3
    assert result["templates"][0]["added"] == ["mts_srv"]
    assert result["changed"]
    assert "has lost what the tasks share while this one ran" in str(result["templates"][2]["error"])


@pytest.mark.parametrize("known", [True, False])
def test_a_certificate_counts_and_ca_path_says_which(
    run_module: ModuleRun,
    connection: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    known: bool,
) -> None:
    import trustme  # noqa: PLC0415 - not everywhere

    monkeypatch.setattr(_redis_server, "_RETRY_FOR", 0.2)
    folder = tmp_path_factory.mktemp("t")
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_pem.write_to_path(str(folder / "key"))
    certificate.cert_chain_pems[0].write_to_path(str(folder / "cert"))
    authority.cert_pem.write_to_path(str(folder / "ca"))
    (trustme.CA() if not known else authority).cert_pem.write_to_path(str(folder / "trusted"))
    port = free_port()
    files = ("--tls-cert-file", str(folder / "cert"), "--tls-key-file", str(folder / "key"))
    tls = ("--tls-port", str(port), *files, "--tls-ca-cert-file", str(folder / "ca"), "--tls-auth-clients", "no")
    with serving(folder, *tls) as server:
        server.make_old()
        secure: dict[str, Any] = {"state_url": f"rediss://127.0.0.1:{port}", "ca_path": str(folder / "trusted")}
        result = run_module(smsc_op_template_info, **{**connection, "validate_certs": True}, **secure, **ONE)
        assert bool(result.get("failed")) is not known
        if not known:
            assert (result["error"]["kind"], result["error"]["retryable"]) == ("state", False)
            assert "CERTIFICATE_VERIFY_FAILED" in result["msg"]
            result = run_module(smsc_op_template_info, **{**connection, "validate_certs": False}, **secure, **ONE)
            assert not result.get("failed")


def test_without_redis_for_python_it_is_told_what_to_install(tmp_path: Path, simulator: Simulator) -> None:
    options = {"api_key": API_KEY, "api_url": simulator.api_url, **ONE}
    python = module_process.without("redis")
    result = module_process.run(
        "smsc_op_template_info", tmp_path, python=python, state_url="unix://:s3cret@/run/none.sock", **options
    )
    assert result["failed"]
    assert "Failed to import the required Python library (redis)" in result["msg"]
    assert "at unix:///run/none.sock (from state_url): install redis 5.0 or newer" in result["msg"]
    assert simulator.commands() == []
    assert not module_process.run("smsc_op_template_info", tmp_path, python=python, **options).get("failed")
