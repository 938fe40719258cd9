# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import yaml
from ansible_collections.smsops.smsc.plugins.module_utils._model._version import COLLECTION_VERSION

ROOT = Path(__file__).parents[5]


def test_the_version_is_that_of_the_collection() -> None:
    assert yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"] == COLLECTION_VERSION


def test_the_version_stands_in_one_room() -> None:
    rooms = [*ROOT.glob("plugins/module_utils/**/*.py"), *ROOT.glob("plugins/modules/*.py")]
    found = [room.name for room in rooms if f'= "{COLLECTION_VERSION}"' in room.read_text("utf-8")]
    assert found == ["_version.py"]
