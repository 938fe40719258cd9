# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as one HTML file that needs nothing else, no network, and no script to be read. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from ...module_utils._model import _contract
from ...module_utils._model._template import Record
from .. import _records, _visible
from . import _data, _script, _style


def page(report: _data.Report) -> str:
    """The report as HTML. Whatever a user or the service wrote stands in it as text alone."""
    return "\n".join(_page(report)) + "\n"


def safe(text: str) -> str:
    """The text for an element or a quoted attribute, with what acts unseen made visible."""
    return escape(_visible.show(text))


def _page(report: _data.Report) -> Iterator[str]:
    # The digests allow this style and this script and no other, whatever may get into the file.
    policy = f"default-src 'none'; style-src {_digest(_STYLE)}; script-src {_digest(_script.SCRIPT)}"
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield '<head>\n<meta charset="utf-8">'
    yield f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; base-uri 'none'; form-action 'none'\">"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">'
    yield f"<title>{safe(report.title)}</title>"
    yield f"<style>{_STYLE}</style>\n</head>\n<body>"
    yield from _head(report)
    yield "<main>"
    # The same columns for all environments, so that the eye can compare them.
    operators = _data.operators(report.records)
    for name, records in report.environments.items():
        yield from _section(report, name, records, operators)
    yield '<p class="none" hidden>Nothing matches the filter.</p>\n</main>'
    yield from _foot(report)
    yield f"<script>{_script.SCRIPT}</script>\n</body>\n</html>"


def _head(report: _data.Report) -> Iterator[str]:
    records = report.records
    found = _records.counts(records)
    sizes = [
        report.time_text and f'<time datetime="{report.now and report.now.isoformat()}">{report.time_text}</time>',
        _data.plural(len(report.environments), "environment"),
        _data.plural(len(records), "template"),
        _data.plural(sum(found.values()), "registration"),
    ]
    yield f"<header>\n<h1>{safe(report.title)}</h1>"
    yield f'<p class="sizes">{" · ".join(size for size in sizes if size)}</p>'
    if report.gate:
        yield from _gate(report.gate)
    yield '<ul class="tiles" aria-label="Registrations by state">'
    for state, number in found.items():
        if number:
            yield (
                f'<li><button type="button" class="{_style.CLASSES[state]}" aria-pressed="false" disabled>'
                f"<strong>{number}</strong> <span>{_data.label(state)}</span></button></li>"
            )
    yield "</ul>"
    yield (
        '<p class="filter" hidden><label for="filter">Filter</label> '
        '<input id="filter" type="search" autocomplete="off" placeholder="name, text, sender, operator, state …"> '
        '<output for="filter"></output></p>\n</header>'
    )


def _gate(gate: _data.Gate) -> Iterator[str]:
    head, *lines = [safe(_visible.line(line)) for line in gate.text] or [""]
    name = "open" if gate.passed else "shut"
    yield f'<div class="gate {name}" role="status"><strong>Gate {"passed" if gate.passed else "not passed"}</strong>'
    yield f"<span>{head.partition(': ')[2] or head}</span>"
    if lines:
        items = "\n".join(f"<li>{line}</li>" for line in lines)
        yield f"<details><summary>What is missing</summary>\n<ul>\n{items}\n</ul></details>"
    yield "</div>"


def _section(report: _data.Report, name: str, records: list[Record], operators: dict[str, list[str]]) -> Iterator[str]:
    found = _records.counts(records)
    title = safe(_visible.line(name)) or "Templates"
    yield f'<section>\n<div class="bar-head"><h2>{title}</h2>'
    yield f"<p>{found['accepted']} of {sum(found.values())} accepted</p>"
    yield f"{_bar(found)}</div>"
    yield f'<table>\n<caption class="away">{title}: {_data.summary(records)}</caption>'
    heads = "".join(f'<th scope="col">{safe(_visible.line(name))}</th>' for name in operators)
    yield f'<thead>\n<tr><th scope="col">Template</th>{heads}</tr>\n</thead>\n<tbody>'
    yield from (_row(report, record, operators) for record in records)
    yield "</tbody>\n</table>\n</section>"


def _bar(found: dict[str, int]) -> str:
    """The states as shares of a line. Widths are attributes, because the policy allows no style in an element."""
    total, at, parts = sum(found.values()) or 1, 0.0, []
    for state, number in found.items():
        width = 100 * number / total
        if number:
            parts.append(f'<rect class="{_style.CLASSES[state]}" x="{at:.2f}" width="{width:.2f}" height="1"/>')
        at += width
    return f'<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'


def _row(report: _data.Report, record: Record, operators: dict[str, list[str]]) -> str:
    title = safe(_records.title(record))
    if record.template.name and record.template.set:
        title = f"<i>{safe(_visible.line(record.template.set))}/</i>{safe(_visible.line(record.template.name))}"
    failed = f"<em>{safe('failed: ' + _records.why(record))}</em>" if record.failed else ""
    cells = "".join(
        f"<td>{''.join(_state(report, record, target) for target in targets if target in record.states)}</td>"
        for targets in operators.values()
    )
    return (
        f'<tr><th scope="row"><details><summary>{title}</summary><p lang="ru">{safe(record.template.msg)}</p></details>'
        f"<small>{safe(_visible.line(record.template.sender))}</small>{failed}</th>{cells}</tr>"
    )


def _state(report: _data.Report, record: Record, target: str) -> str:
    state = record.states[target]
    since = f' title="since {record.since[target]:%Y-%m-%d %H:%M} UTC"' if target in record.since else ""
    age = report.age_text(record, target)
    # Registered though nobody asked for it: operators pass templates on.
    kind = _style.CLASSES[state] + ("" if target in record.wanted else " x")
    shown = f"<time{since}>{age}</time>" if age else ""
    name = safe(_visible.line(target))
    return f'<div class="{kind}"><b>{_data.label(state)}</b> <code>{name}</code>{shown}</div>'


def _foot(report: _data.Report) -> Iterator[str]:
    yield "<footer>"
    if any(target not in record.wanted for record in report.records for target in record.states):
        yield "<p>A dashed frame: registered, though not asked for.</p>"
    if any(record.since for record in report.records):
        yield "<p>An age counts from the run that saw the state first.</p>"
    yield "</footer>"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_STYLE = _style.STYLE + "".join(
    f'.{name}>b::before,.{name}>span::before{{content:"{_contract.BY_NAME[state].sign}"}}\n'
    for state, name in _style.CLASSES.items()
)
