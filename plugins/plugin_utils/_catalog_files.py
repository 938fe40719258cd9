# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a catalog: which they are, and what is in them."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

# The one in C is ten times as fast, and not everywhere.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Render = Callable[[str], str]


def read(
    patterns: Iterable[Any], folders: Sequence[Path], mistakes: list[str], render: Render | None = None
) -> list[tuple[str, Any]]:
    """The catalogs of files, each with the name of its file; what is wrong is added to the mistakes.

    patterns: paths, or patterns of them. folders: where relative ones are looked for, one after the other.
    render: renders a text, if the texts of templates are to be rendered; raises a ValueError.
    """
    catalogs = []
    for pattern in patterns:
        for path in _files(pattern, folders, mistakes):
            name = _shown(path)
            try:
                catalog = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506
            except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
                mistakes.append(f"{name} cannot be read as YAML in UTF-8: {exc}")
                continue
            catalogs.append((name, _rendered(catalog, name, mistakes, render) if render else catalog))
    return catalogs


def _files(pattern: Any, folders: Sequence[Path], mistakes: list[str]) -> list[Path]:
    if not isinstance(pattern, str) or not pattern:
        mistakes.append(f"{pattern!r} is not a path: give that of a file; see op_templates_catalog_files")
        return []
    # An absolute path stays what it is, whatever it is joined to.
    paths = [folder / pattern for folder in folders]
    for path in paths:
        # A file may have the signs of a pattern in its name. Path.glob() would not take absolute patterns.
        found = [path] if path.is_file() else sorted(map(Path, glob.glob(str(path))))  # noqa: PTH207
        files = [one for one in found if one.is_file()]
        if files:
            return files
    places = " or ".join(dict.fromkeys(str(path.parent) for path in paths))
    mistakes.append(f"no file in {places} is like {paths[0].name!r}; see op_templates_catalog_files")
    return []


def _shown(path: Path) -> str:
    """The path for people: below the current folder from there, and without detours."""
    here, path = Path.cwd(), Path(os.path.normpath(path))
    return str(path.relative_to(here) if here in path.parents else path)


def _rendered(catalog: Any, name: str, mistakes: list[str], render: Render) -> Any:
    """The catalog with its texts rendered. What else is wrong with it is said by whoever reads it."""
    for one in catalog if isinstance(catalog, list) else ():
        templates = one.get("templates") if isinstance(one, dict) else None
        for template in templates if isinstance(templates, list) else ():
            if isinstance(template, dict) and isinstance(template.get("msg"), str):
                try:
                    template["msg"] = render(template["msg"])
                except ValueError as exc:
                    title = f"{one.get('name')}/{template.get('name')}"
                    mistakes.append(f"{name}: the text of {title} cannot be rendered: {exc}")
    return catalog
