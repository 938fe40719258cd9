# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of the collection, as in galaxy.yml, which is not there where a module runs."""

from __future__ import annotations

COLLECTION_VERSION = "1.0.0"
