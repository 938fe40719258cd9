# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates puts together what its module found and did; private to it.

Returns `records` (the fact op_templates_report), `changes` since the last run, `summary`, and lines for people:
`additions`, `matrix` and `failures`. It brings the history up to date.
"""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..module_utils._model import _fees
from ..module_utils._model._input import InputError
from ..module_utils._model._template import Record
from ..plugin_utils import _history, _records
from ..plugin_utils._actions import _files, _history_file, _plan_file, _role
from ..plugin_utils._reporting import _text


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Put the records together, keep since when, and say what there is to say."""
        choice, result = variables["__op_templates_choice"], variables["__op_templates_result"]
        options = choice["options"]
        environment, rows = options["environment"], options["matrix_rows"]
        raw = _results(choice, result)
        every = _records.read(raw)
        changes, problem = self._remember(options, choice, every, self.now(variables))
        records = [record for record in every if not record.obsolete]
        error = result.get("error")
        of_all = error if error and error.get("description") == result.get("msg") else None
        changed = sum(1 for record in raw if record["changed"])
        summary = {"total": len(records), "changed": changed, "failed": sum(record.failed for record in every)}
        kept: dict[str, Any] = {"summary": summary, "changes": changes}
        plan = result.get("plan") or {}
        if plan and self._task.check_mode:
            kept["plan"] = plan
            problem += self._write_plan(options, plan, records)
        return {
            "records": [_history.as_record(one, record) for one, record in zip(raw, every)],
            "changes": changes,
            # What set_stats would return: the outcome for whatever comes after this job.
            "ansible_stats": {"data": {"op_templates": {environment: kept}}, "per_host": False, "aggregate": True},
            "summary": summary,
            "additions": _text.additions(
                records,
                environment,
                rows,
                check_mode=self._task.check_mode,
                fees=_fees.merge((choice.get("guards") or {}).get("fees")),
            )
            if "plan" in result
            else [],
            "matrix": _text.matrix(records, changed, rows),
            "failures": [*(_text.failures(every, of_all, rows) or _failure(result)), *problem],
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
            _files.write(file, _plan_file.text(options["environment"], plan, records, datetime.now(timezone.utc)))
        except OSError as exc:
            return [f"{file}: the plan cannot be written ({exc.strerror})"]
        return []

    def _remember(
        self, options: dict[str, Any], choice: dict[str, Any], records: list[Record], now: str
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """Bring the history up to date. Returns the changes, and what kept it from being read or written.

        The first step of the role has found out that it can be; but it takes minutes to come here.
        """
        for record in records:
            record.environment = options["environment"]
        folder = options.get("history_dir")
        if not folder:
            return [], []
        try:
            file = _history_file.HistoryFile(folder, options["environment"])
            with file.update() as history:
                changes = history.remember(records, now, choice["began"])
                if choice["whole"] and (dropped := history.forget_digests()):
                    self._display.warning(
                        f"{file.path} was in the format of an earlier version; {dropped} of its registrations belong "
                        "to no text of the catalog, and were dropped"
                    )
                return changes, []
        except InputError as exc:
            return [], [str(exc)]
        except OSError as exc:
            return [], [f"{folder}: it cannot be written ({exc.strerror}), so what this run has read is not kept"]


def _results(choice: dict[str, Any], result: dict[str, Any]) -> list[dict[str, Any]]:
    """A record for each template; where the module did not come so far, each has failed."""
    asked = choice["templates"] + choice.get("obsolete", [])
    if "templates" in result:
        # Modules do not give back what means nothing to them.
        kept = [{key: one[key] for key in ("obsolete",) if key in one} for one in asked]
        return [{**record, **more} for record, more in zip(result["templates"], kept)]
    why = {"kind": "module", "code": None, "retryable": False}
    error = result.get("error") or {**why, "description": _word(result)}
    failed = {"registrations": None, "changed": False, "failed": True, "error": error}
    return [{**template, **failed} for template in asked]


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
