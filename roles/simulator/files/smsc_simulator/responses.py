# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What responses consist of, and how they look: in four formats, and arranged in each way that the page leaves open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

NOT_FOUND = -1
ADDED, SENDER_NOT_ACCEPTED = 1, -1
ERRORS = {1: "parameters error", 2: "authorise error", 4: "ip is blocked", 9: "duplicate request, wait a minute"}
CHARSETS = ("windows-1251", "utf-8", "koi8-r")
CONTENT_TYPES = {"0": "text/plain", "1": "text/plain", "2": "text/xml", "3": "application/json"}
_OPERATORS = {
    "mts": ("MTS", "МТС"),
    "mega": ("Megafon", "Мегафон"),
    "bee": ("Beeline", "Билайн"),
    "tele2": ("Tele2", "Теле2"),
    "motiv": ("Motiv", "Мотив"),
    "soc": ("Social networks", "Социальные сети"),
}
_TYPES = {
    "srv": ("service", "сервисные"),
    "auth": ("authorization", "авторизационные"),
    "trn": ("transactional", "транзакционные"),
    "adv": ("advertising", "рекламные"),
}


class ServiceError(Exception):
    """An error that the service returns."""

    def __init__(self, code: int, description: str = "") -> None:
        super().__init__(description or ERRORS[code])
        self.code = code


@dataclass(frozen=True)
class Row:
    """A row of a response: target, id or None, status."""

    target: str
    id: int | None
    status: int


def name_of(target: str, names: Any) -> str:
    """How the service calls a target: `names` is flag, english, russian, or a dict of target -> name."""
    if isinstance(names, dict):
        return str(names.get(target, target))
    operator, _underscore, kind = target.partition("_")
    if names == "flag" or operator not in _OPERATORS or (kind and kind not in _TYPES):
        return target
    language = 0 if names == "english" else 1
    text = _OPERATORS[operator][language]
    return f"{text} ({_TYPES[kind][language]})" if kind else text


def render_error(code: int, description: str, fmt: str) -> str:
    """The text of an error in one of the formats."""
    if fmt == "1":
        return f"0,-{code}"
    if fmt == "2":
        return f"<result><error>{escape(description)}</error><error_code>{code}</error_code></result>"
    if fmt == "3":
        return json.dumps({"error": description, "error_code": code})
    return f"ERROR = {code} ({description})"


def render_rows(rows: Sequence[Row], fmt: str, settings: Mapping[str, Any], adding: bool) -> str:
    """The text of a successful response in one of the formats; settings: the `answers` of the configuration."""
    fields = [_fields(row, settings, failed=row.status < ADDED if adding else row.id is None) for row in rows]
    if not adding:
        fields += [dict(row) for row in settings["more_rows"]]
    if fmt == "3":
        return json.dumps(_arrange(fields, settings), ensure_ascii=False)
    if fmt == "2":
        return f'<?xml version="1.0"?>\n{_xml(fields, settings)}'
    if fmt == "1":
        return "\n".join(",".join(str(row.get(key, "")) for key in ("name", "id", "status")) for row in fields)
    return "\n".join(", ".join(f"{key} = {value}" for key, value in row.items()) for row in fields)


def render_list(rows: Sequence[Mapping[str, Any]], fmt: str, settings: Mapping[str, Any], tag: str) -> str:
    """The text of a list of flat objects in one of the formats; tag: how XML calls each."""
    fields = [dict(row) for row in rows]
    if fmt == "3":
        keyed = settings["rows"] == "keyed"
        return json.dumps(fields if keyed else _arrange(fields, settings), ensure_ascii=False)
    if fmt == "2":
        items = [
            f"<{tag}>{''.join(f'<{key}>{escape(str(value))}</{key}>' for key, value in row.items())}</{tag}>"
            for row in fields
        ]
        return f'<?xml version="1.0"?>\n<list>{"".join(items)}</list>'
    if fmt == "1":
        return "\n".join(",".join(str(value) for value in row.values()) for row in fields)
    return "\n".join(", ".join(f"{key} = {value}" for key, value in row.items()) for row in fields)


def _fields(row: Row, settings: Mapping[str, Any], failed: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": name_of(row.target, settings["names"])}
    identifier: Any = row.id
    if failed:
        identifier = {"absent": None, "zero": 0, "empty": ""}[settings["failed_id"]]
    if identifier is not None:
        fields["id"] = str(identifier) if settings["ids"] == "string" else identifier
    fields["status"] = str(row.status) if settings["statuses"] == "string" else row.status
    return fields


def _arrange(fields: list[dict[str, Any]], settings: Mapping[str, Any]) -> Any:
    arrangement = settings["rows"]
    if arrangement == "keyed":
        return {row["name"]: {key: value for key, value in row.items() if key != "name"} for row in fields}
    if arrangement == "wrapped":
        return {settings["wrapper"]: fields}
    if arrangement == "object" and len(fields) == 1:
        return fields[0]
    return fields


def _xml(fields: list[dict[str, Any]], settings: Mapping[str, Any]) -> str:
    rows = []
    for row in fields:
        # Names for people hold spaces and parentheses, which no element can be called.
        keyed = settings["rows"] == "keyed" and row["name"].isidentifier()
        tag = row["name"] if keyed else "template"
        content = "".join(
            f"<{key}>{escape(str(value))}</{key}>" for key, value in row.items() if not (keyed and key == "name")
        )
        rows.append(f"<{tag}>{content}</{tag}>")
    if settings["rows"] == "object" and len(rows) == 1:
        return rows[0]
    return f"<{settings['wrapper']}>{''.join(rows)}</{settings['wrapper']}>"
