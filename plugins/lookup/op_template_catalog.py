# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_catalog
short_description: Read template sets from files
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Reads template sets from YAML or JSON files and merges them; a set may be spread over several files. Ansible Vault may
    encrypt whole files or single values. A duplicate key is an error.
  - Texts are taken literally. Jinja in them is not rendered, unless O(render) is set.
options:
  _terms:
    description:
      - Paths of files, or patterns such as V(templates/*.yml), also with patterns for folders. Relative paths start where Ansible
        was started, then beside the playbook. A file with exactly this name takes precedence over a pattern.
      - V(templates/**/*.yml) finds the files of all levels, V(templates/**) every file. Only patterns that begin with a dot find
        names that do. Each pattern returns its files in the order of their paths.
      - A file that is found twice is read once. A pattern without a match is an error.
    type: list
    elements: str
    required: true
  render:
    description:
      - Whether Ansible renders Jinja in all texts, including names, with the variables of the host. The result must be a text, or
        a list for the whole of C(targets) or C(examples).
      - Texts with C(!unsafe) or C(!vault) are not rendered.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: See which sets there are
  ansible.builtin.debug:
    msg: "{{ query('smsops.smsc.op_template_catalog', 'templates/*.yml') | map(attribute='name') }}"
"""

RETURN = r"""
_list:
  description: The sets, each with C(name), C(templates), and C(sender) and C(targets) if given.
  type: list
  elements: dict
"""

from pathlib import Path
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..plugin_utils import _catalog, _catalog_files, _rendering


class LookupModule(LookupBase):  # type: ignore[misc]
    """The lookup, as Ansible looks for it."""

    def run(self, terms: list[str], variables: Any = None, **kwargs: Any) -> list[dict[str, Any]]:
        """See DOCUMENTATION."""
        self.set_options(var_options=variables, direct=kwargs)
        mistakes: list[str] = []
        folders = [Path.cwd(), Path(self.get_basedir(variables or {}))]
        render = _rendering.by(self._templar) if self.get_option("render") else None
        files = _catalog_files.read(terms, folders, mistakes, self._loader._vault, render)
        catalog = _catalog.merge(files, mistakes)
        if mistakes:
            raise AnsibleLookupError("; ".join(mistakes))
        return _catalog.as_sets(catalog)
