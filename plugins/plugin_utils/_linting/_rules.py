# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rules there are: those of two files of data, and those of the user. Pure, but for reading these files once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ansible.module_utils.common.yaml import yaml_load

from ...module_utils._model import _input
from ...module_utils._model._input import InputError

SEVERITIES = ("error", "warning", "info")
# What a severity means as the least that fails.
AS_SERIOUS = {"error": ("error",), "warning": ("error", "warning"), "info": SEVERITIES, "never": ()}
_LEVELS = (*SEVERITIES, "off")
_FIELDS = ("id", "description", "targets", "severity", "forbid", "require", "when", "fix", "source")
_PATTERNS = ("forbid", "require", "when")


class Rule(NamedTuple):
    """A rule. It is a function of that id in _checks.py, or `forbid`, `require` and `when` say what it looks for.

    targets: patterns of flags such as `mega_*`; the rule is for templates that have such a target, `*` for all.
    forbid, require: regular expressions; one that must not be found in the text, one that must. when: the rule is only
    for texts in which this is found. source: names of SOURCES, or the user's own words. good, bad: templates, without
    and with a finding.
    """

    id: str
    description: str
    severity: str = "warning"
    targets: tuple[str, ...] = ("*",)
    source: str = ""
    fix: str = ""
    good: tuple[dict[str, Any], ...] = ()
    bad: tuple[dict[str, Any], ...] = ()
    forbid: re.Pattern[str] | None = None
    require: re.Pattern[str] | None = None
    when: re.Pattern[str] | None = None

    @property
    def origin(self) -> str:
        """Where the rule comes from, with addresses and dates."""
        names = self.source.split(", ")
        known = all(name in SOURCES for name in names)
        return "; ".join(f"{SOURCES[name][0]} ({SOURCES[name][1]})" for name in names) if known else self.source


def _example(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"sender": "MYSHOP", "targets": ["mts_srv", "mega_srv"], **given}


def _known(given: Mapping[str, Any]) -> Rule:
    return Rule(
        **{
            **given,
            "source": ", ".join(given["source"]),
            "targets": tuple(given.get("targets", ("*",))),
            **{name: re.compile(given[name]) for name in _PATTERNS if name in given},
            **{name: tuple(map(_example, given[name])) for name in ("good", "bad")},
        }
    )


_FILE, _FOR_TARGETS = (
    yaml_load(Path(__file__).with_name(name).read_text("utf-8")) for name in ("rules.yml", "rules_for_targets.yml")
)
# What each source is, and its date.
SOURCES: dict[str, tuple[str, str]] = {name: (what, date) for name, (what, date) in _FILE["sources"].items()}
RULES = tuple(map(_known, [*_FILE["rules"], *_FOR_TARGETS["rules"]]))


def choose(rules: Any, more_rules: Any) -> list[Rule]:
    """The rules that are on.

    rules: severities by the id of a rule. more_rules: rules of the user's own; both as _lint.lint takes them.
    Raises InputError.
    """
    known = {rule.id: rule for rule in RULES}
    for number, fields in enumerate(_input.items(more_rules or (), "more_rules", "dicts"), 1):
        rule = _own(fields, f"more_rules: rule {number}")
        if rule.id in known:
            raise InputError(f"more_rules: there is a rule {rule.id!r} already: give yours another id")
        known[rule.id] = rule
    if not isinstance(rules or {}, Mapping):
        raise InputError(f"rules: {rules!r} is not a dict: give the severity of each rule by its id")
    for rule_id, level in (rules or {}).items():
        if rule_id not in known:
            raise InputError(f"rules: there is no rule {rule_id!r}; {_input.nearest(str(rule_id), known)}")
        # YAML reads a plain off as false.
        severity = "off" if level is False else level
        if severity not in _LEVELS:
            raise InputError(f"rules: {rule_id} is {level!r}: give one of {', '.join(_LEVELS)}")
        known[rule_id] = known[rule_id]._replace(severity=str(severity))
    return [rule for rule in known.values() if rule.severity != "off"]


def _own(fields: Any, where: str) -> Rule:
    """A rule of the user's own."""
    needs = "id, description, and forbid or require"
    if not isinstance(fields, Mapping):
        raise InputError(f"{where} is {fields!r}, which is not a dict: give it {needs}")
    for field in fields:
        if field not in _FIELDS:
            raise InputError(f"{where} has a field {field!r}; {_input.nearest(str(field), _FIELDS)}")
    given = {field: value for field, value in fields.items() if value is not None}
    targets = given.pop("targets", ["*"])
    patterns = _input.texts([targets] if isinstance(targets, str) else targets, f"{where}: targets")
    for field, value in given.items():
        if not isinstance(value, str):
            raise InputError(f"{where}: {field} is {value!r}, which is not a string: quote it")
    if not given.get("id") or not given.get("description") or not (given.get("forbid") or given.get("require")):
        raise InputError(f"{where} needs {needs}")
    if given.setdefault("severity", "warning") not in _LEVELS:
        raise InputError(f"{where}: severity is {given['severity']!r}: give one of {', '.join(_LEVELS)}")
    made: dict[str, Any] = {field: str(value) for field, value in given.items()}
    for field in _PATTERNS:
        if field in made:
            try:
                made[field] = re.compile(made[field])
            except re.error as exc:
                raise InputError(
                    f"rule {made['id']}: {field} {made[field]!r} is not a regular expression: {exc}"
                ) from None
    return Rule(**made, targets=tuple(patterns))
