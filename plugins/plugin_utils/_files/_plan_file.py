# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of an environment as a file: check mode writes it, somebody reads it, and a later run is held to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...module_utils._model import _input
from ...module_utils._model._template import Record

_VERSION = 1
_FIX = "give the ids of a plan, the path of a plan file, or [] to approve nothing"


def text(environment: str, plan: Mapping[str, Any], records: Sequence[Record], now: str) -> str:
    """The content of a plan file. plan: as the module returns it. records: of the whole list. now: ISO 8601 text."""
    additions = [
        {
            "set": record.template.set,
            "name": record.template.name,
            "sender": record.template.sender,
            "msg": record.template.msg,
            "targets": record.added,
        }
        for record in records
        if record.added
    ]
    content = {"version": _VERSION, "environment": environment, "time": now, **plan, "templates": additions}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def approved(value: Any, environment: str) -> list[str]:
    """The ids that were approved, from the ids themselves or from the path of a plan file of the environment.

    Raises InputError, which names the file. Anything that is no approval approves nothing, so it is an error.
    """
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _input.texts(value, "ids")
    if not isinstance(value, str) or not value:
        raise _input.InputError(f"{_input.shown(value)} is not a plan: {_FIX}")
    file = Path(value).expanduser()
    try:
        plan = json.loads(file.read_text("utf-8"))
    except OSError as exc:
        raise _input.InputError(f"{file}: it cannot be read ({exc.strerror}); {_FIX}") from None
    except ValueError:
        raise _input.InputError(f"{file} is not a plan file: write a new one in check mode") from None
    if not isinstance(plan, Mapping) or plan.get("version") != _VERSION or not isinstance(plan.get("ids"), list):
        raise _input.InputError(f"{file} is not a plan file of this version: write a new one in check mode")
    if plan.get("environment") != environment:
        raise _input.InputError(
            f"{file} is the plan of {_input.shown(plan.get('environment'))}, not of {environment!r}"
        )
    return _input.texts(plan["ids"], f"{file}: ids")
