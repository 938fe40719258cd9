# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a playbook sees it: options in, result out, the simulator behind it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _advice, _reader, _template
from ansible_collections.smsops.smsc.plugins.modules import (
    smsc_op_template,
    smsc_op_template_info,
    smsc_op_templates,
)

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator


pytestmark = pytest.mark.usefixtures("only_registered")


def shop(count: int, targets: str = "mts_srv") -> list[dict[str, Any]]:
    return [
        {"name": f"t{number}", "sender": "SHOP", "msg": f"Заказ {number} от %d", "targets": targets.split()}
        for number in range(count)
    ]


def arrived(simulator: Simulator) -> Counter[tuple[str, str]]:
    """How often each command has arrived for each text."""
    of_templates = [entry for entry in simulator.service.journal if "msg" in entry["params"]]
    return Counter((entry["command"], entry["params"]["msg"]) for entry in of_templates)


class TestRequests:
    def test_a_new_template_costs_a_read_an_addition_and_a_read(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        wanted = shop(30, "mts_srv bee_srv")
        result = run_module(smsc_op_templates, **connection, templates=wanted)
        assert arrived(simulator) == {
            (command, item["msg"]): count for item in wanted for command, count in (("get", 2), ("add", 1))
        }
        # And one for the sender names.
        assert (result["requests"]["sent"], simulator.lists()) == (91, ["senders"])
        assert sorted(simulator.registered()) == sorted(
            ("SHOP", item["msg"], target) for item in wanted for target in item["targets"]
        )
        assert simulator.violations() == []

    def test_an_unchanged_one_costs_a_read(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        run_module(smsc_op_templates, **connection, templates=shop(30))
        simulator.service.journal.clear()
        result = run_module(smsc_op_templates, **connection, templates=shop(30))
        assert not result["changed"]
        assert arrived(simulator) == {("get", item["msg"]): 1 for item in shop(30)}

    def test_nothing_is_added_before_everything_is_read(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        run_module(smsc_op_templates, **connection, templates=shop(20))
        assert simulator.commands()[:20] == ["get"] * 20

    def test_as_many_at_once_as_allowed_and_not_more(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        most = 0
        begin = simulator.service.begin

        def look(params: dict[str, str]) -> tuple[str, int]:
            nonlocal most
            login, at_once = begin(params)
            most = max(most, at_once)
            return login, at_once

        monkeypatch.setattr(simulator.service, "begin", look)
        simulator.service.configure({"latency": 0.05})
        run_module(smsc_op_templates, **connection, templates=shop(24), max_connections=6)
        assert most == 6


class TestResult:
    def test_every_template_in_the_order_of_the_list(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        run_module(smsc_op_template, **connection, sender="SHOP", msg="Заказ 1 от %d", targets=["mts_srv"])
        simulator.service.configure({"refusals": [{"msg": "Заказ 2 *", "status": -2}]})
        wanted = shop(4)
        del wanted[3]["name"]
        result = run_module(smsc_op_templates, **connection, templates=wanted)
        registration = {
            "target": "mts_srv",
            "operator": "mts",
            "message_type": "service",
            "name": "mts_srv",
            "status": 0,
            "state": "pending",
        }
        error = {
            "kind": "refused",
            "code": -2,
            "description": "the service refused mts_srv: the template cannot be saved (-2)",
            "retryable": False,
        }
        fine = {"sender": "SHOP", "targets": ["mts_srv"], "refused": [], "failed": False, "error": None}
        numbers = [found["registrations"][0].pop("id") for found in result["templates"] if found["registrations"]]
        assert len(set(numbers)) == 3
        assert result["templates"] == [
            {
                **fine,
                "name": "t0",
                "msg": "Заказ 0 от %d",
                "registrations": [registration],
                "added": ["mts_srv"],
                "changed": True,
            },
            {
                **fine,
                "name": "t1",
                "msg": "Заказ 1 от %d",
                "registrations": [registration],
                "added": [],
                "changed": False,
            },
            {
                "name": "t2",
                "sender": "SHOP",
                "msg": "Заказ 2 от %d",
                "targets": ["mts_srv"],
                "registrations": [],
                "added": [],
                "refused": [
                    {"target": "mts_srv", "name": "mts_srv", "status": -2, "reason": "the template cannot be saved"}
                ],
                "changed": False,
                "failed": True,
                "error": error,
            },
            {**fine, "msg": "Заказ 3 от %d", "registrations": [registration], "added": ["mts_srv"], "changed": True},
        ]
        assert result["summary"] == {
            "total": 4,
            "templates": 4,
            "changed": 2,
            "unchanged": 1,
            "failed": 1,
            "registrations": {"pending": 3, "not_found": 1},
        }
        assert (result["failed"], result["changed"], result["error"]) == (True, True, error)
        assert result["msg"] == " ".join(
            [f"1 of 4 templates failed: t2: {error['description']}.", *_advice.steps(error)],
        )

    def test_the_same_template_twice_is_one(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        first, other = shop(2)
        again = {**first, "name": "again", "targets": ["bee_srv", "mts_srv"]}
        result = run_module(smsc_op_templates, **connection, templates=[first, other, again])
        assert [(found["name"], found["added"]) for found in result["templates"]] == [
            ("t0", ["mts_srv"]),
            ("t1", ["mts_srv"]),
            ("again", ["bee_srv", "mts_srv"]),
        ]
        assert result["warnings"] == ["t0, again are the same template; their targets were merged"]
        assert simulator.commands().count("add") == 2
        assert (result["summary"]["total"], result["summary"]["templates"]) == (3, 2)
        assert result["diff"]["after"].count("mts_srv") == 2

    def test_what_is_said_of_a_text_that_is_there_many_times_stays_short(
        self, run_module: ModuleRun, connection: dict[str, Any]
    ) -> None:
        wanted = [{**entry, "name": f"{entry['name']}-{number}"} for entry in shop(30) for number in range(30)]
        warnings = run_module(smsc_op_templates, check_mode=True, **connection, templates=wanted)["warnings"]
        assert len(warnings) == 11
        assert max(map(len, warnings)) < 200

    def test_an_empty_list_is_not_an_error(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        result = run_module(smsc_op_templates, **connection, templates=[])
        assert not result["changed"]
        assert (result["templates"], result["requests"]) == ([], {"sent": 0, "waited": 0})
        assert result["summary"] == {
            "total": 0,
            "templates": 0,
            "changed": 0,
            "unchanged": 0,
            "failed": 0,
            "registrations": {},
        }

    def test_what_is_said_of_many_stays_short(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"moderation": {"verdicts": [{"verdict": "rejected"}]}})
        wanted = shop(60)
        run_module(smsc_op_templates, **connection, templates=wanted)
        simulator.service.advance(604800)
        result = run_module(smsc_op_templates, **connection, templates=wanted)
        assert len(result["warnings"]) == 11
        assert result["warnings"][0].startswith("t0: mts_srv is rejected")
        assert result["warnings"][-1] == "and 50 more like these"
        result = run_module(smsc_op_templates, **connection, templates=wanted, on_rejected="fail")
        assert result["msg"].startswith("60 of 60 templates failed: t0: mts_srv is rejected")
        assert "; and 50 more like these. Change the text, " in result["msg"]
        assert len(result["msg"]) < 3000
        assert result["summary"]["registrations"] == {"rejected": 60}


class TestCheckMode:
    def test_it_plans_and_adds_nothing(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        result = run_module(smsc_op_templates, check_mode=True, **connection, templates=shop(3))
        assert result["changed"]
        assert [found["added"] for found in result["templates"]] == [["mts_srv"]] * 3
        assert result["summary"]["registrations"] == {"pending": 3}
        assert simulator.commands() == ["get"] * 3

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_the_diff_has_a_line_for_what_changes_alone(
        self, run_module: ModuleRun, connection: dict[str, Any], check_mode: bool
    ) -> None:
        run_module(smsc_op_templates, **connection, templates=shop(2))
        wanted = [*shop(2), {"sender": "SHOP", "msg": "Новый\nтекст", "targets": ["mega_srv", "soc"]}]
        result = run_module(smsc_op_templates, check_mode=check_mode, **connection, templates=wanted)
        assert (result["diff"]["before"], result["diff"]["after"]) == (
            "",
            "(SHOP: Новый\\nтекст): mega_srv pending, soc pending\n",
        )


def test_an_empty_list_of_targets_is_read_and_never_added_to(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
) -> None:
    run_module(smsc_op_templates, **connection, templates=[{"sender": "SHOP", "msg": "a", "targets": ["mts_srv"]}])
    off = [{"name": name, "sender": "SHOP", "msg": name, "targets": []} for name in "ab"]
    result = run_module(smsc_op_templates, **connection, templates=off, max_additions=0)
    assert not result.get("failed")
    assert (result["changed"], result["plan"]["additions"]) == (False, 0)
    assert [(one["targets"], one["added"], len(one["registrations"])) for one in result["templates"]] == [
        ([], [], len(result["templates"][0]["registrations"])),
        ([], [], len(result["templates"][1]["registrations"])),
    ]
    assert len(simulator.registered()) == 1
    # Where another entry wants the same template, that one decides.
    both = [*off, {"name": "c", "sender": "SHOP", "msg": "b", "targets": ["soc"]}]
    result = run_module(smsc_op_templates, **connection, templates=both)
    assert [one["added"] for one in result["templates"]] == [[], [], ["soc"]]


class TestMaxAdditions:
    @pytest.mark.parametrize("check_mode", [True, False])
    def test_above_it_nothing_is_added(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, check_mode: bool
    ) -> None:
        wanted = shop(3, "mts_srv bee_srv")
        result = run_module(smsc_op_templates, check_mode=check_mode, **connection, templates=wanted, max_additions=5)
        assert result["msg"].startswith(
            "parameters: 6 registrations of 3 templates would be added, and max_additions allows 5"
        )
        assert "; nothing was added. " in result["msg"]
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "parameters")
        assert simulator.commands() == ["get"] * 3

    def test_up_to_it_all_is(self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> None:
        run_module(smsc_op_templates, **connection, templates=shop(3, "mts_srv bee_srv"), max_additions=6)
        assert len(simulator.registered()) == 6
        result = run_module(smsc_op_templates, **connection, templates=shop(3, "mts_srv bee_srv"), max_additions=0)
        assert not result.get("failed")


BAD_ITEMS: list[tuple[Any, str]] = [
    ({"name": "orders/paid", "sender": "SHOP", "targets": ["soc"]}, "templates[2] (orders/paid): msg is missing"),
    ({"set": "codes", "name": "login", "sender": "SHOP", "targets": []}, "templates[2] (codes/login): msg is missing"),
    ({"sender": "SHOP", "msg": "m"}, "templates[2]: targets is missing"),
    ({"msg": "m", "targets": ["soc"]}, "templates[2]: sender is missing"),
    ({"sender": "SHOP", "msg": " ", "targets": ["soc"]}, "templates[2]: msg is empty"),
    ({"sender": "SHOP", "msg": "m", "targets": ""}, "templates[2]: targets is missing"),
    (
        {"sender": "SHOP", "msg": "m", "targets": ["mts"]},
        "templates[2]: target 'mts' is unknown; did you mean 'mts_",
    ),
    ({"sender": "SHOP", "mgs": "m", "targets": ["soc"]}, "templates[2]: 'mgs' is unknown; did you mean 'msg'?"),
    ({"sender": "SHOP", "msg": "m", "operator": "mts"}, "templates[2]: 'operator' is unknown; there are set, name,"),
    ({"sender": "SHOP", "msg": "m", "text": "m"}, "templates[2]: msg and text are the same; give one of them"),
    ({"sender": "SHOP", "msg": 1.5, "targets": ["soc"]}, "templates[2]: msg is 1.5, which is not a text; put it in"),
    ({"sender": 393, "msg": "m", "targets": ["soc"]}, "templates[2]: sender is 393, which is not a text; put it in"),
    ({"sender": True, "msg": "m", "targets": ["soc"]}, "templates[2]: sender is True, which is not a text; put it in"),
    (
        {"sender": "SHOP", "msg": "m", "targets": {"soc": 1}},
        "templates[2]: targets is {'soc': 1}, which is not a list; write [soc]",
    ),
    ({"sender": "SHOP", "msg": "m", "targets": [1]}, "templates[2]: targets[0] is 1, which is not a text"),
]


@pytest.mark.parametrize(("item", "message"), BAD_ITEMS, ids=[message for _item, message in BAD_ITEMS])
def test_a_bad_item_is_named_and_nothing_is_sent(
    run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, item: Any, message: str
) -> None:
    result = run_module(smsc_op_templates, **connection, templates=[*shop(2), item])
    assert result["failed"]
    assert result["msg"].startswith(f"parameters: {message}")
    assert result["error"]["kind"] == "parameters"
    assert simulator.commands() == []


def test_what_is_not_unicode_is_named_with_its_place() -> None:
    assert _reader.check(_template.Template("SHOP", "m\udcff"), allow_unknown_targets=False) == [
        "msg is not Unicode text at position 2; save it as UTF-8"
    ]


def test_a_mistyped_key_is_one_mistake(run_module: ModuleRun, connection: dict[str, Any]) -> None:
    item = {"sender": "SHOP", "mgs": "m", "targets": ["soc"]}
    assert "is missing" not in run_module(smsc_op_templates, **connection, templates=[item])["msg"]


def test_other_ways_to_write_an_item(run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator) -> None:
    item = {"sender": "79991234567", "text": "Код %d", "targets": "mts_auth, new_srv"}
    run_module(smsc_op_templates, **connection, templates=[item], allow_unknown_targets=True)
    (addition,) = [entry["params"] for entry in simulator.service.journal if entry["command"] == "add"]
    assert (addition["sender"], addition["new_srv"]) == ("79991234567", "1")


class TestFailures:
    @pytest.mark.parametrize("module", [smsc_op_templates, smsc_op_template_info], ids=["add", "info"])
    def test_refused_credentials_cost_one_request(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, module: Any
    ) -> None:
        connection = {**connection, "api_key": "wrong-key"}
        result = run_module(module, **connection, templates=shop(50), max_connections=8)
        assert (result["error"]["kind"], result["requests"]["sent"]) == ("auth", 1)
        assert re.fullmatch(
            r'auth \(error 2\): 127\.0\.0\.1:\d+ refused the credentials \(from api_key\), saying "authorise error"; '
            r"they are locked on this machine until [-\d: ]+, because five failed logins would block its address and "
            r"stop all messages\. Nothing was added\. Correct api_key; for an account at another host, such as "
            r"smsc\.ru, set api_url\. If both are right, allow the address of this machine in the web dashboard of the "
            r'account\. See troubleshooting, "auth": https://\S+/docs/troubleshooting\.md#auth',
            result["msg"],
        )
        assert result["error"]["description"] in result["msg"]
        assert [found["error"]["kind"] for found in result["templates"]] == ["auth"] * 50
        result = run_module(module, **connection, templates=shop(50), max_connections=8)
        assert (result["error"]["kind"], result["requests"]["sent"]) == ("credentials_locked", 0)
        assert simulator.commands() == ["get"]
        assert simulator.violations() == []

    @pytest.mark.parametrize("path", ["nowhere/", "sys/op_templates.php/"])
    def test_a_wrong_address_costs_few(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, path: str
    ) -> None:
        connection = {**connection, "api_url": simulator.api_url.replace("sys/", path)}
        result = run_module(smsc_op_templates, **connection, templates=shop(50))
        assert result["error"]["kind"] == "bad_response"
        assert "is api_url right?" in result["msg"]
        assert result["requests"]["sent"] == 1
        assert [found["failed"] for found in result["templates"]] == [True] * 50

    def test_an_address_that_redirects_costs_one_request(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"faults": [{"kind": "redirect", "times": 100}]})
        result = run_module(smsc_op_templates, **connection, templates=shop(50))
        assert "If that is your service, set api_url to it, " in result["msg"]
        assert result["requests"]["sent"] == 1
        assert [found["failed"] for found in result["templates"]] == [True] * 50

    def test_a_template_that_fails_stops_no_other(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"faults": [{"kind": "body", "body": "Икс"}, {"kind": "error", "code": 3}]})
        result = run_module(smsc_op_templates, **connection, templates=shop(6), max_connections=1)
        assert [found["failed"] for found in result["templates"]] == [True, True, False, False, False, False]
        assert [found["registrations"] is None for found in result["templates"]] == [True, True] + [False] * 4
        assert result["error"]["kind"] == "bad_response"
        assert len(simulator.registered()) == 4

    def test_a_block_ends_it_and_nothing_is_added(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"faults": [{"kind": "error", "code": 4, "skip": 3}]})
        result = run_module(smsc_op_templates, **connection, templates=shop(40), max_connections=1)
        assert result["requests"]["sent"] == 4
        assert {found["error"]["kind"] for found in result["templates"]} == {"ip_blocked"}
        assert all(found["failed"] and not found["added"] for found in result["templates"])
        assert "not tried, because of an earlier error" in result["templates"][0]["error"]["description"]
        assert simulator.registered() == []

    def test_a_block_is_told_and_not_the_cap_on_what_was_read_so_far(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"faults": [{"kind": "error", "code": 4, "skip": 11}]})
        result = run_module(smsc_op_templates, **connection, templates=shop(12), max_connections=1, max_additions=2)
        assert result["error"]["kind"] == "ip_blocked"
        assert "max_additions" not in result["msg"]

    def test_many_failures_in_a_row_end_it_before_the_service_blocks_the_address(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"faults": [{"kind": "error", "code": 1, "times": 100}]})
        result = run_module(smsc_op_templates, **connection, templates=shop(100), max_connections=1)
        assert result["requests"]["sent"] == 20
        assert result["error"]["kind"] == "parameters"

    def test_failures_with_a_success_between_them_do_not(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        failures = {"kind": "error", "code": 3, "times": 19}
        simulator.service.configure({"faults": [failures, {**failures, "skip": 1}]})
        result = run_module(smsc_op_template_info, **connection, templates=shop(60), max_connections=1)
        assert [found["failed"] for found in result["templates"]] == [True] * 19 + [False] + [True] * 19 + [False] * 21

    @pytest.mark.parametrize("fault", [{"kind": "error", "code": 3}, {"kind": "drop_before"}], ids=["error", "lost"])
    def test_failures_while_adding_end_it_too(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, fault: dict[str, Any]
    ) -> None:
        simulator.service.configure({"faults": [{**fault, "command": "add", "times": 1000}]})
        result = run_module(smsc_op_templates, **connection, templates=shop(100), max_connections=1)
        assert simulator.commands().count("add") == 20
        assert result["summary"]["failed"] == 100
        assert "not tried, because of an earlier error" in result["templates"][99]["error"]["description"]

    def test_templates_that_are_refused_do_not(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"refusals": [{"target": "*", "msg": "*", "status": -2}]})
        run_module(smsc_op_templates, **connection, templates=shop(50))
        assert simulator.commands().count("add") == 50

    def test_a_lost_response_of_an_addition_is_looked_up(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"faults": [{"command": "add", "kind": "drop_after", "times": 3}]})
        result = run_module(smsc_op_templates, **connection, templates=shop(10))
        assert not result.get("failed")
        assert simulator.commands().count("add") == len(simulator.registered()) == 10


class TestInfo:
    def test_the_same_list_is_read_at_once(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        wanted = [*shop(12), {**shop(1)[0], "name": "again"}]
        run_module(smsc_op_templates, **connection, templates=shop(12))
        simulator.service.journal.clear()
        result = run_module(smsc_op_template_info, **connection, templates=wanted)
        assert [found["name"] for found in result["templates"]] == [item["name"] for item in wanted]
        assert {found["registrations"][0]["state"] for found in result["templates"]} == {"pending"}
        assert {(found["changed"], found["failed"], found["error"]) for found in result["templates"]} == {
            (False, False, None)
        }
        assert simulator.commands() == ["get"] * 12

    def test_one_that_cannot_be_read_stops_no_other(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"faults": [{"kind": "error", "code": 3}]})
        result = run_module(smsc_op_template_info, **connection, templates=shop(3))
        assert [found["failed"] for found in result["templates"]] == [True, False, False]
        assert [found["registrations"] for found in result["templates"]] == [None, [], []]
        assert result["msg"].startswith("1 of 3 templates failed: t0: ")

    def test_a_list_of_one_is_one_template(
        self, run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator
    ) -> None:
        simulator.service.configure({"faults": [{"kind": "error", "code": 3}]})
        result = run_module(smsc_op_template_info, **connection, templates=shop(1))
        assert result["msg"].startswith("1 of 1 template failed: t0: ")
