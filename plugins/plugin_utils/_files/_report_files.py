# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports of an environment as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .._reporting import _report
from . import _write


def write(options: Mapping[str, Any], records: Sequence[Mapping[str, Any]], now: str, **more: Any) -> list[str]:
    """Write them. Returns what kept one from being written.

    options: the variables of the role. records: as the fact op_templates_report has them. more: the gate, the changes
    and the coverage, see _report.render.
    """
    wrong = []
    for report in options.get("reports") or []:
        text = _report.render(
            records,
            report["format"],
            options.get("report_title") or "",
            now,
            language=options["report_language"],
            fees=options.get("fees"),
            **more,
        )
        wrong += _write.written(Path(report["path"]).expanduser(), text, _write.READABLE)
    return wrong
