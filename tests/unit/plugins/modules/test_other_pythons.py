# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules, each in a real process, with a Python that lacks something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support import module_process
from ansible_collections.smsops.smsc.tests.support.accounts import LOGIN, PASSWORD
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

MODULES = ("smsc_doctor_info", "smsc_op_template", "smsc_op_template_info", "smsc_op_templates")
WANTED: dict[str, Any] = {"sender": "SHOP", "msg": "Заказ %d", "targets": ["mts_srv"]}
OPTIONS: dict[str, dict[str, Any]] = {
    "smsc_doctor_info": {"sender": "SHOP"},
    "smsc_op_template": WANTED,
    "smsc_op_template_info": {"sender": "SHOP", "msg": "Заказ %d"},
    "smsc_op_templates": {"templates": [WANTED]},
}
# FIPS mode: the old digests and BLAKE2 are refused; with `marked`, MD5 and SHA-1 are not where no security is meant.
FIPS = """
import hashlib
def refusing(name, real):
    def made(*args, usedforsecurity=True, **options):
        named = str(args[0] if name == "new" else name).lower()
        if named in ("md5", "sha1", "blake2b", "blake2s") and (usedforsecurity or not {marked} or "blake" in named):
            raise ValueError("[digital envelope routines] unsupported")
        return real(*args, **options)
    return made
for name in ("new", "md5", "sha1", "blake2b", "blake2s"):
    setattr(hashlib, name, refusing(name, getattr(hashlib, name)))
"""
BROKEN_URLLIB3 = """
import urllib3.exceptions
del urllib3.exceptions.LocationValueError
"""
OLD_URLLIB3 = """
import sys, types
class Old:
    def find_spec(self, name, path=None, target=None):
        if name == "urllib3.exceptions":
            raise AttributeError("module 'collections' has no attribute 'MutableMapping'")
sys.meta_path.insert(0, Old())
"""


@pytest.fixture
def connection(simulator: Simulator) -> dict[str, Any]:
    return {"api_url": simulator.api_url, "login": LOGIN, "password": PASSWORD}


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("module", MODULES)
def test_in_fips_mode_they_work(
    module: str, marked: bool, simulator: Simulator, connection: dict[str, Any], tmp_path: Path
) -> None:
    options = {**connection, **OPTIONS[module]}
    result = module_process.run(module, tmp_path, python=FIPS.format(marked=marked), **options)
    assert "failed" not in result, result
    assert "get" in simulator.commands()
    assert not any("cannot be used" in str(warning) for warning in result.get("warnings", ()))


@pytest.mark.parametrize("marked", [True, False])
def test_in_fips_mode_a_password_is_masked(
    marked: bool, simulator: Simulator, connection: dict[str, Any], tmp_path: Path
) -> None:
    simulator.service.configure({"faults": [{"kind": "body", "body": f"psw={PASSWORD}", "times": 9}]})
    options = {**connection, **OPTIONS["smsc_op_template"]}
    result = module_process.run("smsc_op_template", tmp_path, python=FIPS.format(marked=marked), **options)
    assert "psw=********" in result["msg"]


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("names", [("_sqlite3",), ("sqlite3", "_sqlite3")])
def test_without_sqlite_nothing_is_sent_and_they_say_why(
    module: str, names: tuple[str, ...], simulator: Simulator, connection: dict[str, Any], tmp_path: Path
) -> None:
    options = {**connection, **OPTIONS[module]}
    result = module_process.run(module, tmp_path, python=module_process.without(*names), **options)
    assert result["failed"]
    assert "Failed to import the required Python library (sqlite3)" in result["msg"]
    assert "sqlite3 on FreeBSD" in result["msg"]
    assert result["requests"] == {"sent": 0, "waited": 0}
    assert simulator.commands() == []


@pytest.mark.parametrize(
    ("python", "cause"),
    [
        (module_process.without("requests"), ""),
        (module_process.without("urllib3"), "No module named 'urllib3'"),
        (module_process.without("idna", "chardet", "charset_normalizer"), "idna"),
        (BROKEN_URLLIB3, "cannot import name 'LocationValueError'"),
        (OLD_URLLIB3, "no attribute 'MutableMapping'"),
    ],
    ids=["no requests", "no urllib3", "no idna", "broken", "old"],
)
def test_a_requests_that_cannot_be_loaded_is_told(
    python: str, cause: str, simulator: Simulator, connection: dict[str, Any], tmp_path: Path
) -> None:
    result = module_process.run("smsc_op_template", tmp_path, python=python, **connection, **WANTED)
    assert result["failed"]
    assert "Failed to import the required Python library (requests)" in result["msg"]
    assert cause in result["msg"]
    assert bool(cause) is ("urllib3 of 1.26 or newer" in result["msg"])
    assert simulator.commands() == []


def test_without_ssl_https_is_refused_and_http_to_this_machine_is_not(
    simulator: Simulator, connection: dict[str, Any], tmp_path: Path
) -> None:
    python = module_process.without("ssl", "_ssl")
    result = module_process.run("smsc_op_template", tmp_path, python=python, **connection, **WANTED)
    assert "failed" not in result, result
    options = {**connection, **WANTED, "api_url": "https://127.0.0.1:1/"}
    result = module_process.run("smsc_op_template", tmp_path, python=python, **options)
    assert "Failed to import the required Python library (ssl)" in result["msg"]
    assert result["requests"]["sent"] == 0
