# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  allow_unknown_targets:
    description: Whether to accept targets that this collection does not know, such as flags that the service has added since.
    type: bool
    default: false
  on_rejected:
    description:
      - What to do when a wanted registration exists, but the operator has C(rejected) or C(suspended) it.
      - V(fail) makes the template fail, and adds nothing for its other targets. V(warn) warns. V(ignore) says nothing.
    type: str
    choices:
      - fail
      - warn
      - ignore
    default: warn
"""
