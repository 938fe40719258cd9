# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _promotion
from ansible_collections.smsops.smsc.tests.support.records import (
    WILD,
    failed,
    fewer,
    record,
    wild_records,
)
from hypothesis import given

ACCEPTED = {"mts_srv": "accepted", "mega_srv": "accepted"}
EMPTY: dict[str, list[Any]] = {
    "lacks": [],
    "differs": [],
    "only_target": [],
    "waiting": [],
    "unknown": [],
    "not_meant": [],
    "equal": [],
}
PAID = {"set": "orders", "name": "paid"}


def compare(source: list[dict[str, Any]], target: list[dict[str, Any]]) -> dict[str, Any]:
    """The result without its text."""
    result = _promotion.promotion(source, target)
    assert all(isinstance(line, str) for line in result.pop("text"))
    return result


def test_equal_environments_need_nothing() -> None:
    stage = record(states=ACCEPTED, environment="stage", sender="MYSHOP-TEST")
    result = _promotion.promotion([stage], [record(states=ACCEPTED)])
    assert result == {
        **EMPTY,
        "equal": [PAID],
        "text": ["prod lacks nothing that stage has accepted; equal templates: 1"],
    }


def test_a_template_that_the_target_does_not_have() -> None:
    result = _promotion.promotion([record(states=ACCEPTED)], [], "dev", "stage")
    assert result["lacks"] == [{**PAID, "target": t, "state": "not_found"} for t in ACCEPTED]
    assert result["text"] == [
        "orders/paid: mts_srv is accepted in dev, not_found in stage",
        "orders/paid: mega_srv is accepted in dev, not_found in stage",
    ]


@pytest.mark.parametrize("state", ["submitted", "pending", "rejected", "suspended", "not_found", "unknown"])
def test_what_the_target_has_not_accepted(state: str) -> None:
    result = compare([record(states=ACCEPTED)], [record(states={**ACCEPTED, "mega_srv": state})])
    assert result == {**EMPTY, "lacks": [{**PAID, "target": "mega_srv", "state": state}]}


def test_what_could_not_be_read_in_the_target_is_lacking() -> None:
    result = compare([record(states={"mts_srv": "accepted"})], [failed()])
    assert result["lacks"] == [{**PAID, "target": "mts_srv", "state": "unknown"}]


def test_what_the_source_has_not_accepted_either_has_to_wait() -> None:
    stage = record(states={"mts_srv": "pending", "mega_srv": "accepted"})
    result = _promotion.promotion([stage], [record(states={"mega_srv": "accepted"})])
    assert result["waiting"] == [{**PAID, "target": "mts_srv", "state": "pending"}]
    assert result["equal"] == [PAID]
    assert result["text"][0] == "orders/paid: mts_srv is pending in stage, so it cannot be promoted yet"


def test_what_the_target_has_accepted_need_not_wait_for_the_source() -> None:
    result = compare([record(states={"mts_srv": "pending"})], [record(states={"mts_srv": "accepted"})])
    assert result == {**EMPTY, "equal": [PAID]}


def test_another_text_is_shown_to_the_character() -> None:
    stage, prod = "Заказ %d оплачен. Ждём вас.", "Заказ %d оплaчен. Ждём вас."
    result = _promotion.promotion([record(states=ACCEPTED, msg=stage)], [record(states=ACCEPTED, msg=prod)])
    note = "U+0430 CYRILLIC SMALL LETTER A, U+0061 LATIN SMALL LETTER A"
    assert result["differs"] == [
        {
            **PAID,
            "column": 13,
            "source_excerpt": "Заказ·%d·оплачен.·Ждём·вас.",
            "target_excerpt": "Заказ·%d·оплaчен.·Ждём·вас.",
            "marker": "            ^",
            "kind": "look-alikes",
            "note": note,
        }
    ]
    assert result["equal"] == []
    assert result["text"][:4] == [
        f"orders/paid: the texts differ in look-alikes, at column 13: {note}",
        "  stage  Заказ·%d·оплачен.·Ждём·вас.",
        "  prod   Заказ·%d·оплaчен.·Ждём·вас.",
        "                     ^",
    ]
    assert len(result["text"]) == 4


def test_a_wholly_other_text_is_said_to_differ() -> None:
    result = _promotion.promotion([record(states=ACCEPTED)], [record(states=ACCEPTED, msg="Другое")])
    assert result["text"][0].startswith("orders/paid: the texts differ, at column 1: ")


def test_what_only_the_target_has() -> None:
    more = record(states={**ACCEPTED, "bee_srv": "rejected", "soc": "not_found"})
    old = record("old", states={"mts_srv": "accepted"})
    result = _promotion.promotion([record(states=ACCEPTED)], [more, old, record("none", states={})])
    assert result["only_target"] == [
        {**PAID, "targets": ["bee_srv"]},
        {"set": "orders", "name": "old", "targets": ["mts_srv"]},
        {"set": "orders", "name": "none", "targets": []},
    ]
    assert result["equal"] == []
    assert result["text"][:3] == [
        "orders/paid: only prod has it, for bee_srv",
        "orders/old: only prod has it, for mts_srv",
        "orders/none: only prod has it",
    ]


def test_what_only_the_target_has_without_being_registered_there_has_no_targets() -> None:
    result = _promotion.promotion(
        [], [record(states={"mts_srv": "not_found", "soc": "unknown", "mega_srv": "pending"})]
    )
    assert result["only_target"] == [{**PAID, "targets": ["mega_srv", "soc"]}]
    result = _promotion.promotion([], [record(states={"mts_srv": "not_found"})])
    assert result["text"][0] == "orders/paid: only prod has it"


@pytest.mark.parametrize(
    "source",
    [failed(targets=("mts_srv", "mega_srv")), record(states=ACCEPTED, failed=True), record(targets=list(ACCEPTED))],
)
def test_a_source_that_could_not_be_read_is_not_one_that_has_everything(source: dict[str, Any]) -> None:
    result = _promotion.promotion([source], [record(states={**ACCEPTED, "soc": "accepted"})])
    assert result.pop("text") == ["orders/paid: not known in stage, for mts_srv, mega_srv"]
    unknown = {**PAID, "environment": "stage", "targets": ["mts_srv", "mega_srv"]}
    assert result == {**EMPTY, "unknown": [unknown]}


def test_a_template_that_failed_in_the_source_and_is_nowhere_else_is_told() -> None:
    result = _promotion.promotion([failed(targets=()), failed("ready")], [])
    assert result["text"] == ["orders/paid: not known in stage", "orders/ready: not known in stage, for mts_srv"]
    assert (result["waiting"], result["lacks"]) == ([], [])


def test_only_the_targets_that_are_not_known_are_told_so() -> None:
    stage = record(states={"mts_srv": "unknown", "mega_srv": "accepted", "bee_srv": "pending", "soc": "rejected"})
    prod = record(states={"mts_srv": "accepted", "mega_srv": "unknown", "bee_srv": "pending", "soc": "unknown"})
    result = _promotion.promotion([stage], [prod])
    assert result["text"] == [
        "orders/paid: mega_srv is accepted in stage, unknown in prod",
        "orders/paid: bee_srv is pending in stage, so it cannot be promoted yet",
        "orders/paid: not known in stage, for mts_srv",
        "orders/paid: not known in prod, for soc",
    ]
    assert [entry["environment"] for entry in result["unknown"]] == ["stage", "prod"]
    assert result["equal"] == []


def test_templates_of_one_name_in_two_sets_are_two_templates() -> None:
    result = compare([record(states=ACCEPTED, set="codes")], [record(states=ACCEPTED)])
    assert len(result["lacks"]) == 2
    assert result["only_target"] == [{**PAID, "targets": list(ACCEPTED)}]


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ([record(), record()], [], "stage has more than one orders/paid: give the records of one environment"),
        ([], [record(), record()], "prod has more than one orders/paid"),
        ([record(name="")], [], "a record of stage has no name: templates are paired by set and name"),
        ("stage", [], "the records must be a list"),
    ],
)
def test_templates_that_cannot_be_paired_are_named(source: Any, target: Any, said: str) -> None:
    with pytest.raises(_input.InputError, match=said):
        _promotion.promotion(source, target)


@fewer
@given(wild_records())
def test_promotion_of_equal_environments_is_empty(records: list[dict[str, Any]]) -> None:
    named = [{**entry, "name": f"{number} {entry['name']}"} for number, entry in enumerate(records)]
    result = _promotion.promotion(named, named)
    assert (result["lacks"], result["differs"], result["only_target"]) == ([], [], [])
    # A template of which anything is unknown is equal to none, and told once for each environment.
    unknown = {entry["name"] for entry in result["unknown"]}
    assert unknown == {
        entry["name"] for entry in named if entry.get("error") or "unknown" in str(entry["registrations"])
    }
    assert len(result["equal"]) + len(unknown) == len(records)
    assert all(len(line.splitlines()) == 1 for line in result["text"])


@fewer
@given(wild_records(), wild_records())
def test_every_template_is_accounted_for(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    source, target = (
        [{**entry, "set": "s", "name": str(number)} for number, entry in enumerate(records)]
        for records in (ours, theirs)
    )
    result = _promotion.promotion(source, target)
    told = {entry["name"] for key in EMPTY for entry in result[key]}
    with_targets = {entry["name"] for entry in [*source, *target] if entry.get("targets")}
    assert told >= with_targets


def test_equal_texts_have_no_mismatch() -> None:
    assert _promotion.first_mismatch("Заказ %d", "Заказ %d") is None


def test_a_look_alike_is_found_named_and_pointed_at() -> None:
    found = _promotion.first_mismatch("Код для входа: %d", "Код для вxода: %d")
    assert found == _promotion.Mismatch(
        column=10,
        source_excerpt="Код·для·входа:·%d",
        target_excerpt="Код·для·вxода:·%d",
        marker="         ^",
        kind="look-alikes",
        note="U+0445 CYRILLIC SMALL LETTER HA, U+0078 LATIN SMALL LETTER X",
    )


def test_a_long_text_is_cut_around_the_mismatch() -> None:
    found = _promotion.first_mismatch("а" * 100 + "б" + "в" * 100, "а" * 100 + "г" + "в" * 100)
    assert found is not None
    assert found.column == 101
    assert found.source_excerpt == "…" + "а" * 24 + "б" + "в" * 23 + "…"
    assert found.target_excerpt == "…" + "а" * 24 + "г" + "в" * 23 + "…"
    assert found.marker == " " * 25 + "^"


def test_the_end_of_a_text_is_a_mismatch_too() -> None:
    found = _promotion.first_mismatch("Заказ", "Заказ.")
    assert found is not None
    assert (found.column, found.source_excerpt, found.target_excerpt) == (6, "Заказ", "Заказ.")
    assert found.note == "the end of the text, U+002E FULL STOP"


def test_the_marker_stands_right_behind_a_wide_character() -> None:
    found = _promotion.first_mismatch("🙂а", "🙂б")
    assert found is not None
    assert found.marker == "  ^"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Заказ %d", "Заказ  %d", "spaces"),
        ("Заказ %d", "Заказ\u00a0%d", "spaces"),
        ("Заказ %d", "Заказ\u200b %d", "spaces"),
        ("Заказ\n%d", "Заказ\r\n%d", "spaces"),
        ("Заказ", "заказ", "case"),
        ("Мой", "Мои\u0306", "composition"),
        ("— «Да»", '- "Да"', "look-alikes"),
        ("Заказ %d", "Зaказ  %d", "spaces and look-alikes"),
        ("Заказ %d", "Зaказ  %D", "spaces and look-alikes and case"),
        ("Заказ %d", "Заказ %w", "text"),
    ],
)
def test_what_the_texts_differ_in(one: str, other: str, kind: str) -> None:
    assert [_promotion.kind(*texts) for texts in ((one, other), (other, one))] == [kind, kind]


@fewer
@given(WILD, WILD)
def test_a_mismatch_is_found_between_any_two_texts_that_differ(left: str, right: str) -> None:
    found = _promotion.first_mismatch(left, right)
    if left == right:
        assert found is None
    else:
        assert found is not None
        at = found.column - 1
        assert left[:at] == right[:at]
        assert left[at : at + 1] != right[at : at + 1]
        assert all(char.isprintable() for char in found.source_excerpt + found.target_excerpt + found.note)
        swapped = _promotion.first_mismatch(right, left)
        assert swapped is not None
        assert found.kind == swapped.kind
        assert set(found.kind.split(" and ")) <= {"spaces", "composition", "look-alikes", "case", "text"}
