# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of messages: its rows, its pages, its periods."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._export import _history, _messages
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from hypothesis import given
from hypothesis import strategies as st

ROW: dict[str, Any] = {
    "status": 1,
    "send_date": "25.11.2026 10:00:05",
    "send_timestamp": 1795590005,
    "phone": "79000000001",
    "message": "Заказ 17 оплачен",
    "cost": "2.40",
    "sender_id": "MYSHOP",
    "operator": "МТС",
    "sms_cnt": 1,
    "id": "abc",
    "int_id": 17,
}
MESSAGE = _messages.Message(17, "Заказ 17 оплачен", "MYSHOP", "МТС", 2.4, 1, "2026-11-25T07:00:05+00:00", "79000000001")


def parse(response: object) -> list[_messages.Message]:
    text = response if isinstance(response, str) else json.dumps(response, ensure_ascii=False)
    return _messages.parse(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "response", [[ROW], ROW, {"messages": [ROW], "cnt": 1}, [{k.upper(): v for k, v in ROW.items()}]]
)
def test_a_message_with_all_that_is_needed(response: object) -> None:
    assert parse(response) == [MESSAGE]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"cost": 2}, "cost", 2.0),
        ({"cost": "3,15"}, "cost", 3.15),
        ({"cost": ""}, "cost", None),
        ({"sms_cnt": "3"}, "parts", 3),
        ({"sms_cnt": None}, "parts", None),
        ({"operator": None}, "operator", ""),
        ({"phone": 79000000001}, "phone", "79000000001"),
        ({"sender_id": 611}, "sender", "611"),
        ({"message": ""}, "message", ""),
        ({"int_id": "17"}, "number", 17),
        ({"send_timestamp": None}, "sent", "2026-11-25T10:00:05"),
        ({"send_timestamp": "1795590005"}, "sent", "2026-11-25T07:00:05+00:00"),
    ],
)
def test_other_ways_to_say_it(change: dict[str, Any], field: str, value: object) -> None:
    assert getattr(parse([{**ROW, **change}])[0], field) == value


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"int_id": "x"}, "int_id"),
        ({"int_id": 0}, "int_id"),
        ({"message": None}, "message"),
        ({"message": True}, "message"),
        ({"message": ["a"]}, "message"),
        ({"sender_id": None}, "sender_id"),
        ({"operator": 1.5}, "operator"),
        ({"cost": "free"}, "cost"),
        ({"cost": True}, "cost"),
        ({"sms_cnt": -1}, "sms_cnt"),
        ({"send_timestamp": 0, "send_date": "yesterday"}, "send_date"),
        ({"send_timestamp": 10**17}, "send_date"),
        ({"phone": None}, "phone"),
    ],
)
def test_a_row_of_an_unknown_shape_is_a_bad_response_and_not_a_gap(change: dict[str, Any], field: str) -> None:
    with pytest.raises(_errors.BadResponseError, match=f"a message in it has a field {field} that is not") as caught:
        parse([ROW, {**ROW, **change}])
    assert not any(word in str(caught.value) for word in ("Заказ", "79000000001", "free"))


@pytest.mark.parametrize("field", ["int_id", "message", "sender_id", "phone"])
def test_a_field_that_is_missing_is_no_gap_either(field: str) -> None:
    with pytest.raises(_errors.BadResponseError):
        parse([ROW, {key: value for key, value in ROW.items() if key != field}])


@pytest.mark.parametrize(
    "body", ["Заказ 17 оплачен", "[{Заказ 17 оплачен", '["Заказ 17"]', "<html>Заказ 17</html>", "", '{"Заказ 17": 5}']
)
def test_no_error_quotes_what_came(body: str) -> None:
    with pytest.raises(_errors.BadResponseError) as caught:
        parse(body)
    assert "Заказ" not in caught.value.description


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ROW, "error"]), inner, max_size=9),
    max_leaves=30,
)


@given(json_values)
def test_whatever_comes_is_messages_or_an_error(value: Any) -> None:
    try:
        found = parse(value)
    except _errors.SmscError:
        return
    assert all(message.number > 0 for message in found)


TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-01", "2026-11-25"),
        ("2026-11-27", "2026-11-27"),
        ("2026-05-26", "2026-11-26"),
        ("2024-08-31", "2025-02-28"),
    ],
)
def test_periods_that_can_be_asked_for(start: str, end: str) -> None:
    assert _history.period(start, end, TODAY) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-02", "2026-11-01", "end is 2026-11-01, which is before start (2026-11-02)"),
        ("2026-12-01", "2026-12-02", "start is 2026-12-01, which is in the future"),
        ("2026-05-25", "2026-11-26", "which is longer than 6 months"),
        ("2024-08-31", "2025-03-01", "which is longer than 6 months"),
        ("01.11.2026", "2026-11-25", "start is '01.11.2026', which is not a day; it looks like 2026-11-26"),
        ("20261101", "2026-11-25", "start is '20261101', which is not a day"),
        ("2026-11-01", "", "end is '', which is not a day"),
        ("2026-11-01", "2026-11-31", "end is '2026-11-31', which is not a day"),
    ],
)
def test_periods_that_cannot(start: str, end: str, said: str) -> None:
    with pytest.raises(_errors.ParametersError) as caught:
        _history.period(start, end, TODAY)
    assert said in caught.value.description


class Pages:
    """A service whose pages are given. forms: what was asked."""

    def __init__(self, *pages: list[int] | _errors.SmscError) -> None:
        self._pages = list(pages)
        self.forms: list[dict[str, str]] = []

    def read(self, form: Any, _read: Any, endpoint: Any) -> list[_messages.Message]:
        assert (endpoint.file, endpoint.identical) == ("get.php", 3)
        self.forms.append(dict(form))
        page = self._pages.pop(0)
        if isinstance(page, _errors.SmscError):
            raise page
        return [MESSAGE._replace(number=number) for number in page]


PERIOD = _history.Period(date(2026, 11, 1), date(2026, 11, 25))


def numbers(history: _history.History) -> tuple[list[int], bool]:
    return [message.number for message in history.messages], history.complete


@pytest.mark.parametrize("end", [[], _errors.ApiError("messages not found", 3)])
def test_pages_are_read_backwards_until_there_are_no_more(end: Any) -> None:
    service = Pages([9, 8, 7], [5], [3, 4], end)
    assert numbers(_history.read(service, PERIOD, 100)) == ([3, 4, 5, 7, 8, 9], True)
    assert service.forms[0] == {"get_messages": "1", "start": "01.11.2026", "end": "25.11.2026", "cnt": "100"}
    assert [form.get("prev_id") for form in service.forms] == [None, "7", "5", "3"]


@pytest.mark.parametrize("end", [[], _errors.ApiError("messages not found", 3)])
def test_both_kinds_of_nothing(end: Any) -> None:
    assert numbers(_history.read(Pages(end), PERIOD, 100)) == ([], True)


def test_no_more_than_so_many_and_whether_there_are_more() -> None:
    service = Pages([9, 8], [7], [6])
    assert numbers(_history.read(service, PERIOD, 3)) == ([7, 8, 9], False)
    assert [form["cnt"] for form in service.forms] == ["3", "1", "1"]
    assert numbers(_history.read(Pages([9, 8], [7], []), PERIOD, 3)) == ([7, 8, 9], True)
    # A service that gives more than was asked for.
    assert numbers(_history.read(Pages([9, 8, 7, 6], [6]), PERIOD, 3)) == ([7, 8, 9], False)


@pytest.mark.parametrize("second", [[9, 8], [8, 7], [7, 7]])
def test_a_service_that_repeats_itself_is_no_endless_loop(second: list[int]) -> None:
    with pytest.raises(_errors.BadResponseError, match="repeats messages"):
        _history.read(Pages([9, 8], second), PERIOD, 100)


def test_who_may_not_read_the_history_is_told_what_to_do() -> None:
    with pytest.raises(_errors.ApiError) as caught:
        _history.read(Pages(_errors.ApiError("no access", 6)), PERIOD, 100)
    assert caught.value.description.startswith("no access (error 6) for the history of messages; see in the web dash")
