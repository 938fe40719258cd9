# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_messages
short_description: Read messages from files
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Reads sent messages from files, to compare them with templates.
  - Needs no network and no credentials.
options:
  _terms:
    description: Paths of files. Relative paths begin at the playbook or at its folder C(files).
    type: list
    elements: str
    required: true
  format:
    description:
      - The format of the files.
      - V(text) has one message per line.
      - V(csv) has column names in the first line, and commas, semicolons or tabs. A row with more columns than the first line
        is an error.
      - V(jsonl) has a JSON object or a JSON string per line.
    type: str
    choices: [text, csv, jsonl]
    default: text
  column:
    description: The column or field that has the message. Not required if there is only one.
    type: str
  encoding:
    description: The encoding of the files, such as V(windows-1251).
    type: str
    default: utf-8
  keep_empty:
    description:
      - Also return messages without text, such as those of rows with an empty column.
      - P(smsops.smsc.op_template_coverage#filter) counts them.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show the messages of a file with one per line
  ansible.builtin.debug:
    msg: "{{ query('smsops.smsc.op_template_messages', 'sent.txt') }}"

- name: Show a column
  ansible.builtin.debug:
    msg: "{{ query('smsops.smsc.op_template_messages', 'sent.csv', format='csv', column='text') }}"
"""

RETURN = r"""
_list:
  description: The messages, without those that have no text unless O(keep_empty=true).
  type: list
  elements: str
"""

from pathlib import Path
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..module_utils._model._input import InputError
from ..plugin_utils._matching import _messages


class LookupModule(LookupBase):  # type: ignore[misc]
    """The lookup, as Ansible looks for it."""

    def run(self, terms: list[str], variables: Any = None, **kwargs: Any) -> list[str]:
        """See DOCUMENTATION."""
        self.set_options(var_options=variables, direct=kwargs)
        options = [self.get_option(name) for name in ("format", "column", "encoding", "keep_empty")]
        messages: list[str] = []
        for term in terms:
            path = self.find_file_in_search_path(variables, "files", str(term), ignore_missing=True)
            if not path:
                raise AnsibleLookupError(
                    f"there is no file {str(term)!r}; give its path, from / or beside the playbook"
                )
            try:
                messages += _messages.messages(Path(path).read_bytes(), *options)
            except (OSError, InputError) as exc:
                raise AnsibleLookupError(f"{path}: {exc}") from None
        return messages
