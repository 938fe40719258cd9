# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder for what tasks share. It must be on this machine: SQLite's locks and the clock reach no other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from .._model import _errors

_TABLE = Path("/proc/self/mountinfo")
# Those that one machine gives to its own guests (9p, virtiofs) are not among them.
_NETWORK = frozenset(
    "afs beegfs ceph cifs coda fuse.ceph fuse.cephfs fuse.glusterfs fuse.juicefs fuse.mfs fuse.rclone fuse.s3fs "
    "fuse.sshfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 ocfs2 smb3 smbfs".split()
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def checked(folder: str | None, source: str) -> str | None:
    """A folder that was given, or None where none was. source: what it comes from.

    Raises ParametersError for one on a network file system.
    """
    network = network_type(folder) if folder else None
    if network:
        raise _errors.ParametersError(
            f"{source} is {folder!r}, which is on a network file system ({network}): SQLite's locks and the "
            "machine's clock do not work across machines, so tasks would together exceed the limits of the service. "
            "Give a folder of this machine"
        )
    return folder


def default() -> tuple[str | None, str]:
    """The folder where none was given; or None, and why there is no such place."""
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    try:
        folder = str(Path(base).expanduser() / "smsops.smsc")
    except (RuntimeError, KeyError):
        # No home (Python 3.9 says it by a KeyError): a container gives its process any user.
        return None, "this user has no home folder for what tasks share"
    network = network_type(folder)
    if network:
        return None, f"{folder!r}, which is for what tasks share, is on a network file system ({network})"
    return folder, ""


def why_there_is_none() -> str:
    """The warning where tasks share nothing."""
    return (
        f"{default()[1]}, so the limits of the service hold within this process only; set state_dir or SMSC_STATE_DIR "
        "to a folder of this machine"
    )


def network_type(folder: str) -> str | None:
    """The type of the network file system that a folder is or would be on; None for one of this machine.

    None also where the system has no table of mounts.
    """
    try:
        # In this order: what is mounted on demand is there when the folder has been looked at.
        place = Path(folder).expanduser().resolve()
        table = _TABLE.read_text("utf-8", "surrogateescape")
    except (OSError, RuntimeError, KeyError):
        return None
    return type_in(table, place)


def type_in(table: str, place: Path) -> str | None:
    """The same from a table of mounts, for an absolute path without links."""
    there = {str(place), *map(str, place.parents)}
    # The nearest holds, and of several at one place the one mounted last.
    over = [(len(point), number, kind) for number, (point, kind) in enumerate(_mounts(table)) if point in there]
    kind = max(over)[2] if over else None
    return kind if kind in _NETWORK else None


def _mounts(table: str) -> Iterator[tuple[str, str]]:
    """Where something is mounted, and its type."""
    for line in table.splitlines():
        mounted, _separator, source = line.partition(" - ")
        fields, types = mounted.split(), source.split()
        if len(fields) > 4 and types:
            yield _ESCAPED.sub(lambda code: chr(int(code[1], 8)), fields[4]), types[0]
