# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import gc
import inspect
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _contract, _errors
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import quote
from ansible_collections.smsops.smsc.plugins.module_utils._service._response import Response, Row, parse, understand
from hypothesis import assume, given
from hypothesis import strategies as st

TWO = [Row("mts_srv", 1201, 2), Row("МТС (сервисные), новые", None, -1)]

LAYOUTS_OF_TWO = {
    "format 0": "name = mts_srv, id = 1201, status = 2\nname = МТС (сервисные), новые, status = -1",
    "format 0, no id": "name = mts_srv, id = 1201, status = 2\r\nname=МТС (сервисные), новые,id=,status=-1\r\n",
    "format 1": "mts_srv,1201,2\nМТС (сервисные), новые,,-1",
    "format 1, no id": "mts_srv,1201,2\nМТС (сервисные), новые,-1",
    "format 1, id 0": "mts_srv,1201,2\nМТС (сервисные), новые,0,-1\n",
    "format 2": (
        '<?xml version="1.0" encoding="windows-1251"?><templates>'
        "<template><name>mts_srv</name><id>1201</id><status>2</status></template>"
        "<template><name>МТС (сервисные), новые</name><id/><status>-1</status></template></templates>"
    ),
    "format 2, attributes": (
        '<result><row name="mts_srv" id="1201" status="2"/><row name="МТС (сервисные), новые" status="-1"/></result>'
    ),
    "format 2, CDATA": (
        "<r><t><name>mts_srv</name><id>1201</id><status>2</status></t>"
        "<t><name><![CDATA[МТС (сервисные), новые]]></name><id>0</id><status>-1</status></t></r>"
    ),
    "list": '[{"name":"mts_srv","id":1201,"status":2},{"name":"МТС (сервисные), новые","status":-1}]',
    "strings": (
        '[{"name":"mts_srv","id":"1201","status":"2"},{"name":"МТС (сервисные), новые","id":"","status":"-1"}]'
    ),
    "id 0": '[{"name":"mts_srv","id":1201,"status":2},{"name":"МТС (сервисные), новые","id":0,"status":-1}]',
    "id null": '[{"name":"mts_srv","id":1201,"status":2},{"name":"МТС (сервисные), новые","id":null,"status":-1}]',
    "wrapped": (
        '{"templates":[{"name":"mts_srv","id":1201,"status":2},{"name":"МТС (сервисные), новые","status":-1}]}'
    ),
    "wrapped twice, with a count": (
        '{"status":"ok","count":2,"result":{"templates":'
        '[{"name":"mts_srv","id":1201,"status":2},{"name":"МТС (сервисные), новые","status":-1}]}}'
    ),
    "keyed by name": '{"mts_srv":{"id":1201,"status":2},"МТС (сервисные), новые":{"status":-1}}',
    "keyed by name, wrapped": '{"result":{"mts_srv":{"id":1201,"status":2},"МТС (сервисные), новые":{"status":-1}}}',
    "keyed by name, a list": '[{"mts_srv":{"id":1201,"status":2}},{"МТС (сервисные), новые":{"status":-1}}]',
    "keyed by number": (
        '{"0":{"name":"mts_srv","id":1201,"status":2},"1":{"name":"МТС (сервисные), новые","status":-1}}'
    ),
    "other case and more fields": (
        '[{"Name":"mts_srv","ID":1201,"Status":2,"date":"x"},{"NAME":"МТС (сервисные), новые","STATUS":-1}]'
    ),
    "no error": (
        '{"error_code":0,"error":"","t":'
        '[{"name":"mts_srv","id":1201,"status":2},{"name":"МТС (сервисные), новые","status":-1}]}'
    ),
}


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "windows-1251"])
@pytest.mark.parametrize("layout", LAYOUTS_OF_TWO)
def test_every_layout_gives_the_same_rows(layout: str, charset: str) -> None:
    assert parse(LAYOUTS_OF_TWO[layout].encode(charset)) == TWO


@pytest.mark.parametrize(
    "body",
    [
        '{"name":"mts_srv","id":1201,"status":2}',
        '{"template":{"name":"mts_srv","id":1201,"status":2}}',
        '{"mts_srv":{"id":1201,"status":2}}',
        '{"mts_srv":{"ID":1201,"Status":2}}',
        "<template><name>mts_srv</name><id>1201</id><status>2</status></template>",
        "<templates><template><name>mts_srv</name><id>1201</id><status>2</status></template></templates>",
        "<templates><mts_srv><id>1201</id><status>2</status></mts_srv></templates>",
        "mts_srv,1201,2",
        "  name=mts_srv,id=1201,status=2  ",
    ],
)
def test_a_single_row_needs_no_list(body: str) -> None:
    assert parse(body.encode()) == [Row("mts_srv", 1201, 2)]


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"templates":[]}', '{"templates":{}}', "<templates/>", "<t> </t>", "[ ]"]
)
def test_an_empty_container_has_no_rows(body: str) -> None:
    assert parse(body.encode()) == []


def test_blanks_around_the_values_of_a_line_do_not_count() -> None:
    body = b"name =  mts srv , id =  1201 , status = 2\nname=soc , id =  ,status=-1\n name =a,id=b,c , status= 0 "
    assert parse(body) == [Row("mts srv", 1201, 2), Row("soc", None, -1), Row("a,id=b,c", None, 0)]


@pytest.mark.parametrize("before", ["", "\n ", "\ufeff"])
def test_the_declaration_of_xml_is_not_looked_at(before: str) -> None:
    body = before + '<?xml version="9" encoding="none"?>\n<t><name>soc</name><status>2</status></t>'
    assert parse(body.encode()) == [Row("soc", None, 2)]


def test_an_id_that_is_not_a_number_is_kept() -> None:
    assert parse(b'[{"name":"soc","id":"a-1","status":1}]') == [Row("soc", "a-1", 1)]


@pytest.mark.parametrize(
    "body",
    [
        "ERROR = 2 (authorise error)",
        "ERROR=2(authorise error)",
        '{"error": "authorise error", "error_code": 2}',
        '{"error": "authorise error", "error_code": "2"}',
        "<result><error>authorise error</error><error_code>2</error_code></result>",
    ],
)
def test_an_error_is_raised_with_its_words(body: str) -> None:
    with pytest.raises(_errors.AuthError) as caught:
        parse(body.encode())
    assert caught.value.as_record() == {
        "kind": "auth",
        "code": 2,
        "description": "authorise error",
        "retryable": False,
    }


@pytest.mark.parametrize(
    ("number", "kind", "retryable"),
    [
        (1, "parameters", False),
        (2, "auth", False),
        (3, "api", False),
        (4, "ip_blocked", False),
        (5, "api", False),
        (9, "rate_limit", True),
        (77, "api", False),
    ],
)
@pytest.mark.parametrize("body", ["0,-{}", "ERROR = {}", '{{"error_code": {}}}'])
def test_error_numbers_have_their_kinds(number: int, kind: str, retryable: bool, body: str) -> None:
    with pytest.raises(_errors.SmscError) as caught:
        parse(body.format(number).encode())
    assert (caught.value.kind, caught.value.code, caught.value.retryable) == (kind, number, retryable)
    assert caught.value.description == ""


@pytest.mark.parametrize("body", [b"ERROR = 0 (closed)", b"0,-0"])
def test_a_line_that_says_error_is_one_whatever_its_number(body: bytes) -> None:
    with pytest.raises(_errors.ApiError):
        parse(body)


@pytest.mark.parametrize(
    ("body", "retryable"),
    [
        (b"", True),
        (b" \r\n ", True),
        (b"\x98\xff", True),
        (b'[{"name":"mts_srv","id":12', True),
        (b"[NaN]", False),
        (b"<html><body><h1>502 Bad Gateway</h1></body></html>", True),
        (b"<!DOCTYPE html><html><body>wait<br></body></html>", True),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', True),
        (b"<templates><template>", True),
        (b"<a>\x00</a>", True),
        (b"OK", False),
        (b"null", False),
        (b"12", False),
        (b'"mts_srv"', False),
        (b"[1,2]", False),
        (b'{"id":5,"status":1}', False),
        (b'{"message":"maintenance","templates":[]}', False),
        (b'{"mts_srv":2}', False),
        (b'{"error":"authorise error"}', False),
        (b'{"error":"x","error_code":"many"}', False),
        (b'[{"name":"mts_srv","id":1,"status":"accepted"}]', False),
        (b'[{"name":"mts_srv","id":1,"status":true}]', False),
        (b'[{"name":"mts_srv","id":1,"status":2.5}]', False),
        (b'[{"name":"","id":1,"status":2}]', False),
        (b'[{"name":7,"id":1,"status":2}]', False),
        (b'[{"name":"mts_srv","id":[1],"status":2}]', False),
        (b'[{"name":"mts_srv","id":1.5,"status":2}]', False),
        (b'{"mts_srv":{"id":1,"status":2},"mts_srv":{"id":1,"status":3}}', False),
        (b"<result>OK</result>", False),
        (b"name = mts_srv, id = 1", False),
        (b"mts_srv,1,accepted", False),
        (b"[" * 100_000, False),
        (b"[" * 9 + b"]" * 9, False),
        (b"<a>" * 20 + b"</a>" * 20, False),
        (b"name = " + b" ," * 400_000, False),
        (b"1" * 5000 + b",1", False),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else "",
)
def test_anything_else_is_a_bad_response(body: bytes, retryable: bool) -> None:
    with pytest.raises(_errors.BadResponseError) as caught:
        parse(body)
    assert caught.value.retryable is retryable
    assert len(caught.value.description) < 500


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\x98", "the response is neither UTF-8 nor windows-1251: \\x98"),
        (b"[NaN]", "the response is not JSON (NaN): [NaN]"),
        (b'{"a":{"status":2},"a":{"status":3}}', "the response is ambiguous (a key stands in it twice): {"),
        (b'[{"name":"soc","id":12', "the response is damaged (Expecting "),
        (b"<templates><template>", "the response is damaged (not XML: "),
        (b"<a>\x00</a>", "the response is damaged (not XML: NUL): <a>"),
        (b"<HTML><body>502</body></HTML>", "the response is a web page: <HTML>"),
        (b"<!DOCTYPE html><p>wait", "the response is a web page or has a document type: <!DOCTYPE"),
        (b"[" * 8 + b"]" * 8, "the response is nested too deeply: ["),
        (b"<a>" * 8 + b"</a>" * 8, "the response is nested too deeply: <a>"),
        (b"[7]", "the response is not in a known form: [7]"),
        (b'{"message":"maintenance"}', "the response is not in a known form: {"),
        (b'<result status="1"/>', "the response is not in a known form: <result"),
        (b"OK", "the response is not in a known form: OK"),
        (b"X", "the response is not in a known form: X"),
        (b"limit=3,2", "the response is not in a known form: limit"),
        (b'{"error":"closed"}', "the response is an error without a number: {"),
        (b'{"error":"closed","t":[{"name":"soc","status":2}]}', "the response is an error without a number: {"),
        (b'{"error":"closed","error_code":"many"}', "the response is an error without a number: {"),
        (b'[{"name":" ","status":2}]', "the response is a row without a name or a status: ["),
        (b'[{"name":"soc","status":"x"}]', "the response is a row without a name or a status: ["),
        (b'[{"name":"soc","id":[1],"status":2}]', "the response is a row with an id that is not a number: ["),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else "",
)
def test_a_bad_response_says_what_is_wrong_and_quotes_it(body: bytes, words: str) -> None:
    with pytest.raises(_errors.BadResponseError) as caught:
        parse(body)
    assert caught.value.description.startswith(words)


def test_of_an_empty_response_there_is_nothing_to_quote() -> None:
    with pytest.raises(_errors.BadResponseError) as caught:
        parse(b" \n")
    assert caught.value.description == "the response is empty"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"t":', "}")])
def test_rows_may_be_wrapped_six_times(opening: str, closing: str) -> None:
    row = '{"name":"soc","status":2}'
    assert parse((opening * 6 + row + closing * 6).encode()) == [Row("soc", None, 2)]
    with pytest.raises(_errors.BadResponseError, match="nested too deeply"):
        parse((opening * 7 + row + closing * 7).encode())


@pytest.mark.parametrize("extra", ["[" * 98 + "]" * 98, '{"a":' * 98 + "1" + "}" * 98, json.dumps("[{" * 5000 + '"\\')])
def test_what_stands_beside_the_fields_of_a_row_may_be_nested_deeply(extra: str) -> None:
    assert parse(f'[{{"name":"soc","status":2,"extra":{extra}}}]'.encode()) == [Row("soc", None, 2)]


@pytest.mark.parametrize(
    "extra", ["[" * 99 + "]" * 99, '{"a":' * 99 + "1" + "}" * 99, '["\\\\", "\\""' + ", [" * 100_000]
)
def test_but_not_without_bound(extra: str) -> None:
    with pytest.raises(_errors.BadResponseError, match="nested too deeply"):
        parse(f'[{{"name":"soc","status":2,"extra":{extra}}}]'.encode())


def work(frames: int) -> None:
    if frames:
        work(frames - 1)


@contextmanager
def collected_all_the_time() -> Iterator[list[object]]:
    """Garbage is collected, and code runs as in finalizers, wherever that can be; gives what went wrong there."""
    wrong: list[object] = []
    hook, threshold = sys.unraisablehook, gc.get_threshold()
    sys.unraisablehook = lambda unraisable: wrong.append(unraisable.exc_value)

    def finalizer(_phase: str, _info: object) -> None:
        work(20)

    gc.callbacks.append(finalizer)
    gc.set_threshold(1, 1, 1)
    try:
        yield wrong
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(finalizer)
        sys.unraisablehook = hook


def at_depth(frames: int, body: bytes) -> str:
    """What the parser says when its caller has used so many frames of the stack."""
    if frames:
        return at_depth(frames - 1, body)
    with pytest.raises(_errors.BadResponseError) as caught:
        parse(body)
    return caught.value.description


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 50_000 + b"]" * 50_000,
        b"[" * 100 + b"]" * 100,
        b"<a>" * 80_000 + b"</a>" * 80_000,
        b'<a b="">' * 80_000 + b"</a>" * 80_000,
    ],
    ids=lambda body: repr(body[:8]),
)
def test_a_deep_body_takes_no_stack(body: bytes) -> None:
    used = len(inspect.stack(0))
    with collected_all_the_time() as wrong:
        assert "nested too deeply" in at_depth(0, body)
        # As much as leaves the test itself room to work.
        assert "nested too deeply" in at_depth(sys.getrecursionlimit() - used - 150, body)
    assert wrong == []


def test_elements_may_be_wrapped_six_times() -> None:
    row = '<t name="soc" status="2"/>'
    assert parse(("<a>" * 6 + row + "</a>" * 6).encode()) == [Row("soc", None, 2)]
    with pytest.raises(_errors.BadResponseError, match="nested too deeply"):
        parse(("<a>" * 7 + row + "</a>" * 7).encode())


@pytest.mark.parametrize("line", ["{},1,2", "name = {}, id = 1, status = 2"])
def test_a_line_may_have_a_thousand_characters(line: str) -> None:
    name = "x" * (1000 - len(line.format("")))
    assert parse(line.format(name).encode()) == [Row(name, 1, 2)]
    with pytest.raises(_errors.BadResponseError, match="not in a known form"):
        parse(line.format(name + "x").encode())


def test_a_response_has_at_most_a_thousand_rows() -> None:
    rows = [{"name": f"n{number}", "status": 0} for number in range(1001)]
    assert len(parse(json.dumps(rows[:1000]).encode())) == 1000
    with pytest.raises(_errors.BadResponseError, match="longer than 1000 rows"):
        parse(json.dumps(rows).encode())


@pytest.mark.parametrize("row", ['[{{"name":"soc","id":{},"status":2}}]', '[{{"name":"soc","id":"{}","status":2}}]'])
def test_a_number_has_at_most_18_digits(row: str) -> None:
    assert parse(row.format(10**18 - 1).encode()) == [Row("soc", 10**18 - 1, 2)]
    if '"{}"' in row:
        assert parse(row.format(10**18).encode()) == [Row("soc", str(10**18), 2)], "any text may be an id"
    else:
        with pytest.raises(_errors.BadResponseError, match="an id that is not a number"):
            parse(row.format(10**18).encode())


def test_a_quotation_ends_after_200_characters_and_says_so() -> None:
    assert quote("я" * 200) == "я" * 200
    assert quote("я" * 201) == "я" * 200 + "..."


def test_terminal_escapes_are_never_printed() -> None:
    with pytest.raises(_errors.BadResponseError) as caught:
        parse("\x1b[2J\x00 привет".encode())
    assert "\x1b" not in caught.value.description
    assert "\\x1b[2J\\x00 привет" in caught.value.description
    assert quote("\u202eабв") == "\\u202eабв"


@given(st.binary(max_size=400))
def test_arbitrary_bytes_give_rows_or_an_error_of_ours(body: bytes) -> None:
    try:
        assert all(isinstance(row, Row) for row in parse(body))
    except _errors.SmscError as exc:
        assert all(char.isprintable() for char in exc.description)


# A row cannot stand under one of these: the service uses them for its own fields.
FIELDS = {"name", "status", "error", "error_code"}
NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(
    lambda name: name.strip()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "id", "status", "error", "error_code", "x"]), inner, max_size=4)
    ),
)


@given(VALUES)
def test_arbitrary_json_gives_rows_or_an_error_of_ours(value: object) -> None:
    try:
        assert all(isinstance(row, Row) for row in parse(json.dumps(value).encode()))
    except _errors.SmscError as exc:
        assert all(char.isprintable() for char in exc.description)


@given(
    st.lists(st.tuples(NAMES, st.integers(1, 10**9), st.integers(-2, 9)), min_size=1, max_size=15),
    st.sampled_from(["list", "wrapped", "keyed"]),
    st.booleans(),
)
def test_rows_survive_the_way_through_json(rows: list[tuple[str, int, int]], shape: str, as_strings: bool) -> None:
    rows = list({name.strip(): (name, number, status) for name, number, status in rows}.values())
    made = [
        {"name": name, "id": str(number) if as_strings else number, "status": str(status) if as_strings else status}
        for name, number, status in rows
    ]
    shaped: object = made
    if shape == "wrapped":
        shaped = {"templates": made}
    if shape == "keyed":
        assume(not FIELDS & {name.strip().lower() for name, _number, _status in rows})
        shaped = {row["name"]: {"id": row["id"], "status": row["status"]} for row in made}
    assert parse(json.dumps(shaped).encode()) == [Row(name.strip(), number, status) for name, number, status in rows]


def test_more_rows_than_any_service_has_are_not_believed() -> None:
    assert len(parse(b"soc,1,2\n" * 1000)) == 1000
    with pytest.raises(_errors.BadResponseError, match="longer than 1000 rows"):
        parse(b"soc,1,2\n" * 1001)


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("https://new.example/sys/op_templates.php", "; as api_url this would be https://new.example/sys/"),
        ("https://new.example/sys/op_templates.php?a=/b", "; as api_url this would be https://new.example/sys/"),
        ("https://new.example/sys/op_templates.php#top", "; as api_url this would be https://new.example/sys/"),
        ("https://login.example/?from=op_templates.php", ""),
        ("https://new.example/other_op_templates.php", ""),
        ("/sys/op_templates.php", ""),
    ],
)
def test_a_redirect_tells_the_new_address_where_it_is_one(location: str, told: str) -> None:
    with pytest.raises(_errors.BadResponseError) as caught:
        understand(Response(302, "", location, b""), parse)
    assert caught.value.description == (
        f"the service redirects to {location} (HTTP 302), and no redirect is followed, because the credentials would "
        f"go along{told}"
    )
    assert caught.value.for_all


def test_where_personal_data_may_stand_nothing_is_quoted() -> None:
    body = b'[{"name":"79991234567","status":2}]'
    with pytest.raises(_errors.BadResponseError) as caught:
        understand(Response(403, "", "", body), parse, endpoint=_contract.MESSAGES)
    assert caught.value.description == "the service: HTTP 403 with rows, which cannot both be true"


def test_a_secret_that_the_cut_would_halve_is_masked_whole() -> None:
    secret = "0123456789-secret"
    for shape in ("{}", '{{"error": "{}", "error_code": 3}}', "{{{}"):
        for start in range(180, 215):
            with pytest.raises(_errors.SmscError) as caught:
                parse(shape.format("x" * start + secret).encode(), lambda text: text.replace(secret, "***"))
            assert "0123" not in caught.value.description
