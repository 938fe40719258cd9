# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client over real HTTP against the simulator."""

from __future__ import annotations

import re
import socket
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
import trustme
import urllib3
from ansible_collections.smsops.smsc.plugins.module_utils._model import _advice, _contract, _errors
from ansible_collections.smsops.smsc.plugins.module_utils._model._version import COLLECTION_VERSION
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client, _http, _response
from ansible_collections.smsops.smsc.plugins.module_utils._service._response import Row
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY, PASSWORD
from ansible_collections.smsops.smsc.tests.support.network import free_port

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

SECRETS = [PASSWORD, API_KEY]
BOTH = pytest.mark.parametrize(
    "credentials", [{"login": "shop", "psw": SECRETS[0]}, {"apikey": SECRETS[1]}], ids=["password", "api_key"]
)


def only_registered(simulator: Simulator) -> None:
    simulator.service.configure({"answers": {"get": "registered"}})


@BOTH
def test_a_request_is_a_post_of_a_form_with_the_credentials_in_the_body(
    simulator: Simulator, credentials: dict[str, str]
) -> None:
    client = simulator.client(credentials=credentials)
    assert client.add("SHOP", "Код %d", ["mts_auth", "soc"]) == [Row("mts_auth", 1001, 1), Row("soc", 1002, 1)]
    (entry,) = simulator.service.journal
    assert entry["method"] == "POST"
    login = {name: value for name, value in credentials.items() if name == "login"}
    assert entry["params"] == {
        **login,
        "add": "1",
        "fmt": "3",
        "charset": "utf-8",
        "sender": "SHOP",
        "msg": "Код %d",
        "mts_auth": "1",
        "soc": "1",
    }
    assert simulator.violations() == []
    assert (client.sent, client.waited) == (1, 0)


TEXTS = [
    "Заказ %d оплачен",
    "50% + 1 & больше = ?#;",
    "первая\nвторая\r\nтретья\tстрока",
    "  края и  середина  ",
    "emoji 😀👩‍👩‍👧 и ё №",
    "%D0%9A%20+%2B {{ не шаблон }}",
    "<b>&amp;</b> \"'\\",
    "очень длинный текст %w{1,5} " * 1000,
    "NUL \x00 и \x7f",
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:12]))
def test_a_text_arrives_exactly_as_written(simulator: Simulator, text: str) -> None:
    client = simulator.client()
    client.add("Мой & Shop+", text, ["bee_srv"])
    assert simulator.registered() == [("Мой & Shop+", text, "bee_srv")]
    only_registered(simulator)
    assert client.get("Мой & Shop+", text) == [Row("bee_srv", 1001, 0)]


@pytest.mark.parametrize(
    ("fault", "attempts"),
    [
        ({"kind": "drop_before"}, 2),
        ({"kind": "drop_after"}, 2),
        ({"kind": "empty"}, 2),
        ({"kind": "truncated"}, 2),
        ({"kind": "cut"}, 2),
        ({"kind": "html_502"}, 2),
        ({"kind": "body", "body": "<html><body>wait</body></html>"}, 2),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_a_read_is_repeated_after_a_fault_on_the_wire(
    simulator: Simulator, fault: dict[str, Any], attempts: int
) -> None:
    client = simulator.client()
    client.add("SHOP", "text", ["soc"])
    simulator.service.configure({"answers": {"get": "registered"}, "faults": [fault]})
    assert client.get("SHOP", "text") == [Row("soc", 1001, 0)]
    assert simulator.commands() == ["add"] + ["get"] * attempts
    assert simulator.clock.slept == [1.0]


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ({"kind": "drop_after"}, _errors.TransportError, "the connection broke"),
        ({"kind": "empty"}, _errors.BadResponseError, "the response is empty"),
        ({"kind": "truncated"}, _errors.BadResponseError, "the response is damaged"),
        ({"kind": "cut"}, _errors.TransportError, "the connection broke"),
        ({"kind": "html_502"}, _errors.TransportError, "HTTP 502"),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_an_addition_is_sent_once_whatever_happens(
    simulator: Simulator, fault: dict[str, Any], error: type[_errors.SmscError], words: str
) -> None:
    simulator.service.configure({"faults": [fault]})
    with pytest.raises(error) as caught:
        simulator.client().add("SHOP", "text", ["soc"])
    assert words in caught.value.description
    assert caught.value.retryable
    assert simulator.commands() == ["add"]
    assert simulator.clock.slept == []


def test_a_read_gives_up_after_three_attempts(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "drop_before", "times": 9}]})
    with pytest.raises(_errors.TransportError):
        simulator.client().get("SHOP", "text")
    assert simulator.commands() == ["get"] * 3
    assert simulator.clock.slept == [1.0, 2.0]


def test_a_service_that_hangs_is_not_waited_for_longer_than_the_timeout(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "hang", "times": 9}]})
    with pytest.raises(_errors.TransportError, match=r"did not answer within 0\.05 s") as caught:
        simulator.client(timeout=0.05).add("SHOP", "text", ["soc"])
    assert not caught.value.unreachable


def test_what_happened_on_the_wire_is_told_with_the_host_and_without_addresses_of_objects(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "drop_before"}]})
    with pytest.raises(_errors.TransportError) as caught:
        simulator.client().add("SHOP", "text", ["soc"])
    words = r"127\.0\.0\.1:\d+: the connection broke \(ConnectionError: .*[Rr]emote.*\)"
    assert re.fullmatch(words, caught.value.description)
    assert " object at " not in caught.value.description
    port = free_port()
    with pytest.raises(_errors.TransportError) as caught:
        simulator.client(api_urls=(f"http://127.0.0.1:{port}/",)).add("SHOP", "text", ["soc"])
    words = rf"127\.0\.0\.1:{port} could not be reached \(\[Errno \d+\] Connection refused\)"
    assert re.fullmatch(words, caught.value.description)


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (300, "[]", _errors.BadResponseError, "redirects to nowhere (HTTP 300), and"),
        (399, "[]", _errors.BadResponseError, "redirects to nowhere (HTTP 399), and"),
        (400, "[]", _errors.BadResponseError, "HTTP 400 with rows, which cannot both be true: []"),
        (201, "[]", _errors.BadResponseError, "HTTP 201 with rows, which cannot both be true: []"),
        (499, "<html/>", _errors.BadResponseError, "HTTP 499, and the response is a web page"),
        (500, "<html/>", _errors.TransportError, "HTTP 500, and the response is a web page"),
    ],
)
def test_an_http_status_that_is_not_a_success_is_told(
    simulator: Simulator, status: int, body: str, error: type[_errors.SmscError], words: str
) -> None:
    simulator.service.configure({"faults": [{"kind": "body", "body": body, "status": status}]})
    with pytest.raises(error) as caught:
        simulator.client().add("SHOP", "text", ["soc"])
    host, told = caught.value.description.split(" ", 1)
    assert re.fullmatch(r"127\.0\.0\.1:\d+:?", host)
    assert told.startswith(words)


def test_a_response_in_another_charset_is_quoted_as_far_as_it_can_be_read() -> None:
    body = '[{"name":"МТС","status":2}]'.encode("windows-1251")
    with pytest.raises(_errors.BadResponseError, match=r"HTTP 403 with rows.*name") as caught:
        _response.understand(_response.Response(403, "", "", body), _response.parse)
    assert "\ufffd" in caught.value.description


def test_no_compression_is_asked_for(simulator: Simulator) -> None:
    headers = simulator.client()._http._session.headers
    user_agent = f"smsops.smsc/{COLLECTION_VERSION} (Ansible collection)"
    assert (headers["Accept-Encoding"], headers["User-Agent"]) == ("identity", user_agent)


def test_no_redirect_is_followed(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "redirect", "times": 9}]})
    with pytest.raises(_errors.BadResponseError, match=r"redirects to http://127.0.0.1.*/elsewhere/.* \(HTTP 302\)"):
        simulator.client().get("SHOP", "text")
    assert simulator.commands() == ["get"]


def test_a_wrong_path_is_said_at_once(simulator: Simulator) -> None:
    with pytest.raises(_errors.BadResponseError, match=r"HTTP 404, and .*is api_url right\?"):
        simulator.client(api_urls=(simulator.api_url.replace("/sys/", "/"),)).get("SHOP", "text")
    assert simulator.clock.slept == []


def test_an_error_counts_under_any_http_status(simulator: Simulator) -> None:
    simulator.service.configure({"answers": {"error_status": 500}})
    with pytest.raises(
        _errors.AuthError,
        match=r'refused the credentials, saying "authorise error"; they are locked on this machine until \d',
    ):
        simulator.client(credentials={"apikey": "wrong"}).get("SHOP", "text")
    assert simulator.commands() == ["get"]


def test_rows_under_a_status_of_failure_are_not_believed(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "body", "body": "[]", "status": 403}]})
    with pytest.raises(_errors.BadResponseError, match="HTTP 403 with rows"):
        simulator.client().get("SHOP", "text")


def test_an_endless_response_is_cut(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "body", "body": "x" * (_contract.OP_TEMPLATES.longest + 1)}]})
    with pytest.raises(
        _errors.BadResponseError, match=r"^127\.0\.0\.1:\d+: the response is longer than 1048576 bytes: xxx"
    ) as caught:
        simulator.client().get("SHOP", "text")
    assert len(caught.value.description) < 500


def test_a_response_that_trickles_is_given_up(simulator: Simulator) -> None:
    class Trickle(_http.Http):
        def _read(self, raw: Any, deadline: float, mask: _response.Mask, endpoint: _contract.Endpoint) -> bytes:
            simulator.clock.now = deadline + 1
            return super()._read(raw, deadline, mask, endpoint)

    client = simulator.client()
    client._http.__class__ = Trickle
    with pytest.raises(_errors.TransportError, match=r"^127\.0\.0\.1:\d+: the response did not end within 10 s"):
        client.add("SHOP", "text", ["soc"])


def test_what_must_not_be_sent_is_not_even_connected(simulator: Simulator) -> None:
    def late() -> None:
        raise _errors.LateError("too late")

    with pytest.raises(_errors.LateError):
        simulator.client()._http.send(f"http://127.0.0.1:{free_port()}/", {}, _response.parse, check=late)


class OldResponse:
    """A response as urllib3 1.26 gives it: without read1, and without a look at the announced length."""

    def __init__(self, body: bytes, length: int) -> None:
        self.raw = self
        self.headers = {"Content-Length": str(length)}
        self._body = list(body)

    def read(self, amount: int) -> bytes:
        return bytes(self._body.pop(0) for _number in range(min(amount, len(self._body))))


def test_an_old_urllib3_is_not_a_reason_to_take_half_a_response(simulator: Simulator) -> None:
    client = simulator.client()
    assert client._http._read(OldResponse(b"[]", 2), 9e9, str, _contract.OP_TEMPLATES) == b"[]"  # type: ignore[arg-type]
    with pytest.raises(_errors.TransportError, match="broke after 2 of 5 bytes"):
        client._http._read(OldResponse(b"[]", 5), 9e9, str, _contract.OP_TEMPLATES)  # type: ignore[arg-type]


def test_too_many_requests_are_waited_for(simulator: Simulator) -> None:
    client = simulator.client()
    for _number in range(12):
        client.get("SHOP", "text")
    assert client.waited == pytest.approx(sum(simulator.clock.slept))
    assert client.waited >= 59
    assert max(simulator.clock.slept) <= 36


def test_waiting_ends_when_the_task_may_wait_no_longer(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 9, "times": 99}]})
    client = simulator.client(rate_limit_timeout=20)
    with pytest.raises(_errors.RateLimitError, match=r'wait a minute"; waited 20 s in all .*\(20 s\)') as caught:
        client.get("SHOP", "text")
    assert (caught.value.code, caught.value.retryable) == (9, True)
    assert client.waited == sum(simulator.clock.slept) == 20


def test_a_task_waits_to_the_last_part_of_a_second(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 9, "times": 99}]})
    with pytest.raises(_errors.RateLimitError, match=r"\(6\.5 s\)"):
        simulator.client(rate_limit_timeout=6.5).get("SHOP", "text")
    assert simulator.clock.slept == [6.0, 0.5]


def test_tasks_that_started_together_do_not_come_back_together(simulator: Simulator) -> None:
    faults = [{"kind": "error", "code": 9}, {"kind": "drop_before", "times": 2}]
    simulator.service.configure({"faults": faults})
    client = simulator.client()
    client._jitter = lambda low, high: low
    client.get("SHOP", "text")
    assert simulator.clock.slept == [4.0, 0.5, 1.0], "the shortest pauses; other tests see the longest"


def test_pauses_double_up_to_a_bound(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 9, "times": 5}]})
    simulator.client(rate_limit_timeout=-1).get("SHOP", "text")
    assert simulator.clock.slept == [6.0, 12.0, 24.0, 36.0, 36.0]


def test_a_task_that_may_not_wait_does_not(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 9}]})
    with pytest.raises(_errors.RateLimitError):
        simulator.client(rate_limit_timeout=0).get("SHOP", "text")
    assert simulator.clock.slept == []


def test_a_task_may_wait_without_bound(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 9, "times": 50}]})
    client = simulator.client(rate_limit_timeout=-1)
    client.get("SHOP", "text")
    assert client.waited > 1000


def test_another_host_is_asked_when_one_cannot_be_reached(simulator: Simulator) -> None:
    dead = f"http://127.0.0.1:{free_port()}/sys/"
    client = simulator.client(api_urls=(dead, simulator.api_url))
    assert len(client.get("SHOP", "text")) == 14
    assert simulator.clock.slept == []
    client.add("SHOP", "text", ["soc"])
    assert client.sent == 3, "the host that answered is kept"


def test_an_addition_does_not_go_to_another_host_by_itself(simulator: Simulator) -> None:
    dead = f"http://127.0.0.1:{free_port()}/sys/"
    client = simulator.client(api_urls=(dead, simulator.api_url))
    with pytest.raises(_errors.TransportError, match=r"could not be reached .*refused") as caught:
        client.add("SHOP", "text", ["soc"])
    assert caught.value.unreachable
    assert simulator.commands() == []


def test_another_host_is_not_asked_when_one_gives_a_bad_answer(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "drop_before"}]})
    client = simulator.client(api_urls=(simulator.api_url, "http://127.0.0.1:1/sys/"))
    client.get("SHOP", "text")
    assert simulator.commands() == ["get", "get"]
    assert client.sent == 2


def test_a_host_without_another_is_asked_again_after_a_pause(simulator: Simulator) -> None:
    with pytest.raises(_errors.TransportError, match="could not be reached"):
        simulator.client(api_urls=(f"http://127.0.0.1:{free_port()}/",)).get("SHOP", "text")
    assert simulator.clock.slept == [1.0, 2.0]


def test_every_host_is_asked_however_many_there_are(simulator: Simulator) -> None:
    dead = [f"http://127.0.0.1:{free_port()}/sys/" for _number in range(4)]
    assert len(simulator.client(api_urls=(*dead, simulator.api_url)).get("SHOP", "text")) == 14


def test_no_host_at_all(simulator: Simulator) -> None:
    client = simulator.client(api_urls=(f"http://127.0.0.1:{free_port()}/sys/", f"http://127.0.0.1:{free_port()}/sys/"))
    with pytest.raises(_errors.TransportError, match="could not be reached"):
        client.get("SHOP", "text")


def test_a_connection_that_is_never_answered_is_given_up() -> None:
    # A full backlog of a listening socket leaves further connections without a response.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _number in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        settings = _client.Settings({"apikey": "k"}, (f"http://127.0.0.1:{address[1]}/",), 0.1, 150, 4)
        with pytest.raises(_errors.TransportError, match=r"could not be reached within 0\.1 s") as caught:
            _client.Client(settings).add("SHOP", "text", ["soc"])
        assert caught.value.unreachable
        for one in waiting:
            one.close()


@BOTH
def test_secrets_that_a_response_gives_back_are_masked(simulator: Simulator, credentials: dict[str, str]) -> None:
    body = "you sent " + " ".join(f"psw={secret}" for secret in SECRETS)
    simulator.service.configure({"faults": [{"kind": "body", "body": body}]})
    with pytest.raises(_errors.BadResponseError) as caught:
        simulator.client(credentials=credentials).get("SHOP", "text")
    secret = next(value for name, value in credentials.items() if name != "login")
    assert secret not in str(caught.value) + caught.value.description + repr(caught.value)
    assert "you sent psw=" in str(caught.value)


def test_a_login_is_not_a_secret_and_a_host_may_be_one(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "body", "body": "login=shop psw=9f8e7d"}]})
    with pytest.raises(_errors.BadResponseError, match=r"login=shop psw=\*{8}$"):
        simulator.client(credentials={"login": "shop", "psw": "9f8e7d"}).add("SHOP", "text", ["soc"])
    with pytest.raises(_errors.TransportError) as caught:
        simulator.client(credentials={"apikey": "127.0.0.1"}, api_urls=("http://127.0.0.1:1/",)).get("SHOP", "text")
    assert caught.value.description.startswith("********:1 could not be reached")
    assert str(caught.value) == caught.value.description


def test_settings_do_not_print_credentials() -> None:
    settings = _client.Settings({"apikey": SECRETS[1]}, ("https://a/", "https://b/"), 30, 150, 4)
    assert repr(settings) == "Settings for https://a/, https://b/"


@BOTH
def test_its_secrets_are_known_by_their_options_and_masked_in_texts_of_others(
    simulator: Simulator, credentials: dict[str, str]
) -> None:
    client = simulator.client(credentials=credentials)
    option, secret = ("password", PASSWORD) if "psw" in credentials else ("api_key", API_KEY)
    assert client.secrets == {option: secret}
    masked = client.mask(f"before {secret} after")
    assert secret not in masked
    assert (masked[:7], masked[-6:]) == ("before ", " after")


def test_a_time_that_comes_after_all_that_may_be_waited_has_not_come(simulator: Simulator) -> None:
    client = simulator.client(rate_limit_timeout=0)
    assert client.wait_until(client.now())
    assert not client.wait_until(client.now() + 0.5)
    assert simulator.clock.slept == []


def test_netrc_does_not_replace_the_given_credentials(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login thief password thief\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    session = simulator.client()._http._session
    session.trust_env = True
    prepared = session.prepare_request(requests.Request("POST", simulator.api_url))
    assert "Authorization" not in prepared.headers


def test_no_proxy_stands_between_this_machine_and_itself(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.delenv("no_proxy", raising=False)
    assert len(simulator.client().get("SHOP", "text")) == 14


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("127.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("smscentre.com", False),
        ("", False),
    ],
)
def test_what_is_this_machine(host: str, is_one: bool) -> None:
    assert _http.is_loopback(host) is is_one


def test_a_key_with_a_byte_that_is_no_utf_8_is_an_account_of_its_own(simulator: Simulator) -> None:
    accounts = {simulator.client(credentials={"apikey": key}).account()[1] for key in ("k\udcfe", "k\udcff")}
    assert len(accounts) == 2


def test_an_addition_does_not_wait_by_itself(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 9}]})
    with pytest.raises(_errors.RateLimitError):
        simulator.client().add("SHOP", "text", ["soc"])
    assert (simulator.commands(), simulator.clock.slept) == (["add"], [])


class TestLook:
    """One read that shows the response as it came."""

    def test_rows_and_response(self, simulator: Simulator) -> None:
        seen: list[_response.Response] = []
        client = simulator.client()
        rows = client.look("SHOP", "Код %d", seen.append)
        (response,) = seen
        assert (len(rows), client.sent) == (14, 1)
        assert response[:3] == (200, "application/json; charset=utf-8", "")
        assert response.body.startswith(b'[{"name": "mts_srv", "status": -1}')
        assert simulator.service.journal[0]["params"] == {
            "get": "1",
            "sender": "SHOP",
            "msg": "Код %d",
            "fmt": "3",
            "charset": "utf-8",
        }

    @pytest.mark.parametrize(
        ("fault", "error", "status", "body"),
        [
            ({"kind": "error", "code": 9}, _errors.RateLimitError, 200, b'{"error": "duplicate'),
            ({"kind": "html_502"}, _errors.TransportError, 502, b"<html>"),
            ({"kind": "truncated"}, _errors.BadResponseError, 200, b'[{"name"'),
            ({"kind": "redirect"}, _errors.BadResponseError, 302, b""),
        ],
    )
    def test_a_response_that_is_an_error_is_shown_too_and_nothing_is_repeated(
        self, simulator: Simulator, fault: dict[str, Any], error: type[Exception], status: int, body: bytes
    ) -> None:
        simulator.service.configure({"faults": [{**fault, "times": 9}]})
        seen: list[_response.Response] = []
        with pytest.raises(error):
            simulator.client().look("SHOP", "text", seen.append)
        assert [response.status for response in seen] == [status]
        assert seen[0].body.startswith(body)
        assert bool(seen[0].location) is (status == 302)
        assert (simulator.commands(), simulator.clock.slept) == (["get"], [])

    def test_without_a_response_there_is_nothing_to_see(self, simulator: Simulator) -> None:
        simulator.service.configure({"faults": [{"kind": "drop_before"}]})
        seen: list[_response.Response] = []
        with pytest.raises(_errors.TransportError):
            simulator.client().look("SHOP", "text", seen.append)
        assert seen == []

    def test_what_an_error_quotes_is_redacted_before_it_is_cut(self, simulator: Simulator) -> None:
        client = simulator.client()
        redact = client.redactor({"MYSHOP": "<sender>"}).redact
        for start in range(185, 205):
            simulator.service.configure({"faults": [{"kind": "body", "body": "x" * start + "MYSHOP"}]})
            with pytest.raises(_errors.BadResponseError) as caught:
                client.look("MYSHOP", "text", print, redact)
            assert "MY" not in caught.value.description

    def test_refused_credentials_are_locked(self, simulator: Simulator, tmp_path: Path) -> None:
        for error in (_errors.AuthError, _errors.CredentialsLockedError):
            with pytest.raises(error):
                simulator.client(credentials={"apikey": "wrong"}, state_dir=str(tmp_path)).look("S", "t", print)
        assert simulator.commands() == ["get"]

    def test_the_versions_of_the_libraries_are_told(self) -> None:
        assert _http.versions() == {"requests": requests.__version__, "urllib3": vars(urllib3)["__version__"]}


class TestTls:
    @pytest.fixture
    def authority(self, simulator: Simulator) -> trustme.CA:
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        simulator.server.socket = context.wrap_socket(simulator.server.socket, server_side=True)
        simulator.api_url = simulator.api_url.replace("http:", "https:")
        return authority

    def test_an_unknown_certificate_is_refused_before_anything_is_sent(
        self, simulator: Simulator, authority: trustme.CA
    ) -> None:
        with pytest.raises(
            _errors.TransportError, match=r"TLS failed, because its certificate is not accepted"
        ) as caught:
            simulator.client().add("SHOP", "text", ["soc"])
        assert re.fullmatch(
            r"127\.0\.0\.1:\d+: TLS failed, because its certificate is not accepted \([a-z -]+\); the authorities are "
            r"those of \S+cacert\.pem \(the default of requests\)",
            caught.value.description,
        )
        assert "set ca_path to the file of that authority" in _advice.text(caught.value.as_record())
        assert simulator.commands() == []

    def test_ca_path_makes_it_known(
        self, simulator: Simulator, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "of the environment.pem"))
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        client = simulator.client(ca_path=str(tmp_path / "ca.pem"))
        client._http._session.trust_env = True
        assert len(client.get("SHOP", "text")) == 14

    def test_validate_certs_false_takes_any(self, simulator: Simulator, authority: trustme.CA) -> None:
        assert len(simulator.client(validate_certs=False).get("SHOP", "text")) == 14
