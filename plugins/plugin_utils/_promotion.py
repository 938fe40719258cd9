# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one environment has and the next one lacks, before a release goes from one to the other. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

from ..module_utils._model import _contract, _input
from ..module_utils._model._template import Record
from . import _records, _visible

# How many characters an excerpt shows before and after the mismatch.
_BEFORE = 24
_AFTER = 24
_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХаеорсухіѕјЅІЈһԁԛԝ–—‑−‐«»\u201c\u201d\u201e\u2018\u2019",
    'ABEKMHOPCTYXaeopcyxisjSIJhdqw-----"""""\'\'',
)
_KEYS = ("lacks", "differs", "only_target", "waiting", "unknown", "not_meant", "equal")
# Key of the result -> its entries.
_Entries = dict[str, list[dict[str, Any]]]


class Mismatch(NamedTuple):
    """The first place where two texts do not match, so that people see it: look-alikes and invisible characters too.

    column: of the character, from 1. source_excerpt, target_excerpt: with spaces and invisible characters marked.
    marker: a line that, under either excerpt, points to the place. kind: what all the differences are, see kind().
    note: both characters by number and name.
    """

    column: int
    source_excerpt: str
    target_excerpt: str
    marker: str
    kind: str
    note: str


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
    not_meant: set, name: templates whose environments leave out the target;
    equal: set, name: templates of the same text with nothing in lacks, only_target or unknown;
    text: all but the equal ones, as lines for people.
    Raises InputError, also where two records of an environment have the same name.
    """
    ours, theirs = _pairs(source_records, source), _pairs(target_records, target)
    result: _Entries = {
        key: [] for key in ("lacks", "differs", "only_target", "waiting", "unknown", "equal", "not_meant")
    }
    for pair, record in ours.items():
        if pair not in theirs and record.template.environments and target not in record.template.environments:
            result["not_meant"].append(_name(record))
            continue
        for key, entries in _compare(record, theirs.get(pair), source, target).items():
            result[key] += [{**_name(record), **entry} for entry in entries]
    only = [record for pair, record in theirs.items() if pair not in ours]
    result["only_target"] += [{**_name(record), "targets": _registered(record)} for record in only]
    return {**result, "text": list(_lines(result, _visible.line(source), _visible.line(target)))}


def _compare(ours: Record, theirs: Record | None, source: str, target: str) -> _Entries:
    """Entries of a template of the source, by key of the result. theirs: None where the target does not have it."""
    there = theirs.states if theirs else {}
    off = theirs is not None and theirs.template.off
    not_there = [] if off else [t for t in ours.states if there.get(t) != "accepted"]
    lacks = [t for t in not_there if ours.states[t] == "accepted"]
    unknown = [*_unknown(ours, source, lacks), *(_unknown(theirs, target, lacks) if theirs else [])]
    told = {*lacks, *(t for entry in unknown for t in entry["targets"])}
    waiting = [t for t in ours.wanted if t in not_there and t not in told]
    found: _Entries = {
        "lacks": [{"target": t, "state": there.get(t, _contract.ABSENT)} for t in lacks],
        "waiting": [{"target": t, "state": ours.states[t]} for t in waiting],
        "unknown": unknown,
    }
    if theirs:
        found |= _differences(ours, theirs)
        if not (lacks or unknown or found["differs"] or found["only_target"]):
            found["equal"] = [{}]
    return found


def _differences(ours: Record, theirs: Record) -> _Entries:
    mismatch = first_mismatch(ours.template.msg, theirs.template.msg)
    # Of a source that was not read nobody knows what it does not have.
    more = [] if _not_known(ours) else [t for t in _registered(theirs) if t not in ours.states]
    return {"differs": [mismatch._asdict()] if mismatch else [], "only_target": [{"targets": more}] if more else []}


def _unknown(record: Record, environment: str, lacks: list[str]) -> list[dict[str, Any]]:
    """Of what is lacking the state in the target is told anyway, whether it is known or not."""
    targets = [t for t in _not_known(record) if t not in lacks]
    return [{"environment": environment, "targets": targets}] if targets or (record.failed and not lacks) else []


def _not_known(record: Record) -> list[str]:
    """The targets whose states do not count: of a template that failed all wanted ones."""
    if record.failed:
        return list(record.wanted)
    return [target for target, state in record.states.items() if state == _contract.UNKNOWN]


def _registered(record: Record) -> list[str]:
    """The targets that are registered, or may be."""
    return [target for target, state in record.states.items() if state != _contract.ABSENT]


def _pairs(records: Any, environment: str) -> dict[tuple[str, str], Record]:
    pairs: dict[tuple[str, str], Record] = {}
    for record in _records.current(records):
        pair = (record.template.set, record.template.name)
        if not record.template.name:
            raise _input.InputError(f"a record of {environment} has no name: templates are paired by set and name")
        if pair in pairs:
            raise _input.InputError(
                f"{environment} has more than one {_records.title(record)}: give the records of one environment"
            )
        pairs[pair] = record
    return pairs


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
    for entry in result["not_meant"]:
        yield f"{_title(entry)}: not meant for {target}"
    if not (result["lacks"] or result["differs"] or result["unknown"]):
        yield f"{target} lacks nothing that {source} has accepted; equal templates: {len(result['equal'])}"


def _listed(targets: list[str]) -> str:
    return f", for {_visible.line(', '.join(targets))}" if targets else ""


def _name(record: Record) -> dict[str, Any]:
    return {"set": record.template.set, "name": record.template.name}


def _title(entry: dict[str, Any]) -> str:
    return _visible.line(f"{entry['set']}/{entry['name']}" if entry["set"] else str(entry["name"]))


def first_mismatch(source: str, target: str) -> Mismatch | None:
    """Where the texts do not match first; None for equal texts."""
    if source == target:
        return None
    at = next((i for i, (a, b) in enumerate(zip(source, target)) if a != b), min(len(source), len(target)))
    before = _visible.mark(source[max(0, at - _BEFORE) : at])
    dots = "…" if at > _BEFORE else ""
    # A wide character, such as an emoji, takes two places of the line that the marker points from.
    places = len(dots) + sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in before)
    return Mismatch(
        column=at + 1,
        source_excerpt=dots + before + _after(source, at),
        target_excerpt=dots + before + _after(target, at),
        marker=" " * places + "^",
        kind=kind(source, target),
        note=f"{_at(source, at)}, {_at(target, at)}",
    )


def kind(one: str, other: str) -> str:
    """What the texts differ in: spaces, look-alikes, case, composition (one letter or letter and accent), or text."""
    for number in range(1, len(_FOLDS) + 1):
        for names in combinations(_FOLDS, number):
            if _folded(one, names) == _folded(other, names):
                return " and ".join(names)
    return "text"


def _folded(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = _FOLDS[name](text)
    return text


def _without_spaces(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc"))


_FOLDS: dict[str, Callable[[str], str]] = {
    "spaces": _without_spaces,
    "composition": lambda text: unicodedata.normalize("NFC", text),
    "look-alikes": lambda text: text.translate(_ALIKE),
    "case": str.casefold,
}


def _after(text: str, at: int) -> str:
    return _visible.mark(text[at : at + _AFTER]) + ("…" if len(text) > at + _AFTER else "")


def _at(text: str, at: int) -> str:
    return _visible.describe(text[at]) if at < len(text) else "the end of the text"
