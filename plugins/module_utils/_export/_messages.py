# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages of a response: each with all that is needed, or it is an error. Pure.

Texts and phones are personal data, so no error quotes them.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timezone
from typing import NamedTuple

from .._service import _document, _listing, _response

_DATE = "%d.%m.%Y %H:%M:%S"
_NUMBER = r"-?[0-9]{1,12}(?:[.,][0-9]{1,12})?"


class Message(NamedTuple):
    """A message that was sent.

    number: the service's own, which pages are counted by. cost: in the currency of the account. parts: how many SMS.
    sent: in ISO 8601, in UTC, or without a zone where the service gives its own time alone.
    """

    number: int
    message: str
    sender: str
    operator: str
    cost: float | None
    parts: int | None
    sent: str
    phone: str


def parse(body: bytes, mask: _response.Mask = str) -> list[Message]:
    """The messages of a response, in its order. mask: takes the secrets out of errors. Raises an SmscError."""

    def rows(document: _document.Document) -> list[Message]:
        return [_message(fields) for fields in _listing.rows(document, "int_id")]

    return _response.read(body, mask, rows, quoted=False)


def _message(fields: _listing.Fields) -> Message:
    number = _document.integer(fields["int_id"])
    if number is None or number < 1:
        raise _wrong("int_id", "a number")
    return Message(
        number,
        _text(fields, "message", "a text"),
        _text(fields, "sender_id", "a sender name"),
        _text({"operator": "", **fields}, "operator", "a name"),
        _cost(fields.get("cost")),
        _parts(fields.get("sms_cnt")),
        _sent(fields),
        _text(fields, "phone", "a phone number"),
    )


def _wrong(field: str, what: str) -> _document.NotUnderstoodError:
    return _document.NotUnderstoodError(f"not understood: a message in it has a field {field} that is not {what}")


def _text(fields: _listing.Fields, field: str, what: str) -> str:
    value = fields.get(field)
    # In JSON a phone, and a name of digits, may be a number.
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None and field == "operator":
        return ""
    if not isinstance(value, str):
        raise _wrong(field, what)
    return value


def _cost(value: object) -> float | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and re.fullmatch(_NUMBER, value.strip()):
        return float(value.strip().replace(",", "."))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise _wrong("cost", "a number")


def _parts(value: object) -> int | None:
    if value is None or value == "":
        return None
    number = _document.integer(value)
    if number is None or number < 0:
        raise _wrong("sms_cnt", "a number")
    return number


def _sent(fields: _listing.Fields) -> str:
    stamp = _document.integer(fields.get("send_timestamp"))
    try:
        if stamp:
            return datetime.fromtimestamp(stamp, timezone.utc).isoformat()
        # Its zone is the service's, and is not told.
        return datetime.strptime(str(fields.get("send_date")), _DATE).isoformat()
    except (ValueError, OverflowError, OSError):
        raise _wrong("send_date", "a time") from None
