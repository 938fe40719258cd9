# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which text an application may send now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _records
from ansible_collections.smsops.smsc.plugins.plugin_utils._files import _in_force_file
from ansible_collections.smsops.smsc.tests.support.records import record

NEW, OLD, OLDEST = "Заказ %d уже оплачен", "Заказ %d оплачен", "Заказ %d оплатили"


def in_force(*records: dict[str, Any], earlier: Any = None, whole: bool = True) -> dict[str, Any]:
    """The templates of the file."""
    text = _in_force_file.text("prod", _records.read(list(records)), earlier or {}, whole=whole)
    found: dict[str, Any] = json.loads(text)["templates"]
    return found


def texts(*records: dict[str, Any], **options: Any) -> dict[str, str | None]:
    """The text in force of orders/paid, by operator."""
    operators = in_force(*records, **options)["orders/paid"]["operators"]
    return {operator: one and one["msg"] for operator, one in operators.items()}


def old(msg: str, states: dict[str, str], day: int = 1) -> dict[str, Any]:
    """A text that was replaced."""
    since = dict.fromkeys(states, f"2026-11-{day:02d}T10:00:00+00:00")
    return record(msg=msg, states=states, targets=[], obsolete="replaced", since=since)


def test_the_new_text_counts_where_it_is_accepted_and_the_old_one_until_then() -> None:
    states = {"mts_srv": "accepted", "mega_srv": "pending", "bee_srv": "rejected", "tele2_srv": "pending"}
    accepted = {"mts_srv": "accepted", "mega_srv": "accepted", "bee_srv": "accepted", "tele2_srv": "suspended"}
    found = texts(record(msg=NEW, states=states), old(OLD, accepted))
    assert found == {"mts": NEW, "megafon": OLD, "beeline": OLD, "tele2": None}


def test_of_several_old_texts_the_one_that_was_accepted_last_counts() -> None:
    pending = record(msg=NEW, states={"mts_srv": "pending"})
    olds = [old(OLDEST, {"mts_srv": "accepted"}, day=1), old(OLD, {"mts_srv": "accepted"}, day=2)]
    assert texts(pending, *olds) == texts(pending, *reversed(olds)) == {"mts": OLD}


def test_a_text_that_is_left_over_is_not_in_force() -> None:
    left = {**old(OLD, {"mts_srv": "accepted"}), "obsolete": "left_over"}
    assert texts(record(msg=NEW, states={"mts_srv": "pending"}), left) == {"mts": None}


def test_any_message_type_of_an_operator_is_enough_and_is_named() -> None:
    found = in_force(record(msg=NEW, states={"mts_srv": "pending", "mts_trn": "accepted"}))["orders/paid"]
    assert found["operators"] == {"mts": {"sender": "MYSHOP", "msg": NEW, "targets": ["mts_trn"]}}


def test_what_could_not_be_read_stays_as_it_was() -> None:
    before = in_force(record(msg=NEW, states={"mts_srv": "accepted"}))
    unread = record(msg=NEW, targets=["mts_srv"], failed=True)
    assert texts(unread, earlier=before) == {"mts": NEW}
    assert texts(record(msg=NEW, states={"mts_srv": "unknown"}), earlier=before) == {"mts": NEW}
    assert texts(unread) == {"mts": None}


def test_a_part_of_the_catalog_leaves_the_others_alone() -> None:
    before = in_force(record(states={"mts_srv": "accepted"}), record(states={"mts_srv": "accepted"}, set="codes"))
    pending = record(states={"mts_srv": "pending"})
    assert set(in_force(pending, earlier=before, whole=False)) == {"orders/paid", "codes/paid"}
    assert set(in_force(pending, earlier=before)) == {"orders/paid"}


def test_the_same_states_make_the_same_file() -> None:
    one, two = record(states={"mts_srv": "accepted"}), record("ready", states={"soc": "accepted"})
    assert in_force(one, two) == in_force(two, one)
    assert "Заказ" in _in_force_file.text("prod", _records.read([one]), {}, whole=True)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 1}', '{"version": 2, "templates": {}}'])
def test_a_file_that_is_something_else_is_not_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "force.json"
    file.write_text(content, "utf-8")
    with pytest.raises(_input.InputError, match="is not a file that the role wrote"):
        _in_force_file.templates(file, "prod")


def test_a_file_of_another_environment_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "force.json"
    file.write_text(_in_force_file.text("stage", [], {}, whole=True), "utf-8")
    with pytest.raises(_input.InputError, match="is about 'stage', not 'prod'"):
        _in_force_file.templates(file, "prod")
    assert _in_force_file.templates(tmp_path / "none.json", "prod") == {}
