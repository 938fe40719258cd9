# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates that wait until another environment has them accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.smsops.smsc.plugins.module_utils._model._template import Template
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog, _history, _promotion
from ansible_collections.smsops.smsc.plugins.plugin_utils._actions import _held
from ansible_collections.smsops.smsc.tests.support.records import NOW, PAID, record

WAITING = Template("MYSHOP", PAID, ("mts_srv", "mega_srv"), set="orders", name="paid", after="stage")


def why(folder: Path, states: dict[str, str] | None, template: Template = WAITING, **fields: Any) -> str | None:
    """Why the template is held back, when stage has these registrations."""
    if states is not None:
        there = record(states=states, environment="stage", sender="MYSHOP-TEST", **fields)
        kept = _history.history([there], None, NOW)["history"]
        (folder / "stage.json").write_text(json.dumps(kept), "utf-8")
    return _held.hold_back([template], None, str(folder)).get("orders/paid")


def test_what_the_other_environment_has_accepted_is_not_held(tmp_path: Path) -> None:
    assert why(tmp_path, {"mts_srv": "accepted", "mega_srv": "accepted"}) is None
    # What is not wanted here does not count, nor what stage does not have.
    assert why(tmp_path, {"mts_srv": "accepted", "bee_srv": "rejected"}) is None


def test_what_it_has_not_accepted_is_held_and_told(tmp_path: Path) -> None:
    held = why(tmp_path, {"mts_srv": "accepted", "mega_srv": "submitted"})
    assert held == "mega_srv is submitted in stage"
    assert why(tmp_path, {"mts_srv": "not_found"}) == "stage has nothing registered" or "another text" in str(
        why(tmp_path, {"mts_srv": "not_found"})
    )


def test_another_text_of_that_name_is_not_this_one(tmp_path: Path) -> None:
    assert why(tmp_path, {"mts_srv": "accepted"}, msg="Другой текст") == "stage has another text registered"
    assert why(tmp_path, {"mts_srv": "accepted"}, set="other") == "stage has nothing registered"


def test_without_a_history_of_it_a_template_is_held(tmp_path: Path) -> None:
    assert why(tmp_path, None) == "there is no history of stage"
    assert _held.hold_back([WAITING], None, None) == {"orders/paid": "there is no history of stage"}
    (tmp_path / "stage.json").write_text("{", "utf-8")
    assert why(tmp_path, None) == "there is no history of stage"


def test_what_is_registered_here_already_is_not_held(tmp_path: Path) -> None:
    kept = _history.history([record(states={"mts_srv": "pending"})], None, NOW)["history"]
    here = _history.read(kept)["prod"]
    assert _held.hold_back([WAITING], here, str(tmp_path)) == {}
    assert _held.hold_back([WAITING._replace(after="")], None, None) == {}


def test_a_template_that_is_not_for_an_environment_is_not_chosen_there() -> None:
    templates = [{"name": "a", "msg": "A"}, {"name": "b", "msg": "B", "environments": "dev, stage"}]
    catalog = [{"name": "orders", "sender": "S", "targets": ["soc"], "templates": templates}]
    chosen = {one: _catalog.choose(catalog, environment=one) for one in ("dev", "prod", "")}
    assert {one: [record["name"] for record in found] for one, found in chosen.items()} == {
        "dev": ["a", "b"],
        "prod": ["a"],
        "": ["a", "b"],
    }
    assert chosen["dev"][1]["environments"] == ["dev", "stage"]


def test_promotion_does_not_ask_for_what_is_not_meant() -> None:
    ours = record(states={"soc": "accepted"}, environments=["dev", "stage"])
    result = _promotion.promotion([ours], [], "stage", "prod")
    assert (result["lacks"], result["not_meant"]) == ([], [{"set": "orders", "name": "paid"}])
    assert "orders/paid: not meant for prod" in result["text"]
    assert _promotion.promotion([ours], [], "dev", "stage")["lacks"]
