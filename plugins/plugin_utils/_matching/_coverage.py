# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of many messages match which templates, and where the others depart. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any

from ...module_utils._model import _input, _reader
from .. import _visible
from ._index import Index
from ._nearest import Nearest

# So many lines of each kind are for people, and so many characters of a message.
_SHOWN = 20
_WIDTH = 80
_LONGEST = 320


def coverage(messages: Any, templates: Any, mode: str = "strict", limit: int | None = None) -> dict[str, Any]:
    """Compare messages with templates.

    messages: a list of strings. templates: a list of dicts with msg, and where wanted set and name.
    mode: strict or lenient. limit: how many messages each list of the result has at most, None for all of them; the
    counts are always whole.

    Returns matched (message, templates: the names of all that it matches), ambiguous (those of them that match more
    than one), unmatched (message, template: the name of the nearest or None, column from 1 where the message departs
    from that, expected, how that goes on, and found, how the message does; all None without one), unused (names of
    templates that nothing matched), counts (messages, matched, ambiguous, unmatched, templates, unused, and empty:
    messages without text, which are compared with nothing and counted nowhere else), text (all of it in lines for
    people, with at most `limit` of each list, or 20). Raises _input.InputError.
    """
    most = None if limit is None else _input.limit(limit)
    records = _reader.read_list(templates, needed=("msg",))
    labels = [_visible.line(record.title) for record in records]
    index = Index((record.msg for record in records), mode)
    nearest = Nearest([record.msg for record in records], mode, index)
    given = _input.texts(messages, "messages")
    texts = [text for text in given if text.strip()]
    found = [index.find(text) for text in texts]
    counts = Counter(found)
    unmatched = list(islice((text for text, numbers in zip(texts, found, strict=True) if not numbers), most))
    # The same message comes many times.
    mismatches = {text: nearest.find(text, labels) for text in dict.fromkeys(unmatched)}
    used = {number for numbers in counts for number in numbers}
    unused = [label for number, label in enumerate(labels) if number not in used]
    result: dict[str, Any] = {
        "matched": _named(texts, found, labels, 1, most),
        "ambiguous": _named(texts, found, labels, 2, most),
        "unmatched": [{"message": text, **mismatches[text]} for text in unmatched],
        "unused": unused,
        "counts": {
            "messages": len(texts),
            "matched": len(texts) - counts[()],
            "ambiguous": sum(count for numbers, count in counts.items() if len(numbers) > 1),
            "unmatched": counts[()],
            "templates": len(records),
            "unused": len(unused),
            "empty": len(given) - len(texts),
        },
    }
    return {**result, "text": _lines(result, _SHOWN if most is None else most)}


def _lines(found: Mapping[str, Any], most: int) -> list[str]:
    """What was found, for people: the counts, then what does not match and where, what is ambiguous, what is unused."""
    counts = found["counts"]
    total = counts["messages"]
    share = f" ({100 * counts['matched'] / total:.1f} %)" if total else ""
    lines = [
        f"{counts['matched']:,} of {_input.count(total, 'message')} match{share}, "
        f"{counts['ambiguous']:,} of them several templates"
    ]
    if counts["empty"]:
        lines.append(f"{_input.count(counts['empty'], 'more message')} without text, counted nowhere else")
    # There may be a great many, so only those that are shown are written out.
    unmatched = [_unmatched_line(entry) for entry in found["unmatched"][:most]]
    ambiguous = [
        f"{_input.shown(entry['message'], _WIDTH)} matches {', '.join(entry['templates'])}"
        for entry in found["ambiguous"][:most]
    ]
    for number, noun, one, many, shown in (
        (counts["unmatched"], "message", "matches no template", "match no template", unmatched),
        (counts["ambiguous"], "message", "matches several templates", "match several templates", ambiguous),
        (counts["unused"], "template", "matches no message", "match no message", found["unused"][:most]),
    ):
        if number:
            lines.append(f"{_input.count(number, noun)} {one if number == 1 else many}:")
            lines += [f"  {line}" if len(line) <= _LONGEST else f"  {line[:_LONGEST]}…" for line in shown]
            lines += [f"  and {number - len(shown):,} more"] if number > len(shown) else []
    return lines


def _unmatched_line(entry: Mapping[str, Any]) -> str:
    message = _input.shown(entry["message"], _WIDTH)
    if entry["template"] is None:
        return f"{message}: like no template"
    found = f"has {_input.shown(entry['found'])}" if entry["found"] else "ends"
    expected = f"goes on with {_input.shown(entry['expected'])}" if entry["expected"] else "ends"
    place = f"{message}: at column {entry['column']} the message {found}"
    return f"{place} where the template {entry['template']} {expected}"


def _named(
    texts: list[str], found: list[tuple[int, ...]], labels: list[str], least: int, limit: int | None
) -> list[dict[str, Any]]:
    """The messages that match so many templates, with the templates' names."""
    matching = ((text, numbers) for text, numbers in zip(texts, found, strict=True) if len(numbers) >= least)
    return [
        {"message": text, "templates": [labels[number] for number in numbers]}
        for text, numbers in islice(matching, limit)
    ]
