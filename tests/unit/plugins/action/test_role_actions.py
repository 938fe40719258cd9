# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The private actions of the role op_templates: what each returns for the variables of a host."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible import template
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.smsops.smsc.plugins.action import (
    _op_templates_choose,
    _op_templates_conclude,
    _op_templates_lint,
)
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import QUOTE_IT
from ansible_collections.smsops.smsc.tests.support.paths import TREE

ROLE = TREE / "roles" / "op_templates"
DEFAULTS = {**yaml.safe_load((ROLE / "defaults" / "main.yml").read_text("utf-8")), "op_templates_environment": "prod"}
PAID = {"set": "orders", "name": "paid", "sender": "SHOP", "msg": "Заказ %d оплачен", "targets": ["mts_srv"]}
LOGIN = {"set": "codes", "name": "login", "sender": "SHOP", "msg": "Код %w+", "targets": ["mts_auth"]}
CATALOG = [
    {"name": "orders", "targets": ["mts_srv"], "templates": [{"name": "paid", "msg": "Заказ %d оплачен"}]},
    {"name": "codes", "targets": ["mts_auth"], "templates": [{"name": "login", "msg": "Код %w+"}]},
]
LONG = {**PAID, "name": "long", "msg": "Заказ " * 20 + "%d"}
TWO: dict[str, Any] = {"__op_templates_choice": {"templates": [PAID, LOGIN]}}
THREE: dict[str, Any] = {"__op_templates_choice": {"templates": [PAID, LOGIN, LONG]}}
AUTH: dict[str, Any] = {"kind": "auth", "code": 2, "description": "authorise error", "retryable": False}


# What may stand where a history should, and what is said about it; None for a folder.
BAD_HISTORIES = [
    (b"", "it is empty"),
    (b" \n", "it is empty"),
    (b'{"version": 1, "environ', "it cannot be read as JSON in UTF-8: Unterminated string"),
    (b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n", "it has the conflict marks of a merge"),
    (b"\xff\xfe{\x00}\x00", "it cannot be read as JSON in UTF-8: "),
    (b"[" * 100_000, "it cannot be read as JSON in UTF-8: "),
    (b"null", "it is null"),
    (b"[]", "history must be what op_template_history returned"),
    (b'{"version": 1, "environments": []}', "history must be what op_template_history returned"),
    (b'{"version": 2, "environments": {}}', "history has version 2"),
    (None, "it is not a file"),
]


def bad_history(folder: Path, content: bytes | None) -> Path:
    """A file of the environment that is not its history."""
    file = folder / "prod.json"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    return file


class Task:
    """As much of a task as an action looks at."""

    async_val = 0

    def __init__(self, check_mode: bool, arguments: dict[str, Any]) -> None:
        self.check_mode = check_mode
        self.args = arguments


def step(module: Any, variables: dict[str, Any], check_mode: bool = False, **arguments: Any) -> dict[str, Any]:
    """What the action returns in a role with these variables."""
    given = {**DEFAULTS, "role_path": str(ROLE), "op_templates_history": {}, **variables}
    trusted = {name: _trusted(value) for name, value in given.items()}
    loader = DataLoader()
    task = Task(check_mode, arguments)
    action = module.ActionModule(task, None, None, loader, Templar(loader=loader, variables=trusted), None)
    if "__op_templates_choice" in trusted:
        # As the first step has them.
        options = {name[len("op_templates_") :]: value for name, value in trusted.items()}
        trusted["__op_templates_choice"] = {**trusted["__op_templates_choice"], "options": options}
    result: dict[str, Any] = action.step(trusted)
    return result


def _trusted(value: Any) -> Any:
    """A variable as an inventory gives it."""
    return getattr(template, "trust_as_template", str)(value) if isinstance(value, str) else value


class TestChoose:
    def choose(self, entry_point: str = "main", **variables: Any) -> dict[str, Any]:
        given = {
            f"op_templates_{name}": value for name, value in {"sender": "SHOP", "catalog": CATALOG, **variables}.items()
        }
        return step(_op_templates_choose, given, entry_point=entry_point)

    def test_the_templates_of_the_environment(self) -> None:
        assert self.choose()["templates"] == [PAID, LOGIN]
        assert self.choose("status", sets="codes")["templates"] == [LOGIN]
        assert self.choose("check", sender="{{ 'SH' ~ 'OP' }}", sets=["orders"])["templates"] == [PAID]

    def test_values_are_handed_on_in_their_types_and_secrets_are_not(self) -> None:
        options = self.choose(
            matrix_rows="5", max_additions="", allow_unknown_targets="yes", connection_options={"api_key": "s3cret"}
        )["options"]
        assert (options["matrix_rows"], options["max_additions"], options["allow_unknown_targets"]) == (5, None, True)
        assert (options["environment"], options["on_rejected"]) == ("prod", "warn")
        assert "s3cret" not in str(options)

    def test_what_is_wrong_is_told_at_once(self) -> None:
        result = self.choose(sendr="S", matrix_rows="many", sets=["kodes"])
        assert (result["failed"], result["msg"][:2]) == (
            True,
            [
                "2 mistakes in the variables; nothing was sent",
                "op_templates_sendr is not a variable of the role; did you mean 'op_templates_sender'?",
            ],
        )
        assert result["msg"][2].startswith("argument 'op_templates_matrix_rows' is of type")
        assert self.choose(sets=["kodes"])["msg"] == [
            "1 mistake in the catalog; nothing was sent",
            "op_templates_sets: no set 'kodes' in the catalog; did you mean 'codes'?",
        ]
        both = self.choose(sendr="S", sets=["kodes"])["msg"]
        assert (len(both), both[0]) == (3, "2 mistakes in the variables and the catalog; nothing was sent")

    def test_a_variable_that_cannot_be_rendered_is_named(self) -> None:
        (_head, mistake) = self.choose(sender="{{ nobody_knows }}")["msg"]
        assert mistake.startswith("op_templates_sender: ")
        assert "nobody_knows" in mistake

    def test_files_are_read_and_rendered(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").write_text(yaml.safe_dump([{**CATALOG[0], "sender": "S"}], allow_unicode=True), "utf-8")
        text = CATALOG[1] | {
            "templates": [{"name": "login", "msg": "Код {{ 'от' }} %d"}, {"name": "x", "msg": "{{ y }}"}]
        }
        (tmp_path / "b.yml").write_text(yaml.safe_dump([text], allow_unicode=True), "utf-8")
        files: dict[str, Any] = {"catalog": [], "catalog_files": [f"{tmp_path}/a.yml"]}
        assert self.choose(**files)["templates"] == [{**PAID, "sender": "S"}]
        (_head, mistake) = self.choose(**{**files, "catalog_files": [f"{tmp_path}/*.yml"]}, render=True)["msg"]
        assert mistake.startswith(f"{tmp_path}/b.yml: the text of codes/x cannot be rendered: ")

    def test_each_text_of_a_file_is_rendered(self, tmp_path: Path) -> None:
        file = tmp_path / "a.yml"
        file.write_text(
            """
- name: "{{ op_templates_shop }}-orders"
  sender: "{{ op_templates_shop | upper }}"
  targets: "{{ ['mts_srv', 'bee_srv'] }}"
  templates:
    - name: paid
      msg: "Заказ %d: {{ op_templates_shop }}"
      examples: ["Заказ 7: {{ op_templates_shop }}"]
    - {name: code, msg: !unsafe '{{%w}} {{ shop }}', targets: ["{{ 'mts' ~ '_auth' }}"]}
    - {name: number, msg: "[{{ [1] | first }}]"}
""",
            "utf-8",
        )
        files: dict[str, Any] = {"catalog": [], "catalog_files": [str(file)], "render": True, "sender": ""}
        both, targets = {"set": "abc-orders", "sender": "ABC"}, ["mts_srv", "bee_srv"]
        assert self.choose(**files, shop="abc")["templates"] == [
            {**both, "name": "paid", "msg": "Заказ %d: abc", "targets": targets, "examples": ["Заказ 7: abc"]},
            {**both, "name": "code", "msg": "{{%w}} {{ shop }}", "targets": ["mts_auth"]},
            {**both, "name": "number", "msg": "[1]", "targets": targets},
        ]

    def test_what_renders_to_a_number_is_told(self, tmp_path: Path) -> None:
        file = tmp_path / "a.yml"
        file.write_text("- {name: a, templates: [{name: b, msg: '{{ 5 }}', targets: [mts_srv]}]}", "utf-8")
        result = self.choose(catalog=[], catalog_files=[str(file)], render=True)
        if hasattr(template, "trust_as_template"):
            assert result["msg"] == [
                "1 mistake in the catalog; nothing was sent",
                f"{file}: the text of a/b renders to 5, which is not a text; end the expression with | string",
            ]
        else:  # ansible-core 2.18 and older make a text of it.
            assert [one["msg"] for one in result["templates"]] == ["5"]

    def test_what_is_not_a_history_is_named_before_anything_is_sent(self, tmp_path: Path) -> None:
        file = tmp_path / "prod.json"
        for text in ("{", '{"a": 1}'):
            file.write_text(text, "utf-8")
            (head, mistake) = self.choose(history_dir=str(tmp_path))["msg"]
            assert head == "1 mistake in the variables; nothing was sent"
            assert mistake.startswith(f"{file}: ")
            assert file.read_text("utf-8") == text
        (head, mistake) = self.choose(history={"a": 1})["msg"]
        assert mistake.startswith("op_templates_history: ")

    @pytest.mark.parametrize("entry_point", ["main", "status", "gate", "report"])
    @pytest.mark.parametrize(("content", "said"), BAD_HISTORIES)
    def test_a_history_file_that_is_something_else_is_named_with_what_to_do(
        self, tmp_path: Path, entry_point: str, content: bytes | None, said: str
    ) -> None:
        file = bad_history(tmp_path, content)
        (head, mistake) = self.choose(entry_point, history_dir=str(tmp_path))["msg"]
        assert head == "1 mistake in the variables; nothing was sent"
        assert mistake.startswith(f"{file}: ")
        assert said in mistake
        assert mistake.endswith("restore it from version control, or remove it to begin anew")
        assert content is None or file.read_bytes() == content

    def test_a_history_that_begins_with_a_byte_order_mark_is_one(self, tmp_path: Path) -> None:
        (tmp_path / "prod.json").write_text('{"version": 1, "environments": {}}', "utf-8-sig")
        assert self.choose(history_dir=str(tmp_path))["templates"]

    def test_a_link_of_a_history_that_leads_nowhere_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "prod.json").symlink_to(tmp_path / "nothing")
        (_head, mistake) = self.choose(history_dir=str(tmp_path))["msg"]
        assert "prod.json: it is not a file" in mistake

    @pytest.mark.parametrize(
        ("variables", "said"),
        [
            ({"matrix_rows": -1}, "op_templates_matrix_rows is -1; it must be 0 or more"),
            ({"max_additions": "-1"}, "op_templates_max_additions is -1; it must be 0 or more"),
            (
                {"reports": [{"format": "html", "path": "/nowhere/a.html"}]},
                "op_templates_reports: there is no folder '/nowhere'; make it first",
            ),
            ({"history_dir": "/dev/null/times"}, "op_templates_history_dir: "),
            (
                {"history_dir": "/tmp", "environment": "a/../b"},
                "op_templates_environment is 'a/../b', which cannot be the name of a file",
            ),
        ],
    )
    def test_what_would_turn_out_too_late_is_told_first(self, variables: dict[str, Any], said: str) -> None:
        (head, mistake) = self.choose(**variables)["msg"]
        assert head == "1 mistake in the variables; nothing was sent"
        assert mistake.startswith(said)

    @pytest.mark.parametrize("name", ["api_key", "password"])
    def test_a_secret_in_a_text_is_told_and_not_shown(self, name: str) -> None:
        templates = [
            {"name": "s3cret", "msg": "Код %d"},
            {"name": "x", "msg": "s3cret %d"},
            {"name": "y", "msg": "s3cret"},
        ]
        catalog = [{"name": "codes", "targets": ["soc"], "templates": templates}]
        (_head, *mistakes) = self.choose(catalog=catalog, **{name: "{{ 's3cret' }}"})["msg"]
        why = "Ansible hides a secret wherever it stands in a result, so rename that, or use another"
        assert mistakes == [
            f"the op_templates_{name} stands in its name; {why} op_templates_{name}",
            f"codes/x and 1 template more: the op_templates_{name} stands in its msg; {why} op_templates_{name}",
        ]
        assert self.choose("check", catalog=catalog, **{name: "s3cret"})["templates"], "it needs no credentials"

    def test_a_sender_that_yaml_has_made_a_number_of_is_told(self) -> None:
        told = [
            "1 mistake in the catalog; nothing was sent",
            "op_templates_sender is 393, which is not a text; put it in",
        ]
        assert [line[: len(told[1])] for line in self.choose(sender=393)["msg"]] == told
        (_head, mistake) = self.choose(sender="shop", senders={"shop": 393})["msg"]
        assert mistake == f"op_templates_senders['shop'] is 393, which is not a text; {QUOTE_IT}"

    @pytest.mark.parametrize("given", [393, True, 1e3, ["a"], {"a": 1}])
    def test_credentials_that_are_not_texts_are_told_without_their_values(self, given: Any) -> None:
        for name in ("login", "password", "api_key"):
            (_head, mistake) = self.choose("status", **{name: given})["msg"]
            assert mistake == f"op_templates_{name} is not a text; {QUOTE_IT}"

    def test_an_empty_list_of_targets_switches_off(self) -> None:
        off = self.choose(overrides={"orders": {"targets": []}})["templates"]
        assert [(one["name"], one["targets"]) for one in off] == [("paid", []), ("login", LOGIN["targets"])]

    def test_thousands_of_mistakes_are_a_page(self) -> None:
        templates = [{"name": f"t{number}", "masg": "x"} for number in range(3000)]
        told = self.choose(catalog=[{"name": "orders", "targets": ["soc"], "templates": templates}])["msg"]
        assert (len(told), told[0], told[-1]) == (
            102,
            "3,000 mistakes in the catalog; nothing was sent",
            "and 2,900 more; fix these first",
        )

    @pytest.mark.parametrize("empty", [None, ""])
    def test_what_is_empty_is_not_given(self, empty: Any) -> None:
        names = ("catalog_files", "sets", "senders", "overrides", "render", "matrix_rows", "max_additions", "history")
        given = dict.fromkeys(names, empty)
        if empty is None:
            assert self.choose(**given)["templates"] == [PAID, LOGIN]
        else:
            assert self.choose(catalog_files="", sets="", render="", max_additions="")["templates"] == [PAID, LOGIN]

    def test_a_text_where_a_dictionary_is_wanted_is_named_with_the_way_to_write_it(self) -> None:
        (_head, mistake) = self.choose(senders='{"shop": "S"}')["msg"]
        assert mistake == "op_templates_senders is a text; after -e write JSON: -e '{\"op_templates_senders\": {...}}'"


class TestLint:
    def test_errors_and_warnings_are_shown_and_the_rest_is_counted(self) -> None:
        result = step(_op_templates_lint, THREE)
        assert {finding["severity"] for finding in result["findings"]} == {"warning"}
        assert result["text"][0].startswith("codes/login:5: warning: ")
        assert " info" in result["text"][-1]
        assert not result["too_serious"]

    def test_what_else_is_wanted_is_shown_too(self) -> None:
        result = step(_op_templates_lint, {**THREE, "op_templates_matrix_rows": 1}, also=["info"])
        assert {finding["severity"] for finding in result["findings"]} == {"warning", "info"}
        assert result["text"][1].startswith("and ")
        assert result["text"][1].endswith(" more (op_templates_matrix_rows)")

    @pytest.mark.parametrize(
        ("fail_on", "serious"), [("error", False), ("warning", True), ("info", True), ("never", False)]
    )
    def test_the_least_serious_that_fails(self, fail_on: str, serious: bool) -> None:
        assert step(_op_templates_lint, {**THREE, "op_templates_lint_fail_on": fail_on})["too_serious"] is serious

    def test_nothing_to_find_is_nothing_to_say(self) -> None:
        variables = {"__op_templates_choice": {"templates": [PAID]}}
        assert step(_op_templates_lint, variables) == {"findings": [], "text": [], "too_serious": False}

    def test_a_wrong_rule_is_named(self) -> None:
        result = step(_op_templates_lint, {**THREE, "op_templates_lint_rules": {"no-word-plas": "off"}})
        assert result["failed"]
        assert "there is no rule 'no-word-plas'; did you mean 'no-word-plus'?" in result["msg"]


class TestConclude:
    def records(self) -> list[dict[str, Any]]:
        """What the module returned: one template added, the other refused."""
        registration = {"target": "mts_srv", "operator": "mts", "message_type": "service", "name": "mts_srv", "id": 1}
        paid = {**PAID, "registrations": [{**registration, "status": 0, "state": "pending"}], "added": ["mts_srv"]}
        error = {**AUTH, "kind": "refused", "description": "the service refused it"}
        login = {**LOGIN, "registrations": [], "added": [], "refused": [], "changed": False}
        return [
            {**paid, "refused": [], "changed": True, "failed": False, "error": None},
            {**login, "failed": True, "error": error},
        ]

    def conclude(self, result: dict[str, Any], check_mode: bool = False, **variables: Any) -> dict[str, Any]:
        given = {**TWO, "__op_templates_result": result, **variables}
        return step(_op_templates_conclude, given, check_mode)

    def test_what_was_found_and_done(self) -> None:
        found = self.conclude({"templates": self.records(), "plan": {"additions": 1, "templates": 1}, "msg": "1 of 2"})
        assert [(one["environment"], list(one["since"])) for one in found["records"]] == [
            ("prod", ["mts_srv"]),
            ("prod", ["mts_auth"]),
        ]
        assert found["summary"] == {"total": 2, "changed": 1, "failed": 1}
        stats = {"op_templates": {"prod": {"summary": found["summary"], "history": found["history"]}}}
        assert found["ansible_stats"] == {"data": stats, "per_host": False, "aggregate": True}
        assert found["additions"] == [
            "1 registration was added for prod, to 1 of 2 templates:",
            "+ orders/paid (SHOP): mts_srv",
        ]
        assert found["matrix"] == [
            "template     sender  mts_srv    mts_auth",
            "orders/paid  SHOP    pending    -",
            "codes/login  SHOP    -          not_found",
            "2 templates, 1 changed, 1 failed",
        ]
        assert found["failures"] == ["1 of 2 templates failed", "codes/login: the service refused it"]

    @pytest.mark.parametrize(("content", "said"), BAD_HISTORIES)
    def test_a_history_file_that_became_something_else_meanwhile_does_not_hide_what_was_done(
        self, tmp_path: Path, content: bytes | None, said: str
    ) -> None:
        file = bad_history(tmp_path, content)
        found = self.conclude({"templates": self.records(), "plan": {}}, op_templates_history_dir=str(tmp_path))
        assert found["matrix"][-1] == "2 templates, 1 changed, 1 failed"
        assert found["additions"][0] == "1 registration was added for prod, to 1 of 2 templates:"
        assert found["failures"][:2] == ["1 of 2 templates failed", "codes/login: the service refused it"]
        (problem,) = found["history_problem"]
        assert found["failures"][2:] == [problem]
        assert problem.startswith(f"{file}: ")
        assert said in problem
        assert [record["since"] for record in found["records"]] == [{}, {}]
        assert found["history"] == {}
        assert found["ansible_stats"]["data"] == {"op_templates": {"prod": {"summary": found["summary"]}}}
        assert content is None or file.read_bytes() == content

    def test_a_history_file_that_cannot_be_written_does_not_hide_what_was_done(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        found = self.conclude({"templates": self.records()[:1]}, op_templates_history_dir=str(tmp_path))
        (problem,) = found["failures"]
        assert problem.startswith(f"{tmp_path}/prod.json: it cannot be written (No space left on device)")
        assert found["matrix"][-1].startswith("1 template, 1 changed")
        assert found["history"]["environments"]["prod"]
        assert list(tmp_path.iterdir()) == []

    def test_a_plan_says_what_is_to_be_added(self) -> None:
        found = self.conclude({"templates": self.records()[:1], "plan": {}}, check_mode=True)
        assert found["additions"][0] == "1 registration is to be added for prod, to 1 of 1 template:"
        nothing = self.conclude({"templates": self.records()[1:], "plan": {}}, check_mode=True)
        assert nothing["additions"] == ["nothing is to be added for prod"]
        assert self.conclude({"templates": self.records()})["additions"] == []

    def test_what_failed_all_of_them_is_said_once(self) -> None:
        failed = [{**one, "registrations": None, "failed": True, "error": AUTH} for one in (PAID, LOGIN)]
        failed[1]["error"] = {**AUTH, "description": "not tried, because of an earlier error: authorise error"}
        result = {"templates": [{**one, "changed": False} for one in failed], "msg": "authorise error", "error": AUTH}
        assert self.conclude(result)["failures"] == ["2 of 2 templates failed: authorise error"]

    @pytest.mark.parametrize(
        ("result", "why"),
        [
            ({"msg": "no credentials", "error": {**AUTH, "description": "no credentials"}}, "no credentials"),
            ({"msg": "MODULE FAILURE"}, "MODULE FAILURE"),
            ({}, "the module failed without a word"),
        ],
    )
    def test_where_the_module_failed_each_template_has(self, result: dict[str, Any], why: str) -> None:
        found = self.conclude(result)
        assert [one["error"]["description"] for one in found["records"]] == [why, why]
        assert found["matrix"][1:] == [
            "orders/paid  SHOP    unknown    -",
            "codes/login  SHOP    -          unknown",
            "2 templates, 0 changed, 2 failed",
        ]
        assert why in found["failures"][-1]

    def test_a_module_that_failed_without_a_template_has_failed(self) -> None:
        nothing: dict[str, Any] = {"__op_templates_choice": {"templates": []}}
        assert self.conclude({"msg": "no credentials"}, **nothing)["failures"] == ["no credentials"]
        assert self.conclude({"templates": [], "msg": "fine"}, **nothing)["failures"] == []

    def test_the_history_comes_from_this_play_then_the_file_then_an_earlier_job(self, tmp_path: Path) -> None:
        def since(**variables: Any) -> str:
            found = self.conclude({"templates": self.records()[:1]}, **variables)
            return str(found["records"][0]["since"]["mts_srv"])

        memories = []
        for year in (2021, 2022, 2023):
            history = self.conclude({"templates": self.records()[:1]})["history"]
            for entry in history["environments"]["prod"].values():
                entry["since"] = f"{year}-01-01T00:00:00+00:00"
            memories.append(history)
        variables: dict[str, Any] = {"op_templates_history": memories[0]}
        assert since(**variables).startswith("2021")
        variables["op_templates_history_dir"] = str(tmp_path / "times")
        assert since(**variables).startswith("2021")
        file = tmp_path / "times" / "prod.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        file.write_text(json.dumps(memories[1]), "utf-8")
        assert since(**variables).startswith("2022")
        assert since(**variables, __op_templates_conclusion={"history": memories[2]}).startswith("2023")
