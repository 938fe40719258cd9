# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy of the environment: one that cannot be used, one that refuses, one that is not there."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests
import urllib3.exceptions
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from ansible_collections.smsops.smsc.plugins.module_utils._service import _adapter, _http, _proxy
from ansible_collections.smsops.smsc.plugins.modules import smsc_doctor_info, smsc_op_template
from ansible_collections.smsops.smsc.tests.support import module_process
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY
from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
from ansible_collections.smsops.smsc.tests.support.network import free_port
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

SERVICE = "https://service.invalid/sys/"
PLAIN: dict[str, Any] = {"api_url": "http://service.invalid/sys/", "validate_certs": False}
SECRET = "s3cr3t%2Fp%40ss"
SPELLINGS = ("s3cr3t", "p%40ss", "p@ss", base64.b64encode(b"corpuser:s3cr3t/p@ss").decode())
WANTED: dict[str, Any] = {"api_key": API_KEY, "sender": "SHOP", "msg": "Code %d", "targets": ["mts_srv"]}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


class Refusing(HTTPServer):
    """A proxy that lets nothing through, and gives back what it was sent."""

    status = 407
    asked = 0


class _Handler(BaseHTTPRequestHandler):
    server: Refusing

    def do_CONNECT(self) -> None:
        self.server.asked += 1
        given = self.headers.get("Proxy-Authorization", "")
        plain = base64.b64decode(given.partition(" ")[2]).decode("latin-1")
        body = f"<html>{given} {plain}</html>".encode()
        self.send_response(self.server.status, f"No way {given} {plain}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_CONNECT()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def proxy() -> Iterator[Refusing]:
    with Refusing(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://corpuser:s3cr3t/word@proxy.invalid:3128", "a character in its user or password that ends an address"),
        ("http://corpuser:12/s3cr3t@proxy.invalid:3128", "a character in its user or password that ends an address"),
        ("http://corpuser:s3cr3t#1@proxy.invalid:3128", "a character in its user or password that ends an address"),
        ("http://corpuser:s3cr3t?1@proxy.invalid:3128", "a character in its user or password that ends an address"),
        ("http://corpuser:s3cr3t\\1@proxy.invalid:3128", "a character in its user or password that ends an address"),
        ("corpuser:s3cr3t/word@proxy.invalid:3128", "a character in its user or password that ends an address"),
        ("http://corpuser:s3cr3t@proxy.invalid:99999", "the port 99999, and ports go from 1 to 65535"),
        ("http://corpuser:s3cr3t@proxy.invalid:65536", "the port 65536, and ports go from 1 to 65535"),
        ("http://corpuser:s3cr3t@proxy.invalid:0", "the port 0, and ports go from 1 to 65535"),
        ("http://corpuser:s3cr3t@proxy.invalid:31x8", "something that is not a number where its port belongs"),
        ("http://corpuser:s3cr3t", "something that is not a number where its port belongs"),
        ("http://corpuser:s3cr3t@2001:db8::1:3128", "an IPv6 address stands in brackets"),
        ("http://corpuser:s3cr3t@[2001:db8::1", "an IPv6 address stands in brackets"),
        ("http://corpuser:s3cr3t@[2001:db8::x]:3128", "an address that cannot be understood"),
        ("http://corpuser:s3cr3t@", "no host that could be looked up"),
        ("http://corpuser:s3cr3t@:3128", "no host that could be looked up"),
        ("http://corpuser:s3cr3t@proxy..invalid:3128", "no host that could be looked up"),
        ("http://corpuser:s3cr3t word@proxy.invalid:3128", "a space or a control character"),
        ("http://corpuser:s3cr3t@proxy.invalid:3128\n", "a space or a control character"),
        ("http://corpuser:s3cr3tслово@proxy.invalid:3128", "letters in user, password or host that cannot be sent"),
        ("ftp://corpuser:s3cr3t@proxy.invalid:3128", "an unknown scheme"),
        ("http://corpuser:s3cr3t@proxy.invalid]:3128", ""),
    ],
)
def test_an_address_that_cannot_be_used_is_told_before_anything_is_sent(
    run_module: ModuleRun, monkeypatch: pytest.MonkeyPatch, variable: str, address: str, words: str
) -> None:
    monkeypatch.setenv(variable, address)
    result = run_module(smsc_op_template, api_url=SERVICE, **WANTED)
    assert (result["failed"], result["error"]["kind"]) == (True, "parameters")
    assert result["error"]["description"].startswith(f"{variable} in the environment of the task has ")
    assert words in result["msg"]
    assert "percent-encoded" in result["msg"]
    assert result["requests"] == {"sent": 0, "waited": 0}
    assert "corpuser" not in str(result)
    assert "s3cr3t" not in str(result)


@pytest.mark.parametrize(
    "address",
    ["http://proxy.invalid", "proxy.invalid:65535", "http://u:p%40@[2001:db8::1]", "HTTPS://[2001:db8::1]:1/"],
)
def test_an_address_that_can_be_used(address: str) -> None:
    _proxy.Proxy(address, "HTTPS_PROXY").check(str)


@pytest.mark.parametrize(
    "words",
    [
        "[Errno -2] Name or service not known",
        "[Errno -3] Temporary failure in name resolution",
        "[Errno -2] Name does not resolve",
        "[Errno 8] nodename nor servname provided, or not known",
        "[Errno -5] No address associated with hostname",
        "[Errno 11001] getaddrinfo failed",
    ],
)
def test_a_name_that_cannot_be_looked_up_is_told_on_every_system(words: str) -> None:
    inner = urllib3.exceptions.NewConnectionError(None, f"Failed to establish a new connection: {words}")  # type: ignore[arg-type]
    whole = urllib3.exceptions.MaxRetryError(None, "/", inner)  # type: ignore[arg-type]
    error = _proxy.error(
        requests.exceptions.ConnectionError(whole),
        "service.invalid",
        "service.invalid",
        timeout=1,
        proxy=None,
        authorities="",
        mask=str,
    )
    assert error.description == f"service.invalid could not be reached (its name cannot be looked up: {words})"


def test_a_socks_proxy_needs_a_library(run_module: ModuleRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5h://corpuser:s3cr3t@proxy.invalid:1080")
    result = run_module(smsc_op_template, api_url=SERVICE, **WANTED)
    assert "ALL_PROXY in the environment of the task names a SOCKS proxy" in result["msg"]
    assert "PySocks" in result["msg"]
    assert "s3cr3t" not in str(result)


def test_a_socks_proxy_keeps_its_own_kind_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    class Manager:
        pool_classes_by_scheme = "those of SOCKS"

        def __init__(self, *args: Any, **options: Any) -> None:
            """As where PySocks is installed."""

    monkeypatch.setattr(requests.adapters, "SOCKSProxyManager", Manager)
    manager = _adapter.adapter(4).proxy_manager_for("SOCKS5h://proxy.invalid:1080")
    assert manager.pool_classes_by_scheme == "those of SOCKS"


@pytest.mark.parametrize("excepted", ["service.invalid", ".invalid", "*"])
def test_a_proxy_that_is_not_used_is_not_looked_at(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, excepted: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://u:s3cr3t/word@proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", excepted)
    with pytest.raises(_errors.TransportError, match=r"^service\.invalid could not be reached \("):
        simulator.client(api_urls=(SERVICE,)).get("SHOP", "text")


def test_a_proxy_is_not_looked_at_for_this_machine(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://u:s3cr3t/word@proxy.invalid:3128")
    assert len(simulator.client().get("SHOP", "text")) == 14


def test_each_address_is_looked_at(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:99999")
    with pytest.raises(_errors.ParametersError, match=r"^HTTPS_PROXY in the environment"):
        simulator.client(api_urls=("http://service.invalid/sys/", SERVICE))


@pytest.mark.parametrize("form", ["corpuser:{}@{}", "http://corpuser:{}@{}", "HTTP://corpuser:{}@{}/"])
def test_a_proxy_that_refuses_the_password_is_asked_once(
    run_module: ModuleRun, proxy: Refusing, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", form.format(SECRET, f"127.0.0.1:{proxy.server_port}"))
    result = run_module(smsc_op_template, api_url=SERVICE, **WANTED)
    assert result["error"]["description"].startswith(
        f"the proxy 127.0.0.1:{proxy.server_port} (HTTPS_PROXY) did not accept the user and password (407 No way"
    )
    assert "correct them in HTTPS_PROXY, with special characters percent-encoded. Nothing was added." in result["msg"]
    assert (result["error"]["kind"], result["error"]["retryable"], proxy.asked) == ("transport", False, 1)
    assert not [spelling for spelling in SPELLINGS if spelling in str(result)]


def test_a_proxy_of_http_that_refuses_the_password_is_asked_once(
    run_module: ModuleRun, proxy: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://corpuser:{SECRET}@127.0.0.1:{proxy.server_port}")
    result = run_module(smsc_op_template, **PLAIN, **WANTED)
    assert "(http_proxy) did not accept the user and password (HTTP 407)" in result["msg"]
    assert proxy.asked == 1
    assert not [spelling for spelling in SPELLINGS if spelling in str(result)]


def test_a_proxy_that_wants_a_password_is_told(
    run_module: ModuleRun, proxy: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"localhost:{proxy.server_port}")
    result = run_module(smsc_op_template, api_url=SERVICE, **WANTED)
    assert f"the proxy localhost:{proxy.server_port} (HTTPS_PROXY) wants a user and a password (407" in result["msg"]


@pytest.mark.parametrize("status", [403, 502])
def test_a_proxy_that_does_not_let_it_through_is_told(
    run_module: ModuleRun, proxy: Refusing, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    proxy.status = status
    monkeypatch.setenv("HTTPS_PROXY", f"http://corpuser:{SECRET}@127.0.0.1:{proxy.server_port}")
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    result = run_module(smsc_op_template, api_url=SERVICE, **WANTED)
    assert f"(HTTPS_PROXY) does not let requests to service.invalid through ({status} No way" in result["msg"]
    assert not [spelling for spelling in SPELLINGS if spelling in str(result)]


@pytest.mark.parametrize("url", [SERVICE, PLAIN["api_url"]])
def test_a_page_of_a_proxy_does_not_give_the_password_back(
    simulator: Simulator, proxy: Refusing, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    proxy.status = 200
    monkeypatch.setenv("ALL_PROXY", f"http://corpuser:{SECRET}@127.0.0.1:{proxy.server_port}")
    with pytest.raises(_errors.SmscError) as caught:
        simulator.client(api_urls=(url,)).get("SHOP", "text")
    told = caught.value.description + str(caught.value) + repr(caught.value)
    assert not [spelling for spelling in SPELLINGS if spelling in told]


def test_the_report_of_the_doctor_does_not_give_the_password_back(
    run_module: ModuleRun, proxy: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.status = 200
    monkeypatch.setenv("HTTP_PROXY", f"http://corpuser:{SECRET}@127.0.0.1:{proxy.server_port}")
    result = run_module(smsc_doctor_info, **PLAIN, api_key=API_KEY, sender="SHOP")
    assert "html" in str(result)
    assert not [spelling for spelling in SPELLINGS if spelling in str(result)]


@pytest.mark.parametrize("host", ["proxy.invalid:3128", "127.0.0.1:{port}"])
@pytest.mark.parametrize("url", [SERVICE, PLAIN["api_url"]])
def test_a_proxy_that_is_not_there_is_told_from_a_service_that_is_not(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, host: str, url: str
) -> None:
    host = host.format(port=free_port())
    monkeypatch.setenv("ALL_PROXY", f"http://corpuser:{SECRET}@{host}")
    with pytest.raises(_errors.TransportError) as caught:
        simulator.client(api_urls=(url,)).get("SHOP", "text")
    assert caught.value.description.startswith(f"the proxy {host} (ALL_PROXY) could not be reached (")
    assert caught.value.unreachable
    assert "s3cr3t" not in repr(caught.value)


def test_a_short_password_does_not_make_a_message_unreadable(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy:proxy@proxy.invalid:3128")
    with pytest.raises(_errors.TransportError, match=r"the proxy proxy\.invalid:3128 \(ALL_PROXY\) could not"):
        simulator.client(api_urls=(SERVICE,)).get("SHOP", "text")


def test_what_a_library_says_of_an_address_is_shown_without_user_and_password() -> None:
    text = "Failed to parse: //u:pa/ss@w:99; see 'http://a:b@c/' or http://host/"
    assert (
        _proxy.without_user_info(text) == "Failed to parse: //********@w:99; see 'http://********@c/' or http://host/"
    )


def test_whose_word_counts_for_certificates_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/company.pem")
    told = "/etc/company.pem (from REQUESTS_CA_BUNDLE in the environment)"
    assert _proxy.authorities(verify=True, trust_env=True) == told
    assert _proxy.authorities(verify=True, trust_env=False).endswith(" (the default of requests)")
    assert _proxy.authorities(verify="/my.pem", trust_env=True) == "/my.pem (from ca_path)"


def test_a_proxy_does_not_print_its_password() -> None:
    proxy = _proxy.of("http://corpuser:s3cr3t@proxy.invalid", "https")
    assert repr(proxy) == "the proxy proxy.invalid (the system's settings)"


def test_in_a_process_of_its_own(tmp_path: Any) -> None:
    environ = {"HTTPS_PROXY": "http://corpuser:s3cr3t/word@proxy.invalid:3128"}
    result = module_process.run("smsc_op_template", tmp_path, environ=environ, api_url=SERVICE, **WANTED)
    assert (result["error"]["kind"], result["requests"]["sent"]) == ("parameters", 0)
    assert "s3cr3t" not in str(result)


@pytest.mark.parametrize(
    "url",
    [
        "https://service.invalid:99999/sys/",
        "https://service.invalid:0/sys/",
        "https://service.invalid:44x/sys/",
        "https://2001:db8::1/sys/",
        "https://[2001:db8::1/sys/",
        "https://service invalid/sys/",
        "https://service.invalid/s ys/",
        " https://service.invalid/sys/",
        "https://service.invalid/sys/\n",
        "https://service.invalid\\sys/",
        "https://service..invalid/sys/",
        f"https://{'a' * 64}.invalid/sys/",
        "https://-ж-.invalid/sys/",
        "https:///sys/",
        "//service.invalid/sys/",
    ],
)
@pytest.mark.parametrize("option", ["api_url", "api_fallback_urls"])
def test_an_address_of_the_service_that_cannot_be_used_is_told_before_anything_is_sent(
    run_module: ModuleRun, simulator: Simulator, option: str, url: str
) -> None:
    given: dict[str, Any] = {"api_url": simulator.api_url, option: [url] if option == "api_fallback_urls" else url}
    result = run_module(smsc_op_template, **given, **WANTED)
    assert (result["error"]["kind"], result["requests"]["sent"]) == ("parameters", 0)
    assert result["error"]["description"].startswith(
        f"{option} is {url!r}, which is not an address; it looks like https://"
    )
    assert simulator.commands() == []


@pytest.mark.parametrize(
    "url", ["HTTPS://Service.INVALID/sys", "https://смс.invalid/sys/", "https://[2001:db8::1]:443/"]
)
def test_an_address_in_another_spelling_can_be_used(url: str) -> None:
    assert _http.is_usable(url)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("HTTPS://Service.INVALID/sys", "service.invalid"),
        ("https://service.invalid:443/", "service.invalid"),
        ("http://service.invalid:80/", "service.invalid"),
        ("https://service.invalid:8443/", "service.invalid:8443"),
        ("https://[2001:db8::1]:8443/", "[2001:db8::1]:8443"),
    ],
)
def test_all_spellings_of_an_address_share_their_limits(url: str, host: str) -> None:
    assert _http.host_of(url) == host
