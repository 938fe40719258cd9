# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_messages
short_description: Messages from the text of a file
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Reads the messages that were really sent from the text of a file, to compare them with templates.
  - It needs no network and no credentials.
positional: format, column
options:
  _input:
    description:
      - The text of the file, such as P(ansible.builtin.file#lookup) gives.
      - For a file that is not in UTF-8, its bytes in Base64, such as M(ansible.builtin.slurp) gives, and O(encoding).
    type: str
    required: true
  format:
    description:
      - What the file is.
      - V(text) has a message in each line.
      - V(csv) has the names of its columns in the first line, and is delimited by commas, semicolons or tabs. A row
        with more columns than the first line is an error.
      - V(jsonl) has a JSON object or a JSON string in each line.
    type: str
    choices: [text, csv, jsonl]
    default: text
  column:
    description: The name of the column or field that has the message. It is not needed if there is only one.
    type: str
  encoding:
    description: The encoding of the file, such as V(windows-1251). If it is given, the input is Base64.
    type: str
"""

EXAMPLES = r"""
- name: Read messages, one in a line
  ansible.builtin.debug:
    msg: "{{ text | smsops.smsc.op_template_messages }}"
  vars:
    text: "Заказ 17 оплачен\nЗаказ 18 оплачен\n"

- name: Read a column
  ansible.builtin.debug:
    msg: "{{ file | smsops.smsc.op_template_messages(format='csv', column='text') }}"
  vars:
    file: "{{ lookup('ansible.builtin.file', 'sent.csv') }}"
"""

RETURN = r"""
_value:
  description: The messages, without empty ones.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._matching import _messages


def op_template_messages(content: Any, format: str = "text", column: Any = None, encoding: Any = None) -> list[str]:  # noqa: A002
    """See DOCUMENTATION."""
    try:
        if encoding is None:
            return _messages.messages(content, format, column)
        return _messages.messages(_messages.from_base64(content), format, column, encoding)
    except ValueError as exc:
        raise AnsibleFilterError(str(exc)) from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_messages": op_template_messages}
