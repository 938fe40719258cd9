# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts that somebody has: rows of a spreadsheet, JSON Lines, or proposals. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePath
from typing import Any, NamedTuple

from ...module_utils._model import _input
from ...module_utils._model._input import InputError
from .._matching import _messages

FORMATS = ("csv", "jsonl", "json")
# What columns are called, where the user does not say.
_TEXTS = ("msg", "text", "message", "template", "текст", "текст шаблона", "шаблон", "сообщение")
_SENDERS = ("sender", "sender name", "from", "имя отправителя", "отправитель", "подпись")
_OF_TEXT, _OF_SENDER = "op_templates_adopt_text_column", "op_templates_adopt_sender_column"


class Source(NamedTuple):
    """A text as it was given; `sender` is as in a catalog. place: where it stands, such as `line 7`."""

    sender: str
    msg: str
    place: str = ""


def form_of(name: str, form: str | None) -> str:
    """The format of a file: the one that is given, or by the end of its name. Raises InputError."""
    suffix = PurePath(name).suffix.casefold().removeprefix(".")
    found = form or {"ndjson": "jsonl"}.get(suffix, suffix)
    if found not in FORMATS:
        raise InputError(f"the end of its name says no format; set op_templates_adopt_format to {_or(FORMATS)}")
    return found


def read(
    content: bytes,
    form: str,
    *,
    text_column: str | None = None,
    sender_column: str | None = None,
    sender: str = "",
    encoding: str = "utf-8",
) -> tuple[list[Source], int]:
    """The texts of a file, each once, and the number of rows that have none.

    form: csv (with a row of names first), jsonl (an object a line) or json (a list of objects, as proposals are).
    text_column, sender_column: names of columns or fields; without them the usual ones are looked for. sender: of rows
    that have none. Raises InputError, which names the line.
    """
    decoded = _messages.decoded(content, encoding)
    choose = partial(_chosen, text_column=text_column, sender_column=sender_column)
    found = _of_csv(decoded, choose) if form == "csv" else _of_json(decoded, choose, form)
    texts: dict[tuple[str, str], Source] = {}
    empty = 0
    for place, msg, given in found:
        name = given.strip() or sender
        if not msg.strip():
            empty += 1
        elif not name:
            raise InputError(
                f"{place} has no sender: name the column with {_OF_SENDER}, or set op_templates_sender for all of them"
            )
        else:
            texts.setdefault((name, msg), Source(name, msg, place))
    return list(texts.values()), empty


def _chosen(
    names: Sequence[str], where: str, text_column: str | None, sender_column: str | None
) -> tuple[str, str | None]:
    """The names of the columns of text and sender; the latter may not be there."""
    text = _column(names, text_column, _TEXTS, where, _OF_TEXT)
    if text is None:
        listed = ", ".join(names) or "none"
        raise InputError(f"{where} has the columns {listed}: say with {_OF_TEXT} which of them has the text")
    return text, _column(names, sender_column, _SENDERS, where, _OF_SENDER)


def _column(names: Sequence[str], given: str | None, usual: Sequence[str], where: str, option: str) -> str | None:
    if given:
        if given not in names:
            raise InputError(f"{where} has no column {given!r} ({option}); {_input.nearest(given, names)}")
        return given
    by_name = {name.casefold(): name for name in reversed(names)}
    return next((by_name[name] for name in usual if name in by_name), None)


def _of_csv(text: str, choose: Any) -> Iterator[tuple[str, str, str]]:
    def columns(names: list[str]) -> dict[str, int]:
        chosen = zip(("text", "sender"), choose(names, "line 1"))
        return {key: names.index(name) for key, name in chosen if name is not None}

    for line, row in _messages.rows(text, columns):
        yield f"line {line}", row["text"], row.get("sender", "")


def _of_json(text: str, choose: Any, form: str) -> Iterator[tuple[str, str, str]]:
    for place, fields in _lines(text) if form == "jsonl" else _items(text):
        if not isinstance(fields, Mapping):
            raise InputError(f"{place} is {_input.shown(fields)}, which is not an object with text and sender")
        of_text, of_sender = choose(list(fields), place)
        # Proposals that are for no sender name in particular have null.
        msg, sender = fields[of_text], fields[of_sender] if of_sender and fields[of_sender] is not None else ""
        for value, name in ((msg, of_text), (sender, of_sender)):
            if not isinstance(value, str):
                raise InputError(f"{place} has {_input.shown(value)} as {name}, which is not a text; {_input.QUOTE_IT}")
        yield place, msg, sender


def _lines(text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except (ValueError, RecursionError) as exc:
                raise InputError(f"line {number} is not JSON ({exc}): give one object a line") from None


def _items(text: str) -> Iterator[tuple[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise InputError(f"it is not JSON ({exc}): give a list of objects, as proposals are") from None
    if not isinstance(found, list):
        raise InputError(f"it is {_input.shown(found)}, which is not a list of objects, as proposals are")
    for number, item in enumerate(found, 1):
        yield f"item {number}", item


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
