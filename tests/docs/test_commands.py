# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every block of code that users read does what the page says, as it stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.tests.support.pages import ENGLISH, blocks, name
from ansible_collections.smsops.smsc.tests.support.reader import Reader


@pytest.mark.parametrize("page", [page for page in ENGLISH if blocks(page)], ids=name)
def test_what_a_page_says_works(reader: Reader, page: Path) -> None:
    reader.follow(blocks(page))
