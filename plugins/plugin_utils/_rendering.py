# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jinja in texts that come from files, and values of variables that are encrypted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleError

from ..module_utils._model._input import shown
from . import _catalog_yaml

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core 2.18 and older
    trust_as_template = None


Render = Callable[[str, bool], Any]
# Keys of which a single expression may give the whole list.
_LISTS = ("targets", "examples")


def by(templar: Any) -> Render:
    """A function that renders a text with Ansible's templar. It raises a ValueError that says what is wrong.

    It also takes whether the result may be a list. With ansible-core 2.19 and newer it is whatever an expression means.
    """

    def render(text: str, listed: bool) -> Any:
        try:
            if trust_as_template:
                return templar.template(trust_as_template(text))
            # There, every text is a template, and what looks like a list becomes one, if it may.
            return plain(templar.template(text, convert_data=listed))
        except AnsibleError as exc:
            raise ValueError(str(exc)) from None

    return render


def plain(value: Any) -> Any:
    """The value of a variable with texts in place of what is encrypted.

    ansible-core 2.18 and older have objects there that are no texts, and decrypt themselves; newer ones have texts.
    Raises AnsibleError where no vault password fits.
    """
    if trust_as_template:
        return value
    if getattr(value, "__ENCRYPTED__", False):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def catalog(sets: Any, file: str, mistakes: list[str], render: Render) -> Any:
    """The catalog of a file with all its texts rendered, names too, but for literal ones.

    What cannot be rendered is added to the mistakes. What else is wrong with it is said by whoever reads it.
    """

    def text(given: Any, what: str, *, listed: bool = False) -> Any:
        """A text, rendered. listed: whether the result may be a list."""
        if not isinstance(given, str) or isinstance(given, _catalog_yaml.Literal):
            return given
        try:
            result = render(given, listed)
        except ValueError as exc:
            mistakes.append(f"{file}: {what} cannot be rendered: {exc}")
            return given
        if isinstance(result, str) or (listed and isinstance(result, list)):
            return result
        told = f"renders to {shown(result)}, which is not a text; end the expression with | string"
        mistakes.append(f"{file}: {what} {told}")
        return given

    def fields(given: Any, title: str) -> Any:
        """What a set or a template has, but for the templates of a set."""
        if not isinstance(given, dict):
            return given
        return {
            key: [text(one, f"{key}[{number}] of {title}") for number, one in enumerate(value)]
            if isinstance(value, list)
            else text(value, f"{'the text' if key == 'msg' else key} of {title}", listed=key in _LISTS)
            for key, value in given.items()
        }

    def whole(given: Any) -> Any:
        """A set, with its templates."""
        name = _named(given)
        rendered = fields(given, name)
        if isinstance(given, dict) and isinstance(given.get("templates"), list):
            rendered["templates"] = [fields(one, f"{name}/{_named(one)}") for one in given["templates"]]
        return rendered

    return [whole(one) for one in sets] if isinstance(sets, list) else sets


def _named(fields: Any) -> str:
    return str(fields.get("name")) if isinstance(fields, dict) else ""
