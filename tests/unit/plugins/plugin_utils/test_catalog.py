# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.smsops.smsc.plugins.filter import (
    op_template_items,
    op_template_known,
    op_template_list,
    op_template_records,
)
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog
from hypothesis import given, settings
from hypothesis import strategies as st

ORDERS: dict[str, Any] = {
    "name": "orders",
    "sender": "shop",
    "targets": ["mts_srv", "mega_srv"],
    "templates": [
        {"name": "paid", "msg": "Заказ %d оплачен", "examples": ["Заказ 17 оплачен"]},
        {"name": "ready", "msg": "Заказ %d готов", "targets": ["bee_srv"], "sender": "bank"},
    ],
}
CODES: dict[str, Any] = {"name": "codes", "targets": ["mts_auth"], "templates": [{"name": "login", "msg": "Код %d"}]}
PAID = {
    "set": "orders",
    "name": "paid",
    "sender": "shop",
    "msg": "Заказ %d оплачен",
    "targets": ["mts_srv", "mega_srv"],
    "examples": ["Заказ 17 оплачен"],
}
READY = {"set": "orders", "name": "ready", "sender": "bank", "msg": "Заказ %d готов", "targets": ["bee_srv"]}
LOGIN = {"set": "codes", "name": "login", "sender": "SHOP", "msg": "Код %d", "targets": ["mts_auth"]}


class TestChoose:
    def test_a_template_wins_over_its_set_and_its_set_over_the_environment(self) -> None:
        assert _catalog.choose([ORDERS, CODES], sender="SHOP") == [PAID, READY, LOGIN]

    def test_sets_come_once_and_in_the_order_of_the_names(self) -> None:
        assert _catalog.choose([ORDERS, CODES], ["codes", "orders", "codes"], "SHOP") == [LOGIN, PAID, READY]
        assert _catalog.choose([ORDERS, CODES], []) == []

    def test_logical_senders(self) -> None:
        senders = {"shop": "MYSHOP", "bank": 79991234567}
        chosen = _catalog.choose([ORDERS], senders=senders)  # type: ignore[arg-type]
        assert [record["sender"] for record in chosen] == ["MYSHOP", "79991234567"]

    def test_an_override_wins_the_one_of_a_template_over_that_of_its_set(self) -> None:
        overrides: dict[str, dict[str, Any]] = {
            "orders": {"targets": ["soc"]},
            "orders/ready": {"targets": ["tele2_srv"], "sender": "OTHER"},
        }
        chosen = _catalog.choose([ORDERS], overrides=overrides)
        assert [(record["sender"], record["targets"]) for record in chosen] == [
            ("shop", ["soc"]),
            ("OTHER", ["tele2_srv"]),
        ]

    def test_the_catalog_stays_as_it_is(self) -> None:
        before = copy.deepcopy(ORDERS)
        _catalog.choose([ORDERS])[0]["targets"].append("soc")
        assert before == ORDERS

    def test_names_that_yaml_takes_for_numbers(self) -> None:
        year = {"name": 2024, "sender": 7999, "targets": ["soc"], "templates": [{"name": 1, "msg": "Код %d"}]}
        chosen = _catalog.choose(
            [year],
            [2024],  # type: ignore[list-item]
            senders={7999: "MYSHOP"},  # type: ignore[dict-item]
            overrides={2024: {"targets": ["mts_srv"]}},  # type: ignore[dict-item]
        )
        assert chosen == [{"set": "2024", "name": "1", "sender": "MYSHOP", "msg": "Код %d", "targets": ["mts_srv"]}]

    def test_targets_that_the_service_does_not_know_are_allowed_unless_they_are_refused(self) -> None:
        assert _catalog.choose([{**ORDERS, "targets": ["new_srv"]}])[0]["targets"] == ["new_srv"]
        assert _catalog.choose([ORDERS], allow_unknown_targets=False) == [PAID, READY]


BAD: list[tuple[list[Any], dict[str, Any], str]] = [
    ([ORDERS], {"sets": ["ordres"]}, "no set 'ordres' in the catalog; did you mean 'orders'?"),
    ([ORDERS], {"sets": ["xyz"]}, "no set 'xyz' in the catalog; there are orders"),
    ([ORDERS, ORDERS], {}, "the catalog has more than one set 'orders': rename one of them"),
    ([CODES], {}, "the set 'codes' has no sender: give it one, or give op_templates_sender"),
    ([{"name": "a", "templates": [{"name": "b", "msg": "c"}]}], {"sender": "S"}, "the template a/b has no targets"),
    ([{**CODES, "targets": "soc"}], {"sender": "S"}, "the targets of codes/login are 'soc', which is no list"),
    (
        [{**CODES, "templates": [{"name": "b"}]}],
        {"sender": "S"},
        "the template codes/b has no text: give it one as msg",
    ),
    ([{**CODES, "templates": [{"msg": "b"}]}], {}, "the set 'codes' has a template without a name, the 1. one"),
    ([{"templates": []}], {}, "the catalog has a set without a name, the 1. one: give it one"),
    ([{"name": "a"}], {}, "the set 'a' has no templates: give it a list of them"),
    (
        [{**CODES, "tragets": []}],
        {},
        "set 'codes' of the catalog has 'tragets', which is unknown; did you mean 'targets'",
    ),
    ([{**CODES, "templates": [{"name": "a", "mgs": ""}]}], {}, "has 'mgs', which is unknown; did you mean 'msg'?"),
    ([ORDERS], {"senders": {"shopp": "S"}}, "no sender 'shop', which orders/paid needs; did you mean 'shopp'?"),
    (
        [ORDERS],
        {"senders": {"shop": None}},
        "op_templates_senders has nothing for 'shop', which orders/paid needs: give",
    ),
    ([ORDERS], {"overrides": {"orders/payd": {}}}, "'orders/payd', which is no set and no template; did you mean"),
    ([{**CODES, "targets": {"soc": 1, "mts_auth": 1}}], {"sender": "S"}, "no list; write [soc, mts_auth]"),
    ([{**CODES, "targets": 5}], {"sender": "S"}, "the targets of codes/login are 5, which is no list; write [5]"),
    (
        [{**CODES, "templates": [{"name": "login", "msg": "Код %d", "examples": "Код 5, вход"}]}],
        {"sender": "S"},
        "the examples of codes/login are 'Код 5, вход', which is no list; write ['Код 5, вход']",
    ),
    ([{"name": "a", "templates": "b"}], {}, "the set 'a' has no templates: give it a list of them"),
    ({"orders": ORDERS}, {}, "the catalog is no list of sets; it begins with '- name: ...'"),  # type: ignore[list-item]
    ([ORDERS], {"sets": "orders"}, "the sets are 'orders', which is no list; write [orders]"),
    ([ORDERS], {"sets": 5}, "the sets are 5, which is no list; write [5]"),
    ([ORDERS], {"senders": ["shop"]}, "op_templates_senders is ['shop'], which is no dictionary: give the sender name"),
    ([ORDERS], {"overrides": ["orders"]}, "op_templates_overrides is ['orders'], which is no dictionary: give sender"),
    (
        [ORDERS],
        {"overrides": {"orders": None}},
        "op_templates_overrides['orders'] is None, which is no dictionary: give",
    ),
    (
        [ORDERS, {**CODES, "templates": [{"msg": "b"}]}],
        {"sets": ["orders"], "overrides": {"orders": {"targets": ["soc"]}}},
        "the set 'codes' has a template without a name, the 1. one",
    ),
    (
        [{**ORDERS, "targets": ["mts_srv", "megasrv"]}],
        {"allow_unknown_targets": False},
        "orders/paid has the target 'megasrv', which the service does not know "
        "(op_templates_allow_unknown_targets: true allows it); did you mean 'mega_srv'?",
    ),
    (
        [ORDERS],
        {"allow_unknown_targets": False, "overrides": {"orders/ready": {"targets": ["zz"]}}},
        "orders/ready has the target 'zz', which the service does not know (op_templates_allow_unknown_targets: true "
        "allows it); there are mts_srv, ",
    ),
    ([ORDERS], {"overrides": {"orders": {"msg": "x"}}}, "op_templates_overrides['orders'] has 'msg', which is unknown"),
]


@pytest.mark.parametrize(("catalog", "options", "words"), BAD, ids=[words for _catalog, _options, words in BAD])
def test_what_cannot_be_meant_is_named_with_the_mend(catalog: list[Any], options: dict[str, Any], words: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        op_template_list.op_template_list(catalog, **options)
    assert words in str(caught.value)


class TestMerge:
    def test_a_set_may_be_spread(self) -> None:
        more = {"name": "orders", "templates": [{"name": "lost", "msg": "Заказ %d потерян"}]}
        merged = _catalog.merge([("a.yml", [ORDERS]), ("b.yml", [more, CODES])])
        assert merged == [{**ORDERS, "templates": [*ORDERS["templates"], *more["templates"]]}, CODES]
        assert len(_catalog.choose(merged, sender="SHOP")) == 4

    @pytest.mark.parametrize(
        ("second", "words"),
        [
            ({"name": "orders"}, "b.yml is no list of sets; it begins with '- name: ...'"),
            ("orders", "b.yml is no list of sets"),
            (None, "b.yml is no list of sets"),
            ([{**ORDERS, "sender": "x"}], "b.yml gives the set 'orders' another sender than an earlier file"),
            ([{**ORDERS, "targets": ["soc"]}], "b.yml gives the set 'orders' another targets than an earlier file"),
            ([ORDERS, ORDERS], "b.yml has more than one set 'orders'"),
        ],
    )
    def test_contradictions_are_named(self, second: Any, words: str) -> None:
        with pytest.raises(_catalog.CatalogError) as caught:
            _catalog.merge([("a.yml", [ORDERS]), ("b.yml", second)])
        assert words in str(caught.value)

    def test_the_same_template_in_two_files_is_found_when_it_is_chosen(self) -> None:
        merged = _catalog.merge([("a.yml", [ORDERS]), ("b.yml", [ORDERS])])
        with pytest.raises(_catalog.CatalogError, match="more than one template 'paid'"):
            _catalog.choose(merged)


RESULT: dict[str, Any] = {
    "name": "orders/paid",
    "sender": "shop",
    "msg": "Заказ %d оплачен",
    "registrations": [],
    "added": ["mts_srv", "soc"],
    "refused": [{"target": "mega_srv"}, {"target": "soc"}, {"target": None}],
    "changed": True,
    "failed": False,
    "error": None,
}


class TestRecords:
    def test_what_was_done_stands_beside_what_was_wanted(self) -> None:
        joined = op_template_records.op_template_records([PAID, READY], [RESULT], "prod")
        assert joined == [
            {
                **PAID,
                "environment": "prod",
                "registrations": [],
                "added": ["mts_srv"],
                "refused": [{"target": "mega_srv"}, {"target": None}],
                "changed": True,
                "failed": False,
            },
            {**READY, "environment": "prod", "changed": False, "failed": False},
        ]

    def test_the_last_result_counts(self) -> None:
        (record,) = _catalog.records([PAID], [RESULT, {**RESULT, "changed": False, "added": []}])
        assert (record["changed"], record["added"]) == (False, [])

    def test_an_error_of_all_is_that_of_each_without_a_result(self) -> None:
        paid, ready = _catalog.records([PAID, READY], [RESULT], error={"kind": "auth"})
        assert (paid["failed"], ready["failed"], ready["error"]) == (False, True, {"kind": "auth"})

    def test_items_for_the_modules(self) -> None:
        assert op_template_items.op_template_items([PAID]) == [
            {"name": "orders/paid", "sender": "shop", "msg": "Заказ %d оплачен", "targets": ["mts_srv", "mega_srv"]}
        ]


def test_typing_errors_in_names_are_found() -> None:
    known = op_template_known.op_template_known
    assert known(["op_templates_sets"], ["op_templates_sets"]) == ["op_templates_sets"]
    with pytest.raises(AnsibleFilterError, match="op_templates_set is no variable of the role; did you mean"):
        known(["op_templates_set"], ["op_templates_sets", "op_templates_sender"])


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(["orders", "paid", "orders/paid", ""])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "msg", "sender", "targets", "examples", "templates"]), inner),
        st.dictionaries(st.sampled_from(["orders", "orders/paid", "shop", 7]), inner),
    ),
    max_leaves=8,
)


@settings(max_examples=min(settings().max_examples, 500))
@given(st.one_of(JUNK, st.just([ORDERS])), JUNK, JUNK, JUNK, st.booleans())
def test_junk_is_chosen_from_or_named(catalog: Any, sets: Any, senders: Any, overrides: Any, allow: bool) -> None:
    try:
        chosen = _catalog.choose(catalog, sets, "S", senders, overrides, allow)
    except _catalog.CatalogError:
        return
    assert all(
        isinstance(template[key], list) for template in chosen for key in ("targets", "examples") if key in template
    )


@pytest.mark.parametrize("value", [1, None, "text", [1], [{"name": "x"}]])
def test_what_is_none_of_it_is_an_error_and_no_crash(value: Any) -> None:
    for one in (op_template_items.op_template_items, op_template_list.op_template_list):
        with pytest.raises(AnsibleFilterError):
            one(value)
    with pytest.raises(AnsibleFilterError):
        op_template_records.op_template_records(value, [])
    with pytest.raises(AnsibleFilterError):
        op_template_known.op_template_known(value, 7)
