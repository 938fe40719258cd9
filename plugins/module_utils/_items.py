# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of templates: from a module's option `templates` to what is wanted, and from results to records.

The items are checked here and not by an argument spec, which names neither the position nor the name of an item, and
needs a fifth of a millisecond for each.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.smsops.smsc.plugins.module_utils import _answers, _bulk, _errors, _options, _registry

KEYS = ("name", "sender", "msg", "targets")
_ALIASES = {"text": "msg"}
# So many things of one kind are listed, and the rest is counted.
_MOST_LISTED = 10


class Item(NamedTuple):
    """One template of a list. name is None where none was given."""

    name: str | None
    template: _registry.Template

    @property
    def label(self) -> str:
        """What to call it in a message."""
        return self.name or f"{self.template.sender}: {_answers.quote(self.template.msg)}"


def parse(
    values: Sequence[Mapping[str, Any]], *, targets_needed: bool, allow_unknown_targets: bool = False
) -> list[Item]:
    """The items of a list of {name, sender, msg, targets}. A ParametersError names position and name of a bad one."""
    return [
        _parse(value, f"templates[{number}]", targets_needed, allow_unknown_targets)
        for number, value in enumerate(values)
    ]


def merge(items: Iterable[Item]) -> tuple[list[Item], list[str]]:
    """Every template once, with the targets of all its items, and a warning for each that was there more than once."""
    merged: dict[tuple[str, str], Item] = {}
    twice: dict[tuple[str, str], list[str]] = {}
    for item in items:
        key = item.template[:2]
        if key in merged:
            first = merged[key]
            targets = tuple(dict.fromkeys(first.template.targets + item.template.targets))
            merged[key] = Item(first.name or item.name, first.template._replace(targets=targets))
            twice.setdefault(key, [first.label]).append(item.label)
        else:
            merged[key] = item
    warnings = [
        f"{', '.join(labels)} are the same template; their targets were put together" for labels in twice.values()
    ]
    return list(merged.values()), warnings


def result_of(items: Sequence[Item], results: Sequence[_bulk.Result], warnings: Sequence[str]) -> dict[str, Any]:
    """The result of a module that made the templates of a list exist, or did not."""
    records = [
        {
            **record(item, outcome.registrations if outcome else None, error),
            "added": outcome.added if outcome else [],
            "refused": outcome.refused if outcome else [],
            "changed": bool(outcome and outcome.added),
        }
        for item, (outcome, error) in zip(items, results)
    ]
    outcomes = [outcome for outcome, _error in results if outcome]
    said = [
        f"{item.label}: {text}"
        for item, (outcome, _error) in zip(items, results)
        if outcome
        for text in outcome.warnings
    ]
    return {
        **frame(items, records, [*warnings, *said]),
        "summary": {
            "total": len(records),
            "changed": sum(1 for found in records if found["changed"]),
            "unchanged": sum(1 for found in records if not found["changed"] and not found["failed"]),
            "failed": sum(1 for found in records if found["failed"]),
            "registrations": dict(Counter(state for outcome in outcomes for state in outcome.after.values())),
        },
        "diff": _diff(items, results),
    }


def result_of_reading(items: Sequence[Item], read: Mapping[tuple[str, str], _bulk.Read]) -> dict[str, Any]:
    """The result of a module that read a list. read: by sender and text."""
    records = []
    warnings = []
    for item in items:
        found = read[item.template[:2]]
        if isinstance(found, _errors.SmscError):
            records.append(record(item, None, found))
        else:
            records.append(record(item, found[0], None))
            warnings += [f"{item.label}: {text}" for text in found[1]]
    return frame(items, records, warnings)


def record(
    item: Item, registrations: Sequence[_registry.Registration] | None, error: _errors.SmscError | None
) -> dict[str, Any]:
    """A template of a list as modules return it. registrations: None where they could not be read."""
    return {
        **({} if item.name is None else {"name": item.name}),
        **_options.record_of(item.template, registrations or ()),
        **({"registrations": None} if registrations is None else {}),
        "changed": False,
        "failed": error is not None,
        "error": error.as_record() if error else None,
    }


def frame(items: Sequence[Item], records: Sequence[Mapping[str, Any]], warnings: Sequence[str]) -> dict[str, Any]:
    """What all modules for lists return."""
    failed = [(item, found) for item, found in zip(items, records) if found["failed"]]
    returned: dict[str, Any] = {
        "changed": any(found["changed"] for found in records),
        "templates": records,
        "warnings": _shortened(warnings),
    }
    if failed:
        reasons = [f"{item.label}: {found['error']['description']}" for item, found in failed]
        returned.update(
            failed=True,
            msg=f"{len(failed)} of {len(records)} templates failed: {'; '.join(_shortened(reasons))}",
            error=failed[0][1]["error"],
        )
    return returned


def _diff(items: Sequence[Item], results: Sequence[_bulk.Result]) -> dict[str, str]:
    """Only what changes: a line for each template that gets registrations."""
    lines = []
    for item, (outcome, _error) in zip(items, results):
        if outcome and outcome.added:
            states = ", ".join(f"{target} {outcome.after[target]}" for target in outcome.added)
            name = f"{item.name} " if item.name else ""
            lines.append(f"{name}({item.template.sender}: {_answers.quote(item.template.msg)}): {states}\n")
    return {"before_header": "registrations", "before": "", "after_header": "registrations", "after": "".join(lines)}


def _shortened(texts: Sequence[str]) -> list[str]:
    """The first texts, and how many more there are: what a person reads is a page, not a book."""
    more = len(texts) - _MOST_LISTED
    return [*texts[:_MOST_LISTED], *([f"and {more} more like these"] if more > 0 else [])]


def _parse(value: object, where: str, targets_needed: bool, allow_unknown_targets: bool) -> Item:
    if not isinstance(value, Mapping):
        raise _errors.ParametersError(f"{where} is no dictionary; it needs {', '.join(KEYS)}")
    name = value.get("name")
    if name not in (None, ""):
        where = f"{where} ({_answers.quote(str(name))})"
    fields: dict[str, Any] = {}
    for key, given in value.items():
        option = _ALIASES.get(key, key)
        if option not in KEYS:
            near = difflib.get_close_matches(str(key), (*KEYS, *_ALIASES), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it can have {', '.join(KEYS)}"
            raise _errors.ParametersError(f"{where}: {key!r} is unknown; {hint}")
        if option in fields:
            raise _errors.ParametersError(f"{where}: msg and text are the same; give one of them")
        fields[option] = given
    for option in ("sender", "msg"):
        fields[option] = _text(fields.get(option), option, where)
    if fields.get("targets") is None:
        fields.pop("targets", None)
        if targets_needed:
            raise _errors.ParametersError(f"{where}: targets is missing")
    else:
        fields["targets"] = _texts(fields["targets"], where)
    if not targets_needed and not fields.get("targets"):
        fields.pop("targets", None)
    template = _options.template(fields, where, allow_unknown_targets=allow_unknown_targets or not targets_needed)
    return Item(None if name in (None, "") else str(name), template)


def _text(value: object, option: str, where: str) -> str:
    if value is None:
        raise _errors.ParametersError(f"{where}: {option} is missing")
    # A sender name of digits is a number in YAML; any other number has lost how it was written.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _errors.ParametersError(
            f"{where}: {option} is {_answers.quote(repr(value))}, which is no text; put it in quotation marks"
        )
    return value


def _texts(value: object, where: str) -> list[str]:
    if isinstance(value, str):
        # As everywhere in Ansible where a list is wanted.
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, Sequence) and all(isinstance(part, str) for part in value):
        return list(value)
    given = _answers.quote(repr(value))
    raise _errors.ParametersError(
        f"{where}: targets is {given}, which is no list of targets; write [mts_srv, mega_srv]"
    )
