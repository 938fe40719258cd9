# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the role's variables, as users mistype them."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.smsops.smsc.plugins.plugin_utils._actions import _variables
from ansible_collections.smsops.smsc.tests.support.paths import TREE

ROLE = TREE / "roles" / "op_templates"
SPECS = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text("utf-8"))["argument_specs"]
RIGHT = _variables.known(SPECS)


def told(*names: str) -> list[str]:
    return list(_variables.mistyped(names, RIGHT))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("op_templates_sendr", "sender"),
        ("op_templates_set", "sets"),
        ("op_templates_stes", "sets"),
        ("op_templates_overides", "overrides"),
        ("op_templates_maxadditions", "max_additions"),
        ("op_templates_max_addition", "max_additions"),
        ("op_templates_lint_fail", "lint_fail_on"),
        ("op_templates_Sets", "sets"),
        ("op_templates_max_add", "max_additions"),
        ("op_templates_max_additions_total", "max_additions"),
        ("op_template_sender", "sender"),
        ("op_template_api_key", "api_key"),
        ("op_template_max_addition", "max_additions"),
    ],
)
def test_a_name_that_is_near_a_real_one_is_told(name: str, meant: str) -> None:
    assert told(name) == [f"{name} is not a variable of the role; did you mean 'op_templates_{meant}'?"]


@pytest.mark.parametrize(
    "name",
    [
        "op_templates_common_targets",
        "op_templates_my_catalog",
        "op_templates_catalog_dir",
        "op_templates_sender_default",
        "op_templates_shop_name",
        "op_template_texts",
        "op_template_report",
        "op_template_findings",
        "op_templates_",
        "my_op_templates_sendr",
        "__op_templates_sendr",
    ],
)
def test_a_variable_of_the_users_own_is_left_alone(name: str) -> None:
    assert told(name) == []


def test_all_that_there_is_is_right() -> None:
    defaults = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text("utf-8"))
    assert told(*defaults, *(f"op_templates_{name}" for name in RIGHT), "op_templates") == []


def test_a_variable_that_went_is_told() -> None:
    assert told("op_templates_batch_size") == [
        "op_templates_batch_size: one task works on all templates, so it has no use; remove it"
    ]
