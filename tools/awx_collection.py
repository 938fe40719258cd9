# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the collection awx.awx beside this one, from the package index: Galaxy is not needed.

The index has it only as a part of the package `ansible` (50 MB), so that is downloaded, and the rest thrown away.
Say `awx_collection.py FOLDER`, the folder that holds `ansible_collections`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements-dev.txt"
PART = "ansible_collections/awx/awx/"


def main() -> None:
    """Download the version that requirements-dev.txt names, and unpack the collection into the folder given, once."""
    manifest = Path(sys.argv[1], PART, "MANIFEST.json")
    if manifest.exists() and manifest.stat().st_mtime >= REQUIREMENTS.stat().st_mtime:
        return
    pinned = re.findall(r"^ansible==[0-9.]+", REQUIREMENTS.read_text("utf-8"), re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--only-binary=:all:", "--dest", folder, *pinned], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            names = [name for name in wheel.namelist() if name.startswith(PART) and not name.startswith(f"{PART}test/")]
            wheel.extractall(sys.argv[1], names)


if __name__ == "__main__":
    main()
