# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lay the working tree out as Ansible wants it: a copy at .../ansible_collections/smsops/smsc, itself a git repository.

A link would not do, ansible-test refuses it. Files that git ignores stay out. Files that did not change are not
touched, so that what caches by time keeps working.
"""

from __future__ import annotations

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path


def _git(*args: str, cwd: Path) -> bytes:
    return subprocess.run(["git", *args], cwd=cwd, check=True, stdout=subprocess.PIPE).stdout


def main() -> None:
    """Bring the folder named on the command line in step with the repository that this file is in."""
    root = Path(__file__).resolve().parent.parent
    tree = Path(sys.argv[1])
    tree.mkdir(parents=True, exist_ok=True)
    listed = _git("ls-files", "-co", "--exclude-standard", "-z", cwd=root).decode().split("\0")
    wanted = {name for name in listed if name and (root / name).is_file()}
    if not (tree / ".git").exists():
        _git("init", "--quiet", cwd=tree)
    there = {name for name in _git("ls-files", "-co", "-z", cwd=tree).decode().split("\0") if name}
    for name in there - wanted:
        if not name.endswith(".pyc"):
            (tree / name).unlink(missing_ok=True)
    for name in wanted:
        source, copy = root / name, tree / name
        if not copy.exists() or not filecmp.cmp(source, copy, shallow=False):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    _git("add", "-A", cwd=tree)


if __name__ == "__main__":
    main()
