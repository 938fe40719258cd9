# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a catalog of template sets to the flat list of templates of one environment. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


class CatalogError(ValueError):
    """The catalog cannot be meant as it is; the message names the set and the template, and the mend."""


def choose(
    catalog: Sequence[Mapping[str, Any]], sets: Iterable[str] | None = None, sender: str = ""
) -> list[dict[str, Any]]:
    """The templates of the named sets (None: of all), in the order of the names.

    catalog: sets, each with name, templates, and where wanted sender and targets.
    sender: for sets that have none.
    Returns records of set, name, sender, msg, targets. Raises CatalogError.
    """
    by_name = _by_name(catalog, "the catalog", "set")
    chosen = []
    for set_name in by_name if sets is None else dict.fromkeys(sets):
        if set_name not in by_name:
            raise CatalogError(f"no set {set_name!r} in the catalog; {_nearest(set_name, by_name)}")
        template_set = by_name[set_name]
        set_sender = template_set.get("sender") or sender
        if not set_sender:
            raise CatalogError(
                f"the set {set_name!r} has no sender: give it one, or give op_templates_sender for the environment"
            )
        for name, template in _by_name(template_set["templates"], f"the set {set_name!r}", "template").items():
            targets = template.get("targets") or template_set.get("targets")
            if not targets:
                raise CatalogError(f"the template {set_name}/{name} has no targets: give some to it or to its set")
            chosen.append(
                {"set": set_name, "name": name, "sender": set_sender, "msg": template["msg"], "targets": list(targets)}
            )
    return chosen


def _by_name(items: Sequence[Mapping[str, Any]], where: str, what: str) -> dict[str, Mapping[str, Any]]:
    by_name = {item["name"]: item for item in items}
    if len(by_name) != len(items):
        names = [item["name"] for item in items]
        twice = next(name for name in names if names.count(name) > 1)
        raise CatalogError(f"{where} has more than one {what} {twice!r}: rename one of them")
    return by_name


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known) or 'none'}"
