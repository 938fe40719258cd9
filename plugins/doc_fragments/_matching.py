# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  mode:
    description:
      - How exactly a message must match.
      - With V(strict) everything but the operands must be the same.
      - With V(lenient) only letters, digits and spaces count; case is ignored, and line breaks and runs of spaces are one
        space. A space may stand between V(%d{1,n}) or V(%w{1,n}) and text that touches its end.
    type: str
    choices: [strict, lenient]
    default: strict
"""
