# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs have seen of each text that was ever provisioned: its registrations, and when they changed. Pure.

The service tells a state and not since when, nor what is gone, so the history is made of what the runs have read.
Times in it are ISO 8601 texts in UTC, which compare like times.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..module_utils._model import _contract, _input
from ..module_utils._model._template import Record, Template, Vanished
from . import _records, _times

_VERSION = 2
# Version 1 knew registrations by digests of this length, and no texts.
_DIGESTS_VERSION = 1
_DIGEST_LENGTH = 16


class ForeignHistoryError(_input.InputError):
    """What was given as history is something else; it is not overwritten on a guess."""


class Period(NamedTuple):
    """A state that a registration was in: when it was read first, and when last."""

    state: str
    since: str
    seen: str


class Text:
    """What is known of one text. registrations: of each target its periods, the oldest first. ids: as last seen."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.registrations: dict[str, list[Period]] = {}
        self.ids: dict[str, Any] = {}

    @property
    def existing(self) -> list[str]:
        """The targets that were registered when they were last read."""
        return [target for target, periods in self.registrations.items() if periods[-1].state != _contract.ABSENT]

    def last(self, target: str) -> Period | None:
        """The last period in which a target was registered."""
        there = [period for period in self.registrations.get(target, ()) if period.state != _contract.ABSENT]
        return there[-1] if there else None


class History:
    """The history of one environment. digests: what version 1 knew of registrations whose texts were not seen yet."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self.texts: dict[tuple[str, str], Text] = {}
        self.digests: dict[str, Period] = {}

    def remember(self, records: Iterable[Record], now: str, began: str) -> list[dict[str, Any]]:
        """Take in what was read, and tell the records since when, and what has vanished.

        began: when the run began to read. What another run has read after that is newer, so it stays.
        Returns the changes: environment, set, name, sender, target, from, to, and for how many seconds it was `from`.
        A state that could not be read changes nothing. The first that is read of a registration is no change, unless
        this run has added it.
        """
        changes = []
        for record in records:
            if record.registrations is None:
                continue
            text = self.texts.setdefault(record.template.key, Text(record.template))
            if record.template.name:
                text.template = record.template
            self._adopt(text, (*record.states, *_contract.FLAGS))
            ids = {one.target: one.id for one in record.registrations if one.exists and one.target and one.id}
            text.ids.update(ids)
            for target, state in record.states_of((*record.states, *text.registrations)).items():
                if state == _contract.UNKNOWN:
                    continue
                change = _see(text.registrations.setdefault(target, []), state, now, began, target in record.added)
                period = text.registrations[target][-1]
                if period.state == state and target in record.states:
                    record.since[target] = _times.parse(period.since)
                if change:
                    changes.append({**_about(self.environment, record.template), "target": target, **change})
                if state == _contract.ABSENT and target in record.template.targets and (last := text.last(target)):
                    record.vanished[target] = Vanished(last.state, _times.parse(last.seen))
            if not text.registrations:
                del self.texts[record.template.key]
        return changes

    def known(self, keys: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
        """What was registered of these texts (sender, text), as `known` of the module."""
        found = []
        for key in keys:
            text = self.texts.get(key)
            there = {target: last for target in text.registrations if (last := text.last(target))} if text else {}
            if there:
                seen = [{"target": target, "state": one.state, "seen": one.seen} for target, one in there.items()]
                found.append({"sender": key[0], "msg": key[1], "registrations": seen})
        return found

    def obsolete(
        self, current: Collection[tuple[str, str]], titles: Collection[str], *, whole: bool
    ) -> list[dict[str, Any]]:
        """The texts that are still registered, although the catalog has others of their names, or none.

        current: all texts of the catalog (sender, text). titles: set/name of those that this run is about.
        whole: whether it is about the whole catalog; a part of it tells nothing about the others.
        Returns records that want no target, each with `obsolete`.
        """
        found = []
        for key, text in self.texts.items():
            template = text.template
            replaced = bool(template.name) and template.title in titles
            if key not in current and (replaced or whole) and text.existing:
                plain = template._replace(targets=(), examples=(), off=True).as_dict()
                found.append({**plain, "obsolete": "replaced" if replaced else "left_over"})
        return found

    def forget_digests(self) -> int:
        """Drop what version 1 knew of texts that nobody knows any more. Returns of how many registrations."""
        number = len(self.digests)
        self.digests = {}
        return number

    def adopt(self, templates: Iterable[Template]) -> None:
        """Find out which texts version 1 has kept digests of."""
        for template in templates if self.digests else ():
            text = self.texts.setdefault(template.key, Text(template))
            self._adopt(text, (*template.targets, *_contract.FLAGS))
            if not text.registrations:
                del self.texts[template.key]

    def _adopt(self, text: Text, targets: Iterable[str]) -> None:
        for target in targets if self.digests else ():
            period = self.digests.pop(_digest(self.environment, text.template, target), None)
            if period:
                text.registrations.setdefault(target, [period])

    def as_dict(self) -> dict[str, Any]:
        """The history as it is kept."""
        texts = sorted(
            self.texts.values(), key=lambda text: (text.template.set, text.template.name, *text.template.key)
        )
        kept: dict[str, Any] = {"templates": [_text_as_dict(text) for text in texts]}
        if self.digests:
            kept["digests"] = {key: {"state": one.state, "since": one.since} for key, one in self.digests.items()}
        return kept


def history(records: Any, earlier: Any, now: str, environment: str = "") -> dict[str, Any]:
    """Say since when each registration has been in its state, what has vanished, and what has changed.

    records: those of the fact op_templates_report. earlier: `history` of an earlier result; empty or None for none.
    now: ISO 8601 text. environment: that of records which do not say theirs.
    Returns records, each with `since` (target -> ISO 8601 text) and `vanished`; `history`, the new history; and
    `changes`. Raises InputError, of the kind ForeignHistoryError where `earlier` is something else.
    """
    read_records = _records.read(records)
    time = _times.iso(_records.moment(now, "now"))
    environments = read(earlier)
    changes: list[dict[str, Any]] = []
    for record in read_records:
        record.environment = record.environment or environment
        environments.setdefault(record.environment, History(record.environment))
    for name, one in environments.items():
        changes += one.remember([record for record in read_records if record.environment == name], time, time)
    return {
        "records": [as_record(raw, record) for raw, record in zip(records, read_records)],
        "history": as_dict(environments),
        "changes": changes,
    }


def as_record(raw: Mapping[str, Any], record: Record) -> dict[str, Any]:
    """A record as it was given, with what the history knows of it."""
    since = {target: _times.iso(time) for target, time in record.since.items()}
    vanished = {target: one.as_record() for target, one in record.vanished.items()}
    return {"environment": record.environment, **raw, "since": since, "vanished": vanished}


def as_dict(environments: Mapping[str, History]) -> dict[str, Any]:
    """Histories of environments as they are kept."""
    return {
        "version": _VERSION,
        "environments": {name: environments[name].as_dict() for name in sorted(environments)},
    }


def read(value: Any) -> dict[str, History]:
    """The environments of what `as_dict` has made, of this version or of version 1. Raises ForeignHistoryError."""
    if value is None or value == {}:
        return {}
    if not isinstance(value, Mapping) or not isinstance(value.get("environments"), Mapping):
        raise ForeignHistoryError(
            "history must be what op_template_history returned as history, or {} to begin with; "
            "this is something else, so look whether it comes from the right file"
        )
    version = value.get("version")
    if version not in (_VERSION, _DIGESTS_VERSION):
        raise ForeignHistoryError(
            f"history has version {version!r}, and this version of the collection knows {_VERSION} and "
            f"{_DIGESTS_VERSION}: use a newer collection"
        )
    found = {}
    for name, fields in value["environments"].items():
        found[str(name)] = one = History(str(name))
        where = f"history of {name}"
        if version == _VERSION:
            for number, text in enumerate(_list(_dict(fields, where).get("templates"), f"{where}: templates"), 1):
                made = _text(text, f"{where}, template {number}")
                one.texts[made.template.key] = made
        digests = fields.get("digests") or {} if version == _VERSION else fields
        for key, entry in _dict(digests, where).items():
            one.digests[str(key)] = _period(entry, f"{where}, {key}")
    return found


def _text(fields: Any, where: str) -> Text:
    fields = _dict(fields, where)
    texts = {key: fields.get(key, "") for key in ("set", "name", "sender", "msg")}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise ForeignHistoryError(f"{where}: {key} is {_input.shown(value)}, which is not a text")
    text = Text(Template(str(texts["sender"]), str(texts["msg"]), set=str(texts["set"]), name=str(texts["name"])))
    for target, one in _dict(fields.get("registrations"), f"{where}: registrations").items():
        place = f"{where}, {target}"
        periods = [_period(period, place) for period in _list(_dict(one, place).get("states"), f"{place}: states")]
        if periods:
            text.registrations[str(target)] = periods
            if one.get("id") is not None:
                text.ids[str(target)] = one["id"]
    return text


def _period(fields: Any, where: str) -> Period:
    fields = _dict(fields, where)
    state, since = fields.get("state"), fields.get("since")
    if not isinstance(state, str) or state not in _contract.BY_NAME:
        raise ForeignHistoryError(f"{where}: {_input.shown(state)} is not a state")
    try:
        times = [_times.iso(_times.parse(str(time))) for time in (since, fields.get("seen", since))]
    except ValueError:
        raise ForeignHistoryError(f"{where}: since and seen must be times in ISO 8601") from None
    return Period(str(state), *times)


def _dict(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ForeignHistoryError(f"{where} is {_input.shown(value)}, which is not a dictionary")
    return value


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ForeignHistoryError(f"{where} is {_input.shown(value)}, which is not a list")
    return value


def _text_as_dict(text: Text) -> dict[str, Any]:
    template = text.template
    registrations = {
        target: {"id": text.ids.get(target), "states": [period._asdict() for period in periods]}
        for target, periods in sorted(text.registrations.items(), key=lambda pair: _contract.order(pair[0]))
    }
    named = {"set": template.set, "name": template.name, "sender": template.sender, "msg": template.msg}
    return {**named, "registrations": registrations}


def _see(periods: list[Period], state: str, now: str, began: str, added: bool) -> dict[str, Any] | None:
    """Take in one state. Returns the change that it is, if it is one."""
    last = periods[-1] if periods else None
    if last and last.seen > began and not added:
        return None
    # A clock that was set back moves no state into the past.
    now = max(now, last.seen) if last else now
    if last and last.state == state:
        periods[-1] = last._replace(seen=now)
        return None
    periods.append(Period(state, now, now))
    if last:
        return {"from": last.state, "to": state, "after": _times.age(_times.parse(last.since), _times.parse(now))}
    return {"from": _contract.ABSENT, "to": state, "after": None} if added and state != _contract.ABSENT else None


def _about(environment: str, template: Template) -> dict[str, str]:
    return {"environment": environment, "set": template.set, "name": template.name, "sender": template.sender}


def _digest(environment: str, template: Template, target: str) -> str:
    named = json.dumps([environment, template.sender, template.msg, target]).encode()
    return hashlib.sha256(named).hexdigest()[:_DIGEST_LENGTH]
