# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are in the laid-out collection."""

from __future__ import annotations

from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
# What PYTHONPATH and ANSIBLE_COLLECTIONS_PATH need, so that Python and Ansible find the collection.
COLLECTIONS = TREE.parents[2]
SIMULATOR_FILES = TREE / "roles" / "simulator" / "files"
