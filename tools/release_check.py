# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Try the built tarball as Galaxy and as a user will: what is in it, its import, its installation, its demo.

`release_check.py TARBALL`; everything else happens in a temporary folder, and nothing of the user's settings is used.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

# What users need. A new file or folder at the top is either added here, or to build_ignore in galaxy.yml.
WANTED = {
    *(
        "CHANGELOG.rst",
        "COPYING",
        "FILES.json",
        "LICENSES",
        "MANIFEST.json",
        "README.md",
        "README.ru.md",
        "REUSE.toml",
        "SECURITY.md",
    ),
    *("changelogs", "docs", "extensions", "meta", "playbooks", "plugins", "roles"),
}
# What belongs to development although the folder above it does not.
UNWANTED = ("changelogs/fragments/", "docs/docsite/", "extensions/molecule/", "__pycache__", ".pyc")
# What the linter of the importer cannot know: awx.awx, which is not a dependency, and playbooks of this collection,
# which is not installed there. `make lint` knows both.
UNKNOWN = re.compile(r"couldn't resolve module/action 'awx\.awx\.|Failed to find smsops\.smsc\.\w+ playbook")


def check_contents(tarball: Path) -> None:
    """Exit with the names of files that are missing or that nobody needs."""
    with tarfile.open(tarball) as archive:
        names = archive.getnames()
    top = {name.partition("/")[0] for name in names}
    wrong = [f"{name} is missing" for name in WANTED - top]
    wrong += [f"{name} is not for users" for name in top - WANTED]
    wrong += [f"{name} is not for users" for name in names if any(part in f"{name}/" for part in UNWANTED)]
    if wrong:
        sys.exit(f"{tarball.name}: {'; '.join(sorted(wrong))}")
    print(f"contents: {len(names)} files and folders", flush=True)


def check_import(tarball: Path, folder: Path, environ: dict[str, str]) -> None:
    """Exit with what galaxy-importer says if it warns or fails. Automation Hub's demand for a known tag is made too."""
    settings = {
        "GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true",
        "GALAXY_IMPORTER_REQUIRE_V1_OR_GREATER": "true",
        "GALAXY_IMPORTER_ANSIBLE_LOCAL_TMP": str(folder / "importer"),
    }
    output = _run([sys.executable, "-m", "galaxy_importer.main", str(tarball)], folder, {**environ, **settings})
    complaints = [line for line in output.splitlines() if re.match("(WARNING|ERROR|CRITICAL)", line)]
    complaints = [line for line in complaints if not UNKNOWN.search(line)]
    if complaints:
        sys.exit("\n".join(["galaxy-importer complains:", *complaints]))
    print("galaxy-importer: no error, no warning", flush=True)


def check_demo(tarball: Path, folder: Path, environ: dict[str, str]) -> None:
    """Install the tarball into an empty folder, without a network, and run its demo from there."""
    collections = folder / "collections"
    galaxy = [sys.executable, "-m", "ansible", "galaxy", "collection"]
    _run([*galaxy, "install", "--offline", "-p", str(collections), str(tarball)], folder, environ)
    _run([*galaxy, "verify", "--offline", "-p", str(collections), "smsops.smsc"], folder, environ)
    # As the first page has it.
    demo = [sys.executable, "-m", "ansible", "playbook", "smsops.smsc.demo"]
    report = folder / "operator-templates.html"
    try:
        output = _run(demo, folder, environ)
    finally:
        # A demo that failed has not come to its end, where it stops the simulator.
        subprocess.run([*demo, "--tags", "stop"], cwd=folder, env=environ, stdout=subprocess.DEVNULL, check=False)
    if not report.exists():
        sys.exit(f"the demo has written no report:\n{output}")
    print("installed and verified offline; the demo from the installed collection:", flush=True)
    print(output.rpartition("PLAY RECAP")[2].partition("\n")[2].strip())


def _run(command: list[str], folder: Path, environ: dict[str, str]) -> str:
    """The output of a command; exit with it if it failed."""
    done = subprocess.run(
        command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\nended with {done.returncode}")
    return done.stdout


def main() -> None:
    """Check the tarball named on the command line."""
    tarball = Path(sys.argv[1]).resolve()
    check_contents(tarball)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mine = ("ANSIBLE_", "SMSC_", "PYTHONPATH", "GALAXY_")
        environ = {variable: value for variable, value in os.environ.items() if not variable.startswith(mine)}
        environ |= {
            "ANSIBLE_HOME": str(folder / "home"),
            "ANSIBLE_COLLECTIONS_PATH": str(folder / "collections"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "1",
            "XDG_STATE_HOME": str(folder / "xdg"),
            "SMSC_STATE_DIR": str(folder / "state"),
        }
        check_import(tarball, folder, environ)
        check_demo(tarball, folder, environ)


if __name__ == "__main__":
    main()
