# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import time

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._doctor._layout import Layout, describe, kind_of
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import quote
from ansible_collections.smsops.smsc.plugins.module_utils._service import _response
from ansible_collections.smsops.smsc.plugins.module_utils._service._document import decode
from ansible_collections.smsops.smsc.tests.unit.plugins.module_utils.service.test_hostile_responses import BODIES, SOON
from ansible_collections.smsops.smsc.tests.unit.plugins.module_utils.service.test_response import LAYOUTS_OF_TWO, VALUES
from hypothesis import given, settings
from hypothesis import strategies as st

# The parser, which decides what is done, gets more.
FEWER = settings(max_examples=min(500, settings().max_examples))
NAMED_LINES = "lines of the form 'name = ..., id = ..., status = ...'"
# Format, arrangement, where the rows are, kinds of the two ids, kinds of the two statuses.
DESCRIBED = {
    "format 0": ("lines", NAMED_LINES, "{line}", "string absent", "string"),
    "format 0, no id": ("lines", NAMED_LINES, "{line}", "string empty", "string"),
    "format 1": ("lines", "lines with commas", "{line}", "string empty", "string"),
    "format 1, no id": ("lines", "lines with commas", "{line}", "string absent", "string"),
    "format 1, id 0": ("lines", "lines with commas", "{line}", "string zero", "string"),
    "format 2": ("xml", "elements 'template', in 'templates'", "'templates'.'template'[]", "string empty", "string"),
    "format 2, attributes": (
        "xml",
        "attributes of elements 'row', in 'result'",
        "'result'.'row'[]",
        "string absent",
        "string",
    ),
    "format 2, CDATA": ("xml", "elements 't', in 'r'", "'r'.'t'[]", "string zero", "string"),
    "list": ("json", "a list of rows", "[]", "number absent", "number"),
    "strings": ("json", "a list of rows", "[]", "string empty", "string"),
    "id 0": ("json", "a list of rows", "[]", "number zero", "number"),
    "id null": ("json", "a list of rows", "[]", "number null", "number"),
    "wrapped": ("json", "a list of rows, in 'templates'", "'templates'[]", "number absent", "number"),
    "wrapped twice, with a count": (
        "json",
        "a list of rows, in 'templates', in 'result'",
        "'result'.'templates'[]",
        "number absent",
        "number",
    ),
    "keyed by name": ("json", "an object that has each row under its name", "{name}", "number absent", "number"),
    "keyed by name, wrapped": (
        "json",
        "an object that has each row under its name, in 'result'",
        "'result'{name}",
        "number absent",
        "number",
    ),
    "keyed by name, a list": (
        "json",
        "an object that has each row under its name, in a list",
        "[]{name}",
        "number absent",
        "number",
    ),
    "keyed by number": ("json", "an object that has each row under a number", "{number}", "number absent", "number"),
    "other case and more fields": ("json", "a list of rows", "[]", "number absent", "number"),
    "no error": ("json", "a list of rows, in 't'", "'t'[]", "number absent", "number"),
}


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "windows-1251"])
@pytest.mark.parametrize("layout", LAYOUTS_OF_TWO)
def test_every_layout_that_is_understood_is_described(layout: str, charset: str) -> None:
    found = describe(LAYOUTS_OF_TWO[layout].encode(charset))
    form, arrangement, path, ids, statuses = DESCRIBED[layout]
    assert (found.charset, found.format, found.arrangement) == (charset.replace("-sig", ""), form, arrangement)
    assert [entry.path for entry in found.entries] == [path] * 2
    assert [(entry.name, entry.target) for entry in found.entries] == [
        ("mts_srv", "mts_srv"),
        ("МТС (сервисные), новые", None),
    ]
    assert [(entry.status, entry.number) for entry in found.entries] == [("2", 2), ("-1", -1)]
    assert " ".join(entry.id_kind for entry in found.entries) == ids
    assert [entry.status_kind for entry in found.entries] == [statuses] * 2


@pytest.mark.parametrize(
    ("body", "form", "arrangement", "outline"),
    [
        ('{"name":"soc","id":1,"status":2}', "json", "a single row", "{'name': word, 'id', 'status': number}"),
        (
            '{"t":{"name":"soc","status":2}}',
            "json",
            "a single row, in 't'",
            "{'t': {'name': word, 'status': number}}",
        ),
        (
            '{"7":{"a":{"soc":{"status":2}}}}',
            "json",
            "an object that has each row under its name, in 'a', in an object of numbers",
            None,
        ),
        ("<t><name>soc</name><status>2</status></t>", "xml", "a single element 't'", None),
        ("<r><t name='soc' STATUS='2'/></r>", "xml", "attributes of a single element 't', in 'r'", None),
        ("<r><soc><status>2</status></soc></r>", "xml", "elements called by their names, in 'r'", None),
        ('[[{"name":"soc","status":2}]]', "json", "a list of rows, in a list", None),
        (
            '[{"name":"soc","status":2},{"soc":{"status":2}}]',
            "json",
            "a list of rows; and an object that has each row under its name, in a list",
            None,
        ),
        ("[]", "json", "no rows", "[]"),
        ('{"templates":[]}', "json", "no rows", "{'templates': []}"),
        ("<templates/>", "xml", "no rows", "[]"),
        ('{"error":"x","error_code":"2"}', "json", "an error", "{'error': word, 'error_code': string}"),
        ('{"r":{"ERROR_CODE":2}}', "json", "an error", "{'r': {'ERROR_CODE': number}}"),
        ('{"error_code":0}', "json", "nothing that looks like a row", "{'error_code': zero}"),
        ("<r><error>x</error><error_code>2</error_code></r>", "xml", "an error", None),
        ("ERROR = 2 (authorise error)", "lines", "an error", "ERROR = 2 (authorise error)"),
        ("0,-9", "lines", "an error", "0,-9"),
        (
            '{"mts_srv":2,"mts_trn":"accepted","soc":3.5,"x":true}',
            "json",
            "nothing that looks like a row",
            "{'mts_srv': number, 'mts_trn': word, 'soc', 'x': other}",
        ),
        ("[1,2,3]", "json", "nothing that looks like a row", "[3 x number]"),
        ('{"name"', "json", "not readable: Expecting ':' delimiter: line 1 column 8 (char 7)", ""),
        ("X,1,2", "lines", "lines with commas", "1 x line"),
        ("[" * 6 + "1" + "]" * 6, "json", "nothing that looks like a row", "[1 x " * 6 + "number" + "]" * 6),
        ("[" * 8 + "1" + "]" * 8, "json", "nothing that looks like a row", "[1 x " * 7 + "..." + "]" * 7),
        (
            '{"a":{"b":{"c":{"d":{"e":{"f":{"g":1}}}}}}}',
            "json",
            "nothing that looks like a row",
            "{'a': {'b': {'c': {'d': {'e': {'f': {'g': ...}}}}}}}",
        ),
        ('{"a":1,"b":2,"c":3,"d":4}', "json", "nothing that looks like a row", "{'a', 'b', 'c', 'd': number}"),
        (
            '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}',
            "json",
            "nothing that looks like a row",
            "{'a', 'b', 'c', 'd', 2 more: number}",
        ),
        (
            '[1,"",null,"x",0,{}]',
            "json",
            "nothing that looks like a row",
            "[1 x number, 1 x empty, 1 x null, 1 x word, 2 more]",
        ),
        ("", "empty", "no text at all", ""),
        (" \r\n", "empty", "no text at all", ""),
        ("<!DOCTYPE html><p>", "html", "a web page", ""),
        ('<?xml version="1.0"?><HTML>', "html", "a web page", ""),
        ("OK", "unknown", "not readable: not in a known form", ""),
        ("<a><b>", "xml", "not readable: not XML: no element found: line 1, column 6", ""),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "xml", "not readable: a web page or has a document type", ""),
        ('[{"name"', "json", "not readable: Expecting ':' delimiter: line 1 column 9 (char 8)", ""),
        ("[" * 100_000, "json", "not readable: nested too deeply", ""),
        ("<a>" * 20 + "</a>" * 20, "xml", "not readable: nested too deeply", ""),
    ],
    ids=lambda value: repr(value and value[:40]),
)
def test_what_else_can_come(body: str, form: str, arrangement: str, outline: str | None) -> None:
    found = describe(body.encode())
    assert (found.format, found.arrangement) == (form, arrangement)
    assert outline in (None, found.outline)


def test_rows_that_make_no_sense_are_shown_all_the_same() -> None:
    rows = [
        {"name": "soc", "id": 1.5, "status": "accepted"},
        {"name": 7, "status": []},
        {"name": "x", "status": 10**30},
    ]
    assert [tuple(entry)[1:] for entry in describe(json.dumps(rows).encode()).entries] == [
        ("soc", "soc", "accepted", None, "other", "word"),
        ("number", None, "other", None, "absent", "other"),
        ("x", None, "1" + "0" * 30, None, "absent", "number"),
    ]


def test_a_flag_that_the_user_named_is_recognised() -> None:
    body = b"sber_srv,1,2"
    assert describe(body).entries[0].target is None
    assert describe(body, str, frozenset(["sber_srv"])).entries[0].target == "sber_srv"


def test_no_more_than_a_thousand_rows_are_looked_at() -> None:
    assert len(describe(b"soc,1,2\n" * 1001).entries) == 1000
    assert len(describe(b"[" + b",".join([b'{"name":"soc","status":2}'] * 1001) + b"]").entries) == 1000


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "number"),
        (-1, "number"),
        (0, "zero"),
        ("0", "zero"),
        (" -00 ", "zero"),
        ("12", "string"),
        ("-1", "string"),
        ("1a", "word"),
        ("", "empty"),
        (" ", "empty"),
        (None, "null"),
        (True, "other"),
        (False, "other"),
        (0.0, "other"),
        ([], "other"),
    ],
)
def test_kinds_of_values(value: object, kind: str) -> None:
    assert kind_of(value) == kind


def test_the_charset_is_told_where_it_can_be() -> None:
    assert decode(b"soc") == ("ascii", "soc")
    assert decode("МТС".encode()) == ("utf-8", "МТС")
    assert decode("МТС".encode("windows-1251")) == ("windows-1251", "МТС")
    assert decode(b"\xff\x98") == (None, "\xff\x98")
    assert describe(b"\xff\x98").charset is None


def shown(layout: Layout) -> list[str]:
    """Every text of a description."""
    entries = [str(part) for entry in layout.entries for part in entry]
    return [layout.format, layout.arrangement, layout.outline, *entries]


@pytest.mark.parametrize(
    "body",
    [
        '{{"{}":{{"name":"{}","status":"{}"}}}}',
        '{{"{}":{{"status":"{}"}}}}',
        '[{{"{}":1}}]',
        "<{0}><{0} name='{0}' status='{0}'/></{0}>",
        "{},{},2",
        "name={},id={},status={}",
        "ERROR = 2 ({})",
    ],
)
def test_foreign_text_is_redacted_before_it_is_cut(body: str) -> None:
    for before in ("", "x" * 190, "x" * 198):
        found = describe(
            body.replace("{}", before + "topsecret")
            .replace("{0}", before + "topsecret")
            .replace("{{", "{")
            .replace("}}", "}")
            .encode(),
            lambda text: text.replace("topsecret", "***"),
        )
        assert not any("tops" in text for text in shown(found))


def harmless(layout: Layout) -> None:
    for text in shown(layout):
        assert text.isprintable()
        assert len(text) < 4000


@FEWER
@given(st.binary(max_size=400))
def test_arbitrary_bytes_do_no_harm(body: bytes) -> None:
    harmless(describe(body))


WORDS = st.sampled_from(["name", "id", "status", "error", "error_code", "soc", "Name", "2", "-1", "0", "", " x "])
TAGS = st.sampled_from(["name", "id", "status", "error", "error_code", "soc", "Status", "t"])
ELEMENTS = st.recursive(
    st.builds("<{0}>{1}</{0}>".format, TAGS, WORDS)
    | st.builds("<{0} name='{1}' status='{2}'/>".format, TAGS, WORDS, WORDS),
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=3)),
)
# A row in it is rare in what is arbitrary.
ROWS = st.recursive(
    st.fixed_dictionaries({"name": WORDS, "id": WORDS, "status": st.integers(-1, 4)}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
)
LINES = st.lists(
    st.builds("{},{},{}".format, WORDS, WORDS, WORDS)
    | st.builds("{},{}".format, WORDS, WORDS)
    | st.builds("name = {}, id = {}, status = {}".format, WORDS, WORDS, WORDS)
).map("\n".join)


@FEWER
@given(VALUES.map(json.dumps) | ROWS.map(json.dumps) | ELEMENTS | LINES)
def test_what_is_described_agrees_with_the_parser(text: str) -> None:
    found = describe(text.encode())
    harmless(found)
    try:
        rows = _response.parse(text.encode())
    except _errors.SmscError:
        return
    assert [entry.number for entry in found.entries] == [row.status for row in rows]
    for entry, row in zip(found.entries, rows):
        assert quote(row.name) in entry.name
        assert (entry.id_kind in ("absent", "empty", "null", "zero")) is (row.id is None)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_means_harm_is_described_soon(name: str) -> None:
    start = time.monotonic()
    assert describe(BODIES[name]).format in ("json", "xml", "html", "lines", "empty", "unknown")
    assert time.monotonic() - start < SOON


def test_hostile_sizes_do_no_harm() -> None:
    deep: object = 1
    for _level in range(6):
        deep = {f"{'k' * 300}{number}": [deep, number, str(number)] for number in range(5)}
    for body in (json.dumps(deep).encode(), b'{"' + b"x" * 1_000_000 + b'":1}', b"x" * 1_000_000, b"<" * 1_000_000):
        harmless(describe(body))
