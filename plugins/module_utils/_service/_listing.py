# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of endpoints that list things: flat objects, known by a key that each of them has. Pure.

Rows may stand in a list, alone, or wrapped, in JSON or XML. They are asked for in JSON; in the formats of lines there
are errors alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import _document, _response

_MAX_DEPTH = 6

# The fields of a row, with their names in lower case.
Fields = dict[str, object]


def rows(document: _document.Document, key: str) -> list[Fields]:
    """The rows of a document, in its order. key: what each of them has.

    Raises the SmscError that the service answered, or NotUnderstoodError.
    """
    if document.format == "lines":
        for kind, _path, fields, _named in document.parts():
            if kind == _document.ERROR:
                _response.raise_error(fields, surely=True)
        raise _document.NotUnderstoodError("not in a known form")
    return list(_walk(document.tree, key))


def _walk(value: object, key: str, depth: int = 0) -> Iterator[Fields]:
    if depth > _MAX_DEPTH:
        raise _document.NotUnderstoodError("nested too deeply")
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, key, depth + 1)
        return
    if not isinstance(value, dict):
        raise _document.NotUnderstoodError("not in a known form")
    fields = {name.lower(): item for name, item in value.items()}
    if key in fields and not isinstance(fields[key], (dict, list)):
        if len(fields) != len(value):
            raise _document.NotUnderstoodError("ambiguous (a key stands in it twice)")
        yield fields
        return
    _response.raise_error(fields)
    nested = [item for item in value.values() if isinstance(item, (dict, list))]
    found = False
    for item in nested:
        for row in _walk(item, key, depth + 1):
            found = True
            yield row
    # Beside rows, other values (a count, say) do no harm. Other values alone say something unknown.
    if not found and len(nested) != len(value):
        raise _document.NotUnderstoodError("not in a known form")
