# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _module
from ansible_collections.smsops.smsc.plugins.module_utils._model import _contract, _errors
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client

DEFAULTS: dict[str, Any] = {
    "api_key": None,
    "login": None,
    "password": None,
    "api_url": _contract.DEFAULT_API_URL,
    "api_fallback_urls": None,
    "validate_certs": True,
    "ca_path": None,
    "timeout": 30,
    "rate_limit_timeout": 150,
    "max_connections": 4,
    "state_dir": None,
}
KEY = {"SMSC_API_KEY": "env-key"}
PAIR = {"SMSC_LOGIN": "env-login", "SMSC_PASSWORD": "env-password"}


def settings(**params: Any) -> _client.Settings:
    return _module.settings({**DEFAULTS, **params}, {"apikey": "k"})


@pytest.mark.parametrize(
    ("params", "environ", "form"),
    [
        ({"api_key": "k"}, {}, {"apikey": "k"}),
        ({"login": "l", "password": "p"}, {}, {"login": "l", "psw": "p"}),
        ({}, KEY, {"apikey": "env-key"}),
        ({}, PAIR, {"login": "env-login", "psw": "env-password"}),
        ({"api_key": "k"}, PAIR, {"apikey": "k"}),
        ({"api_key": "k"}, {**KEY, **PAIR}, {"apikey": "k"}),
        ({"login": "l", "password": "p"}, {**KEY, **PAIR}, {"login": "l", "psw": "p"}),
        ({"login": "l"}, {**KEY, **PAIR}, {"login": "l", "psw": "env-password"}),
        ({"password": "p"}, PAIR, {"login": "env-login", "psw": "p"}),
        ({"api_key": "", "login": "", "password": ""}, KEY, {"apikey": "env-key"}),
    ],
)
def test_credentials_come_from_options_and_then_from_the_environment(
    params: dict[str, str], environ: dict[str, str], form: dict[str, str]
) -> None:
    assert _module.find_credentials(params, environ) == form


@pytest.mark.parametrize(
    ("params", "environ", "words"),
    [
        ({}, {}, "no credentials: give api_key, or login and password, or set SMSC_API_KEY"),
        ({"api_key": "k", "login": "l", "password": "p"}, {}, "^api_key, login and password are given together"),
        ({"api_key": "k", "password": "p"}, {}, "^api_key and password are given together"),
        ({}, {**KEY, **PAIR}, "^SMSC_API_KEY, SMSC_LOGIN and SMSC_PASSWORD in the environment are given together"),
        (
            {"login": "l"},
            KEY,
            r"password is missing: give it, or set SMSC_PASSWORD; the login is given \(from login\)$",
        ),
        (
            {"password": "p"},
            {},
            r"login is missing: give it, or set SMSC_LOGIN; the password is given \(from password\)$",
        ),
    ],
)
def test_none_half_and_both_are_refused(params: dict[str, str], environ: dict[str, str], words: str) -> None:
    with pytest.raises(_errors.ParametersError, match=words):
        _module.find_credentials(params, environ)


def test_defaults() -> None:
    made = settings()
    assert made.api_urls == ("https://smscentre.com/sys/", "https://www2.smscentre.com/sys/")
    assert (made.timeout, made.rate_limit_timeout, made.max_connections, made.validate_certs) == (30, 150, 4, True)


@pytest.mark.parametrize(
    ("params", "urls"),
    [
        ({"api_url": "https://smsc.ru/sys/"}, ("https://smsc.ru/sys/",)),
        ({"api_url": "https://smsc.ru/sys"}, ("https://smsc.ru/sys/",)),
        ({"api_fallback_urls": []}, ("https://smscentre.com/sys/",)),
        (
            {"api_url": "https://smsc.kz/sys/", "api_fallback_urls": ["https://www2.smsc.kz/sys/"]},
            ("https://smsc.kz/sys/", "https://www2.smsc.kz/sys/"),
        ),
        ({"api_url": "http://localhost:8080/sys/"}, ("http://localhost:8080/sys/",)),
        ({"api_url": "http://[::1]:8080/sys/"}, ("http://[::1]:8080/sys/",)),
        ({"api_url": "http://10.1.1.1/sys/", "validate_certs": False}, ("http://10.1.1.1/sys/",)),
    ],
)
def test_addresses(params: dict[str, Any], urls: tuple[str, ...]) -> None:
    assert settings(**params).api_urls == urls


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (
            {"api_url": "smscentre.com"},
            "api_url is 'smscentre.com', which is not an address; it looks like https://smsc",
        ),
        ({"api_url": ""}, "api_url is '', which is not an address"),
        ({"api_url": "ftp://smscentre.com/"}, "which is not an address"),
        ({"api_url": "https:///sys/"}, "which is not an address"),
        ({"api_url": "https://[::1/sys/"}, "which is not an address"),
        ({"api_url": "https://smscentre.com:port/"}, "which is not an address"),
        ({"api_url": "http://smscentre.com/sys/"}, "would send the credentials unencrypted; use https"),
        ({"api_url": "http://127.0.0.1.evil.example/"}, "unencrypted"),
        ({"api_fallback_urls": ["http://smsc.ru/"]}, "api_fallback_urls is 'http://smsc.ru/', which would send"),
        ({"timeout": 0}, "timeout is 0; it must be from 1 to 3600"),
        ({"timeout": 3601}, "timeout is 3601; it must be from 1 to 3600"),
        ({"rate_limit_timeout": -2}, "rate_limit_timeout is -2; it must be -1 or more"),
        ({"max_connections": 15}, "max_connections is 15; it must be from 1 to 14"),
        ({"max_connections": 0}, "max_connections is 0; it must be from 1 to 14"),
        ({"ca_path": "/nonexistent/ca.pem"}, "ca_path is '/nonexistent/ca.pem', and there is no such file"),
    ],
)
def test_an_invalid_value_is_named_with_the_fix(params: dict[str, Any], words: str) -> None:
    with pytest.raises(_errors.ParametersError) as caught:
        settings(**params)
    assert words in caught.value.description


@pytest.mark.parametrize("url", ["https://me:hunter2@smsc.ru/", "https://smsc.ru/?psw=hunter2", "ftp://x/#hunter2"])
def test_an_address_with_a_password_in_it_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(_errors.ParametersError, match="give the bare address") as caught:
        settings(api_url=url)
    assert "hunter2" not in str(caught.value)


def test_a_template_keeps_its_text_and_loses_repeated_targets() -> None:
    (made,) = _module.wanted([{"sender": "S", "msg": " a\n%d ", "targets": ["soc", "mts_srv", "soc"]}], {})
    assert (made.sender, made.msg, made.targets) == ("S", " a\n%d ", ("soc", "mts_srv"))


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"sender": ""}, "sender is empty"),
        ({"sender": " \n"}, "sender is empty"),
        ({"msg": ""}, "msg is empty"),
        ({"msg": "\t "}, "msg is empty"),
        ({"msg": "ab\udcff"}, "msg is not Unicode text at position 3; save it as UTF-8"),
        ({"targets": ["mts_src"]}, "target 'mts_src' is unknown; did you mean 'mts_srv'?"),
        ({"targets": ["mts_src"]}, "set allow_unknown_targets: true"),
        ({"targets": ["MTS"]}, "target 'MTS' is not a flag of the service; flags are like mts_srv"),
        ({"targets": [""]}, "target '' is not a flag of the service"),
    ],
)
def test_a_template_that_cannot_be_meant(item: dict[str, Any], words: str) -> None:
    with pytest.raises(_errors.ParametersError) as caught:
        _module.wanted(
            [{"sender": "S", "msg": "m", "targets": ["soc"], **item}],
            {},
            where="templates[3]",
            targets_needed=True,
            allow_unknown_targets=False,
        )
    assert caught.value.description.startswith("templates[3]: ")
    assert words in caught.value.description


def test_unknown_targets_can_be_allowed_but_not_anything() -> None:
    item = {"sender": "S", "msg": "m", "targets": ["sber_srv"]}
    assert _module.wanted([item], {})[0].targets == ("sber_srv",)
    for target in ("apikey=1", "sber srv", "СБЕР", "fmt&x"):
        with pytest.raises(_errors.ParametersError, match="is not a flag of the service"):
            _module.wanted([{**item, "targets": [target]}], {})
