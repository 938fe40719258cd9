# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings and coverage as lines for people. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..module_utils._model import _input
from ._linting import _rules

WIDTH = 160


def lines(found: Any, limit: Any = 20) -> list[str]:
    """Findings or coverage as lines. Raises _input.InputError; KeyError or TypeError for what is neither."""
    return coverage_lines(found, limit) if isinstance(found, Mapping) else findings_lines(found, limit)


def findings_lines(findings: Any, limit: int) -> list[str]:
    """Findings as lines: errors first, then warnings, then the rest, each in their order; at last how many there are.

    findings: as _lint.lint returns them. limit: how many are shown. Raises _input.InputError.
    """
    most = _input.limit(limit)
    found = list(_input.items(findings, "findings", "findings"))
    by_severity = {severity: [f["text"] for f in found if f["severity"] == severity] for severity in _rules.SEVERITIES}
    texts = [text for texts in by_severity.values() for text in texts]
    counts = ", ".join(f"{len(texts)} {severity}" for severity, texts in by_severity.items() if texts)
    return [*_shortened(texts[:most], len(texts)), f"{len(found)} findings: {counts}" if found else "no findings"]


def coverage_lines(coverage: Any, limit: int = 20) -> list[str]:
    """Coverage as lines: the counts, then what did not match and where, what matched twice, what was not used.

    coverage: as _coverage.coverage returns it. limit: how many of each are shown. Raises _input.InputError.
    """
    most = _input.limit(limit)
    if not isinstance(coverage, Mapping) or "counts" not in coverage:
        raise _input.InputError("this is no coverage: give what op_template_coverage returns")
    counts = coverage["counts"]
    total = counts["messages"]
    share = f" ({100 * counts['matched'] / total:.1f} %)" if total else ""
    shown = [f"{counts['matched']} of {total} messages match{share}, {counts['ambiguous']} of them several templates"]
    # There may be a great many, so only those that are shown are written out.
    unmatched = [_departure(entry) for entry in coverage["unmatched"][:most]]
    ambiguous = [
        f"{_quoted(entry['message'])} matches {', '.join(entry['templates'])}" for entry in coverage["ambiguous"][:most]
    ]
    for title, entries, count in (
        ("messages that match no template", unmatched, counts["unmatched"]),
        ("messages that match several templates", ambiguous, counts["ambiguous"]),
        ("templates that no message matches", coverage["unused"][:most], counts["unused"]),
    ):
        if count:
            shown += [f"{count} {title}:", *(f"  {line}" for line in _shortened(entries, count))]
    return shown


def _departure(entry: Mapping[str, Any]) -> str:
    if entry["template"] is None:
        return f"{_quoted(entry['message'])}: like no template"
    expected = f"goes on with {_quoted(entry['expected'], 40)}" if entry["expected"] else "ends"
    return f"{_quoted(entry['message'])}: at column {entry['column']} the template {entry['template']} {expected}"


def _shortened(lines: list[str], count: int) -> list[str]:
    """The lines, and how many more there are of so many."""
    shown = [line if len(line) <= WIDTH * 2 else line[: WIDTH * 2 - 1] + "…" for line in lines]
    more = count - len(shown)
    return [*shown, f"and {more} more"] if more else shown


def _quoted(text: str, width: int = WIDTH // 2) -> str:
    shown = repr(text)
    return shown if len(shown) <= width else shown[: width - 2] + "…'"
