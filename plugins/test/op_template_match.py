# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_match
short_description: Test whether a message matches a template
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Compares a message with the text of an operator template, in which operands such as C(%d) and C(%w{1,3}) stand for values.
  - A message that matches no accepted template is billed as advertising.
  - Needs no network and no credentials.
positional: template, mode
extends_documentation_fragment: smsops.smsc._matching
options:
  _input:
    description: The message.
    type: str
    required: true
  template:
    description: The text of the template, or a template as a dictionary with C(msg).
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: The text of the shop matches its template
  ansible.builtin.assert:
    that:
      - "'Заказ 17 оплачен' is smsops.smsc.op_template_match('Заказ %d оплачен')"
      - "'ЗАКАЗ 17, оплачен!' is smsops.smsc.op_template_match('Заказ %d оплачен', mode='lenient')"
      - "'Заказ 17 отменён' is not smsops.smsc.op_template_match('Заказ %d оплачен')"
"""

RETURN = r"""
_value:
  description: Whether the message matches.
  type: bool
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..module_utils._model import _input, _reader
from ..plugin_utils._matching import _matcher


def op_template_match(message: Any, template: Any, mode: str = "strict") -> bool:
    """See DOCUMENTATION."""
    try:
        text = _reader.text(message, "message")
        wanted = template if isinstance(template, str) else _text_of(template)
        return _matcher.Matcher(wanted, mode).matches(text)
    except _input.InputError as exc:
        raise AnsibleFilterError(str(exc)) from None


def _text_of(template: Any) -> str:
    mistakes: list[str] = []
    wanted = _reader.read(template, "template", mistakes, needed=("msg",), ignored=None)
    if wanted is None:
        raise _input.InputError("; ".join(mistakes))
    return wanted.msg


class TestModule:
    """The test, as Ansible looks for it."""

    def tests(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_match": op_template_match}
