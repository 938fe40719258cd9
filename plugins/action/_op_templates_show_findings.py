# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates says what its linter has found, of all environments of the play at once; private to it."""

from __future__ import annotations

from typing import Any

from ..plugin_utils._actions import _role
from ..plugin_utils._terminal import _findings


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Show the findings."""
        hosts = variables["hostvars"]
        of_all = {}
        for host in variables["ansible_play_hosts"]:
            lint = (hosts[host].get("__op_templates_choice") or {}).get("lint")
            if lint:
                of_all[str(lint["environment"])] = lint
        lines = _findings.lines(of_all, variables["__op_templates_choice"]["options"]["matrix_rows"])
        return {"msg": lines, "_ansible_verbose_always": True, "_ansible_verbose_override": False}
