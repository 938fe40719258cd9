# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_items
short_description: Templates of an environment, as the modules for lists take them
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Turns what P(smsops.smsc.op_template_list#filter) returns into the option
    O(smsops.smsc.smsc_op_templates#module:templates) of the modules for lists; the name of each is C(set/name).
  - It needs no network and no credentials.
options:
  _input:
    description: Templates, each with C(set), C(name), C(sender), C(msg) and C(targets).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Read every template of a catalog
  smsops.smsc.smsc_op_template_info:
    api_key: "{{ smsc_api_key }}"
    templates: "{{ catalog | smsops.smsc.op_template_list(sender='MYSHOP') | smsops.smsc.op_template_items }}"
"""

RETURN = r"""
_value:
  description: The templates, each with C(name), C(sender), C(msg) and C(targets).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog


def op_template_items(wanted: Any) -> list[dict[str, Any]]:
    """See DOCUMENTATION."""
    try:
        return _catalog.items(wanted)
    except (AttributeError, KeyError, TypeError) as exc:
        raise AnsibleFilterError(f"this is no list of templates ({type(exc).__name__}: {exc})") from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_items": op_template_items}
