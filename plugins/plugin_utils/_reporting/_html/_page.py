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

from ....module_utils._model import _contract
from ....module_utils._model._template import Record
from ... import _records, _visible
from .. import _attention, _covered, _data

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
    records, words = report.records, report.words
    counts = _records.counts(records)
    # The same columns for all environments, so that the eye can compare them.
    operators = _data.operators(records, words)
    number = len(report.environments) + len(report.unread)
    problems = _attention.problems(report)
    news, changes = report.news
    return _template().render(
        language=words.language,
        say=words.say,
        capital=_data.capital,
        title=report.title,
        time=report.now,
        time_text=report.time_text,
        sizes=[
            words.count(number, "environment"),
            words.count(_records.templates(records), "template"),
            words.count(sum(counts.values()), "registration"),
        ],
        fees=_attention.fees(report),
        gates=[(gate.passed, *gate.told(report)) for gate in report.gates],
        several=report.several,
        attention=_data.capital(_attention.head(report, problems)),
        problems=[_problem(report, problem) for problem in problems],
        note=_attention.note(report, problems),
        coverage=[_covered.told(one, words) for one in report.coverage],
        news=_data.capital(news),
        changes=changes,
        tiles=[(_CLASSES[state], words.number(found), words.tile(state)) for state, found in counts.items() if found],
        operators=[_visible.line(name) for name in operators],
        sections=[_section(report, name, of_it, operators) for name, of_it in report.environments.items()],
        unread=[(_visible.line(name), words.state("not_read")) for name in report.unread],
        past=words.count(len(report.obsolete), "text"),
        obsolete=[_of_past(report, record) for record in report.obsolete],
        unasked=any(target not in record.wanted for record in records for target in record.states),
        aged=any(report.age_text(record, target) for record in records for target in record.since),
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


def _problem(report: _data.Report, problem: _attention.Problem) -> tuple[Any, ...]:
    kind = _CLASSES.get(problem.kind, "bad")
    cells = [_visible.line(cell) for cell in problem.cells[not report.several :]]
    return kind, report.words.state(problem.kind), cells, problem.about(report)


def _of_past(report: _data.Report, record: Record) -> dict[str, Any]:
    return {
        "environment": _visible.line(record.environment),
        "name": _records.title(record),
        "sender": _visible.line(record.template.sender),
        "kind": report.words.state(record.obsolete),
        "registrations": _attention.registrations(report, record),
        "msg": record.template.msg,
    }


def _section(report: _data.Report, name: str, records: list[Record], operators: dict[str, list[str]]) -> dict[str, Any]:
    counts, words = _records.counts(records), report.words
    accepted, number = words.number(counts["accepted"]), words.number(sum(counts.values()))
    return {
        "name": _visible.line(name) or words.say("templates"),
        "accepted": words.say("accepted_of", accepted=accepted, all=number),
        "summary": report.counts(name),
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
        "failed": report.words.say("template_failed", _records.why(record)) if record.failed else "",
        "columns": [
            [_registration(report, record, target) for target in targets if target in record.states]
            for targets in operators.values()
        ],
    }


def _registration(report: _data.Report, record: Record, target: str) -> tuple[str, str, str, str, str]:
    state = record.states[target]
    since = report.words.say("since", _data.time_text(record.since[target])) if target in record.since else ""
    # Registered though nobody asked for it: operators pass templates on.
    kind = _CLASSES[state] + ("" if target in record.wanted else " x")
    return kind, report.words.state(state), _visible.line(target), since, report.age_text(record, target)
