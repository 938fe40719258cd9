# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  allow_unknown_targets:
    description: Accept targets that this collection does not know, for flags that the service has got since.
    type: bool
    default: false
  on_rejected:
    description:
      - What to do when a wanted registration exists but is C(rejected) by the operator or C(suspended).
      - With V(fail) the template fails, and nothing is added for its other targets either.
      - With V(warn) there is a warning, with V(ignore) nothing is said.
    type: str
    choices:
      - fail
      - warn
      - ignore
    default: warn
"""
