# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a module could not be run, whatever way this version of ansible-core has to tell it. Pure.

An exception of the module: up to 2.18 a text beside `MODULE FAILURE`; from 2.19 on an object without any message, of
which `failed_when` leaves another key, and from 2.21 on nothing. So the action of a module asks here before that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...module_utils._model import _advice, _input

_EXCEPTION = re.compile(r"(?:[A-Za-z_][\w.]*)(?:Error|Exception|Exit|Interrupt|Warning)\b")
_SIGNALS = {4: "illegal instruction", 6: "abort", 7: "bus error", 9: "kill: usually memory ran out", 11: "memory fault"}


def crash_reason(result: Mapping[str, Any]) -> str:
    """Why the module of a result could not be run, in one line; empty where it has spoken for itself."""
    unread = "module_stdout" in result or "module_stderr" in result
    if not unread and (result.get("msg") or not (result.get("failed") or "failed_when_result" in result)):
        return ""
    said = "" if unread else _of_event(result)
    said = said or _last(result.get("module_stderr") or result.get("exception") or result.get("module_stdout"))
    msg = str(result.get("msg") or "")
    if "interpreter" in msg and "not found" in msg:
        said = msg
    return _input.quote(said) or _of_code(result.get("rc"))


def tell(result: dict[str, Any]) -> None:
    """Give the result of a module that could not be run an `error` and a `msg` that say why."""
    reason = crash_reason(result)
    if reason:
        why = f"the module could not be run: {reason}"
        result["error"] = {"kind": "module", "code": None, "description": why, "retryable": False}
        result["msg"] = _advice.text(result["error"])


def _of_event(result: Mapping[str, Any]) -> str:
    """What the exception says that ansible-core 2.19 and newer keep as an object."""
    for key in ("exception", "failed_when_suppressed_exception"):
        event = getattr(result.get(key), "event", None)
        said = []
        kind = ""
        while event:
            said.append(" ".join(str(event.msg).split()))
            kind = kind or _kind(event.formatted_traceback)
            event = getattr(event.chain, "event", None)
        if said:
            text = ": ".join(said)
            return f"{kind}: {text}" if kind and not text.startswith(kind) else text
    return ""


def _kind(trace: Any) -> str:
    """The kind of exception that a traceback ends with."""
    found = _EXCEPTION.match(_last(trace))
    return found[0] if found else ""


def _last(output: Any) -> str:
    """The end of what was said: the exception of a traceback with all its lines, or the last line."""
    lines = [line for line in str(output or "").splitlines() if line.strip()]
    if not lines or lines[0].startswith("(traceback unavailable"):
        return ""
    begins = [number for number, line in enumerate(lines) if _EXCEPTION.match(line)]
    if begins:
        return " ".join(line.strip() for line in lines[begins[-1] :])
    told = [line for line in lines if "not found" in line]
    return (told or lines)[-1 if not told else 0].strip()


def _of_code(code: Any) -> str:
    if not isinstance(code, int):
        return "no reason was given; -vvv may show one"
    if code > 128:
        name = _SIGNALS.get(code - 128)
        return f"it was ended by signal {code - 128}{f' ({name})' if name else ''}"
    return f"it ended without a message, with exit code {code}"
