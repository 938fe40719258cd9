# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of op_templates_findings_reports, with file and line of each finding."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import _catalog_files
from .._linting import _findings_report
from . import _write

_OPTION = "op_templates_findings_reports"


def write(
    options: Mapping[str, Any],
    findings: Sequence[Mapping[str, Any]],
    templates: Sequence[Mapping[str, Any]],
    loader: Any,
    inventory: Any,
) -> list[str]:
    """Write the files. Returns what kept one from being written.

    options: the variables of the role. loader: Ansible's. inventory: the path of its file, if there is one.
    """
    wrong = []
    for report in options.get(_OPTION) or []:
        try:
            text = _findings_report.render(report["format"], findings, templates, _place(options, loader, inventory))
            _write.write(Path(report["path"]).expanduser(), text, _write.READABLE)
        except OSError as exc:
            why = f"{_OPTION}: {report['path']} cannot be written: {exc.strerror}"
            wrong.append(f"{why}; make its folder first, and let it be written to")
    return wrong


def _place(options: Mapping[str, Any], loader: Any, inventory: Any) -> _findings_report.Place:
    """Where templates stand: a file, as CI systems call it, and a line.

    Of a template of a variable that is the inventory, of one whose name Jinja makes the first file of the catalog.
    """
    folders = [Path.cwd(), Path(loader.get_basedir())]
    places = _catalog_files.places(options["op_templates_catalog_files"], folders, loader._vault)
    files = [path for path, _line in places.values()]
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
