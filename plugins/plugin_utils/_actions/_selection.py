# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the tags of a run, and the choice of templates, leave a role anything to do.

Ansible succeeds with whatever has nothing to do: a gate that judges nothing would stand open.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

_ALWAYS, _NEVER, _TAGGED, _UNTAGGED, _ALL = "always", "never", "tagged", "untagged", "all"


def passed_over(task: Any, variables: Mapping[str, Any]) -> str | None:
    """What the tags of the run do to the other tasks of the role. `task` is the first; it has their tags, and `always`.

    None if they are run. Empty if they are left out as the user wants, who has not selected the role. Otherwise why
    it is a mistake: the role was included, and no task in it is run.
    """
    if _ALWAYS not in getattr(task, "tags", ()):
        return None
    run_tags = list(variables.get("ansible_run_tags") or ["all"])
    skip_tags = list(variables.get("ansible_skip_tags") or [])
    around = list(_around(task))
    inherited = {tag for tag in task.tags if tag != _ALWAYS or any(_ALWAYS in (one.tags or ()) for one in around)}
    if _selected(inherited or {_UNTAGGED}, set(run_tags), set(skip_tags)):
        return None
    include = next(_includes(task), None)
    # With tags of their own, tasks that were imported into an included file are left out on purpose.
    if include is None or (inherited and not include.action.endswith("include_role")):
        return ""
    return (
        f"--tags {','.join(run_tags)} selects {include.action}, but no task of the role in it, so nothing was done. "
        f"Give the tasks the tags, too: add apply: {{tags: [{', '.join(include.tags)}]}} to {include.action}"
    )


def _selected(tags: set[str], run: set[str], skip: set[str]) -> bool:
    """Whether tasks with these tags are run, as Ansible decides it."""
    tagged = tags != {_UNTAGGED}
    wanted = bool(tags & {_ALWAYS, *run}) or (_NEVER not in tags and (_ALL in run or (_TAGGED in run and tagged)))
    unwanted = bool(tags & skip) or (_TAGGED in skip and tagged) or (_ALL in skip and _ALWAYS not in tags)
    return wanted and not unwanted


def _above(task: Any) -> Iterator[Any]:
    above = getattr(task, "_parent", None)
    while above is not None:
        yield above
        above = getattr(above, "_parent", None)


def _includes(task: Any) -> Iterator[Any]:
    """The includes that the run came through to the task, from the inside out. Their tags are theirs alone."""
    return (one for one in _above(task) if not getattr(one, "statically_loaded", True))


def _around(task: Any) -> Iterator[Any]:
    """What the task has inherited tags from."""
    include = next(_includes(task), None)
    yield from itertools.takewhile(lambda one: one is not include, _above(task))
    yield from filter(None, (task._role, task.get_play()))


def empty(options: Mapping[str, Any], host: str) -> str:
    """Why an environment has no template, and the way out. options: the variables of the role, by their names."""
    if options.get("op_templates_sets") == []:
        why = "op_templates_sets is []; name its sets, or remove the variable for all sets of the catalog"
    elif not options["op_templates_catalog"] and not options["op_templates_catalog_files"]:
        why = "op_templates_catalog and op_templates_catalog_files are both empty; give one of them"
    else:
        why = "no set of the catalog has one for it; see op_templates_sets and the catalog"
    environment = options["op_templates_environment"]
    where = environment if environment == host else f"{environment} (host {host})"
    return f"{where} has no template: {why}. If that is intended, set op_templates_allow_empty: true"
