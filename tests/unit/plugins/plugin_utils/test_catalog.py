# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import copy
import datetime
from collections.abc import Callable
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.smsops.smsc.plugins.filter import op_template
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import QUOTE_IT, shown
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog
from hypothesis import given, settings
from hypothesis import strategies as st

LIST = op_template.FilterModule().filters()["op_template_list"]
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
        senders = {"shop": "MYSHOP", "bank": "79991234567"}
        chosen = _catalog.choose([ORDERS], senders=senders)
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
        year = {"name": 2024, "sender": "7999", "targets": ["soc"], "templates": [{"name": 1, "msg": "Код %d"}]}
        chosen = _catalog.choose(
            [year],
            [2024],
            senders={7999: "MYSHOP"},
            overrides={2024: {"targets": ["mts_srv"]}},
        )
        assert chosen == [{"set": "2024", "name": "1", "sender": "MYSHOP", "msg": "Код %d", "targets": ["mts_srv"]}]

    def test_targets_that_the_service_does_not_know_are_allowed_unless_they_are_refused(self) -> None:
        assert _catalog.choose([{**ORDERS, "targets": ["new_srv"]}])[0]["targets"] == ["new_srv"]
        assert _catalog.choose([ORDERS], allow_unknown_targets=False) == [PAID, READY]


BAD: list[tuple[Any, dict[str, Any], str]] = [
    ([ORDERS], {"sets": ["ordres"]}, "sets: no set 'ordres' in the catalog; did you mean 'orders'?"),
    ([ORDERS], {"sets": ["xyz"]}, "sets: no set 'xyz' in the catalog; there are orders"),
    ([ORDERS, ORDERS], {}, "catalog, orders: there is more than one set of this name: rename one of them"),
    ([CODES], {}, "catalog, codes: sender is missing: give it one, or give sender"),
    ([{"name": "a", "templates": [{"name": "b", "msg": "c"}]}], {"sender": "S"}, "catalog, a/b: targets is missing"),
    ([{**CODES, "templates": [{"name": "b"}]}], {"sender": "S"}, "catalog, codes/b: msg is missing"),
    ([{**CODES, "templates": [{"msg": "b"}]}], {}, "catalog, codes, template 1: name is missing: give it one"),
    ([{"templates": []}], {}, "catalog, set 1: name is missing: give it one"),
    ([{"name": "a"}], {}, "catalog, a: templates is missing: give it a list of them"),
    ([{**CODES, "tragets": []}], {"sender": "S"}, "catalog, codes: 'tragets' is unknown; did you mean 'targets'?"),
    ([{**CODES, "sender": 393}], {}, "catalog, codes: sender is 393, which is not a text; put it in quotation marks"),
    ([ORDERS], {"sender": 393}, "sender is 393, which is not a text; put it in quotation marks"),
    (
        [{**CODES, "templates": [{"name": "a", "mgs": "b", "msg": "c"}]}],
        {"sender": "S"},
        "catalog, codes/a: 'mgs' is unknown; did you mean 'msg'?",
    ),
    (
        [{**CODES, "templates": [{"name": "a", "msg": "c", "environment": "prod"}]}],
        {"sender": "S"},
        "catalog, codes/a: 'environment' is unknown; did you mean 'environments'?",
    ),
    (
        [CODES],
        {"sender": "shop", "senders": {"shopp": "S"}},
        "senders has no sender 'shop', which codes/login needs; did",
    ),
    ([ORDERS], {"senders": {"shop": "S", "bank": None}}, "senders has nothing for 'bank': give it a sender name"),
    (
        [ORDERS],
        {"overrides": {"orders/payd": {}}},
        "overrides has 'orders/payd', which is not a set and not a template; did you mean 'orders/paid'?",
    ),
    (
        [{**ORDERS, "name": "a/b"}, {**ORDERS, "name": "a", "templates": [{"name": "b", "msg": "c"}]}],
        {"overrides": {"a/b": {"targets": ["soc"]}}},
        "overrides has 'a/b', which several sets or templates have: rename one of them",
    ),
    (
        [{**CODES, "targets": {"soc": 1, "mts_auth": 1}}],
        {"sender": "S"},
        "catalog, codes: targets is {'soc': 1, 'mts_auth': 1}, which is not a list; write [soc, mts_auth]",
    ),
    ([{**CODES, "targets": 5}], {"sender": "S"}, "catalog, codes: targets is 5, which is not a list; write [5]"),
    (
        [{**CODES, "templates": [{"name": "login", "msg": "Код %d", "examples": "Код 5, вход"}]}],
        {"sender": "S"},
        "catalog, codes/login: examples is 'Код 5, вход', which is not a list; write [Код 5, вход]",
    ),
    ([{"name": "a", "templates": "b"}], {}, "catalog, a: templates: 'b' is not its list of templates"),
    ({"orders": 1}, {}, "catalog: {'orders': 1} is not a list of sets; it begins with '- name: ...'"),
    ([ORDERS], {"sets": 5}, "sets is 5, which is not a list; write [5]"),
    ([ORDERS], {"senders": ["shop"]}, "senders is ['shop'], which is not a dictionary: give the sender name"),
    ([ORDERS], {"overrides": ["orders"]}, "overrides is ['orders'], which is not a dictionary: give sender"),
    ([ORDERS], {"overrides": {"orders": None}}, "overrides['orders'] is None, which is not a dictionary: give sender"),
    (
        [ORDERS, {**CODES, "templates": [{"msg": "b"}]}],
        {"sets": ["orders"]},
        "catalog, codes, template 1: name is missing: give it one",
    ),
    (
        [{**CODES, "targets": ["mts_srv", "megasrv"]}],
        {"sender": "S", "allow_unknown_targets": False},
        "catalog, codes: target 'megasrv' is unknown; did you mean 'mega_srv'? If the service has it all the same, set "
        "allow_unknown_targets: true",
    ),
    (
        [ORDERS],
        {"allow_unknown_targets": False, "overrides": {"orders/ready": {"targets": ["zz"]}}},
        "overrides['orders/ready']: target 'zz' is unknown; there are mts_srv, ",
    ),
    ([ORDERS], {"overrides": {"orders": {"msg": "x"}}}, "overrides['orders']: 'msg' is unknown; there are sender,"),
]


@pytest.mark.parametrize(("catalog", "options", "words"), BAD, ids=[words for _catalog, _options, words in BAD])
def test_a_mistake_is_named_once_with_place_value_and_fix(catalog: Any, options: dict[str, Any], words: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        LIST(catalog, **options)
    assert str(caught.value).startswith(f"op_template_list: {words}")
    with pytest.raises(_catalog.CatalogError) as all_of_them:
        _catalog.choose(catalog, **options)
    assert len(all_of_them.value.mistakes) == 1


def test_all_mistakes_are_named_at_once() -> None:
    templates = [{"name": "paid", "msg": "a", "targets": ["mts_svr"]}, {"name": "gift", "masg": "b"}]
    catalog = [{"name": "orders", "targets": ["soc"], "templates": templates}, {**CODES, "sender": 393}]
    with pytest.raises(_catalog.CatalogError) as caught:
        _catalog.choose(catalog, ["orders", "kodes"], allow_unknown_targets=False)
    assert caught.value.mistakes == [
        "catalog, orders/gift: 'masg' is unknown; did you mean 'msg'?",
        f"catalog, codes: sender is 393, which is not a text; {QUOTE_IT}",
        "sets: no set 'kodes' in the catalog; did you mean 'codes'?",
        "catalog, orders: sender is missing: give it one, or give sender",
        "catalog, orders/paid: target 'mts_svr' is unknown; did you mean 'mts_srv'? "
        "If the service has it all the same, set allow_unknown_targets: true",
    ]


def test_what_many_templates_lack_is_named_once() -> None:
    templates = [{"name": f"t{number}", "msg": f"Код {number}"} for number in range(50)]
    many = {"name": "many", "sender": "shop", "targets": ["mts_svr"], "templates": templates}
    with pytest.raises(_catalog.CatalogError) as caught:
        _catalog.choose([many], senders={"shpo": "S"}, allow_unknown_targets=False)
    target, sender = caught.value.mistakes
    assert target.startswith("catalog, many: target 'mts_svr' is unknown")
    assert sender == "senders has no sender 'shop', which many/t0 and 49 more need; did you mean 'shpo'?"


def test_targets_may_be_a_text_with_commas_as_everywhere_in_ansible() -> None:
    assert _catalog.choose([{**CODES, "sender": "S", "targets": "soc, mts_auth"}])[0]["targets"] == ["soc", "mts_auth"]


def merge(*catalogs: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """The sets of files a.yml, b.yml, and the mistakes in them."""
    mistakes: list[str] = []
    merged = _catalog.merge(zip(("a.yml", "b.yml"), catalogs), mistakes)
    return _catalog.as_sets(merged), mistakes


class TestMerge:
    def test_a_set_may_be_spread(self) -> None:
        more = {"name": "orders", "templates": [{"name": "lost", "msg": "Заказ %d потерян"}]}
        merged, mistakes = merge([ORDERS], [more, CODES])
        assert (merged, mistakes) == ([{**ORDERS, "templates": [*ORDERS["templates"], *more["templates"]]}, CODES], [])
        assert len(_catalog.choose(merged, sender="SHOP")) == 4

    def test_a_part_of_a_set_may_have_no_templates_if_another_has_some(self) -> None:
        head = {key: value for key, value in ORDERS.items() if key != "templates"}
        rest = {"name": "orders", "templates": ORDERS["templates"]}
        assert merge([head], [rest]) == ([ORDERS], [])
        assert merge([head])[1] == ["a.yml, orders: templates is missing: give it a list of them"]

    @pytest.mark.parametrize(
        ("second", "words"),
        [
            ({"name": "orders"}, "b.yml: {'name': 'orders'} is not a list of sets; it begins with '- name: ...'"),
            ("orders", "b.yml: 'orders' is not a list of sets"),
            (None, "b.yml: None is not a list of sets"),
            (
                [{**CODES, "name": "orders", "sender": "x", "targets": ORDERS["targets"]}],
                "b.yml, orders: an earlier file says something else as sender",
            ),
            (
                [{**CODES, "name": "orders"}],
                "b.yml, orders: an earlier file says something else as targets of this set",
            ),
            ([CODES, CODES], "b.yml, codes: there is more than one set of this name"),
            ([{"name": "orders", "templates": ORDERS["templates"][:1]}], "b.yml, orders/paid: there is more than one"),
        ],
    )
    def test_contradictions_are_named(self, second: Any, words: str) -> None:
        (mistake,) = merge([ORDERS], second)[1]
        assert mistake.startswith(words)


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
def test_what_is_not_a_catalog_is_an_error_and_no_crash(value: Any) -> None:
    with pytest.raises(AnsibleFilterError):
        LIST(value)


# What YAML makes of 0611, NO, 1e3, 2026-11-26, ~[...] and {...} without quotation marks.
NOT_TEXTS: list[Any] = [393, False, True, 1000.0, datetime.date(2026, 11, 26), ["a", "b"], {"a": "b"}]


@pytest.mark.parametrize("value", NOT_TEXTS, ids=repr)
@pytest.mark.parametrize(
    ("change", "options", "where"),
    [
        (lambda c, v: c.update(sender=v), {}, "catalog, orders: sender"),
        (lambda c, v: c["templates"][0].update(sender=v), {}, "catalog, orders/paid: sender"),
        (lambda c, v: c["templates"][0].update(msg=v), {}, "catalog, orders/paid: msg"),
        (lambda c, v: c["templates"][0].update(examples=["x", v]), {}, "catalog, orders/paid: examples[1]"),
        (lambda c, v: c.update(targets=["soc", v]), {}, "catalog, orders: targets[1]"),
        (None, {"sender": ...}, "sender"),
        (None, {"senders": {"S": ...}}, "senders['S']"),
        (None, {"overrides": {"orders": {"sender": ...}}}, "overrides['orders']: sender"),
        (None, {"overrides": {"orders/paid": {"targets": [...]}}}, "overrides['orders/paid']: targets[0]"),
    ],
)
def test_whatever_yaml_has_made_something_else_of_is_refused(
    change: Callable[[dict[str, Any], Any], None] | None, options: dict[str, Any], where: str, value: Any
) -> None:
    def put(into: Any) -> Any:
        if isinstance(into, dict):
            return {key: put(one) for key, one in into.items()}
        return [put(one) for one in into] if isinstance(into, list) else value if into is ... else into

    catalog = copy.deepcopy(ORDERS)
    if change:
        change(catalog, value)
    with pytest.raises(_catalog.CatalogError) as caught:
        _catalog.choose([catalog], **put(options))
    told = f"{where} is {shown(value)}, which is not a text"
    assert any(mistake.startswith(told) for mistake in caught.value.mistakes)
    assert QUOTE_IT in str(caught.value)


@pytest.mark.parametrize(
    ("catalog", "overrides", "targets"),
    [
        ({"targets": []}, {}, [[], ["soc"]]),
        ({}, {"orders": {"targets": []}}, [[], []]),
        ({}, {"orders/paid": {"targets": []}}, [[], ["soc"]]),
        ({}, {"orders": {"targets": []}, "orders/gift": {"targets": ["mts_srv"]}}, [[], ["mts_srv"]]),
        ({"targets": ""}, {"orders": {"targets": ""}}, None),
        ({"targets": None}, {}, None),
    ],
)
def test_an_empty_list_of_targets_switches_off_and_what_is_not_given_does_not(
    catalog: dict[str, Any], overrides: dict[str, Any], targets: list[list[str]] | None
) -> None:
    orders = {
        "name": "orders",
        "sender": "S",
        "targets": ["mts_srv"],
        "templates": [{"name": "paid", "msg": "p"}, {"name": "gift", "msg": "g", "targets": ["soc"]}],
        **catalog,
    }
    if targets is None:
        with pytest.raises(_catalog.CatalogError, match="orders/paid: targets is missing"):
            _catalog.choose([orders], overrides=overrides)
        return
    assert [one["targets"] for one in _catalog.choose([orders], overrides=overrides)] == targets


def test_a_template_switches_itself_off() -> None:
    orders = {
        "name": "orders",
        "sender": "S",
        "targets": ["mts_srv"],
        "templates": [{"name": "paid", "msg": "p", "targets": []}],
    }
    assert _catalog.choose([orders])[0]["targets"] == []
    assert _catalog.as_sets(_catalog.merge([("a.yml", [orders])], []))[0]["templates"][0]["targets"] == []


def test_sets_may_be_a_text_with_commas() -> None:
    catalog = [ORDERS, {**ORDERS, "name": "codes"}]
    for sets in ("codes, orders", "codes,orders,", ["codes", "orders"]):
        assert [one["set"] for one in _catalog.choose(catalog, sets)] == [
            one["set"] for one in _catalog.choose(catalog, ["codes", "orders"])
        ]


def test_letters_that_look_alike_are_named_with_their_code_points() -> None:
    with pytest.raises(_catalog.CatalogError) as caught:
        _catalog.choose([ORDERS], ["оrders"])
    assert "did you mean 'orders'? Here it is written with U+043E CYRILLIC SMALL LETTER O" in str(caught.value)
