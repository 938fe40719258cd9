# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A catalog and two environments that use it, for tests of the role and its playbooks."""

from __future__ import annotations

from typing import Any

from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.playbooks import LOCAL, Ansible, Run
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

WEEK = 7 * 24 * 3600
CATALOG: list[dict[str, Any]] = [
    {
        "name": "orders",
        "sender": "shop",
        "targets": ["mts_srv", "mega_srv"],
        "templates": [
            {"name": "paid", "msg": "Заказ %d оплачен"},
            {"name": "ready", "msg": "Заказ %d готов", "targets": ["bee_srv"]},
        ],
    },
    {"name": "codes", "sender": "bank", "targets": ["mts_auth"], "templates": [{"name": "login", "msg": "Пароль %d"}]},
]
HOSTS: dict[str, dict[str, Any]] = {
    "dev": {
        "op_templates_sets": ["orders"],
        "op_templates_senders": {"shop": "SHOP-DEV"},
        "op_templates_overrides": {"orders": {"targets": ["mts_srv"]}},
    },
    "prod": {"op_templates_senders": {"shop": "SHOP", "bank": "BANK"}},
}


class Play:
    """Runs playbooks of the collection over the two environments, or over others."""

    def __init__(self, ansible: Ansible, simulator: RunningSimulator) -> None:
        self._ansible = ansible
        self._simulator = simulator

    def __call__(
        self,
        playbook: str,
        *arguments: str,
        hosts: dict[str, dict[str, Any]] | None = None,
        environ: dict[str, str] | None = None,
        **variables: Any,
    ) -> Run:
        """Run one, by its short name, with variables for all environments; an empty text takes a variable away."""
        settings = {
            "op_templates_catalog": CATALOG,
            "op_templates_api_url": self._simulator.api_url,
            "op_templates_api_key": API_KEY,
            **LOCAL,
            **variables,
        }
        given = {name: value for name, value in settings.items() if value != ""}
        inventory = self._ansible.hosts(hosts or HOSTS, **given)
        return self._ansible.run("-i", inventory, *arguments, f"smsops.smsc.{playbook}", environ=environ)
