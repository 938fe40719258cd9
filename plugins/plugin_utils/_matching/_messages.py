# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real messages from the content of a file. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ...module_utils._model._input import InputError, nearest

FORMATS = ("text", "csv", "jsonl")
# Other columns that say something about a message, by the names that smsc_message_export gives them.
_MESSAGE = "message"
# What is hardly the name of a column: a phone, a sum, a sentence.
_IS_DATA = re.compile(r".*\d{4}|(?:\S+\s+){5}\S|.{61}", re.DOTALL).match
KNOWN = ("sender", "operator", "cost", "recipient")


def messages(
    content: Any, form: str = "text", column: str | None = None, encoding: str = "utf-8", keep_empty: bool = False
) -> list[str]:
    """The messages of a file: the texts of `records`."""
    return [str(one["message"]) for one in records(content, form, column, encoding, keep_empty)]


def records(
    content: Any, form: str = "text", column: str | None = None, encoding: str = "utf-8", keep_empty: bool = False
) -> list[dict[str, Any]]:
    """The messages of a file, each a dict of `message` and, where the file has such columns, KNOWN.

    content: its text, or its bytes, which are read in this encoding. form: text (one message a line), csv (with a row
    of names first, delimited by commas, semicolons or tabs), jsonl (a JSON object a line). column: the name of the
    column or field; not needed for text, for a file that has only one, nor where one is called message. keep_empty:
    whether messages without text are among them, so that they can be counted: rows with nothing in the column, and
    blank lines of text and of a CSV file with one column. Other blank lines are not messages. Raises InputError, which
    names the line.
    """
    if form not in FORMATS:
        raise InputError(f"format is {form!r}: give one of {', '.join(FORMATS)}")
    if column is not None and not isinstance(column, str):
        raise InputError(f"column is {column!r}, which is not a string: quote it")
    text = decoded(content, encoding)
    if form == "text":
        # Not splitlines(): that also splits at characters that a message may hold.
        lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
        found: Iterable[dict[str, Any]] = ({"message": line} for line in lines)
    else:
        found = _of_csv(text, column) if form == "csv" else _objects(text, column)
    return [one for one in found if keep_empty or one["message"].strip()]


def decoded(content: Any, encoding: str) -> str:
    """The text of a file, without a byte order mark. Raises InputError, which names the line and the fix."""
    if isinstance(content, str):
        return str(content).removeprefix("\ufeff")
    if not isinstance(content, bytes):
        raise InputError(f"the messages are {type(content).__name__}: give the text of a file")
    try:
        return content.decode(codecs.lookup(encoding).name).removeprefix("\ufeff")
    except (LookupError, TypeError):
        raise InputError(f"encoding is {encoding!r}: give one such as utf-8 or windows-1251") from None
    except UnicodeDecodeError as exc:
        line = content.count(b"\n", 0, exc.start) + 1
        raise InputError(f"line {line} is not in {encoding}: name the encoding, such as windows-1251") from None


def _of_csv(text: str, column: str | None) -> Iterator[dict[str, Any]]:
    def columns(names: list[str]) -> dict[str, int]:
        at = names.index(_choose(column, names, "line 1"))
        return {
            "message": at,
            **{name: names.index(name) for name in KNOWN if name in names and names.index(name) != at},
        }

    for _line, row in rows(text, columns):
        yield row


def rows(text: str, choose: Callable[[list[str]], Mapping[str, int]]) -> Iterator[tuple[int, dict[str, str]]]:
    """The line of each row of a CSV file, and what it has in some columns.

    choose: from the names of the columns to the numbers of those that are wanted, each by what to call it. Each row
    must have the first of them. Raises InputError, which names the line.
    """
    names_line, _break, rest = text.partition("\n")
    # What spreadsheets put before the names, to say by what they are delimited.
    if said := re.fullmatch(r'"?sep=(.)"?\r?', names_line, re.IGNORECASE):
        text, names_line = rest, rest.partition("\n")[0]
    delimiter = said[1] if said else max(",;\t", key=names_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        if not names:
            raise InputError("line 1 is empty: the first line of a CSV file names its columns")
        columns = choose(names)
        at, *_more = columns.values()
        for found in reader:
            # A blank line is a row of one empty field, or nothing between rows of more.
            row = found or ([""] if len(names) == 1 else [])
            if not row:
                continue
            if len(row) <= at:
                raise InputError(f"line {reader.line_num} has {len(row)} columns and lacks {names[at]!r}: fix that row")
            if len(row) > len(names):
                # Cutting such a message at its first delimiter would go unnoticed.
                raise InputError(
                    f"line {reader.line_num} has {len(row)} columns and the first line {len(names)}: "
                    "quote fields that hold the delimiter"
                )
            yield reader.line_num, {key: row[index] for key, index in columns.items() if index < len(row)}
    except csv.Error as exc:
        raise InputError(
            f"line {reader.line_num} is not CSV ({exc}): quote fields with quotes or line breaks"
        ) from None


def _objects(text: str, field: str | None) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise InputError(f"line {number} is not JSON ({exc}): give one object a line") from None
        known = {}
        if isinstance(value, dict):
            chosen = _choose(field, list(value), f"line {number}")
            known = {name: value[name] for name in KNOWN if name in value and name != chosen}
            value = value[chosen]
        if not isinstance(value, str):
            # It may be a message or a phone all the same, so it is not shown.
            raise InputError(f"line {number} has for a message what is not a string ({type(value).__name__}): quote it")
        yield {"message": value, **known}


def _choose(column: str | None, names: list[str], where: str) -> str:
    if column in names:
        return str(column)
    if column is None and (len(names) == 1 or _MESSAGE in names):
        return _MESSAGE if _MESSAGE in names else names[0]
    if any(map(_IS_DATA, names)):
        # Without names the first line is a message, which no error may show.
        raise InputError(f"{where} has something else than names of columns: give the file a first line of names")
    if column is None:
        raise InputError(f"{where} has the columns {', '.join(names) or 'none'}: say with column which of them to read")
    raise InputError(f"{where} has no column {column!r}; {nearest(column, names)}")
