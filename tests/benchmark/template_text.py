# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast many messages are compared with many templates, and what that takes. Run by `make bench`.

All times are processor time of this process, and the speed is a ratio taken in the same run, so that the figures mean
the same on any machine. Regular expressions are tried on a sample of the messages, and their time is scaled.
"""

from __future__ import annotations

import os
import platform
import random
import re
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage import _coverage
from ansible_collections.smsops.smsc.plugins.plugin_utils._linting import _lint
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching import _index
from ansible_collections.smsops.smsc.tests.benchmark import promises
from ansible_collections.smsops.smsc.tests.benchmark.promises import Promise

TEMPLATES = 1_000
MESSAGES = 100_000
SAMPLE = 2_000
ROUNDS = 3
LINTED = 10_000
TARGETS = ["mts_srv", "mega_auth", "bee_trn"]
LEAST_RATIO = 20.0
MOST_LINT = 5.0
# Memory for a template among 8,000 beside one among 1,000.
MOST_GROWTH = 1.2

NOUNS = "заказ доставка оплата возврат счёт карта запись визит посылка бонус тариф договор курьер заявка полис".split()
VERBS = "оплачен готов отменён принят передан изменён собран отправлен получен закрыт продлён подтверждён".split()
TAILS = (
    "Ждём вас|Подробности в приложении|Спасибо за выбор|Звоните нам|Хорошего дня|Не отвечайте на это сообщение".split(
        "|"
    )
)
SHOPS = "MyShop Ромашка Лютик Северный Витязь Атлант Полёт Океан Вега Спектр".split()
OPERAND = re.compile(r"%([dw])(\+|\{1,(\d+)\})?")
SPECIAL = re.escape("!№#%.,:;?\\/()+-\u201c\u201d―_'\"`&^{}[]<>|@$=~*")
NUMBER = f"[{SPECIAL}]*[0-9][0-9{SPECIAL}]*"
WORD = rf"[{SPECIAL}]*[^\W_][\w{SPECIAL}]*"


# Patterns of templates; {number} is another for each, {rest} one of 97.
# Texts such as one company has: most begin like some others.
EVERYDAY = (
    "Ваш {noun} %d {verb}. {tail}, магазин {shop}. Тел. %d",
    "MyShop: {noun} %w {verb} до %d.%d. {tail}. Адрес: %w{{1,5}}",
    "Код %d для входа в MyShop: {noun} {verb}. {tail} {number}",
    "Уважаемый клиент! {Noun} №%d {verb}, сумма %d р. {tail}. {shop} {rest}",
    "Здравствуйте, %w! {Noun} {verb} в магазине {shop}. {tail}, MyShop {rest}",
)
# Texts that mostly begin with different words, so that a regular expression gives up at the first letter.
VARIOUS = (
    "Ваш {noun} %d {verb}. {tail}, {shop}. Тел. %d",
    "{shop}: {noun} %w {verb} до %d.%d. Адрес: %w{{1,5}}",
    "Код %d для входа в {shop}: {noun} {verb}. {tail} {number}",
    "{Noun} №%d {verb}, сумма %d р. {tail}. {shop} {rest}",
    "{tail}! {Noun} %w{{1,3}} {verb} в {shop} на %d р.",
)
# Texts that begin alike, or with an operand.
HARD = (
    "Уважаемый клиент магазина MyShop, сообщаем, что ваш {noun} %d {verb}. {tail}, {shop} {number}",
    "%w, ваш {noun} %d {verb}. {tail}, {shop} {number}",
    "%w %w, {noun} {verb}: %d р. {tail}, {shop} {number}",
    "%d р. {noun} {verb} {tail} {shop} {number}",
    "%w{{1,3}}, ваш {noun} {verb}. {tail}, {shop} {number}",
)


def texts(patterns: tuple[str, ...], chance: random.Random, count: int) -> list[str]:
    """Different texts after these patterns."""
    made: dict[str, None] = {}
    while len(made) < count:
        noun, verb, tail, shop = (chance.choice(words) for words in (NOUNS, VERBS, TAILS, SHOPS))
        parts = {"noun": noun, "Noun": noun.capitalize(), "verb": verb, "tail": tail, "shop": shop}
        made[chance.choice(patterns).format(**parts, number=len(made), rest=len(made) % 97)] = None
    return list(made)


def fill(chance: random.Random, template: str) -> str:
    """A message of this template."""

    def value(found: re.Match[str]) -> str:
        count = chance.randint(1, min(int(found[3] or 1), 4))
        if found[1] == "d":
            return " ".join(str(chance.randint(1, 99999)) for _word in range(count))
        return " ".join(chance.choice([*NOUNS, "Анна", "Пётр", "А-17"]) for _word in range(count))

    # Dates are written as two numbers.
    dated = template.replace("%d.%d", f"{chance.randint(1, 31):02}.{chance.randint(1, 12):02}")
    return OPERAND.sub(value, dated)


def pattern(template: str) -> re.Pattern[str]:
    """The regular expression that matches the same messages."""
    made, end = "", 0
    for found in OPERAND.finditer(template):
        value = NUMBER if found[1] == "d" else WORD
        repeated = "*" if found[2] == "+" else f"{{0,{int(found[3] or 1) - 1}}}"
        made += re.escape(template[end : found.start()]) + (f"{value}(?: +{value}){repeated}" if found[2] else value)
        end = found.end()
    return re.compile(made + re.escape(template[end:]))


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds that a call takes, and what it returns."""
    before = time.process_time()
    result = call()
    return time.process_time() - before, result


def speed(name: str, templates: list[str], chance: random.Random) -> float:
    """How many times faster than one regular expression after another."""
    messages = [fill(chance, chance.choice(templates)) for _message in range(MESSAGES * 95 // 100)]
    messages += [f"{message} ещё" for message in messages[: MESSAGES - len(messages)]]
    chance.shuffle(messages)
    records = [{"name": str(number), "msg": template} for number, template in enumerate(templates)]
    matchers = [pattern(template).fullmatch for template in templates]
    sample = messages[:SAMPLE]
    indexed = tried = float("inf")
    # In turns, and the least of each, since other processes disturb.
    for _round in range(ROUNDS):
        took, matched = seconds(lambda: _coverage.match(messages, records, "strict"))
        indexed = min(indexed, took)
        took, found = seconds(lambda: [[n for n, match in enumerate(matchers) if match(text)] for text in sample])
        tried = min(tried, took)
    index = _index.Index(templates)
    if [list(index.find(message)) for message in sample] != found:
        raise AssertionError("the index and the regular expressions do not agree")
    scaled = tried * MESSAGES / SAMPLE
    print(
        f"{name}: {MESSAGES:,} messages, {TEMPLATES:,} templates, {len(matched.unmatched):,} unmatched: "
        f"{indexed:.2f} s; regular expressions {scaled:.0f} s ({SAMPLE:,} messages, scaled): "
        f"{scaled / indexed:.0f} times faster"
    )
    return scaled / indexed


def memory(templates: list[str]) -> float:
    """Bytes for each template in an index."""
    tracemalloc.start()
    index = _index.Index(templates)
    size, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(templates) if index else 0


def main() -> int:
    """Measure, print a line for each figure, and fail when one is not what is promised."""
    options = promises.parser(__doc__).parse_args()
    chance = random.Random(20260101)
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors")
    ratios = [
        speed("everyday templates", texts(EVERYDAY, chance, TEMPLATES), chance),
        speed("hard templates", texts(HARD, chance, TEMPLATES), chance),
    ]
    # The best case for regular expressions: for comparison, nothing is promised for it.
    speed("templates with various beginnings", texts(VARIOUS, chance, TEMPLATES), chance)
    many = texts(EVERYDAY, chance, 4_000) + texts(HARD, chance, 4_000)
    chance.shuffle(many)
    sizes = [memory(many[:count]) for count in (1_000, 2_000, 4_000, 8_000)]
    print(
        "memory for a template among 1,000, 2,000, 4,000, 8,000: " + ", ".join(f"{size:,.0f} bytes" for size in sizes)
    )
    records = [
        {"set": "all", "name": str(number), "sender": "MYSHOP", "msg": text, "targets": TARGETS, "examples": [example]}
        for number, text in enumerate([*many, *(f"{text} {text[:9]}" for text in many)][:LINTED])
        for example in [fill(chance, text)]
    ]
    linted, findings = seconds(lambda: _lint.lint(records))
    print(f"lint of {LINTED:,} templates with an example each: {linted:.1f} s, {len(findings):,} findings")
    return promises.conclude(
        [
            Promise("matching, faster than regular expressions by", min(ratios), LEAST_RATIO, at_least=True),
            Promise("memory for a template among 8,000, beside 1,000", sizes[-1] / sizes[0], MOST_GROWTH),
            Promise("linter, 10,000 templates", linted, MOST_LINT, " s"),
        ],
        options.write,
    )


if __name__ == "__main__":
    sys.exit(main())
