# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened on the wire, in words of our own: those of a library may quote a request. Loaded only on errors."""

from __future__ import annotations

import os
import re

import requests
import urllib3.exceptions

from .._model import _errors, _input
from . import _proxy, _response

_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
# What the systems say where a name has no address: Linux with either library, macOS and the BSDs.
_NO_NAME = (
    r"(?i)name or service not known|name resolution|name does not resolve|nodename nor servname|"
    r"no address associated|getaddrinfo"
)
# As Python's ssl, and where it leaves that to urllib3 1.26, say what is wrong with a certificate.
_CERTIFICATE = r"certificate verify failed: ([^()]+?) *\(_ssl|(hostname .* doesn't match [^\n]*)"


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
    proxy: _proxy.Proxy | None,
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
    whole = mask(_proxy.without_user_info(str(inner or reason or exc)))
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
