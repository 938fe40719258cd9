# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_templates_hosts
short_description: The host pattern of a playbook of this collection
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Private to the playbooks of this collection.
  - Returns the host pattern that the user wants, and fails if no host matches it. Ansible would skip the play and
    succeed, so a gate would stand open.
  - Also fails if ansible-core is too old, before anything else of the collection is loaded.
options:
  _terms:
    description: The variables that hold patterns.
    type: list
    elements: str
  defaults:
    description: The pattern for each variable that is not set; without variables, the patterns themselves.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Judge the states of operator templates
  hosts: "{{ query('smsops.smsc.op_templates_hosts', 'op_templates_hosts', defaults=['all']) }}"
"""

RETURN = r"""
_list:
  description: The patterns.
  type: list
  elements: str
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from ansible import context
from ansible.errors import AnsibleLookupError
from ansible.inventory.manager import InventoryManager, split_host_pattern
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.lookup import LookupBase
from ansible.release import __version__

from ..module_utils._model._input import nearest, some

# As in meta/runtime.yml, of which Ansible only warns.
_OLDEST = (2, 16)
_VERSION = tuple(map(int, __version__.split(".")[:2]))
# These only look at the playbook, often without an inventory.
_LOOKS = ("syntax", "listhosts", "listtags", "listtasks")


class LookupModule(LookupBase):  # type: ignore[misc]
    """The lookup, as Ansible looks for it."""

    def run(self, terms: list[str], variables: Any = None, **kwargs: Any) -> list[str]:
        """See DOCUMENTATION."""
        if _VERSION < _OLDEST:
            raise AnsibleLookupError(
                f"nothing was done: this is ansible-core {__version__}, and smsops.smsc needs "
                f"{'.'.join(map(str, _OLDEST))} or newer. Install it with pip, or use an execution environment that has it"
            )
        variables = variables or {}
        allowed = boolean(variables.get("op_templates_allow_empty") or False, strict=False)
        looks = any(context.CLIARGS.get(option) for option in _LOOKS)
        wanted: list[str] = []
        for term, default in zip_longest(terms, kwargs["defaults"], fillvalue="this playbook"):
            given = self._templar.template(variables.get(term)) or default
            patterns = [str(pattern) for pattern in (given if isinstance(given, list) else [given])]
            why = None if allowed or looks else next(self._lacks(patterns, term, variables), None)
            if why:
                raise AnsibleLookupError(
                    f"nothing was done: {why}. If no host is meant, set op_templates_allow_empty to true with -e"
                )
            wanted += patterns
        return wanted

    def _lacks(self, patterns: list[str], term: str, variables: Any) -> Iterator[str]:
        """Why there is no host for a pattern, or for a part of it, and the way out."""
        groups = variables.get("groups") or {}
        inventory = InventoryManager(self._loader, parse=False)
        for group, hosts in groups.items():
            inventory.add_group(group)
            for host in hosts:
                inventory.add_host(host, group=group)

        for part in split_host_pattern(patterns):
            if part[:1] in ("!", "&") or inventory.list_hosts(part):
                continue
            if not groups.get("all"):
                yield f"the inventory has no host for {term} ({part}); name an inventory with -i"
            elif part in groups:
                yield f"the group {part} has no host; put one into it, or name others in {term}"
            else:
                names = [*groups["all"], *(group for group in groups if group not in ("all", "ungrouped"))]
                yield f"no host or group matches {term} ({part}); {nearest(part, names).rstrip('?')}"
        shown = ",".join(patterns)
        before = [str(host) for host in inventory.list_hosts(patterns)]
        if not before:
            yield f"{term} ({shown}) leaves no host of {', '.join(some(groups.get('all', [])))}; change it"
        limit = str(variables.get("ansible_limit") or "")
        inventory.subset(limit or None)
        if not inventory.list_hosts(patterns):
            yield f"--limit ({limit}) leaves no host of {term} ({shown}), which are {', '.join(some(before))}; change one"
