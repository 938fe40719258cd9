# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of a gate in the reports."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _gate
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting import _report
from ansible_collections.smsops.smsc.tests.support.records import NOW, record

each_format = pytest.mark.parametrize("kind", list(_report.FORMATS))
GATE = _gate.gate([record(states={"mts_srv": "pending"})], "accepted", NOW)


@each_format
@pytest.mark.parametrize(
    "gate",
    [
        "passed",
        {},
        *({key: value for key, value in GATE.items() if key != without} for without in GATE),
        {**GATE, "passed": "true"},
        {**GATE, "missing": None},
        {**GATE, "missing": {"target": "soc"}},
        {**GATE, "missing": ["soc"]},
        {**GATE, "text": "passed"},
        {**GATE, "text": [5]},
    ],
)
def test_what_no_gate_returned_is_named(kind: str, gate: Any) -> None:
    said = r"gate must be what op_template_gate returned, .* passed .*, missing .* and text"
    with pytest.raises(_input.InputError, match=said):
        _report.render([], kind, gate=gate)


@each_format
def test_what_a_gate_returned_is_taken(kind: str) -> None:
    for policy in ("accepted", "none"):
        assert _report.render([], kind, gate=_gate.gate([record(states={"mts_srv": "pending"})], policy))


def junit(records: list[dict[str, Any]], policy: Any) -> ET.Element:
    """The report of these records with their gate, as a CI system reads it."""
    return ET.fromstring(_report.render(records, "junit", now=NOW, gate=_gate.gate(records, policy, NOW)))


def counts(suite: ET.Element) -> tuple[str | None, ...]:
    return tuple(suite.get(key) for key in ("tests", "failures", "errors", "skipped"))


def test_a_gate_that_did_not_pass_fails_the_run_of_a_ci_system() -> None:
    records = [record(states={"mts_srv": "pending", "soc": "submitted"}, name="a\nb\x1b")]
    root = junit(records, "accepted")

    suite = root[-1]
    assert (suite.get("name"), suite.get("timestamp")) == ("gate", NOW)
    (case,) = suite
    assert (case.get("classname"), case.get("name")) == ("gate", "gate")
    (failure,) = case
    assert (failure.tag, failure.get("message")) == (
        "failure",
        "closed: policy accepted, 0 of 2 registrations as wanted",
    )
    assert (failure.text or "").splitlines() == [
        "pending: orders/a b␛ mts_srv",
        "submitted: orders/a b␛ soc",
    ]
    assert counts(suite) == ("1", "1", "0", "0")
    assert counts(root) == ("3", "1", "0", "2")


def test_a_gate_that_passed_is_a_test_that_passed() -> None:
    root = junit([record(states={"mts_srv": "pending"})], "no_rejected")
    assert (root[-1].get("name"), len(root[-1]), len(root[-1][0])) == ("gate", 1, 0)
    assert counts(root) == ("2", "0", "0", "1")


def test_without_a_gate_there_is_no_suite_of_it() -> None:
    root = ET.fromstring(_report.render([record(states={"mts_srv": "pending"})], "junit"))
    assert [suite.get("name") for suite in root] == ["prod"]
