# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which messages match which templates, for the page of a report: what is wrong first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...module_utils._model import _input
from .. import _promotion, _visible
from ._language import _words

_KEYS = ("counts", "groups", "hits", "overlaps", "unused")


class Table(NamedTuple):
    """A table with a title. numbers: of the columns that have numbers. note: what stands below it."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    numbers: tuple[int, ...] = ()
    note: str = ""
    is_folded: bool = False


class Coverage(NamedTuple):
    """What a page says of the messages of an environment, in its language; cells of tables in lines.

    unused: how many templates nothing matches, and their names; None if there are none.
    """

    environment: str
    summary: str
    is_wrong: bool
    tables: list[Table]
    unused: tuple[str, str] | None


def read(coverage: Any) -> tuple[Mapping[str, Any], ...]:
    """Results of op_template_coverage, of one or several environments, without messages. Raises InputError."""
    several = isinstance(coverage, Sequence) and not isinstance(coverage, (str, bytes))
    found = coverage if several else () if coverage is None else (coverage,)
    for one in found:
        if not isinstance(one, Mapping) or any(key not in one for key in _KEYS):
            raise _input.InputError(
                "coverage must be what op_template_coverage returned, a dictionary with "
                f"{', '.join(_KEYS)}, or a list of such, not {_input.shown(one)}"
            )
    return tuple(
        {"environment": str(one.get("environment") or ""), **{key: one[key] for key in _KEYS}} for one in found
    )


def told(one: Mapping[str, Any], words: _words.Words) -> Coverage:
    """One of them for people."""
    counts, unused = one["counts"], one["unused"]
    tables = [_not_accepted(one["hits"], words), _groups(one["groups"], words), _hits(one["hits"], words)]
    return Coverage(
        _line(one["environment"]),
        _summary(counts, words),
        bool(counts["unmatched"] or counts["not_accepted"]),
        [table for table in tables if table.rows or table.note],
        (words.count(len(unused), "template"), ", ".join(map(_line, unused))) if unused else None,
    )


def _not_accepted(hits: Sequence[Mapping[str, Any]], words: _words.Words) -> Table:
    rows = [(lack["messages"], hit, lack) for hit in hits for lack in hit["not_accepted"]]
    return Table(
        words.say("declared"),
        _heads(words, "template", "sender", "operator", "state", "messages"),
        [
            [*_about(hit), _line(lack["operator"]), _states(lack["targets"], words), words.number(number)]
            for number, hit, lack in sorted(rows, key=lambda row: -row[0])
        ],
        (4,),
    )


def _groups(groups: Sequence[Mapping[str, Any]], words: _words.Words) -> Table:
    hidden = [group for group in groups if group["msg"] is None]
    note = words.say(
        "too_few",
        words.count(sum(group["count"] for group in hidden), "message"),
        words.count(sum(group["groups"] for group in hidden), "group"),
    )
    return Table(
        words.say("unmatched"),
        _heads(words, "messages", "share", "nearest", "departs", "found", "fits"),
        [_group(group, words) for group in groups if group["msg"] is not None],
        (0, 1),
        note if hidden else "",
    )


def _hits(hits: Sequence[Mapping[str, Any]], words: _words.Words) -> Table:
    used = sorted((hit for hit in hits if hit["messages"]), key=lambda hit: -hit["messages"])
    heads = _heads(words, "template", "sender", "operators", "cost", "messages")
    return Table(words.say("hits"), heads, [_hit(hit, words) for hit in used], (3, 4), is_folded=True)


def _heads(words: _words.Words, *names: str) -> list[str]:
    return [words.say(name) for name in names]


def _summary(counts: Mapping[str, Any], words: _words.Words) -> str:
    total = counts["messages"]
    parts = [
        words.say(
            "covered",
            number=words.number(counts["matched"]),
            messages=words.count(total, "of_messages"),
            share=_share(counts["matched"] / total if total else 0, words),
        )
    ]
    if counts["not_accepted"]:
        parts.append(words.say("covered_not_accepted", words.number(counts["not_accepted"])))
    if counts["unmatched"]:
        parts.append(words.say("uncovered", words.number(counts["unmatched"]), words.count(counts["groups"], "group")))
    if counts["empty"]:
        parts.append(words.say("without_text", words.count(counts["empty"], "message")))
    return "; ".join(parts)


def _group(group: Mapping[str, Any], words: _words.Words) -> list[str]:
    cells = [words.number(group["count"]), _share(group["share"], words)]
    near = group["nearest"]
    if near is None:
        return [*cells, "—", "", _line(group["msg"]), words.say("own_text" if group["fits"] else "nothing_fits")]
    name = _line(near["template"])
    if group["column"] is None:
        senders = ", ".join(map(_line, group["senders"]))
        return [*cells, name, words.say("other_sender", _line(near["sender"])), "", words.say("same_text", senders)]
    place = words.say("at_column", words.number(group["column"]))
    # Where people would take both for the same, they see spaces and what cannot be seen.
    is_seen = _promotion.kind(group["expected"], group["found"]) in ("text", "case")
    show = _line if is_seen else _visible.mark
    expected = f"«{show(group['expected'])}»" if group["expected"] else words.say("nothing_there")
    fits = words.say("nothing_fits") if group["fits"] is None else show(group["fits"]) or words.say("nothing_there")
    return [*cells, name, f"{place}: {expected}", show(group["found"]) or words.say("nothing_there"), fits]


def _hit(hit: Mapping[str, Any], words: _words.Words) -> list[str]:
    operators = ", ".join(f"{_line(name)} {words.number(number)}" for name, number in hit["operators"].items())
    cost = "" if hit["cost"] is None else words.say("amount", words.number(hit["cost"]))
    return [*_about(hit), operators, cost, words.number(hit["messages"])]


def _about(hit: Mapping[str, Any]) -> list[str]:
    return [_line(hit["template"]), _line(hit["sender"])]


def _states(targets: Mapping[str, str], words: _words.Words) -> str:
    return ", ".join(f"{_line(target)} {words.state(state)}" for target, state in targets.items()) or words.say(
        "no_targets"
    )


def _share(share: float, words: _words.Words) -> str:
    return f"{words.number(round(100 * share, 1))}\u00a0%"


def _line(text: Any) -> str:
    return _visible.line(str(text))
