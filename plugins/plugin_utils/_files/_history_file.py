# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of an environment as a file: read, and brought up to date by one run at a time."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...module_utils._limits import _database
from ...module_utils._model import _input
from .. import _history
from . import _write

_LOCK = ".lock"


class HistoryFile:
    """Where the history of an environment is kept. Raises InputError if that cannot be: the folder is made.

    prefix: what the names of the options begin with. beside: what else is kept in the file, as JSON; read with it.
    """

    def __init__(self, folder: str, environment: str, prefix: str = "op_templates_") -> None:
        if Path(environment).name != environment or environment in ("", ".", ".."):
            raise _input.InputError(f"{prefix}environment is {environment!r}, which cannot be the name of a file")
        self.environment = environment
        self.beside: dict[str, Any] = {}
        self.path = Path(folder).expanduser() / f"{environment}.json"
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as exc:
            raise _input.InputError(
                f"{prefix}history_dir: {self.path.parent} cannot be made ({exc.strerror})"
            ) from None
        if not os.access(self.path.parent, os.W_OK | os.X_OK):
            raise _input.InputError(
                f"{prefix}history_dir: nothing can be written to {self.path.parent}; make it writable"
            )

    @property
    def exists(self) -> bool:
        """Whether something is there; a link that leads nowhere is something."""
        return self.path.exists() or self.path.is_symlink()

    def read(self) -> _history.History:
        """The history of the environment, empty where there is no file yet. Raises InputError."""
        return self._environments()[self.environment]

    @contextmanager
    def update(self) -> Iterator[_history.History]:
        """Give the history to be changed, and keep it; other runs wait meanwhile. Raises InputError, OSError."""
        with _database.alone(self.path.parent / _LOCK):
            environments = self._environments()
            yield environments[self.environment]
            kept = {**_history.as_dict(environments), **self.beside}
            _write.write(self.path, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")

    def _environments(self) -> dict[str, _history.History]:
        value = _load(self.path) if self.exists else {}
        read = _history.read(value)
        self.beside = {key: one for key, one in value.items() if key not in ("version", "environments")}
        if read and self.environment not in read:
            raise _input.InputError(
                f"{self.path}: it is the history of {', '.join(map(repr, read))}, not of {self.environment!r}. "
                "Give each environment a file of its own name"
            )
        read.setdefault(self.environment, _history.History(self.environment))
        return read


def _load(path: Path) -> Any:
    """What is in the file. Raises InputError, which names it and says what to do."""
    try:
        if not path.is_file():
            raise _input.InputError("it is not a file")
        text = path.read_text("utf-8-sig")
        if not text.strip():
            raise _input.InputError("it is empty")
        if re.search(r"^(<{7}|={7}|>{7})", text, re.MULTILINE):
            raise _input.InputError("it has the conflict marks of a merge")
        value = json.loads(text)
        if value is None:
            raise _input.InputError("it is null")
        _history.read(value)
    except (OSError, ValueError, RecursionError) as exc:
        why = str(exc) if isinstance(exc, _input.InputError) else f"it cannot be read as JSON in UTF-8: {exc}"
        why = f"it cannot be read ({exc.strerror})" if isinstance(exc, OSError) else why
    else:
        return value
    raise _input.InputError(
        f"{path}: {why}. It holds what the role has seen of each registration, and was not changed: restore "
        "it from a copy, or remove it to start over"
    )
