# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module has said, as ansible-core gives it to an action."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._actions import _results


@pytest.mark.parametrize(
    "warning",
    ["the list is long", SimpleNamespace(event=SimpleNamespace(msg="the list is long"))],
    ids=["ansible-core 2.18", "ansible-core 2.19"],
)
def test_a_warning_is_told_in_its_words(warning: Any) -> None:
    assert _results.warnings({"warnings": [warning]}) == ["the list is long"]


@pytest.mark.parametrize("result", [{}, {"warnings": None}, {"warnings": []}])
def test_there_may_be_none(result: Any) -> None:
    assert _results.warnings(result) == []
