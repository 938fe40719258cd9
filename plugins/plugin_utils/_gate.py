# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a deployment may go out: what a policy asks for, and what is missing of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from ..module_utils._model import _contract, _input
from ..module_utils._model._template import Record
from . import _records, _times, _visible

_DEMANDS = ("accepted", "no_rejected", "none")
_POLICIES = ("accepted", "all", "any", "no_rejected", "none")
_NO_TARGETS = "without targets"
# Kinds of what is missing, the most urgent first.
_ORDER = ("rejected", "suspended", "failed", "unknown", "not_found", "pending", "submitted", "accepted", _NO_TARGETS)
_ADVICE = {
    "rejected": "it will not open by itself: change the text or the policy",
    "suspended": "see the web dashboard",
    "not_found": "provision registers them",
}


class PolicyError(_input.InputError):
    """There is no such policy; the message names the nearest one."""


class Policy(NamedTuple):
    """What is asked of each target: of those in `targets`, and of all others; `any` is asked of a template."""

    title: str
    default: str
    targets: Mapping[str, str]

    def of(self, target: str) -> str:
        """What is asked of one target: accepted, no_rejected, any or none.

        An empty text stands for targets that are not known: anything that is asked of some target is asked of them.
        """
        if not target:
            return next((demand for demand in (self.default, *self.targets.values()) if demand != "none"), "none")
        return self.targets.get(target, self.default)


def gate(records: Any, policy: Any, now: str | None = None) -> dict[str, Any]:
    """Judge the records by a policy.

    records: those of the fact op_templates_report, for ages with `since`. now: ISO 8601 text, for ages.
    policy: none, no_rejected, accepted (or all), any; a list of targets, which must be accepted where they are
    wanted; or a dict of target -> accepted, no_rejected or none, with `default` for all others.
    A template that failed, and a state that is unknown, do not pass as far as something is asked of them; neither does
    a template whose targets are not known, under any policy that asks for something.
    Returns passed, missing (a list of environment, set, name, sender, target, state, since, age in seconds, age_text,
    wanted) and text, lines for people. Raises InputError, of the kind PolicyError for the policy.
    """
    parsed = _records.current(records)
    rules = parse(policy, {target for record in parsed for target in (*record.wanted, *record.states)})
    moment = None if now is None else _records.moment(now, "now")
    missing: list[dict[str, Any]] = []
    failed: list[str] = []
    asked, several = 0, len({record.environment for record in parsed}) > 1
    for record in parsed:
        # A template of which nothing is known to be wanted is not one that is done; one that is switched off is.
        wanted = record.wanted or (() if record.template.off else ("",))
        asked += sum(rules.of(target) != "none" for target in wanted)
        for target in _missing(record, wanted, rules):
            state, age = record.states.get(target, "not_found"), _records.age(record, target, moment)
            missing.append(
                {
                    "environment": record.environment,
                    "set": record.template.set,
                    "name": record.template.name,
                    "sender": record.template.sender,
                    "target": target,
                    "state": state,
                    "since": _times.iso(record.since[target]) if target in record.since else None,
                    "age": age,
                    "age_text": "" if age is None else _times.age_text(age),
                    "wanted": rules.of(target),
                }
            )
            failed.append(_records.why(record))
    head = f"{'closed' if missing else 'open'}: policy {rules.title}, {asked - len(missing):,} of "
    head += f"{_input.count(asked, 'registration')} as wanted"
    return {"passed": not missing, "missing": missing, "text": [head, *_lines(missing, failed, several)]}


def parse(policy: Any, targets: Collection[str] = ()) -> Policy:
    """Read a policy. targets: what the records know beside the targets of the service. Raises PolicyError."""
    if isinstance(policy, str):
        if policy not in _POLICIES:
            raise PolicyError(f"there is no policy {str(policy)!r}; {_input.nearest(policy, _POLICIES)}")
        return Policy(str(policy), "accepted" if policy == "all" else str(policy), {})
    known = [*_contract.FLAGS, *sorted(set(targets).difference(_contract.FLAGS))]
    if isinstance(policy, Mapping) and policy:
        demands = {str(target): _demand(target, demand) for target, demand in policy.items()}
        default = demands.pop("default", "accepted")
        _check(demands, [*known, "default"])
        title = ", ".join(f"{target}: {demand}" for target, demand in [*demands.items(), ("default", default)])
        return Policy(f"{{{title}}}", default, demands)
    if isinstance(policy, Sequence) and policy:
        listed = [str(target) for target in policy]
        _check(listed, known)
        return Policy(f"[{', '.join(listed)}]", "none", dict.fromkeys(listed, "accepted"))
    raise PolicyError(
        f"{policy!r} is not a policy: give one of {', '.join(_POLICIES)}, a list of targets, "
        "or a dictionary of target and demand; to ask for nothing, give the text 'none'"
    )


def _demand(target: Any, demand: Any) -> str:
    if demand not in _DEMANDS:
        raise PolicyError(f"there is no demand {demand!r} for {target}; {_input.nearest(str(demand), _DEMANDS)}")
    return str(demand)


def _check(targets: Collection[str], known: Sequence[str]) -> None:
    for target in targets:
        if target not in known:
            raise PolicyError(f"there is no target {target!r}; {_input.nearest(target, known)}")


def _missing(record: Record, wanted: Sequence[str], rules: Policy) -> list[str]:
    if rules.default == "any" and not record.failed and "accepted" in (record.states.get(t) for t in wanted):
        return []
    return [target for target in wanted if not _passes(record, target, rules.of(target))]


def _passes(record: Record, target: str, demand: str) -> bool:
    if demand == "none":
        return True
    state = record.states.get(target, _contract.UNKNOWN)
    if record.failed or state == _contract.UNKNOWN:
        return False
    return state == "accepted" if demand == "accepted" else demand == "no_rejected" and state not in _contract.BAD


def _lines(missing: Sequence[Mapping[str, Any]], failed: Sequence[str], several: bool) -> list[str]:
    """A line for each state, age and cause, the most urgent first, with all that it concerns and what to do."""
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for one, why in zip(missing, failed):
        title = "/".join(part for part in (one["set"], one["name"]) if part) or one["sender"]
        age = _times.rough_age(one["age"]) if one["age"] else ""
        kind = "failed" if why else one["state"] if one["target"] else _NO_TARGETS
        key = one["environment"] if several else "", kind, why or (f"for {age}" if age else "")
        found.setdefault(key, {}).setdefault(_visible.line(title), []).append(_visible.line(one["target"]))
    lines = []
    for (environment, kind, detail), names in sorted(found.items(), key=lambda pair: _ORDER.index(pair[0][1])):
        where = f"{_visible.line(environment)}: " if environment else ""
        listed = ", ".join(" ".join(filter(None, [title, *targets])) for title, targets in names.items())
        advice = f"; {_ADVICE[kind]}" if kind in _ADVICE else ""
        head = " ".join(filter(None, [_state(kind), "" if kind == "failed" else detail]))
        lines.append(f"{where}{head}: {listed}{f' ({detail})' if kind == 'failed' else ''}{advice}")
    return lines


def _state(state: str) -> str:
    return state.replace("_", " ")
