# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates against the rules: findings. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from ...module_utils._model import _contract, _input, _template
from ...module_utils._model._input import InputError
from ...module_utils._model._template import Template
from .. import _visible
from .._matching import _operands
from .._matching._operands import Text
from . import _checks, _rules
from ._checks import Hit
from ._rules import Rule

_FIELDS = ("id", "says", "targets", "severity", "forbid", "require", "when", "mend", "source")
_LEVELS = (*_rules.SEVERITIES, "off")


class _Rule(NamedTuple):
    """A rule with its patterns compiled."""

    rule: Rule
    forbid: re.Pattern[str] | None
    require: re.Pattern[str] | None
    when: re.Pattern[str] | None


def lint(templates: Any, rules: Any = None, more_rules: Any = None) -> list[dict[str, Any]]:
    """Check templates against the rules.

    templates: a list of dicts with msg, and where wanted set, name, sender, targets, examples.
    rules: severities by the id of a rule: error, warning, info or off.
    more_rules: rules of the user's own, dicts with id, says, one or both of forbid and require (regular expressions),
    and where wanted when, targets (patterns of flags), severity, mend, source.

    Returns findings in the order of the templates and columns, each with set, template, sender, rule, severity,
    targets (of the template, that the rule is for; empty when it is for all), column (from 1, or None), message, mend,
    and text, all of it in one line. Raises _input.InputError.
    """
    chosen = _choose(rules, more_rules)
    records = _template.read_list(templates, needed=("msg",))
    hits: list[list[tuple[Rule, list[str], Hit]]] = []
    for record in records:
        template = _operands.parse(record.msg)
        of_record: list[tuple[Rule, list[str], Hit]] = []
        for compiled in chosen:
            targets = _targets(compiled.rule, record)
            if targets is not None:
                of_record.extend((compiled.rule, targets, hit) for hit in _hits(compiled, record, template))
        hits.append(of_record)
    known = {compiled.rule.id: compiled.rule for compiled in chosen}
    for at, rule_id, hit in _alike(records):
        if rule_id in known:
            hits[at].append((known[rule_id], [], hit))
    return [
        _finding(record, *found)
        for record, of_record in zip(records, hits, strict=True)
        for found in sorted(of_record, key=lambda found: found[2].column or 0)
    ]


def _hits(compiled: _Rule, record: Template, template: Text) -> Iterator[Hit]:
    check = _checks.CHECKS.get(compiled.rule.id)
    if check is not None:
        yield from check(record, template)
        return
    if compiled.when is not None and not compiled.when.search(record.msg):
        return
    found = compiled.forbid.search(record.msg) if compiled.forbid is not None else None
    if found:
        yield Hit(found.start() + 1, f"{compiled.rule.says} (here {_cut(found[0])!r})")
    if compiled.require is not None and not compiled.require.search(record.msg):
        yield Hit(None, f"{compiled.rule.says} (not found here)")


def _alike(records: list[Template]) -> Iterator[tuple[int, str, Hit]]:
    """Templates that repeat an earlier one of the same sender: the position of the later one, rule and hit."""
    first: dict[tuple[str, str], Template] = {}
    filed: dict[tuple[str, str], set[str]] = {}
    for at, record in enumerate(records):
        if not record.msg.strip():
            continue
        key = record.sender, " ".join(record.msg.casefold().split())
        before = first.setdefault(key, record)
        kinds = {kind for flag in record.targets if (kind := _contract.describe(flag).message_type)}
        earlier = filed.setdefault(key, set())
        if before is not record:
            how = "the same text as" if before.msg == record.msg else "the same text, but for case and spaces, as"
            yield at, "duplicate-template", Hit(None, f"{how} {_label(before)}")
            if kinds and earlier and kinds != earlier:
                types = " and ".join(sorted(kinds | earlier))
                yield (
                    at,
                    "two-message-types",
                    Hit(None, f"the text is filed as {types}, together with {_label(before)}"),
                )
        earlier |= kinds


def _finding(record: Template, rule: Rule, targets: list[str], hit: Hit) -> dict[str, Any]:
    # Texts of templates and of the user's own rules stand in both.
    message, mend = _visible.line(hit.message), _visible.line(hit.mend or rule.mend)
    where = _label(record) if hit.column is None else f"{_label(record)}:{hit.column}"
    flags = f" ({_visible.line(', '.join(targets))})" if targets else ""
    return {
        "set": record.set,
        "template": record.name or _label(record),
        "sender": record.sender,
        "rule": rule.id,
        "severity": rule.severity,
        "targets": targets,
        "column": hit.column,
        "message": message,
        "mend": mend,
        "text": f"{where}: {rule.severity}: {message} [{_visible.line(rule.id)}]{flags}"
        + (f": {mend}" if mend else ""),
    }


def _label(record: Template) -> str:
    return _visible.line(record.title)


def _targets(rule: Rule, record: Template) -> list[str] | None:
    """Which targets of a template a rule is for; none of them when it is for all, None when it is not for it."""
    if "*" in rule.targets:
        return []
    return [flag for flag in record.targets if _is_for(rule.targets, flag)] or None


@functools.lru_cache(maxsize=1024)
def _is_for(patterns: tuple[str, ...], flag: str) -> bool:
    return any(fnmatchcase(flag, pattern) for pattern in patterns)


def _choose(rules: Any, more_rules: Any) -> list[_Rule]:
    known = {rule.id: rule for rule in _rules.RULES}
    for number, fields in enumerate(_input.items(more_rules or (), "more_rules", "dicts"), 1):
        rule = _own(fields, f"more_rules: rule {number}")
        if rule.id in known:
            raise InputError(f"more_rules: there is a rule {rule.id!r} already: give yours another id")
        known[rule.id] = rule
    if not isinstance(rules or {}, Mapping):
        raise InputError(f"rules: {rules!r} is no dict: give the severity of each rule by its id")
    for rule_id, level in (rules or {}).items():
        if rule_id not in known:
            raise InputError(f"rules: there is no rule {rule_id!r}; {_input.nearest(str(rule_id), known)}")
        # YAML reads a plain off as false.
        severity = "off" if level is False else level
        if severity not in _LEVELS:
            raise InputError(f"rules: {rule_id} is {level!r}: give one of {', '.join(_LEVELS)}")
        known[rule_id] = known[rule_id]._replace(severity=str(severity))
    return [_compile(rule) for rule in known.values() if rule.severity != "off"]


def _own(fields: Any, where: str) -> Rule:
    """A rule of the user's own."""
    if not isinstance(fields, Mapping):
        raise InputError(f"{where} is {fields!r} and no dict: give it id, says, and forbid or require")
    for field in fields:
        if field not in _FIELDS:
            raise InputError(f"{where} has a field {field!r}; {_input.nearest(str(field), _FIELDS)}")
    given = {field: value for field, value in fields.items() if value is not None}
    targets = given.pop("targets", ["*"])
    patterns = _input.texts([targets] if isinstance(targets, str) else targets, f"{where}: targets")
    for field, value in given.items():
        if not isinstance(value, str):
            raise InputError(f"{where}: {field} is {value!r} and no string: quote it")
    if not given.get("id") or not given.get("says") or not (given.get("forbid") or given.get("require")):
        raise InputError(f"{where} needs id, says, and forbid or require")
    if given.setdefault("severity", "warning") not in _LEVELS:
        raise InputError(f"{where}: severity is {given['severity']!r}: give one of {', '.join(_LEVELS)}")
    plain = {field: str(value) for field, value in given.items()}
    return Rule(**{"source": "", "mend": "", **plain}, targets=tuple(patterns), good=(), bad=())


def _compile(rule: Rule) -> _Rule:
    patterns: list[re.Pattern[str] | None] = []
    for field in ("forbid", "require", "when"):
        pattern = getattr(rule, field)
        try:
            patterns.append(None if pattern is None else re.compile(pattern))
        except re.error as exc:
            raise InputError(f"rule {rule.id}: {field} {pattern!r} is no regular expression: {exc}") from None
    return _Rule(rule, *patterns)


def _cut(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
