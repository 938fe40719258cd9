# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates holds what was sent against what is registered, and proposes texts; private to it.

The messages go from the file to here, and nowhere else. Returns `lines` for people, and `stop`, why the role fails, if
it does.
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
from ..plugin_utils._actions import _role
from ..plugin_utils._adopting import _yaml
from ..plugin_utils._files import _write
from ..plugin_utils._matching import _messages, _traffic
from ..plugin_utils._proposals import _proposals
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
        options = variables["__op_templates_choice"]["options"]
        records = _records.current(variables["__op_templates_conclusion"]["records"])
        environment = options["environment"]
        path = Path(options["messages_file"]).expanduser()
        try:
            messages = _messages.records(
                path.read_bytes(),
                # As the export writes it.
                "jsonl" if options.get("messages_start") else options["messages_format"],
                options.get("messages_column"),
                options["messages_encoding"],
                keep_empty=True,
            )
            traffic = _traffic.count(messages, records, options["messages_mode"])
            found = _proposals.proposals(list(traffic.unmatched), least=options["proposals_least"], limit=None)
            file = self._write(options, found, records)
        except OSError as exc:
            return _failed(environment, f"{exc.filename}: {exc.strerror}")
        except InputError as exc:
            return _failed(environment, f"{path}: {exc}")
        lines = _lines.lines(
            environment,
            traffic,
            records,
            found,
            file=file,
            fees=_fees.merge(options.get("fees")),
            rows=options["matrix_rows"],
        )
        return {"lines": lines, "stop": ""}

    def _write(self, options: Mapping[str, Any], found: Sequence[Mapping[str, Any]], records: Sequence[Record]) -> str:
        """Write the proposals as sets of a catalog. Returns the file. Raises InputError, OSError."""
        if not options.get("proposals_file") or not found:
            return ""
        file = Path(options["proposals_file"]).expanduser()
        if file.exists() and not file.read_text("utf-8", "replace").startswith(_HEAD):
            raise InputError(f"{file} is something else than what {_FILE} keeps there; name another file")
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


def _failed(environment: str, why: str) -> dict[str, Any]:
    return {"lines": [f"{environment}: {why}"], "stop": f"{environment}: the messages could not be used; see above"}
