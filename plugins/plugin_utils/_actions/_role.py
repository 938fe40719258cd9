# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the private actions of the role op_templates share.

They read the variables of the host as they are: to hand thousands of records through Jinja takes longer than the
requests for them.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

from ...module_utils._model import _input
from .. import _history, _rendering


class RoleAction(ActionBase):  # type: ignore[misc]
    """An action that needs no connection."""

    _requires_connection = False
    _supports_async = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """Run the step of the role."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        # With -v, too, a person is not shown what is handed on; the tasks that show something say it.
        return {**result, "changed": False, "_ansible_verbose_override": True, **self.step(task_vars or {})}

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """What the task returns."""
        raise NotImplementedError

    def option(self, variables: dict[str, Any], name: str) -> Any:
        """The value of a variable that is not long."""
        return _rendering.plain(self._templar.template(variables.get(name)))

    def history(self, variables: dict[str, Any], environment: str) -> tuple[Any, Path | None]:
        """The history, of this play, else of the file, else of an earlier job; and the file, if there is one.

        Raises InputError, which names where it comes from.
        """
        folder = self.option(variables, "op_templates_history_dir")
        if folder and Path(environment).name != environment:
            raise _input.InputError(f"op_templates_environment is {environment!r}, which cannot be the name of a file")
        file = Path(folder).expanduser() / f"{environment}.json" if folder else None
        earlier = (variables.get("__op_templates_conclusion") or {}).get("history") or {}
        if environment in earlier.get("environments", {}):
            return earlier, file
        try:
            if not file:
                history = self.option(variables, "op_templates_history")
                _history.check(history)
                return history, None
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(file.parent, os.W_OK | os.X_OK):
                raise _input.InputError(f"nothing can be written to {file.parent}; make the folder writable")
        except (OSError, ValueError) as exc:
            where = "op_templates_history_dir" if file else "op_templates_history"
            raise _input.InputError(f"{where}: {exc}") from None
        # A link that leads nowhere, too, is something that is there.
        if not file.exists() and not file.is_symlink():
            return self.history({**variables, "op_templates_history_dir": None}, environment)[0], file
        return _read(file), file


def _read(file: Path) -> Any:
    """The history in a file. Raises InputError, which names the file and says what to do."""
    try:
        if not file.is_file():
            raise _input.InputError("it is not a file")
        text = file.read_text("utf-8-sig")
        if not text.strip():
            raise _input.InputError("it is empty")
        if re.search(r"^(<{7}|={7}|>{7})", text, re.MULTILINE):
            raise _input.InputError("it has the conflict marks of a merge")
        history = json.loads(text)
        if history is None:
            raise _input.InputError("it is null")
        _history.check(history)
    except _history.ForeignHistoryError as exc:
        why = str(exc)
    except (OSError, ValueError, RecursionError) as exc:
        why = str(exc) if isinstance(exc, _input.InputError) else f"it cannot be read as JSON in UTF-8: {exc}"
        why = f"it cannot be read ({exc.strerror})" if isinstance(exc, OSError) else why
    else:
        return history
    raise _input.InputError(
        f"{file}: {why}. The role keeps there since when registrations have been in their states, and has not changed "
        "it: restore it from version control, or remove it to begin anew"
    )
