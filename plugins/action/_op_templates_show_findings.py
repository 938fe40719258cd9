# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates says what its linter has found, of all environments of the play at once; private to it."""

from __future__ import annotations

from typing import Any

from ..plugin_utils._actions import _role
from ..plugin_utils._terminal import _findings

_FIX = "Fix the texts, or lower the rule in op_templates_lint_rules"


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Show the findings, on the first host those of all, and fail where one of this host is too serious."""
        choice, shown = variables["__op_templates_choice"], {"_ansible_verbose_override": False}
        lines = []
        if variables["ansible_play_hosts"][0] == variables["inventory_hostname"]:
            shown["_ansible_verbose_always"] = True
            lines = _findings.lines(self._of_all(variables), choice["options"]["matrix_rows"])
        if not choice["lint"]["too_serious"]:
            return {**shown, "msg": lines}
        least = choice["options"]["lint_fail_on"]
        why = f"the linter found what op_templates_lint_fail_on ({least}) does not allow; nothing was sent. {_FIX}"
        msg = f"{choice['options']['environment']}: {why}"
        return {**shown, "failed": True, "msg": msg, **({"result": lines} if lines else {})}

    @staticmethod
    def _of_all(variables: dict[str, Any]) -> dict[str, Any]:
        """What the linter returned for each environment of the play."""
        hosts = variables["hostvars"]
        found = [
            (hosts[host].get("__op_templates_choice") or {}).get("lint") for host in variables["ansible_play_hosts"]
        ]
        return {str(lint["environment"]): lint for lint in found if lint}
