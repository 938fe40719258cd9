# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of the store of a fleet. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from .._model import _errors, _input

_PORT = 6379
_LOOKS_LIKE = "rediss://user:password@store.example:6379/0, or unix:///run/redis.sock"
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_LOOPBACK = re.compile(r"localhost|::1|127(\.[0-9]{1,3}){3}", re.IGNORECASE)


class Address(NamedTuple):
    """Where the store is, and who logs in. path: of a socket; host and port are empty then. source: what it is from."""

    host: str
    port: int
    path: str
    tls: bool
    username: str
    password: str
    db: int
    source: str

    @property
    def shown(self) -> str:
        """The address without user and password."""
        if self.path:
            return f"unix://{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"redis{'s' * self.tls}://{host}:{self.port}/{self.db}"

    def __repr__(self) -> str:
        return f"Address({self.shown})"


def parse(url: str, source: str, *, tls_needed: bool) -> Address:
    """Read an address. source: the option or variable that it is from. tls_needed: beyond this machine.

    Raises ParametersError, which does not quote user and password.
    """
    scheme, found, rest = url.partition("://")
    scheme = scheme.lower()
    if not found or scheme not in ("redis", "rediss", "unix"):
        # Not quoted: without a scheme nobody knows what is a password.
        raise _wrong(source, "does not begin with redis://, rediss:// or unix://")
    login, at, place = rest.rpartition("@")
    # From here on, what is quoted has no user and no password.
    shown = f"{scheme}://{'********@' if at else ''}{place}"
    if any(sign in login for sign in "/?#@"):
        raise _wrong(source, "has a sign in its user or password that must be percent-encoded, such as %2F for a slash")
    if _PERCENT.search(login):
        raise _wrong(source, "has a % in its user or password that no two hexadecimal digits follow; write it as %25")
    if any(char.isspace() or not char.isprintable() for char in url):
        raise _wrong(source, "has a blank or an invisible sign in it")
    if "?" in place or "#" in place:
        bare = shown.partition("?")[0].partition("#")[0]
        raise _wrong(source, f"is {bare} with something after it that begins with ? or #; leave that out")
    username, _colon, password = (unquote(part) for part in login.partition(":"))
    if at and not password:
        raise _wrong(source, f"is {shown} without a password after the user: write user:password@, or :password@")
    if scheme == "unix":
        if not place.startswith("/") or place.endswith("/"):
            raise _wrong(source, f"is {shown}, which has no absolute path of a socket after unix://")
        return Address("", 0, unquote(place), False, username, password, 0, source)
    try:
        parts = urlsplit(f"redis://{place}")
        host, port = parts.hostname or "", _PORT if parts.port is None else parts.port
    except ValueError:
        host, port = "", 0
    if not host or not port:
        # Where no host follows, this may be a user and a password.
        shown = shown if at else f"{scheme}://********"
        raise _wrong(source, f"is {shown}, which has no host, or no port from 1 to 65535")
    if not _input.is_host(host):
        raise _wrong(source, f"is {shown}, whose host cannot be looked up: a part of it is empty or too long")
    number = parts.path.strip("/")
    if not re.fullmatch("[0-9]{0,4}", number):
        raise _wrong(source, f"is {shown}, where the number of a database stands after the last slash, or nothing")
    address = Address(host, port, "", scheme == "rediss", username, password, int(number or 0), source)
    if not address.tls and tls_needed and not _LOOPBACK.fullmatch(host):
        raise _errors.ParametersError(
            f"{source} is {address.shown}, which would send its password unencrypted, and whoever can write there "
            "lifts locks; use rediss, or validate_certs: false if that is what you want"
        )
    return address


def _wrong(source: str, what: str) -> _errors.ParametersError:
    return _errors.ParametersError(f"{source} {what}; it looks like {_LOOKS_LIKE}")
