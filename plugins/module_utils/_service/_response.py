# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the bytes of an answer to its rows, or to an error. Pure: no network, no clock, no files.

The service's page names the fields of an answer (name, id, status) but not their arrangement, so the
arrangement is found by looking: JSON, XML, or lines of text; rows alone, in a list, wrapped, or under
their names. Whatever cannot be read without a guess is a BadResponseError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .._model import _errors, _input

if TYPE_CHECKING:
    from xml.etree import ElementTree

_MAX_DEPTH = 6
_MAX_LINE = 1000
_MAX_ROWS = 1000

# Patterns as text: `re` compiles those that an answer needs, and hardly any answer needs one.
_TEXT_ERROR = r"(?is)ERROR\s*=\s*(\d{1,18})\s*(?:\((.*)\))?"
_CSV_ERROR = r"0,\s*-(\d{1,18})"
# Name and id keep the blanks around them: where two parts of a pattern could take the same ones, time would grow cubic.
_TEXT_ROW = r"(?i)name\s*=(.+?)(?:,\s*id\s*=([^,]*))?,\s*status\s*=\s*(\S+)"
_INTEGER = r"[-+]?[0-9]{1,18}"
_TOO_LARGE = 10**18
_XML_DECLARATION = r"\A<\?xml[^>]*\?>\s*"
_XML_DOCTYPE = r"(?i)<!(?:DOCTYPE|ENTITY)"


class Row(NamedTuple):
    """One row of an answer, the three values being the server's own. id is None where it gave none, 0 or ''."""

    name: str
    id: int | str | None
    status: int


def parse(body: bytes, mask: Callable[[str], str] = str) -> list[Row]:
    """Read the body of an answer, whatever its format and shape.

    body: as received, in UTF-8 or windows-1251. mask: takes the secrets out of what an error quotes.
    Returns the rows in the order of the answer; none for an answer that is an empty container.
    Raises the error that the service answered, or BadResponseError.
    """
    text = body[:2000].decode("latin-1")
    try:
        text = _decode(body).strip()
        rows = _read(text)
    except _errors.SmscError as exc:
        # Masked before it is cut, because half a secret would not be found.
        exc.description = _input.quote(mask(exc.description))
        raise
    except _DamagedError as exc:
        what, retryable = str(exc), True
    except (_NotUnderstoodError, RecursionError) as exc:
        what, retryable = str(exc) or "nested too deeply", False
    except ValueError as exc:
        what, retryable = f"damaged ({exc})", True
    else:
        return rows
    quoted = f": {_input.quote(mask(text))}" if text else ""
    raise _errors.BadResponseError(f"the answer is {_input.quote(what)}{quoted}", retryable=retryable)


class _NotUnderstoodError(Exception):
    """The answer is whole, but it is none of the shapes that we know."""


class _DamagedError(Exception):
    """The answer is not whole, or does not come from the service at all."""


def _decode(body: bytes) -> str:
    for encoding in ("utf-8-sig", "windows-1251"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _DamagedError("neither UTF-8 nor windows-1251")


def _read(text: str) -> list[Row]:
    if not text:
        raise _DamagedError("empty")
    if text[0] in "[{":
        rows = _rows(json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant))
    else:
        rows = _rows(_from_xml(_xml_root(text))) if text[0] == "<" else _from_lines(text)
    some = list(islice(rows, _MAX_ROWS + 1))
    if len(some) > _MAX_ROWS:
        raise _NotUnderstoodError(f"longer than {_MAX_ROWS} rows")
    return some


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotUnderstoodError("ambiguous (a key stands in it twice)")
    return found


def _no_constant(name: str) -> object:
    raise _NotUnderstoodError(f"not JSON ({name})")


def _from_lines(text: str) -> Iterator[Row]:
    """Formats 0 and 1."""
    error = re.fullmatch(_TEXT_ERROR, text) or re.fullmatch(_CSV_ERROR, text)
    if error:
        description = error.group(2) if error.lastindex == 2 else ""
        raise _errors.from_service(int(error.group(1)), description)
    return (_row(*_fields(line.strip())) for line in text.splitlines() if line.strip())


def _fields(line: str) -> tuple[str, str | None, str]:
    """Name, id and status of one line; the name may have commas in it, and the id may be missing."""
    # A line longer than this is no row.
    fits = len(line) <= _MAX_LINE
    row = re.fullmatch(_TEXT_ROW, line) if fits else None
    if row:
        return row[1].strip(), row[2], row[3]
    start, comma, status = line.rpartition(",")
    name, second_comma, identifier = start.rpartition(",")
    if not fits or not comma or "=" in line:
        raise _NotUnderstoodError("none that is known")
    if second_comma and (not identifier.strip() or _integer(identifier) is not None):
        return name, identifier, status
    return start, None, status


def _xml_root(text: str) -> ElementTree.Element:
    """The root element of format 2, in a text without a document type."""
    if "\0" in text:
        # The parser would take it for UTF-16, in which it would find a document type that the pattern does not see.
        raise ValueError("not XML: NUL")
    if re.search(_XML_DOCTYPE, text):
        # No answer needs a document type, and entities are the way to blow up a parser. This is HTML, or an attack.
        raise _DamagedError("a web page or has a document type")
    # Loaded here because hardly any answer needs it, and every module start would pay for it.
    from xml.etree import ElementTree  # noqa: PLC0415

    try:
        # No document type comes this far, and with it no entity.
        return ElementTree.fromstring(re.sub(_XML_DECLARATION, "", text))  # noqa: S314
    except (ElementTree.ParseError, ValueError) as exc:
        raise ValueError(f"not XML: {exc}") from None


def _from_xml(root: ElementTree.Element) -> object:
    """Format 2, as the nested dicts and lists that format 3 would have been."""
    if root.tag.lower() == "html":
        raise _DamagedError("a web page")
    if not len(root) and not (root.text or "").strip() and not root.attrib:
        return []

    def plain(element: ElementTree.Element, depth: int) -> object:
        if depth > _MAX_DEPTH:
            raise _NotUnderstoodError("nested too deeply")
        if not len(element) and not element.attrib:
            return (element.text or "").strip()
        children: dict[str, list[object]] = {}
        for child in element:
            children.setdefault(child.tag, []).append(plain(child, depth + 1))
        return {**element.attrib, **{tag: v[0] if len(v) == 1 else v for tag, v in children.items()}}

    return plain(root, 0)


def _rows(value: object, depth: int = 0) -> Iterator[Row]:
    """The rows somewhere inside parsed JSON or XML."""
    if depth > _MAX_DEPTH:
        raise _NotUnderstoodError("nested too deeply")
    if isinstance(value, list):
        for item in value:
            yield from _rows(item, depth + 1)
        return
    if not isinstance(value, dict):
        raise _NotUnderstoodError("none that is known")

    fields = {str(key).lower(): item for key, item in value.items()}
    if "name" in fields and "status" in fields:
        yield _row(fields["name"], fields.get("id"), fields["status"])
        return
    _raise_error(fields)

    nested = {key: item for key, item in value.items() if isinstance(item, (dict, list))}
    found = False
    for key, item in nested.items():
        for row in _rows(_named(key, item), depth + 1):
            found = True
            yield row
    # Beside rows, other values (a count, say) do no harm. An answer of other values alone says something unknown.
    if not found and len(nested) != len(value):
        raise _NotUnderstoodError("none that is known")


def _named(key: str, item: object) -> object:
    """A row that stands under its name, with the name put into it; anything else as it is."""
    if not isinstance(item, dict) or any(isinstance(part, (dict, list)) for part in item.values()):
        return item
    fields = {field.lower() for field in item}
    return {**item, "name": key} if "status" in fields and "name" not in fields else item


def _raise_error(fields: dict[str, object]) -> None:
    if "error_code" in fields:
        code = _integer(fields["error_code"])
        if code is None:
            raise _NotUnderstoodError("an error without a number")
        if code != 0:
            raise _errors.from_service(abs(code), str(fields.get("error") or ""))
    elif fields.get("error"):
        raise _NotUnderstoodError("an error without a number")


def _row(name: object, identifier: object, status: object) -> Row:
    number = _integer(status)
    if not isinstance(name, str) or not name.strip() or number is None:
        raise _NotUnderstoodError("a row without a name or a status")
    if isinstance(identifier, str):
        identifier = identifier.strip()
    number_or_text = _integer(identifier)
    if number_or_text is None and identifier not in (None, ""):
        if not isinstance(identifier, str):
            raise _NotUnderstoodError("a row with an id that is no number")
        return Row(name.strip(), identifier, number)
    return Row(name.strip(), number_or_text or None, number)


def _integer(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < _TOO_LARGE else None
    if isinstance(value, str) and re.fullmatch(_INTEGER, value.strip()):
        return int(value)
    return None
