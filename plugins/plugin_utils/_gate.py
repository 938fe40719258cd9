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
_WANTED = {"accepted": "accepted", "no_rejected": "not rejected", "any": "accepted for one of its targets"}


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
    missing, lines, asked = [], [], 0
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
            lines.append(_line(record, missing[-1]))
    of_all = _input.count(asked, "registration")
    head = f"passed: policy {rules.title}, {of_all} asked for"
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        head = f"not passed: policy {rules.title}, {len(missing):,} of {of_all} {verb} missing"
    return {"passed": not missing, "missing": missing, "text": [head, *lines]}


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


def _line(record: Record, missing: Mapping[str, Any]) -> str:
    where = " ".join(part for part in (_visible.line(record.environment), _records.title(record)) if part)
    target = f"{_visible.line(missing['target'])} is {missing['state']}" if missing["target"] else "it has no targets"
    age = f" for {missing['age_text']}" if missing["age_text"] else ""
    failed = f", and the template failed ({_records.why(record)})" if record.failed else ""
    wanted = _WANTED[missing["wanted"]]
    return f"{where} ({_visible.line(record.template.sender)}): {target}{age}{failed}; wanted: {wanted}"
