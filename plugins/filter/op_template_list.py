# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_list
short_description: The templates of an environment, from a catalog of sets
version_added: 0.1.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Chooses sets from a catalog and returns their templates as a flat list, each with its sender and targets.
  - It needs no network and no credentials.
positional: sets, sender, senders, overrides, allow_unknown_targets
options:
  _input:
    description: The sets, each with C(name), C(templates), and where wanted C(sender) and C(targets).
    type: list
    elements: dict
    required: true
  sets:
    description: The names of the wanted sets, in the wanted order. If it is not given, all.
    type: list
    elements: str
  sender:
    description: The sender name for sets that have none.
    type: str
    default: ""
  senders:
    description:
      - What the names of senders in the catalog stand for in this environment.
      - If it has any, each sender of a chosen set must be in it.
    type: dict
    version_added: 1.0.0
  overrides:
    description:
      - Other senders and targets than those of the catalog, for this environment.
      - The keys are names of sets, or of templates as C(set/template); the values have C(sender) and C(targets).
    type: dict
    version_added: 1.0.0
  allow_unknown_targets:
    description:
      - Whether targets may be others than those that the service is known to have.
      - If not, the first such target is an error that names the nearest one.
    type: bool
    default: true
    version_added: 1.0.0
"""

EXAMPLES = r"""
- name: What would be registered in production
  ansible.builtin.debug:
    msg: "{{ catalog | smsops.smsc.op_template_list(sets=['orders'], sender='MYSHOP') }}"
  vars:
    catalog:
      - name: orders
        targets: [mts_srv, mega_srv]
        templates:
          - name: paid
            msg: "Заказ %d оплачен."
"""

RETURN = r"""
_value:
  description: The templates, each with C(set), C(name), C(sender), C(msg), C(targets), and C(examples) if it has some.
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils import _catalog


def op_template_list(
    catalog: Any,
    sets: Any = None,
    sender: str = "",
    senders: Any = None,
    overrides: Any = None,
    allow_unknown_targets: bool = True,
) -> list[dict[str, Any]]:
    """See DOCUMENTATION."""
    try:
        return _catalog.choose(catalog, sets, sender, senders, overrides, allow_unknown_targets)
    except _catalog.CatalogError as exc:
        raise AnsibleFilterError(str(exc)) from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_list": op_template_list}
