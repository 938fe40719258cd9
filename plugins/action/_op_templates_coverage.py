# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates matches real messages with the texts of the catalog; private to it.

The messages go from the file to here, and nowhere else. Returns `coverage` (the fact op_templates_coverage), `lines`
for people, and `stop`, why the role fails, if it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..module_utils._model._input import InputError
from ..plugin_utils._actions import _matched, _role
from ..plugin_utils._terminal import _coverage

_LEAST = "op_templates_messages_min_matched"


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Match, write and say."""
        choice = variables["__op_templates_choice"]
        options = choice["options"]
        try:
            found = _matched.read(options, choice["templates"])
            coverage = _matched.told(options, found, _matched.grouped(options, found))
        except (InputError, OSError) as exc:
            return _matched.failed(options, exc)
        wrong = _matched.write(options, coverage, check_mode=self._task.check_mode)
        stop = "; ".join(wrong) or _too_few(options, coverage["counts"])
        # What is wrong is not cut.
        most = None if stop else options["matrix_rows"] // 2
        lines = _coverage.lines(coverage, most, _matched.rest(options))
        return {"coverage": coverage, "lines": [*wrong, *lines], "stop": stop}


def _too_few(options: Mapping[str, Any], counts: Mapping[str, int]) -> str:
    """Why the share of messages that are matched is too small, if it is."""
    least, matched, number = options["messages_min_matched"], counts["matched"], counts["messages"]
    if not number and least and not options["allow_empty"]:
        return (
            f"{options['messages_file']} has no message with text ({counts['empty']} without), so that {_LEAST} "
            f"({least:g} %) says nothing: look at what wrote the file, at op_templates_messages_format and "
            "op_templates_messages_column; if there may be none, set op_templates_allow_empty to true"
        )
    if 100 * matched < least * number:
        return f"{matched:,} of {number:,} messages match a template, less than {_LEAST} ({least:g} %)"
    return ""
