# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-core 2.16, 2.19 and 2.21 give for a module that could not be run, and what is said of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._actions import _crash

TRACE = (
    "Traceback (most recent call last):\n"
    '  File "/root/.ansible/tmp/ansible-tmp-1/AnsiballZ_m.py", line 107, in <module>\n    _ansiballz_main()\n'
    '  File "/usr/lib/python3/dist-packages/requests.py", line 1\n    def broken(:\n               ^\n'
    "SyntaxError: invalid syntax\n"
)
OLD_PYTHON = (
    '  File "/root/.ansible/tmp/ansible-tmp-1/AnsiballZ_m.py", line 3\n    from __future__ import annotations\n    ^\n'
    "SyntaxError: future feature annotations is not defined\n"
)
NO_JSON = "Module result deserialization failed: No start of json char found"
MODULE_FAILURE = "MODULE FAILURE\nSee stdout/stderr for the exact error"
NOT_JSON = ("Module result deserialization failed.", "No start of json char found")
KEPT = {"failed": False, "failed_when_result": False}


def summary(*messages: str, trace: str | None = None) -> Any:
    """An exception as an action of 2.19 and newer sees it, with its causes."""
    event = None
    for message in reversed(messages):
        chain = SimpleNamespace(event=event) if event else None
        event = SimpleNamespace(msg=message, formatted_traceback=trace, chain=chain)
    return SimpleNamespace(event=event)


def unread(stderr: str, code: int, msg: str = NO_JSON, stdout: str = "", **more: Any) -> dict[str, Any]:
    return {"failed": True, "module_stdout": stdout, "module_stderr": stderr, "rc": code, "msg": msg, **more}


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        # 2.16
        (unread(TRACE, 1, MODULE_FAILURE, exception=TRACE), "SyntaxError: invalid syntax"),
        (unread("Traceback\n  x\nRuntimeError: one\ntwo\n", 1, MODULE_FAILURE), "RuntimeError: one two"),
        (
            unread(
                "/bin/sh: 1: /usr/bin/python_nowhere: not found\n",
                127,
                "The module failed to execute correctly, you probably need to set the interpreter.\nSee "
                "stdout/stderr for the exact error",
            ),
            "/bin/sh: 1: /usr/bin/python_nowhere: not found",
        ),
        (
            unread(
                "pyenv: python3.12: command not found\n\nThe `python3.12' command exists in these Python versions:\n",
                127,
                MODULE_FAILURE,
            ),
            "pyenv: python3.12: command not found",
        ),
        # 2.19: in the action, and in what a task has registered with failed_when.
        (
            {"failed": True, "exception": summary("invalid syntax (requests.py, line 1)", trace=TRACE)},
            "SyntaxError: invalid syntax (requests.py, line 1)",
        ),
        (
            {**KEPT, "failed_when_suppressed_exception": summary("the library\nsays: two lines")},
            "the library says: two lines",
        ),
        (
            unread("", 127, "The module interpreter '/usr/bin/p' was not found.", exception=summary(*NOT_JSON)),
            "The module interpreter '/usr/bin/p' was not found.",
        ),
        # 2.19 and 2.21
        (unread(OLD_PYTHON, 1), "SyntaxError: future feature annotations is not defined"),
        (unread("a word\n", 3, stdout="I am no JSON\n", exception=summary(*NOT_JSON)), "a word"),
        (unread("", 0, stdout=TRACE), "SyntaxError: invalid syntax"),
        (unread("Segmentation fault\n", 139), "Segmentation fault"),
        (unread("", 137), "it was ended by signal 9 (kill: usually memory ran out)"),
        (unread("", 1), "it ended without a message, with exit code 1"),
        (unread("", 0), "it ended without a message, with exit code 0"),
        # 2.21, registered with failed_when: it keeps nothing.
        (
            {**KEPT, "failed_when_suppressed_exception": "(traceback unavailable)"},
            "no reason was given; -vvv may show one",
        ),
        # What a module has said itself.
        ({"failed": True, "msg": "auth (error 2): refused", "exception": summary("auth (error 2): refused")}, ""),
        ({**KEPT, "msg": "missing required arguments: sender", "failed_when_suppressed_exception": "x"}, ""),
        ({"changed": False, "templates": []}, ""),
        ({**unread("\x1b[31m" + "x" * 500, 1)}, "\\x1b[31m" + "x" * 192 + "..."),
    ],
)
def test_the_reason_of_a_crash(result: dict[str, Any], reason: str) -> None:
    assert _crash.crash_reason(result) == reason


def test_the_result_says_it_with_what_to_do() -> None:
    result = {
        "failed": True,
        "exception": summary("No module named 'x'", trace="T\nModuleNotFoundError: No module named 'x'"),
    }
    _crash.tell(result)
    assert result["msg"] == (
        "the module could not be run: ModuleNotFoundError: No module named 'x'. Check that "
        'ansible_python_interpreter is a complete Python of 3.9 or newer. See troubleshooting, "Before '
        'anything is sent": https://github.com/smsops/smsops.smsc/tree/main/docs/troubleshooting.md#before-anything-is-sent'
    )
    result = {"changed": False}
    _crash.tell(result)
    assert result == {"changed": False}
