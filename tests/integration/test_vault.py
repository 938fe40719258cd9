# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible's vault has encrypted, in the variables of the role and in the files of its catalog."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT, LOGIN, PASSWORD
from ansible_collections.smsops.smsc.tests.support.pages import Unsafe
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

VAULT_PASSWORD = "Пароль сейфа"
SECRET = VaultSecret(VAULT_PASSWORD.encode())


class Vaulted(str):
    """A text that stands encrypted in the inventory."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(Vaulted, lambda dumper, text: dumper.represent_scalar("!vault", encrypted(text), style="|"))


_Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", text))


def encrypted(text: str) -> str:
    vaulted: bytes = VaultLib([("default", SECRET)]).encrypt(text, SECRET)
    return vaulted.decode()


def run(
    ansible: Ansible, playbook: str, variables: dict[str, Any], *arguments: str, password: str = VAULT_PASSWORD
) -> Run:
    """Run a playbook of the collection with the vault's password and these variables of one host."""
    (ansible.folder / "vault.txt").write_text(password, "utf-8")
    inventory = {"all": {"hosts": {"prod": {**LOCAL, **variables}}}}
    (ansible.folder / "inventory.yml").write_text(yaml.dump(inventory, Dumper=_Dumper, allow_unicode=True), "utf-8")
    return ansible.run("-i", "inventory.yml", "--vault-password-file", "vault.txt", *arguments, playbook)


@pytest.mark.secrecy
@pytest.mark.parametrize("credentials", ["api_key", "login", "options"])
def test_every_variable_may_be_encrypted(ansible: Ansible, simulator: RunningSimulator, credentials: str) -> None:
    key, login, password = Vaulted(ACCOUNT["api_key"]), Vaulted(LOGIN), Vaulted(PASSWORD)
    ways: dict[str, dict[str, Any]] = {
        "api_key": {"op_templates_api_key": key, "op_templates_api_url": Vaulted(simulator.api_url)},
        "login": {"op_templates_login": login, "op_templates_password": password},
        "options": {"op_templates_connection_options": {"api_key": key, "timeout": 5}},
    }
    given = ways[credentials]
    options = {"api_url": Vaulted(simulator.api_url), **given.pop("op_templates_connection_options", {})}
    template = {
        "name": Vaulted("paid"),
        "msg": Vaulted("Заказ %d оплачен"),
        "sender": Vaulted("shop"),
        "targets": [Vaulted("mts_srv")],
        "examples": [Vaulted("Заказ 7 оплачен")],
    }
    other = {**template, "name": "two", "msg": "Код %d", "examples": []}
    variables = {
        "op_templates_catalog": [{"name": Vaulted("orders"), "templates": [template, other]}],
        "op_templates_sets": [Vaulted("orders")],
        "op_templates_senders": {"shop": Vaulted("SHOP")},
        "op_templates_overrides": {"orders/two": {"targets": [Vaulted("bee_srv")]}},
        "op_templates_environment": Vaulted("live"),
        "op_templates_connection_options": options,
        **given,
    }
    first = run(ansible, "smsops.smsc.provision", variables, "-vvv")
    assert first.code == 0, first.output
    registered = [("SHOP", "Заказ %d оплачен", "mts_srv"), ("SHOP", "Код %d", "bee_srv")]
    assert sorted(simulator.registered()) == registered
    for secret in (ACCOUNT["api_key"], PASSWORD):
        assert secret not in first.output + json.dumps(first.results, ensure_ascii=False)
    for playbook in ("check", "status", "gate"):
        ran = run(ansible, f"smsops.smsc.{playbook}", {**variables, "op_templates_gate": Vaulted("none")})
        assert ran.code == 0, ran.output


def test_the_role_takes_them_also_where_ansible_checks_its_arguments(
    ansible: Ansible, simulator: RunningSimulator
) -> None:
    role = {"ansible.builtin.include_role": {"name": "smsops.smsc.op_templates"}}
    playbook = [{"hosts": "all", "gather_facts": False, "tasks": [role]}]
    (ansible.folder / "own.yml").write_text(yaml.safe_dump(playbook), "utf-8")
    template = {"name": "paid", "msg": "Заказ %d оплачен", "sender": "SHOP", "targets": ["mts_srv"]}
    variables: dict[str, Any] = {
        "op_templates_catalog": [{"name": "orders", "templates": [template]}],
        "op_templates_api_url": simulator.api_url,
        "op_templates_login": Vaulted(LOGIN),
        "op_templates_password": Vaulted(PASSWORD),
    }
    ran = run(ansible, "own.yml", variables, "-vvv")
    assert ran.code == 0, ran.output
    assert simulator.registered() == [("SHOP", "Заказ %d оплачен", "mts_srv")]
    assert PASSWORD not in ran.output + json.dumps(ran.results, ensure_ascii=False)


def test_the_filters_take_encrypted_texts(ansible: Ansible) -> None:
    template = {"name": Vaulted("paid"), "msg": Vaulted("Заказ %d оплачен"), "targets": ["mts_srv"]}
    condition = "catalog | smsops.smsc.op_template_list(sender=sender) == [expected]"
    task = {"ansible.builtin.assert": {"that": condition}}
    playbook = yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": [task]}])
    (ansible.folder / "own.yml").write_text(playbook, "utf-8")
    expected = {"set": "orders", "name": "paid", "sender": "SHOP", "msg": "Заказ %d оплачен", "targets": ["mts_srv"]}
    catalog = [{"name": "orders", "templates": [template]}]
    variables = {"catalog": catalog, "sender": Vaulted("SHOP"), "expected": expected}
    ran = run(ansible, "own.yml", variables)
    assert ran.code == 0, ran.output


def test_the_doctor_takes_encrypted_credentials(ansible: Ansible, simulator: RunningSimulator) -> None:
    variables = {"op_templates_api_key": Vaulted(ACCOUNT["api_key"]), "op_templates_api_url": simulator.api_url}
    variables["op_templates_sender"] = Vaulted("SHOP")
    ran = run(ansible, "smsops.smsc.doctor", variables, "-e", "op_templates_hosts=all")
    assert ran.code == 0, ran.output


class TestCatalogFiles:
    """Files that are encrypted as a whole, or have encrypted values, with and without Jinja."""

    @staticmethod
    def variables(ansible: Ansible, simulator: RunningSimulator) -> dict[str, Any]:
        template = {"name": "code", "msg": Vaulted("Код {{ 1 + 1 }} %d"), "targets": ["mts_auth"]}
        paid = {"name": "paid", "msg": "Заказ %d: {{ braces }}", "targets": ["{{ operator }}_srv"]}
        paid["examples"] = ["Заказ 7: {{ braces }}"]
        files = {
            "inline.yml": yaml.dump([{"name": "codes", "templates": [template]}], Dumper=_Dumper, allow_unicode=True),
            "deep/whole.yml": encrypted(yaml.dump([{"name": "orders", "sender": "{{ shop }}", "templates": [paid]}])),
        }
        for name, text in files.items():
            path = ansible.folder / "catalog" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return {
            "op_templates_catalog_files": ["catalog/**/*.yml", "catalog/*"],
            "op_templates_render": True,
            "op_templates_sender": Vaulted("CODES"),
            "op_templates_api_key": Vaulted(ACCOUNT["api_key"]),
            "op_templates_api_url": simulator.api_url,
            "op_templates_lint_rules": {"unrendered-jinja": "off"},
            "shop": Vaulted("SHOP"),
            "operator": "mts",
            "braces": Unsafe("{{ 2 + 2 }}"),
        }

    def test_they_are_read_rendered_and_registered(self, ansible: Ansible, simulator: RunningSimulator) -> None:
        ran = run(ansible, "smsops.smsc.provision", self.variables(ansible, simulator))
        assert ran.code == 0, ran.output
        assert sorted(simulator.registered()) == [
            ("CODES", "Код {{ 1 + 1 }} %d", "mts_auth"),
            ("SHOP", "Заказ %d: {{ 2 + 2 }}", "mts_srv"),
        ]

    def test_the_lookup_reads_them_too(self, ansible: Ansible, simulator: RunningSimulator) -> None:
        query = "query('smsops.smsc.op_template_catalog', 'catalog/**/*.yml', render=true)"
        expected = ["Заказ %d: {{ 2 + 2 }}", "Код {{ 1 + 1 }} %d"]
        task = {
            "ansible.builtin.assert": {
                "that": f"{query} | map(attribute='templates') | flatten | map(attribute='msg') | list == expected"
            },
            "vars": {"expected": [Unsafe(one) for one in expected]},
        }
        playbook = yaml.dump([{"hosts": "all", "gather_facts": False, "tasks": [task]}], Dumper=_Dumper)
        (ansible.folder / "own.yml").write_text(playbook, "utf-8")
        ran = run(ansible, "own.yml", self.variables(ansible, simulator))
        assert ran.code == 0, ran.output

    def test_a_wrong_password_is_told_with_the_file_and_nothing_is_sent(
        self, ansible: Ansible, simulator: RunningSimulator
    ) -> None:
        variables = {**self.variables(ansible, simulator), "op_templates_sender": "CODES", "shop": "SHOP"}
        variables.pop("op_templates_api_key")
        ran = run(ansible, "smsops.smsc.check", variables, password="another")
        assert ran.code == 2
        closed = "it is encrypted, and no vault password that was given opens it; give the right one"
        assert ran.of("Check the variables and the catalog")["msg"] == [
            "2 mistakes in the catalog; nothing was sent",
            f"catalog/deep/whole.yml: {closed}",
            f"catalog/inline.yml, line 3: {closed}",
        ]
        assert simulator.commands() == []

    def test_a_wrong_password_of_a_variable_is_told_with_its_name(
        self, ansible: Ansible, simulator: RunningSimulator
    ) -> None:
        for variable in ("op_templates_api_key", "op_templates_sender", "op_templates_connection_options"):
            value = Vaulted("tell nobody")
            given = {variable: {"state_url": value} if variable.endswith("options") else value}
            ran = run(ansible, "smsops.smsc.status", {"op_templates_catalog": [], **given}, password="another")
            assert ran.code == 2
            (head, mistake) = ran.of("Check the variables and the catalog")["msg"]
            assert head == "1 mistake in the variables; nothing was sent", mistake
            assert mistake.startswith(f"{variable}: ")
            assert "vault" in mistake
