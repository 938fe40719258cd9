# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which messages match which templates, for a terminal: no message is shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._model import _input
from .. import _promotion, _visible
from . import _table

_LONGEST = 320
# Characters of the name of a template in a table, and of what stands beside it.
_NAME, _QUOTED = 28, 24


def lines(found: Mapping[str, Any], most: int | None, rest: str = "") -> list[str]:
    """The counts, then what is not accepted, what matches nothing and why, what is ambiguous, and what is unused.

    found: the result of op_template_coverage. most: how many groups, overlaps and unused templates are shown, None for
    all of them. rest: where the others are.
    """
    counts = found["counts"]
    total = counts["messages"]
    share = f" ({share_text(counts['matched'] / total)})" if total else ""
    lines = [
        f"{counts['matched']:,} of {_input.count(total, 'message')} {verb(counts['matched'])}{share}, "
        f"{counts['ambiguous']:,} of them several templates"
    ]
    if counts["empty"]:
        lines.append(f"not counted: {_input.count(counts['empty'], 'message')} without text")
    overlaps = [f"{one['messages']:,}  {', '.join(one['templates'])}" for one in found["overlaps"]]
    return [
        *lines,
        *not_accepted(found),
        *groups(found["groups"], _unmatched(counts), most, rest),
        *_listed(_number(counts["ambiguous"], "message", "several templates"), overlaps, most, rest),
        *_listed(_number(counts["unused"], "template", "no message"), found["unused"], most, rest),
    ]


def not_accepted(found: Mapping[str, Any]) -> list[str]:
    """The templates that messages match and that are not accepted for them: all of them, since those cost money."""
    number = found["counts"]["not_accepted"]
    lacking = [(sum(one["messages"] for one in hit["not_accepted"]), hit) for hit in found["hits"]]
    rows = [
        [f"{count:,}".rjust(8), hit["template"], _line(hit["sender"]), _states(hit["not_accepted"])]
        for count, hit in sorted(lacking, key=lambda entry: -entry[0])
        if count
    ]
    if not rows:
        return []
    told = _number(number, "message", "only templates that are not accepted")
    return [f"{told or 'not accepted, but their messages also match accepted templates'}:", *_table.indented(rows)]


def groups(found: Sequence[Mapping[str, Any]], head: str, most: int | None, rest: str = "") -> list[str]:
    """The groups of messages that match no template: two lines each, and one for those that are too small."""
    if not found:
        return []
    seen = [one for one in found if one["msg"] is not None]
    rows = [["messages", "  share", "nearest template", "what would fit there"]] if seen[:most] else []
    rows += [
        [f"{one['count']:,}".rjust(8), share_text(one["share"]).rjust(7), _name(one), _fits(one)] for one in seen[:most]
    ]
    first, *others = _table.indented(rows) or [""]
    lines = [head, *[first] * bool(first)]
    for one, line in zip(seen, others):
        lines += [line, _table.start(f"{' ' * 10}{_where(one)}", _table.LINE)]
    lines += _more(len(seen) - len(others), "group", rest)
    for one in found:
        if one["msg"] is None:
            small = f"{_input.count(one['count'], 'message')} in {_input.count(one['groups'], 'group')}"
            lines.append(f"  {small} not shown: too few messages, or operands in them")
    return lines


def share_text(share: float) -> str:
    """A share for people, in percent."""
    return f"{100 * share:.1f} %"


def _unmatched(counts: Mapping[str, int]) -> str:
    number = _input.count(counts["groups"], "group")
    return f"{_number(counts['unmatched'], 'message', 'no template')}, in {number}:"


def _number(number: int, noun: str, what: str) -> str:
    return f"{_input.count(number, noun)} {verb(number)} {what}" if number else ""


def verb(number: int) -> str:
    """Match, as it goes with so many messages or templates."""
    return "matches" if number == 1 else "match"


def _listed(head: str, shown: Sequence[str], most: int | None, rest: str) -> list[str]:
    if not head:
        return []
    lines = [f"  {line}" if len(line) <= _LONGEST else f"  {line[:_LONGEST]}…" for line in shown[:most]]
    return [f"{head}:", *lines, *_more(len(shown) - len(lines), "", rest)]


def _more(number: int, noun: str, rest: str) -> list[str]:
    return [f"  and {_input.count(number, f'more {noun}') if noun else f'{number:,} more'}{rest}"] * (number > 0)


def _name(group: Mapping[str, Any]) -> str:
    return _cut(group["nearest"]["template"], _NAME) if group["nearest"] else "none"


def _fits(group: Mapping[str, Any]) -> str:
    if group["nearest"] is None:
        return "a text of its own" if group["fits"] else "nothing"
    if group["column"] is None:
        return f"the same text for {_line(next(iter(group['senders']), ''))}"
    if not group["fits"]:
        return "nothing" if group["fits"] is None else "without it"
    return _visible.mark(group["fits"]) if _unseen(group) else _line(group["fits"]).strip()


def _where(group: Mapping[str, Any]) -> str:
    """Where the messages depart, and what they have there; the whole form where no template is like it."""
    if group["nearest"] is None:
        return f'"{_cut(_line(group["msg"]), _table.LINE)}"'
    if group["column"] is None:
        return f"a text of {_line(group['nearest']['sender'])} alone"
    unseen = _unseen(group)
    show = _visible.mark if unseen else _line
    expected, found = (
        f'"{_cut(show(group[key]).strip(), _QUOTED)}"' if group[key] else "" for key in ("expected", "found")
    )
    told = f"{found} for {expected}" if found and expected else f"{found} more" if found else f"no {expected}"
    return f"column {group['column']}: {told}{f' ({unseen})' if unseen else ''}"


def _unseen(group: Mapping[str, Any]) -> str:
    """What a template and messages differ in where people would take both for the same; empty where they see it."""
    kind = _promotion.kind(group["expected"], group["found"])
    return "" if kind in ("text", "case") else kind


def _states(lacking: Sequence[Mapping[str, Any]]) -> str:
    """Operators, with how many messages went to each, and what their targets are."""
    found: dict[str, list[str]] = {}
    for one in lacking:
        states = ", ".join(f"{_line(target)} {_table.label(state)}" for target, state in one["targets"].items())
        operator = f"{_line(one['operator']) or 'an unknown operator'} {one['messages']:,}"
        found.setdefault(states or "no target", []).append(operator)
    return "; ".join(f"{', '.join(operators)} ({states})" for states, operators in found.items())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _line(text: str) -> str:
    return _visible.line(text)
