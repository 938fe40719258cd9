# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of the service, as data: operators, message types, targets, states.

Flags, commands and status numbers are those of the service's page "Managing operator templates".
How the service spells the names of operators and message types in its responses is not published;
the spellings below are every one that we could think of.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

DEFAULT_API_URL = "https://smscentre.com/sys/"
DEFAULT_FALLBACK_URLS = ("https://www2.smscentre.com/sys/",)


class Endpoint(NamedTuple):
    """What is asked under one address.

    file: appended to the base address. identical: so many requests with the same parameters are taken within a minute.
    longest: bytes; what is longer is not a response of this endpoint.
    personal: whether there are personal data in its responses, so that no error quotes them.
    """

    file: str
    identical: int = 10
    longest: int = 1024 * 1024
    personal: bool = False


# A response has a row for each of some twenty targets.
OP_TEMPLATES = Endpoint("op_templates.php")
# The sender names of the account, a row for each.
SENDERS = Endpoint("senders.php", identical=3)
# Messages that were sent, a thousand at once, each of which may be spelled with escapes.
MESSAGES = Endpoint("get.php", identical=3, longest=32 * 1024 * 1024, personal=True)


class Target(NamedTuple):
    """What one flag stands for. operator and message_type are None where the flag does not tell."""

    flag: str
    operator: str | None
    message_type: str | None


class State(NamedTuple):
    """What a registration can be in.

    status: the number of `get`; None where it has none. rank: of two registrations of one target that of the lower rank
    counts, because it says more about sending. sign and emoji: for eyes that see no colours. outcome: in JUnit.
    """

    name: str
    status: int | None
    rank: int
    sign: str
    emoji: str
    outcome: str


class _Operator(NamedTuple):
    code: str
    prefix: str
    label: str
    words: frozenset[str]


class _MessageType(NamedTuple):
    code: str
    suffix: str
    stems: tuple[str, ...]


OPERATORS = (
    _Operator("mts", "mts", "MTS", frozenset(("mts", "мтс"))),
    _Operator("megafon", "mega", "MegaFon", frozenset(("mega", "megafon", "megaphone", "мега", "мегафон"))),
    _Operator("beeline", "bee", "Beeline", frozenset(("bee", "beeline", "билайн"))),
    _Operator("tele2", "tele2", "Tele2", frozenset(("tele2", "теле2", "t2", "т2"))),
    _Operator("motiv", "motiv", "Motiv", frozenset(("motiv", "мотив"))),
    _Operator("soc", "soc", "Social networks", frozenset(("soc", "social", "соц", "соцсети", "социальные"))),
)
MESSAGE_TYPES = (
    _MessageType("service", "srv", ("srv", "servic", "info", "сервис", "информ")),
    _MessageType("authorization", "auth", ("auth", "авториз")),
    _MessageType("transactional", "trn", ("trn", "trans", "транз")),
    _MessageType("advertising", "adv", ("adv", "реклам")),
)
FLAGS = (
    "mts_srv",
    "mts_auth",
    "mts_trn",
    "mega_srv",
    "mega_auth",
    "mega_trn",
    "mega_adv",
    "bee_srv",
    "bee_trn",
    "tele2_srv",
    "tele2_trn",
    "motiv_srv",
    "motiv_trn",
    "soc",
)

NOT_FOUND = -1
# In the order in which people see them, from the best to the one that says least.
STATES = (
    State("accepted", 2, 0, "✓", "✅", ""),
    State("submitted", 1, 1, "↗", "📤", "skipped"),
    State("pending", 0, 2, "…", "⏳", "skipped"),
    State("rejected", 3, 5, "✕", "❌", "failure"),
    State("suspended", 4, 4, "‖", "⏸️", "failure"),
    State("not_found", NOT_FOUND, 6, "○", "⚪", "failure"),
    State("unknown", None, 3, "?", "❔", "error"),
)
BY_NAME = {state.name: state for state in STATES}
BY_STATUS = {state.status: state for state in STATES if state.status is not None}
ABSENT = "not_found"
UNKNOWN = "unknown"
BAD = ("rejected", "suspended")
# What `get` returns right after an addition, as a plan foretells it.
STATE_AFTER_ADD = "pending"

ADDED = 1
REFUSALS = {
    -1: "the sender name was not found or is not accepted by the operator",
    -2: "the template cannot be saved",
}

_PREFIXES = {operator.prefix: operator.code for operator in OPERATORS}
_LABELS = {operator.code: operator.label for operator in OPERATORS}
_SUFFIXES = {message_type.suffix: message_type.code for message_type in MESSAGE_TYPES}
# Patterns as text: `re` compiles those that a name needs, and a flag needs none.
_FLAG = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
_FLAG_OF_TWO = r"[a-z][a-z0-9]*_[a-z0-9]+"
_WORD = r"[^\W_]+"
_TELE_2 = r"(?<![^\W_])(tele|теле)[\s_-]+2(?![^\W_])"
# Characters of a name whose meaning is remembered.
_LONGEST_KEPT = 100
# Words around operator and message type that change nothing.
_FILLERS = frozenset(
    "message messages sms template templates type network networks operator traffic "
    "сообщение сообщения сообщений смс шаблон шаблоны тип сети оператор трафик".split()
)


def state_of(status: int) -> str:
    """The name of a status of `get`; `unknown` for a number that the page does not list."""
    return BY_STATUS[status].name if status in BY_STATUS else UNKNOWN


def worse(one: str, other: str) -> str:
    """Of two states, the one that promises less."""
    return max(one, other, key=lambda name: BY_NAME[name].rank)


def operator_of(key: str) -> str:
    """The operator of a flag or another name that begins with a prefix; one that is not known by the prefix."""
    prefix = key.partition("_")[0]
    return _PREFIXES.get(prefix, prefix)


def is_flag(text: str) -> bool:
    """Whether the text could be a target flag at all: lower-case letters, digits, underscores."""
    return re.fullmatch(_FLAG, text) is not None


def order(target: str) -> tuple[int, str]:
    """What to sort targets by: the service's order, then others by name."""
    return (FLAGS.index(target) if target in FLAGS else len(FLAGS), target)


def operator_label(code: str) -> str:
    """An operator for people; one that is not known by its own code."""
    return _LABELS.get(code, code)


def describe(flag: str) -> Target:
    """What a flag stands for, also one that is not in FLAGS: then as far as its parts are known."""
    prefix, _underscore, suffix = flag.partition("_")
    return Target(flag, _PREFIXES.get(prefix, prefix), _SUFFIXES.get(suffix))


def recognise(name: str, more_flags: frozenset[str] = frozenset()) -> tuple[str | None, str | None, str | None]:
    """Find out which target the service means by a name in its response.

    name: as it came, a flag (`mts_srv`) or a text for people in Russian or English (`МТС (сервисные)`).
    more_flags: flags that the user named and FLAGS does not have.
    Returns (target, operator, message_type). target is None unless every word of the name is understood;
    the other two say what was, and None where nothing or more than one thing was.
    """
    # The same few names come with every response; a long one is foreign, and not worth the memory.
    find = _recognise if len(name) <= _LONGEST_KEPT else _recognise.__wrapped__
    return find(name, more_flags)


@lru_cache(maxsize=256)
def _recognise(name: str, more_flags: frozenset[str]) -> tuple[str | None, str | None, str | None]:
    text = name.strip().casefold()
    flags = more_flags.union(FLAGS)
    if text in flags:
        return describe(text)

    words = {word for word in re.findall(_WORD, re.sub(_TELE_2, r"\g<1>2", text)) if word not in _FILLERS}
    operators = [operator for operator in OPERATORS if operator.words & words]
    types = [kind for kind in MESSAGE_TYPES if any(word.startswith(kind.stems) for word in words)]
    operator = operators[0] if len(operators) == 1 else None
    message_type = types[0] if len(types) == 1 else None
    stems = message_type.stems if message_type else ()
    # A word that nothing explains ("MTS Belarus") may mean something else: such a name is not recognised.
    if operator and all(word in operator.words or word.startswith(stems) for word in words):
        flag = f"{operator.prefix}_{message_type.suffix}" if message_type else operator.prefix
        if flag in flags:
            return describe(flag)
    if operator is None and re.fullmatch(_FLAG_OF_TWO, text):
        return None, describe(text).operator, describe(text).message_type
    return None, operator.code if operator else None, message_type.code if message_type else None


def could_be(flag: str, operator: str | None, message_type: str | None) -> bool:
    """Whether a row with these recognised parts (None: not recognised) might be the target of this flag."""
    wanted = describe(flag)
    same_type = wanted.message_type is None or message_type in (None, wanted.message_type)
    return same_type and operator in (None, wanted.operator)
