# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reports for people say, in the language of the reader. Pure, but for reading words.yml once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.module_utils.common.yaml import yaml_load

from ....module_utils._model import _contract, _fees
from ... import _times

LANGUAGES = ("en", "ru")
_WORDS: dict[str, dict[str, dict[str, Any]]] = yaml_load(Path(__file__).with_name("words.yml").read_text("utf-8"))
_SENTENCES = _WORDS["sentences"]


class Words:
    """The words of one of the LANGUAGES."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def say(self, name: str, *values: str, **named: str) -> str:
        """A sentence of words.yml."""
        text: str = _SENTENCES[name][self.language]
        return text.format(*values, **named) if values or named else text

    def number(self, value: float) -> str:
        """`1,100.5`, `1 100,5`. The space is one that does not break a line."""
        text = _fees.number_text(value)
        return text if self.language == "en" else text.translate({ord(","): "\u00a0", ord("."): ","})

    def count(self, number: int, noun: str) -> str:
        """`1 template`, `5 шаблонов`."""
        forms = _WORDS["counted"][noun][self.language]
        return str(forms[_russian(number) if self.language == "ru" else number != 1]).format(self.number(number))

    def state(self, name: str) -> str:
        """What a registration is, such as `not found`."""
        return self._of("states", name)

    def tile(self, name: str) -> str:
        """The same below a number."""
        return self._of("tiles", name)

    def wanted(self, demand: str) -> str:
        """What a gate asks for."""
        return self._of("wanted", demand)

    def numbers(self, counts: Mapping[str, int]) -> str:
        """How many are what: `12 accepted, 3 pending`; empty where there is nothing."""
        return ", ".join(
            self._of("numbers", name).format(self.number(number)) for name, number in counts.items() if number
        )

    def operator(self, code: str) -> str:
        """The name of an operator."""
        return str(_WORDS["operators"].get(code, {}).get(self.language) or _contract.operator_label(code))

    def age(self, seconds: int) -> str:
        """An age in its two largest units."""
        return _times.age_text(seconds, tuple(self.say(unit) for unit in ("days", "hours", "minutes")))

    def fee_fact(self, text: str) -> str:
        """What is said of a fee: since when it is in force, or who says so."""
        _since, since, date = text.partition("since ")
        return self.say("since", date) if since else self._of("fees", text)

    def _of(self, group: str, name: str) -> str:
        """A word, or what is not among the words as it is."""
        return str(_WORDS[group].get(name, {}).get(self.language, name))


def _russian(number: int) -> int:
    """Which of the three forms goes with a number."""
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else 2
