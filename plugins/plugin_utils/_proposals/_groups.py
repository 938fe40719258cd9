# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From messages to the groups that have one text. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from . import _adoption, _foretold, _merging, _places, _shapes, _vocabulary
from ._foretold import Group


def groups(messages: Iterable[str]) -> list[Group]:
    """Groups of messages, each of which has a text of its own; small ones may be mistakes."""
    shapes = _shapes.shapes(messages)
    found = _foretold.stand_alone(_foretold.refine(shapes)) if shapes else []
    shared = _vocabulary.shared(found)
    found = _merging.merge(_places.part(found, shared, is_first=True), shared)
    found = _merging.merge(_vocabulary.loosen(found), shared)
    found = _places.part(_foretold.settle(found), shared)
    return _places.part(_adoption.adopt(found), shared)
