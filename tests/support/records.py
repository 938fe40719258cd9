# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of op_templates_report as tests write them, and wild ones for properties."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

NOW = "2026-11-22T10:00:00+00:00"
PAID = "Заказ %d оплачен. Ждём вас в магазине MyShop."
AUTH_ERROR = {"kind": "auth", "code": 2, "description": "invalid login or password", "retryable": False}
STATES = ["accepted", "submitted", "pending", "rejected", "suspended", "not_found", "unknown"]


def registration(target: str | None, state: str, **fields: Any) -> dict[str, Any]:
    """A registration as modules return it."""
    made = {"target": target, "operator": None, "message_type": None, "name": target, "id": 1, "status": 0}
    return {**made, "state": state, **fields}


def record(name: str = "paid", states: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    """A record of set orders in prod. states: target -> state, which are also the wanted targets; None: not read.

    Each name has a text of its own, because two entries with one text are one template.
    """
    msg = PAID if name in ("paid", "") else f"{name}: {PAID}"
    made: dict[str, Any] = {"environment": "prod", "set": "orders", "name": name, "sender": "MYSHOP", "msg": msg}
    if states:
        made["targets"] = list(states)
    made["changed"] = False
    if states is not None:
        made["registrations"] = [registration(target, state) for target, state in states.items()]
    return {**made, **fields}


def failed(name: str = "paid", targets: tuple[str, ...] = ("mts_srv",), **fields: Any) -> dict[str, Any]:
    """A record of a template of which nothing could be read."""
    if targets:
        fields["targets"] = list(targets)
    return record(name, failed=True, error=AUTH_ERROR, **fields)


# Wild texts and records take long to make, and each has much that is hostile in it.
fewer = settings(max_examples=max(20, settings().max_examples // 40))

# Texts with all that is hostile somewhere: markup, quotes, separators, control and format characters, surrogates.
_PIECES = ["<script>alert(1)</script>", '"', "'", "|", "&", "]]>", "\\", "\n", "\t", "\r", "\x1b[31m", "\0", "\u202e"]
_PIECES += ["\ufffe", "\ud800", "\u2028", "\x85", "`", "Заказ %d", "с", "c", "\u00a0", " ", "🙂", "{{ x }}", "<!--"]
WILD = st.lists(st.one_of(st.sampled_from(_PIECES), st.characters(exclude_categories=[])), max_size=5).map("".join)
TARGETS = st.one_of(st.sampled_from(["mts_srv", "mega_srv", "mts_auth", "soc", "new_srv"]), WILD)


def wild_records() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Lists of records whose every text is wild."""
    states = st.dictionaries(TARGETS, st.sampled_from(STATES), max_size=3)
    texts = st.fixed_dictionaries(dict.fromkeys(("environment", "set", "name", "sender", "msg"), WILD))
    errors = st.one_of(st.none(), st.fixed_dictionaries({"kind": WILD, "description": WILD}))
    made = st.builds(
        lambda found, text, error: {
            **record("x", found),
            **text,
            **({"error": error, "failed": True} if error else {}),
        },
        states,
        texts,
        errors,
    )
    return st.lists(made, max_size=3)
