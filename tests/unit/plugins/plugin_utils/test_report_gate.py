# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of a gate in the reports."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils import _gate, _records, _report
from ansible_collections.smsops.smsc.tests.unit.plugins.plugin_utils.report_records import NOW, record

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
    with pytest.raises(_records.InputError, match=said):
        _report.render([], kind, gate=gate)


@each_format
def test_what_a_gate_returned_is_taken(kind: str) -> None:
    for policy in ("accepted", "none"):
        assert _report.render([], kind, gate=_gate.gate([record(states={"mts_srv": "pending"})], policy))
