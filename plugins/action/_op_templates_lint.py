# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates checks the texts; private to it.

It writes `op_templates_findings_reports`, and returns `findings`, `text` (lines of those that are shown), and whether
one is too serious.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..module_utils._model import _input
from ..plugin_utils import _catalog_files
from ..plugin_utils._actions import _files, _role
from ..plugin_utils._linting import _findings_report, _lint, _rules
from ..plugin_utils._reporting import _text


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it. Its argument are the severities to show beside errors and warnings."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Check the texts of the chosen templates."""
        options = variables["__op_templates_choice"]["options"]
        templates = variables["__op_templates_choice"]["templates"]
        serious = _rules.AS_SERIOUS[options["lint_fail_on"]]
        try:
            found = _lint.lint(templates, options["lint_rules"], options["lint_more_rules"])
        except _input.InputError as exc:
            return {"failed": True, "msg": f"op_templates_lint_rules, op_templates_lint_more_rules: {exc}"}
        for report in options.get("findings_reports") or []:
            try:
                text = _findings_report.render(report["format"], found, templates, self._place(options, variables))
                _files.write(Path(report["path"]).expanduser(), text, 0o644)
            except OSError as exc:
                why = f"op_templates_findings_reports: {report['path']} cannot be written: {exc.strerror}"
                return {"failed": True, "msg": f"{why}; make its folder first, and let it be written to"}
        also = self._task.args.get("also", [])
        # What is neither shown nor too serious is not kept: there may be two such findings for each template.
        kept = {"error", "warning", *also, *serious}
        return {
            "findings": [finding for finding in found if finding["severity"] in kept],
            "text": _text.findings(found, also, options["matrix_rows"]),
            "too_serious": any(finding["severity"] in serious for finding in found),
        }

    def _place(self, options: dict[str, Any], variables: dict[str, Any]) -> _findings_report.Place:
        """Where templates stand: a file, as CI systems call it, and a line.

        Of a template of a variable that is the inventory, of one whose name Jinja makes the first file of the catalog.
        """
        folders = [Path.cwd(), Path(self._loader.get_basedir())]
        places = _catalog_files.places(options["catalog_files"], folders, self._loader._vault)
        files = [path for path, _line in places.values()]
        inventory = variables.get("inventory_file")
        fallback = files[0] if files else Path(str(inventory)) if inventory else Path.cwd()

        def place(set_name: str, template: str) -> tuple[str, int]:
            path, line = places.get((set_name, template), (fallback, 1))
            return _in_repository(path), line

        return place


def _in_repository(path: Path) -> str:
    """The path from the root of the repository that Ansible was started in, from where CI systems look for it."""
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    return Path(os.path.relpath(path, root)).as_posix()
