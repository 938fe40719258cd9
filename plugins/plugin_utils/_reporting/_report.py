# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as the text of a file, in the format that the reader wants. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ...module_utils._model import _input
from ...module_utils._model._template import Record
from .. import _records, _times
from . import _attention, _data, _junit, _markdown, _plain, _prometheus
from ._html import _page
from ._language import _words

# Programs read English, whatever people read.
_FOR_PEOPLE = ("html", "markdown", "text")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def render(
    records: Any,
    kind: str = "html",
    title: str = "",
    now: str | None = None,
    gate: Any = None,
    *,
    language: str = "en",
    fees: Any = None,
    environments: Any = None,
    changes: Any = None,
    coverage: Any = None,
) -> str:
    """The text of a report, to be written in UTF-8.

    records: those of the fact op_templates_report of one or more environments, for ages with `since`.
    kind: html, markdown, text, json, junit or prometheus. title: its heading. now: ISO 8601 text, for ages.
    gate: the result of op_template_gate, or a list of such results, each with its `environment`.
    language: en or ru, of html, markdown and text. fees: what operators charge a month, by operator, where the user
    knows better. environments: names of those that were to be read. changes: the fact op_templates_changes; None where
    nothing is remembered. coverage: the fact op_templates_coverage, or a list of such facts, for html and json. Raises
    InputError.
    """
    for what, name, known in (("format", kind, FORMATS), ("language", language, _words.LANGUAGES)):
        if name not in known:
            raise _input.InputError(f"there is no {what} {str(name)!r}; {_input.nearest(str(name), known)}")
    words = _words.Words(language if kind in _FOR_PEOPLE else "en")
    report = _data.build(records, words, title, now, gate, fees, environments, changes, coverage)
    return _LONE_SURROGATES.sub("\ufffd", FORMATS[kind](report))


def as_json(report: _data.Report) -> str:
    """The report as JSON: title, time, summary, gate and the templates, always in the same order."""
    content = {
        "title": report.title,
        "time": _times.iso(report.now) if report.now else None,
        "summary": {
            "templates": _records.templates(report.records),
            "failed": sum(record.failed for record in report.records),
            "registrations": _records.counts(report.records),
            "environments": {name: _records.counts(records) for name, records in report.environments.items()},
        },
        "gate": report.gates[0].as_dict() if len(report.gates) == 1 else None,
        "gates": [gate.as_dict() for gate in report.gates],
        "not_read": report.unread,
        "changes": None if report.changes is None else [change.as_dict() for change in report.changes],
        **({"coverage": list(report.coverage)} if report.coverage else {}),
        "fees": _attention.costs(report),
        "obsolete": [_of_past(record) for record in report.obsolete],
        "templates": [_as_dict(record, report) for record in report.records],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _as_dict(record: Record, report: _data.Report) -> dict[str, Any]:
    return {
        "environment": record.environment,
        "set": record.template.set,
        "name": record.template.name,
        "sender": record.template.sender,
        "msg": record.template.msg,
        "targets": record.wanted,
        "states": record.states,
        "since": {target: _times.iso(since) for target, since in record.since.items()},
        "ages": _records.ages(record, report.now),
        "vanished": {target: was.as_record() for target, was in record.vanished.items()},
        "failed": record.failed,
        "error": {**record.error.as_record(), "text": _records.problem(record)} if record.error else None,
    }


def _of_past(record: Record) -> dict[str, Any]:
    """A text that the catalog no longer has."""
    return {
        "environment": record.environment,
        "set": record.template.set,
        "name": record.template.name,
        "sender": record.template.sender,
        "msg": record.template.msg,
        "obsolete": record.obsolete,
        "registrations": [
            {"target": one.target, "id": one.id, "state": one.state} for one in record.registrations or ()
        ],
    }


FORMATS: dict[str, Callable[[_data.Report], str]] = {
    "html": _page.page,
    "markdown": _markdown.page,
    "text": _plain.page,
    "json": as_json,
    "junit": _junit.page,
    "prometheus": _prometheus.page,
}
