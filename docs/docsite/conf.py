# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Sphinx for the documentation site. tools/docsite.py gathers its pages and builds it."""

from __future__ import annotations

import gettext
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sphinx_rtd_theme

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = "https://github.com/smsops/smsops.smsc/tree/main/"

# The theme's words for "next", "search" and the like.
RUSSIAN = gettext.translation("sphinx", Path(sphinx_rtd_theme.__file__).with_name("locale"), ["ru"])

project = "smsops.smsc"
copyright = "2026, smsops.smsc contributors"  # noqa: A001
html_title = "Operator templates of SMS Center as code"
html_theme = "sphinx_ansible_theme"
html_show_sphinx = False
html_copy_source = False

extensions = ["myst_parser", "sphinx_antsibull_ext"]
myst_heading_anchors = 4
pygments_style = "ansible"
highlight_language = "YAML+Jinja"

# Nothing is fetched while the site is built, so that what links to Ansible's own pages by a label cannot be resolved.
nitpicky = False
suppress_warnings = ["ref.ref"]


def _link_to_repository(app: Any, docname: str, text: list[str]) -> None:
    """Let a Markdown link to a file that is no page of the site lead to the repository.

    A link to what is nowhere stays as it is, and Sphinx warns of it.
    """
    page = Path(app.env.doc2path(docname, base=False))
    if page.suffix != ".md":
        return

    def address(match: re.Match[str]) -> str:
        url = match[1]
        if urlsplit(url).scheme or url.startswith("#"):
            return match[0]
        target = (ROOT / page.parent / url.partition("#")[0]).resolve()
        if target.is_relative_to(ROOT) and target.exists():
            path = target.relative_to(ROOT).as_posix()
            if not (Path(app.srcdir) / path).is_file():
                return f"]({REPOSITORY}{path})"
        return match[0]

    text[0] = re.sub(r"\]\(([^()\s]+)\)", address, text[0])


def _say_the_language(_app: Any, pagename: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Let browsers know of a Russian page that it is one, and put the words of the theme around it in Russian."""
    if pagename.endswith(".ru") or pagename.startswith("docs/ru/"):
        context["language"] = "ru"
        context["_"] = RUSSIAN.gettext


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("html-page-context", _say_the_language)
    app.connect("source-read", _link_to_repository)
