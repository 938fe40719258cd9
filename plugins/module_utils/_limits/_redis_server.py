# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server of a fleet: a connection to it, and what is said where it cannot be used.

After the first error nothing more is asked: nobody knows what became of what the task had.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._model import _errors
from . import _redis_scripts as _scripts

if TYPE_CHECKING:
    from ._redis_url import Address

IMPORT_ERROR: str | None = None
try:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry
except ImportError:
    IMPORT_ERROR = traceback.format_exc()

# Seconds for a connection, and for a reply.
_TIMEOUT = 5.0
# Seconds for which a server is looked for that is being started anew.
_RETRY_FOR = 5.0
# Seconds that the server's clock may differ from that of this machine between two replies.
_MOST_JUMP = 1.0
_REPLICA = "is a replica, which cannot be written; give the address of its primary"
_CLUSTER = "is a node of a cluster, which is not supported; give one server"
_NO_REDIS = "does not answer like a Redis server; check the address"
# What a server says, or the class of its error: what it means.
_SAID = (
    ("READONLY|ReadOnlyError", _REPLICA),
    ("MOVED|CLUSTERDOWN|MovedError|ClusterDownError|AskError", _CLUSTER),
    ("OOM|OutOfMemoryError", "has no memory left ({said}); give it more, the limits need a few megabytes"),
    ("MISCONF", "cannot write to its disk ({said})"),
    (
        "NOPERM|NoPermissionError|no permissions|ACL failure|run this command",
        "lets its user do too little ({said}); it needs the commands "
        f"{' '.join(_scripts.COMMANDS)}, for the keys that begin with smsops.smsc:",
    ),
)


class Server:
    """A server for scripts. Raises StateError wherever it cannot be used.

    address: where it is. validate_certs and ca_path: for TLS. clock: of this machine, also while it sleeps.
    """

    def __init__(
        self, address: Address, *, validate_certs: bool, ca_path: str | None, clock: Callable[[], float]
    ) -> None:
        self._address = address
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: _errors.StateError | None = None
        # What the server's clock is ahead of ours, at least and at most, in microseconds.
        self._ahead = (0, 0)
        self._has_replied = False
        self._client = redis.Redis(**_options(address, validate_certs, ca_path))
        self._check()

    def now(self) -> int:
        """The server's time in microseconds, never later than it is."""
        return self._ahead[0] + microseconds(self._clock())

    def run(self, script: str, keys: Sequence[str], values: Sequence[object]) -> list[Any]:
        """Run a script. Returns its reply without the time."""
        began = self._clock()
        reply = self._ask(script, keys, values)
        if not isinstance(reply, list) or len(reply) < 2 or not isinstance(reply[0], int):
            raise self.fail(_NO_REDIS, retryable=False)
        self._compare_clocks(began, reply[0])
        return reply[1:]

    def fail(self, what: str, *, retryable: bool = True) -> _errors.StateError:
        """The error of this server, which all further scripts raise too."""
        self._failed = _errors.StateError(
            f"{self._address.shown}{_errors.come_from(self._address.source)}, which the fleet shares, {what}",
            retryable=retryable,
        )
        return self._failed

    def _check(self) -> None:
        """Raise StateError for a server on which limits would not be safe."""
        info: Mapping[str, Any] = self._ask("INFO")
        if str(info.get("cluster_enabled", "0")) == "1":
            raise self.fail(_CLUSTER, retryable=False)
        if str(info.get("role", "master")) not in ("master", "primary"):
            raise self.fail(_REPLICA, retryable=False)
        policy = str(info.get("maxmemory_policy", "noeviction"))
        if policy != "noeviction":
            raise self.fail(
                f"has maxmemory-policy {policy}, which lets it forget locks and what was sent; set it to noeviction",
                retryable=False,
            )

    def _compare_clocks(self, began: float, server: int) -> None:
        """Raise StateError where one of the clocks was set, or has stood still: what a lease is worth is unknown."""
        least, most = server - microseconds(self._clock()), server - microseconds(began)
        with self._lock:
            before, self._ahead = self._ahead, (least, most)
            compares, self._has_replied = self._has_replied, True
        jump = max(least - before[1], before[0] - most) / 1_000_000
        if compares and jump > _MOST_JUMP:
            raise self.fail(
                f"has a clock that moved {jump:.1f} s differently from that of this machine between two requests: one "
                "of them was set, or has stood still"
            )

    def _ask(self, what: str, keys: Sequence[str] = (), values: Sequence[object] = ()) -> Any:
        """Run a script, or the command INFO; look for the server for a while if it is not there."""
        if self._failed:
            raise self._failed
        end, pause = time.monotonic() + _RETRY_FOR, 0.05
        while True:
            try:
                return self._ask_once(what, keys, values)
            except (redis.RedisError, OSError) as exc:
                if not _is_away(exc) or time.monotonic() > end:
                    meaning, retryable = self._explained(exc)
                    raise self.fail(meaning, retryable=retryable) from None
            except Exception:
                # The library has no error of its own for an answer that makes no sense.
                raise self.fail(_NO_REDIS, retryable=False) from None
            time.sleep(pause)
            pause = min(2 * pause, 1.0)

    def _ask_once(self, what: str, keys: Sequence[str], values: Sequence[object]) -> Any:
        if not keys:
            return self._client.execute_command(what)
        # BLAKE2 or SHA-256 would be no help: this is how the server names a script.
        name = hashlib.sha1(what.encode(), usedforsecurity=False).hexdigest()
        try:
            return self._client.execute_command("EVALSHA", name, len(keys), *keys, *values)
        except redis.exceptions.NoScriptError:
            return self._client.execute_command("EVAL", what, len(keys), *keys, *values)

    def _explained(self, exc: Exception) -> tuple[str, bool]:
        """What an error of the library means, and whether that may go by itself."""
        said = " ".join(str(exc).split())
        for secret in filter(None, (self._address.password, self._address.username)):
            said = said.replace(secret, "********")
        if isinstance(exc, redis.AuthenticationError):
            return "does not accept the user and password", False
        if isinstance(exc, (redis.ConnectionError, redis.TimeoutError, OSError)):
            return f"could not be reached ({said[:200]})", "CERTIFICATE" not in said.upper()
        for words, what in _SAID:
            if re.search(words, f"{type(exc).__name__} {said}"):
                return what.format(said=said[:200]), False
        return f"answered with an error ({said[:200]})", False


def microseconds(seconds: float) -> int:
    """Whole microseconds, as scripts count."""
    return round(seconds * 1_000_000)


def _is_away(exc: Exception) -> bool:
    """Whether an error is one of a server that may be there in a moment."""
    if isinstance(exc, redis.AuthenticationError) or "CERTIFICATE" in str(exc).upper():
        return False
    return isinstance(exc, (redis.ConnectionError, redis.TimeoutError, OSError))


def _options(address: Address, validate_certs: bool, ca_path: str | None) -> dict[str, Any]:
    """How the library is to connect. It repeats nothing itself, because it does not look whether that is harmless."""
    place: dict[str, Any] = {"host": address.host, "port": address.port, "socket_keepalive": True}
    if address.path:
        place = {"unix_socket_path": address.path}
    if address.tls:
        place["ssl"] = True
        place["ssl_check_hostname"] = validate_certs
        place["ssl_cert_reqs"] = "required" if validate_certs else "none"
        if ca_path and validate_certs:
            place["ssl_ca_path" if Path(ca_path).is_dir() else "ssl_ca_certs"] = ca_path
    return {
        **place,
        "db": address.db,
        "username": address.username or None,
        "password": address.password or None,
        "socket_timeout": _TIMEOUT,
        "socket_connect_timeout": _TIMEOUT,
        "retry": Retry(NoBackoff(), 0),
        "health_check_interval": 0,
        "protocol": 2,
    }
