# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the private actions of the role op_templates share.

They read the variables of the host as they are: to hand thousands of records through Jinja takes longer than the
requests for them.
"""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase


class RoleAction(ActionBase):  # type: ignore[misc]
    """An action that needs no connection."""

    _requires_connection = False
    _supports_async = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """Run the step of the role."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        return {**result, "changed": False, **self.step(task_vars or {})}

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """What the task returns."""
        raise NotImplementedError

    def option(self, variables: dict[str, Any], name: str) -> Any:
        """The value of a variable that is not long."""
        return self._templar.template(variables.get(name))
