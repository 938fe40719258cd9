# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of many messages match which templates, and where the others depart. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ...module_utils._model import _input, _reader
from ...module_utils._model._template import Record, Template
from .. import _records, _visible
from .._matching import _sent
from .._matching._known import Known
from .._matching._sent import Message
from .._proposals import _groups as _grouping
from .._terminal import _coverage as _lines
from . import _groups, _hits

# So many lines of each kind are for people.
_SHOWN = 20


class Matched(NamedTuple):
    """Messages with text, each with the numbers of the templates that it matches, and how many more have none.

    records: of the templates, where it is known what is registered of them.
    """

    messages: list[Message]
    numbers: list[tuple[int, ...]]
    empty: int
    templates: list[Template]
    records: list[Record | None]
    known: Known
    mode: str

    @property
    def unmatched(self) -> list[Message]:
        """Those that no template matches."""
        return [message for message, numbers in zip(self.messages, self.numbers) if not numbers]


def coverage(
    messages: Any, templates: Any, mode: str = "strict", limit: int | None = None, least: Any = 10
) -> dict[str, Any]:
    """Compare messages with templates.

    messages: texts, or dicts with message, and where known sender, operator, cost, recipient. templates: dicts with
    msg, and where wanted set, name and sender; records of modules have registrations, too. mode: strict or lenient.
    limit: how many messages each list of the result has at most, None for all of them; the counts are always whole.
    least: how many messages, and recipients where they are known, a group must have to be shown.

    Returns matched (message, templates: the names of all that it matches), ambiguous (those of them that match more
    than one), unmatched (message, template: the name of the nearest or None, column from 1 where the message departs
    from that, expected, how that goes on, and found, how the message does; all None without one), and what `summary`
    returns, with text (all of it in lines for people, without a message, at most `limit` of each list, or 20).
    Raises _input.InputError.
    """
    most = None if limit is None else _input.limit(limit)
    enough = _sent.least(least)
    found = match(messages, templates, mode)
    labels = [_visible.line(one.title) for one in found.templates]
    unmatched = list(islice(found.unmatched, most))
    # The same message comes many times.
    distinct = {message[:2]: message for message in unmatched}
    nearest = {key: _nearest(message, found.known, labels) for key, message in distinct.items()}
    result = {
        "matched": _named(found, labels, 1, most),
        "ambiguous": _named(found, labels, 2, most),
        "unmatched": [{"message": message.text, **nearest[message[:2]]} for message in unmatched],
        **summary(found, _grouping.by_sender(found.unmatched, enough), enough),
    }
    return {**result, "text": _lines.lines(result, _SHOWN if most is None else most)}


def match(messages: Any, templates: Any, mode: str) -> Matched:
    """Match messages with the templates of their sender names. Raises _input.InputError."""
    values = list(_input.items(templates, "templates", "dictionaries"))
    read = _reader.read_list(values, needed=("msg",))
    known = Known(read, mode)
    given = _sent.read(messages)
    texts = [message for message in given if message.text.strip()]
    registered = [one for one in values if one.get("registrations") is not None]
    records = iter(_records.read(registered))
    return Matched(
        texts,
        known.find_all(texts),
        len(given) - len(texts),
        read,
        [next(records) if one.get("registrations") is not None else None for one in values],
        known,
        mode,
    )


def summary(found: Matched, grouped: Sequence[_grouping.Grouped], least: int) -> dict[str, Any]:
    """What is told of messages without showing any.

    Returns groups (of messages that match none, see _groups.groups), hits (of each template, see _hits.hits), overlaps
    (templates that the same messages match, and how many), unused (names of templates that nothing matched) and counts:
    messages, matched, ambiguous, unmatched, templates, unused; empty, messages without text, which are compared with
    nothing and counted nowhere else; groups; accepted, messages that match a template which is accepted for them, and
    not_accepted, those that match others alone, both None where nothing is known of registrations.
    """
    with_numbers = list(zip(found.numbers, found.messages))
    hits = _hits.hits(with_numbers, found.templates, found.records)
    groups = _groups.groups(grouped, found.templates, found.known, found.mode, least, len(found.messages))
    unused = [hit["template"] for hit in hits if not hit["messages"]]
    several = Counter(numbers for numbers in found.numbers if len(numbers) > 1)
    accepted, not_accepted = _hits.accepted(with_numbers, found.records) or (None, None)
    sizes = Counter(map(len, found.numbers))
    return {
        "groups": groups,
        "hits": hits,
        "overlaps": [
            {"templates": [hits[number]["template"] for number in numbers], "messages": count}
            for numbers, count in sorted(several.items(), key=lambda item: (-item[1], item[0]))
        ],
        "unused": unused,
        "counts": {
            "messages": len(found.messages),
            "matched": len(found.messages) - sizes[0],
            "ambiguous": len(found.messages) - sizes[0] - sizes[1],
            "unmatched": sizes[0],
            "templates": len(found.templates),
            "unused": len(unused),
            "empty": found.empty,
            "groups": sum(group["groups"] for group in groups),
            "accepted": accepted,
            "not_accepted": not_accepted,
        },
    }


def _nearest(message: Message, known: Known, labels: Sequence[str]) -> Mapping[str, Any]:
    number, mismatch = known.nearest(message) or (None, None)
    template = None if number is None else labels[number]
    if mismatch is None:
        return {"template": template, "column": None, "expected": None, "found": None}
    return {"template": template, **mismatch._asdict(), "found": message.text[mismatch.column - 1 :]}


def _named(found: Matched, labels: Sequence[str], least: int, limit: int | None) -> list[dict[str, Any]]:
    """The messages that match so many templates, with the templates' names."""
    matching = ((message, numbers) for message, numbers in zip(found.messages, found.numbers) if len(numbers) >= least)
    return [
        {"message": message.text, "templates": [labels[number] for number in numbers]}
        for message, numbers in islice(matching, limit)
    ]
