# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._doctor._layout import describe
from ansible_collections.smsops.smsc.plugins.module_utils._doctor._questions import Finding, Seen, findings
from ansible_collections.smsops.smsc.plugins.module_utils._model import _contract, _errors

FORMAT, CHARSET, ARRANGEMENT, SINGLE, IDS, STATUSES, ABSENT_IDS, COVERAGE, UNINVITED, NAMES, STATES, ERROR = range(12)
REGISTERED = "run it with the sender name and the text of a template that is registered"


def found(
    response: object, *, status: int = 200, error: _errors.SmscError | None = None, targets: tuple[str, ...] = ()
) -> list[Finding]:
    text = response if isinstance(response, str) else json.dumps(response, ensure_ascii=False)
    return findings(Seen(status, describe(text.encode()), error, targets))


def row(name: str = "mts_srv", identifier: object = 1, status: object = 2) -> dict[str, object]:
    return {"name": name, "status": status, **({} if identifier is None else {"id": identifier})}


ALL = [row(flag, None, -1) for flag in _contract.FLAGS]


QUESTIONS = {
    "Does the service answer JSON (fmt=3), with HTTP status 200?": None,
    "Does the response come in UTF-8 (charset=utf-8)?": None,
    "How are the rows arranged?": None,
    "Does a single row come alone, or in a list of one?": "run it with a template for which the service shows one row",
    "Are ids numbers or strings?": REGISTERED,
    "Are statuses numbers or strings?": REGISTERED,
    "Do rows of operators that do not have the template carry an id?": REGISTERED,
    "Does get list all operators, or those alone that have the template?": None,
    "Does get show registrations that nobody asked for?": (
        f"{REGISTERED}, and say with which targets you registered it"
    ),
    "Which names do the rows have?": REGISTERED,
    "Are all statuses known?": REGISTERED,
    "How does the service answer an error?": "do not try on purpose: errors block the address",
    "How does the service answer an addition?": "only an addition that is wanted shows it",
    "Does a second addition of one text cost again?": "do not try; your bills may tell",
}


def test_each_question_is_there_once_and_always_in_the_same_order() -> None:
    assert {finding.question: finding.advice for finding in findings(Seen(None, None, None))} == QUESTIONS
    for seen in (Seen(200, describe(b"[]"), None), Seen(200, describe(b"{"), _errors.BadResponseError("x"))):
        assert [finding.question for finding in findings(seen)] == list(QUESTIONS)


def test_without_a_response_everything_is_open() -> None:
    for error in (None, _errors.CredentialsLockedError("x", 2), _errors.TransportError("x")):
        assert {(f.answer, f.verdict) for f in findings(Seen(None, None, error))} == {(None, "open")}


def test_what_a_broken_server_says_is_not_a_response_of_the_service() -> None:
    told = found("<html>502</html>", status=502, error=_errors.TransportError("HTTP 502"))
    assert {(f.answer, f.verdict) for f in told} == {(None, "open")}


@pytest.mark.parametrize(
    ("question", "response", "says", "verdict"),
    [
        (FORMAT, ALL, "json, HTTP status 200", "as_assumed"),
        (FORMAT, "mts_srv,1,2", "lines, HTTP status 200", "understood"),
        (CHARSET, ALL, "no letters in it that would tell", "open"),
        (CHARSET, [row("МТС")], "utf-8", "as_assumed"),
        (ARRANGEMENT, ALL, "a list of rows", "as_assumed"),
        (ARRANGEMENT, {"t": ALL}, "a list of rows, in 't'", "understood"),
        (ARRANGEMENT, "<r><t><name>soc</name><status>2</status></t></r>", "a single element 't', in 'r'", "understood"),
        (ARRANGEMENT, {"t": []}, "no rows ({'t': []})", "open"),
        (SINGLE, ALL, None, "open"),
        (SINGLE, [], None, "open"),
        (SINGLE, [row()], "a list of rows", "as_assumed"),
        (SINGLE, row(), "a single row", "understood"),
        (IDS, ALL, None, "open"),
        (IDS, [row()], "number", "as_assumed"),
        (IDS, [row(identifier="1"), row(identifier=2), row(identifier="x-1")], "string, number, word", "understood"),
        (IDS, [row(identifier=1), row(identifier=None)], "number, absent", "not_understood"),
        (STATUSES, [row(), row(status=0)], "number, zero", "as_assumed"),
        (STATUSES, [row(status="2")], "string", "understood"),
        (STATUSES, [], None, "open"),
        (ABSENT_IDS, ALL, "absent", "as_assumed"),
        (ABSENT_IDS, [row()], None, "open"),
        (
            ABSENT_IDS,
            [row(identifier=i, status=-1) for i in (0, "", None, 5)],
            "zero, empty, absent, number",
            "understood",
        ),
        (ABSENT_IDS, [row(identifier=[], status=-1)], "other", "not_understood"),
        (COVERAGE, ALL, "also those that do not have it (rows: 14)", "as_assumed"),
        (COVERAGE, ALL[:-2], "also those that do not have it (rows: 12), none for motiv_trn, soc", "as_assumed"),
        (COVERAGE, [row()], "those alone that have it (rows: 1)", "understood"),
        (COVERAGE, [], "those alone that have it (rows: 0)", "understood"),
        (COVERAGE, [row(flag) for flag in _contract.FLAGS], None, "open"),
        (UNINVITED, [row()], None, "open"),
        (NAMES, [], None, "open"),
        (NAMES, ALL, "the flags", "as_assumed"),
        (
            NAMES,
            [row("МТС (сервисные)"), row("soc")],
            "others, all recognised: МТС (сервисные) = mts_srv",
            "understood",
        ),
        (NAMES, [row("Yota"), row(), row("Yota"), row("X")], "not recognised: Yota; X", "not_understood"),
        (
            NAMES,
            [row(f"x{number}") for number in range(12)],
            "not recognised: x0; x1; x2; x3; x4; x5; x6; x7; x8; x9; 2 more",
            "not_understood",
        ),
        (
            NAMES,
            [row(f"x{n}") for n in range(10)],
            "not recognised: x0; x1; x2; x3; x4; x5; x6; x7; x8; x9",
            "not_understood",
        ),
        (STATES, [], None, "open"),
        (STATES, [row(), row(status=-1), row(status=2)], "2; -1", "as_assumed"),
        (STATES, [row(), row(status=5), row(status="ready")], "unknown: 5; ready", "not_understood"),
        (ERROR, ALL, None, "open"),
    ],
)
def test_what_rows_tell(question: int, response: object, says: str | None, verdict: str) -> None:
    finding = found(response)[question]
    assert (finding.answer, finding.verdict) == (says, verdict)
    assert bool(finding.advice) is (verdict == "open")


def test_windows_1251_and_less() -> None:
    for body, says, verdict in (
        ("МТС,1,2".encode("windows-1251"), "windows-1251", "understood"),
        (b"\xff\x98", "neither UTF-8 nor windows-1251", "not_understood"),
    ):
        assert findings(Seen(200, describe(body), None))[CHARSET][1:3] == (says, verdict)


def test_registrations_that_nobody_asked_for() -> None:
    rows = [row("mts_srv"), row("soc", None, -1), row("bee_srv"), row("Yota")]
    for targets, says, verdict in (
        (("mts_srv",), "bee_srv; Yota", "understood"),
        (("mts_srv", "bee_srv"), "Yota", "understood"),
    ):
        assert found(rows, targets=targets)[UNINVITED][1:3] == (says, verdict)
    assert found(rows[:3], targets=("mts_srv", "bee_srv"))[UNINVITED][1:3] == ("no", "as_assumed")
    assert found([], targets=("mts_srv",))[UNINVITED].verdict == "open"


@pytest.mark.parametrize(
    ("response", "status", "says", "verdict"),
    [
        (
            '{"error":"x","error_code":2}',
            200,
            "json, HTTP status 200: {'error': word, 'error_code': number}",
            "as_assumed",
        ),
        (
            '{"error":"x","error_code":2}',
            403,
            "json, HTTP status 403: {'error': word, 'error_code': number}",
            "understood",
        ),
        ("ERROR = 2 (x)", 200, "lines, HTTP status 200: ERROR = 2 (x)", "understood"),
    ],
)
def test_an_error_tells_how_errors_come_and_nothing_of_rows(
    response: str, status: int, says: str, verdict: str
) -> None:
    told = found(response, status=status, error=_errors.AuthError("x", 2))
    assert told[ERROR][1:3] == (says, verdict)
    assert {f.verdict for f in told[ARRANGEMENT:ERROR]} == {"open"}
    assert told[FORMAT].verdict == verdict


def test_a_response_that_is_not_understood() -> None:
    error = _errors.BadResponseError("a row without a name or a status")
    told = found([row(status="ready"), row("Yota")], error=error)
    assert told[FORMAT].verdict == "as_assumed"
    assert told[ARRANGEMENT][1:3] == ("a list of rows", "not_understood")
    assert told[STATUSES][1:3] == ("word, number", "not_understood")
    assert told[NAMES][1:3] == ("not recognised: Yota", "not_understood")
    assert told[COVERAGE].verdict == told[ERROR].verdict == "open"
    assert found("OK", error=error)[FORMAT][1:3] == ("unknown, HTTP status 200", "not_understood")
    assert found({"x": 1}, error=error)[ARRANGEMENT][1:3] == ("nothing that looks like a row", "not_understood")
