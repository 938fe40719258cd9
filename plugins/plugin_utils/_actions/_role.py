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

from .. import _records, _rendering, _times


class RoleAction(ActionBase):  # type: ignore[misc]
    """An action that needs no connection."""

    _requires_connection = False
    _supports_async = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """Run the step of the role."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        # With -v, too, a person is not shown what is handed on; the tasks that show something say it.
        return {**result, "changed": False, "_ansible_verbose_override": True, **self.step(task_vars or {})}

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """What the task returns."""
        raise NotImplementedError

    def option(self, variables: dict[str, Any], name: str) -> Any:
        """The value of a variable that is not long."""
        return _rendering.plain(self._templar.template(variables.get(name)))

    def now(self, variables: dict[str, Any]) -> str:
        """The time of this run, in ISO 8601."""
        return _times.iso(_records.moment(self.option(variables, "__op_templates_now"), "__op_templates_now"))
