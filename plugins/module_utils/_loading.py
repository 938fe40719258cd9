# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads what is imported after it in half the time, where Ansible runs a module from a zip file.

`zipimport` compiles a file to learn its name, throws that away, and compiles it again to run it. Here a file is
compiled once, and has no `__file__`. What is not found here is found as ever.

Nothing that is loaded becomes garbage, so it is not searched for any, neither meanwhile nor when the process ends.
"""

from __future__ import annotations

import gc
import sys
import zipimport
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

_OURS = f"{__package__}."


class _Finder:
    """Stands in `sys.meta_path`, see `importlib.abc.MetaPathFinder`."""

    @staticmethod
    def find_spec(fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None, /) -> ModuleSpec | None:
        if not path or not fullname.startswith(_OURS):
            return None
        try:
            loader = zipimport.zipimporter(path[0])
            is_package = loader.is_package(fullname)
        except zipimport.ZipImportError:
            return None
        # In Python 3.9 it is a loader of the older kind, which is taken, too, but compiles twice by itself.
        spec = ModuleSpec(fullname, loader, origin=path[0], is_package=is_package)  # type: ignore[arg-type]
        if is_package:
            spec.submodule_search_locations = [f"{path[0]}/{fullname.rpartition('.')[2]}"]
        return spec


def done() -> None:
    """What every call needs is loaded."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


if __spec__ and isinstance(__spec__.loader, zipimport.zipimporter):
    sys.meta_path.insert(0, _Finder)
    gc.disable()
