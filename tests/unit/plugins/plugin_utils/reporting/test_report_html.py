# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils import _gate, _visible
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting import _report
from ansible_collections.smsops.smsc.tests.support.records import (
    NOW,
    PAID,
    WILD,
    failed,
    fewer,
    record,
    wild_records,
)
from hypothesis import given
from markupsafe import Markup

# All that the page may consist of, so that nothing that a user or the service wrote can become a part of it.
TAGS = set(
    "html head meta title style body header h1 p time div strong span details summary ul li button b label input "
    "output main section h2 h3 svg rect table caption thead tbody tr th td i em small code footer script".split()
)
ATTRIBUTES = set(
    "lang charset http-equiv content name class datetime role aria-label type aria-pressed disabled hidden for id "
    "autocomplete placeholder viewbox preserveaspectratio aria-hidden x width height scope title data-of".split()
)
VOID = {"meta", "input", "rect"}


class Page(HTMLParser):
    """A page as a browser would take it: elements with their attributes and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert ATTRIBUTES.issuperset(name for name, _value in attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of a name."""
        return [attributes for name, attributes in self.elements if name == tag]


def render(records: Any, **options: Any) -> Page:
    """The page of these records."""
    return Page(_report.render(records, "html", now=NOW, **options))


def test_a_template_is_shown_with_its_text_sender_states_and_ages() -> None:
    page = render(
        [record(states={"mts_srv": "accepted", "bee_srv": "pending"}, since={"mts_srv": "2026-11-20T10:00:00Z"})]
    )
    assert page.texts["summary"] == ["orders/paid"]
    assert page.texts["small"] == ["MYSHOP"]
    assert PAID in page.texts["p"]
    assert page.texts["td"] == ["accepted mts_srv2 d", "pending bee_srv"]
    assert [head for head in page.texts["th"] if head != page.texts["th"][3]] == ["Template", "MTS", "Beeline"]
    assert {"title": "since 2026-11-20 10:00 UTC"} in page.all("time")


def test_every_environment_has_a_table_with_the_same_columns() -> None:
    page = render([record(states={"mts_srv": "accepted"}, environment="dev"), record(states={"soc": "accepted"})])
    assert page.texts["h2"] == ["dev", "prod"]
    assert page.texts["thead"] == ["\nTemplateMTSSocial networks\n"] * 2
    assert page.texts["td"] == ["accepted mts_srv", "", "", "accepted soc"]


def test_a_table_has_a_caption_and_its_heads_say_what_they_head() -> None:
    page = render([record(states={"mts_srv": "accepted", "soc": "pending"})])
    assert page.texts["caption"] == ["prod: 1 template, 2 registrations: 1 accepted, 1 pending"]
    assert [head["scope"] for head in page.all("th")] == ["col", "col", "col", "row"]
    assert page.all("html") == [{"lang": "en"}]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all("meta")


def test_the_states_are_counted() -> None:
    page = render([record(states={"mts_srv": "accepted", "soc": "rejected"}), record("x", states={"soc": "rejected"})])
    assert page.texts["button"] == ["1 accepted", "2 rejected"]
    assert "1 of 3 accepted" in page.texts["p"]
    widths = [(share["class"], share["x"], share["width"]) for share in page.all("rect")]
    assert widths == [("ac", "0.00", "33.33"), ("re", "33.33", "66.67")]


def test_targets_that_the_collection_does_not_know_stand_under_their_operator() -> None:
    page = render([record(states={"mts_new": "accepted", "mts_srv": "pending", "sber_srv": "accepted"})])
    assert page.texts["thead"] == ["\nTemplateMTSsber\n"]
    assert page.texts["td"] == ["pending mts_srvaccepted mts_new", "accepted sber_srv"]


def test_what_nobody_asked_for_is_told_apart() -> None:
    given_record = record(states={"mts_srv": "accepted", "soc": "accepted"}, targets=["mts_srv"])
    assert [div["class"] for div in render([given_record]).all("div")][-2:] == ["ac", "ac x"]
    assert "not asked for" in render([given_record]).texts["footer"][0]
    assert render([record(states={"soc": "accepted"})]).texts["footer"] == ["\n"]


def test_a_template_that_failed_says_why() -> None:
    page = render([failed()])
    assert page.texts["em"] == ["failed: auth: invalid login or password"]
    assert page.texts["td"][-1] == "unknown mts_srv"


def test_the_gate_is_shown_where_it_is_given() -> None:
    records = [record(states={"mts_srv": "pending"})]
    page = render(records, gate=_gate.gate(records, "accepted"))
    assert page.texts["strong"][0] == "Gate closed"
    assert page.texts["span"][0] == "policy accepted, 0 of 1 registration as wanted"
    assert page.texts["li"][0] == "pending: orders/paid mts_srv"
    page = render(records, gate=_gate.gate(records, "none"))
    assert page.texts["strong"][0] == "Gate open"
    assert "Gate" not in _report.render(records, "html")


def test_what_needs_attention_stands_above_all_else() -> None:
    page = render([record(states={"mts_srv": "rejected", "soc": "pending"})])
    assert page.texts["h2"] == ["Needs attention: 1 rejected", "prod"]
    assert page.texts["td"][:5] == ["orders/paid", "MYSHOP", "mts_srv", "rejected", ""]
    assert "The web dashboard shows why an operator rejected a text." in page.texts["p"]
    assert "Needs attention" in page.texts["header"][0]


def test_a_tile_is_a_button_that_filters() -> None:
    page = render([record(states={"mts_srv": "accepted"})])
    assert page.all("button") == [{"type": "button", "class": "ac", "aria-pressed": "false", "disabled": None}]
    assert {"class": "tiles", "aria-label": "Show only"} in page.all("ul")


def test_texts_of_the_past_have_a_section_of_their_own() -> None:
    old = record("old", {"mts_srv": "accepted"}, targets=[], obsolete="left_over", msg="Старый текст")
    page = render([record(states={"soc": "accepted"}), old])
    assert page.texts["h2"] == ["Needs attention: 1 left over", "prod", "No longer in the catalog"]
    assert page.texts["summary"] == ["orders/paid", "orders/old"]
    assert page.texts["td"][-2:] == ["left over", "mts_srv accepted (id 1)"]
    assert page.texts["thead"][-1] == "\nTemplateSocial networks\n"
    assert page.texts["button"] == ["1 accepted"]


def test_an_environment_that_was_not_read_is_named() -> None:
    page = render([record(states={"soc": "accepted"})], environments=["prod", "dev"])
    assert page.texts["h2"] == ["Needs attention: 1 not read", "prod", "dev"]
    assert "not read" in page.texts["p"]


def test_a_page_in_russian() -> None:
    page = render([record(states={"mts_srv": "accepted", "soc": "rejected"})], language="ru")
    assert page.all("html") == [{"lang": "ru"}]
    assert page.texts["h1"] == ["Шаблоны операторов"]
    assert page.texts["button"] == ["1 принято", "1 отклонено"]
    assert page.texts["td"][-2:] == ["принят mts_srv", "отклонён soc"]
    assert "принято 1 из 2" in page.texts["p"]


def test_there_is_a_page_without_templates_too() -> None:
    page = render([])
    assert page.texts["h1"] == ["Operator templates"]
    assert "section" not in page.texts


def test_the_policy_of_the_page_allows_its_own_style_and_script_and_nothing_else() -> None:
    text = _report.render([record(states={"mts_srv": "accepted"})], "html")
    page = Page(text)
    (policy,) = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    digests = {
        tag: base64.b64encode(hashlib.sha256(page.texts[tag][0].encode()).digest()).decode()
        for tag in ("style", "script")
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests['style']}'; script-src 'sha256-{digests['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"https?:|url\(|@import|\bsrc=|\bhref=|\bstyle=|\bon[a-z]+=", text)


def test_every_state_has_a_sign_beside_its_colour() -> None:
    style = render([]).texts["style"][0]
    signs = re.findall(r'\.(\w\w)>b::before,\.\1>span::before\{content:"(.)"\}', style)
    assert len(signs) == len(dict(signs)) == len({sign for _name, sign in signs}) == 7


@fewer
@given(wild_records(), WILD)
def test_whatever_users_write_stands_in_the_page_as_text(records: list[dict[str, Any]], title: str) -> None:
    text = _report.render(records, "html", title, NOW, _gate.gate(records, "accepted", NOW))
    page = Page(text)
    text.encode("utf-8")
    assert len(page.texts["script"]) == len(page.texts["style"]) == 1
    assert [head["scope"] for head in page.all("th")].count("row") == len(records)
    for entry in records:
        assert _visible.show(entry["msg"]) in page.texts["p"]
        assert _visible.line(entry["sender"]) in page.texts["small"]
    assert all(char in "\n\t" or char.isprintable() or char.isspace() for char in text)


class Tagged(str):
    """A text of a subclass, as Ansible has for texts that it does not trust."""

    __slots__ = ()


@pytest.mark.parametrize("kind", [str, Markup, Tagged])
@pytest.mark.parametrize("text", ["{{ 7 * 6 }}", "{% raw %}", "{# x", "<b>&amp;</b>", "</title><script>1</script>"])
def test_no_text_is_taken_for_a_template_or_for_markup(text: str, kind: type[str]) -> None:
    given_record = record(kind(text), {kind(text): "pending"}, msg=kind(text), sender=kind(text), set=kind(text))
    gate = {"passed": False, "missing": [], "text": [kind(text)]}
    page = render([{**given_record, "environment": kind(text)}], title=kind(text), gate=gate)
    for tag in ("title", "h1", "span", "h2", "i", "small", "code"):
        assert page.texts[tag][0].removesuffix("/") == text
    assert text in page.texts["p"]


def test_a_thousand_templates_make_a_file_of_a_few_megabytes() -> None:
    states = dict.fromkeys(("mts_srv", "mts_auth", "mts_trn", "mega_srv", "mega_auth", "bee_srv", "soc"), "accepted")
    since = dict.fromkeys(states, "2026-11-01T00:00:00Z")
    records = [record(f"t{number}", states=states, since=since, msg=PAID * 4) for number in range(1000)]
    assert len(_report.render(records, "html", now=NOW).encode()) < 3_000_000
