# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the body of a response is laid out, in words: for people who ask what the service really does. Pure.

`_response` refuses what it does not understand. This room says what is there, also then, and decides nothing: no task
acts on what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from .._model import _contract, _input
from .._service import _document

_MAX_DEPTH = 6
_MAX_ENTRIES = 1000
_MAX_OUTLINE = 400
_SHOWN = 4
# Steps on the way to a row that are not keys. No key is shown like this, because keys are quoted.
_LIST, _NAME, _NUMBER, _LINE = "[]", "{name}", "{number}", "{line}"

Redact = Callable[[str], str]


class Entry(NamedTuple):
    """A row as it stands in the body, whether or not it makes sense.

    path: where it stands, like `'templates'[]`. name and status: safe to print. target: the flag that is recognised
    in the name, or None. number: the status as a number, or None. id_kind and status_kind: see `kind_of`.
    """

    path: str
    name: str
    target: str | None
    status: str
    number: int | None
    id_kind: str
    status_kind: str


class Layout(NamedTuple):
    """What is known of a body.

    charset: as in `Document`. format: as in `Document`, or `unknown` for lines that are not rows.
    arrangement: how rows are arranged, in words. outline: all of it, kinds in place of values.
    """

    charset: str | None
    format: str
    arrangement: str
    outline: str
    entries: list[Entry]


def describe(body: bytes, redact: Redact = str, more_flags: frozenset[str] = frozenset()) -> Layout:
    """Describe a body, whatever is in it.

    redact: takes out of a text what must not be shown; it gets every foreign text before it is cut.
    more_flags: flags that the user named, see `_contract.recognise`.
    """
    document = _document.read(body)
    entries: list[Entry] = []
    # By the path without what differs from row to row, because to redact a long key takes long.
    ways: dict[tuple[object, ...], tuple[str, ...]] = {}
    kinds = set()
    error = False
    for kind, path, fields, named in document.parts():
        if kind == _document.ROW:
            outer = path[:-1] if named else path
            general = (named, *(isinstance(step, str) and step for step in outer))
            if general not in ways:
                ways[general] = (_LINE,) if document.format == "lines" else _way(outer, named, redact)
            entries.append(_entry("".join(ways[general]), fields, redact, more_flags))
            if len(entries) == _MAX_ENTRIES:
                break
        kinds.add(kind)
        error = error or (kind == _document.ERROR and kind_of(fields.get("error_code", 0)) != "zero")

    form, outline = document.format, ""
    if form == "empty":
        arrangement = "no text at all"
    elif form == "html":
        arrangement = "a web page"
    elif form == "lines" and _document.ERROR in kinds:
        arrangement, outline = "an error", _input.quote(redact(document.text))
    elif form == "lines" and _document.OTHER in kinds:
        form, arrangement, entries = "unknown", "not readable: not in a known form", []
    elif form == "lines":
        arrangement, outline = _lines_in_words(document.text), f"{len(entries)} x line"
    elif document.tree is None:
        arrangement = f"not readable: {_input.quote(redact(document.problem.what if document.problem else ''))}"
    else:
        words = [_in_words(way, document) for way in islice(dict.fromkeys(ways.values()), _SHOWN)]
        nothing = "an error" if error else "nothing that looks like a row" if kinds else "no rows"
        arrangement, outline = "; and ".join(words) or nothing, _outline(document.tree, redact)
    return Layout(document.charset, form, arrangement, outline, entries)


def kind_of(value: object) -> str:
    """`number`, `string` (digits), `word` (other text), `zero`, `empty`, `null`, or `other`; for people and results."""
    if value is None:
        return "null"
    if isinstance(value, str):
        value = value.strip()
        if re.fullmatch(r"[-+]?[0-9]+", value):
            return "string" if value.strip("+-0") else "zero"
        return "word" if value else "empty"
    if isinstance(value, int) and not isinstance(value, bool):
        return "number" if value else "zero"
    return "other"


def _quoted(foreign: str, redact: Redact) -> str:
    return f"'{_input.quote(redact(foreign))}'"


def _way(path: _document.Path, named: bool, redact: Redact) -> tuple[str, ...]:
    """The steps to a row, safe to print. named: whether one more key follows, the name of the row."""
    way: list[str] = []
    for step in path:
        if isinstance(step, int):
            way.append(_LIST)
        else:
            way.append(_NUMBER if step.isdecimal() else ("." if way else "") + _quoted(step, redact))
    return (*way, _NAME) if named else tuple(way)


def _entry(path: str, fields: dict[str, object], redact: Redact, flags: frozenset[str]) -> Entry:
    name, status = fields["name"], fields["status"]
    shown = _input.quote(redact(str(status))) if isinstance(status, (str, int, float)) else kind_of(status)
    return Entry(
        path,
        _input.quote(redact(name)) if isinstance(name, str) else kind_of(name),
        _contract.recognise(name, flags)[0] if isinstance(name, str) else None,
        shown,
        _document.integer(status),
        kind_of(fields["id"]) if "id" in fields else "absent",
        kind_of(status),
    )


def _lines_in_words(text: str) -> str:
    """Which forms the lines of a text have that all are rows."""
    lines = islice(filter(str.strip, text.splitlines()), _MAX_ENTRIES)
    forms = {True: "lines of the form 'name = ..., id = ..., status = ...'", False: "lines with commas"}
    return "; and ".join(dict.fromkeys(forms["=" in line] for line in lines))


def _in_words(way: tuple[str, ...], document: _document.Document) -> str:
    """The way to a row as a sentence, the row first."""
    steps = [step.lstrip(".") for step in way]
    last = steps.pop() if steps else ""
    if document.format == "xml":
        many = last == _LIST
        tag = steps.pop() if many else last
        if tag == _NAME:
            words = "elements called by their names"
        else:
            words = f"elements {tag}" if many else f"a single element {tag}"
        words = f"attributes of {words}" if document.in_attributes else words
    else:
        words = {
            _LIST: "a list of rows",
            _NAME: "an object that has each row under its name",
            _NUMBER: "an object that has each row under a number",
        }.get(last, "a single row")
        if words == "a single row" and last:
            steps.append(last)
    places = {_LIST: "a list", _NAME: "an object of names", _NUMBER: "an object of numbers"}
    return ", in ".join([words, *(places.get(step, step) for step in reversed(steps))])


def _outline(value: object, redact: Redact, depth: int = 0) -> str:
    """What a value consists of, with the kinds of values in their place."""
    if depth > _MAX_DEPTH:
        return "..."
    if isinstance(value, list):
        counts: dict[str, int] = {}
        for item in value:
            inner = _outline(item, redact, depth + 1)
            counts[inner] = counts.get(inner, 0) + 1
        return _short("[", [f"{count} x {inner}" for inner, count in counts.items()], "]")
    if isinstance(value, dict):
        keys: dict[str, list[str]] = {}
        for key, item in value.items():
            keys.setdefault(_outline(item, redact, depth + 1), []).append(key)
        parts = [f"{_short('', [_quoted(key, redact) for key in same], '')}: {inner}" for inner, same in keys.items()]
        return _short("{", parts, "}")
    return kind_of(value)


def _short(opening: str, parts: list[str], closing: str) -> str:
    more = [f"{len(parts) - _SHOWN} more"] if len(parts) > _SHOWN else []
    return f"{opening}{', '.join([*parts[:_SHOWN], *more])}{closing}"[:_MAX_OUTLINE]
