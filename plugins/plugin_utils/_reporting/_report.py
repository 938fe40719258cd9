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
from . import _data, _html, _junit, _markdown, _prometheus, _text

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def render(
    records: Any, kind: str = "html", title: str = "", now: str | None = None, gate: dict[str, Any] | None = None
) -> str:
    """The text of a report, to be written in UTF-8.

    records: those of the fact op_templates_report of one or more environments, for ages with `since`.
    kind: html, markdown, text, json, junit or prometheus. title: its heading. now: ISO 8601 text, for ages.
    gate: the result of op_template_gate, shown where it is given. Raises InputError.
    """
    if kind not in FORMATS:
        raise _input.InputError(f"there is no format {str(kind)!r}; {_input.nearest(str(kind), FORMATS)}")
    text = FORMATS[kind](_data.build(records, title, now, gate))
    return _LONE_SURROGATES.sub("\ufffd", text)


def as_json(report: _data.Report) -> str:
    """The report as JSON: title, time, summary, gate and the templates, always in the same order."""
    content = {
        "title": report.title,
        "time": _times.iso(report.now) if report.now else None,
        "summary": {
            "templates": len(report.records),
            "failed": sum(record.failed for record in report.records),
            "registrations": _records.counts(report.records),
            "environments": {name: _records.counts(records) for name, records in report.environments.items()},
        },
        "gate": {"passed": report.gate.passed, "missing": report.gate.missing, "text": report.gate.text}
        if report.gate
        else None,
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
        "failed": record.failed,
        "error": {**record.error.as_record(), "text": _records.problem(record)} if record.error else None,
    }


FORMATS: dict[str, Callable[[_data.Report], str]] = {
    "html": _html.page,
    "markdown": _markdown.page,
    "text": _text.page,
    "json": as_json,
    "junit": _junit.page,
    "prometheus": _prometheus.page,
}
