# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates holds what was sent against what is registered, and proposes texts; private to it.

The messages go from the file to here, and nowhere else. Returns `coverage` (the fact op_templates_coverage), `lines`
for people, and `stop`, why the role fails, if it does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..module_utils._model import _contract, _fees
from ..module_utils._model._input import InputError, count
from ..module_utils._model._template import Record
from ..plugin_utils import _records
from ..plugin_utils._actions import _matched, _role
from ..plugin_utils._adopting import _yaml
from ..plugin_utils._files import _report_files, _write
from ..plugin_utils._proposals import _proposals
from ..plugin_utils._terminal import _money
from ..plugin_utils._terminal import _traffic as _lines

_HEAD = "# Made by smsops.smsc.traffic. Read each text before it is registered: that cannot be taken back.\n"
_FILE = "op_templates_proposals_file"
# A text with one of these carries a code.
_CODE = re.compile(r"\b(?:\u043a\u043e\u0434|\u043f\u0430\u0440\u043e\u043b)", re.IGNORECASE)
_USUAL = ("mts_srv", "mega_srv", "bee_srv", "tele2_srv")


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Match, propose, write and say."""
        options, conclusion = variables["__op_templates_choice"]["options"], variables["__op_templates_conclusion"]
        current = [one for one in conclusion["records"] if not one.get("obsolete")]
        past = _still_accepted(conclusion["records"])
        records = _records.read([*current, *past])
        try:
            matched = _matched.read(options, current, past)
            groups = _matched.grouped(options, matched)
            coverage = _matched.told(options, matched, groups)
            found = _proposals.of_groups(groups, matched.messages, options["proposals_least"])
            file = self._write(options, found, records)
        except (InputError, OSError) as exc:
            return _matched.failed(options, exc)
        gate, changes = conclusion.get("gate"), conclusion["changes"] if options.get("history_dir") else None
        wrong = _matched.write(options, coverage, check_mode=self._task.check_mode)
        # Those that are there have no coverage yet.
        wrong += _report_files.write(
            options, conclusion["records"], self.now(variables), gate=gate, changes=changes, coverage=coverage
        )
        lines = _lines.lines(
            coverage,
            records,
            found,
            file=file,
            fees=_fees.merge(options.get("fees")),
            rows=options["matrix_rows"],
            rest=_matched.rest(options),
        )
        return {"coverage": coverage, "lines": [*wrong, *lines], "stop": "; ".join(wrong)}

    def _write(self, options: Mapping[str, Any], found: Sequence[Mapping[str, Any]], records: Sequence[Record]) -> str:
        """Write the proposals as sets of a catalog. Returns the file. Raises InputError, OSError."""
        if not options.get("proposals_file") or not found:
            return ""
        file = Path(options["proposals_file"]).expanduser()
        if file.exists() and not file.read_text("utf-8", "replace").startswith(_HEAD):
            raise InputError(f"{file} was not written by {_FILE}; name another file")
        adopted = [_yaml.Adopted(one["sender"], one["msg"], _targets(one, records)) for one in found]
        sets = _yaml.sets(adopted, {record.template.set for record in records})
        by_text = {(one["sender"], one["msg"]): one for one in found}
        for one in sets:
            for template in one["templates"]:
                about = by_text[one["sender"], template["msg"]]
                template["examples"] = about["examples"]
                template["comments"] = [
                    f"{count(about['messages'], 'message')}, {100 * about['share']:.1f} %",
                    *(
                        f"{finding['severity']} {finding['rule']}: {finding['message']}"
                        for finding in about["findings"]
                    ),
                ]
        if not self._task.check_mode:
            _write.write(file, _HEAD + _yaml.text(sets), _write.PRIVATE)
        return str(file)


def _still_accepted(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those that the catalog no longer has, but an operator still accepts; each under a name of its own."""
    past = [one for one in records if one.get("obsolete")]
    return [
        {**one, "name": f"{one.get('name') or ''} ({one['obsolete'].replace('_', ' ')})"}
        for one, record in zip(past, _records.read(past))
        if _money.accepted(record)
    ]


def _targets(proposal: Mapping[str, Any], records: Sequence[Record]) -> tuple[str, ...]:
    """The targets that texts of this sender name have, of the message type that the text is of."""
    kind = "authorization" if _CODE.search(proposal["msg"]) else "service"
    same = [record for record in records if record.template.sender == proposal["sender"]]
    usual = {target for record in same or records for target in record.template.targets} or set(_USUAL)
    operators = {_contract.describe(target).operator for target in usual}
    fitting = [
        target
        for target in _contract.FLAGS
        if _contract.describe(target).operator in operators and _contract.describe(target).message_type == kind
    ]
    return tuple(fitting or sorted(usual, key=_contract.order))
