# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the body of an answer is arranged, in words: for people who ask what the service really does. Pure.

`_answers` reads rows and refuses what it does not understand. This room says what is there, also then, and decides
nothing: no task acts on what it finds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from .._model import _contract, _input
from .._service import _response

_MAX_DEPTH = 6
_MAX_ENTRIES = 1000
_MAX_OUTLINE = 400
_SHOWN = 4
_WEB_PAGE = r"(?i)(?:<\?xml[^>]*\?>\s*)?<(?:!DOCTYPE\s+html|html)\b"
# Steps on the way to a row that are no keys. No key is called so, because keys are quoted.
_LIST, _NAME, _NUMBER = "[]", "{name}", "{number}"

Hide = Callable[[str], str]


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


class Shape(NamedTuple):
    """What is known of a body.

    charset: `utf-8`, `windows-1251`, `ascii` (then it could be either), or None if it is none of these.
    format: `json`, `xml`, `html`, `lines`, `empty`, or `unknown`.
    arrangement: how rows are arranged, in words. outline: all of it, kinds in place of values.
    """

    charset: str | None
    format: str
    arrangement: str
    outline: str
    entries: list[Entry]


def describe(body: bytes, hide: Hide = str, more_flags: frozenset[str] = frozenset()) -> Shape:
    """Describe a body, whatever is in it.

    hide: takes out of a text what must not be shown; it gets every foreign text before it is cut.
    more_flags: flags that the user named, see `_contract.recognise`.
    """
    charset, text = decode(body)
    try:
        return _describe(charset, text.strip(), hide, more_flags)
    except (ValueError, RecursionError, _response._NotUnderstoodError, _response._DamagedError) as exc:
        what = "nested too deeply" if isinstance(exc, RecursionError) else str(exc)
        form = {"[": "json", "{": "json", "<": "xml"}.get(text.strip()[:1], "unknown")
        return Shape(charset, form, f"not readable: {_input.quote(hide(what))}", "", [])


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


def decode(body: bytes) -> tuple[str | None, str]:
    """The charset, as in `Shape`, and the text; without one, each byte is the character of its number."""
    if body.isascii():
        return "ascii", body.decode("ascii")
    for charset, encoding in (("utf-8", "utf-8-sig"), ("windows-1251", "windows-1251")):
        try:
            return charset, body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None, body.decode("latin-1")


def _describe(charset: str | None, text: str, hide: Hide, flags: frozenset[str]) -> Shape:
    def quoted(foreign: str) -> str:
        return f"'{_input.quote(hide(foreign))}'"

    if not text:
        return Shape(charset, "empty", "no text at all", "", [])
    if text[0] not in "[{<":
        return _describe_lines(charset, text, hide, flags)

    form = "json"
    root: tuple[str, ...] = ()
    in_attributes = False
    if text[0] == "<":
        form = "xml"
        if re.match(_WEB_PAGE, text):
            return Shape(charset, "html", "a web page", "", [])
        value, tag, in_attributes = _from_xml(text)
        root = (quoted(tag),)
    else:
        value = json.loads(text)

    found = list(islice(_walk(value, root, quoted), _MAX_ENTRIES))
    entries = [_entry("".join(path), fields, hide, flags) for path, fields in found]
    paths = list(dict.fromkeys(path for path, _fields in found))
    words = [_in_words(path, form, in_attributes) for path in paths[:_SHOWN]]
    arrangement = "; and ".join(words) if words else _without_rows(value)
    return Shape(charset, form, arrangement, _outline(value, quoted), entries)


def _describe_lines(charset: str | None, text: str, hide: Hide, flags: frozenset[str]) -> Shape:
    """Formats 0 and 1."""
    if re.fullmatch(_response._TEXT_ERROR, text) or re.fullmatch(_response._CSV_ERROR, text):
        return Shape(charset, "lines", "an error", _input.quote(hide(text)), [])
    entries = []
    forms: dict[str, None] = {}
    for line in islice((line.strip() for line in text.splitlines() if line.strip()), _MAX_ENTRIES):
        name, identifier, status = _response._fields(line)
        named = "=" in line
        forms["lines of the form 'name = ..., id = ..., status = ...'" if named else "lines with commas"] = None
        fields: dict[str, object] = {
            "name": name,
            "status": status,
            **({} if identifier is None else {"id": identifier}),
        }
        entries.append(_entry("{line}", fields, hide, flags))
    return Shape(charset, "lines", "; and ".join(forms), f"{len(entries)} x line", entries)


def _from_xml(text: str) -> tuple[object, str, bool]:
    """The nested values, the name of the root element, and whether rows are attributes."""
    root = _response._xml_root(text)
    attributes = {name.lower() for element in root.iter() for name in element.attrib}
    return _response._from_xml(root), root.tag, "status" in attributes


def _walk(
    value: object, path: tuple[str, ...], quoted: Callable[[str], str]
) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    """Every row with the way to it; the names of its fields are in lower case."""
    if len(path) > _MAX_DEPTH + 2:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, (*path, _LIST), quoted)
    elif isinstance(value, dict):
        fields = {key.lower(): item for key, item in value.items()}
        if "name" in fields and "status" in fields:
            yield path, fields
            return
        for key, item in value.items():
            named = _response._named(key, item)
            if named is not item:
                yield from _walk(named, (*path, _NAME), quoted)
            else:
                step = _NUMBER if key.isdecimal() else ("." if path else "") + quoted(key)
                yield from _walk(item, (*path, step), quoted)


def _without_rows(value: object) -> str:
    values = list(_values(value))
    if any(key.lower() == "error_code" and kind_of(item) != "zero" for key, item in values):
        return "an error"
    return "nothing that looks like a row" if values else "no rows"


def _values(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Every value that holds no others, with its key."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _values(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item, key)
    else:
        yield key, value


def _entry(path: str, fields: dict[str, object], hide: Hide, flags: frozenset[str]) -> Entry:
    name, status = fields["name"], fields["status"]
    shown = _input.quote(hide(str(status))) if isinstance(status, (str, int, float)) else kind_of(status)
    return Entry(
        path,
        _input.quote(hide(name)) if isinstance(name, str) else kind_of(name),
        _contract.recognise(name, flags)[0] if isinstance(name, str) else None,
        shown,
        _response._integer(status),
        kind_of(fields["id"]) if "id" in fields else "absent",
        kind_of(status),
    )


def _in_words(path: tuple[str, ...], form: str, in_attributes: bool) -> str:
    """The way to a row as a sentence, the row first."""
    steps = [step.lstrip(".") for step in path]
    last = steps.pop() if steps else ""
    if form == "xml":
        many = last == _LIST
        tag = steps.pop() if many else last
        if tag == _NAME:
            words = "elements called by their names"
        else:
            words = f"elements {tag}" if many else f"a single element {tag}"
        words = f"attributes of {words}" if in_attributes else words
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


def _outline(value: object, quoted: Callable[[str], str], depth: int = 0) -> str:
    """What a value consists of, with the kinds of values in their place."""
    if depth > _MAX_DEPTH:
        return "..."
    if isinstance(value, list):
        counts: dict[str, int] = {}
        for item in value:
            inner = _outline(item, quoted, depth + 1)
            counts[inner] = counts.get(inner, 0) + 1
        return _short("[", [f"{count} x {inner}" for inner, count in counts.items()], "]")
    if isinstance(value, dict):
        keys: dict[str, list[str]] = {}
        for key, item in value.items():
            keys.setdefault(_outline(item, quoted, depth + 1), []).append(key)
        parts = [f"{_short('', [quoted(key) for key in same], '')}: {inner}" for inner, same in keys.items()]
        return _short("{", parts, "}")
    return kind_of(value)


def _short(opening: str, parts: list[str], closing: str) -> str:
    more = [f"{len(parts) - _SHOWN} more"] if len(parts) > _SHOWN else []
    return f"{opening}{', '.join([*parts[:_SHOWN], *more])}{closing}"[:_MAX_OUTLINE]
