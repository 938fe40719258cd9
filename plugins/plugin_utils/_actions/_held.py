# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates that wait until another environment has them accepted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from ...module_utils._model import _contract
from ...module_utils._model._input import InputError
from ...module_utils._model._template import Template
from .._files import _history_file
from .._history import History


def hold_back(templates: Sequence[Template], history: History | None, folder: str | None) -> dict[str, str]:
    """Which templates are held back, by set/name, and why. One that is registered here already is not.

    history: that of this environment; folder: where those of all are kept; each None where none is.
    """
    held = {}
    for template in templates:
        here = history.texts.get(template.key) if history else None
        if template.after and not (here and here.existing):
            held[template.title] = _why(template, _read(folder, template.after))
    return {title: why for title, why in held.items() if why}


def _read(folder: str | None, environment: str) -> History | None:
    with suppress(InputError):
        file = _history_file.HistoryFile(folder, environment) if folder else None
        return file.read() if file and file.exists else None
    return None


def _why(template: Template, there: History | None) -> str:
    """Why it is held back; empty where the other environment has accepted it. there: its history."""
    if there is None:
        return f"there is no history of {template.after}"
    # Sender names differ from one environment to the next, so the name and the text tell which it is.
    texts = [one for one in there.texts.values() if one.template.title == template.title]
    same = [one for one in texts if one.template.msg == template.msg and one.existing]
    if not same:
        return f"{template.after} has {'another text' if texts else 'nothing'} registered"
    states = {target: one.registrations[target][-1].state for one in same for target in one.existing}
    # Those that are wanted here count; all of them, if none of these is there.
    told = {target: state for target, state in states.items() if target in template.targets} or states
    bad = [f"{target} is {state}" for target, state in told.items() if state != "accepted"]
    return (
        f"{', '.join(sorted(bad, key=lambda text: _contract.order(text.split()[0])))} in {template.after}"
        if bad
        else ""
    )
