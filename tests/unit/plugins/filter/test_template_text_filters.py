# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the filters and the test for template texts say about bad input. tests/integration has them in playbooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.smsops.smsc.plugins.filter import op_template
from ansible_collections.smsops.smsc.plugins.test import op_template_match

PLUGINS: dict[str, Callable[..., Any]] = {
    **op_template.FilterModule().filters(),
    **op_template_match.TestModule().tests(),
}


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("op_template_match", (5, "а"), "message is 5, which is not a text"),
        ("op_template_match", ("а", 5), "template is 5, which is not a dictionary"),
        ("op_template_match", ("а", "а", "x"), "mode is 'x': give one of strict, lenient"),
        ("op_template_lint", (5,), "templates: 5 is not a list"),
        ("op_template_lint", ([], {"x": "off"}), "there is no rule 'x'"),
        ("op_template_coverage", (5, []), "messages is of type int: give a list"),
        ("op_template_proposals", (5,), "messages is of type int: give a list"),
    ],
)
def test_bad_input_is_named(name: str, arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(AnsibleFilterError) as error:
        PLUGINS[name](*arguments)
    assert said in str(error.value)


def test_match_takes_a_text_or_a_template() -> None:
    match = PLUGINS["op_template_match"]
    assert match("Заказ 5 готов", "Заказ %d готов") is True
    assert match("Заказ 5 готов", {"name": "ready", "msg": "Заказ %d готов"}) is True
    assert match("заказ 5 готов", "Заказ %d готов") is False
    assert match("заказ 5 готов", "Заказ %d готов", mode="lenient") is True
