# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the role: which there are, and what a user has probably mistyped. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

PREFIX = "op_templates_"
# Also without the s, which is easily forgotten.
_OURS = re.compile(r"op_templates?_(.+)", re.DOTALL)
# Set by the role, and taken by its playbooks.
_FACTS = ("report", "findings", "coverage", "gate_result", "promotion")
_OF_PLAYBOOKS = ("hosts", "promotion_source", "promotion_target")
# What went, and what is there instead.
_RENAMED = {
    "batch_size": "one task works on all templates, so it has no use; remove it",
    "seen": f"the history is a file now; set {PREFIX}history_dir, and remove it",
    "history": f"the history is a file now; set {PREFIX}history_dir, and remove it",
    "seen_dir": f"it is called {PREFIX}history_dir now",
}
# How like each other two names are, from 0 to 1, of which one is taken for the other.
_NEAR = 0.8
_CAP = "max_additions"


def known(specs: Mapping[str, Any]) -> set[str]:
    """The options that there are, without their prefix. specs: the argument specs of all entry points."""
    return {name[len(PREFIX) :] for spec in specs.values() for name in spec["options"]}.union(_OF_PLAYBOOKS)


def mistyped(names: Iterable[str], options: Collection[str]) -> Iterator[str]:
    """What is wrong with names of variables, a sentence for each.

    names: all variables there are. options: what `known` returns. A name that is like none of them is a user's own.
    """
    for name in sorted(names):
        ours = _OURS.fullmatch(name)
        # A fact without the s is a natural name for what a filter returns.
        if not ours or ours[1] in _FACTS or (name.startswith(PREFIX) and ours[1] in options):
            continue
        if ours[1] in _RENAMED:
            yield f"{name}: {_RENAMED[ours[1]]}"
            continue
        near = _near(ours[1].casefold(), options)
        if near:
            yield f"{name} is not a variable of the role; did you mean '{PREFIX}{near}'?"


def _near(name: str, options: Collection[str]) -> str | None:
    close = difflib.get_close_matches(name, options, n=1, cutoff=_NEAR)
    close += [one for one in sorted(options) if sorted(one) == sorted(name)]
    # A guard that is not heeded costs money, so nothing that looks like it is left alone.
    close += [_CAP] * name.startswith("max_")
    # A word more makes another variable: `sender_default` is not mistyped for `sender`.
    return next((one for one in close if one == _CAP or not _words(name) > _words(one)), None)


def _words(name: str) -> set[str]:
    return set(filter(None, name.split("_")))
