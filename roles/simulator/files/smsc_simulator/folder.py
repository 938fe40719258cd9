# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of a simulator: which files in it are the simulator's, so that nobody else's are written or removed.

The first line of the log says it. It is written before anything else, and stays until the simulator is removed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

# What a simulator keeps; while it writes one, it is called so with `.new` at its end.
CONFIG, STATE, LOG, RUNNING = NAMES = ("config.json", "state.json", "log.txt", "running.json")
_TITLE = "smsc_simulator"


class FolderError(Exception):
    """The folder cannot be used. The message names it and says what to do."""


def look(folder: Path) -> dict[str, Any] | None:
    """What the first line of the log says, with `made` (the folder) and `found` (names); None if it is not ours."""
    log = folder / LOG
    try:
        with log.open("rb") as lines:
            title, _space, said = lines.readline(10_000).decode("utf-8", "replace").partition(" ")
        ours = json.loads(said) if title == _TITLE else None
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        return None
    return ours if isinstance(ours, dict) and {"made", "found"} <= set(ours) else None


def claim(folder: Path, *, allowed: tuple[str, ...] = ()) -> bool:
    """Make the folder where there is none, and say in it that it has a simulator. Returns whether that is new.

    allowed: names of our files that may be there beforehand; they are somebody else's and stay. Raises FolderError
    where another file has a name that the simulator needs. Other files do not matter.
    """
    if look(folder):
        return False
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is not a folder; give another one as simulator_dir")
    made = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = [name for name in NAMES if (folder / name).is_symlink() or (folder / name).exists()]
    taken = [name for name in found if name not in allowed]
    if taken:
        raise FolderError(
            f"{folder} has {' and '.join(taken)}, which no simulator has made, and which a simulator would overwrite; "
            "give another folder as simulator_dir, or move them away"
        )
    head = f"{_TITLE} {json.dumps({'made': made, 'found': found})}\n"
    (folder / LOG).write_text(head, "utf-8")
    return True


def head(folder: Path) -> bytes:
    """The first line of the log, for a new log."""
    with (folder / LOG).open("rb") as lines:
        return lines.readline()


def removable(folder: Path) -> list[Path]:
    """What to remove for the simulator to be gone, in this order; nothing if nothing is there.

    Raises FolderError for a folder that has no simulator.
    """
    ours = look(folder)
    if ours is None:
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return []
        _foreign(folder)
    names = [name for name in (*NAMES, *(f"{name}.new" for name in NAMES)) if name not in ours["found"]]
    # The log is the last: if something fails before, the folder is still known to be ours.
    names.sort(key=lambda name: name == LOG)
    files = [folder / name for name in names if (folder / name).is_symlink() or (folder / name).is_file()]
    rest = {path.name for path in folder.iterdir()} - {path.name for path in files}
    return [*files, *([folder] if ours["made"] and not rest else [])]


def remove(paths: list[Path]) -> None:
    """Remove files, and the folder that they leave empty."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()


def _foreign(folder: Path) -> NoReturn:
    raise FolderError(
        f"{folder} has no simulator of this role, so nothing in it was removed; give the folder of the simulator as "
        f"simulator_dir, or, if {folder} is to go, remove it yourself"
    )
