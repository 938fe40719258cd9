# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take the picture of a report that the first page shows, with the Chromium of this machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SIZE = "1200,1500"


def main() -> str | None:
    """Take a picture of the page that is the first argument, and write it to the second. Returns why it cannot be."""
    page, picture = (Path(name).resolve() for name in sys.argv[1:])
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        return f"there is no {' or '.join(_BROWSERS)} on this machine; install one (apt-get install chromium)"
    with tempfile.TemporaryDirectory() as folder:
        # The page is our own, and a container has no namespaces for a sandbox.
        subprocess.run(
            [
                *(browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--force-prefers-color-scheme=light"),
                *(f"--user-data-dir={folder}", f"--window-size={_SIZE}", f"--screenshot={picture}", page.as_uri()),
            ],
            check=True,
            timeout=120,
            stderr=subprocess.DEVNULL,
        )
    print(picture)
    return None


if __name__ == "__main__":
    sys.exit(main())
