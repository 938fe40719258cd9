# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site: the guides of docs/ in English and Russian, the READMEs, and the reference of modules,
filters and roles. The first lines of each guide link its other language.

`docsite.py PAGES SITE`: the pages are gathered in the first folder, laid out as in the repository so that links between
them hold, and the HTML is written to the second. A warning is an error. The network is not used.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The guides in the order in which they are read. One that is not named here makes Sphinx warn, so it is not forgotten.
GUIDES = (
    *("getting-started", "environments", "ci", "awx", "fleet", "reports", "events", "linting", "traffic", "simulator"),
    *("migration", "troubleshooting", "safety", "privacy", "doctor", "service", "measurements", "architecture"),
)
PAGES = ("README*.md", "docs/*.md", "docs/ru/*.md", "roles/*/README*.md", "*.md", "CHANGELOG.rst")
INDEX = """\
# smsops.smsc

[По-русски](index.ru.md)

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

```{{toctree}}
:caption: По-русски
:maxdepth: 2

index.ru
```
"""
# In the sidebar it unfolds for those who read a Russian page.
RUSSIAN_INDEX = """\
# Документация на русском

[In English](index.md)

```{{toctree}}
:maxdepth: 1

{guides}
```
"""


def gather(pages: Path) -> None:
    """Copy what is a page already, and write an index for each language."""
    shutil.rmtree(pages, ignore_errors=True)
    # No page twice, although the first pattern is part of a later one.
    sources = dict.fromkeys(source for pattern in PAGES for source in sorted(ROOT.glob(pattern)))
    for source in sources:
        copy = pages / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    shutil.copytree(ROOT / "docs/images", pages / "docs/images")
    others = [source.relative_to(ROOT).with_suffix("").as_posix() for source in sources if source.suffix == ".md"]
    russian = ["README.ru", *(f"docs/ru/{name}" for name in GUIDES), "roles/op_templates/README.ru"]
    order = ["README", *(f"docs/{name}" for name in GUIDES)]
    order += [name for name in others if name not in order + russian and not name.startswith("docs/")]
    (pages / "index.md").write_text(INDEX.format(guides="\n".join(order)), "utf-8")
    (pages / "index.ru.md").write_text(RUSSIAN_INDEX.format(guides="\n".join(russian)), "utf-8")


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
