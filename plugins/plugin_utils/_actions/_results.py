# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role's module has returned, also where it did not come so far. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...module_utils._model import _advice
from . import _crash

_WHY: Mapping[str, Any] = {"kind": "module", "code": None, "retryable": False}


def of(choice: Mapping[str, Any], result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A record for each template that the module was asked about; where it did not come so far, each has failed."""
    asked = [*choice["templates"], *choice.get("obsolete", [])]
    if "templates" in result:
        # Modules do not give back what means nothing to them.
        kept = [{key: one[key] for key in ("obsolete",) if key in one} for one in asked]
        return [{**record, **more} for record, more in zip(result["templates"], kept)]
    failed = {"registrations": None, "changed": False, "failed": True, "error": _error(result)}
    return [{**template, **failed} for template in asked]


def error_of_all(result: Mapping[str, Any]) -> dict[str, Any] | None:
    """What kept all of it from being done, if that is one thing."""
    if "templates" not in result:
        return _error(result)
    error: dict[str, Any] | None = result.get("error")
    return error if _advice.is_of_all(result.get("msg"), error) else None


def _error(result: Mapping[str, Any]) -> dict[str, Any]:
    reason = _crash.crash_reason(result)
    said = f"the module could not be run: {reason}" if reason else result.get("msg")
    return result.get("error") or {**_WHY, "description": str(said or "the module failed without a message")}


def warnings(result: Mapping[str, Any]) -> list[str]:
    """The words of the warnings of a module; ansible-core 2.19 and newer keep them as objects."""
    events = [(one, getattr(one, "event", None)) for one in result.get("warnings") or []]
    return [str(event.msg if event else one) for one, event in events]
