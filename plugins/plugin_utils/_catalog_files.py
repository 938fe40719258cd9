# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a catalog: which they are, and what is in them."""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ansible.parsing.vault import VaultLib

from . import _catalog_yaml, _rendering

_OPTION = "see op_templates_catalog_files"


def read(
    patterns: Iterable[Any],
    folders: Sequence[Path],
    mistakes: list[str],
    vault: VaultLib,
    render: _rendering.Render | None = None,
) -> list[tuple[str, Any]]:
    """The catalogs of files, each with the name of its file; what is wrong is added to the mistakes.

    patterns: paths, or patterns of them. folders: where relative ones are looked for, one after the other.
    vault: Ansible's, with the passwords there are. render: renders a text, if that is wanted; raises a ValueError.
    """
    catalogs = []
    known: set[str] = set()
    for path in (path for pattern in patterns for path in _files(pattern, folders, mistakes)):
        real = os.path.realpath(path)
        if real in known:
            continue
        known.add(real)
        name = _shown(path)
        try:
            catalog, encrypted = _catalog_yaml.read(path.read_bytes(), vault)
        except OSError as exc:
            mistakes.append(f"{name} cannot be read: {exc.strerror}")
        except _catalog_yaml.CatalogFileError as exc:
            mistakes += [f"{name}{mistake}" for mistake in exc.mistakes]
        else:
            if encrypted and not isinstance(catalog, list):
                # Nothing of it is shown.
                mistakes.append(f"{name}: what is in it is not a list of sets; it begins with '- name: ...'")
            else:
                catalogs.append((name, _rendering.catalog(catalog, name, mistakes, render) if render else catalog))
    return catalogs


def places(
    patterns: Iterable[Any], folders: Sequence[Path], vault: VaultLib
) -> dict[tuple[str, str], tuple[Path, int]]:
    """File and line of each text, by the names of set and template, as far as the files say; see `read`.

    A name that Jinja makes is not among them.
    """
    found: dict[tuple[str, str], tuple[Path, int]] = {}
    for path in (path for pattern in patterns for path in _files(pattern, folders, [])):
        try:
            lines = _catalog_yaml.lines(path.read_bytes(), vault)
        except OSError:
            continue
        for names, line in lines.items():
            found.setdefault(names, (path, line))
    return found


def _files(pattern: Any, folders: Sequence[Path], mistakes: list[str]) -> list[Path]:
    if not isinstance(pattern, str) or not pattern:
        mistakes.append(f"{pattern!r} is not a path: give that of a file; {_OPTION}")
        return []
    plain, parts = _split(Path(pattern).parts)
    if any("**" in part and part != "**" for part in parts):
        mistakes.append(f"{pattern!r} has ** beside something else; between slashes it is all folders, as in **/*.yml")
        return []
    # An absolute path stays what it is, whatever it is joined to.
    places = list(dict.fromkeys(folder.joinpath(*plain) for folder in folders))
    hint = ""
    for place in places:
        try:
            found = sorted(set(_matching(place, parts)))
        except OSError as exc:
            mistakes.append(f"{_shown(Path(exc.filename))} cannot be read: {exc.strerror}")
            return []
        # A link that leads nowhere is read all the same, so that it is told.
        files = [one for one in found if one.is_file() or (one.is_symlink() and not one.exists())]
        if files:
            return files
        if found:
            inside = str(Path(pattern, "**", "*.yml"))
            hint = f"; {_shown(found[0])} is a folder: for the files in it and below write {inside!r}"
    where = " or ".join(str(place) for place in places)
    mistakes.append(f"no file in {where} is like {str(Path(*parts))!r}; {_OPTION}{hint}")
    return []


def _split(parts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folders at the start of a path, and the rest: the file, or all from the first part that is a pattern."""
    first = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    first = min(first, len(parts) - 1)
    return parts[:first], parts[first:]


def _matching(folder: Path, parts: Sequence[str]) -> Iterator[Path]:
    """What is like the parts of a pattern, one for each level. A name of its own counts before a pattern."""
    if not parts:
        yield folder
        return
    part, rest = parts[0], parts[1:]
    if part == "**":
        for below in _below(folder, frozenset(map(str, Path(os.path.realpath(folder)).parents))):
            yield from _matching(below, rest or ["*"])
    elif os.path.lexists(folder / part):
        yield from _matching(folder / part, rest)
    elif glob.has_magic(part):
        for name in _names(folder):
            if fnmatch.fnmatchcase(name, part) and (part.startswith(".") or not name.startswith(".")):
                yield from _matching(folder / name, rest)


def _below(folder: Path, above: frozenset[str]) -> Iterator[Path]:
    """The folder, and those in it at any depth, but for hidden ones and links in a circle."""
    real = os.path.realpath(folder)
    if real not in above:
        yield folder
        for name in _names(folder):
            if not name.startswith(".") and (folder / name).is_dir():
                yield from _below(folder / name, above | {real})


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def _shown(path: Path) -> str:
    """The path for people: below the current folder from there, and without detours."""
    here, path = Path.cwd(), Path(os.path.normpath(path))
    return str(path.relative_to(here) if here in path.parents else path)
