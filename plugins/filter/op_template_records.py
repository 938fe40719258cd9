# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_records
short_description: What the modules found and did, beside the templates of an environment
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Puts the results of the modules for lists beside what was wanted, as the fact C(op_templates_report) of the role
    P(smsops.smsc.op_templates#role) has it.
  - A template without a result counts as unchanged and not read, unless O(error) says why.
  - It needs no network and no credentials.
positional: results, environment, error
options:
  _input:
    description: Templates as P(smsops.smsc.op_template_list#filter) returns them.
    type: list
    elements: dict
    required: true
  results:
    description: C(templates) of the modules for lists. Of several for one sender name and text, the last counts.
    type: list
    elements: dict
    required: true
  environment:
    description: The name of the environment, for reports.
    type: str
    default: ""
  error:
    description: Why templates have no result, as the C(error) of a module. They have failed then.
    type: dict
"""

EXAMPLES = r"""
- name: Show the states of what is in the catalog
  ansible.builtin.debug:
    msg: "{{ wanted | smsops.smsc.op_template_records(read.templates, 'prod') | smsops.smsc.op_template_matrix }}"
"""

RETURN = r"""
_value:
  description:
    - The templates, each with C(environment), C(changed) and C(failed).
    - As far as there is a result, also with C(registrations), C(added), C(refused) and C(error).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog


def op_template_records(wanted: Any, results: Any, environment: str = "", error: Any = None) -> list[dict[str, Any]]:
    """See DOCUMENTATION."""
    try:
        return _catalog.records(wanted, results, environment, error)
    except (AttributeError, KeyError, TypeError) as exc:
        raise AnsibleFilterError(f"this is no list of templates ({type(exc).__name__}: {exc})") from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_records": op_template_records}
