# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that keeps texts in another spelling: nothing is added twice, and the catalog is mended."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _bulk
from ansible_collections.smsops.smsc.plugins.module_utils._model import _spelling
from ansible_collections.smsops.smsc.plugins.module_utils._model._template import Record, Template
from ansible_collections.smsops.smsc.plugins.module_utils._provision import ensure
from ansible_collections.smsops.smsc.plugins.modules import smsc_op_template, smsc_op_template_info, smsc_op_templates
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

TARGETS = ("mts_srv", "mega_srv")
# How a text is kept by the service, the text, and what is said of the difference.
KEPT = [
    ("trimmed", "Код %d\n", "Код %d", "without the blanks and line breaks at its ends"),
    ("trimmed", "  Код %d", "Код %d", "without the blanks and line breaks at its ends"),
    ("trimmed", "Код %d\r\nи\r\n", "Код %d\r\nи", "without the blanks and line breaks at its ends"),
    ("normalized", "Код %d\r\nи", "Код %d\nи", "with the line ends \\n"),
    ("normalized", "Код  %d", "Код %d", "with one space where there are other blanks"),
    ("normalized", "Мои\u0306 код %d", "Мой код %d", "with composed letters"),
    (
        "normalized",
        " Мои\u0306  код %d\r\n",
        "Мой код %d",
        "without the blanks and line breaks at its ends, with the line ends \\n, with composed letters, "
        "with one space where there are other blanks",
    ),
]
BOTH_WAYS = pytest.mark.parametrize(("texts", "msg", "kept", "difference"), KEPT)


def run(simulator: Simulator, msg: str, **options: Any) -> Record:
    return ensure(simulator.client(), Template("SHOP", msg, TARGETS), **options)


@BOTH_WAYS
def test_an_addition_that_reads_back_in_another_spelling_is_told_with_the_way_to_write_it(
    simulator: Simulator, texts: str, msg: str, kept: str, difference: str
) -> None:
    simulator.service.configure({"texts": texts})
    record = run(simulator, msg)
    assert record.error
    assert (record.error.kind, record.error.retryable, record.added) == ("parameters", False, list(TARGETS))
    written = kept.replace("\r", "\\r").replace("\n", "\\n")
    told = (
        "the service has added mts_srv, mega_srv, but keeps the text in another spelling, "
        f'{difference}; write it so in the catalog, msg: "{written}"'
    )
    assert record.error.description.startswith(told)
    assert record.error.description.endswith("Do that before you run this again")
    assert simulator.commands().count("add") == 1


@BOTH_WAYS
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_later_run_finds_it_before_it_adds(
    simulator: Simulator, check_mode: bool, texts: str, msg: str, kept: str, difference: str
) -> None:
    simulator.service.configure({"texts": texts})
    run(simulator, msg)
    simulator.service.journal.clear()
    record = run(simulator, msg, check_mode=check_mode)
    assert record.error
    assert (record.error.kind, record.added) == ("parameters", [])
    assert record.error.description.startswith(
        "nothing was added, because the same text is registered for mts_srv, mega_srv in another spelling, "
        f"{difference}; write it so"
    )
    assert "add" not in simulator.commands()
    assert simulator.violations() == []
    assert (run(simulator, kept).added, run(simulator, kept).error) == ([], None), "as the message says"


@pytest.mark.parametrize("kind", ["drop_after", "empty", "truncated"])
def test_a_response_that_is_lost_as_well_does_not_hide_it(simulator: Simulator, kind: str) -> None:
    simulator.service.configure({"texts": "trimmed", "faults": [{"kind": kind, "command": "add"}]})
    record = run(simulator, "Код %d\n")
    assert record.error
    assert "mts_srv, mega_srv, but keeps the text in another spelling" in record.error.description
    assert record.added == list(TARGETS)


@pytest.mark.parametrize("msg", ["Код %d", "Мой заказ %d, 100%", "😀"])
def test_an_ordinary_text_costs_two_reads_and_an_addition(simulator: Simulator, msg: str) -> None:
    assert run(simulator, msg).error is None
    assert simulator.commands() == ["get", "add", "get"]


@pytest.mark.parametrize("msg", ["Код %d\n", "Код  %d", "a\nb"])
def test_a_service_that_keeps_texts_as_they_are_gets_them(simulator: Simulator, msg: str) -> None:
    assert run(simulator, msg).added == list(TARGETS)
    assert simulator.commands() == ["get", "get", "add", "get"]
    assert ensure(simulator.client(), Template("SHOP", msg, ("soc",))).added == ["soc"]
    assert simulator.commands()[4:] == ["get", "add", "get"], "what is registered so is kept so"
    assert [text for _sender, text, _target in simulator.registered()] == [msg] * 3


def test_other_targets_under_another_spelling_are_no_obstacle(simulator: Simulator) -> None:
    ensure(simulator.client(), Template("SHOP", "Код %d", ("soc",)))
    assert run(simulator, "Код %d\n").added == list(TARGETS)


def test_a_row_under_another_spelling_that_could_be_it_is_an_obstacle(simulator: Simulator) -> None:
    simulator.service.configure({"texts": "trimmed", "answers": {"names": {"mts_srv": "МТС"}, "get": "registered"}})
    run(simulator, "Код %d")
    record = run(simulator, "Код %d\n")
    assert record.error
    assert "nothing was added" in record.error.description
    assert simulator.violations() == []


def test_of_two_spellings_in_a_list_the_plain_one_is_added(simulator: Simulator) -> None:
    simulator.service.configure({"texts": "trimmed"})
    entries = [Template("SHOP", msg, TARGETS) for msg in ("Код %d\n", "Код %d", "Другой %d")]
    outcome = _bulk.ensure_all(simulator.client(), entries, width=4)
    assert [record.added for record in outcome.records] == [[], list(TARGETS), list(TARGETS)]
    assert outcome.records[0].error
    assert "the same text for mts_srv, mega_srv in another spelling" in outcome.records[0].error.description
    assert outcome.plan[:2] == (4, 2)
    assert simulator.violations() == []


def test_a_text_that_begins_or_ends_blank_is_warned_of(run_module: ModuleRun, simulator: Simulator) -> None:
    connection: dict[str, Any] = {"api_url": simulator.api_url, "api_key": API_KEY}
    said = "msg begins or ends with a space or a line break, and the service may keep it without"
    one: dict[str, Any] = {"sender": "SHOP", "msg": "Код %d\n"}
    (warning,) = run_module(smsc_op_template, **connection, **one, targets=["soc"])["warnings"]
    assert warning.startswith(f"SHOP: Код %d\\n: {said}")
    (warning,) = run_module(smsc_op_template_info, **connection, **one)["warnings"]
    assert said in warning
    many: list[dict[str, Any]] = [
        {"name": f"t{number}", "sender": "SHOP", "msg": f"Код {number} %d ", "targets": ["soc"]} for number in range(12)
    ]
    for module in (smsc_op_templates, smsc_op_template_info):
        (warning,) = run_module(module, **connection, templates=many)["warnings"]
        assert warning.startswith("t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, and 2 more like these: msg begins or ends")
    assert "warnings" not in run_module(smsc_op_template, **connection, sender="SHOP", msg="Код", targets=["soc"])


@pytest.mark.parametrize(
    ("msg", "others"),
    [
        ("Код %d", []),
        ("", []),
        (" ", []),
        ("XaX", []),
        ("a ", ["a"]),
        ("\xa0a ", ["\xa0a", "a"]),
        ("a\nb", ["a\r\nb"]),
        ("a\r\nb\r\n", ["a\r\nb", "a\nb\n", "a\nb"]),
    ],
)
def test_which_spellings_there_are(msg: str, others: list[str]) -> None:
    assert _spelling.others(msg) == others


AT_ENDS = "without the blanks and line breaks at its ends; write it so in the catalog, msg:"


@pytest.mark.parametrize(
    ("msg", "other", "told"),
    [
        ("a\nb", "a\r\nb", 'with the line ends \\r\\n; write it so in the catalog, msg: "a\\r\\nb"'),
        ("a ", "a", f'{AT_ENDS} "a"'),
        ("a\n", "a", f'{AT_ENDS} "a" (in a YAML block, |- and not | leaves no line break at the end)'),
    ],
)
def test_how_to_write_a_text_is_told_whole(msg: str, other: str, told: str) -> None:
    assert _spelling.described(msg, other) == told
