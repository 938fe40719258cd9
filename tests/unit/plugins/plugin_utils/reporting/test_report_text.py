# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils import _gate, _records, _visible
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting import _report
from ansible_collections.smsops.smsc.plugins.plugin_utils._terminal import _run
from ansible_collections.smsops.smsc.tests.support.records import (
    NOW,
    WILD,
    failed,
    fewer,
    record,
    wild_records,
)
from hypothesis import given

SINCE = {"mts_srv": "2026-11-19T06:00:00Z", "mega_srv": "2026-11-19T06:00:00Z"}


def lines(records: Any, **options: Any) -> list[str]:
    """The report as a terminal shows it."""
    return _report.render(records, "text", **options).splitlines()


def attention(records: Any, **options: Any) -> list[str]:
    """The rows of what needs attention."""
    found = lines(records, **options)
    heads = [number for number, line in enumerate(found) if line.startswith("needs attention: ")]
    if not heads:
        return []
    start = heads[0] + 1
    return [line.strip() for line in found[start : found.index("", start)] if line.startswith("  ")]


def test_what_needs_attention_stands_first_then_the_matrix_then_fees_then_counts() -> None:
    records = [
        record(states={"mts_srv": "accepted", "mega_srv": "suspended"}, since=SINCE),
        record("login", states={"mts_auth": "rejected"}, set="codes"),
    ]
    assert lines(records, now=NOW) == [
        "Operator templates, 2026-11-22 10:00 UTC",
        "",
        "needs attention: 1 rejected, 1 suspended",
        "  codes/login  MYSHOP  mts_auth  rejected",
        "  orders/paid  MYSHOP  mega_srv  suspended  for 3 d 4 h",
        "the web dashboard shows why an operator rejected a text",
        "",
        "template     sender  mts_srv    mega_srv   mts_auth",
        "orders/paid  MYSHOP  accepted   suspended  -",
        "codes/login  MYSHOP  -          -          rejected",
        "",
        "about 1,020 RUB a month for 1 accepted registration (MTS 1,020; MTS: a reseller, undated)",
        "",
        "prod: 2 templates, 3 registrations: 1 accepted, 1 rejected, 1 suspended",
    ]


def test_where_all_is_well_there_are_counts_and_the_matrix() -> None:
    records = [record(states={"mts_srv": "accepted", "mega_srv": "pending", "soc": "submitted"})]
    found = lines(records, title="MyShop")
    assert found[:3] == ["MyShop", "", "template     sender  mts_srv    mega_srv   soc"]
    assert found[-1] == "prod: 1 template, 3 registrations: 1 accepted, 1 submitted, 1 pending"


def test_the_most_urgent_stands_first() -> None:
    states = ["not_found", "unknown", "suspended", "rejected"]
    records = [record(state, states={"mts_srv": state}) for state in states]
    found = attention([*records, failed("lost")])
    assert [row.split("  ")[0] for row in found] == [
        "orders/rejected",
        "orders/suspended",
        "orders/lost",
        "orders/unknown",
        "orders/not_found",
    ]


def test_targets_of_one_state_and_age_share_a_row() -> None:
    states = {"mts_srv": "rejected", "mega_srv": "rejected", "bee_srv": "rejected", "soc": "not_found"}
    assert attention([record(states=states, since=SINCE)], now=NOW) == [
        "orders/paid  MYSHOP  mts_srv mega_srv  rejected   for 3 d 4 h",
        "orders/paid  MYSHOP  bee_srv           rejected",
        "orders/paid  MYSHOP  soc               not found",
    ]


def test_a_template_that_failed_says_why_in_place_of_states_that_could_not_be_read() -> None:
    assert attention([failed(targets=("mts_srv", "soc"))]) == [
        "orders/paid  MYSHOP    failed  auth: invalid login or password"
    ]
    known = failed(registrations=[{"target": "mts_srv", "state": "rejected"}])
    assert attention([known]) == [
        "orders/paid  MYSHOP  mts_srv  rejected",
        "orders/paid  MYSHOP           failed    auth: invalid login or password",
    ]
    assert "prod: 1 template, 1 failed, 1 registration: 1 unknown" in lines([failed()])


def test_what_nobody_asked_for_needs_no_attention() -> None:
    assert attention([record(states={"mts_srv": "accepted", "soc": "rejected"}, targets=["mts_srv"])]) == []


def test_with_several_environments_each_row_names_its_own() -> None:
    records = [record(states={"soc": "accepted"}, environment="dev"), record(states={"soc": "rejected"})]
    assert lines(records) == [
        "Operator templates",
        "",
        "needs attention: 1 rejected",
        "  prod  orders/paid  MYSHOP  soc  rejected",
        "the web dashboard shows why an operator rejected a text",
        "",
        "environment  template     sender  soc",
        "dev          orders/paid  MYSHOP  accepted",
        "prod         orders/paid  MYSHOP  rejected",
        "",
        "dev: 1 template, 1 registration: 1 accepted",
        "prod: 1 template, 1 registration: 1 rejected",
        "2 environments, 1 template, 2 registrations: 1 accepted, 1 rejected",
    ]


def test_the_gate_stands_before_all_else() -> None:
    records = [record(states={"mts_srv": "pending"})]
    assert lines(records, gate=_gate.gate(records, "accepted"))[2:5] == [
        "gate closed: policy accepted, 0 of 1 registration as wanted",
        "  pending: orders/paid mts_srv",
        "",
    ]
    assert "gate open: policy none, 0 of 0 registrations as wanted" in lines(records, gate=_gate.gate(records, "none"))
    assert lines(records, gate={"passed": True, "missing": [], "text": []})[2] == "gate open"


def test_there_is_a_text_without_templates_too() -> None:
    assert lines([]) == ["Operator templates", "", "no templates"]
    assert lines([record(states={}, environment="")])[-1] == "1 template, no registrations"


def test_large_numbers_can_be_read() -> None:
    assert "prod: 1,000 templates, 2,000 registrations: 2,000 accepted" in lines(
        [record(str(number), states={"soc": "accepted", "mts_srv": "accepted"}) for number in range(1000)]
    )


@pytest.mark.parametrize(("rows", "more"), [(2, []), (1, ["and 1 more (op_templates_matrix_rows)"])])
def test_a_run_shows_so_many_rows_and_how_many_there_are(rows: int, more: list[str]) -> None:
    records = _records.read([record(states={"soc": "accepted"}), failed("ready", targets=("soc",))])
    table = [
        "template      sender  soc",
        "orders/paid   MYSHOP  accepted",
        "orders/ready  MYSHOP  unknown",
    ]
    if more:
        table = ["template     sender  soc", "orders/paid  MYSHOP  accepted"]
    run = _run.Run("prod", records, _records.moment(NOW, "now"), rows=rows, whole=True)
    shown = _run.lines(run)
    assert shown[shown.index(table[0]) :] == [
        *table,
        *more,
        "prod: 2 templates, 1 failed, 2 registrations: 1 accepted, 1 unknown",
    ]


@fewer
@given(wild_records(), WILD)
def test_whatever_users_write_no_line_is_broken_and_nothing_is_left_out(
    records: list[dict[str, Any]], title: str
) -> None:
    text = _report.render(records, "text", title, NOW, _gate.gate(records, "accepted", NOW))
    assert all(line.isprintable() for line in text.split("\n"))
    for read in _records.read(records):
        assert _records.title(read).strip() in text
        assert not read.failed or _visible.line(_records.why(read)).rstrip() in text
