# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as metrics, for the textfile collector of Prometheus's node exporter. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ...module_utils._model._template import Record
from .. import _records, _visible
from . import _changes, _data

_PREFIX = "smsc_op_template_"
# Labels and value of one sample.
_Sample = tuple[dict[str, str], int]


def page(report: _data.Report) -> str:
    """The report in the text format of Prometheus. Metrics without samples are left out."""
    metrics = (
        ("registrations", "Registrations of operator templates by state.", _registrations(report)),
        ("state", "The state of a registration, as a label; the value is always 1.", _states(report)),
        ("age_seconds", "How long a registration has been known to be in its state.", _ages(report)),
        ("changes", "How many registrations the last run found in another state than the one before.", _news(report)),
        ("failed", "Whether the last run failed for the template (1) or not (0).", _failed(report)),
        ("gate_passed", "Whether the gate let a deployment pass (1) or not (0).", _gate(report)),
        ("last_run_timestamp_seconds", "When the states were read last, in seconds since 1970.", _last_run(report)),
    )
    lines: list[str] = []
    for name, about, samples in metrics:
        # A series must not stand twice in a file, so of two templates that share all labels the last one counts.
        series = {_labels(labels): value for labels, value in samples}
        if series:
            lines += [f"# HELP {_PREFIX}{name} {about}", f"# TYPE {_PREFIX}{name} gauge"]
            lines += [f"{_PREFIX}{name}{labels} {value}" for labels, value in series.items()]
    return "".join(f"{line}\n" for line in lines)


def _registrations(report: _data.Report) -> Iterator[_Sample]:
    """Also zeros, so that an alert sees a state come up."""
    for environment, records in report.environments.items():
        for sender in dict.fromkeys(record.template.sender for record in records):
            of_sender = [record for record in records if record.template.sender == sender]
            for state, number in _records.counts(of_sender).items():
                yield {"environment": environment, "sender": sender, "state": state}, number


def _states(report: _data.Report) -> Iterator[_Sample]:
    for record in report.records:
        for target, state in record.states.items():
            yield {**_template(record), "target": target, "state": state}, 1


def _ages(report: _data.Report) -> Iterator[_Sample]:
    for record in report.records:
        for target, state in record.states.items():
            age = _records.age(record, target, report.now)
            if age is not None:
                yield {**_template(record), "target": target, "state": state}, age


def _news(report: _data.Report) -> Iterator[_Sample]:
    """Of an environment without changes a zero, if all of it was read."""
    if report.changes is None:
        return
    found = _changes.counts(report.changes)
    for (environment, before, state), number in found.items():
        yield {"environment": environment, "from": before, "to": state}, number
    for environment, records in report.environments.items():
        read = all(record.registrations is not None for record in records)
        if read and not any(name == environment for name, _before, _state in found):
            yield {"environment": environment}, 0


def _failed(report: _data.Report) -> Iterator[_Sample]:
    for record in report.records:
        yield _template(record), int(record.failed)


def _gate(report: _data.Report) -> Iterator[_Sample]:
    for gate in report.gates:
        yield {"environment": gate.environment} if gate.environment else {}, int(gate.passed)


def _last_run(report: _data.Report) -> Iterator[_Sample]:
    if report.now:
        for environment in report.environments:
            yield {"environment": environment}, int(report.now.timestamp())


def _template(record: Record) -> dict[str, str]:
    # A template without a name is told from others by a digest of its text; a text has no place in a label.
    name = record.template.name or hashlib.sha256(record.template.msg.encode("utf-8", "replace")).hexdigest()[:8]
    return {
        "environment": record.environment,
        "set": record.template.set,
        "template": name,
        "sender": record.template.sender,
    }


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_value(value)}"' for name, value in labels.items()) + "}"


def _value(text: str) -> str:
    return _visible.show(text).replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
