# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP: one form to one address, and what the response means, within bounded time and memory.

The credentials travel in the body of a POST alone. No redirect is followed, `.netrc` is not consulted, and no
secret stands in an error.
"""

from __future__ import annotations

import http.client
import importlib
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode, urlsplit

from .._model import _contract, _errors, _input, _version
from . import _adapter, _response

if TYPE_CHECKING:
    from . import _proxy

REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import urllib3.connectionpool
    import urllib3.exceptions
except Exception:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
SSL_IMPORT_ERROR: str | None = None
try:
    importlib.import_module("ssl")
except ImportError:
    SSL_IMPORT_ERROR = traceback.format_exc()

_CHUNK = 16 * 1024
_Row = TypeVar("_Row")
_USER_AGENT = f"smsops.smsc/{_version.COLLECTION_VERSION} (Ansible collection)"
_LOOPBACK = r"localhost|::1|127(?:\.[0-9]{1,3}){3}"


def versions() -> dict[str, str]:
    """The versions of the libraries that do the work, by their names."""
    # urllib3 has its version, but does not say to type checkers that it has.
    return {"requests": requests.__version__, "urllib3": getattr(urllib3, "__version__", "")}


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine itself."""
    return re.fullmatch(_LOOPBACK, host.lower()) is not None


def host_of(url: str) -> str:
    """Host and port of an address, the same for all of its spellings."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{host}:{parts.port}" if parts.port and parts.port != usual else host


def is_usable(url: str) -> bool:
    """Whether the libraries would take an address of http or https."""
    try:
        requests.PreparedRequest().prepare_url(url, None)
    except (OSError, ValueError):
        return False
    return _input.is_host(urlsplit(url).hostname or "")


class Http:
    """Sends forms of one account.

    credentials: the form fields that authenticate. timeout: seconds to connect, and again for the whole response.
    local: whether all addresses are on this machine. sources: where base addresses come from, for errors.
    The other options are those of the modules.
    """

    def __init__(
        self,
        credentials: Mapping[str, str],
        *,
        validate_certs: bool,
        ca_path: str | None,
        timeout: float,
        max_connections: int,
        local: bool,
        clock: Callable[[], float],
        sources: Mapping[str, str],
    ) -> None:
        self._credentials = credentials
        self._sources = sources
        # Given with each request, because for a session the environment's REQUESTS_CA_BUNDLE would win.
        self._verify = (ca_path or True) if validate_certs else False
        self._timeout = timeout
        self._clock = clock
        self._session = _make_session(max_connections, local)
        if not validate_certs:
            # The user asked for it; a warning of the library on standard error would only break the result.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def check_proxies(self, urls: Iterable[str]) -> None:
        """Raise ParametersError where the environment names a proxy for one of the addresses that cannot be used."""
        for url in urls:
            proxy = self._proxy(url)
            if proxy:
                # What it makes is kept, and used for the requests.
                proxy.check(self._session.get_adapter(url).proxy_manager_for)  # type: ignore[attr-defined]

    def _proxy(self, url: str) -> _proxy.Proxy | None:
        if not self._session.trust_env:
            return None
        chosen = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
        if not chosen:
            return None
        # Loaded here because hardly anybody has a proxy, and every module start would pay for it.
        from . import _proxy  # noqa: PLC0415

        return _proxy.of(chosen, urlsplit(url).scheme)

    def send(
        self,
        base: str,
        form: Mapping[str, str],
        read: _response.Reader[_Row],
        endpoint: _contract.Endpoint = _contract.OP_TEMPLATES,
        see: Callable[[_response.Response], None] | None = None,
        redact: _response.Mask | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> list[_Row]:
        """Send a form to an endpoint under a base address, and read the response. Raises an SmscError.

        check: called before connecting, and when the connection is there before anything of the form leaves; may raise
        an SmscError.
        read: makes rows of the body. redact: takes out of what an error quotes more than the secrets.
        see: gets the response as it came, with nothing masked, before it is known whether it can be understood.
        """
        mask = redact or self.mask_foreign
        url = base + endpoint.file
        where = urlsplit(url).netloc + _errors.come_from(self._sources.get(base, ""))
        try:
            check()
            with _adapter.before_sending(check):
                response = self._post(url, form, mask, endpoint, where)
            if see:
                see(response)
            if response.status == 407 and (proxy := self._proxy(url)):
                raise proxy.refused("HTTP 407")
            return _response.understand(response, read, mask, endpoint, where)
        except _errors.SmscError as exc:
            # What a library says may give the form back.
            exc.description, exc.said = self._mask(exc.description), self._mask(exc.said)
            exc.args = (exc.description,)
            raise

    def _mask(self, text: str) -> str:
        # Loaded here because only an error needs it, and every module start would pay for it.
        from . import _redact  # noqa: PLC0415

        return _redact.Masker(value for name, value in self._credentials.items() if name != "login").mask(text)

    def mask_foreign(self, text: str) -> str:
        """A text of others without secrets, those of a proxy too: a short one may stand in our own texts by chance."""
        from . import _proxy, _redact  # noqa: PLC0415

        return _redact.Masker(_proxy.secrets()).mask(self._mask(text))

    def _post(
        self, url: str, form: Mapping[str, str], mask: _response.Mask, endpoint: _contract.Endpoint, where: str
    ) -> _response.Response:
        fields = {**self._credentials, "fmt": "3", "charset": "utf-8", **form}
        proxy = self._proxy(url)
        try:
            with self._session.post(
                url,
                data=urlencode(fields).encode("ascii"),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                timeout=self._timeout,
                allow_redirects=False,
                proxies={urlsplit(url).scheme: proxy.url} if proxy else None,
                verify=self._verify,
                stream=True,
            ) as raw:
                # Until here, `_adapter` and the timeout of the connection have kept the time.
                deadline = self._clock() + self._timeout
                body, headers = self._read(raw, deadline, mask, endpoint), raw.headers
                return _response.Response(
                    raw.status_code, headers.get("Content-Type", ""), headers.get("Location", ""), body
                )
        except _errors.LateError:
            raise
        except _errors.SmscError as exc:
            raise exc.saying(f"{where}: {exc.description}") from None
        except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException, ValueError) as exc:
            # The errors of `requests` are OSErrors, and a bare one is for certificate authorities that are not there.
            # ValueError is what escapes from the libraries where headers or chunks make no sense.
            # Loaded here because only an error needs it, and every module start would pay for it.
            from . import _proxy  # noqa: PLC0415

            raise _proxy.error(
                exc,
                where,
                urlsplit(url).netloc,
                timeout=self._timeout,
                proxy=proxy,
                authorities=_proxy.authorities(self._verify, trust_env=self._session.trust_env),
                mask=mask,
            ) from None

    def _read(
        self, raw: requests.Response, deadline: float, mask: _response.Mask, endpoint: _contract.Endpoint
    ) -> bytes:
        # read1 (urllib3 2) gives what has come. Without it the bound of `_adapter` alone ends a drip.
        read = getattr(raw.raw, "read1", raw.raw.read)
        body = bytearray()
        while True:
            chunk: bytes = read(_CHUNK)
            if not chunk:
                break
            body += chunk
            if len(body) > endpoint.longest:
                raise _errors.BadResponseError(
                    f"the response is longer than {endpoint.longest} bytes{_response.start(body, mask, endpoint)}"
                )
            if self._clock() > deadline:
                raise _errors.TransportError(f"the response did not end within {self._timeout:g} s")
        announced = raw.headers.get("Content-Length", "")
        # Of thousands of digits, Python refuses to make a number.
        if announced[:18].isdecimal() and len(body) < (length := int(announced[:18])):
            # urllib3 2 finds that out by itself, 1.26 does not.
            raise _errors.TransportError(f"the connection broke after {len(body)} of {length} bytes of the response")
        return bytes(body)


def _make_session(max_connections: int, local: bool) -> requests.Session:
    session = requests.Session()
    # Compression of a kilobyte is worth nothing, and a hostile megabyte may unpack to gigabytes.
    session.headers.update({"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"})
    # A no-op in place of credentials: without it requests would look into ~/.netrc.
    session.auth = lambda request: request
    # Nobody follows it, and to look at one that is not UTF-8 is more than the library can bear.
    session.get_redirect_target = lambda resp: None  # type: ignore[method-assign]  # noqa: ARG005
    if local:
        # No proxy has anything to do with requests to this machine, the simulator's above all.
        session.trust_env = False
    adapter = _adapter.adapter(max_connections)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
