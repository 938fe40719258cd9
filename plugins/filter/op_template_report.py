# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_report
short_description: A report on templates and their states, as a file
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Returns the text of a file that shows the templates of one environment or more, with the state of each target and
    its age.
  - V(html) is one page that needs no network, for screens of any size, light and dark, and paper. V(markdown) is for
    merge requests and wikis, V(json) for programs, V(junit) for CI systems, and V(prometheus) for the textfile
    collector of the node exporter.
  - Whatever users or the service wrote is shown as text in all of them, control characters included.
  - It needs no network and no credentials, and asks no clock.
positional: format, title, now, gate
options:
  _input:
    description: >-
      Records of the fact C(op_templates_report) of the role P(smsops.smsc.op_templates#role), of one environment or
      more, each with C(environment), C(set), C(name), C(sender), C(msg), C(targets) and C(registrations).
    type: list
    elements: dict
    required: true
  format:
    description: The format of the file.
    type: str
    choices: [html, markdown, json, junit, prometheus]
    default: html
  title:
    description: The heading.
    type: str
    default: Operator templates
  now:
    description: The time in ISO 8601, for ages. They also need C(since), see P(smsops.smsc.op_template_seen#filter).
    type: str
  gate:
    description: >-
      A result of P(smsops.smsc.op_template_gate#filter), to be shown too. In V(junit) it is a test case of its own, in
      the suite C(gate).
    type: dict
"""

EXAMPLES = r"""
- name: Write a page
  ansible.builtin.copy:
    content: >-
      {{ op_templates_report
         | smsops.smsc.op_template_report('html', title='Templates of MyShop', now=now(utc=true).isoformat()) }}
    dest: templates.html
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The text of the file, to be written in UTF-8.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..module_utils._model import _input
from ..plugin_utils._reporting import _report


def op_template_report(
    records: Any,
    format: Any = "html",  # noqa: A002 - the name that users write
    title: Any = None,
    now: Any = None,
    gate: Any = None,
) -> str:
    """See DOCUMENTATION."""
    try:
        return _report.render(records, str(format), "" if title is None else str(title), now, gate)
    except _input.InputError as exc:
        raise AnsibleFilterError(f"op_template_report: {exc}") from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_report": op_template_report}
