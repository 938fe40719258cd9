# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates checks the texts; private to it.

Returns `findings`, `text` (lines of those that are shown), and fails where one is too serious.
"""

from __future__ import annotations

from typing import Any

from ..module_utils._model import _input
from ..plugin_utils._actions import _role
from ..plugin_utils._linting import _lint, _rules
from ..plugin_utils._reporting import _text


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it. Its argument are the severities to show beside errors and warnings."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Check the texts of the chosen templates."""
        options = variables["__op_templates_choice"]["options"]
        serious = _rules.AS_SERIOUS[options["lint_fail_on"]]
        try:
            found = _lint.lint(
                variables["__op_templates_choice"]["templates"], options["lint_rules"], options["lint_more_rules"]
            )
        except _input.InputError as exc:
            return {"failed": True, "msg": f"op_templates_lint_rules, op_templates_lint_more_rules: {exc}"}
        also = self._task.args.get("also", [])
        # What is neither shown nor too serious is not kept: there may be two such findings for each template.
        kept = {"error", "warning", *also, *serious}
        return {
            "findings": [finding for finding in found if finding["severity"] in kept],
            "text": _text.findings(found, also, options["matrix_rows"]),
            "too_serious": any(finding["severity"] in serious for finding in found),
        }
