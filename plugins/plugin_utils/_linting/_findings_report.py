# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as files that CI systems show: JUnit, and the JSON of GitLab's Code Quality. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .. import _visible

# File and line of the template of a set, by the names of both.
Place = Callable[[str, str], tuple[str, int]]
_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def render(
    kind: str, findings: Sequence[Mapping[str, Any]], templates: Sequence[Mapping[str, Any]], place: Place
) -> str:
    """The text of a file, to be written in UTF-8.

    kind: one of FORMATS. findings: as lint returned them for these templates. place: where each template stands.
    """
    return _LONE_SURROGATES.sub("\ufffd", FORMATS[kind](findings, templates, place))


def _junit(findings: Sequence[Mapping[str, Any]], templates: Sequence[Mapping[str, Any]], place: Place) -> str:
    """A suite with a failure for each error and warning, and a test that passed for each template without any."""
    suite = ET.Element("testsuite", name="lint")
    found = [one for one in findings if one["severity"] != "info"]
    bad = {(one["set"], one["template"]) for one in found}
    for one in found:
        case = _case(suite, one["set"], one["template"], f"{one['template']} {one['rule']}", place)
        what = ET.SubElement(case, "failure", type=one["severity"], message=one["message"])
        what.text = "\n".join(part for part in (one["text"], one["source"]) if part)
    for template in templates:
        names = template.get("set", ""), template.get("name", "")
        if names not in bad:
            _case(suite, *names, names[1], place)
    root = ET.Element("testsuites", name="lint")
    for element in (root, suite):
        element.set("tests", str(len(suite)))
        element.set("failures", str(len(found)))
        element.set("errors", "0")
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, set_name: str, template: str, name: str, place: Place) -> ET.Element:
    path, line = place(set_name, template)
    about = {"classname": _visible.line(set_name) or "templates", "name": _visible.line(name), "time": "0"}
    return ET.SubElement(suite, "testcase", {**about, "file": _visible.line(path), "line": str(line)})


def _codequality(findings: Sequence[Mapping[str, Any]], _templates: Sequence[Mapping[str, Any]], place: Place) -> str:
    """What GitLab compares between two branches: the fingerprint of a finding stays when lines above it move."""
    times: Counter[tuple[str, ...]] = Counter()
    issues = []
    for one in findings:
        path, line = place(one["set"], one["template"])
        key = (path, one["set"], one["template"], one["rule"], one["message"])
        # The same may be found twice in a text.
        times[key] += 1
        unique = json.dumps([*key, times[key]])
        issues.append(
            {
                "description": one["text"],
                "check_name": one["rule"],
                "fingerprint": hashlib.sha256(unique.encode()).hexdigest(),
                "severity": _SEVERITIES[one["severity"]],
                "location": {"path": path, "lines": {"begin": line}},
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]], Place], str]] = {
    "junit": _junit,
    "codequality": _codequality,
}
