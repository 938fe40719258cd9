# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as one HTML file that needs nothing else, no network, and no script to be read.

page.html.j2 is the page, page.css its style, and page.js a filter and texts unfolded on paper.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ...module_utils._model import _contract, _input
from ...module_utils._model._template import Record
from .. import _records, _visible
from . import _data

# A cell for each registration makes most of the file, so classes are short. page.css has their colours.
_CLASSES = {
    "accepted": "ac",
    "submitted": "su",
    "pending": "pe",
    "rejected": "re",
    "suspended": "sp",
    "not_found": "no",
    "unknown": "un",
}


class _Own(Markup):
    """The page's own style and script, which alone are taken as they are."""

    __slots__ = ()


def page(report: _data.Report) -> str:
    """The report as HTML. Whatever a user or the service wrote stands in it as text alone."""
    records = report.records
    counts = _records.counts(records)
    # The same columns for all environments, so that the eye can compare them.
    operators = _data.operators(records)
    return _template().render(
        title=report.title,
        time=report.now,
        time_text=report.time_text,
        sizes=[
            _input.count(len(report.environments), "environment"),
            _input.count(len(records), "template"),
            _input.count(sum(counts.values()), "registration"),
        ],
        gate=report.gate and _gate(report.gate),
        tiles=[(_CLASSES[state], f"{number:,}", _data.label(state)) for state, number in counts.items() if number],
        operators=[_visible.line(name) for name in operators],
        sections=[_section(report, name, of_it, operators) for name, of_it in report.environments.items()],
        unasked=any(target not in record.wanted for record in records for target in record.states),
        aged=any(record.since for record in records),
    )


@cache
def _template() -> jinja2.Template:
    style = _file("page.css") + "".join(
        f'.{name}>b::before,.{name}>span::before{{content:"{_contract.BY_NAME[state].sign}"}}\n'
        for state, name in _CLASSES.items()
    )
    script = _file("page.js")
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    own = {
        "style": _Own(style),
        "style_digest": _digest(style),
        "script": _Own(script),
        "script_digest": _digest(script),
    }
    return environment.from_string(_file("page.html.j2"), globals=own)


def _shown(value: Any) -> Any:
    """What the page shows of a value, before Jinja2 escapes it. What somebody else has marked as safe is text here."""
    return value if isinstance(value, _Own) else _visible.show(str(value))


def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _gate(gate: _data.Gate) -> dict[str, Any]:
    head, *lines = map(_visible.line, gate.text or ("",))
    return {"passed": gate.passed, "head": head.partition(": ")[2] or head, "lines": lines}


def _section(report: _data.Report, name: str, records: list[Record], operators: dict[str, list[str]]) -> dict[str, Any]:
    counts = _records.counts(records)
    return {
        "name": _visible.line(name) or "Templates",
        "accepted": f"{counts['accepted']:,}",
        "registrations": f"{sum(counts.values()):,}",
        "summary": _data.summary(records),
        "shares": _shares(counts),
        "rows": [_row(report, record, operators) for record in records],
    }


def _shares(counts: dict[str, int]) -> list[tuple[str, str, str]]:
    """The states as shares of a line that is 100 long: class, start and width."""
    total, at, shares = sum(counts.values()) or 1, 0.0, []
    for state, number in counts.items():
        width = 100 * number / total
        if number:
            shares.append((_CLASSES[state], f"{at:.2f}", f"{width:.2f}"))
        at += width
    return shares


def _row(report: _data.Report, record: Record, operators: dict[str, list[str]]) -> dict[str, Any]:
    template = record.template
    in_set = template.name and template.set
    return {
        "set": _visible.line(template.set) if in_set else "",
        "name": _visible.line(template.name) if in_set else _records.title(record),
        "msg": template.msg,
        "sender": _visible.line(template.sender),
        "failed": _records.why(record),
        "columns": [
            [_registration(report, record, target) for target in targets if target in record.states]
            for targets in operators.values()
        ],
    }


def _registration(report: _data.Report, record: Record, target: str) -> tuple[str, str, str, str, str]:
    state = record.states[target]
    since = f"{record.since[target]:%Y-%m-%d %H:%M}" if target in record.since else ""
    # Registered though nobody asked for it: operators pass templates on.
    kind = _CLASSES[state] + ("" if target in record.wanted else " x")
    return kind, _data.label(state), _visible.line(target), since, report.age_text(record, target)
