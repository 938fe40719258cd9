# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode), and reports what it would change without changing it.
  diff_mode:
    description: In diff mode, shows what has changed, or would change in C(check_mode).
  idempotent:
    description: Changes nothing when run again with the same options, unless something else has changed meanwhile.
  action_group:
    description: Use C(group/smsops.smsc.smsc) in C(module_defaults) to set options for all modules of this collection.
    support: full
    membership:
      - smsops.smsc.smsc
"""
