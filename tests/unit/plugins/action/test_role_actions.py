# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The private actions of the role op_templates: what each returns for the variables of a host."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from ansible import template
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.smsops.smsc.plugins.action import (
    _op_templates_choose,
    _op_templates_conclude,
    _op_templates_show_findings,
)
from ansible_collections.smsops.smsc.plugins.module_utils._model import _advice
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import QUOTE_IT
from ansible_collections.smsops.smsc.plugins.plugin_utils import _history
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.records import registration

ROLE = TREE / "roles" / "op_templates"
DEFAULTS = {**yaml.safe_load((ROLE / "defaults" / "main.yml").read_text("utf-8")), "op_templates_environment": "prod"}
PAID = {"set": "orders", "name": "paid", "sender": "SHOP", "msg": "Заказ %d оплачен", "targets": ["mts_srv"]}
LOGIN = {"set": "codes", "name": "login", "sender": "SHOP", "msg": "Код %w+", "targets": ["mts_auth"]}
CATALOG = [
    {"name": "orders", "targets": ["mts_srv"], "templates": [{"name": "paid", "msg": "Заказ %d оплачен"}]},
    {"name": "codes", "targets": ["mts_auth"], "templates": [{"name": "login", "msg": "Код %w+"}]},
]
OLD = {"set": "orders", "name": "paid", "sender": "SHOP", "msg": "Заказ %d оплачен!"}
BEGAN, NOW = "2026-11-22T09:59:00+00:00", "2026-11-22T10:00:00+00:00"
TWO: dict[str, Any] = {"templates": [PAID, LOGIN], "obsolete": [], "whole": True, "began": BEGAN}
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
    (b'{"version": 3, "environments": {}}', "history has version 3, and this version of the collection knows 2 and 1"),
    (b'{"version": 2, "environments": {"dev": {"templates": []}}}', "it is the history of 'dev', not of 'prod'"),
    (b'{"version": 2, "environments": {"prod": {"templates": [{"msg": 5}]}}}', "msg is 5, which is not a text"),
    (b'{"version": 2, "environments": {"prod": {"templates": {}}}}', "prod: templates is {}, which is not a list"),
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


def registered(**states: str) -> dict[str, Any]:
    """What a record has of registrations with these states."""
    return {"registrations": [registration(target, state) for target, state in states.items()]}


def remember(folder: Path, *records: dict[str, Any]) -> Path:
    """The file of a history that has seen these records. Returns the file."""
    kept = _history.history([{"environment": "prod", **one} for one in records], {}, BEGAN, "prod")["history"]
    kept["environments"].setdefault("prod", {"templates": []})
    file = folder / "prod.json"
    file.write_text(json.dumps(kept), "utf-8")
    return file


class Task:
    """As much of a task as an action looks at."""

    async_val = 0

    def __init__(self, check_mode: bool, arguments: dict[str, Any]) -> None:
        self.check_mode = check_mode
        self.args = arguments


def step(module: Any, variables: dict[str, Any], check_mode: bool = False, **arguments: Any) -> dict[str, Any]:
    """What the action returns in a role with these variables."""
    given = {**DEFAULTS, "role_path": str(ROLE), "__op_templates_now": NOW, **variables}
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
        fix = "Give each environment a file of its own name" if "not of" in said else "or remove it to start over"
        assert mistake.endswith(fix)
        assert content is None or file.read_bytes() == content

    def test_a_history_that_begins_with_a_byte_order_mark_is_one(self, tmp_path: Path) -> None:
        (tmp_path / "prod.json").write_text('{"version": 1, "environments": {}}', "utf-8-sig")
        assert self.choose(history_dir=str(tmp_path))["templates"]

    def test_a_link_of_a_history_that_leads_nowhere_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "prod.json").symlink_to(tmp_path / "nothing")
        (_head, mistake) = self.choose(history_dir=str(tmp_path))["msg"]
        assert "prod.json: it is not a file" in mistake

    def test_a_variable_that_went_is_told_with_what_is_there_instead(self) -> None:
        for name in ("history", "seen"):
            given: dict[str, Any] = {name: {}}
            (_head, mistake) = self.choose(**given)["msg"]
            assert mistake == (
                f"op_templates_{name}: the history is a file now; set op_templates_history_dir, and remove it"
            )

    def test_without_a_history_nothing_is_known(self) -> None:
        found = self.choose()
        assert (found["obsolete"], "known" in found["guards"], found["whole"]) == ([], False, True)
        assert not self.choose(sets=["codes"])["whole"]

    def test_the_module_is_told_what_was_registered_of_the_texts_of_this_run(self, tmp_path: Path) -> None:
        remember(tmp_path, {**PAID, **registered(mts_srv="accepted")}, {**LOGIN, **registered(mts_auth="rejected")})
        whole = {"sender": "SHOP", "msg": PAID["msg"]}
        known = {**whole, "registrations": [{"target": "mts_srv", "state": "accepted", "seen": BEGAN}]}
        found = self.choose(history_dir=str(tmp_path), sets=["orders"], on_vanished="warn")
        assert found["guards"]["known"] == [known]
        assert found["guards"]["on_vanished"] == "warn"
        assert "known" not in self.choose("status", history_dir=str(tmp_path))["guards"]

    @pytest.mark.parametrize("wanted", ["warn", "fail"])
    def test_what_has_vanished_cannot_be_seen_without_a_history(self, tmp_path: Path, wanted: str) -> None:
        needed = f"op_templates_on_vanished is '{wanted}', which needs a history"
        head = "1 mistake in the variables; nothing was sent"
        assert self.choose(on_vanished=wanted)["msg"] == [head, f"{needed}: set op_templates_history_dir"]
        begin = f"and there is no {tmp_path}/prod.json; the entry point status begins one"
        assert self.choose(on_vanished=wanted, history_dir=str(tmp_path))["msg"] == [head, f"{needed}, {begin}"]
        remember(tmp_path)
        assert self.choose(on_vanished=wanted, history_dir=str(tmp_path))["guards"]["known"] == []

    def test_texts_that_the_catalog_no_longer_has_are_read_too(self, tmp_path: Path) -> None:
        gone = {"set": "codes", "name": "gone", "sender": "SHOP", "msg": "Код %d"}
        remember(tmp_path, *({**one, **registered(soc="accepted")} for one in (OLD, gone, PAID)))
        history_dir = str(tmp_path)
        replaced = {**OLD, "targets": [], "obsolete": "replaced"}
        left_over = {**gone, "targets": [], "obsolete": "left_over"}
        assert self.choose(history_dir=history_dir)["obsolete"] == [left_over, replaced]
        assert self.choose("status", history_dir=history_dir)["obsolete"] == [left_over, replaced]
        # A run over a part of the catalog does not know of the rest of it.
        assert self.choose(history_dir=history_dir, sets=["orders"])["obsolete"] == [replaced]
        assert self.choose(history_dir=history_dir, sets=["codes"])["obsolete"] == []

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
            f"the op_templates_{name} occurs in its name; {why} op_templates_{name}",
            f"codes/x and 1 template more: the op_templates_{name} occurs in its msg; {why} op_templates_{name}",
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

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"api_key": ""}, ["api_key"]),
            ({"api_key": "", "login": "shop"}, ["api_key"]),
            ({"login": "", "password": None}, ["login", "password"]),
            ({"login": "shop", "password": ""}, ["password"]),
            ({"api_key": "key", "api_url": ""}, ["api_url"]),
            # One way is enough, and the other one is not looked for in the environment then.
            ({"api_key": "key", "login": "", "password": ""}, []),
            ({"api_key": "", "login": "shop", "password": "s3cret"}, []),
        ],
    )
    def test_an_empty_credential_is_told_where_that_of_another_account_could_be_used(
        self, given: dict[str, Any], told: list[str]
    ) -> None:
        result = self.choose("status", **given)
        mistakes = result.get("msg", [""])[1:]
        assert [mistake.split(" is empty; give it a value")[0] for mistake in mistakes] == [
            f"op_templates_{name}" for name in told
        ]
        assert bool(result.get("failed")) is bool(told)

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
        names = ["catalog_files", "sets", "senders", "overrides", "render", "matrix_rows", "max_additions"]
        names += ["history_dir", "on_vanished"]
        given = dict.fromkeys(names, empty)
        if empty is None:
            assert self.choose(**given)["templates"] == [PAID, LOGIN]
        else:
            assert self.choose(catalog_files="", sets="", render="", max_additions="")["templates"] == [PAID, LOGIN]

    def test_a_text_where_a_dictionary_is_wanted_is_named_with_the_way_to_write_it(self) -> None:
        (_head, mistake) = self.choose(senders='{"shop": "S"}')["msg"]
        assert mistake == "op_templates_senders is a text; after -e write JSON: -e '{\"op_templates_senders\": {...}}'"


class TestLint:
    """The linter, which the first step calls too, and the step that shows what it found in all environments."""

    LONG: ClassVar[dict[str, Any]] = {"name": "long", "msg": "Заказ " * 20 + "%d"}

    def choose(self, entry_point: str = "check", **variables: Any) -> dict[str, Any]:
        catalog = [{**CATALOG[0], "templates": [*CATALOG[0]["templates"], self.LONG]}, CATALOG[1]]
        given = {"sender": "SHOP", "catalog": catalog, **variables}
        variables = {f"op_templates_{name}": value for name, value in given.items()}
        return step(_op_templates_choose, variables, entry_point=entry_point)

    def show(self, rows: int = 40, **of_hosts: dict[str, Any]) -> list[str]:
        """What is shown for these hosts, each with what the first step returned."""
        hosts: dict[str, Any] = {host: {"__op_templates_choice": choice} for host, choice in of_hosts.items()}
        hosts["one without a catalog"] = {}
        variables = {"hostvars": hosts, "ansible_play_hosts": list(hosts), "op_templates_matrix_rows": rows}
        # The first host says what was found in all of them; each fails for itself.
        found = []
        for host, choice in of_hosts.items():
            fail_on = {"op_templates_lint_fail_on": choice["options"]["lint_fail_on"]}
            mine = {"inventory_hostname": host, "__op_templates_choice": choice, **fail_on}
            found.append(step(_op_templates_show_findings, {**variables, **mine}))
            assert found[-1].get("failed", False) is choice["lint"]["too_serious"]
        lines: list[str] = found[0].get("result", found[0]["msg"])
        assert all(one.get("result", []) == [] for one in found[1:])
        return lines

    def test_errors_are_shown_and_the_rest_is_counted(self) -> None:
        for entry_point in ("main", "check"):
            lint = self.choose(entry_point)["lint"]
            counts = dict(lint["counts"])
            assert counts.pop("warning") == sum(one["severity"] == "warning" for one in lint["findings"]) > 0
            assert counts.pop("info") > 0
            assert counts == {}
            assert not lint["too_serious"]
        lines = self.show(prod=self.choose("main"))
        assert lines == [lines[0]]
        assert lines[0].startswith("prod: 3 templates, ")
        assert lines[0].endswith(" info (-v shows them)")
        lines = self.show(prod=self.choose("check"))
        assert any(line.startswith("warning ") for line in lines)
        assert any(line.startswith("  codes/login:5") for line in lines)
        assert lines[-1].endswith(" info")

    def test_what_is_too_serious_is_shown(self) -> None:
        lines = self.show(prod=self.choose("main", lint_fail_on="warning"))
        assert any(line.startswith("warning ") for line in lines)
        assert not any(line.startswith("info ") for line in lines)

    def test_errors_come_first_and_are_never_cut(self) -> None:
        rules = {"no-word-plus": "error"}
        lines = self.show(0, prod=self.choose(lint_rules=rules))
        assert lines[0].startswith("error no-word-plus")
        assert lines[1].startswith("  codes/login:5: ")
        assert lines[-2].startswith("and ")
        assert lines[-2].endswith(" more lines (op_templates_matrix_rows)")
        assert "1 error" in lines[-1]

    def test_a_finding_of_several_environments_is_told_once(self) -> None:
        both: dict[str, Any] = {name: self.choose(environment=name) for name in ("dev", "prod")}
        lines = self.show(**both)
        one = self.show(prod=both["prod"])
        assert lines[:-2] == one[:-1]
        assert [line.split(":")[0] for line in lines[-2:]] == ["dev", "prod"]
        both["dev"] = self.choose(environment="dev", sets=["orders"])
        assert any("codes/login:5 (prod): " in line for line in self.show(**both))

    @pytest.mark.parametrize(
        ("fail_on", "serious"), [("error", False), ("warning", True), ("info", True), ("never", False)]
    )
    def test_the_least_serious_that_fails(self, fail_on: str, serious: bool) -> None:
        assert self.choose(lint_fail_on=fail_on)["lint"]["too_serious"] is serious

    def test_nothing_to_find_is_said_in_a_line(self) -> None:
        found = self.choose("main", sets=["orders"], catalog=CATALOG)
        assert found["lint"]["findings"] == []
        assert self.show(prod=found) == ["prod: 1 template, no findings"]

    def test_a_wrong_rule_is_named(self) -> None:
        result = self.choose(lint_rules={"no-word-plas": "off"})
        assert result["failed"]
        assert "there is no rule 'no-word-plas'; did you mean 'no-word-plus'?" in result["msg"][1]

    def test_entry_points_that_only_read_do_not_lint(self) -> None:
        for entry_point in ("status", "gate", "report"):
            assert self.choose(entry_point)["lint"] == {}


class TestConclude:
    def records(self) -> list[dict[str, Any]]:
        """What the module returned: one template added, the other refused."""
        paid = {**PAID, **registered(mts_srv="pending"), "added": ["mts_srv"]}
        error = {**AUTH, "kind": "refused", "description": "the service refused it"}
        login = {**LOGIN, "registrations": [], "added": [], "refused": [], "changed": False}
        return [
            {**paid, "refused": [], "changed": True, "failed": False, "error": None},
            {**login, "failed": True, "error": error},
        ]

    def conclude(
        self, result: dict[str, Any], check_mode: bool = False, choice: Any = None, **variables: Any
    ) -> dict[str, Any]:
        given = {"__op_templates_choice": choice or TWO, "__op_templates_result": result, **variables}
        return step(_op_templates_conclude, given, check_mode)

    def test_what_was_found_and_done(self) -> None:
        found = self.conclude({"templates": self.records(), "plan": {"additions": 1}, "requests": {"sent": 5}})
        assert [one["environment"] for one in found["records"]] == ["prod", "prod"]
        summary = {"total": 2, "changed": 1, "failed": 1, "registrations": {"pending": 1, "not_found": 1}}
        stats = {"op_templates": {"prod": {"summary": summary, "changes": []}}}
        assert found["ansible_stats"] == {"data": stats, "per_host": False, "aggregate": True}
        assert found["lines"] == [
            "prod: 1 of 2 templates failed",
            "  the service refused it: codes/login",
            "",
            "prod: 1 registration was added to 1 template; monthly fees +1,020 RUB (MTS 1,020)",
            "  +  orders/paid  SHOP  mts_srv  Заказ %d оплачен",
            "prod: 2 templates, 1 failed, 2 registrations: 1 pending, 1 not found",
        ]
        assert found["stop"] == "prod: 1 of 2 templates failed; see below"
        assert "gate" not in found

    def test_all_states_are_shown_where_that_is_wanted(self) -> None:
        lines = self.conclude({"templates": self.records()}, op_templates_matrix="always")["lines"]
        assert lines[3:6] == [
            "template     sender  mts_srv    mts_auth",
            "orders/paid  SHOP    pending    -",
            "codes/login  SHOP    -          not_found",
        ]

    def test_since_when_is_told_only_where_a_history_is_kept(self, tmp_path: Path) -> None:
        records = self.records()
        assert [one["since"] for one in self.conclude({"templates": records})["records"]] == [{}, {}]
        remember(tmp_path, {**PAID, **registered(mts_srv="pending")})
        kept = self.conclude({"templates": records}, op_templates_history_dir=str(tmp_path))
        assert [one["since"] for one in kept["records"]] == [{"mts_srv": BEGAN}, {"mts_auth": NOW}]
        assert "history" not in kept

    @pytest.mark.parametrize(("content", "said"), BAD_HISTORIES)
    def test_a_history_file_that_became_something_else_meanwhile_does_not_hide_what_was_done(
        self, tmp_path: Path, content: bytes | None, said: str
    ) -> None:
        file = bad_history(tmp_path, content)
        found = self.conclude({"templates": self.records(), "plan": {}}, op_templates_history_dir=str(tmp_path))
        head, cause, blank, problem, *rest = found["lines"]
        assert (head, cause, blank) == ("prod: 1 of 2 templates failed", "  the service refused it: codes/login", "")
        assert problem.startswith(f"{file}: ")
        assert said in problem
        assert rest[1].startswith("prod: 1 registration was added to 1 template")
        assert rest[-1].startswith("prod: 2 templates, 1 failed")
        assert found["stop"] == "prod: 1 of 2 templates failed, not everything could be written; see below"
        assert [record["since"] for record in found["records"]] == [{}, {}]
        assert found["changes"] == []
        assert found["ansible_stats"]["data"]["op_templates"]["prod"]["changes"] == []
        assert content is None or file.read_bytes() == content

    def test_a_history_file_that_cannot_be_written_does_not_hide_what_was_done(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        found = self.conclude({"templates": self.records()[:1], "plan": {}}, op_templates_history_dir=str(tmp_path))
        assert found["lines"][0] == (
            f"{tmp_path}: it cannot be written (No space left on device), so what this run has read is not kept"
        )
        assert found["stop"] == "prod: not everything could be written; see below"
        assert found["lines"][2].startswith("prod: 1 registration was added")
        assert found["lines"][-1].startswith("prod: 1 template, 1 registration: 1 pending")
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]

    def test_a_plan_says_what_is_to_be_added(self) -> None:
        planned = {**self.records()[0], "registrations": []}
        found = self.conclude({"templates": [planned], "plan": {"additions": 1}}, check_mode=True)
        assert found["lines"][0].startswith("prod: 1 registration to add to 1 template; monthly fees +1,020 RUB")
        assert found["ansible_stats"]["data"]["op_templates"]["prod"]["plan"] == {"additions": 1}
        done = {**PAID, **registered(mts_srv="accepted"), "added": [], "failed": False}
        nothing = self.conclude({"templates": [done], "plan": {"additions": 0}, "requests": {"sent": 1}}, True)["lines"]
        assert nothing == [
            "nothing to add; 1 request",
            "fees: about 1,020 RUB a month for 1 accepted registration: MTS 1,020 (orders/paid)",
            "prod: 1 template, 1 registration: 1 accepted",
        ]
        nothing = self.conclude({"templates": [done], "plan": {"additions": 0}, "requests": {"sent": 1}})["lines"]
        assert nothing[0] == "nothing was added; 1 request"
        assert not any("added" in line for line in self.conclude({"templates": [done]})["lines"])

    def test_a_plan_is_kept_only_where_it_is_whole(self, tmp_path: Path) -> None:
        file = tmp_path / "plan.json"
        result: dict[str, Any] = {"templates": self.records(), "plan": {"ids": ["a"]}}
        found = self.conclude(result, check_mode=True, op_templates_plan_file=str(file))
        assert json.loads(file.read_text("utf-8"))["ids"] == ["a"]
        assert "not everything could be written" not in found["stop"]
        file.unlink()
        result["templates"][1]["registrations"] = None
        found = self.conclude(result, check_mode=True, op_templates_plan_file=str(file))
        assert f"{file}: no plan was written, because not all templates could be read" in found["lines"]
        assert not file.exists()

    def test_what_failed_all_of_them_is_said_once(self) -> None:
        failed = [{**one, "registrations": None, "failed": True, "error": AUTH} for one in (PAID, LOGIN)]
        failed[1]["error"] = {**AUTH, "description": "not tried, because of an earlier error: authorise error"}
        result = {"templates": [{**one, "changed": False} for one in failed], "msg": _advice.text(AUTH), "error": AUTH}
        found = self.conclude(result)
        assert found["lines"][0] == "prod: auth (error 2): authorise error."
        assert sum("authorise error" in line for line in found["lines"]) == 1
        assert found["stop"] == "prod: 2 of 2 templates failed; see below"

    def test_templates_that_failed_alike_are_told_in_one_line(self) -> None:
        error = {**AUTH, "kind": "refused", "code": -2, "description": "the service refused soc: no text (-2)"}
        refused = [{**one, "registrations": [], "failed": True, "error": error} for one in (PAID, LOGIN)]
        assert self.conclude({"templates": refused})["lines"][:2] == [
            "prod: 2 of 2 templates failed",
            "  the service refused soc: no text (-2): 2 templates: orders/paid, codes/login",
        ]

    @pytest.mark.parametrize(
        ("result", "why"),
        [
            ({"msg": "no credentials", "error": {**AUTH, "description": "no credentials"}}, "no credentials"),
            ({"msg": "MODULE FAILURE"}, "MODULE FAILURE"),
            (
                {"msg": "MODULE FAILURE", "module_stderr": "Traceback\nOSError: no space"},
                "the module could not be run: OSError: no space",
            ),
            ({}, "the module failed without a message"),
        ],
    )
    def test_where_the_module_failed_each_template_has(self, result: dict[str, Any], why: str) -> None:
        found = self.conclude(result)
        assert [one["error"]["description"] for one in found["records"]] == [why, why]
        assert found["lines"][0] == (f"prod: auth (error 2): {why}." if "error" in result else f"prod: {why}.")
        assert found["lines"][-1] == "prod: 2 templates, 2 failed, 2 registrations: 2 unknown"
        assert sum(why in line for line in found["lines"]) == 1
        assert found["stop"] == "prod: 2 of 2 templates failed; see below"

    def test_a_module_that_failed_without_a_template_has_failed(self) -> None:
        nothing: dict[str, Any] = {**TWO, "templates": []}
        found = self.conclude({"msg": "no credentials"}, choice=nothing)
        assert (found["lines"][0], found["stop"]) == (
            "prod: no credentials.",
            "prod: the module failed; see below",
        )
        assert self.conclude({"templates": [], "msg": "fine"}, choice=nothing)["stop"] == ""

    def test_the_gate_says_what_it_is_closed_for_and_stops(self) -> None:
        rejected = {**PAID, **registered(mts_srv="rejected"), "failed": False}
        given = {"__op_templates_choice": TWO, "__op_templates_result": {"templates": [rejected]}}
        found = step(_op_templates_conclude, given, gate=True)
        assert not found["gate"]["passed"]
        assert found["lines"][0].startswith("gate ")
        assert found["stop"] == "prod: the gate is closed; see below"
        # What it says itself is not told a second time.
        assert not any("needs attention" in line for line in found["lines"])
        kept = found["ansible_stats"]["data"]["op_templates"]["prod"]["gate"]
        assert (kept["passed"], [one["target"] for one in kept["missing"]]) == (False, ["mts_srv"])

    def test_the_history_is_a_file_for_its_owner_and_changes_are_told(self, tmp_path: Path) -> None:
        folder = tmp_path / "history" / "of shop"
        first = self.conclude({"templates": self.records()[:1], "plan": {}}, op_templates_history_dir=str(folder))
        change = {"environment": "prod", "set": "orders", "name": "paid", "sender": "SHOP", "target": "mts_srv"}
        assert first["changes"] == [{**change, "from": "not_found", "to": "pending", "after": None}]
        file = folder / "prod.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        now = {**PAID, **registered(mts_srv="rejected"), "added": [], "failed": False}
        variables: dict[str, Any] = {
            "op_templates_history_dir": str(folder),
            "__op_templates_now": "2026-11-24T10:00:00+00:00",
        }
        second = self.conclude({"templates": [now]}, choice={**TWO, "began": NOW}, **variables)
        assert second["changes"] == [{**change, "from": "pending", "to": "rejected", "after": 2 * 24 * 3600}]
        lines = second["lines"]
        assert lines[:2] == ["needs attention: 1 rejected", "  orders/paid  SHOP  mts_srv  rejected"]
        assert "  orders/paid  mts_srv  pending -> rejected  after 2 days" in lines
        later = {**TWO, "began": variables["__op_templates_now"]}
        third = self.conclude({"templates": [now]}, choice=later, **variables)
        assert third["changes"] == []
        assert "nothing has changed since the last run" in third["lines"]

    def test_what_no_longer_stands_in_the_catalog_is_told_with_what_to_do(self, tmp_path: Path) -> None:
        replaced = {**OLD, "targets": [], "obsolete": "replaced"}
        gone = {**OLD, "set": "codes", "name": "gone", "msg": "Код %d", "targets": [], "obsolete": "left_over"}
        choice = {**TWO, "templates": [PAID], "obsolete": [replaced, gone]}
        new = {**PAID, **registered(mts_srv="pending"), "added": [], "failed": False}
        read = [{**one, **registered(mts_srv="accepted"), "failed": False} for one in (OLD, gone)]
        found = self.conclude({"templates": [new, *read], "plan": {}}, choice=choice)
        assert [one.get("obsolete") for one in found["records"]] == [None, "replaced", "left_over"]
        assert found["lines"][:5] == [
            "still registered: 2 texts that the catalog has replaced or no longer has",
            "  replaced  orders/paid  SHOP  mts_srv accepted",
            "    send it until the new text is accepted for mts_srv; id 1; 1,020 RUB a month",
            "  left over  codes/gone  SHOP  mts_srv accepted",
            "    delete it in the web dashboard once nothing sends it; id 1; 1,020 RUB a month",
        ]
        assert found["lines"][-1] == "prod: 1 template, 1 registration: 1 pending"
        assert found["ansible_stats"]["data"]["op_templates"]["prod"]["summary"]["total"] == 1

    def test_a_history_of_version_1_is_brought_up_to_date(self, tmp_path: Path) -> None:
        def digest(one: dict[str, Any], target: str) -> str:
            named = json.dumps(["prod", one["sender"], one["msg"], target]).encode()
            return hashlib.sha256(named).hexdigest()[:16]

        file = tmp_path / "prod.json"
        entry = {"state": "pending", "since": "2026-11-01T10:00:00+00:00"}
        digests = {digest(PAID, "mts_srv"): entry, digest(OLD, "mts_srv"): entry}
        file.write_text(json.dumps({"version": 1, "environments": {"prod": digests}}), "utf-8")
        now = {**PAID, **registered(mts_srv="accepted"), "added": [], "failed": False}
        found = self.conclude({"templates": [now]}, op_templates_history_dir=str(tmp_path))
        assert [(one["from"], one["to"], one["after"]) for one in found["changes"]] == [
            ("pending", "accepted", 21 * 24 * 3600)
        ]
        kept = json.loads(file.read_text("utf-8"))
        assert (kept["version"], list(kept["environments"]["prod"])) == (2, ["templates"])
        (text,) = kept["environments"]["prod"]["templates"]
        assert (text["set"], text["name"], text["msg"]) == ("orders", "paid", PAID["msg"])
        assert [one["state"] for one in text["registrations"]["mts_srv"]["states"]] == ["pending", "accepted"]
