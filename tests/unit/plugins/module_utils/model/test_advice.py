# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failed task says: which paragraph an error becomes, in modules and in the role."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _advice, _errors
from ansible_collections.smsops.smsc.tests.support.paths import TREE

AUTH = {
    "kind": "auth",
    "code": 2,
    "description": (
        'smscentre.com refused the credentials (from api_key), saying "authorise error"; they are locked on this '
        "machine until 22:31, because five failed logins would block its address and stop all messages"
    ),
    "retryable": False,
}
PAGE = (TREE / "docs" / "troubleshooting.md").read_text("utf-8")
FLEET_HEADINGS = re.findall(r"^##+ (.*)$", (TREE / "docs" / "fleet.md").read_text("utf-8"), re.MULTILINE)
HEADINGS = re.findall(r"^##+ (.*)$", PAGE, re.MULTILINE)
SECTIONS = {
    _advice.find({"kind": kind, "code": one.code, "description": ""})._replace(section=one.section or kind).section
    for kind, advice in _advice.ADVICE.items()
    for one in advice
    if kind not in ("module", "state")
} | {_advice.find({"kind": kind}).section for kind in ("module", "")}


def kinds() -> set[str]:
    found, classes = set(), [_errors.SmscError]
    while classes:
        one = classes.pop()
        classes += one.__subclasses__()
        found.add(one.kind)
    return found - {""}


def test_an_error_is_a_paragraph() -> None:
    assert _advice.paragraph(AUTH, done="Nothing was added.") == [
        f"auth (error 2): {AUTH['description']}.",
        "Nothing was added.",
        "Correct api_key; for an account at another host, such as smsc.ru, set api_url. If both are right, allow the "
        "address of this machine in the web dashboard of the account.",
        'See troubleshooting, "auth": https://github.com/smsops/smsops.smsc/tree/main/docs/troubleshooting.md#auth',
    ]


def test_the_role_says_it_of_an_environment_and_with_its_variables() -> None:
    told = _advice.paragraph(AUTH, "prod", names=_advice.ROLE_VARIABLES)
    assert told[0].startswith(
        "prod: auth (error 2): smscentre.com refused the credentials (from op_templates_api_key), "
    )
    assert told[1].startswith("Correct op_templates_api_key; for an account at another host, such as smsc.ru, set ")
    assert "set op_templates_api_url. " in told[1]


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("h refused the credentials (from login and password)", "(from op_templates_login and op_templates_password)"),
        ("h (from api_fallback_urls) did not answer", "h (from op_templates_connection_options.api_fallback_urls) did"),
        ("timeout is 0; it must be", "parameters: op_templates_connection_options.timeout is 0; it"),
        ("no credentials: give api_key, or login and password", "op_templates_api_key, or op_templates_login and op_t"),
        ("2 would be added, and max_additions allows 1", "and op_templates_max_additions allows 1."),
        ("SMSC_API_KEY in the environment is", "parameters: SMSC_API_KEY in the environment is."),
        ("it said '?api_key=5'; five failed logins", "it said '?api_key=5'; five failed logins."),
        ("op_templates_api_url is set", "parameters: op_templates_api_url is set."),
    ],
)
def test_options_have_the_names_of_the_role(description: str, told: str) -> None:
    error = {"kind": "parameters", "description": description}
    assert told in _advice.paragraph(error, names=_advice.ROLE_VARIABLES)[0]
    assert f"{description}." in _advice.paragraph(error)[0]


def test_every_variable_of_the_role_is_one() -> None:
    defaults = (TREE / "roles" / "op_templates" / "meta" / "argument_specs.yml").read_text("utf-8")
    for variable in _advice.ROLE_VARIABLES.values():
        assert f"{variable.partition('.')[0]}:" in defaults


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("smscentre.com returned it", True),
        ("6 would be added; nothing was added", False),
        ("h: the connection broke; a read after the addition shows no registration for mts_srv", False),
        ("it has a bad scheme, so nothing was sent", False),
    ],
)
def test_what_was_done_is_not_said_twice_and_not_against_what_is_open(description: str, said: bool) -> None:
    told = _advice.paragraph({"kind": "api", "description": description}, done="Nothing was added.")
    assert ("Nothing was added." in told) is said


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_has_advice_and_a_section(kind: str) -> None:
    error = {"kind": kind, "code": None, "description": "what happened"}
    advice = _advice.find(error)
    assert bool(advice.text) is (kind != "parameters")
    assert _advice.paragraph(error)[0] == f"{kind}: what happened."
    assert advice.section in (FLEET_HEADINGS if kind == "state" else HEADINGS)


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_every_section_is_there(section: str) -> None:
    assert section in HEADINGS
    # As GitHub makes an anchor of a heading.
    anchor = re.sub(r"[^\w\- ]", "", section.lower()).replace(" ", "-")
    assert _advice.address(section).endswith(f"/docs/troubleshooting.md#{anchor}")


@pytest.mark.parametrize(
    ("error", "section", "words"),
    [
        ({"kind": "parameters", "description": "no credentials: give"}, "No credentials", ""),
        ({"kind": "parameters", "description": "HTTPS_PROXY in the environment of the task has a space"}, "Proxy", ""),
        ({"kind": "refused", "code": -1}, "refused", "Register the sender name"),
        ({"kind": "refused", "code": -2}, "refused", "linter"),
        (
            {
                "kind": "transport",
                "description": "h: TLS failed, because its certificate is not accepted (self-signed)",
            },
            "Certificate",
            "set ca_path",
        ),
        (
            {
                "kind": "transport",
                "description": "h: TLS failed, because its certificate is not accepted (certificate has expired); the",
            },
            "Certificate",
            "clock",
        ),
        (
            {
                "kind": "transport",
                "description": "h: TLS failed, because its certificate is not accepted (mismatch, 'a')",
            },
            "Certificate",
            "Set api_url to a name",
        ),
        (
            {"kind": "transport", "description": "the proxy p:1 (HTTPS_PROXY) could not be reached (x)"},
            "Proxy",
            "is up",
        ),
        (
            {"kind": "transport", "description": "h could not be reached (its name cannot be looked up: no)"},
            "transport",
            "(DNS)",
        ),
        ({"kind": "transport", "description": "h could not be reached (Connection refused)"}, "transport", "firewall"),
        ({"kind": "transport", "description": "h did not answer within 30 s"}, "transport", "timeout"),
        ({"kind": "bad_response", "description": "h redirects to x (HTTP 302)"}, "Redirect", "without the file name"),
        ({"kind": "bad_response", "description": "h: the response is a web page: <html>"}, "Web page", "browser"),
        ({"kind": "module", "description": "the module could not be run: x"}, "Before anything is sent", "interpreter"),
        ({}, "Before anything is sent", ""),
    ],
)
def test_what_to_do(error: dict[str, Any], section: str, words: str) -> None:
    told = _advice.steps(error)
    assert f'See troubleshooting, "{section}": ' in told[-1]
    assert words in told[0]


def test_a_message_of_one_reason_is_told_from_a_list() -> None:
    assert _advice.is_of_all(_advice.text(AUTH, "Nothing was added."), AUTH)
    assert not _advice.is_of_all(f"60 of 60 templates failed: t0: {AUTH['description']}", AUTH)
    assert not _advice.is_of_all("the module could not be run", None)
