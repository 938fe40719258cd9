# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates against the rules."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import InputError
from ansible_collections.smsops.smsc.plugins.plugin_utils import _visible
from ansible_collections.smsops.smsc.plugins.plugin_utils._linting import _checks, _lint, _rules, _sms_parts
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching import _operands
from ansible_collections.smsops.smsc.plugins.plugin_utils._terminal import _findings
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from hypothesis import given, settings
from hypothesis import strategies as st

GUIDE = TREE / "docs" / "linting.md"
each_rule = pytest.mark.parametrize("rule", _rules.RULES, ids=lambda rule: rule.id)


def ids(templates: Any, **options: Any) -> list[str]:
    """The rules that are broken."""
    return [finding["rule"] for finding in _lint.lint(templates, **options)]


def template(msg: str, *targets: str, **more: Any) -> dict[str, Any]:
    return {"set": "orders", "name": "ready", "sender": "MYSHOP", "msg": msg, "targets": list(targets), **more}


@each_rule
def test_good_example_has_no_finding_of_the_rule_and_bad_one_has(rule: _rules.Rule) -> None:
    assert rule.id not in ids(rule.good)
    assert rule.id in ids(rule.bad)
    assert {f["severity"] for f in _lint.lint(rule.bad) if f["rule"] == rule.id} == {rule.severity}


@each_rule
def test_rule_for_some_targets_is_silent_for_others(rule: _rules.Rule) -> None:
    assert rule.targets
    if rule.targets != ("*",):
        assert rule.id not in ids([{**bad, "targets": ["motiv_srv"]} for bad in rule.bad])
        assert all(f["targets"] for f in _lint.lint(rule.bad) if f["rule"] == rule.id)


@each_rule
def test_rule_can_be_silenced_and_given_any_severity(rule: _rules.Rule) -> None:
    assert rule.id not in ids(rule.bad, rules={rule.id: "off"})
    assert rule.id not in ids(rule.bad, rules={rule.id: False})
    for severity in _rules.SEVERITIES:
        found = _lint.lint(rule.bad, rules={rule.id: severity})
        assert {f["severity"] for f in found if f["rule"] == rule.id} == {severity}


def test_rules_are_well_formed() -> None:
    names = [rule.id for rule in _rules.RULES]
    assert len(set(names)) == len(names)
    assert all(source in _rules.SOURCES for rule in _rules.RULES for source in rule.source.split(", "))
    assert all(rule.severity in _rules.SEVERITIES for rule in _rules.RULES)
    # A rule is a search or a function, and no function is left over.
    functions = {rule.id for rule in _rules.RULES if rule.forbid is None and rule.require is None}
    assert functions - {"duplicate-template"} == set(_checks.CHECKS)


def test_guide_has_each_rule_and_each_source() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    unwrapped = " ".join(guide.split())
    for rule in _rules.RULES:
        marks = [rule.severity] if rule.severity != "warning" else []
        marks += [f"`{pattern}`" for pattern in rule.targets if pattern != "*"]
        marked = f" ({', '.join(marks)})" if marks else ""
        source = f" ({rule.source})" if rule.source != "smsops" else ""
        assert f" - `{rule.id}`{marked}: {rule.description}{source} " in unwrapped
    for name, (source, date) in _rules.SOURCES.items():
        assert name == "smsops" or f" - {name}: {source} ({date}) " in unwrapped
    section = guide.partition("\n### The rules\n")[2].partition("\n### ")[0]
    assert section.count("\n- `") == len(_rules.RULES), "a rule that is none"


def test_finding_has_all_that_a_report_needs() -> None:
    (finding,) = _lint.lint([template("Адрес: %w{1,5} %d+", "mega_srv")])

    assert finding == {
        "set": "orders",
        "template": "ready",
        "sender": "MYSHOP",
        "rule": "adjacent-group-operands",
        "severity": "warning",
        "targets": [],
        "column": 16,
        "message": "two group operands in a row, %w{1,5} and %d+",
        "fix": "put a fixed word between them",
        "source": _rules.RULES[[rule.id for rule in _rules.RULES].index("adjacent-group-operands")].origin,
        "text": "orders/ready:16: warning: two group operands in a row, %w{1,5} and %d+ [adjacent-group-operands]: "
        "put a fixed word between them",
    }


def test_finding_names_the_targets_that_the_rule_is_for() -> None:
    (finding,) = _lint.lint([template("Code: %d MyShop", "mts_auth", "mega_auth")])

    assert finding["targets"] == ["mega_auth"]
    assert finding["text"].startswith("orders/ready: warning: must contain Cyrillic letters (not found here) ")
    assert " [megafon-not-all-latin] (mega_auth): " in finding["text"]


@pytest.mark.parametrize(
    ("msg", "rule", "column"),
    [
        (" Заказ", "edge-space", 1),
        ("Заказ\n", "edge-line-break", 6),
        ("Заказ  готов", "double-space", 6),
        ("Заказ\tготов", "odd-space", 6),
        ("Зака\u00adз", "odd-space", 5),
        ("Ваш зaказ готов", "mixed-alphabets", 5),
        ("В МyShop", "mixed-alphabets", 3),
        ("%d%w", "operand-spacing", 1),
        ("Заказ: №%d", "operand-punctuation", 9),
        ("код%d", "operand-spacing", 4),
        ("Заказ %D", "malformed-operand", 7),
        ("Заказ {% if x %}", "unrendered-jinja", 7),
        ("%d+ - %d+", "adjacent-group-operands", 7),
    ],
)
def test_finding_points_at_the_column(msg: str, rule: str, column: int) -> None:
    assert (rule, column) in [(f["rule"], f["column"]) for f in _lint.lint([template(msg)])]


@pytest.mark.parametrize(
    "msg",
    ["SMSкой IT-отдел Wi-Fi", "Скидка 5% на всё", "%d+ и %d+", "%w %w", "Заказ %d\nЖдём вас", "%d+ %w", "Zакон"],
)
def test_harmless_texts_have_no_finding(msg: str) -> None:
    assert ids([template(msg, "mts_srv")]) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"msg": "Заказ \x1b%d"}, "orders/ready:8: info: ␛ and no space before %d [operand-punctuation]"),
        ({"msg": "Заказ \u202e%d"}, "orders/ready:8: info: [U+202E] and no space before %d [operand-punctuation]"),
        ({"msg": "x%d{\x1b[31m}"}, "orders/ready:2: error: %d{␛[31m} is not an operand [malformed-operand]"),
        (
            {"msg": "100%", "name": "a\nb\x1b[31m", "set": "\u202e"},
            "[U+202E]/a b␛[31m: warning: own rule (not found here) [own␛ rule]: mend it",
        ),
        (
            {"msg": "Код", "targets": ["mts_\n\x1b"]},
            "orders/ready: warning: own rule (not found here) [own␛ rule] (mts_ ␛): mend it",
        ),
    ],
)
def test_finding_is_one_line_in_which_nothing_acts_unseen(given: dict[str, Any], shown: str) -> None:
    patterns = ["mts_*"] if "targets" in given else ["*"]
    own = {"id": "own\x1b rule", "description": "own\nrule", "require": "z", "fix": "mend\nit\n", "targets": patterns}
    found = _lint.lint([{**template(""), **given}], more_rules=[own])

    assert any(finding["text"].startswith(shown) for finding in found), found
    for text in (finding[key] for finding in found for key in ("text", "message", "fix")):
        assert _visible.line(text) == text


def test_same_text_is_found_whatever_its_case_and_spaces_under_one_sender() -> None:
    first = template("Заказ %d готов", "mts_srv", name="first")

    (finding,) = _lint.lint([first, template("ЗАКАЗ  %d готов", "mts_srv")], rules={"double-space": "off"})
    assert finding["message"] == "the same text, but for case and spaces, as orders/first"
    assert ids([first, first, first]) == ["duplicate-template"] * 2
    assert ids([first, {**first, "sender": "OTHER"}]) == []


def test_text_under_two_message_types_is_found_within_and_between_templates() -> None:
    service = template("Заказ %d готов", "mts_srv", name="first")
    coded = template("Заказ %d готов", "mts_auth")

    assert "two-message-types" in ids([service, coded])
    assert "two-message-types" in ids([template("Заказ %d готов", "mts_srv", "bee_auth")])
    assert "two-message-types" not in ids([template("Заказ %d готов", "mts_srv", "soc", "new_srv")])


def test_message_types_of_all_templates_before_are_compared() -> None:
    texts = [template("Заказ %d готов", *targets) for targets in (["soc"], ["mts_srv"], ["mts_auth"], ["bee_trn"])]

    found = [f["message"] for f in _lint.lint(texts) if f["rule"] == "two-message-types"]
    assert found == [
        "the text is filed as authorization and service, together with orders/ready",
        "the text is filed as authorization and service and transactional, together with orders/ready",
    ]


def test_examples_are_compared_strictly_and_numbered() -> None:
    found = _lint.lint([template("Заказ %d готов", examples=["Заказ 1 готов", "заказ 1 готов", "Заказ 1 готов!"])])

    assert [finding["message"] for finding in found] == [
        "example 2 does not match: at its column 1 the template goes on with 'Заказ %d готов'",
        "example 3 does not match: at its column 14 the template ends",
    ]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("a" * 160, ("GSM 7-bit", 160, 1, 0)),
        ("a" * 161, ("GSM 7-bit", 161, 2, 145)),
        ("€" * 81, ("GSM 7-bit", 162, 2, 143)),
        ("я" * 70, ("UCS-2", 70, 1, 0)),
        ("я" * 71, ("UCS-2", 71, 2, 63)),
        ("я" * 135, ("UCS-2", 135, 3, 66)),
        ("😀" * 35, ("UCS-2", 70, 1, 0)),
        ("Ваш код %d" + "я" * 61, ("UCS-2", 70, 1, 0)),
        # What takes two places goes whole into the next part: 152 and a place that stays empty, 2 and 151, 1.
        ("a" * 152 + "€" + "a" * 152, ("GSM 7-bit", 306, 3, 152)),
        ("a" * 151 + "€" + "a" * 152, ("GSM 7-bit", 305, 2, 1)),
        ("a" * 152 + "€" + "a" * 151, ("GSM 7-bit", 305, 2, 0)),
        ("€" * 80, ("GSM 7-bit", 160, 1, 0)),
        ("я" * 66 + "😀" + "я" * 66, ("UCS-2", 134, 3, 66)),
        ("я" * 65 + "😀" + "я" * 67, ("UCS-2", 134, 2, 0)),
        ("\ud83d" * 67 + "я" * 4, ("UCS-2", 71, 2, 63)),
    ],
)
def test_parts_are_counted_with_the_shortest_values(text: str, size: tuple[str, int, int, int]) -> None:
    assert _sms_parts.shortest(_operands.parse(text)) == size


def test_own_rules_are_applied_like_the_others() -> None:
    own = {
        "id": "brand",
        "description": "the brand is named",
        "require": "MyShop",
        "when": "(?i)заказ",
        "targets": "mts_*",
    }

    (finding,) = _lint.lint([template("Заказ %d", "mts_srv", "bee_srv")], more_rules=[{**own, "fix": "name it"}])
    assert finding["text"] == "orders/ready: warning: the brand is named (not found here) [brand] (mts_srv): name it"
    for msg, target in (("Заказ %d MyShop", "mts_srv"), ("Визит %d", "mts_srv"), ("Заказ %d", "bee_srv")):
        assert ids([template(msg, target)], more_rules=[own]) == []
    forbid = {"id": "caps", "description": "no capitals", "forbid": "[А-Я]{3,}", "severity": "error", "source": "style"}
    (finding,) = _lint.lint([template("Ваш ЗАКАЗ %d")], more_rules=[forbid])
    assert (finding["column"], finding["severity"]) == (5, "error")
    assert ids([template("Ваш ЗАКАЗ")], rules={"caps": "off"}, more_rules=[forbid]) == []


OWN = {"id": "own", "description": "own", "forbid": "x"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rules": {"no-word-plas": "off"}}, "rules: there is no rule 'no-word-plas'; did you mean 'no-word-plus'?"),
        ({"rules": {"zzz": "off"}}, "rules: there is no rule 'zzz'; there are empty-text, "),
        ({"rules": {"no-word-plus": "loud"}}, "no-word-plus is 'loud': give one of error, warning, info, off"),
        ({"rules": {"no-word-plus": True}}, "no-word-plus is True: give one of error"),
        ({"rules": ["no-word-plus"]}, "rules: ['no-word-plus'] is not a dict"),
        ({"more_rules": OWN}, "is not a list: give a list of dicts"),
        ({"more_rules": ["x"]}, "more_rules: rule 1 is 'x', which is not a dict"),
        ({"more_rules": [{**OWN, "id": "no-word-plus"}]}, "there is a rule 'no-word-plus' already"),
        ({"more_rules": [OWN, OWN]}, "there is a rule 'own' already"),
        ({"more_rules": [{**OWN, "forbit": "x"}]}, "rule 1 has a field 'forbit'; did you mean 'forbid'?"),
        ({"more_rules": [{"id": "own", "description": "own"}]}, "rule 1 needs id, description, and forbid or require"),
        ({"more_rules": [{**OWN, "severity": "loud"}]}, "severity is 'loud': give one of"),
        ({"more_rules": [{**OWN, "forbid": "("}]}, "rule own: forbid '(' is not a regular expression: "),
        ({"more_rules": [{**OWN, "description": 5}]}, "description is 5, which is not a string: quote it"),
        ({"more_rules": [{**OWN, "targets": [5]}]}, "targets: item 1 is 5, which is not a text"),
    ],
)
def test_invalid_rules_are_named(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as error:
        _lint.lint([], **options)
    assert said in str(error.value)


def test_what_is_no_list_of_templates_is_named() -> None:
    with pytest.raises(InputError, match=r"^templates: \{'msg': 'a'\} is not a list: give a list of dictionaries$"):
        _lint.lint({"msg": "a"})


def test_a_finding_of_a_template_without_a_sender_has_none() -> None:
    assert {finding["sender"] for finding in _lint.lint([{"msg": ""}])} == {""}


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["msg", "name", "set", "sender", "targets", "examples", "id"]), inner),
    ),
    max_leaves=8,
)


@settings(max_examples=min(settings().max_examples, 500))
@given(JUNK, st.one_of(st.none(), JUNK), st.one_of(st.none(), JUNK))
def test_junk_is_linted_or_named(templates: Any, rules: Any, more_rules: Any) -> None:
    try:
        found = _lint.lint(templates, rules, more_rules)
    except InputError:
        return
    assert all(isinstance(finding["text"], str) and "\n" not in finding["text"] for finding in found)


def test_findings_are_shown_worst_first_and_bounded() -> None:
    found = _lint.lint([template(f"Заказ %d готов {n} ", name=f"t{n}") for n in range(50)] + [template("%D")])

    lint = {"findings": found, "shown": ["error", "warning"], "counts": _findings.counts(found), "templates": 51}
    shown = _findings.lines({"prod": lint}, 1)
    # Each of the fifty alike is named, in one line that is cut with what is no error.
    assert [line.split(" ")[0] for line in shown[:3:2]] == ["error", "warning"]
    assert shown[3:] == [
        "and 1 more line (op_templates_matrix_rows)",
        "prod: 51 templates, 51 findings: 1 error, 50 warnings",
    ]
    nothing = {"findings": [], "shown": ["error"], "counts": {}, "templates": 0}
    assert _findings.lines({"prod": nothing}, 3) == ["prod: 0 templates, no findings"]


def test_a_finding_names_where_its_rule_comes_from_with_a_date() -> None:
    (finding,) = _lint.lint([template("Адрес: %w+")])
    assert finding["source"].startswith(
        "https://yandex.cloud/en/docs/notifications/concepts/sms (2026, read 2026-11-22); "
    )
    own = {"id": "brand", "description": "the brand is named", "require": "MyShop", "source": "style guide, page 4"}
    (finding,) = _lint.lint([template("Заказ %d")], more_rules=[own])
    assert finding["source"] == "style guide, page 4"


@pytest.mark.parametrize(
    ("msg", "rule"),
    [
        ("Код подтверждения: %d", "trn-no-codes"),
        ("Ваш одноразовый пароль: %w", "trn-no-codes"),
        ("Авторизация по карте *%d: %d р.", "trn-no-codes"),
        ("Отмена авторизации карты *%d: %d р.", "trn-no-codes"),
        ("Проверка карты *%d прошла", "trn-no-codes"),
        ("ПИН-код карты *%d изменён", "trn-no-codes"),
        ("Неверный ПИН, карта *%d", "trn-no-codes"),
        ("Вход в интернет-банк %d", "trn-no-codes"),
        ("Вы вышли из приложения", "trn-no-codes"),
        ("Новый пароль интернет-банка: %w", "trn-no-codes"),
        ("Платёжное поручение %d на сумму %d р. принято банком", "trn-changes-balance"),
        ("Баланс карты *%d: %d р.", "trn-changes-balance"),
        ("Выписка по счёту *%d: остаток %d р.", "trn-changes-balance"),
        ("Просрочен платёж по договору %d: %d р.", "trn-changes-balance"),
        ("Карта *%d готова, сумма %d", "trn-changes-balance"),
        ("Карта *%d заблокирована", "trn-changes-balance"),
        ("Уведомления подключены, счёт *%d", "trn-changes-balance"),
        ("Отключение SMS-информирования по карте *%d", "trn-changes-balance"),
    ],
)
def test_what_is_not_transactional_is_told_for_those_targets_alone(msg: str, rule: str) -> None:
    (finding,) = [f for f in _lint.lint([template(msg, "bee_trn", "mts_srv")]) if f["rule"] == rule]
    assert finding["severity"] == "warning"
    assert finding["targets"] == ["bee_trn"]
    assert finding["source"] == "https://smscentre.com/faq/161 (read 2026-11-22)"
    assert rule not in ids([template(msg, "mts_srv", "mega_auth")])


@pytest.mark.parametrize(
    "msg",
    [
        "Покупка %d р. MyShop. Карта *%d. Баланс: %d р.",
        "Списание %d р. со счёта *%d. Доступно %d р.",
        "Счёт *%d пополнен на %d р. Остаток %d р.",
        "Зачислен перевод %d р. на карту *%d",
        "Входящий перевод %d р., счёт *%d",
        "Возврат %d р. на карту *%d. Код операции %d",
        "Комиссия %d р. за выпуск карты *%d списана",
        "Выдача наличных %d р. Карта *%d. Доступно: %d р.",
        "Списано %d р. по платёжному поручению %d, счёт *%d",
        "Погашена задолженность %d р. по договору %d",
        "Снятие %d р. Карта *%d. Код авторизации %w. Баланс %d р.",
    ],
)
def test_what_is_transactional_has_no_finding(msg: str) -> None:
    assert {"trn-no-codes", "trn-changes-balance", "trn-operation", "trn-account", "trn-amount"}.isdisjoint(
        ids([template(msg, "mts_trn")])
    )


def test_counts_of_groups_and_numbers_of_operands_are_bounded() -> None:
    for msg in ("Адрес: %w{1,1}", "Адрес: %w{1,21}", "Коды: %d{1,1}", "Коды: %d{1,999}"):
        assert "group-bound" in ids([template(msg)])
    for msg in ("Адрес: %w{1,2}", "Коды: %d{1,20}"):
        assert "group-bound" not in ids([template(msg)])
    many = [f for f in _lint.lint([template(" и ".join(["%d"] * 22))]) if f["rule"] == "too-many-operands"]
    assert [(f["message"], f["column"]) for f in many] == [("the text has 22 operands", 101)]
    assert "too-many-operands" not in ids([template(" и ".join(["%d"] * 20))])


def test_megafon_takes_no_templated_advertising() -> None:
    (finding,) = [
        f for f in _lint.lint([template("Скидки", "mega_adv", "mega_srv")]) if f["rule"] == "mega-adv-cancelled"
    ]
    assert finding["targets"] == ["mega_adv"]
    assert finding["source"] == "https://smscentre.com/news/368 (2025-10-23)"
