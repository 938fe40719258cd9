# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search says to people: what is wrong first and never cut, counts last. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...module_utils._model import _advice, _input
from .. import _records, _visible
from .._terminal import _money, _table
from . import _search, _spellings, _yaml

# So many spellings that were tried are told of a text.
_TRIED = 3
_TEXT = 60


class Run(NamedTuple):
    """What there is to say. file: which was written, with these sets. error: of the module as a whole.

    problems: what else went wrong, in words. empty: rows without a text. rows: so many lines of what is well are shown.
    chosen: the sets that the environment has, if not all.
    """

    environment: str
    search: _search.Search
    file: str
    sets: Sequence[Mapping[str, Any]]
    error: Mapping[str, Any] | None = None
    problems: Sequence[str] = ()
    requests: int = 0
    empty: int = 0
    check_mode: bool = False
    fees: Mapping[str, float] = {}
    rows: int = 40
    chosen: Sequence[str] | None = None

    def of(self, outcome: str) -> list[_search.Text]:
        """The texts that this has become of."""
        return [text for text in self.search.texts if text.outcome == outcome]


def adopted(search: _search.Search) -> list[_yaml.Adopted]:
    """What was found, each once, as far as the service names a target that is known."""
    return [
        _yaml.Adopted(text.source.sender, text.spelling.text, text.targets)
        for text in _each_once(search.texts)
        if text.targets and text.spelling
    ]


def lines(run: Run) -> list[str]:
    """The lines of a run."""
    parts = [
        _failures(run),
        _unknown(run),
        _left(run),
        _unrecognised(run),
        _alike(run),
        _beyond(run),
        _respelled(run),
        _money.paid(_as_records(run), run.fees),
        _last(run),
    ]
    shown = [part for part in parts if part]
    return [line for number, part in enumerate(shown) for line in ([""] if number else []) + part]


def failed(run: Run) -> str:
    """Why the role fails, in a few words, below all these lines; empty where it does not."""
    number = len(run.of("failed"))
    why = [f"{_input.count(number, 'text')} could not be read"] * bool(number)
    why += ["the module failed"] * bool(run.error and not number)
    why += ["the search was ended"] * bool(run.search.stopped and not run.error)
    return f"{_visible.line(run.environment)}: {', '.join(why)}; see below" if why else ""


def _failures(run: Run) -> list[str]:
    where = _visible.line(run.environment)
    found = list(map(_visible.line, run.problems))
    if run.error:
        found += map(_visible.line, _advice.paragraph(run.error, where, names=_advice.ROLE_VARIABLES))
    elif run.search.stopped:
        found.append(f"{where}: no more was read: {_visible.line(run.search.stopped)}")
    causes: dict[str, list[str]] = {}
    said = (run.error or {}).get("description")
    for text in (one for one in run.of("failed") if one.error != said):
        causes.setdefault(_advice.renamed(text.error, _advice.ROLE_VARIABLES), []).append(_short(text.source.msg))
    number = len(run.of("failed"))
    found += [f"{where}: {_input.count(number, 'text')} could not be read"] * bool(number)
    return found + [f"  {_visible.line(cause)}: {', '.join(texts)}" for cause, texts in causes.items()]


def _unknown(run: Run) -> list[str]:
    texts = run.of("unknown")
    if not texts:
        return []
    found = [f"not known to the service under this sender name, in any spelling tried: {len(texts):,}"]
    for text in texts:
        found.append(f"  {_about(text)}")
        found.append(f"    {_tried(text)}")
    hint = "look each up in the web dashboard: another letter or sender name is another registration"
    return [*found, hint]


def _left(run: Run) -> list[str]:
    texts = run.of("left")
    if not texts:
        return []
    why = "the search was ended" if run.search.stopped else "op_templates_adopt_most_reads is reached"
    found = [f"search not finished, because {why}: {_input.count(len(texts), 'text')}; the next run continues"]
    for text in texts:
        found.append(f"  {_about(text)}")
        if text.tried:
            found.append(f"    {_tried(text)}")
    return found


def _unrecognised(run: Run) -> list[str]:
    found = []
    for text in _each_once(run.search.texts):
        for row in text.unrecognised:
            name, state = _visible.line(str(row.get("name"))), _table.label(str(row["state"]))
            lacks = "" if text.targets else "; not written, because no target is known"
            found.append(f"  {_about(text)}")
            found.append(f"    name {name}, id {_visible.line(str(row.get('id')))}, {state}{lacks}")
    head = f"registered for what is not recognised as a target: {_input.count(len(found) // 2, 'row')}"
    return [head, *found] if found else []


def _alike(run: Run) -> list[str]:
    """Texts that are the same but for spaces: each is a registration, with a fee of its own."""
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for text in run.search.texts:
        if text.outcome in ("found", "there") and text.spelling:
            groups.setdefault((text.sender, _spellings.squeezed(text.spelling.text)), {})[text.spelling.text] = None
    same = [(sender, texts) for (sender, _key), texts in groups.items() if len(texts) > 1]
    found = [f"  {_visible.line(sender)}  {'  '.join(_visible.mark(one) for one in texts)}" for sender, texts in same]
    head = "the same but for spaces, registered more than once, each with its fees; drop one of them"
    return [f"{head}: {_input.count(len(found), 'text')}", *found] if found else []


def _beyond(run: Run) -> list[str]:
    """Targets that a text has, and its set has not: somebody chose them, or an operator has passed the text on."""
    names: dict[str, list[str]] = {}
    for of_set in run.sets:
        for template in of_set["templates"]:
            for target in template.get("targets", ()):
                if target not in of_set["targets"]:
                    names.setdefault(target, []).append(f"{of_set['name']}/{template['name']}")
    rows = [[target, ", ".join(_some(titles))] for target, titles in names.items()]
    head = "registered for targets that the defaults of their set lack; they are written beside these texts"
    return [head, *_table.indented(rows)] if rows else []


def _respelled(run: Run) -> list[str]:
    texts = [text for text in run.of("found") if text.spelling and text.spelling.differs]
    if not texts:
        return []
    rows = [[_visible.line(text.sender), _short(text.source.msg), _differs(text)] for text in texts[: run.rows]]
    head = f"registered in a different spelling: {_input.count(len(texts), 'text')}"
    return [head, *_table.indented(rows), *_table.more(len(texts) - run.rows)]


def _last(run: Run) -> list[str]:
    found, there = run.of("found"), len(run.of("there"))
    written = sum(len(one["templates"]) for one in run.sets)
    names = [one["name"] for one in run.sets]
    file = _visible.line(run.file)
    if written:
        verb = "to be written to" if run.check_mode else "written to"
        said = [f"{_input.count(written, 'text')} {verb} {file}: set{'s' * (len(names) > 1)} {', '.join(names)}"]
    else:
        said = [f"{file} stays as it is"]
    if run.chosen is not None and (missing := [name for name in names if name not in run.chosen]):
        said.append(f"add to op_templates_sets: {', '.join(missing)}")
    twice = len(found) - len(_each_once(found))
    counts = [
        f"{len(found):,} found",
        *([f"{there:,} there already"] if there else []),
        *([f"{twice:,} of them the same as another"] if twice else []),
        *(f"{len(run.of(outcome)):,} {word}" for outcome, word in _OTHERS if run.of(outcome)),
        *([f"{_input.count(run.empty, 'row')} without a text"] if run.empty else []),
    ]
    texts = _input.count(len(run.search.texts), "text")
    return [
        *said,
        f"{_input.count(run.requests, 'request')}, nothing was added to the service",
        f"{_visible.line(run.environment)}: {texts}: {', '.join(counts)}",
    ]


_OTHERS = (("unknown", "not known to the service"), ("failed", "could not be read"), ("left", "left for another run"))


def _each_once(texts: Iterable[_search.Text]) -> list[_search.Text]:
    """Of texts that are one registration, the first; only those that were found."""
    found: dict[_search.Key, _search.Text] = {}
    for text in texts:
        if text.outcome == "found" and text.spelling:
            found.setdefault((text.sender, text.spelling.text), text)
    return list(found.values())


def _as_records(run: Run) -> list[Any]:
    return _records.read(
        [
            {"sender": text.sender, "msg": text.spelling.text, "registrations": text.rows}
            for text in _each_once(run.search.texts)
            if text.spelling
        ]
    )


def _about(text: _search.Text) -> str:
    place = f" ({text.source.place})" if text.source.place else ""
    return f"{_visible.line(text.sender)}  {_short(text.source.msg)}{place}"


def _tried(text: _search.Text) -> str:
    number = len(text.tried)
    if number == 1:
        return "tried as it is"
    nearest = [f"{_visible.mark(one.text)} ({one.differs or 'as it is'})" for one in text.tried[1 : _TRIED + 1]]
    more = f" and {number - 1 - len(nearest)} more" if number - 1 > len(nearest) else ""
    return f"tried as it is, and {', '.join(nearest)}{more}"


def _differs(text: _search.Text) -> str:
    return text.spelling.differs if text.spelling else ""


def _short(text: str) -> str:
    shown = _visible.line(text)
    return shown if len(shown) <= _TEXT else f"{shown[: _TEXT - 1]}…"


def _some(names: Sequence[str]) -> list[str]:
    more = len(names) - 5
    return [*names[:5], *([f"{more:,} more"] if more > 0 else [])]
