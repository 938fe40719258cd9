# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets are written as YAML that says exactly what is meant, below what a file has already."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.parsing.vault import VaultLib
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import InputError
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog, _catalog_yaml
from ansible_collections.smsops.smsc.plugins.plugin_utils._adopting import _yaml
from ansible_collections.smsops.smsc.plugins.plugin_utils._adopting._yaml import Adopted
from hypothesis import example, given, settings
from hypothesis import strategies as st

VAULT = VaultLib()
WILD = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)
AWKWARD = st.text(" \n\r\t\u00a0\u2028\x85\ufeff\"'\\%d{}#:-!&*«»éё", min_size=1).filter(str.strip)
TARGETS = st.sampled_from([("mts_srv",), ("mts_srv", "mega_srv"), ("soc",)])
ADOPTED = st.builds(Adopted, WILD | AWKWARD | st.just("no"), WILD | AWKWARD, TARGETS)
EXISTING = b"- name: orders\n  sender: SHOP\n  targets: [mts_srv]\n  templates:\n  - {name: paid, msg: 'Paid %d'}\n"
ONE = [Adopted("SHOP", "Заказ %d оплачен", ("mts_srv",))]


def read(data: bytes) -> Any:
    return _catalog_yaml.read(data, VAULT)[0]


@settings(max_examples=min(settings().max_examples, 300))
@given(st.lists(ADOPTED, min_size=1, max_size=6, unique_by=lambda one: (one.sender, one.msg)))
@example([Adopted("0611", "{{%w}} {%d} \\n \U0001f600\x7f\ufffe", ("mts_srv",))])
def test_what_is_written_is_read_as_it_was_meant(found: list[Adopted]) -> None:
    sets = _yaml.sets(found)
    assert read(_yaml.text(sets).encode()) == sets
    mistakes: list[str] = []
    chosen = _catalog.choose_from(_catalog.merge([("it", sets)], mistakes), mistakes)
    assert not mistakes
    assert sorted(Adopted(one["sender"], one["msg"], tuple(one["targets"])) for one in chosen) == sorted(found)


def test_names_come_from_the_words_of_the_texts_and_are_there_once() -> None:
    found = [
        Adopted("My Shop", msg, ("soc",)) for msg in ("Заказ %d оплачен", "Заказ %d+ оплачен!", "%d", "№ %w", "on")
    ]
    (one,) = _yaml.sets(found, taken={"my-shop", "my-shop-2"})
    assert one["name"] == "my-shop-3"
    assert [template["name"] for template in one["templates"]] == [
        "zakaz-oplachen",
        "zakaz-oplachen-2",
        "texts",
        "texts-2",
        "on",
    ]
    assert '- name: "on"' in _yaml.text([one])


def test_a_set_has_the_targets_of_most_of_its_texts_and_the_others_have_their_own() -> None:
    found = [Adopted("SHOP", str(number), ("mts_srv",) if number else ("soc", "mts_srv")) for number in range(3)]
    (one,) = _yaml.sets(found)
    assert one["targets"] == ["mts_srv"]
    assert [template.get("targets") for template in one["templates"]] == [["soc", "mts_srv"], None, None]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# nothing yet\n",
        b"---\n",
        EXISTING,
        EXISTING.removesuffix(b"\n"),
        b"\xef\xbb\xbf---\n" + EXISTING.replace(b"\n", b"\r\n"),
        b"".join(b"    " + line for line in EXISTING.splitlines(keepends=True)),
        EXISTING + b"# the end",
        b"- name: a\n  templates:\n  - name: b\n    msg: |\n      text\n",
    ],
)
def test_a_file_keeps_its_bytes_and_gets_the_sets_at_its_end(data: bytes) -> None:
    sets = _yaml.sets(ONE)
    new = _yaml.appended(data, sets, VAULT)
    assert new.startswith(data)
    there = read(data) if b"name" in data else []
    assert read(new) == [*there, *sets]
    assert _yaml.appended(data, [], VAULT) == data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"[]\n", "cannot be appended"),
        (b'[{"name": "a", "templates": []}]\n', "cannot be appended"),
        (b"name: a\n", "cannot be appended"),
        (EXISTING + b"...\n", "cannot be appended"),
        (b"- name: a\n  templates:\n  - name: b\n    msg: |\n      text", "cannot be appended"),
        (b"- name: [\n", "cannot be appended"),
        (b"- name: \xcd\n", "cannot be appended"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n6162\n", "encrypted"),
    ],
)
def test_a_file_that_would_mean_something_else_is_left_alone(data: bytes, why: str) -> None:
    with pytest.raises(InputError, match=rf"{why}.*name another file"):
        _yaml.appended(data, _yaml.sets(ONE), VAULT)
