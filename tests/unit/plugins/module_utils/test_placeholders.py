# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of the documentation, which must not reach the service."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _module
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors, _input

KEYS = ["demo-key", "demo-key-dev", "demo-key-prod", "demo-password", "demo-only", "for-tests-only"]
DOTS = ["...", "…", "xxx", "XXXX", "***", "<your key>", " demo-key "]
REAL = ["9f86d081884c7d65", "demo", "key/+=4711", "x", "for-tests", "a...", "Пароль"]


@pytest.mark.parametrize("secret", [*KEYS, *DOTS])
def test_what_only_stands_for_a_key(secret: str) -> None:
    assert _input.is_placeholder(secret)


@pytest.mark.parametrize("secret", [*REAL, ""])
def test_what_may_be_a_key(secret: str) -> None:
    assert not _input.is_placeholder(secret)


def settings(credentials: dict[str, str], **options: Any) -> Any:
    spec = _module.argument_spec()
    params = {**{name: option.get("default") for name, option in spec.items()}, **options}
    return _module.settings(params, credentials)


@pytest.mark.parametrize(
    ("credentials", "option"),
    [({"apikey": "demo-key"}, "api_key"), ({"login": "myshop", "psw": "..."}, "password")],
    ids=["key", "password"],
)
@pytest.mark.parametrize(
    "urls",
    [
        {},
        {"api_url": "https://sms.example/sys/"},
        {"api_url": "https://127.0.0.1.example/sys/"},
        {"api_url": "http://127.0.0.1:1/sys/", "api_fallback_urls": ["https://sms.example/sys/"]},
    ],
    ids=["default", "other", "similar", "fallback"],
)
def test_it_leaves_this_machine_for_no_host(credentials: dict[str, str], option: str, urls: dict[str, Any]) -> None:
    with pytest.raises(_errors.ParametersError, match=f"{option} is a sample key from the documentation"):
        settings(credentials, **urls)


@pytest.mark.parametrize("host", ["127.0.0.1:8025", "localhost", "[::1]:80"])
def test_the_simulator_is_asked_with_it(host: str) -> None:
    assert settings({"apikey": "demo-key"}, api_url=f"http://{host}/sys/").api_urls == (f"http://{host}/sys/",)


def test_the_key_of_an_account_goes_where_it_should() -> None:
    assert settings({"apikey": "9f86d081884c7d65"}).api_urls[0].startswith("https://")
