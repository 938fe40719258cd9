# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open questions about the service (docs/service.md), and what one read tells about each. Pure.

What counts as assumed is what the simulator does when nobody tells it otherwise; it is a guess like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .._model import _contract, _errors
from . import _layout

# Verdicts: as assumed; other than assumed, and understood; not understood; this read cannot tell.
ASSUMED, UNDERSTOOD, NOT_UNDERSTOOD, OPEN = "as_assumed", "understood", "not_understood", "open"

_REGISTERED = "run it with the sender name and the text of a template that is registered"
_SHOWN = 10


class Finding(NamedTuple):
    """What a read tells about a question (None: nothing), the verdict, and how else to find out (None: no need)."""

    question: str
    answer: str | None
    verdict: str
    advice: str | None = None


class Seen(NamedTuple):
    """What came of a read.

    http_status and layout are None if no whole response came; error is None if the collection understands it;
    targets: where the user says that the template was registered, () if it is not said.
    """

    http_status: int | None
    layout: _layout.Layout | None
    error: _errors.SmscError | None
    targets: tuple[str, ...] = ()


def findings(seen: Seen) -> list[Finding]:
    """Every question, in an order that does not change."""
    layout = seen.layout
    if seen.error and seen.error.kind == "transport":
        # What a proxy or a broken server says is not a response of the service.
        layout = None
    refused = seen.error is not None and seen.error.kind != "bad_response"
    rows = layout if not refused else None
    return [
        _format(seen, layout),
        _charset(layout),
        _arrangement(seen, rows),
        _single_row(rows),
        _kinds("Are ids numbers or strings?", _id_kinds(rows, registered=True), ("number",), ("string", "word")),
        _kinds("Are statuses numbers or strings?", _status_kinds(rows), ("number", "zero"), ("string",)),
        _kinds(
            "Do rows of operators that do not have the template carry an id?",
            _id_kinds(rows, registered=False),
            ("absent",),
            ("zero", "empty", "null", "number", "string", "word"),
        ),
        _coverage(seen, rows),
        _uninvited(seen, rows),
        _names(rows),
        _states(rows),
        _error_response(seen, layout),
        Finding("How does the service answer an addition?", None, OPEN, "only an addition that is wanted shows it"),
        Finding("Does a second addition of one text cost again?", None, OPEN, "do not try; your bills may tell"),
    ]


def senders(*, answered: bool, error: _errors.SmscError | None, states: Mapping[str, Mapping[str, int]]) -> Finding:
    """What a read of the list of sender names tells.

    answered: whether there is an endpoint that answers. states: how often each state came, by the service's keys.
    """
    question = "Does the list of sender names tell which operators accept them?"
    if error and error.kind == "bad_response" and answered:
        return _judge(question, "not understood", assumed=False, understood=False)
    if error or not states:
        return Finding(question, None, OPEN, "run it with an account that has a sender name")
    unknown = [key for key, found in states.items() if _contract.UNKNOWN in found]
    if unknown:
        return _judge(question, f"not understood: {_some(unknown)}", assumed=False, understood=False)
    return _judge(question, f"by {_some(states)}", assumed=True)


def _judge(question: str, answer: str, *, assumed: bool, understood: bool = True) -> Finding:
    return Finding(question, answer, ASSUMED if assumed else UNDERSTOOD if understood else NOT_UNDERSTOOD)


def _format(seen: Seen, layout: _layout.Layout | None) -> Finding:
    question = "Does the service answer JSON (fmt=3), with HTTP status 200?"
    if not layout:
        return Finding(question, None, OPEN)
    return _judge(
        question,
        f"{layout.format}, HTTP status {seen.http_status}",
        assumed=layout.format == "json" and seen.http_status == 200,
        understood=not _misunderstood(seen),
    )


def _charset(layout: _layout.Layout | None) -> Finding:
    question = "Does the response come in UTF-8 (charset=utf-8)?"
    if not layout:
        return Finding(question, None, OPEN)
    if layout.charset == "ascii":
        return Finding(question, "no letters in it that would tell", OPEN, _REGISTERED)
    return _judge(
        question,
        layout.charset or "neither UTF-8 nor windows-1251",
        assumed=layout.charset == "utf-8",
        understood=layout.charset is not None,
    )


def _arrangement(seen: Seen, layout: _layout.Layout | None) -> Finding:
    question = "How are the rows arranged?"
    if not layout:
        return Finding(question, None, OPEN)
    if not layout.entries and not _misunderstood(seen):
        return Finding(question, f"{layout.arrangement} ({layout.outline})", OPEN, _REGISTERED)
    return _judge(
        question,
        layout.arrangement,
        assumed=_is_list(layout) and not _misunderstood(seen),
        understood=not _misunderstood(seen),
    )


def _single_row(layout: _layout.Layout | None) -> Finding:
    question = "Does a single row come alone, or in a list of one?"
    if not layout or len(layout.entries) != 1:
        return Finding(question, None, OPEN, "run it with a template for which the service shows one row")
    return _judge(question, layout.arrangement, assumed=_is_list(layout))


def _kinds(question: str, kinds: Sequence[str], assumed: Sequence[str], understood: Sequence[str]) -> Finding:
    if not kinds:
        return Finding(question, None, OPEN, _REGISTERED)
    return _judge(
        question,
        ", ".join(kinds),
        assumed=set(kinds) <= set(assumed),
        understood=set(kinds) <= {*assumed, *understood},
    )


def _coverage(seen: Seen, layout: _layout.Layout | None) -> Finding:
    question = "Does get list all operators, or those alone that have the template?"
    if not layout or seen.error:
        return Finding(question, None, OPEN)
    found = {entry.target for entry in layout.entries}
    if any(entry.number == _contract.NOT_FOUND for entry in layout.entries):
        absent = [flag for flag in _contract.FLAGS if flag not in found]
        answer = f"also those that do not have it (rows: {len(layout.entries)})"
        return _judge(question, answer + (f", none for {', '.join(absent)}" if absent else ""), assumed=True)
    if found.issuperset(_contract.FLAGS):
        return Finding(question, None, OPEN, "run it with a template that is not registered everywhere")
    return _judge(question, f"those alone that have it (rows: {len(layout.entries)})", assumed=False)


def _uninvited(seen: Seen, layout: _layout.Layout | None) -> Finding:
    question = "Does get show registrations that nobody asked for?"
    if not layout or not seen.targets or not layout.entries:
        return Finding(question, None, OPEN, f"{_REGISTERED}, and say with which targets you registered it")
    others = [
        entry.target or entry.name
        for entry in layout.entries
        if entry.number != _contract.NOT_FOUND and entry.target not in seen.targets
    ]
    return _judge(question, _some(others) if others else "no", assumed=not others)


def _names(layout: _layout.Layout | None) -> Finding:
    question = "Which names do the rows have?"
    if not layout or not layout.entries:
        return Finding(question, None, OPEN, _REGISTERED)
    strange = [entry.name for entry in layout.entries if entry.target is None]
    if strange:
        return _judge(question, f"not recognised: {_some(strange)}", assumed=False, understood=False)
    flags = all(entry.name == entry.target for entry in layout.entries)
    names = _some([f"{entry.name} = {entry.target}" for entry in layout.entries if entry.name != entry.target])
    return _judge(question, "the flags" if flags else f"others, all recognised: {names}", assumed=flags)


def _states(layout: _layout.Layout | None) -> Finding:
    question = "Are all statuses known?"
    if not layout or not layout.entries:
        return Finding(question, None, OPEN, _REGISTERED)
    unknown = [entry.status for entry in layout.entries if entry.number not in _contract.BY_STATUS]
    if unknown:
        return _judge(question, f"unknown: {_some(unknown)}", assumed=False, understood=False)
    return _judge(question, _some([entry.status for entry in layout.entries]), assumed=True)


def _error_response(seen: Seen, layout: _layout.Layout | None) -> Finding:
    question = "How does the service answer an error?"
    if not layout or not seen.error or seen.error.code is None:
        return Finding(question, None, OPEN, "do not try on purpose: errors block the address")
    return _judge(
        question,
        f"{layout.format}, HTTP status {seen.http_status}: {layout.outline}",
        assumed=layout.format == "json" and seen.http_status == 200,
    )


def _misunderstood(seen: Seen) -> bool:
    return seen.error is not None and seen.error.kind == "bad_response"


def _is_list(layout: _layout.Layout) -> bool:
    return layout.format == "json" and {entry.path for entry in layout.entries} == {"[]"}


def _id_kinds(layout: _layout.Layout | None, *, registered: bool) -> list[str]:
    entries = layout.entries if layout else ()
    return _unique(entry.id_kind for entry in entries if (entry.number != _contract.NOT_FOUND) is registered)


def _status_kinds(layout: _layout.Layout | None) -> list[str]:
    return _unique(entry.status_kind for entry in (layout.entries if layout else ()))


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _some(values: Iterable[str]) -> str:
    """The first of several foreign texts, each once."""
    several = _unique(values)
    more = [f"{len(several) - _SHOWN} more"] if len(several) > _SHOWN else []
    return "; ".join([*several[:_SHOWN], *more])
