# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin of modules that say how far they are.

Ansible gives the output of a module to nobody before the module ends. So the module gets a private file to write its
lines to, and a thread shows them meanwhile. They go through Display, because Ansible warns of what its workers write to
standard error themselves.
"""

from __future__ import annotations

import tempfile
import threading
from typing import IO, Any

from ansible import constants
from ansible.plugins.action.normal import ActionModule
from ansible.utils.display import Display

from ...module_utils import _progress
from .. import _visible
from . import _crash

# Seconds between two looks into the file.
_POLL = 0.2


class ProgressAction(ActionModule):  # type: ignore[misc]
    """Runs the module just as Ansible does when it has no action plugin, and shows its lines where it can."""

    def run(self, tmp: Any = None, task_vars: Any = None) -> Any:
        """Run the module of the task; its result, which says why where the module could not be run."""
        result = self._run(tmp, task_vars)
        # Here, because of a failure that is not to be one, ansible-core 2.21 and newer keep no more.
        _crash.tell(result)
        return result

    def _run(self, tmp: Any, task_vars: Any) -> dict[str, Any]:
        if not self._can_show():
            return self._plain(tmp, task_vars)
        host = (task_vars or {}).get("inventory_hostname")
        given = self._task.environment
        # In Ansible's own temporary folder, which is private, and goes even if this process is killed.
        with tempfile.NamedTemporaryFile(dir=constants.DEFAULT_LOCAL_TMP, prefix="progress-") as lines:
            ended = threading.Event()
            shower = threading.Thread(target=_show, args=(lines, host, ended), daemon=True)
            self._task.environment = [
                *(given if isinstance(given, list) else [given]),
                {_progress.VARIABLE: lines.name},
            ]
            shower.start()
            try:
                return self._plain(tmp, task_vars)
            finally:
                # The task may be tried again, with another file.
                self._task.environment = given
                ended.set()
                shower.join()

    def _plain(self, tmp: Any, task_vars: Any) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        return result

    def _can_show(self) -> bool:
        """Whether the module can reach the file, has somebody waiting for it, and may be spoken of."""
        return (
            self._connection.transport == "local"
            and not self._connection.become
            and not self._task.async_val
            and not self._task.no_log
        )


def _show(lines: IO[bytes], host: object, ended: threading.Event) -> None:
    """Show whole lines as they come, until the module has ended and all are shown."""
    rest = b""
    running = True
    while running:
        running = not ended.wait(_POLL)
        *whole, rest = (rest + lines.read()).split(b"\n")
        for line in whole:
            text = f"smsc [{host}]: {line.decode('utf-8', 'replace')}"
            Display().display(_visible.line(text), stderr=True)
