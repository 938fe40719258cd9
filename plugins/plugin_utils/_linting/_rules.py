# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for templates, as data. Pure.

No operator publishes its rules. Those here are second-hand, from the service and from resellers, and dated: each names
its source in SOURCES. Which words stand for "an amount" or "a site" is our own guess; see docs/linting.md.
"""

from __future__ import annotations

from typing import Any, NamedTuple

SEVERITIES = ("error", "warning", "info")
# What a severity means as the least that fails.
AS_SERIOUS = {"error": ("error",), "warning": ("error", "warning"), "info": SEVERITIES, "never": ()}

# What each source is, and its date: of the page, or of the day when a page without a date was read.
SOURCES = {
    "smsc-faq": ("https://smscentre.com/faq/161", "read 2026-11-22"),
    "smsc-tele2": ("https://smscentre.com/news/139", "2021-02-16, in force from 2021-03-01"),
    "smsc-mts": ("https://smscentre.com/news/65", "2017-11-20"),
    "smsc-sender": ("copies of the service's page on sender names in client code", "read 2026-11-22"),
    "exolve": ("https://community.exolve.ru/faq/templates-requirements", "read 2026-11-22"),
    "yandex-sms": ("https://yandex.cloud/en/docs/notifications/concepts/sms", "2026, read 2026-11-22"),
    "smsgold": ("https://smsgold.ru/baza-znaniy/registratsiya-shablonov-sms-na-tarife-profi/", "read 2026-11-22"),
    "reseller": ("a reseller's documentation, as a customer's public code quotes it", "read 2026-11-22"),
    "3gpp": ("3GPP TS 23.038 and TS 23.040", "all releases"),
    "smsops": ("this collection", "1.0.0"),
}


class Rule(NamedTuple):
    """A rule. It is a function of that id in _checks.py, or `forbid`, `require` and `when` say what it looks for.

    targets: patterns of flags such as `mega_*`; the rule is for templates that have such a target, `*` for all.
    forbid, require: regular expressions; one that must not be found in the text, one that must. when: the rule is only
    for texts in which this is found. good, bad: lists of templates, without and with a finding.
    """

    id: str
    says: str
    severity: str
    targets: tuple[str, ...]
    source: str
    mend: str
    good: tuple[dict[str, Any], ...]
    bad: tuple[dict[str, Any], ...]
    forbid: str | None = None
    require: str | None = None
    when: str | None = None


_PROMO = r"(?i)промо|promo|скидк|акци[яию]\b|распродаж|бонус|подар"
_CODE = r"(?i)\b(код|парол|пин-?код|code|password|pin\b)"


def _one(msg: str, *targets: str, **more: Any) -> tuple[dict[str, Any], ...]:
    return ({"sender": "MYSHOP", "msg": msg, "targets": list(targets or ("mts_srv", "mega_srv")), **more},)


RULES = (
    Rule(
        "empty-text",
        "a template has a text",
        "error",
        ("*",),
        "smsops",
        "give it a text",
        _one("Заказ %d готов"),
        _one(" "),
    ),
    Rule(
        "malformed-operand",
        "what looks like an operand is one",
        "error",
        ("*",),
        "smsops",
        "the operands are %d, %d+, %d{1,n}, %w, %w+ and %w{1,n}",
        _one("Заказ %d готов на 100%"),
        _one("Заказ %d{2,5} готов"),
    ),
    Rule(
        "unrendered-jinja",
        "no Jinja is left in a text",
        "error",
        ("*",),
        "smsops",
        "render the text before it is registered, or write an operand instead",
        _one("Заказ %d готов"),
        _one("Заказ {{ number }} готов"),
        forbid=r"\{\{|\{%|\{#|\}\}|%\}",
    ),
    Rule(
        "example-mismatch",
        "the examples of a template match it",
        "error",
        ("*",),
        "smsops",
        "change the example or the template",
        _one("Заказ %d готов", examples=["Заказ 12 готов"]),
        _one("Заказ %d готов", examples=["Заказ 12 отменён"]),
    ),
    Rule(
        "edge-space",
        "no space at the ends of the text",
        "warning",
        ("*",),
        "exolve, yandex-sms",
        "take the space away",
        _one("Заказ %d готов"),
        _one("Заказ %d готов "),
    ),
    Rule(
        "double-space",
        "no two spaces in a row",
        "warning",
        ("*",),
        "yandex-sms",
        "leave one space",
        _one("Заказ %d готов"),
        _one("Заказ  %d готов"),
    ),
    Rule(
        "odd-space",
        "no space but the common one, such as a no-break space or a tab",
        "warning",
        ("*",),
        "yandex-sms",
        "put a common space there",
        _one("Заказ %d готов\nЖдём вас"),
        _one("Заказ\u00a0%d готов"),
    ),
    Rule(
        "mixed-alphabets",
        "no word mixes Latin and Cyrillic letters that look alike",
        "warning",
        ("*",),
        "smsops",
        "write the word in one alphabet",
        _one("Заказ %d в MyShop готов"),
        _one("Зaказ %d готов"),
    ),
    Rule(
        "no-word-plus",
        "no %w+",
        "warning",
        ("*",),
        "yandex-sms, reseller",
        "write %w{1,n} with a small n",
        _one("Адрес: %w{1,5}"),
        _one("Адрес: %w+"),
        forbid=r"%w\+",
    ),
    Rule(
        "adjacent-group-operands",
        "no two group operands (%w{1,n}, %d{1,n}, %d+) in a row",
        "warning",
        ("*",),
        "exolve, reseller",
        "put a fixed word between them",
        _one("Адрес: %w{1,5}, телефон %d+"),
        _one("Адрес: %w{1,5} %d+"),
    ),
    Rule(
        "wide-word-group",
        "no %w{1,10}, %w{1,15}, %w{1,20}: it may be taken for advertising",
        "warning",
        ("*",),
        "exolve",
        "take a smaller n",
        _one("Адрес: %w{1,5}"),
        _one("Адрес: %w{1,10}"),
        forbid=r"%w\{1,(10|15|20)\}",
    ),
    Rule(
        "group-bound",
        "the n of %w{1,n} and %d{1,n} is from 2 to 20",
        "warning",
        ("*",),
        "yandex-sms",
        "take an n from 2 to 20, or the operand without a count for one word",
        _one("Адрес: %w{1,5}"),
        _one("Адрес: %w{1,30}"),
        forbid=r"%[dw]\{1,(1|2[1-9]|[3-9][0-9]|[1-9][0-9]{2})\}",
    ),
    Rule(
        "operand-spacing",
        "an operand has a space before and after it: no letter, digit or operand",
        "warning",
        ("*",),
        "exolve, reseller",
        "put one space there",
        _one("Заказ %d готов"),
        _one("Заказ№%dготов"),
    ),
    Rule(
        "operand-punctuation",
        "an operand has a space before and after it: no sign either (yandex-sms has such templates itself)",
        "info",
        ("*",),
        "exolve, reseller",
        "put a space there if the template is refused",
        _one("Заказ %d готов"),
        _one("Сумма *%d. Спасибо"),
    ),
    Rule(
        "two-message-types",
        "one text is not filed under two message types",
        "warning",
        ("*",),
        "reseller",
        "keep the targets of one message type, or make two texts",
        _one("Заказ %d готов", "mts_srv", "mega_srv"),
        _one("Заказ %d готов", "mts_srv", "mega_trn"),
    ),
    Rule(
        "duplicate-template",
        "no two templates of a sender are the same but for case and spaces",
        "warning",
        ("*",),
        "smsops",
        "keep one of the two, with the targets of both",
        (*_one("Заказ %d готов"), *_one("Заказ %d отменён")),
        (*_one("Заказ %d готов"), *_one("заказ  %d готов")),
    ),
    Rule(
        "sender-name",
        "a sender name has at most 11 Latin letters, digits, spaces and common signs, or at most 15 digits",
        "warning",
        ("*",),
        "smsc-sender",
        "take a shorter name, in Latin letters",
        _one("Заказ %d готов", sender="MY-SHOP.RU"),
        _one("Заказ %d готов", sender="МойМагазин"),
    ),
    Rule(
        "sender-name-mts",
        "a sender name has only a-z A-Z 0-9 ! ? - _ . ( )",
        "warning",
        ("mts_*",),
        "smsc-mts",
        "take a name of these characters for MTS",
        _one("Заказ %d готов", "mts_srv", sender="MY-SHOP.RU"),
        _one("Заказ %d готов", "mts_srv", sender="MY SHOP"),
    ),
    Rule(
        "sms-parts",
        "how many parts the message has, where it is more than one",
        "info",
        ("*",),
        "3gpp",
        "shorten the text if it is to be one part",
        _one("Заказ %d готов"),
        _one("Заказ %d готов. " + "Ждём вас в магазине MyShop на улице Ленина, дом 5. " * 2),
    ),
    Rule(
        "trn-operation",
        "a transactional template states the kind of operation",
        "warning",
        ("*_trn",),
        "smsc-faq",
        "name the operation, such as списание or зачисление",
        _one("Списание %d р. со счёта *%d", "mts_trn"),
        _one("Счёт *%d: %d р.", "mts_trn"),
        require=r"(?i)спис|зачис|поступ|пополн|перев[ео]|перечисл|оплат|покупк|снят|возвра|комисси|процент|конверт|отмен|"
        r"отказ|платеж|платёж|резерв|debit|credit|payment|paid|purchase|withdraw|transfer|refund",
    ),
    Rule(
        "trn-account",
        "a transactional template states the account number",
        "warning",
        ("*_trn",),
        "smsc-faq",
        "name the account or the card, with an operand for its number",
        _one("Списание %d р. со счёта *%d", "mts_trn"),
        _one("Списание %d р. Спасибо", "mts_trn"),
        require=r"(?i)сч[её]т|карт|вклад|кошел|договор|лицев|account|card|[*№]\s?%[dw]",
    ),
    Rule(
        "trn-amount",
        "a transactional template states the amount",
        "warning",
        ("*_trn",),
        "smsc-faq",
        "give the amount as an operand with its currency",
        _one("Списание %d р. со счёта *%d", "mts_trn"),
        _one("Списание со счёта *%d", "mts_trn"),
        require=r"(?i)%[dw]\S*\s?(р\b|руб|₽|rub|коп|usd|eur|\$|€)|сумм|amount",
    ),
    Rule(
        "auth-carries-code",
        "an authorization template carries a code, a password or a user name",
        "warning",
        ("*_auth",),
        "smsc-faq",
        "name the code, or file the text under another message type",
        _one("Код для входа в MyShop: %d", "mts_auth"),
        _one("Добро пожаловать в MyShop", "mts_auth"),
        require=r"(?i)\bкод|парол|логин|подтвержд|\bпин\b|code|password|login|\bpin\b|otp",
    ),
    Rule(
        "auth-no-promo",
        "an authorization template carries no promo code and nothing that advertises",
        "warning",
        ("*_auth",),
        "smsc-faq",
        "take the promo code out",
        _one("Код для входа в MyShop: %d", "mts_auth"),
        _one("Промокод в MyShop: %w", "mts_auth"),
        forbid=_PROMO,
    ),
    Rule(
        "code-names-resource",
        "a template with a code names the resource (site, application)",
        "warning",
        ("mega_*",),
        "smsc-faq",
        "say what the code is for: a site, an application",
        _one("Код для входа в приложение: %d", "mega_auth"),
        _one("Ваш код: %d", "mega_auth"),
        when=_CODE,
        require=r"(?i)сайт|приложени|кабинет|сервис|портал|систем|[a-z0-9-]{2,}\.[a-zа-я]{2,}|«|\b(?!code|pin|sms|password)[a-z]{3,}",
    ),
    Rule(
        "megafon-not-all-latin",
        "not wholly in Latin letters",
        "warning",
        ("mega_*",),
        "smsgold",
        "write at least a part in Russian",
        _one("Код MyShop: %d", "mega_auth"),
        _one("MyShop code: %d", "mega_auth"),
        when=r"[A-Za-z]",
        require=r"[А-Яа-яЁё]",
    ),
    Rule(
        "too-many-words",
        "at most 20 words or variables in operands in total",
        "warning",
        ("mega_*",),
        "reseller",
        "take smaller counts, or fewer operands",
        _one("Адрес: %w{1,9}, телефон %d", "mega_srv"),
        _one("Адрес: %w{1,12}, ориентир %w{1,12}", "mega_srv"),
    ),
    Rule(
        "tele2-code-word",
        "a service template spells out the word code or password",
        "warning",
        ("tele2_srv",),
        "smsc-tele2",
        "only codes and passwords are service messages there: leave this target out for other texts",
        _one("Ваш код: %d", "tele2_srv"),
        _one("Заказ %d готов", "tele2_srv"),
        require=r"(?i)\bкод|парол|\bcode|password",
    ),
    Rule(
        "tele2-no-links",
        "a service template has no links",
        "warning",
        ("tele2_srv",),
        "smsc-tele2",
        "take the link out",
        _one("Ваш код: %d", "tele2_srv"),
        _one("Ваш код: %d. myshop.ru/in", "tele2_srv"),
        forbid=r"(?i)https?:|www\.|[a-zа-я0-9-]{2,}\.(ru|рф|su|com|net|org|me|ly|gl|to|app|shop|online|site)\b",
    ),
    Rule(
        "tele2-no-promo",
        "a service template has no advertising and no promo codes",
        "warning",
        ("tele2_srv",),
        "smsc-tele2",
        "take the advertising out",
        _one("Ваш код: %d", "tele2_srv"),
        _one("Ваш код на скидку: %d", "tele2_srv"),
        forbid=_PROMO,
    ),
)
