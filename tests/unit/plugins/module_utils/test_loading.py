# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library in a zip file, as Ansible hands it to Python on a managed host."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _loading

LIBRARY = Path(_loading.__file__).parent
PACKAGE = "ansible_collections.smsops.smsc.plugins.module_utils"


@pytest.fixture(scope="module", name="archive")
def fixture_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zip") / "payload.zip"
    root = LIBRARY.parents[len(PACKAGE.split(".")) - 1]
    files = list(LIBRARY.rglob("*.py"))
    with zipfile.ZipFile(path, "w") as archive:
        for folder in sorted({folder for file in files for folder in file.relative_to(root).parents} - {Path()}):
            archive.writestr(f"{folder.as_posix()}/__init__.py", "")
        for file in files:
            archive.write(file, file.relative_to(root))
    return path


def run(archive: Path, code: str) -> tuple[str, str]:
    """Run code that finds the library in the archive; what it has printed, and what it said on standard error."""
    start = f"import json, sys\nsys.path.insert(0, {str(archive)!r})\n"
    done = subprocess.run([sys.executable, "-I", "-c", start + code], capture_output=True, text=True, check=False)
    return done.stdout, done.stderr


@pytest.mark.skipif(sys.version_info < (3, 10), reason="zipimport of Python 3.9 compiles a file twice by itself")
def test_a_file_is_compiled_once(archive: Path) -> None:
    out, err = run(
        archive,
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(str(args[1])) if event == 'compile' else None)\n"
        f"from {PACKAGE} import _loading\n"
        f"from {PACKAGE}._service import _document\n"
        f"from {PACKAGE} import _plan\n"
        f"print(json.dumps([name for name in seen if name.startswith({str(archive)!r})]))",
    )
    assert not err
    counts = Counter(json.loads(out))
    for name in ("_service/__init__.py", "_service/_document.py", "_model/_errors.py", "_plan.py"):
        assert counts[f"{archive}/{PACKAGE.replace('.', '/')}/{name}"] == 1


def test_a_traceback_shows_the_lines(archive: Path) -> None:
    out, err = run(
        archive,
        f"import traceback\nfrom {PACKAGE} import _loading\nfrom {PACKAGE}._model import _fees\n"
        "try:\n    _fees.merge(1)\nexcept Exception as exc:\n    print(*traceback.format_tb(exc.__traceback__))",
    )
    assert not err
    assert "_model/_fees.py" in out
    assert "raise " in out


def test_what_is_not_there_is_not_found(archive: Path) -> None:
    _out, err = run(archive, f"from {PACKAGE} import _loading\nimport {PACKAGE}._nothing\n")
    assert f"ModuleNotFoundError: No module named '{PACKAGE}._nothing'" in err


def test_garbage_is_collected_when_all_is_loaded(archive: Path) -> None:
    out, err = run(
        archive,
        f"import gc\nfrom {PACKAGE} import _loading\nprint(gc.isenabled())\n_loading.done()\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 1000)",
    )
    assert (out, err) == ("False\nTrue True\n", "")


def test_nothing_changes_outside_of_a_zip_file() -> None:
    assert not [finder for finder in sys.meta_path if getattr(finder, "__module__", "") == _loading.__name__]
    before = gc.get_freeze_count()
    _loading.done()
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, before)
