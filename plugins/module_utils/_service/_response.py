# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the body of a response means: its rows, or an error. Pure: no network, no clock, no files.

Whatever cannot be read without a guess is a BadResponseError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from .._model import _contract, _errors, _input
from . import _document

_MAX_ROWS = 1000


# Takes out of a foreign text what must not be shown.
Mask = Callable[[str], str]
_Row = TypeVar("_Row")
# Makes rows of a body, or raises the SmscError that it is; a mask for what the error quotes.
Reader = Callable[[bytes, Mask], list[_Row]]


class Response(NamedTuple):
    """A response as it came, whole: HTTP status, two headers (empty where there is none), and the body."""

    status: int
    content_type: str
    location: str
    body: bytes


class Row(NamedTuple):
    """One row of a response, the three values being the server's own. id is None where it gave none, 0 or ''."""

    name: str
    id: int | str | None
    status: int


def parse(body: bytes, mask: Mask = str) -> list[Row]:
    """The rows of a response, whatever its format and arrangement.

    body: as received, in UTF-8 or windows-1251. mask: takes the secrets out of what an error quotes.
    Returns the rows in the order of the response; none for a response that is an empty container.
    Raises the error that the service answered, or BadResponseError.
    """
    return read(body, mask, _rows)


def read(
    body: bytes, mask: Mask, rows: Callable[[_document.Document], list[_Row]], *, quoted: bool = True
) -> list[_Row]:
    """What `rows` makes of a body; the NotUnderstoodError that it raises becomes a BadResponseError.

    quoted: whether that quotes the body.
    """
    document = _document.read(body)
    problem = document.problem
    if not problem:
        try:
            return rows(document)
        except _errors.SmscError as exc:
            # Masked before it is cut, because half a secret would not be found.
            exc.description = _input.quote(mask(exc.description))
            raise
        except _document.NotUnderstoodError as exc:
            problem = exc.with_traceback(None)
    what = f"damaged ({problem.what})" if problem.syntax else problem.what
    text = document.text if document.charset else body[:2000].decode("latin-1")
    quotation = f": {_input.quote(mask(text))}" if text and quoted else ""
    raise _errors.BadResponseError(f"the response is {_input.quote(what)}{quotation}", retryable=problem.damaged)


def understand(
    response: Response,
    read: Reader[_Row],
    mask: Mask = str,
    endpoint: _contract.Endpoint = _contract.OP_TEMPLATES,
    where: str = "the service",
) -> list[_Row]:
    """The rows of a response. An error that the service spells out counts whatever the HTTP status is. Pure.

    mask: takes out of what an error quotes what must not be shown. read: makes rows of the body. where: the host, for
    errors. Raises an SmscError.
    """
    status = response.status
    if 300 <= status < 400:
        raise _redirect(response, mask, endpoint, where)
    try:
        rows = read(response.body, mask)
    except _errors.BadResponseError as exc:
        if status == 200:
            raise exc.saying(f"{where}: {exc.description}") from None
        if status >= 500:
            raise _errors.TransportError(f"{where}: HTTP {status}, and {exc.description}") from None
        raise _errors.BadResponseError(
            f"{where}: HTTP {status}, and {exc.description}; is api_url right? {endpoint.file} is appended to it",
            for_all=True,
        ) from None
    except _errors.SmscError as exc:
        exc.said = exc.description
        exc.description = f'{where} returned "{exc.said}"' if exc.said else f"{where} returned an error without words"
        raise
    if status != 200:
        both = "rows, which cannot both be true"
        raise _errors.BadResponseError(f"{where}: HTTP {status} with {both}{start(response.body, mask, endpoint)}")
    return rows


def _redirect(response: Response, mask: Mask, endpoint: _contract.Endpoint, where: str) -> _errors.BadResponseError:
    target = response.location.partition("?")[0].partition("#")[0]
    # Of another page nobody knows what it is: a login of the network, as a rule.
    base = target[: -len(endpoint.file)] if target.endswith("/" + endpoint.file) and "://" in target else ""
    shown = _input.quote(mask(response.location)) or "nowhere"
    address = f"; as api_url this would be {_input.quote(mask(base))}" if base else ""
    return _errors.BadResponseError(
        f"{where} redirects to {shown} (HTTP {response.status}), and no redirect is followed, because the credentials "
        f"would go along{address}",
        for_all=True,
    )


def start(body: bytes | bytearray, mask: Mask, endpoint: _contract.Endpoint) -> str:
    """The start of a body, for the end of an error; nothing where personal data may stand in it."""
    if endpoint.personal:
        return ""
    # More than is quoted, however many bytes a character has, so that the cut is seen; and masked before it is
    # cut, because half a secret would not be found.
    return f": {_input.quote(mask(body[:2000].decode('utf-8', 'replace')))}"


def _rows(document: _document.Document) -> list[Row]:
    rows = []
    for kind, _path, fields, _named in document.parts():
        if kind == _document.ROW:
            rows.append(_row(fields))
            if len(rows) > _MAX_ROWS:
                raise _document.NotUnderstoodError(f"longer than {_MAX_ROWS} rows")
        elif kind == _document.ERROR:
            raise_error(fields, surely=document.format == "lines")
        elif kind == _document.TOO_DEEP:
            raise _document.NotUnderstoodError("nested too deeply")
        else:
            raise _document.NotUnderstoodError("not in a known form")
    return rows


def raise_error(fields: Mapping[str, object], *, surely: bool = False) -> None:
    """Raise the error that stands in some fields, if one does. surely: whether it is one also with the number 0."""
    if surely:
        raise _errors.from_service(int(str(fields["error_code"])), str(fields["error"]))
    if "error_code" in fields:
        code = _document.integer(fields["error_code"])
        if code is None:
            raise _document.NotUnderstoodError("an error without a number")
        if code != 0:
            raise _errors.from_service(abs(code), str(fields.get("error") or ""))
    elif fields.get("error"):
        raise _document.NotUnderstoodError("an error without a number")


def _row(fields: dict[str, object]) -> Row:
    name, identifier, status = fields["name"], fields.get("id"), _document.integer(fields["status"])
    if not isinstance(name, str) or not (name := name.strip()) or status is None:
        raise _document.NotUnderstoodError("a row without a name or a status")
    if identifier is None or identifier == "":
        return Row(name, None, status)
    number = _document.integer(identifier)
    if number is not None:
        return Row(name, number or None, status)
    if not isinstance(identifier, str):
        raise _document.NotUnderstoodError("a row with an id that is not a number")
    return Row(name, identifier.strip() or None, status)
