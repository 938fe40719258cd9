# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_catalog
short_description: Template sets from files
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Reads catalogs of template sets from YAML files and puts them together; a set may be spread over several files.
  - Texts are taken as they are written. Braces of Jinja in them mean nothing, unless O(render) is set.
options:
  _terms:
    description:
      - Paths of files, or patterns such as V(templates/*.yml), also of folders. Relative ones are looked for
        where Ansible was started, and then beside the playbook. A file that has the name counts before a pattern.
    type: list
    elements: str
    required: true
  render:
    description: Let Ansible render Jinja in the texts, with the variables of the host.
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
  description: The sets, each with C(name), C(templates), and where given C(sender) and C(targets).
  type: list
  elements: dict
"""

import glob
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core 2.18 and older

    def trust_as_template(value: str) -> str:
        """There, every text that is no result of a task is a template."""
        return value


class LookupModule(LookupBase):  # type: ignore[misc]
    """The lookup, as Ansible looks for it."""

    def run(self, terms: list[str], variables: Any = None, **kwargs: Any) -> list[dict[str, Any]]:
        """See DOCUMENTATION."""
        self.set_options(var_options=variables, direct=kwargs)
        try:
            merged = _catalog.merge((str(path), _load(path)) for term in terms for path in self._files(term, variables))
        except _catalog.CatalogError as exc:
            raise AnsibleLookupError(str(exc)) from None
        if self.get_option("render"):
            for template_set in merged:
                template_set["templates"] = [
                    self._rendered(template, template_set["name"]) for template in template_set["templates"]
                ]
        return merged

    def _files(self, term: Any, variables: Any) -> list[Path]:
        if not isinstance(term, str) or not term:
            raise AnsibleLookupError(f"{term!r} is no path: give that of a file; see op_templates_catalog_files")
        # An absolute path stays what it is, whatever it is joined to.
        paths = [base / term for base in (Path.cwd(), Path(self.get_basedir(variables or {})))]
        for path in paths:
            # A file may have the signs of a pattern in its name. Path.glob() would not take absolute patterns.
            found = [path] if path.is_file() else sorted(map(Path, glob.glob(str(path))))  # noqa: PTH207
            files = [one for one in found if one.is_file()]
            if files:
                return files
        places = " or ".join(dict.fromkeys(str(path.parent) for path in paths))
        raise AnsibleLookupError(f"no file in {places} is like {paths[0].name!r}; see op_templates_catalog_files")

    def _rendered(self, template: Any, set_name: str) -> Any:
        if not isinstance(template, dict) or not isinstance(template.get("msg"), str):
            return template  # what is wrong with it is said by whoever chooses from the catalog
        try:
            return {**template, "msg": self._templar.template(trust_as_template(template["msg"]))}
        except AnsibleError as exc:
            raise AnsibleLookupError(
                f"the text of {set_name}/{template.get('name')} cannot be rendered: {exc}"
            ) from None


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise _catalog.CatalogError(f"{path} cannot be read as YAML in UTF-8: {exc}") from None
