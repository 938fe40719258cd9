# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates against the rules: findings. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from ...module_utils._model import _contract, _reader
from ...module_utils._model._template import Template
from .. import _visible
from .._matching import _operands
from .._matching._operands import Text
from . import _checks, _rules
from ._hits import Hit
from ._rules import Rule


def lint(templates: Any, rules: Any = None, more_rules: Any = None) -> list[dict[str, Any]]:
    """Check templates against the rules.

    templates: a list of dicts with msg, and where wanted set, name, sender, targets, examples.
    rules: severities by the id of a rule: error, warning, info or off.
    more_rules: rules of the user's own, dicts with id, description, one or both of forbid and require (regular
    expressions), and where wanted when, targets (patterns of flags), severity, fix, source.

    Returns findings in the order of the templates and columns, each with set, template, sender, rule, severity,
    targets (of the template, that the rule is for; empty when it is for all), column (from 1, or None), message, fix,
    source (with address and date), and text, what is needed to act in one line. Raises _input.InputError.
    """
    chosen = _rules.choose(rules, more_rules)
    records = _reader.read_list(templates, needed=("msg",))
    hits: list[list[tuple[Rule, list[str], Hit]]] = []
    for record in records:
        template = _operands.parse(record.msg)
        of_record: list[tuple[Rule, list[str], Hit]] = []
        for rule in chosen:
            targets = _targets(rule, record)
            if targets is not None:
                of_record.extend((rule, targets, hit) for hit in _hits(rule, record, template))
        hits.append(of_record)
    known = {rule.id: rule for rule in chosen}
    for at, rule_id, hit in _alike(records):
        if rule_id in known:
            hits[at].append((known[rule_id], [], hit))
    return [
        _finding(record, *found)
        for record, of_record in zip(records, hits, strict=True)
        for found in sorted(of_record, key=lambda found: found[2].column or 0)
    ]


def _hits(rule: Rule, record: Template, template: Text) -> Iterator[Hit]:
    check = _checks.CHECKS.get(rule.id)
    if check is not None:
        yield from check(record, template)
        return
    if rule.when is not None and not rule.when.search(record.msg):
        return
    found = rule.forbid.search(record.msg) if rule.forbid is not None else None
    if found:
        yield Hit(found.start() + 1, f"{rule.description} (here {_cut(found[0])!r})")
    if rule.require is not None and not rule.require.search(record.msg):
        yield Hit(None, f"{rule.description} (not found here)")


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
    message, fix = _visible.line(hit.message), _visible.line(hit.fix or rule.fix)
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
        "fix": fix,
        "source": _visible.line(rule.origin),
        "text": f"{where}: {rule.severity}: {message} [{_visible.line(rule.id)}]{flags}" + (f": {fix}" if fix else ""),
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


def _cut(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
