# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one environment has and the next one lacks, before a release goes from one to the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..module_utils._model import _contract, _input
from ..module_utils._model._template import Record
from . import _difference, _records, _visible

_Pairs = dict[tuple[str, str], Record]


def promotion(source_records: Any, target_records: Any, source: str = "stage", target: str = "prod") -> dict[str, Any]:
    """Compare two environments; templates are paired by set and name.

    source_records, target_records: the records of the fact op_templates_report of either. source, target: what to
    call the environments.
    Returns
    lacks: set, name, target, state: what the source has accepted and the target has not, with the state there;
    differs: set, name, column, source_excerpt, target_excerpt, marker, kind, note: templates of another text;
    only_target: set, name, targets: what the source does not have;
    waiting: set, name, target, state: what neither has accepted, with the state in the source;
    unknown: set, name, environment, targets: those of which it is not known there whether they are accepted, so that
    nothing else is said of them: all wanted ones of a template that failed, and states that are unknown;
    equal: set, name: templates of the same text with nothing in lacks, only_target or unknown;
    text: all but the equal ones, as lines for people.
    Raises InputError, also where two records of an environment have one name.
    """
    ours, theirs = _pairs(source_records, source), _pairs(target_records, target)
    result: dict[str, Any] = {key: [] for key in ("lacks", "differs", "only_target", "waiting", "unknown", "equal")}
    for pair, record in ours.items():
        name = {"set": record.template.set, "name": record.template.name}
        partner = theirs.get(pair)
        there = partner.states if partner else {}
        lacks = [t for t, state in record.states.items() if state == "accepted" and there.get(t) != "accepted"]
        unknown = [
            {**name, "environment": environment, "targets": [t for t in _not_known(one) if t not in lacks]}
            for environment, one in ((source, record), (target, partner))
            if one and (one.failed or _not_known(one))
        ]
        # What is lacking is told with its state in the target, whether it is known or not.
        unknown = [entry for entry in unknown if entry["targets"] or not lacks]
        hidden = {t for entry in unknown for t in entry["targets"]}
        waits = [t for t in record.wanted if record.states[t] != "accepted" and there.get(t) != "accepted"]
        result["lacks"] += [{**name, "target": t, "state": there.get(t, _contract.ABSENT)} for t in lacks]
        result["waiting"] += [{**name, "target": t, "state": record.states[t]} for t in waits if t not in hidden]
        result["unknown"] += unknown
        if partner:
            difference = _difference.first(record.template.msg, partner.template.msg)
            # Of a source that was not read nobody knows what it does not have.
            surplus = [] if _not_known(record) else [t for t in _found(partner) if t not in record.states]
            if difference:
                result["differs"].append({**name, **_as_dict(difference)})
            if surplus:
                result["only_target"].append({**name, "targets": surplus})
            if not (lacks or difference or surplus or unknown):
                result["equal"].append(name)
    for pair, record in theirs.items():
        if pair not in ours:
            result["only_target"].append({"set": pair[0], "name": pair[1], "targets": _found(record)})
    result["text"] = list(_lines(result, _visible.line(source), _visible.line(target)))
    return result


def _not_known(record: Record) -> list[str]:
    """The targets whose states do not count: of a template that failed all wanted ones."""
    if record.failed:
        return list(record.wanted)
    return [target for target, state in record.states.items() if state == _contract.UNKNOWN]


def _found(record: Record) -> list[str]:
    """The targets that are registered, or may be."""
    return [target for target, state in record.states.items() if state != _contract.ABSENT]


def _pairs(records: Any, environment: str) -> _Pairs:
    pairs: _Pairs = {}
    for record in _records.read(records):
        pair = (record.template.set, record.template.name)
        if not record.template.name:
            raise _input.InputError(f"a record of {environment} has no name: templates are paired by set and name")
        if pair in pairs:
            raise _input.InputError(
                f"{environment} has more than one {_records.title(record)}: give the records of one environment"
            )
        pairs[pair] = record
    return pairs


def _as_dict(difference: _difference.Difference) -> dict[str, Any]:
    fields = difference._asdict()
    return {"source_excerpt": fields.pop("one"), "target_excerpt": fields.pop("other"), **fields}


def _lines(result: dict[str, Any], source: str, target: str) -> Iterator[str]:
    for entry in result["lacks"]:
        yield f"{_title(entry)}: {_visible.line(entry['target'])} is accepted in {source}, {entry['state']} in {target}"
    width = max(len(source), len(target))
    for entry in result["differs"]:
        kind = "" if entry["kind"] == "text" else f" in {entry['kind']}"
        yield f"{_title(entry)}: the texts differ{kind}, at column {entry['column']}: {entry['note']}"
        yield f"  {source.ljust(width)}  {entry['source_excerpt']}"
        yield f"  {target.ljust(width)}  {entry['target_excerpt']}"
        yield f"  {' ' * width}  {entry['marker']}"
    for entry in result["only_target"]:
        yield f"{_title(entry)}: only {target} has it{_listed(entry['targets'])}"
    for entry in result["waiting"]:
        state = f"{_visible.line(entry['target'])} is {entry['state']} in {source}"
        yield f"{_title(entry)}: {state}, so it cannot be promoted yet"
    for entry in result["unknown"]:
        yield f"{_title(entry)}: not known in {_visible.line(entry['environment'])}{_listed(entry['targets'])}"
    if not (result["lacks"] or result["differs"] or result["unknown"]):
        yield f"{target} lacks nothing that {source} has accepted; equal templates: {len(result['equal'])}"


def _listed(targets: list[str]) -> str:
    return f", for {_visible.line(', '.join(targets))}" if targets else ""


def _title(entry: dict[str, Any]) -> str:
    return _visible.line(f"{entry['set']}/{entry['name']}" if entry["set"] else str(entry["name"]))
