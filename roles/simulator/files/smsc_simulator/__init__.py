# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated SMS Center: the operator-template endpoint with its limits, moderation, and faults on request.

Standard library only, Python 3.9 or newer. `config` says what can be set, `service` how the service
behaves, `responses` how its responses look, `server` how it talks HTTP, `__main__` how it is started.
"""
