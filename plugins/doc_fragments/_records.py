# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  _input:
    description: >-
      Records of the fact C(op_templates_report) of the role P(smsops.smsc.op_templates#role), of one environment or
      more, each with C(environment), C(set), C(name), C(sender), C(msg), C(targets) and C(registrations).
    type: list
    elements: dict
    required: true
"""
