# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JUnit XML, which CI systems show as test results. Pure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from ...module_utils._model import _contract
from ...module_utils._model._template import Record
from .. import _records, _times, _visible
from . import _data


def page(report: _data.Report) -> str:
    """The report as JUnit XML: a suite for each environment, a test case for each template and wanted target.

    accepted is a pass; rejected, suspended and not found are failures; pending and submitted are skipped, with their
    age; a state that was not read, and every case of a template that failed with an error, are errors, and so is an
    environment that was not read. The suite `gate` has a case for each gate, a failure where it did not pass.
    """
    root = ET.Element("testsuites", name=_visible.line(report.title))
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for name, records in report.environments.items():
        cases = [_case(report, record, target) for record in records for target in _asked(record)]
        root.append(_suite(report, _visible.line(name) or "templates", cases, total))
    for name in report.unread:
        root.append(_suite(report, _visible.line(name), [_unread(name)], total))
    if report.gates:
        root.append(_suite(report, "gate", list(map(_gate, report.gates)), total))
    for key, number in total.items():
        root.set(key, str(number))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _asked(record: Record) -> Sequence[str]:
    """The wanted targets. Nothing is asked of a template that is switched off; of another one, at least that it is."""
    return record.wanted or (() if record.template.off else ("",))


def _case(report: _data.Report, record: Record, target: str) -> ET.Element:
    place = ".".join(part for part in (record.environment, record.template.set) if part) or "templates"
    name = f"{record.template.name or _records.title(record)} {target or 'no targets'} ({record.template.sender})"
    case = ET.Element("testcase", classname=_visible.line(place), name=_visible.line(name), time="0")
    state = record.states.get(target, "not_found")
    age = report.age_text(record, target)
    message = f"{_data.label(state)}{' for ' + age if age else ''}"
    if state == _contract.ABSENT and target in record.vanished:
        was = record.vanished[target]
        message = f"vanished, was {_data.label(was.state)}"
        message += f", last seen {_data.time_text(was.seen)}" if was.seen else ""
    outcome = _contract.BY_NAME[state].outcome
    if record.error:
        kind = "error" if _records.problem(record) else "failure"
        why = _records.why(record)
        ET.SubElement(case, kind, type=_visible.line(record.error.kind) or "failed", message=f"{message}; {why}")
    elif outcome:
        found = ET.SubElement(case, outcome, message=message)
        if outcome != "skipped":
            found.set("type", state)
            found.text = _visible.show(record.template.msg)
    return case


def _unread(environment: str) -> ET.Element:
    case = ET.Element("testcase", classname=_visible.line(environment), name="read", time="0")
    ET.SubElement(case, "error", type="not_read", message="the run failed before it read the states")
    return case


def _gate(gate: _data.Gate) -> ET.Element:
    case = ET.Element("testcase", classname="gate", name=_visible.line(gate.environment) or "gate", time="0")
    if not gate.passed:
        head, *lines = gate.text or ("not passed",)
        ET.SubElement(case, "failure", type="gate", message=_visible.line(head)).text = "\n".join(
            map(_visible.show, lines)
        )
    return case


def _suite(report: _data.Report, name: str, cases: list[ET.Element], total: dict[str, int]) -> ET.Element:
    """A suite of these cases, which are added to the total."""
    suite = ET.Element("testsuite", name=name)
    if report.now:
        suite.set("timestamp", _times.iso(report.now))
    suite.extend(cases)
    numbers = {
        "tests": len(suite),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
    }
    for key, number in numbers.items():
        suite.set(key, str(number))
        total[key] += number
    suite.set("time", "0")
    return suite
