# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One template: what it lacks is added, and what that means is said for each entry that wants it."""

from __future__ import annotations

from typing import Any

from . import _plan
from ._model import _contract, _errors, _input
from ._model._template import Record, Refusal, Registration, Template, states
from ._plan import Found


def ensure(
    service: _plan.Service, template: Template, *, on_rejected: str = "warn", check_mode: bool = False
) -> Record:
    """Make the wanted registrations of one template exist.

    on_rejected: `fail`, `warn` or `ignore`; what a wanted registration that is rejected or suspended means.
    With `fail`, nothing is added beside it either.
    Returns the record, with its error set where the wanted state is not reached. Raises the SmscError of a
    request that was refused before anything was done.
    """
    found = _plan.plan(service, template, on_rejected)
    if found.wanted and not check_mode:
        # Loaded here because hardly any call adds something, and every module start would pay for it.
        from . import _apply  # noqa: PLC0415

        found = _apply.apply(service, found, on_rejected)
        while found.open_until is not None:
            found = _apply.settle(service, found, on_rejected)
    return judge(found, template, on_rejected, check_mode=check_mode)


def judge(found: Found, template: Template, on_rejected: str = "ignore", *, check_mode: bool = False) -> Record:
    """What was found and done means for one entry that wants the template: it speaks of its own targets only.

    Each of them is registered (in check mode: would be), or the record has an error.
    """
    record = Record(template, registrations=found.registrations, error=found.error)
    record.warnings = [*found.notes, *found.warnings]
    if found.registrations is None:
        return record
    targets = template.targets
    record.before = {target: found.before[target] for target in targets}
    record.after = states(found.registrations, targets)
    # What was added again is there.
    gone = [target for target in targets if record.after[target] == _contract.ABSENT]
    record.vanished = {target: found.vanished[target] for target in gone if target in found.vanished}
    if check_mode:
        record.added = [target for target in targets if target in found.wanted]
        record.after.update(dict.fromkeys(record.added, _contract.STATE_AFTER_ADD))
    lacking = [target for target in targets if record.after[target] == _contract.ABSENT]
    absent = [target for target in lacking if target not in found.held]
    if not check_mode:
        shown = [target for target in found.sent if target not in absent or target in found.elsewhere]
        of_others = found.doubt.others if found.doubt else []
        ours = {*shown, *found.said_added}.difference(of_others)
        record.added = [target for target in targets if target in ours]
        record.doubt = _doubt(found, record, absent)
    record.refused = _refused(found.said, absent)
    record.error = _why_absent(found, record.refused, absent) if absent else None
    _judge_rejected(record, on_rejected, found.blocked)
    return record


def _refused(said: list[Registration], absent: list[str]) -> list[Refusal]:
    """What the service refused of the targets that are not there."""
    return [
        Refusal(r.target, r.name, r.status, _contract.REFUSALS[r.status])
        for r in said
        if r.status in _contract.REFUSALS
        and any(r.target == target or (r.target is None and _plan.may_be(r, target)) for target in absent)
    ]


def _why_absent(found: Found, refused: list[Refusal], absent: list[str]) -> _errors.SmscError:
    gone = [target for target in absent if target in found.sent]
    names = ", ".join(gone)
    if not gone:
        why = found.error or found.blocked
        return why or _errors.BadResponseError(f"{_input.subject(absent)} not registered, and it is not known why")
    elsewhere = [target for target in gone if target in found.elsewhere]
    if elsewhere:
        from ._model import _spelling  # noqa: PLC0415

        return _errors.ParametersError(
            f"the service has added {', '.join(elsewhere)}, but keeps the text in another spelling, "
            f"{_spelling.described(found.template.msg, found.kept_as)}. Do that before you run this again"
        )
    if found.error:
        return found.error.saying(f"{_failure(found, names)}; {found.error.description}")
    if refused:
        listed = [f"{r.target or _input.quote(r.name)}: {r.reason} ({r.status})" for r in refused]
        return _errors.RefusedError(f"the service refused {'; '.join(listed)}", refused[0].status)
    if found.failure:
        return found.failure.saying(_failure(found, names))
    if found.unread:
        return _errors.BadResponseError(
            f"the service did not say what became of {names}, and the registrations could not be read after the "
            "addition, so it is not known what was added; run this again, it reads before it adds"
        )
    said = "said that it added" if found.said_added.issuperset(gone) else "did not say what became of"
    return _errors.BadResponseError(
        f"the service {said} {names}, but a read shows no such registration; "
        "check the web dashboard before you run this again"
    )


def _failure(found: Found, names: str) -> str:
    """What is known of an addition that got no usable response. names: the targets that are not there."""
    what = found.failure.description if found.failure else "there was a doubt"
    if found.unread:
        return f"{what}; reading back failed too ({found.unread.description}), so it is not known what was added"
    doubt = found.doubt
    if not doubt or not (found.failure and found.failure.leaves_open):
        return f"{what}; a read after the addition shows no registration for {names}"
    if not doubt.over:
        open_yet = f"{what}; a read after the addition shows no registration for {names}, and it may be carried out yet"
        return open_yet if found.error else f"{open_yet}; rate_limit_timeout does not let the task wait for that"
    read = f"{what}; when the addition could no longer be carried out, a read showed no registration for {names}"
    if doubt.again:
        return f"{read}. It was sent twice"
    if isinstance(found.failure, _errors.TransportError):
        return read
    return (
        f"{read}. It was not sent again, because there was a response; check the web dashboard before you run this "
        "again"
    )


def _doubt(found: Found, record: Record, absent: list[str]) -> dict[str, Any] | None:
    """What was in doubt of the targets of an entry, and how it ended, as modules return it. May warn in the record."""
    doubt = found.doubt
    targets = [target for target in record.template.targets if doubt and target in doubt.targets]
    if not doubt or not doubt.why or not targets:
        return None
    again = [target for target in targets if target in doubt.again]
    shown = [one.target for one in found.registrations or () if one.exists]
    twice = [target for target in again if shown.count(target) > 1]
    names = ", ".join(again)
    if any(target in absent and target not in found.elsewhere for target in targets):
        outcome = "not_registered" if doubt.over and not found.unread else "open"
    elif any(target in doubt.others for target in targets):
        outcome = "registered_meanwhile"
    elif twice:
        outcome = "registered_twice"
        record.warnings.append(
            f"{_input.subject(twice)} registered twice: the addition got no response ({doubt.why.description}), and "
            "the service carried it out after it was sent again; remove one in the web dashboard"
        )
    elif again and (found.failure or found.said_added.intersection(again)):
        outcome = "added_again"
        record.warnings.append(
            f"the addition of {names} got no response ({doubt.why.description}), and was sent again when it could no "
            "longer be carried out; if the service carries out the first one even later, it will be registered twice"
        )
    else:
        outcome = "registered"
    return {
        "description": doubt.why.description,
        "targets": targets,
        "additions": 2 if again else 1,
        "outcome": outcome,
    }


def _judge_rejected(record: Record, on_rejected: str, blocked: _errors.SmscError | None) -> None:
    rejected = _plan.rejected(record.after)
    if not rejected or on_rejected == "ignore":
        return
    text = f"{', '.join(rejected)}; it can only be removed in the web dashboard, a changed text is a new template"
    if on_rejected == "fail" and (record.error is None or (record.error is blocked and blocked.kind == "refused")):
        record.error = _errors.RefusedError(text)
    else:
        record.warnings.append(text)
