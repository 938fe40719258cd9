# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_coverage
short_description: Which messages match which templates
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Compares a list of messages with a list of operator templates, through an index, so that many of both take seconds.
  - A message that does not match an accepted template is billed as advertising.
  - It needs no network and no credentials.
positional: templates, mode, limit
options:
  _input:
    description: The messages, such as P(smsops.smsc.op_template_messages#filter) reads from a file.
    type: list
    elements: str
    required: true
  templates:
    description:
      - The templates, each with C(msg), and where wanted C(set) and C(name).
      - Other fields are ignored, so that P(smsops.smsc.op_template_list#filter) gives what is needed.
    type: list
    elements: dict
    required: true
  mode:
    description:
      - How exactly a message must match.
      - With V(strict) everything but the operands must be the same.
      - With V(lenient) only letters, digits and spaces count, case does not, and a line break or several spaces are one
        space.
    type: str
    choices: [strict, lenient]
    default: strict
  limit:
    description:
      - How many messages each list of the result has at most. If it is not given, all.
      - The counts are always whole.
    type: int
"""

EXAMPLES = r"""
- name: Which messages of yesterday match no template
  ansible.builtin.debug:
    msg: "{{ coverage.unmatched }}"
  vars:
    coverage: "{{ messages | smsops.smsc.op_template_coverage(templates, limit=100) }}"
    messages:
      - "Заказ 17 оплачен"
      - "Заказ 17 отменён"
    templates:
      - name: paid
        msg: "Заказ %d оплачен"
"""

RETURN = r"""
_value:
  description: What matches what.
  type: dict
  contains:
    matched:
      description:
        - Messages that match, each with C(message) and C(templates), the names of all templates that it matches.
      type: list
      elements: dict
    ambiguous:
      description: Those of them that match more than one template, with the same fields.
      type: list
      elements: dict
    unmatched:
      description:
        - Messages that match no template, each with C(message), C(template), C(column) and C(expected).
        - C(template) is the name of the one that has most words in common with it, C(column) where the message
          departs from that, counted from 1, and C(expected) how the template goes on there, empty if it ends.
        - All three are V(null) if no template has a word of the message.
      type: list
      elements: dict
    unused:
      description: The names of templates that no message matches.
      type: list
      elements: str
    counts:
      description: How many C(messages), C(matched), C(ambiguous), C(unmatched), C(templates), C(unused) there are.
      type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._matching import _coverage


def op_template_coverage(messages: Any, templates: Any, mode: str = "strict", limit: Any = None) -> dict[str, Any]:
    """See DOCUMENTATION."""
    try:
        return _coverage.coverage(messages, templates, mode, limit)
    except ValueError as exc:
        raise AnsibleFilterError(str(exc)) from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_coverage": op_template_coverage}
