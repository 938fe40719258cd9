# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates puts together what its module found and did; private to it.

It brings the history up to date, writes the reports and the plan, and leaves the outcome for whatever comes after the
job. Returns `records` (the fact op_templates_report), `changes` since the last run, `gate`, the verdict where one is
asked for, `lines` for people, and `stop`, why the role fails, if it does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..module_utils._guards import _senders
from ..module_utils._model import _fees
from ..module_utils._model._input import InputError
from ..module_utils._model._template import Record
from ..plugin_utils import _gate, _history, _records
from ..plugin_utils._actions import _results, _role
from ..plugin_utils._files import _history_file, _in_force_file, _plan_file, _report_files, _write
from ..plugin_utils._terminal import _run


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it. Its argument says whether to judge by the policy of the gate."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Put the records together, keep since when, and say what there is to say."""
        choice, result = variables["__op_templates_choice"], variables["__op_templates_result"]
        options, now = choice["options"], self.now(variables)
        raw = _results.of(choice, result)
        records = _records.read(raw)
        for record in records:
            record.environment = options["environment"]
        changes, problems = self._remember(options, choice, records, now)
        raw = [_history.as_record(one, record) for one, record in zip(raw, records)]
        gate = _gate.gate(raw, options["gate"], now) if self._task.args.get("gate") else None
        plan = result.get("plan") or {}
        if plan and self._task.check_mode:
            problems += self._write_plan(options, plan, records, now)
        if options.get("in_force_file") and not gate:
            problems += self._write_in_force(options, choice, records)
        problems += _report_files.write(options, raw, now, gate=gate, changes=changes)
        run = _run.Run(
            options["environment"],
            records,
            _records.moment(now, "now"),
            adds="plan" in result,
            check_mode=self._task.check_mode,
            changes=changes,
            error=_results.error_of_all(result),
            problems=problems,
            held=choice.get("held", []),
            senders=[_senders.Problem(**one).text for one in result.get("sender_problems", ())],
            gate=gate,
            fees=_fees.merge(options.get("fees")),
            requests=(result.get("requests") or {}).get("sent", 0),
            rows=options["matrix_rows"],
            whole=options["matrix"] == "always" or self._display.verbosity > 0,
        )
        return {
            "records": raw,
            "changes": changes or [],
            **({"gate": {**gate, "environment": options["environment"]}} if gate else {}),
            "lines": _run.lines(run),
            "stop": _run.failed(run),
            # What set_stats would return: the outcome for whatever comes after this job.
            "ansible_stats": {
                "data": {"op_templates": {options["environment"]: self._outcome(run, plan)}},
                "per_host": False,
                "aggregate": True,
            },
        }

    def _outcome(self, run: _run.Run, plan: dict[str, Any]) -> dict[str, Any]:
        """What the job leaves: counts, changes, the plan of check mode, and what the gate says; no texts."""
        kept: dict[str, Any] = {
            "summary": {
                "total": len(run.current),
                "changed": sum(bool(record.added) for record in run.current),
                "failed": sum(record.failed for record in run.records),
                "registrations": {state: number for state, number in _records.counts(run.current).items() if number},
            },
            "changes": run.changes or [],
        }
        if plan and self._task.check_mode:
            kept["plan"] = plan
        if run.gate:
            kept["gate"] = {key: run.gate[key] for key in ("passed", "missing")}
        return kept

    def _remember(
        self, options: dict[str, Any], choice: dict[str, Any], records: list[Record], now: str
    ) -> tuple[list[dict[str, Any]] | None, list[str]]:
        """Bring the history up to date. Returns the changes, and what kept it from being read or written.

        The first step of the role has found out that it can be; but it takes minutes to come here.
        """
        folder = options.get("history_dir")
        if not folder:
            return None, []
        try:
            file = _history_file.HistoryFile(folder, options["environment"])
            with file.update() as history:
                changes = history.remember(records, now, choice["began"])
                dropped = history.forget_digests() if choice["whole"] else 0
        except InputError as exc:
            return None, [str(exc)]
        except OSError as exc:
            return None, [f"{folder}: it cannot be written ({exc.strerror}), so what this run has read is not kept"]
        if dropped:
            self._display.warning(
                f"{file.path} was in the format of an earlier version; {dropped} of its registrations belong to no "
                "text of the catalog, and were dropped"
            )
        return changes, []

    def _write_plan(self, options: dict[str, Any], plan: dict[str, Any], records: list[Record], now: str) -> list[str]:
        """Write the plan where somebody wants to approve it. Returns why that cannot be done."""
        if not options.get("plan_file"):
            return []
        file = Path(options["plan_file"]).expanduser()
        if any(record.registrations is None for record in records):
            return [f"{file}: no plan was written, because not all templates could be read"]
        return _write.written(file, _plan_file.text(options["environment"], plan, records, now), _write.PRIVATE)

    @staticmethod
    def _write_in_force(options: dict[str, Any], choice: dict[str, Any], records: list[Record]) -> list[str]:
        """Write which text may be sent now. Returns why that cannot be done."""
        file, environment = Path(options["in_force_file"]).expanduser(), options["environment"]
        try:
            earlier = _in_force_file.templates(file, environment)
        except InputError as exc:
            return [str(exc)]
        text = _in_force_file.text(environment, records, earlier, whole=choice["whole"])
        return _write.written(file, text, _write.READABLE)
