# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules return. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ._model import _input
from ._model._template import Record

if TYPE_CHECKING:
    from . import _bulk


def of_one(record: Record) -> dict[str, Any]:
    """The result of a module that made one template exist, or did not."""
    header = f"{record.template.sender}: {_input.quote(record.template.msg)}"
    result: dict[str, Any] = {
        "changed": bool(record.added),
        "template": of_reading(record),
        "added": record.added,
        "refused": [refusal.as_record() for refusal in record.refused],
        "warnings": [*blank_ends([record]), *record.warnings],
        "diff": {
            "before_header": header,
            "before": _lines(record.before),
            "after_header": header,
            "after": _lines(record.after),
        },
    }
    if record.doubt:
        result["doubt"] = record.doubt
    if record.error:
        # Loaded here because only an error needs it, and every start would pay for it.
        from ._model import _advice  # noqa: PLC0415

        result.update(_advice.failure(record.error, _done([record])))
    return result


def _done(records: Sequence[Record]) -> str:
    """What was added, where something has failed; nothing where that is not known."""
    if any((record.doubt or {}).get("outcome") == "open" for record in records):
        return "It is not known what some of the additions did."
    added = {(record.template.key, target) for record in records for target in record.added}
    if not added:
        return "Nothing was added."
    return f"{_input.count(len(added), 'registration')} {'was' if len(added) == 1 else 'were'} added all the same."


def of_reading(record: Record) -> dict[str, Any]:
    """One template that was read."""
    return {
        "sender": record.template.sender,
        "msg": record.template.msg,
        "registrations": [registration.as_record() for registration in record.registrations or ()],
    }


def of_list(outcome: _bulk.Outcome) -> dict[str, Any]:
    """The result of a module that made the templates of a list exist, or did not."""
    result = _frame(outcome, [record.as_dict() for record in outcome.records])
    failed = sum(1 for record in outcome.records if record.error)
    changed = sum(1 for record in outcome.records if record.added)
    # A registration that several entries want is one.
    states = {
        (record.template.key, target): state for record in outcome.records for target, state in record.after.items()
    }
    return {
        **result,
        "warnings": [*_same_templates(outcome.records), *_of_senders(outcome), *result["warnings"]],
        "summary": {
            "total": len(outcome.records),
            "templates": len({record.template.key for record in outcome.records}),
            "changed": changed,
            "unchanged": sum(1 for record in outcome.records if not record.added and not record.error),
            "failed": failed,
            "registrations": dict(Counter(states.values())),
        },
        "plan": outcome.plan.as_dict(),
        "sender_problems": [problem.as_record() for problem in outcome.senders.problems],
        "diff": _diff(outcome.records),
    }


def of_reading_list(outcome: _bulk.Outcome) -> dict[str, Any]:
    """The result of a module that read a list."""
    return _frame(outcome, [record.as_read() for record in outcome.records])


def _frame(outcome: _bulk.Outcome, records: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What all modules for lists return."""
    warnings = [f"{record.template.label}: {text}" for record in outcome.records for text in record.warnings]
    result: dict[str, Any] = {
        "changed": any(record.added for record in outcome.records),
        "templates": records,
        "warnings": [*blank_ends(outcome.records), *_input.some(warnings)],
    }
    failed = [record for record in outcome.records if record.error]
    if not failed and not outcome.error:
        return result
    # Loaded here because only an error needs it, and every start would pay for it.
    from ._model import _advice  # noqa: PLC0415

    if outcome.error:
        result.update(_advice.failure(outcome.error, _done(outcome.records)))
        return result
    errors = [record.error.as_record() for record in failed if record.error]
    reasons = [f"{record.template.label}: {error['description']}" for record, error in zip(failed, errors)]
    steps = list(dict.fromkeys(step for error in errors for step in _advice.steps(error)))
    head = f"{len(failed):,} of {_input.count(len(records), 'template')} failed"
    msg = f"{head}: {'; '.join(_input.some(reasons))}. {' '.join(steps)}"
    result.update(failed=True, msg=msg, error=errors[0])
    return result


def blank_ends(records: Sequence[Record]) -> list[str]:
    """A warning of all the texts that a service may keep otherwise, if there are some."""
    labels = list(dict.fromkeys(r.template.label for r in records if r.template.msg != r.template.msg.strip()))
    if not labels:
        return []
    return [
        f"{', '.join(_input.some(labels))}: msg begins or ends with a space or a line break, and the service may keep "
        "it without; in a YAML block, |- and not | leaves no line break at the end"
    ]


def _same_templates(records: Sequence[Record]) -> list[str]:
    """A warning for each template that is in the list more than once."""
    labels: dict[tuple[str, str], list[str]] = {}
    for record in records:
        labels.setdefault(record.template.key, []).append(record.template.label)
    return _input.some(
        [
            f"{', '.join(_input.some(same))} are the same template; their targets were merged"
            for same in labels.values()
            if len(same) > 1
        ]
    )


def _of_senders(outcome: _bulk.Outcome) -> list[str]:
    """What is to be said of sender names, unless the error says it."""
    problems = [problem.text for problem in outcome.senders.problems]
    said = outcome.error.description if outcome.error else ""
    return _input.some([*(text for text in problems if text not in said), *outcome.senders.warnings])


def _diff(records: Sequence[Record]) -> dict[str, str]:
    """Only what changes: a line for each entry that gets registrations, each of them once."""
    lines = []
    told: set[tuple[tuple[str, str], str]] = set()
    for record in records:
        added = [target for target in record.added if (record.template.key, target) not in told]
        told.update((record.template.key, target) for target in added)
        if added:
            states = ", ".join(f"{target} {record.after[target]}" for target in added)
            name = f"{_input.quote(record.template.title)} " if record.template.title else ""
            text = f"{record.template.sender}: {_input.quote(record.template.msg)}"
            lines.append(f"{name}({text}): {states}\n")
    return {"before_header": "registrations", "before": "", "after_header": "registrations", "after": "".join(lines)}


def _lines(states: dict[str, str]) -> str:
    return "".join(f"{target}: {state}\n" for target, state in states.items())
