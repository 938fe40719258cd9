# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_lines
short_description: Findings or coverage as lines for people
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Shows what P(smsops.smsc.op_template_lint#filter) or P(smsops.smsc.op_template_coverage#filter) found in a page of
    lines.
  - It needs no network and no credentials.
positional: limit
options:
  _input:
    description: The findings, or the coverage.
    type: raw
    required: true
  limit:
    description: How many findings, or messages of each kind, are shown.
    type: int
    default: 20
"""

EXAMPLES = r"""
- name: Show the findings
  ansible.builtin.debug:
    msg: "{{ templates | smsops.smsc.op_template_lint | smsops.smsc.op_template_lines(limit=30) }}"
  vars:
    templates:
      - name: paid
        msg: "Заказ %d оплачен "
"""

RETURN = r"""
_value:
  description: The lines. The last ones say how many there are.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils import _lines


def op_template_lines(found: Any, limit: Any = 20) -> list[str]:
    """See DOCUMENTATION."""
    try:
        return _lines.lines(found, limit)
    except (KeyError, TypeError) as exc:
        raise AnsibleFilterError(f"these are neither findings nor coverage ({type(exc).__name__}: {exc})") from None
    except ValueError as exc:
        raise AnsibleFilterError(str(exc)) from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_lines": op_template_lines}
