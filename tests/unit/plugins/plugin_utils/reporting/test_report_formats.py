# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _contract, _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _gate, _visible
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting import _markdown, _report
from ansible_collections.smsops.smsc.tests.support.records import (
    AUTH_ERROR,
    NOW,
    PAID,
    WILD,
    failed,
    fewer,
    record,
    wild_records,
)
from hypothesis import given

SINCE = {"mts_srv": "2026-11-20T09:00:00Z"}
PREFIX = "smsc_op_template_"
SAMPLE = re.compile(
    r"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
    r'(?P<labels>\{([a-z]+="(\\[\\n"]|[^\\"\n])*"(,(?!\})|(?=\})))*\})? (?P<value>\d+)'
)
ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}
LABEL = re.compile(r'([a-z]+)="((?:\\.|[^\\"])*)"')


def junit(records: Any, **options: Any) -> ET.Element:
    """The report as a CI system reads it."""
    return ET.fromstring(_report.render(records, "junit", now=NOW, **options))


def outcome(records: Any) -> list[tuple[str, str]]:
    """Kind and message of what each test case tells."""
    return [(found.tag, found.get("message", "")) for case in junit(records).iter("testcase") for found in case]


def samples(text: str) -> dict[str, dict[tuple[tuple[str, str], ...], int]]:
    """Metric -> labels -> value, of a file that keeps to the text format of Prometheus."""
    found: dict[str, dict[tuple[tuple[str, str], ...], int]] = {}
    described: list[str] = []
    assert text == "" or text.endswith("\n")
    for line in text.split("\n")[:-1]:
        if line.startswith("#"):
            kind, name, _rest = line[2:].split(" ", 2)
            assert kind in ("HELP", "TYPE")
            described.append(name)
            assert described.count(name) == (1 if kind == "HELP" else 2)
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        # All samples of a metric stand below its description, and no series stands twice.
        assert sample["name"] == described[-1]
        labels = tuple(
            (name, re.sub(r"\\.", lambda escape: ESCAPES[escape[0]], value))
            for name, value in LABEL.findall(sample["labels"] or "")
        )
        series = found.setdefault(sample["name"], {})
        assert labels not in series
        series[labels] = int(sample["value"])
    return found


def prometheus(records: Any, **options: Any) -> dict[str, list[tuple[dict[str, str], int]]]:
    """Metric without its prefix -> samples."""
    text = _report.render(records, "prometheus", **options)
    return {
        name[len(PREFIX) :]: [(dict(labels), value) for labels, value in series.items()]
        for name, series in samples(text).items()
    }


class TestFormats:
    @pytest.mark.parametrize("title", ["", " ", "\n"])
    def test_a_title_that_is_blank_is_none(self, title: str) -> None:
        assert _report.render([], "markdown", title).startswith("# Operator templates\n")

    def test_an_unknown_format_is_named(self) -> None:
        with pytest.raises(_input.InputError, match="there is no format 'htm'; did you mean 'html'"):
            _report.render([], "htm")

    @pytest.mark.parametrize("kind", list(_report.FORMATS))
    def test_what_cannot_be_shown_is_named(self, kind: str) -> None:
        with pytest.raises(_input.InputError, match="the records must be a list"):
            _report.render("x", kind)
        with pytest.raises(_input.InputError, match="now must be a time"):
            _report.render([], kind, now="soon")
        with pytest.raises(_input.InputError, match="gate must be what op_template_gate returned"):
            _report.render([], kind, gate={"passed": "yes"})

    @pytest.mark.parametrize("kind", list(_report.FORMATS))
    @fewer
    @given(records=wild_records(), title=WILD)
    def test_a_file_can_always_be_written(self, kind: str, records: list[dict[str, Any]], title: str) -> None:
        gate = _gate.gate(records, "accepted")
        text = _report.render(records, kind, title, NOW, gate)
        text.encode("utf-8")
        assert text.endswith("\n")
        assert text == _report.render(records, kind, title, NOW, gate)


class TestJson:
    def test_it_holds_the_records_and_their_summary(self) -> None:
        text = _report.render([record(states={"mts_srv": "pending"}, since=SINCE)], "json", "Шаблоны", NOW)
        assert PAID in text
        content = json.loads(text)
        states = dict.fromkeys(_contract.BY_NAME, 0)
        assert content == {
            "title": "Шаблоны",
            "time": NOW,
            "summary": {
                "templates": 1,
                "failed": 0,
                "registrations": {**states, "pending": 1},
                "environments": {"prod": {**states, "pending": 1}},
            },
            "gate": None,
            "gates": [],
            "not_read": [],
            "changes": None,
            "fees": {"currency": "RUB", "monthly": 0, "operators": {}, "unknown": {}},
            "obsolete": [],
            "templates": [
                {
                    "environment": "prod",
                    "set": "orders",
                    "name": "paid",
                    "sender": "MYSHOP",
                    "msg": PAID,
                    "targets": ["mts_srv"],
                    "states": {"mts_srv": "pending"},
                    "since": {"mts_srv": "2026-11-20T09:00:00+00:00"},
                    "ages": {"mts_srv": 49 * 3600},
                    "vanished": {},
                    "failed": False,
                    "error": None,
                }
            ],
        }

    def test_it_holds_errors_and_the_gate(self) -> None:
        records = [failed()]
        gate = _gate.gate(records, "accepted")
        content = json.loads(_report.render(records, "json", gate=gate))
        assert content["gate"] == gate
        assert content["time"] is None
        assert content["templates"][0]["error"] == {**AUTH_ERROR, "text": "auth: invalid login or password"}

    @fewer
    @given(wild_records())
    def test_texts_come_through_as_they_are(self, records: list[dict[str, Any]]) -> None:
        content = json.loads(_report.render(records, "json"))
        told = sorted(entry["msg"] for entry in content["templates"])
        assert told == sorted(re.sub("[\ud800-\udfff]", "\ufffd", entry["msg"]) for entry in records)


class TestMarkdown:
    def test_a_table_for_each_environment_and_the_texts(self) -> None:
        records = [
            record(states={"mts_srv": "accepted", "mts_auth": "not_found"}, since=SINCE),
            record("ready", states={"soc": "pending"}, environment="dev"),
        ]
        text = _report.render(records, "markdown", now=NOW)
        assert text.splitlines() == [
            "# Operator templates",
            "",
            "2026-11-22 10:00 UTC",
            "",
            "## Needs attention: 1 not found",
            "",
            "| environment | template | sender | target | state | details |",
            "|---|---|---|---|---|---|",
            "| prod | orders/paid | MYSHOP | mts_auth | ⚪ not found |  |",
            "",
            "## prod",
            "",
            "1 template, 2 registrations: 1 accepted, 1 not found",
            "",
            "| template | sender | MTS |",
            "|---|---|---|",
            "| orders/paid | MYSHOP | ✅ accepted (mts_srv, 2 d 1 h)<br>⚪ not found (mts_auth) |",
            "",
            "## dev",
            "",
            "1 template, 1 registration: 1 pending",
            "",
            "| template | sender | Social networks |",
            "|---|---|---|",
            "| orders/ready | MYSHOP | ⏳ pending (soc) |",
            "",
            "## Texts",
            "",
            "| template | text |",
            "|---|---|",
            f"| orders/paid | {PAID} |",
            f"| orders/ready | ready: {PAID} |",
            "",
            "about 1,020 RUB a month for 1 accepted registration (MTS 1,020; MTS: a reseller, undated)",
            "",
            "2 environments, 2 templates, 3 registrations: 1 accepted, 1 pending, 1 not found",
        ]

    def test_failures_and_the_gate_are_told(self) -> None:
        records = [failed(environment=None)]
        text = _report.render(records, "markdown", gate=_gate.gate(records, "accepted"))
        assert "**Gate closed**: policy accepted, 0 of 1 registration as wanted\n\n- failed: orders/paid" in text
        assert "\n## Templates\n" in text
        assert "\n| orders/paid | MYSHOP |  | ❗ failed | auth: invalid login or password |\n" in text

    def test_a_text_that_environments_share_stands_once(self) -> None:
        text = _report.render([record(), record(environment="dev")], "markdown")
        assert text.count(PAID) == 1

    @pytest.mark.parametrize(
        ("text", "escaped"),
        [
            ("a|b", r"a\|b"),
            (r"a\|b", r"a\\\|b"),
            ("<b> & *x* `y` [z](u) ~s~ $m$ #1", r"\<b\> \& \*x\* \`y\` \[z\](u) \~s\~ \$m\$ \#1"),
            ("mts_srv _x_", r"mts_srv \_x\_"),
            ("a\n\nb\tc", "a b c"),
        ],
    )
    def test_signs_mean_nothing(self, text: str, escaped: str) -> None:
        assert _markdown.escape(text) == escaped

    @fewer
    @given(wild_records(), WILD)
    def test_whatever_users_write_breaks_no_table(self, records: list[dict[str, Any]], title: str) -> None:
        lines = _report.render(records, "markdown", title, NOW).split("\n")
        for above, row in zip(lines, lines[1:]):
            if row.startswith("|"):
                assert re.sub(r"\\.", "", row).count("|") == re.sub(r"\\.", "", above or row).count("|")
            assert row.isprintable()


class TestJunit:
    def test_a_suite_for_each_environment_and_a_case_for_each_wanted_target(self) -> None:
        root = junit(
            [
                record(states={"mts_srv": "accepted", "bee_srv": "rejected"}, targets=["mts_srv"]),
                record("ready", states={"mega_srv": "accepted"}, environment="dev", sender="DEV"),
            ]
        )
        assert [suite.get("name") for suite in root] == ["prod", "dev"]
        cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
        assert cases == [("prod.orders", "paid mts_srv (MYSHOP)"), ("dev.orders", "ready mega_srv (DEV)")]
        assert root.get("tests") == "2"
        assert [root[0].get(key) for key in ("tests", "failures", "errors", "skipped")] == ["1", "0", "0", "0"]
        assert root[0].get("timestamp") == NOW

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            ("accepted", []),
            ("rejected", [("failure", "rejected for 2 d 1 h")]),
            ("suspended", [("failure", "suspended for 2 d 1 h")]),
            ("not_found", [("failure", "not found for 2 d 1 h")]),
            ("pending", [("skipped", "pending for 2 d 1 h")]),
            ("submitted", [("skipped", "submitted for 2 d 1 h")]),
            ("unknown", [("error", "unknown for 2 d 1 h")]),
        ],
    )
    def test_what_a_state_means_to_a_ci_system(self, state: str, said: list[tuple[str, str]]) -> None:
        assert outcome([record(states={"mts_srv": state}, since=SINCE)]) == said

    def test_a_failure_quotes_the_text_and_the_state(self) -> None:
        (failure,) = junit([record(states={"mts_srv": "rejected"})]).iter("failure")
        assert (failure.text, failure.get("type"), failure.get("message")) == (PAID, "rejected", "rejected")

    def test_every_case_of_a_template_that_failed_tells_the_error(self) -> None:
        message = "unknown; auth: invalid login or password"
        root = junit([failed(targets=("mts_srv", "soc"))])
        assert [(e.get("type"), e.get("message")) for e in root.iter("error")] == [("auth", message)] * 2
        assert root.get("errors") == "2"
        assert outcome([record(states={"soc": "accepted"}, failed=True)]) == [
            ("failure", "accepted; no reason was given")
        ]

    @pytest.mark.parametrize("error", [{"description": "no response"}, "no response", {"code": 2}])
    def test_an_error_of_any_kind_is_an_error(self, error: Any) -> None:
        root = junit([record(states={"soc": "accepted"}, failed=True, error=error)])
        (found,) = root.iter("error")
        said = str(error) if error == {"code": 2} else "no response"
        assert (found.get("type"), found.get("message")) == ("failed", f"accepted; {said}")
        assert (root.get("errors"), root.get("failures")) == ("1", "0")

    def test_a_template_without_targets_is_a_failure(self) -> None:
        (case,) = junit([record(states={}, environment="", set="", name="")]).iter("testcase")
        assert (case.get("classname"), case.get("name")) == ("templates", f"«{PAID[:40]}…» no targets (MYSHOP)")
        assert case.find("failure") is not None

    @fewer
    @given(wild_records(), WILD)
    def test_whatever_users_write_it_is_xml(self, records: list[dict[str, Any]], title: str) -> None:
        root = junit(records, title=title)
        assert root.get("name") == (_visible.line(title) if _visible.line(title).strip() else "Operator templates")
        assert len(list(root.iter("testcase"))) == sum(len(entry.get("targets", ())) or 1 for entry in records)
        quoted = {failure.text for failure in root.iter("failure")} - {None}
        assert quoted <= {_visible.show(entry["msg"]) for entry in records}


class TestPrometheus:
    def test_registrations_are_counted_by_state_with_zeros(self) -> None:
        records = [record(states={"mts_srv": "accepted", "soc": "pending"}), record("x", states={"soc": "pending"})]
        found = prometheus([*records, record(states={"soc": "rejected"}, sender="OTHER")])["registrations"]
        assert len(found) == 2 * len(_contract.BY_NAME)
        assert ({"environment": "prod", "sender": "MYSHOP", "state": "pending"}, 2) in found
        assert ({"environment": "prod", "sender": "MYSHOP", "state": "rejected"}, 0) in found
        assert ({"environment": "prod", "sender": "OTHER", "state": "rejected"}, 1) in found

    def test_states_ages_and_failures_have_a_series_for_each_template(self) -> None:
        found = prometheus([record(states={"mts_srv": "pending"}, since=SINCE), failed("x")], now=NOW)
        paid = {"environment": "prod", "set": "orders", "template": "paid", "sender": "MYSHOP"}
        assert found["state"] == [
            ({**paid, "target": "mts_srv", "state": "pending"}, 1),
            ({**paid, "template": "x", "target": "mts_srv", "state": "unknown"}, 1),
        ]
        assert found["age_seconds"] == [({**paid, "target": "mts_srv", "state": "pending"}, 49 * 3600)]
        assert found["failed"] == [(paid, 0), ({**paid, "template": "x"}, 1)]

    def test_the_last_run_and_the_gate_are_there_where_they_are_known(self) -> None:
        records = [record(states={"mts_srv": "pending"})]
        found = prometheus(records, now=NOW, gate=_gate.gate(records, "accepted"))
        assert found["last_run_timestamp_seconds"] == [({"environment": "prod"}, 1795341600)]
        assert found["gate_passed"] == [({}, 0)]
        assert not prometheus(records).keys() & {"last_run_timestamp_seconds", "gate_passed", "age_seconds"}

    def test_templates_without_names_are_told_apart(self) -> None:
        records = [record(name="", states={"soc": "pending"}, msg=msg) for msg in ("Один", "Два", "Два")]
        names = {labels["template"] for labels, _value in prometheus(records)["state"]}
        assert len(names) == 2
        assert all(re.fullmatch("[0-9a-f]{8}", name) for name in names)

    @fewer
    @given(wild_records())
    def test_whatever_users_write_it_keeps_to_the_grammar(self, records: list[dict[str, Any]]) -> None:
        found = prometheus(records, now=NOW)
        told = {labels["sender"] for labels, _value in found.get("failed", [])}
        assert told == {_visible.show(entry["sender"]) for entry in records}
