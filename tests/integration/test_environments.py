# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role with several environments, as a user runs it: what is registered, long lists, checks without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import QUOTE_IT
from ansible_collections.smsops.smsc.tests.support.environments import HOSTS
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

REGISTERED = sorted(
    [
        ("SHOP-DEV", "Заказ %d оплачен", "mts_srv"),
        ("SHOP-DEV", "Заказ %d готов", "mts_srv"),
        ("SHOP", "Заказ %d оплачен", "mts_srv"),
        ("SHOP", "Заказ %d оплачен", "mega_srv"),
        ("SHOP", "Заказ %d готов", "bee_srv"),
        ("BANK", "Пароль %d", "mts_auth"),
    ]
)


def test_each_environment_has_its_own_senders_and_targets(play: Any, simulator: RunningSimulator) -> None:
    for changed in (1, 0):
        run = play("provision")
        assert (run.code, run.changed()) == (0, {"dev": changed, "prod": changed}), run.output
        assert sorted(simulator.registered()) == REGISTERED
    assert simulator.read("violations") == []


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        (
            {"op_templates_senders": {"shop": "A", "bnak": "B"}},
            "no sender 'bank', which codes/login needs; did you mean",
        ),
        (
            {"op_templates_overrides": {"order": {"targets": ["soc"]}}},
            "'order', which is not a set and not a template; did you",
        ),
        (
            {"op_templates_overrides": {"codes/login": {"taregts": []}}},
            "op_templates_overrides['codes/login']: 'taregts' is unknown; did you mean",
        ),
        ({"op_templates_sendr": "SHOP"}, "op_templates_sendr is not a variable of the role; did you mean"),
        ({"op_templates_sets": ["orders", "kodes"]}, "no set 'kodes' in the catalog; did you mean 'codes'?"),
        (
            {"op_templates_overrides": {"codes": {"targets": ["mts_auht"]}}},
            "op_templates_allow_unknown_targets: true",
        ),
        ({"op_templates_catalog_files": ["nowhere.yml"]}, "; see op_templates_catalog_files"),
        ({"op_templates_catalog_files": ["nowhere/*.yml"]}, "no file in"),
        ({"op_templates_catalog_files": "nowhere.yml"}, "is like 'nowhere.yml'"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_meant_is_named_before_anything_is_sent(
    play: Any, simulator: RunningSimulator, variables: dict[str, Any], words: str
) -> None:
    run = play("provision", hosts={"prod": {**HOSTS["prod"], **variables}})
    assert run.code == 2
    assert words in " ".join(run.output.split())
    assert simulator.commands() == []


def test_all_mistakes_are_told_in_a_few_lines(play: Any, ansible: Ansible, simulator: RunningSimulator) -> None:
    (ansible.folder / "catalog").mkdir()
    codes = [{"name": "codes", "sender": 393, "targets": ["mts_auth"], "templates": [{"name": "login", "masg": "x"}]}]
    (ansible.folder / "catalog" / "codes.yml").write_text(yaml.safe_dump(codes), "utf-8")
    orders = [{"name": "orders", "templates": [{"name": "paid", "msg": "a", "targets": ["mts_svr"]}]}]
    run = play(
        "provision",
        hosts={"prod": {"op_templates_sets": ["orders", "kodes"], "op_template_sender": "SHOP"}},
        op_templates_catalog=orders,
        op_templates_catalog_files=["catalog/*.yml"],
    )
    assert run.code == 2
    assert run.of("Check the variables and the catalog")["msg"] == [
        "6 mistakes in the variables and the catalog; nothing was sent",
        "op_template_sender is not a variable of the role; did you mean 'op_templates_sender'?",
        f"catalog/codes.yml, codes: sender is 393, which is not a text; {QUOTE_IT}",
        "catalog/codes.yml, codes/login: 'masg' is unknown; did you mean 'msg'?",
        "op_templates_sets: no set 'kodes' in the catalog; did you mean 'codes'?",
        "op_templates_catalog, orders: sender is missing: give it one, or give op_templates_sender",
        "op_templates_catalog, orders/paid: target 'mts_svr' is unknown; did you mean 'mts_srv'? "
        "If the service has it all the same, set op_templates_allow_unknown_targets: true",
    ]
    assert simulator.commands() == []


@pytest.mark.parametrize(
    ("playbook", "variables"),
    [
        ("provision", {"op_templates_matrix_rows": "many"}),
        ("status", {"op_templates_senders": ["shop"]}),
        ("check", {"op_templates_render": "perhaps"}),
        ("gate", {"op_templates_gate_wait": "long"}),
        ("report", {"op_templates_sets": {"orders": 1}}),
    ],
)
def test_a_variable_of_a_wrong_type_is_told_in_a_few_lines(
    play: Any, simulator: RunningSimulator, playbook: str, variables: dict[str, Any]
) -> None:
    run = play(playbook, hosts={"prod": {**HOSTS["prod"], **variables}})
    assert run.code == 2
    told = run.of("Check the variables and the catalog")["msg"]
    assert len(told) == 2
    assert f"argument '{next(iter(variables))}' is of type" in told[1]
    failure = run.output.partition("fatal: ")[2].partition("PLAY RECAP")[0]
    assert len(failure.splitlines()) <= 10
    assert simulator.commands() == []


def test_variables_that_a_survey_leaves_empty_are_not_given(play: Any, simulator: RunningSimulator) -> None:
    names = ("reports", "matrix_rows", "max_additions", "on_rejected", "lint_rules", "lint_fail_on", "catalog_files")
    empty = [argument for name in names for argument in ("-e", f"op_templates_{name}=")]
    run = play("provision", *empty, hosts={"prod": HOSTS["prod"]})
    assert run.code == 0, run.output
    assert len(simulator.registered()) == 4


def test_a_variable_of_the_users_own_is_left_alone(play: Any) -> None:
    run = play("check", hosts={"prod": {**HOSTS["prod"], "op_templates_common_targets": ["mts_srv"]}})
    assert run.code == 0, run.output


class TestFiles:
    @pytest.fixture
    def files(self, ansible: Ansible) -> str:
        folder = ansible.folder / "catalog"
        folder.mkdir()
        for name, msg in (("a", "Заказ {{ brand }} %d"), ("b", "Доставка {{ '%d' }} {% raw %}")):
            sets = [{"name": "orders", "sender": "shop", "targets": ["soc"], "templates": [{"name": name, "msg": msg}]}]
            (folder / f"{name}.yml").write_text(yaml.safe_dump(sets, allow_unicode=True), "utf-8")
        return f"{folder}/*.yml"

    def test_a_set_may_be_spread_and_jinja_is_left_alone(
        self, play: Any, simulator: RunningSimulator, files: str
    ) -> None:
        prod = {"prod": {"op_templates_senders": {"shop": "SHOP"}}}
        variables = {"op_templates_catalog": "", "op_templates_catalog_files": [files]}
        run = play("provision", hosts=prod, op_templates_lint_fail_on="never", **variables)
        assert run.code == 0, run.output
        assert sorted(simulator.registered()) == [
            ("SHOP", "Доставка {{ '%d' }} {% raw %}", "soc"),
            ("SHOP", "Заказ {{ brand }} %d", "soc"),
        ]

    def test_it_is_rendered_where_that_is_wanted(self, play: Any, simulator: RunningSimulator, files: str) -> None:
        Path(files).with_name("b.yml").unlink()
        prod = {"prod": {"op_templates_senders": {"shop": "SHOP"}, "brand": "MyShop"}}
        variables = {"op_templates_catalog": "", "op_templates_catalog_files": [files], "op_templates_render": True}
        run = play("provision", hosts=prod, **variables)
        assert run.code == 0, run.output
        assert sorted(simulator.registered()) == [("SHOP", "Заказ MyShop %d", "soc")]
        run = play("provision", hosts={"prod": {"op_templates_senders": {"shop": "SHOP"}}}, **variables)
        assert run.code == 2
        assert "the text of orders/a cannot be rendered" in " ".join(run.output.split())


class TestLongLists:
    def test_hundreds_of_templates_of_which_many_fail_print_a_page(
        self, play: Any, simulator: RunningSimulator
    ) -> None:
        templates = [{"name": f"t{number}", "msg": f"Заказ {number}"} for number in range(300)]
        catalog = [{"name": "orders", "sender": "SHOP", "targets": ["soc"], "templates": templates}]
        hosts: dict[str, Any] = {"prod": {}}
        simulator.write("config", {"refusals": [{"target": "*", "msg": "*1", "status": -2}]})
        run = play("provision", hosts=hosts, op_templates_catalog=catalog)
        assert run.code == 2
        (head, cause, *rest) = run.shown()
        assert head == "prod: 30 of 300 templates failed"
        # What failed is never cut; the rest is.
        assert cause.startswith("  the service refused soc: the template cannot be saved (-2): 30 templates: orders/t1")
        assert cause.count("orders/t") == 30
        assert "and 230 more (op_templates_matrix_rows)" in rest
        assert "30 of 300 templates failed; see below" in run.stopped()
        assert len(run.output) < 15_000

    def test_above_the_cap_nothing_is_added(self, play: Any, simulator: RunningSimulator) -> None:
        run = play("provision", hosts={"prod": HOSTS["prod"]}, op_templates_max_additions=3)
        assert run.code == 2
        assert "4 registrations of 3 templates would be added, and op_templates_max_additions allows 3" in " ".join(
            run.output.split()
        )
        assert set(simulator.commands()) == {"get"}

    def test_refused_credentials_cost_one_request(self, play: Any, simulator: RunningSimulator) -> None:
        hosts = {"prod": {**HOSTS["prod"], "op_templates_api_key": "wrong"}}
        run = play("provision", hosts=hosts)
        assert run.code == 2
        assert len(simulator.commands()) == 1
        assert run.shown()[0].startswith("prod: auth (error 2): 127.0.0.1:")
        assert 'refused the credentials (from op_templates_api_key), saying "authorise error"' in run.shown()[0]
        assert run.stopped() == "prod: 3 of 3 templates failed; see below"


class TestCheck:
    def test_it_needs_no_credentials_and_no_network(self, play: Any, simulator: RunningSimulator) -> None:
        run = play("check", op_templates_api_key="", op_templates_api_url="")
        assert (run.code, run.changed()) == (0, {"dev": 0, "prod": 0}), run.output
        assert simulator.commands() == []

    @pytest.mark.parametrize("playbook", ["check", "provision"])
    def test_an_example_that_does_not_match_stops_everything(
        self, play: Any, simulator: RunningSimulator, playbook: str
    ) -> None:
        template = {"name": "paid", "msg": "Заказ %d оплачен", "examples": ["Заказ 17 оплачен", "Заказ №17 отменён"]}
        catalog = [{"name": "orders", "sender": "SHOP", "targets": ["mts_srv"], "templates": [template]}]
        hosts: dict[str, Any] = {"prod": {}}
        run = play(playbook, hosts=hosts, op_templates_catalog=catalog)
        assert run.code == 2
        assert "orders/paid" in run.output
        assert "op_templates_lint_fail_on (error)" in run.output
        assert simulator.commands() == []
        assert play(playbook, hosts=hosts, op_templates_catalog=catalog, op_templates_lint_fail_on="never").code == 0

    def test_rules_can_be_raised_silenced_and_added(self, play: Any) -> None:
        catalog = [
            {
                "name": "promo",
                "sender": "SHOP",
                "targets": ["mts_adv"],
                "templates": [{"name": "sale", "msg": "СКИДКА %w+ рублей"}],
            }
        ]
        hosts: dict[str, Any] = {"prod": {"op_templates_catalog": catalog, "op_templates_allow_unknown_targets": True}}
        run = play("check", hosts=hosts)
        assert run.code == 0, run.output
        assert "warning" in run.output
        assert play("check", hosts=hosts, op_templates_lint_fail_on="warning").code == 2
        own = [{"id": "no-shouting", "description": "no word in capitals", "forbid": "[А-ЯЁ]{4,}", "severity": "error"}]
        run = play("check", hosts=hosts, op_templates_lint_more_rules=own)
        assert run.code == 2
        assert "no-shouting" in run.output
        run = play(
            "check", hosts=hosts, op_templates_lint_more_rules=own, op_templates_lint_rules={"no-shouting": "off"}
        )
        assert run.code == 0

    @pytest.mark.parametrize(
        ("name", "content", "variables"),
        [
            ("messages.txt", "Заказ 17 оплачен\nЗаказ 18 готов\nЗаказ 19 потерян\n".encode(), {}),
            (
                "messages.csv",
                "дата;текст\r\n1;Заказ 17 оплачен\r\n2;Заказ 18 готов\r\n3;Заказ 19 потерян\r\n".encode("windows-1251"),
                {"format": "csv", "column": "текст", "encoding": "windows-1251"},
            ),
            (
                "messages.jsonl",
                json.dumps({"text": "Заказ 17 оплачен"}).encode() + b'\n{"text": "x"}\n',
                {"format": "jsonl", "column": "text"},
            ),
        ],
        ids=["text", "csv", "jsonl"],
    )
    def test_real_messages_are_matched(
        self, play: Any, ansible: Ansible, name: str, content: bytes, variables: dict[str, str]
    ) -> None:
        (ansible.folder / name).write_bytes(content)
        settings: dict[str, Any] = {f"op_templates_messages_{key}": value for key, value in variables.items()}
        hosts = {"prod": HOSTS["prod"]}
        run = play("check", hosts=hosts, op_templates_messages_file=str(ansible.folder / name), **settings)
        assert run.code == 0, run.output
        assert "1 message matches no template, in 1 group" in run.output
        assert "потерян" not in run.output
        settings["op_templates_messages_min_matched"] = 90
        run = play("check", hosts=hosts, op_templates_messages_file=str(ansible.folder / name), **settings)
        assert run.code == 2
        assert "less than op_templates_messages_min_matched (90" in " ".join(run.output.split())

    def test_no_message_is_not_all_of_them(self, play: Any, ansible: Ansible) -> None:
        def check(content: str, **variables: Any) -> Any:
            (ansible.folder / "sent.csv").write_text(content, "utf-8")
            settings = {"file": str(ansible.folder / "sent.csv"), "format": "csv", "column": "text", **variables}
            given = {f"op_templates_messages_{key}": value for key, value in settings.items() if key != "allow_empty"}
            if "allow_empty" in variables:
                given["op_templates_allow_empty"] = variables["allow_empty"]
            return play("check", hosts={"prod": HOSTS["prod"]}, **given)

        run = check("id,text\n", min_matched=100)
        assert run.code == 2
        assert "sent.csv has no message with text (0 without)" in " ".join(run.output.split())
        run = check("id,text\n1,\n2,\n", min_matched=1)
        assert run.code == 2
        assert "not counted: 2 messages without text" in run.output
        assert check("id,text\n", min_matched=100, allow_empty=True).code == 0
        run = check("id,text\n1,Заказ 17 оплачен\n2,\n", min_matched=100)
        assert run.code == 0, run.output
        assert "not counted: 1 message without text" in run.output
