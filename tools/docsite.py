# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site: the guides of docs/, the READMEs, and the reference of modules, filters and roles.

`docsite.py PAGES SITE`: the pages are gathered in the first folder, laid out as in the repository so that links between
them hold, and the HTML is written to the second. A warning is an error. The network is not used.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The order of the guides. Those not named here stand, by name, in the place of the dots.
GUIDES = ["linting", "reports", "awx", "...", "doctor", "safety", "service", "measurements", "architecture"]
INDEX = """\
# smsops.smsc

```{{toctree}}
:caption: Guides
:maxdepth: 1

{guides}
```

```{{toctree}}
:caption: Reference
:maxdepth: 2

reference/index
CHANGELOG
```
"""


def in_order(names: set[str]) -> list[str]:
    """The names of guides in the order in which they are read."""
    known = [name for name in GUIDES if name in names]
    place = sum(name in names for name in GUIDES[: GUIDES.index("...")])
    return known[:place] + sorted(names - set(known)) + known[place:]


def gather(pages: Path) -> None:
    """Copy what is a page already, and write the index."""
    shutil.rmtree(pages, ignore_errors=True)
    found: dict[str, list[str]] = {}
    for pattern in ("README*.md", "docs/*.md", "roles/*/README.md", "*.md", "CHANGELOG.rst"):
        for source in sorted(ROOT.glob(pattern)):
            copy = pages / source.relative_to(ROOT)
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
                found.setdefault(pattern, []).append(copy.relative_to(pages).with_suffix("").as_posix())
    if (ROOT / "docs/images").exists():
        shutil.copytree(ROOT / "docs/images", pages / "docs/images")
    guides = in_order({name.removeprefix("docs/") for name in found.pop("docs/*.md")})
    found["README*.md"] += [f"docs/{name}" for name in guides]
    order = [name for pattern, names in found.items() if pattern != "CHANGELOG.rst" for name in names]
    (pages / "index.md").write_text(INDEX.format(guides="\n".join(order)), "utf-8")


def main() -> None:
    """Build the site, or exit with what the tools complain of."""
    pages, site = Path(sys.argv[1]), Path(sys.argv[2])
    gather(pages)
    reference = pages / "reference"
    reference.mkdir(mode=0o755)  # antsibull-docs wants a folder that only its owner can write to
    antsibull = ["antsibull-docs", "collection", "--use-current", "--squash-hierarchy", "--fail-on-error"]
    antsibull += ["--no-add-antsibull-docs-version", "--dest-dir", str(reference), "smsops.smsc"]
    sphinx = ["sphinx-build", "-W", "--keep-going", "-q", "-c", str(ROOT / "docs/docsite"), str(pages), str(site)]
    for command in (antsibull, sphinx):
        done = subprocess.run(command, check=False)
        if done.returncode:
            sys.exit(f"{command[0]} ended with {done.returncode}")
    print(f"{site / 'index.html'}")


if __name__ == "__main__":
    main()
