# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates shows its result, and fails where something failed; private to it."""

from __future__ import annotations

from typing import Any

from ..plugin_utils._actions import _role


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it. Its argument says that the role has something to do yet before it fails."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Show the result."""
        conclusion = variables["__op_templates_conclusion"]
        shown = {"_ansible_verbose_always": True, "_ansible_verbose_override": False}
        if conclusion["stop"] and not self._task.args.get("later"):
            # Newer ones of ansible-core print `msg` twice, once in a line.
            return {**shown, "failed": True, "msg": conclusion["stop"], "result": conclusion["lines"]}
        return {**shown, "msg": conclusion["lines"]}
