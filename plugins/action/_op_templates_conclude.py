# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates puts together what its module found and did; private to it.

Returns `records` (the fact op_templates_report), `summary`, `history` (since when each registration has been in its
state), and lines for people: `additions`, `matrix` and `failures`.
"""

from __future__ import annotations

import json
import os
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..module_utils._model import _fees
from ..module_utils._model._input import InputError
from ..module_utils._model._template import Record
from ..plugin_utils import _history, _records
from ..plugin_utils._actions import _plan_file, _role
from ..plugin_utils._reporting import _text


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Put the records together, keep since when, and say what there is to say."""
        options = variables["__op_templates_choice"]["options"]
        environment, rows = options["environment"], options["matrix_rows"]
        result = variables["__op_templates_result"]
        raw = _results(variables)
        records = _records.read(raw)
        found, problem = self._remember(variables, raw, records, environment)
        changed = sum(1 for record in raw if record["changed"])
        error = result.get("error")
        of_all = error if error and error.get("description") == result.get("msg") else None
        summary = {"total": len(records), "changed": changed, "failed": sum(record.failed for record in records)}
        # Where it is not known, that of an earlier job is not to be replaced by nothing.
        kept = {"history": found["history"]} if found["history"] else {}
        plan = result.get("plan") or {}
        fees = _fees.merge((variables["__op_templates_choice"].get("guards") or {}).get("fees"))
        if plan and self._task.check_mode:
            kept["plan"] = plan
            problem += self._write_plan(options, plan, records)
        data = {"op_templates": {environment: {"summary": summary, **kept}}}
        return {
            **found,
            # What set_stats would return: the outcome for whatever comes after this job.
            "ansible_stats": {"data": data, "per_host": False, "aggregate": True},
            "summary": summary,
            "additions": _text.additions(
                records,
                environment,
                rows,
                check_mode=self._task.check_mode,
                fees=fees,
            )
            if "plan" in result
            else [],
            "matrix": _text.matrix(records, changed, rows),
            "failures": [*(_text.failures(records, of_all, rows) or _failure(result)), *problem],
            "history_problem": problem,
        }

    def _write_plan(self, options: dict[str, Any], plan: dict[str, Any], records: list[Record]) -> list[str]:
        """Write the plan where somebody wants to approve it. Returns why that cannot be done."""
        if not options.get("plan_file"):
            return []
        file = Path(options["plan_file"]).expanduser()
        if any(record.registrations is None for record in records):
            return [f"{file}: no plan was written, because not all templates could be read"]
        try:
            _write(file, _plan_file.text(options["environment"], plan, records, datetime.now(timezone.utc)))
        except OSError as exc:
            return [f"{file}: the plan cannot be written ({exc.strerror})"]
        return []

    def _remember(
        self, variables: dict[str, Any], raw: list[dict[str, Any]], records: list[Record], environment: str
    ) -> tuple[dict[str, Any], list[str]]:
        """The records with the times of their states, the new history, and what kept it from being read or written.

        The first step of the role has found out that it can be; but it takes minutes to come here.
        """
        try:
            history, file = self.history(variables, environment)
        except InputError as exc:
            unknown = [{"environment": environment, **record, "since": {}} for record in raw]
            return {"records": unknown, "history": {}}, [str(exc)]
        found = _history.remember(raw, records, history, datetime.now(timezone.utc), environment)
        try:
            if file:
                _write(file, json.dumps(found["history"], indent=4, sort_keys=True))
        except OSError as exc:
            return found, [f"{file}: it cannot be written ({exc.strerror}), so what this run has read is not kept"]
        return found, []


def _results(variables: dict[str, Any]) -> list[dict[str, Any]]:
    """A record for each template; where the module did not come so far, each has failed."""
    result = variables["__op_templates_result"]
    if "templates" in result:
        records: list[dict[str, Any]] = result["templates"]
        return records
    why = {"kind": "module", "code": None, "retryable": False}
    error = result.get("error") or {**why, "description": _word(result)}
    failed = {"registrations": None, "changed": False, "failed": True, "error": error}
    return [{**template, **failed} for template in variables["__op_templates_choice"]["templates"]]


def _failure(result: dict[str, Any]) -> list[str]:
    """Why the module failed, where there was no template to say it of."""
    return [_word(result)] if "templates" not in result else []


def _word(result: dict[str, Any]) -> str:
    """What the module says; where it could not even begin, the last that Python has said."""
    msg = str(result.get("msg") or "")
    if msg and not msg.startswith("MODULE FAILURE"):
        return msg
    said = str(result.get("module_stderr") or result.get("exception") or "").strip().splitlines()
    # Where ansible-core 2.19 and newer keep it when a failure is not one.
    event = getattr(result.get("failed_when_suppressed_exception"), "event", None)
    while event:
        said.append(str(event.msg))
        event = getattr(event.chain, "event", None)
    return f"the module could not be run: {said[-1]}" if said else msg or "the module failed without a word"


def _write(file: Path, text: str) -> None:
    """Write a private file in one step. In check mode too: it is a record of what was read."""
    # Made with mode 0600.
    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as temporary:
            temporary.write(text)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
