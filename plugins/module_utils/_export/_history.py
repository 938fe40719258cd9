# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages that an account has sent in a period: page by page, from the newest back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from .._model import _contract, _errors
from .._service import _response
from . import _messages

PAGE = 1000
MONTHS = 6
# "Nothing found" may come as an empty list, or as this error.
_NOTHING_FOUND = 3


class Service(Protocol):
    """What reading the history needs of a client."""

    def read(
        self, form: Mapping[str, str], read: _response.Reader[_messages.Message], endpoint: _contract.Endpoint
    ) -> list[_messages.Message]:
        """Send a form that changes nothing, repeated as often as makes sense."""


class History(NamedTuple):
    """Messages from the oldest to the newest. complete: whether there were no more in the period."""

    messages: list[_messages.Message]
    complete: bool


class Period(NamedTuple):
    """Days, both included, by the service's time."""

    start: date
    end: date


def period(start: str, end: str, today: date) -> Period:
    """A period from dates in ISO 8601. Raises ParametersError for one that the service cannot be asked about."""
    first, last = _day("start", start), _day("end", end)
    if last < first:
        raise _errors.ParametersError(f"end is {end}, which is before start ({start})")
    # At the service it may be tomorrow already.
    if first > today + timedelta(days=1):
        raise _errors.ParametersError(f"start is {start}, which is in the future; nothing was sent then")
    if last > _months_later(first, MONTHS):
        raise _errors.ParametersError(
            f"start is {start} and end is {end}, which is longer than {MONTHS} months, for which the service can be "
            "asked at once; export a part at a time, each to a file of its own"
        )
    return Period(first, last)


def read(service: Service, asked: Period, most: int) -> History:
    """Read the messages of a period, the newest ones if there are more than so many. Raises an SmscError."""
    found: list[_messages.Message] = []
    before = 0
    while True:
        left = most - len(found)
        # One more, to see whether there are more.
        page = _page(service, asked, min(PAGE, left) or 1, before)
        numbers = [message.number for message in page]
        if len(set(numbers)) != len(numbers) or (before and any(number >= before for number in numbers)):
            raise _errors.BadResponseError(
                "the service repeats messages instead of giving older ones, so it is not known which there are"
            )
        if not page or not left:
            found.sort(key=lambda message: message.number)
            return History(found, complete=not page)
        before = min(numbers)
        page.sort(key=lambda message: message.number, reverse=True)
        if len(page) > left:
            page, before = page[:left], page[left - 1].number
        found += page


def _page(service: Service, asked: Period, count: int, before: int) -> list[_messages.Message]:
    form = {"get_messages": "1", "start": f"{asked.start:%d.%m.%Y}", "end": f"{asked.end:%d.%m.%Y}", "cnt": str(count)}
    if before:
        form["prev_id"] = str(before)
    try:
        return service.read(form, _messages.parse, _contract.MESSAGES)
    except _errors.ApiError as exc:
        if exc.code == _NOTHING_FOUND:
            return []
        raise exc.saying(
            f"{exc.description} (error {exc.code}) for the history of messages; see in the web dashboard whether this "
            "login or key may read it"
        ) from None


def _day(option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Newer versions of Python take other forms of ISO 8601, too.
    if day is None or day.isoformat() != text or day.year < 1970:
        raise _errors.ParametersError(f"{option} is {text!r}, which is not a day; it looks like 2026-11-26")
    return day


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(day.day, length))
