# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the bytes of a response to what is in them: charset, format, values, and rows with their places. Pure.

The service's page names the fields of a response (name, id, status) but not their arrangement, so the arrangement
is found by looking: JSON, XML, or lines of text; rows alone, in a list, wrapped, or under their names. This room
says what is there and decides nothing. `_response` decides what it means, and the doctor describes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Union

if TYPE_CHECKING:
    from xml.etree import ElementTree

# Rows are looked for so many levels down; what is around them may be nested deeper.
_MAX_DEPTH = 6
# Levels of JSON. The parser calls itself for each, and many more would take all the stack that Python allows.
_MAX_NESTING = 100
_MAX_LINE = 1000
_QUOTE = ord('"')
_NO_MARKS = bytes(set(range(256)) - set(b'"[]{}'))

# Kinds of parts: with a name and a status, whether or not they make sense; with fields that speak of an error; neither;
# and not looked into.
ROW, ERROR, OTHER, TOO_DEEP = "row", "error", "other", "too deep"

# Patterns as text: `re` compiles those that a response needs, and hardly any response needs one.
_TEXT_ERROR = r"(?is)ERROR\s*=\s*(\d{1,18})\s*(?:\((.*)\))?"
_CSV_ERROR = r"0,\s*-(\d{1,18})()"
# Name and id keep the blanks around them: where two parts of a pattern could take the same ones, time would grow cubic.
_TEXT_ROW = r"(?i)name\s*=(.+?)(?:,\s*id\s*=([^,]*))?,\s*status\s*=\s*(\S+)"
_INTEGER = r"[-+]?[0-9]{1,18}"
_TOO_LARGE = 10**18
_XML_DECLARATION = r"\A<\?xml[^>]*\?>\s*"
_XML_DOCTYPE = r"(?i)<!(?:DOCTYPE|ENTITY)"
_WEB_PAGE = r"(?i)(?:<\?xml[^>]*\?>\s*)?<(?:!DOCTYPE\s+html|html)\b"

# The keys, and the positions in lists, that lead to a part.
Path = tuple[Union[str, int], ...]
# Something in a document: its kind; where it stands; its fields, if it is a row or an error, with their names in lower
# case; and whether the name of a row is the key that it stands under. A bare tuple, because it is made for every row.
Part = tuple[str, Path, dict[str, object], bool]


class NotUnderstoodError(Exception):
    """What is wrong with a response.

    what: the rest of the sentence "the response is ...", or the words of a parser. syntax: whether it is those words.
    damaged: whether the same request may get a sound response.
    """

    def __init__(self, what: str, *, damaged: bool = False, syntax: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.damaged = damaged
        self.syntax = syntax


class Document(NamedTuple):
    """What is in a body.

    charset: `utf-8`, `windows-1251`, `ascii` (then it could be either), or None if it is none of these.
    format: `json`, `xml`, `html`, `lines` (any other text), or `empty`.
    text: without white space around it; where there is no charset, each byte is the character of its number.
    problem: why it cannot be read, or not without a guess; then `tree` may be missing.
    tree: the values of JSON, or of XML as the nested dicts and lists that JSON would have been.
    root: the name of the root element of XML. in_attributes: whether a status stands in an attribute of XML.
    """

    charset: str | None
    format: str
    text: str
    problem: NotUnderstoodError | None = None
    tree: object = None
    root: str | None = None
    in_attributes: bool = False

    def parts(self) -> Iterator[Part]:
        """What was found, in the order of the body; what does not fit comes after what is inside it."""
        if self.format == "lines":
            return _lines(self.text)
        return iter(()) if self.tree is None else _walk(self.tree, () if self.root is None else (self.root,))


def read(body: bytes) -> Document:
    """Read a body in UTF-8 or windows-1251, whatever is in it."""
    charset, text = decode(body)
    text = text.strip()
    tree, root, in_attributes, problem = None, None, False, None
    try:
        if not text:
            form, problem = "empty", NotUnderstoodError("empty", damaged=True)
        elif text[0] in "[{":
            form = "json"
            tree, problem = _from_json(text, body)
        elif text[0] == "<":
            form = "html" if re.match(_WEB_PAGE, text) else "xml"
            element = _xml_root(text)
            tree, root = _from_xml(element), element.tag
            in_attributes = any(name.lower() == "status" for part in element.iter() for name in part.attrib)
        else:
            form = "lines"
    except NotUnderstoodError as exc:
        # With its traceback it would hold all that was read.
        problem = exc.with_traceback(None)
    if charset is None:
        problem = NotUnderstoodError("neither UTF-8 nor windows-1251", damaged=True)
    return Document(charset, form, text, problem, tree, root, in_attributes)


def decode(body: bytes) -> tuple[str | None, str]:
    """The charset, as in `Document`, and the text."""
    if body.isascii():
        return "ascii", body.decode("ascii")
    for charset, encoding in (("utf-8", "utf-8-sig"), ("windows-1251", "windows-1251")):
        try:
            return charset, body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None, body.decode("latin-1")


def integer(value: object) -> int | None:
    """A number of at most 18 digits, or such a number in a text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -_TOO_LARGE < value < _TOO_LARGE else None
    if isinstance(value, str) and re.fullmatch(_INTEGER, value.strip()):
        return int(value)
    return None


def _from_json(text: str, body: bytes) -> tuple[object, NotUnderstoodError | None]:
    """The values, and the first problem with them. Raises NotUnderstoodError if there are none."""
    if _is_nested_too_deeply(body):
        raise NotUnderstoodError("nested too deeply")
    problem = None

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal problem
        found = dict(pairs)
        if len(found) != len(pairs):
            problem = problem or NotUnderstoodError("ambiguous (a key stands in it twice)")
        return found

    def constant(name: str) -> float:
        nonlocal problem
        problem = problem or NotUnderstoodError(f"not JSON ({name})")
        return float(name)

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=constant), problem
    except ValueError as exc:
        what = str(exc)
    raise problem or NotUnderstoodError(what, damaged=True, syntax=True)


def _is_nested_too_deeply(body: bytes) -> bool:
    """Whether the parser of JSON would come deeper than it should. Takes time and memory as the length of the body."""
    if body.count(b"[") + body.count(b"{") <= _MAX_NESTING:
        return False
    depth = 0
    in_string = False
    # Without backslashes in pairs and escaped quotation marks, what is left of these begins and ends strings.
    for mark in body.replace(rb"\\", b"").replace(rb"\"", b"").translate(None, _NO_MARKS):
        if mark == _QUOTE:
            in_string = not in_string
        elif not in_string:
            depth += 1 if mark in b"[{" else -1
            if depth > _MAX_NESTING:
                return True
    return False


def _xml_root(text: str) -> ElementTree.Element:
    if "\0" in text:
        # The parser would take it for UTF-16, in which it would find a document type that the pattern does not see.
        raise NotUnderstoodError("not XML: NUL", damaged=True, syntax=True)
    if re.search(_XML_DOCTYPE, text):
        # No response needs a document type, and entities are the way to blow up a parser. This is HTML, or an attack.
        raise NotUnderstoodError("a web page or has a document type", damaged=True)
    # Loaded here because hardly any response needs it, and every module start would pay for it.
    from xml.etree import ElementTree  # noqa: PLC0415

    try:
        # No document type comes this far, and with it no entity.
        root = ElementTree.fromstring(re.sub(_XML_DECLARATION, "", text))  # noqa: S314
    except (ElementTree.ParseError, ValueError) as exc:
        what = str(exc)
    else:
        if root.tag.lower() == "html":
            raise NotUnderstoodError("a web page", damaged=True)
        return root
    raise NotUnderstoodError(f"not XML: {what}", damaged=True, syntax=True)


def _from_xml(element: ElementTree.Element, depth: int = 0) -> object:
    if depth > _MAX_DEPTH:
        raise NotUnderstoodError("nested too deeply")
    if not len(element) and not element.attrib:
        # A leaf is its text, and a root with nothing in it is a list without rows.
        return (element.text or "").strip() or ("" if depth else [])
    children: dict[str, list[object]] = {}
    for child in element:
        children.setdefault(child.tag, []).append(_from_xml(child, depth + 1))
    return {**element.attrib, **{tag: v[0] if len(v) == 1 else v for tag, v in children.items()}}


def _walk(value: object, path: Path, depth: int = 0) -> Iterator[Part]:
    """The parts of values."""
    if depth > _MAX_DEPTH:
        yield TOO_DEEP, path, {}, False
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index), depth + 1)
        return
    if not isinstance(value, dict):
        yield OTHER, path, {}, False
        return

    fields = {key.lower(): item for key, item in value.items()}
    if "name" in fields and "status" in fields:
        yield ROW, path, fields, False
        return
    nested = [(key, item) for key, item in value.items() if isinstance(item, (dict, list))]
    if "status" in fields and not nested and depth and isinstance(path[-1], str):
        yield ROW, path, {**fields, "name": path[-1]}, True
        return
    if "error_code" in fields or "error" in fields:
        yield ERROR, path, fields, False
    found = False
    for key, item in nested:
        for part in _walk(item, (*path, key), depth + 1):
            found = found or part[0] == ROW
            yield part
    # Beside rows, other values (a count, say) do no harm. Other values alone say something unknown.
    if not found and len(nested) != len(value):
        yield OTHER, path, {}, False


def _lines(text: str) -> Iterator[Part]:
    """The parts of formats 0 and 1."""
    error = re.fullmatch(_TEXT_ERROR, text) or re.fullmatch(_CSV_ERROR, text)
    if error:
        yield ERROR, (), {"error_code": error[1], "error": error[2] or ""}, False
        return
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines()))):
        fields = _fields(line)
        yield (ROW if fields else OTHER), (number,), fields, False


def _fields(line: str) -> dict[str, object]:
    """Name, id and status of one line, or nothing; the name may have commas in it, and the id may be missing."""
    # A line longer than this is not a row.
    fits = len(line) <= _MAX_LINE
    row = re.fullmatch(_TEXT_ROW, line) if fits else None
    if row:
        named: dict[str, object] = {"name": row[1].strip(), "status": row[3]}
        return named if row[2] is None else {**named, "id": row[2]}
    start, comma, status = line.rpartition(",")
    name, second_comma, identifier = start.rpartition(",")
    if not fits or not comma or "=" in line:
        return {}
    if second_comma and (not identifier.strip() or integer(identifier) is not None):
        return {"name": name, "id": identifier, "status": status}
    return {"name": start, "status": status}
