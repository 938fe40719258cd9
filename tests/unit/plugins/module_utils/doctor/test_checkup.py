# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._doctor._checkup import examine
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from ansible_collections.smsops.smsc.plugins.module_utils._service._redact import Redactor
from ansible_collections.smsops.smsc.plugins.module_utils._service._response import Response, parse, understand
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY

NO_REDIRECT = ", and no redirect is followed, because the credentials would go along"
REDACTOR = Redactor({"login": "owner", "psw": API_KEY}, {"MYSHOP": "<sender>", "Заказ %d оплачен": "<text>"})


def examined(body: str | bytes, *, understood: bool = False, **parts: Any) -> dict[str, Any]:
    """The record of a response. understood: whether the client is said to understand it, whatever it is."""
    data = body.encode() if isinstance(body, str) else body
    response = Response(parts.get("status", 200), parts.get("content_type", ""), parts.get("location", ""), data)
    error = None
    try:
        understand(response, parse, REDACTOR.redact)
    except _errors.SmscError as exc:
        error = exc
    return examine(response, None if understood else error, (), REDACTOR)


def test_the_record_of_a_response_with_rows() -> None:
    body = '{"t":[{"name":"МТС (сервисные)","id":"7","status":2},{"name":"?","status":"x"}]}'
    record = examined(body, status=201, understood=True)
    assert record["answer"] == {
        "http_status": 201,
        "content_type": "",
        "charset": "utf-8",
        "format": "json",
        "arrangement": "a list of rows, in 't'",
        "outline": "{'t': [1 x {'name': word, 'id': string, 'status': number}, 1 x {'name', 'status': word}]}",
        "size": 92,
        "body": '{"t":[{"name":"МТС (сервисные)","id":"7","status":2},{"name":"?","status":"x"}]}',
    }
    assert record["rows"] == [
        {
            "name": "МТС (сервисные)",
            "target": "mts_srv",
            "status": "2",
            "state": "accepted",
            "path": "'t'[]",
            "id_kind": "string",
            "status_kind": "number",
        },
        {
            "name": "?",
            "target": None,
            "status": "x",
            "state": None,
            "path": "'t'[]",
            "id_kind": "absent",
            "status_kind": "word",
        },
    ]
    assert record["error"] is None
    assert record["findings"][0] == {
        "question": "Does the service answer JSON (fmt=3), with HTTP status 200?",
        "answer": "json, HTTP status 201",
        "verdict": "understood",
        "advice": None,
    }


def test_no_response() -> None:
    record = examine(
        None, _errors.TransportError("MYSHOP.example: the connection broke", unreachable=True), (), REDACTOR
    )
    assert (record["answer"], record["rows"]) == (None, [])
    assert record["error"]["description"] == "<sender>.example: the connection broke"
    assert {finding["verdict"] for finding in record["findings"]} == {"open"}


def test_a_target_of_the_user_is_recognised() -> None:
    record = examine(Response(200, "", "", b"sber_srv,1,2"), None, ("sber_srv",), REDACTOR)
    assert record["rows"][0]["target"] == "sber_srv"


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (_errors.ParametersError("x", 1), "if sender name and text are right, please report it"),
        (_errors.AuthError("x", 2), "run once with SMSC_UNLOCK=1"),
        (_errors.CredentialsLockedError("x", 2), "fix them, or wait, or run once with SMSC_UNLOCK=1"),
        (_errors.IpBlockedError("x", 4), "find out which program at this address sends wrong credentials"),
        (_errors.RateLimitError("x", 9), "wait a minute, and run it again"),
        (_errors.ApiError("x", 3), "it is not known what this error means here; please report it"),
        (_errors.TransportError("x"), "certificates, and run it again"),
        (_errors.BadResponseError("x"), "if that does not help, please report it"),
    ],
)
def test_every_error_has_advice(error: _errors.SmscError, word: str) -> None:
    record = examine(None, error, (), REDACTOR)["error"]
    assert record["advice"].endswith(word)
    assert {key: record[key] for key in ("kind", "code", "description")} == {
        "kind": error.kind,
        "code": error.code,
        "description": "x",
    }


@pytest.mark.parametrize(
    ("body", "parts", "words"),
    [
        ('{"error":"authorise error","error_code":2}', {}, 'the service returned "authorise error"'),
        ('{"error":"authorise error","error_code":2}', {"status": 403}, 'the service returned "authorise error"'),
        ("OK", {}, "the service: the response is not in a known form: OK"),
        (
            "",
            {"status": 301, "location": f"https://x.example/?owner={API_KEY}\n"},
            "the service redirects to https://x.example/?********=********\\n (HTTP 301)" + NO_REDIRECT,
        ),
        ("", {"status": 300, "location": "MYSHOP"}, "the service redirects to <sender> (HTTP 300)" + NO_REDIRECT),
        ("", {"status": 399, "location": "a"}, "the service redirects to a (HTTP 399)" + NO_REDIRECT),
        ("[]", {"status": 400}, "the service: HTTP 400 with rows, which cannot both be true: []"),
        ("[]", {"status": 299}, "the service: HTTP 299 with rows, which cannot both be true: []"),
        ("MYSHOP", {"status": 500}, "the service: HTTP 500, and the response is not in a known form: <sender>"),
    ],
)
def test_what_is_wrong_with_a_response_is_said_without_what_is_private(
    body: str, parts: dict[str, Any], words: str
) -> None:
    assert examined(body, **parts)["error"]["description"] == words


HOSTILE = [
    "{}",
    "<html>{}",
    '{{"error": "{}", "error_code": 3}}',
    '[{{"name": "{}", "status": 2}}]',
    '[{{"name": "soc", "status": "{}"}}]',
    '{{"{}": {{"status": 2}}}}',
    '{{"{}": {{"name": "x", "status": 2}}}}',
    "<{}><name>x</name><status>2</status></{}>",
    "name = {}, id = 1, status = 2",
    "ERROR = 2 ({})",
    "OK {}",
]


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("word", [API_KEY, "owner", "MYSHOP", "Заказ %d оплачен"])
def test_nothing_private_is_left_of_a_hostile_response(body: str, word: str) -> None:
    # Of all places where the word could stand, those where the cut of a quotation goes through it: that of the value
    # alone, and that of the whole body.
    for before in (0, body.format("|", "").index("|")):
        start = 200 - len(word) // 2 - before
        text = body.format(*["x" * start + word] * 2)
        where = "x" * start + word
        records = [
            examined(text, content_type=where),
            examined(text, status=302, location=where),
            examine(None, _errors.TransportError(text), (), REDACTOR),
        ]
        everything = json.dumps(records, ensure_ascii=False)
        for private in (word, word[:4]):
            assert private not in everything


def test_a_body_is_cut_and_its_control_characters_are_spelled_out() -> None:
    record = examined("\x1b[2J\r\n\x00\u202eабв")
    assert record["answer"]["body"] == "\\x1b[2J\\r\n\\x00\\u202eабв"
    for body, length in (("x" * 4096, 4096), ("x" * 4097, 4099), ("\x01" * 2000, 4099), ("x" * 100_000, 4099)):
        shown = examined(body)["answer"]["body"]
        assert (len(shown), shown.endswith("...")) == (length, length == 4099)
        assert examined(body)["answer"]["size"] == len(body)


def test_a_body_full_of_secrets_shows_none_behind_the_cut() -> None:
    for before in range(0, 20):
        body = examined("x" * (4090 - before) + API_KEY + "z" * 10)["answer"]["body"]
        assert "key" not in body
