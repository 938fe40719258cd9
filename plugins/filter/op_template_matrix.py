# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_matrix
short_description: Rows for a report on templates and their states
version_added: 0.1.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Turns templates as the modules return them into one row for each, with the state of each target.
positional: now
options:
  _input:
    description:
      - Templates with C(sender), C(msg) and C(registrations), such as M(smsops.smsc.smsc_op_template_info) returns.
      - Where a template has C(targets) too, each of them is in the row even if nothing is registered for it.
    type: list
    elements: dict
    required: true
  now:
    description:
      - The time in ISO 8601, for ages. They also need C(since), see P(smsops.smsc.op_template_seen#filter).
    type: str
    version_added: 1.0.0
"""

EXAMPLES = r"""
- name: Read the registrations
  smsops.smsc.smsc_op_template_info:
    api_key: "{{ smsc_api_key }}"
    sender: MYSHOP
    msg: "Заказ %d оплачен. Ждём вас в магазине."
  register: read

- name: Show the states
  ansible.builtin.debug:
    msg: "{{ read.templates | smsops.smsc.op_template_matrix }}"
"""

RETURN = r"""
_value:
  description:
    - One row for each template, with C(environment), C(set), C(name), C(sender), C(msg), C(states) and C(ages).
    - C(states) is a dictionary of target and state, for the wanted targets and all others that are registered.
      V(unknown) means that the state was not read, or that a row which was not recognised may be the registration.
    - C(ages) is a dictionary of target and seconds.
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..module_utils._model import _input
from ..plugin_utils import _matrix


def op_template_matrix(templates: Any, now: Any = None) -> list[dict[str, Any]]:
    """See DOCUMENTATION."""
    try:
        return _matrix.matrix(templates, now)
    except _input.InputError as exc:
        raise AnsibleFilterError(f"op_template_matrix: {exc}") from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_matrix": op_template_matrix}
