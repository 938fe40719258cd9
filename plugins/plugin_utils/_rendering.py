# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jinja in texts that come from files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleError

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core 2.18 and older

    def trust_as_template(value: str) -> str:
        """There, every text that is not the result of a task is a template."""
        return value


def by(templar: Any) -> Callable[[str], str]:
    """A function that renders a text with Ansible's templar. It raises a ValueError that says what is wrong."""

    def render(text: str) -> str:
        try:
            rendered: str = templar.template(trust_as_template(text))
        except AnsibleError as exc:
            raise ValueError(str(exc)) from None
        return rendered

    return render
