# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give ansible-test the get-pip script that it fetches for the environments that it makes.

Where the script's host cannot be reached, a stand-in takes its place in ansible-test's cache: it lets the pip that
comes with Python install the pip that ansible-test asked for, from the package index that this machine uses.
"""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import ansible_test

CACHE = Path("~/.ansible/test/cache").expanduser()
STAND_IN = """\
import ensurepip, os, pathlib, subprocess, sys
wheel = next(pathlib.Path(ensurepip.__file__).with_name("_bundled").glob("pip-*.whl"))
wanted = [arg for arg in sys.argv[1:] if arg not in ("--no-setuptools", "--no-wheel")]
pip = [sys.executable, "-m", "pip", "install", "--force-reinstall", "--disable-pip-version-check", *wanted]
sys.exit(subprocess.call(pip, env={**os.environ, "PYTHONPATH": str(wheel)}))
"""


def main() -> None:
    """Put the stand-in where ansible-test looks for its script, unless it is there or can be fetched."""
    package = Path(ansible_test.__path__[0])
    versions = re.findall(r"pip='([0-9.]+)'", (package / "_internal/python_requirements.py").read_text("utf-8"))
    setup = (package / "_util/target/setup/requirements.py").read_text("utf-8")
    address = re.search(r"url = '(https://[^']+)' % pip_version", setup)
    for version in versions:
        script = CACHE / f"get_pip_{version.replace('.', '_')}.py"
        if not script.exists() and not (address and _reachable(address[1] % version)):
            CACHE.mkdir(parents=True, exist_ok=True)
            script.write_text(STAND_IN, "utf-8")


def _reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main()
