# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the linter has found, for a terminal: by rule, over all environments, errors first and never cut. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._model import _input
from .._linting import _rules


def counts(found: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many findings of each severity there are, of those that there are."""
    numbers = {severity: sum(one["severity"] == severity for one in found) for severity in _rules.SEVERITIES}
    return {severity: number for severity, number in numbers.items() if number}


def lines(of_all: Mapping[str, Mapping[str, Any]], rows: int) -> list[str]:
    """What to show. of_all: what the linter returned, by environment. rows: so many lines of what is no error."""
    by_rule: dict[tuple[str, str, str], dict[str, dict[str, list[str]]]] = {}
    for severity in _rules.SEVERITIES:
        for environment, lint in of_all.items():
            for one in lint["findings"]:
                if one["severity"] == severity and severity in lint["shown"]:
                    of_rule = by_rule.setdefault((severity, one["rule"], one["fix"]), {})
                    of_rule.setdefault(one["message"], {}).setdefault(_place(one), []).append(environment)
    errors: list[str] = []
    others: list[str] = []
    for (severity, rule, fix), messages in by_rule.items():
        shown = errors if severity == "error" else others
        shown.append(f"{severity} {rule}{f': {fix}' if fix else ''}")
        for message, places in messages.items():
            names = [_with_environments(place, where, len(of_all)) for place, where in places.items()]
            shown.append(f"  {', '.join(names)}: {message}")
    cut = (
        [f"and {_input.count(len(others) - rows, 'more line')} (op_templates_matrix_rows)"]
        if len(others) > rows
        else []
    )
    return [*errors, *others[:rows], *cut, *(_count(environment, lint) for environment, lint in of_all.items())]


def _place(finding: Mapping[str, Any]) -> str:
    """Set, name and column: the start of the line that stands for all of it."""
    place, _colon, _rest = finding["text"].partition(f": {finding['severity']}: ")
    return str(place)


def _with_environments(place: str, environments: Sequence[str], of: int) -> str:
    return place if len(set(environments)) == of else f"{place} ({', '.join(dict.fromkeys(environments))})"


def _count(environment: str, lint: Mapping[str, Any]) -> str:
    found = lint["counts"]
    listed = [f"{number:,} info" if name == "info" else _input.count(number, name) for name, number in found.items()]
    total = _input.count(sum(found.values()), "finding")
    more = " (-v shows them)" if set(found) - set(lint["shown"]) else ""
    head = f"{environment}: {_input.count(lint['templates'], 'template')}, {total if found else 'no findings'}"
    return f"{head}: {', '.join(listed)}{more}" if found else head
