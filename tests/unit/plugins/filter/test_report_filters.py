# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters on reports, as Ansible calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.smsops.smsc.plugins.filter import op_template

NOW = "2026-11-22T10:00:00+00:00"
RECORD = {
    "environment": "prod",
    "set": "orders",
    "name": "paid",
    "sender": "MYSHOP",
    "msg": "Заказ %d оплачен.",
    "targets": ["mts_srv"],
    "registrations": [
        {
            "target": "mts_srv",
            "operator": "mts",
            "message_type": "service",
            "name": "mts_srv",
            "id": 7,
            "status": 1,
            "state": "submitted",
        }
    ],
    "changed": False,
}
FILTERS: dict[str, Callable[..., Any]] = op_template.FilterModule().filters()


def test_from_a_run_to_a_report() -> None:
    first = FILTERS["op_template_history"]([RECORD], {}, "2026-11-20T10:00:00Z")
    second = FILTERS["op_template_history"]([RECORD], history=first["history"], now=NOW)
    gate = FILTERS["op_template_gate"](second["records"], "accepted", now=NOW)
    assert gate["missing"][0]["age_text"] == "2 d"
    assert FILTERS["op_template_matrix"](second["records"], now=NOW)[0]["ages"] == {"mts_srv": 172800}
    text = FILTERS["op_template_report"](second["records"], format="json", title="Тексты", now=NOW, gate=gate)
    assert json.loads(text)["gate"] == gate
    assert json.loads(text)["templates"][0]["ages"] == {"mts_srv": 172800}
    assert FILTERS["op_template_report"](second["records"]).startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("title", [{}, {"title": None}, {"title": ""}])
def test_a_report_without_a_title_has_the_default_one(title: dict[str, Any]) -> None:
    assert FILTERS["op_template_report"]([RECORD], "markdown", **title).startswith("# Operator templates\n")


def test_promotion_names_the_environments() -> None:
    accepted = {**RECORD, "registrations": [{**RECORD["registrations"][0], "state": "accepted"}]}  # type: ignore[index]
    result = FILTERS["op_template_promotion"]([accepted], [RECORD], source="dev", target="stage")
    assert result["text"] == ["orders/paid: mts_srv is accepted in dev, submitted in stage"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("op_template_history", ([RECORD], {"a": 1}, NOW), "history must be what op_template_history returned"),
        ("op_template_history", ([RECORD],), "now must be a time in ISO 8601"),
        ("op_template_gate", ([RECORD], "acepted"), "did you mean 'accepted'?"),
        ("op_template_promotion", ([RECORD], [RECORD, RECORD]), "prod has more than one orders/paid"),
        ("op_template_report", ([RECORD], "pdf"), "there is no format 'pdf'"),
        ("op_template_matrix", ("x",), "the records must be a list"),
    ],
)
def test_bad_input_is_an_error_of_the_filter_that_names_it(name: str, arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        FILTERS[name](*arguments)
    assert str(caught.value).startswith(f"{name}: ")
    assert said in str(caught.value)


def test_a_bug_is_not_an_error_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise KeyError("set")

    monkeypatch.setattr("ansible_collections.smsops.smsc.plugins.plugin_utils._gate.gate", broken)
    with pytest.raises(KeyError):
        FILTERS["op_template_gate"]([RECORD], "accepted")


def test_every_filter_is_documented_in_a_file_of_its_name() -> None:
    folder = Path(op_template.__file__).parent
    assert {path.stem for path in folder.glob("*.yml")} == set(FILTERS)
