# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_known
short_description: Names, if all of them are known
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Fails for a name that is not known, and says the nearest one that is.
  - The role P(smsops.smsc.op_templates#role) finds typing errors in names of variables with it.
  - It needs no network and no credentials.
positional: known
options:
  _input:
    description: The names.
    type: list
    elements: str
    required: true
  known:
    description: The names that there are.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Find typing errors in the names of variables
  ansible.builtin.debug:
    msg: "{{ query('ansible.builtin.varnames', '^shop_') | smsops.smsc.op_template_known(['shop_sets']) }}"
"""

RETURN = r"""
_value:
  description: The names.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog


def op_template_known(names: Any, known: Any) -> list[str]:
    """See DOCUMENTATION."""
    try:
        return _catalog.check_names(names, known)
    except _catalog.CatalogError as exc:
        raise AnsibleFilterError(str(exc)) from None
    except (AttributeError, KeyError, TypeError) as exc:
        raise AnsibleFilterError(f"these are no names ({type(exc).__name__}: {exc})") from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_known": op_template_known}
