# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of sender names, in every layout that it may have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from ansible_collections.smsops.smsc.plugins.module_utils._service import _sender_names
from hypothesis import given
from hypothesis import strategies as st

ROW = {"id": 17, "sender": "MYSHOP", "mts_step_status": 2, "tele2_step_status": 2, "tele2_status": 0}
STATES = {"mts_step_status": "accepted", "tele2_step_status": "accepted", "tele2_status": "pending"}


def parse(response: object) -> list[_sender_names.Sender]:
    text = response if isinstance(response, str) else json.dumps(response, ensure_ascii=False)
    return _sender_names.parse(text.encode())


@pytest.mark.parametrize(
    "response",
    [
        [ROW],
        ROW,
        {"senders": [ROW], "cnt": 1},
        {"result": {"senders": ROW}},
        [{key.upper(): str(value) for key, value in ROW.items()}],
        "<senders><sender>" + "".join(f"<{k}>{v}</{k}>" for k, v in ROW.items()) + "</sender></senders>",
        "<list><row " + " ".join(f'{k}="{v}"' for k, v in ROW.items()) + "/></list>",
    ],
)
def test_every_layout_that_we_could_think_of(response: object) -> None:
    (sender,) = parse(response)
    assert (sender.name, sender.id, dict(sender.states)) == ("MYSHOP", 17, STATES)
    assert sender.as_record() == {
        "sender": "MYSHOP",
        "id": 17,
        "operators": {"mts": "accepted", "tele2": "pending"},
        "merged": {"tele2": {"tele2_step_status": "accepted", "tele2_status": "pending"}},
    }


def test_operators_are_named_as_in_registrations_and_unknown_ones_by_their_prefix() -> None:
    row = {"sender": "X", "mega_step_status": 3, "bee_status": 4, "motiv_step_status": 1, "volnamob_step_status": "0"}
    assert parse([row])[0].operators == {
        "megafon": "rejected",
        "beeline": "suspended",
        "motiv": "submitted",
        "volnamob": "pending",
    }


@pytest.mark.parametrize(("value", "state"), [(7, "unknown"), ("yes", "unknown"), (True, "unknown"), (-1, "not_found")])
def test_a_status_that_is_not_understood_is_unknown_and_harms_no_other(value: object, state: str) -> None:
    assert parse([{**ROW, "mts_step_status": value}])[0].operators == {"mts": state, "tele2": "pending"}


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_empty_status_says_nothing(nothing: object) -> None:
    assert parse([{"sender": "X", "mts_step_status": nothing}])[0].operators == {}


@pytest.mark.parametrize("response", [[], {}, {"senders": []}, "<senders/>"])
def test_an_account_without_sender_names(response: object) -> None:
    assert parse(response) == []


@pytest.mark.parametrize(
    ("row", "sender"),
    [
        ({"sender": 79991234567, "id": "17"}, _sender_names.Sender("79991234567", 17, {})),
        ({"sender": " X ", "id": " a-17 "}, _sender_names.Sender("X", "a-17", {})),
        ({"sender": "X", "id": ""}, _sender_names.Sender("X", None, {})),
        ({"sender": "X", "id": " "}, _sender_names.Sender("X", None, {})),
        ({"sender": "X", "id": 0, "_status": 1, "status": 1}, _sender_names.Sender("X", None, {})),
    ],
)
def test_what_is_odd_but_plain_is_taken(row: dict[str, object], sender: _sender_names.Sender) -> None:
    assert parse([row]) == [sender]


UNKNOWN_FORM = "not in a known form"


@pytest.mark.parametrize(
    ("response", "said"),
    [
        ("", "empty"),
        ("OK", UNKNOWN_FORM),
        ("MYSHOP,17,2", UNKNOWN_FORM),
        ([ROW, "MYSHOP"], UNKNOWN_FORM),
        ({"count": 5}, UNKNOWN_FORM),
        ([{"name": "MYSHOP"}], UNKNOWN_FORM),
        ([{"sender": "  "}], "a row without a sender name"),
        ([{"sender": None}], "a row without a sender name"),
        ([{"sender": True}], "a row without a sender name"),
        ([{"sender": "X", "id": [1]}, {"sender": "Y", "id": 1.5}], "a row with an id that is not a number"),
        ('[{"sender": "X", "sender": "Y"}]', "ambiguous (a key stands in it twice)"),
        ('[{"sender": "X", "Sender": "Y"}]', "ambiguous (a key stands in it twice)"),
        ("<html><body>Bad gateway</body></html>", "a web page"),
        ("[" * 50 + "]" * 50, "nested too deeply"),
        ('[[[[[[[{"sender": "X"}]]]]]]]', "nested too deeply"),
        ('{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"sender": "X"}}}}}}}}', "nested too deeply"),
    ],
)
def test_what_cannot_be_read_without_a_guess_is_a_bad_response(response: object, said: str) -> None:
    with pytest.raises(_errors.BadResponseError) as caught:
        parse(response)
    assert caught.value.description.partition(": ")[0] == f"the response is {said}"


@pytest.mark.parametrize(
    "response", ['[[[[[[{"sender": "X"}]]]]]]', '{"a":{"a":{"a":{"a":{"a":{"a":{"sender": "X"}}}}}}}']
)
def test_a_few_levels_are_no_obstacle(response: str) -> None:
    assert parse(response) == [_sender_names.Sender("X", None, {})]


@pytest.mark.parametrize("body", ['{"error": "no", "error_code": 2}', "ERROR = 2 (no)", "0,-2"])
def test_an_error_of_the_service_is_raised_as_everywhere(body: str) -> None:
    with pytest.raises(_errors.AuthError):
        parse(body)


def test_an_error_quotes_nothing_that_is_to_be_masked() -> None:
    with pytest.raises(_errors.BadResponseError, match="x"):
        _sender_names.parse(b'["secret"]', lambda text: text.replace("secret", "x"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ROW, "error"]), inner, max_size=3),
    max_leaves=30,
)


@given(json_values)
def test_whatever_comes_is_sender_names_or_an_error(value: Any) -> None:
    try:
        found = parse(value)
    except _errors.SmscError:
        return
    assert all(sender.name.strip() and sender.as_record() for sender in found)
    assert _sender_names.load(_sender_names.dump(found)) == found


@pytest.mark.parametrize("text", ["", "{", "3", "[1]", '[["X", 1]]', '[["X", 1, 2]]', '[["X", 1, {"a": "bad"}]]'])
def test_what_another_version_has_kept_is_not_taken(text: str) -> None:
    assert _sender_names.load(text) is None
