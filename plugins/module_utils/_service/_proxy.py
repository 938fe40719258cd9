# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On the way to the service: the proxy that the environment names, and why a request did not get through.

Of a proxy: whether it can be used, what to call it, and what of it is secret. An address with a slash in its password
leads a library to another host, or makes it show the password in an error. So it is looked at before anything is sent.
What a library says of a failure may quote the request, so it is said in words of our own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

try:
    import requests
    import urllib3.exceptions
except ImportError:
    # Where it is missing no request is sent, and `_http` has said so.
    pass

from .._model import _errors, _input
from . import _response

_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_PROXY_VARIABLE = re.compile(r"(?i)(?!no_).+_proxy")
_LOOKS_LIKE = (
    "it looks like http://user:password@proxy.example.com:3128, and special characters of user and password are "
    "percent-encoded there (/ is %2F, @ is %40, # is %23, ? is %3F, % is %25)"
)
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
# What the systems say where a name has no address: Linux with either library, macOS and the BSDs.
_NO_NAME = (
    r"(?i)name or service not known|name resolution|name does not resolve|nodename nor servname|"
    r"no address associated|getaddrinfo"
)
# As Python's ssl, and where it leaves that to urllib3 1.26, say what is wrong with a certificate.
_CERTIFICATE = r"certificate verify failed: ([^()]+?) *\(_ssl|(hostname .* doesn't match [^\n]*)"
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3}) ?(.*)")


class Proxy(NamedTuple):
    """A proxy. address: as the environment gives it. variable: where it comes from."""

    address: str
    variable: str

    def __str__(self) -> str:
        return f"the proxy {_authority(self.address).rpartition('@')[2]} ({self.variable})"

    def __repr__(self) -> str:
        return str(self)

    @property
    def url(self) -> str:
        """The address with a scheme. Without one, requests takes the name in `proxy:3128` for a scheme."""
        return self.address if "://" in self.address else f"http://{self.address}"

    def check(self, use: Callable[[str], object]) -> None:
        """Raise ParametersError where it cannot be used. use: makes the library's own object of an address."""
        problem = _problem(self.address)
        if not problem:
            try:
                use(self.url)
            except UnicodeError:
                problem = "letters in user, password or host that cannot be sent"
            except (ValueError, OSError) as exc:
                if "SOCKS" in str(exc):
                    raise _errors.ParametersError(
                        f"{self.variable} in the environment of the task names a SOCKS proxy, and for that the Python "
                        "library PySocks is needed; nothing was sent"
                    ) from None
                problem = "an address that cannot be understood"
        if problem:
            # Not quoted: whatever stands there may be a password.
            raise _errors.ParametersError(
                f"{self.variable} in the environment of the task has {problem}, so nothing was sent; {_LOOKS_LIKE}"
            )

    def refused(self, why: str) -> _errors.TransportError:
        """The error where the proxy does not accept who asks. Wrong passwords must not be tried again and again."""
        given = "did not accept the user and password" if "@" in self.address else "wants a user and a password"
        return _errors.TransportError(
            f"{self} {given} ({why}); correct them in {self.variable}, with special characters percent-encoded",
            unreachable=True,
            retryable=False,
        )

    def error(self, inner: object, cause: str, host: str, *, surely: bool) -> _errors.TransportError:
        """The error where the proxy was the last that was reached.

        inner: what the library says that went wrong. cause: the same, in short, to be shown. host: of the service.
        surely: whether the request surely has not left this machine.
        """
        tunnel = _TUNNEL.search(str(inner))
        if tunnel and tunnel[1] == "407":
            return self.refused(cause)
        if tunnel:
            return _errors.TransportError(f"{self} does not let requests to {host} through ({cause})", unreachable=True)
        return _errors.TransportError(f"{self} could not be reached ({cause})", unreachable=surely)


def of(address: str | None, scheme: str) -> Proxy | None:
    """The proxy that was chosen for a scheme, if there is one."""
    if not address:
        return None
    names = (f"{scheme}_proxy", "all_proxy")
    found = sorted(name for name, value in os.environ.items() if name.lower() in names and value == address)
    return Proxy(address, min(found, key=lambda name: names.index(name.lower()), default="the system's settings"))


def secrets() -> Iterator[str]:
    """What must not be shown of the proxies in the environment: user and password, the password alone."""
    for name, value in os.environ.items():
        if _PROXY_VARIABLE.fullmatch(name) and "@" in value:
            info = value.partition("://")[2] or value
            info = info.rpartition("@")[0]
            for spelling in (info, unquote(info)):
                yield spelling
                yield spelling.partition(":")[2]


def without_user_info(text: str) -> str:
    """A text of a library without what stands before the host of an address."""
    return re.sub(r"//[^\s'\"<>]*@", "//********@", text)


def authorities(verify: bool | str, *, trust_env: bool) -> str:
    """Whose word counts for certificates, and where that was said. verify, trust_env: as `requests` takes them."""
    if isinstance(verify, str):
        return f"{verify} (from ca_path)"
    for variable in _BUNDLES if trust_env else ():
        if os.environ.get(variable):
            return f"{os.environ[variable]} (from {variable} in the environment)"
    return f"{requests.utils.DEFAULT_CA_BUNDLE_PATH} (the default of requests)"


def error(
    exc: Exception,
    where: str,
    host: str,
    *,
    timeout: float,
    proxy: Proxy | None,
    authorities: str,
    mask: _response.Mask,
) -> _errors.TransportError:
    """The error for an exception of the libraries.

    where: host of the service, and what it comes from. host: the same alone. timeout: seconds. proxy: the one on the
    way. authorities: whose word counts for certificates. mask: takes the secrets out of a text.
    """
    reason = getattr(exc.args[0] if exc.args else None, "reason", None)
    inner = getattr(reason or (exc.args[0] if exc.args else None), "original_error", None)
    # Masked before it is cut, because half a secret would not be found.
    whole = mask(without_user_info(str(inner or reason or exc)))
    # The libraries put what they were doing first, with addresses of objects; the cause stands last.
    cause = _input.quote(whole.rpartition(": ")[2])
    if proxy and isinstance(exc, requests.exceptions.ProxyError):
        surely = isinstance(inner, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError))
        return proxy.error(inner, cause, host, surely=surely)
    through = f" through {proxy}" if proxy else ""
    if isinstance(exc, requests.exceptions.ConnectTimeout):
        return _errors.TransportError(f"{where} could not be reached{through} within {timeout:g} s", unreachable=True)
    if isinstance(reason, urllib3.exceptions.NewConnectionError):
        unknown = "its name cannot be looked up: " if re.search(_NO_NAME, whole) else ""
        return _errors.TransportError(f"{where} could not be reached{through} ({unknown}{cause})", unreachable=True)
    if isinstance(exc, requests.exceptions.SSLError):
        wrong = re.search(_CERTIFICATE, whole)
        if wrong:
            what = _input.quote((wrong[1] or wrong[2]).rstrip("'\"). "))
            return _errors.TransportError(
                f"{where}: TLS failed, because its certificate is not accepted ({what}); the authorities are those of "
                f"{mask(authorities)}"
            )
        return _errors.TransportError(f"{where}: TLS failed ({cause})")
    if exc.__class__ is OSError:
        return _errors.TransportError(
            f"{where}: the certificate authorities cannot be read ({cause}); they are those of {mask(authorities)}"
        )
    if isinstance(exc, (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError)):
        return _errors.TransportError(f"{where} did not answer within {timeout:g} s")
    return _errors.TransportError(f"{where}: the connection broke ({type(exc).__name__}: {cause})")


def _authority(address: str) -> str:
    rest = address.partition("://")[2] or address
    return re.split(r"[/?#\\]", rest, maxsplit=1)[0]


def _problem(address: str) -> str:
    """What an address has that it must not have; empty if it is well."""
    scheme, separator, rest = address.partition("://")
    if any(char.isspace() or not char.isprintable() for char in address):
        return "a space or a control character in it"
    authority = _authority(address)
    if "@" in (rest if separator else address)[len(authority) :]:
        return "a character in its user or password that ends an address (one of / ? # \\)"
    if separator and scheme.lower() not in _SCHEMES:
        return f"an unknown scheme; the known ones are {', '.join(_SCHEMES)}"
    place = authority.rpartition("@")[2]
    bracketed = re.fullmatch(r"(\[[^\[\]]+\])(?::(.*))?", place)
    if not bracketed and place.count(":") > 1:
        return "more than one colon after user and password; an IPv6 address stands in brackets"
    host, port = bracketed.groups("") if bracketed else place.partition(":")[::2]
    if not host or not _input.is_host(host):
        return "no host that could be looked up"
    if not re.fullmatch(r"[0-9]*", port):
        return "something that is not a number where its port belongs"
    if port and not 0 < int(port[:6]) < 65536:
        return f"the port {port[:6]}, and ports go from 1 to 65535"
    return ""
