# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to the service: one session, forms by POST, decoded answers, waiting, other hosts.

The credentials travel in the body of a POST alone. No redirect is followed, `.netrc` is not consulted,
nothing waits without a bound.
"""

from __future__ import annotations

import random
import re
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from ansible_collections.smsops.smsc.plugins.module_utils import _answers, _contract, _errors

REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import requests.adapters
    import urllib3.exceptions
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

# An answer has a row for each of some twenty targets; a megabyte is no answer of this service.
MAX_BODY = 1024 * 1024
READ_ATTEMPTS = 3
_CHUNK = 16 * 1024
# Seconds. Ten identical requests a minute are too many, so that a pause of some seconds may be enough already.
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 30.0
_USER_AGENT = "smsops.smsc (Ansible collection)"
_LOOPBACK = r"localhost|::1|127(?:\.[0-9]{1,3}){3}"


class Settings(NamedTuple):
    """How to reach an account.

    credentials: the form fields that authenticate, `apikey` or `login` and `psw`.
    api_urls: base addresses, each ending in a slash, in the order in which they are tried.
    timeout: seconds to connect, and to read an answer.
    rate_limit_timeout: seconds that all requests together may wait for a limit; 0 never, -1 without bound.
    max_connections: the size of the connection pool.
    """

    credentials: Mapping[str, str]
    api_urls: tuple[str, ...]
    validate_certs: bool = True
    ca_path: str | None = None
    timeout: float = 30
    rate_limit_timeout: float = 150
    max_connections: int = 4

    def __repr__(self) -> str:
        return f"Settings for {', '.join(self.api_urls)}"

    @property
    def secrets(self) -> list[str]:
        """The values that nobody may see. A login is not one of them."""
        return [value for name, value in self.credentials.items() if name != "login"]


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine itself."""
    return re.fullmatch(_LOOPBACK, host.lower()) is not None


class Client:
    """Asks one account of the service. Not for use by several threads at once.

    sent counts the requests that went out, waited the seconds spent on limits of the service.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.sent = 0
        self.waited = 0.0
        self._pause = _FIRST_PAUSE
        self._settings = settings
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._hosts = list(settings.api_urls)
        self._session = self._make_session()

    def _make_session(self) -> requests.Session:
        session = requests.Session()
        # Compression of a kilobyte is worth nothing, and a hostile megabyte may unpack to gigabytes.
        session.headers.update({"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"})
        # A no-op in place of credentials: without it requests would look into ~/.netrc.
        session.auth = lambda request: request
        if all(is_loopback(urlsplit(url).hostname or "") for url in self._hosts):
            # No proxy has anything to do with requests to this machine, the simulator's above all.
            session.trust_env = False
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=self._settings.max_connections, max_retries=0)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        if not self._settings.validate_certs:
            # The user asked for it; a warning of the library on standard error would only break the result.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        return session

    def get(self, sender: str, msg: str) -> list[_answers.Row]:
        """Read the registrations of one template: `get=1`.

        A read does no harm, so it is repeated, up to READ_ATTEMPTS times, when its answer is lost or damaged.
        Returns the rows of the answer. Raises an SmscError.
        """
        form = {"get": "1", "sender": sender, "msg": msg}
        attempt = 1
        while True:
            try:
                return self._send(form)
            except _errors.RateLimitError as exc:
                self.wait(exc)
            except (_errors.TransportError, _errors.BadResponseError) as exc:
                if attempt == READ_ATTEMPTS or not exc.retryable:
                    raise
                if not self._next_host(exc):
                    self._sleep(self._jitter(0.5, 1.0) * 2 ** (attempt - 1))
                attempt += 1

    def add(self, sender: str, msg: str, targets: Iterable[str]) -> list[_answers.Row]:
        """Register one template with the targets: `add=1`. It is sent once, whatever happens.

        Returns the rows of the answer. Raises an SmscError; after a TransportError (unless it says
        unreachable) or a BadResponseError it is open whether the service did the work.
        """
        return self._send({"add": "1", "sender": sender, "msg": msg, **dict.fromkeys(targets, "1")})

    def wait(self, exc: _errors.RateLimitError) -> None:
        """Wait because the service has answered that it was too much, longer from time to time.

        Raises RateLimitError when the task has waited as long as it may.
        """
        allowed = self._settings.rate_limit_timeout
        left = allowed - self.waited if allowed >= 0 else float("inf")
        if left <= 0:
            raise _errors.RateLimitError(
                f"{exc.description}; waited {self.waited:.0f} s in all for the limit, "
                f"as far as rate_limit_timeout ({allowed:g} s) allows",
                exc.code,
            ) from None
        pause = min(left, self._pause * self._jitter(0.8, 1.2))
        self._sleep(pause)
        self.waited += pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _next_host(self, exc: _errors.SmscError) -> bool:
        """Turn to the next host, if this one cannot be reached and there is another."""
        unreachable = isinstance(exc, _errors.TransportError) and exc.unreachable
        if unreachable and len(self._hosts) > 1:
            self._hosts.append(self._hosts.pop(0))
            return True
        return False

    def _send(self, form: Mapping[str, str]) -> list[_answers.Row]:
        try:
            status, location, body = self._post(self._hosts[0] + _contract.ENDPOINT, form)
            return self._understand(status, location, body)
        except _errors.SmscError as exc:
            # Loaded here because only an error needs it, and every module start would pay for it.
            from ansible_collections.smsops.smsc.plugins.module_utils import _secrets  # noqa: PLC0415

            # What a server or a library says may give the form back.
            exc.description = _secrets.Masker(self._settings.secrets).mask(exc.description)
            exc.args = (exc.description,)
            raise

    def _post(self, url: str, form: Mapping[str, str]) -> tuple[int, str, bytes]:
        fields = {**self._settings.credentials, "fmt": "3", "charset": "utf-8", **form}
        self.sent += 1
        deadline = self._clock() + self._settings.timeout
        try:
            with self._session.post(
                url,
                data=urlencode(fields).encode("ascii"),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                timeout=self._settings.timeout,
                allow_redirects=False,
                # Given with the request, because for a session the environment's REQUESTS_CA_BUNDLE would win.
                verify=(self._settings.ca_path or True) if self._settings.validate_certs else False,
                stream=True,
            ) as response:
                body = self._read(response, deadline)
                return response.status_code, response.headers.get("Location", ""), body
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as exc:
            raise _transport_error(exc, url, self._settings.timeout) from None

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        # read1 gives what has come. Without it (urllib3 1.26), reading byte by byte is what never blocks on a drip.
        read1 = getattr(response.raw, "read1", None)
        body = b""
        while True:
            chunk: bytes = read1(_CHUNK) if read1 else response.raw.read(1)
            if not chunk:
                break
            body += chunk
            if len(body) > MAX_BODY:
                raise _errors.BadResponseError(f"the answer is longer than {MAX_BODY} bytes: {_start(body)}")
            if self._clock() > deadline:
                raise _errors.TransportError(f"the answer did not end within {self._settings.timeout:g} s")
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and len(body) < int(announced):
            # urllib3 2 finds that out by itself, 1.26 does not.
            raise _errors.TransportError(f"the connection broke after {len(body)} of {announced} bytes of the answer")
        return body

    def _understand(self, status: int, location: str, body: bytes) -> list[_answers.Row]:
        """The rows of an answer. An error that the service spells out counts whatever the HTTP status is."""
        if 300 <= status < 400:
            raise _errors.BadResponseError(
                f"HTTP {status} redirects to {_answers.quote(location)}, and no redirect is followed; "
                "if that address is right, give it as api_url"
            )
        try:
            rows = _answers.parse(body)
        except _errors.BadResponseError as exc:
            if status == 200:
                raise
            if status >= 500:
                raise _errors.TransportError(f"HTTP {status}: {exc.description}") from None
            raise _errors.BadResponseError(
                f"HTTP {status}: {exc.description}; is api_url right? {_contract.ENDPOINT} is appended to it"
            ) from None
        if status != 200:
            raise _errors.BadResponseError(f"HTTP {status} with rows, which cannot both be true: {_start(body)}")
        return rows


def _start(body: bytes) -> str:
    return _answers.quote(body[:400].decode("utf-8", "replace"))


def _transport_error(exc: Exception, url: str, timeout: float) -> _errors.TransportError:
    """Say what happened on the wire, in words of our own: the library's may quote a request."""
    host = urlsplit(url).netloc
    reason = getattr(exc.args[0] if exc.args else None, "reason", None)
    # The libraries put what they were doing first, with addresses of objects; the cause stands last.
    cause = _answers.quote(str(reason or exc).rpartition(": ")[2])
    if isinstance(exc, requests.exceptions.ConnectTimeout):
        return _errors.TransportError(f"{host} could not be reached within {timeout:g} s", unreachable=True)
    if isinstance(reason, urllib3.exceptions.NewConnectionError):
        return _errors.TransportError(f"{host} could not be reached ({cause})", unreachable=True)
    if isinstance(exc, requests.exceptions.SSLError):
        return _errors.TransportError(f"{host}: TLS failed ({cause}); see validate_certs and ca_path")
    if isinstance(exc, (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError)):
        return _errors.TransportError(f"{host} did not answer within {timeout:g} s")
    return _errors.TransportError(f"{host}: the connection broke ({type(exc).__name__}: {cause})")
