# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which text may be sent to which operator now, as a file for applications."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ...module_utils._model import _contract, _input
from ...module_utils._model._template import Record

_VERSION = 1
_EARLIEST = datetime.min.replace(tzinfo=timezone.utc)


def text(environment: str, records: Sequence[Record], earlier: Mapping[str, Any], *, whole: bool) -> str:
    """The content of the file, the same for the same states.

    records: those of a run, with texts that were replaced. earlier: the templates of the file as it is; what could not
    be read stays as it was. whole: whether the run was about the whole catalog; else other sets stay, too.
    """
    old: dict[str, list[Record]] = {}
    for record in records:
        if record.obsolete == "replaced":
            old.setdefault(record.template.title, []).append(record)
    sets = {record.template.set for record in records if not record.obsolete}
    found = {} if whole else {title: one for title, one in earlier.items() if one.get("set") not in sets}
    for record in records:
        title = record.template.title
        if record.obsolete or not record.template.name:
            continue
        before = earlier.get(title, {}).get("operators", {})
        operators = {}
        for operator, targets in _by_operator(record.template.targets).items():
            if _is_unknown(record, targets):
                operators[operator] = before.get(operator)
            else:
                operators[operator] = _in_force(record, targets, old.get(title, ()))
        found[title] = {"set": record.template.set, "name": record.template.name, "operators": operators}
    for title, texts in old.items():
        # The new text waits for another environment, so nobody has read it.
        if title not in found:
            registered = dict.fromkeys(target for record in texts for target in record.states)
            those = {one: _in_force(None, of_one, texts) for one, of_one in _by_operator(registered).items()}
            found[title] = {"set": texts[0].template.set, "name": texts[0].template.name, "operators": those}
    content = {"version": _VERSION, "environment": environment, "templates": dict(sorted(found.items()))}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def templates(path: Path, environment: str) -> dict[str, Any]:
    """The templates of the file as it is; none where there is no file. Raises InputError for something else."""
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
        known = content["version"] == _VERSION and isinstance(content["templates"], dict)
    except (OSError, ValueError, LookupError, TypeError):
        known = False
    if not known:
        raise _input.InputError(f"{path} is not a file that the role wrote; name another file")
    if content.get("environment") != environment:
        raise _input.InputError(
            f"{path} is about {_input.shown(content.get('environment'))}, not {environment!r}; give each environment a "
            "file of its own"
        )
    found: dict[str, Any] = content["templates"]
    return found


def _by_operator(targets: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for target in targets:
        found.setdefault(_contract.describe(target).operator or target, []).append(target)
    return found


def _is_unknown(record: Record, targets: Sequence[str]) -> bool:
    """Whether it could not be read what is accepted of the new text."""
    states = [record.states[target] for target in targets]
    return _contract.UNKNOWN in states and "accepted" not in states


def _in_force(new: Record | None, targets: Sequence[str], old: Sequence[Record]) -> dict[str, Any] | None:
    """The new text as soon as it is accepted, until then the old one that was accepted last, or none."""
    every = [*([new] if new else []), *old]
    accepted = [(record, [one for one in targets if record.states.get(one) == "accepted"]) for record in every]
    there = [(record, found) for record, found in accepted if found]
    if not there:
        return None
    record, found = there[0]
    if record is not new:
        record, found = max(there, key=lambda pair: max(pair[0].since.get(one, _EARLIEST) for one in pair[1]))
    return {"sender": record.template.sender, "msg": record.template.msg, "targets": found}
