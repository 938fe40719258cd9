# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that all processes of a user on this machine share: an SQLite database in a private folder.

SQLite makes every step atomic, and a process that is killed leaves nothing half done. When the file cannot be
used, a database in memory takes its place and a warning says so: then the limits hold within this process only.
"""

from __future__ import annotations

import hmac
import os
import threading
import traceback
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from . import _clock, _protocol

IMPORT_ERROR: str | None = None
try:
    import fcntl
    import sqlite3
except ImportError:
    # Some systems package a part of Python on its own.
    IMPORT_ERROR = traceback.format_exc()

FILE_NAME = "budget.sqlite3"
# Seconds that a step waits for the steps of other processes. Each takes about a millisecond; but to go on without
# the others, because the machine is slow, would hurt the account.
_BUSY_TIMEOUT = 60.0
_SCHEMA_VERSION = 7
_SCHEMA = """
CREATE TABLE IF NOT EXISTS machine (boot TEXT, salt BLOB);
DROP TABLE IF EXISTS requests;
CREATE TABLE requests
    (id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT, key TEXT, owner TEXT, expires REAL, ended REAL);
CREATE INDEX requests_by_key ON requests (key);
CREATE INDEX requests_by_end ON requests (ended);
CREATE TABLE IF NOT EXISTS tickets
    (id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT, key TEXT, owner TEXT, expires REAL, waits_for TEXT);
DROP TABLE IF EXISTS claims;
CREATE TABLE claims
    (key TEXT PRIMARY KEY, owner TEXT, expires REAL, ended REAL, addition TEXT, open_since REAL, open_until REAL);
CREATE INDEX claims_by_end ON claims (ended);
CREATE TABLE IF NOT EXISTS seen_to_work (account TEXT, tag TEXT, at REAL, PRIMARY KEY (account, tag));
CREATE TABLE IF NOT EXISTS lockouts
    (kind TEXT, subject TEXT, salt BLOB, digest BLOB, wall REAL, since REAL, boot TEXT, reason TEXT, final INTEGER);
CREATE TABLE IF NOT EXISTS lists (key TEXT PRIMARY KEY, at REAL, content TEXT);
PRAGMA user_version = 7;
"""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

_T = TypeVar("_T")


class Database:
    """The shared database, or the one in memory. Threads may use it at once; it lets them in one by one.

    folder: created with mode 0700 if it is missing; None for a database in memory from the start.
    clock: seconds since the machine has started, the same for all its processes.
    warn: called with a sentence when the shared database cannot be used.
    """

    def __init__(
        self,
        folder: str | None,
        *,
        clock: Callable[[], float] = _clock.boottime,
        warn: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self.clock = clock
        self.boot = _read(_BOOT_ID)
        # Whether the shared file could not be used, so that what was in it is out of reach.
        self.fell_back = False
        self._warn = warn
        self._path = Path(folder) / FILE_NAME if folder else None
        self._lock = threading.RLock()
        try:
            self._open(self._path)
        except (sqlite3.Error, OSError) as exc:
            self._fall_back(exc)

    def look(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a query, without keeping others from writing."""
        with self._lock:
            try:
                return self._db.execute(query, values).fetchall()
            except sqlite3.Error as exc:
                self._fall_back(exc)
            return self._db.execute(query, values).fetchall()

    def step(self, work: Callable[[sqlite3.Connection, float], _T]) -> _T:
        """Do some work in one transaction: all of it or nothing. It gets the connection and the time.

        It keeps others from writing, so it must be short. Errors of the work itself go through. When the database
        fails, the work is done in memory instead.
        """
        with self._lock:
            try:
                with self._transaction() as db:
                    return work(db, self.clock())
            except (sqlite3.Error, OSError) as exc:
                self._fall_back(exc)
            with self._transaction() as db:
                return work(db, self.clock())

    def keep(self, key: str, content: str) -> None:
        """Keep a list of the service for the other tasks, for ten minutes; no secret must be in it."""

        def step(db: sqlite3.Connection, now: float) -> None:
            # A clock that has begun anew leaves times that lie in the future.
            db.execute("DELETE FROM lists WHERE at < ? OR at > ?", (now - _protocol.LISTS_KEPT_FOR, now))
            db.execute("INSERT OR REPLACE INTO lists VALUES (?, ?, ?)", (key, now, content))

        self.step(step)

    def kept(self, key: str, longest: float) -> str | None:
        """What was kept under this name within so many seconds, the last ten minutes at most."""
        since = self.clock() - min(longest, _protocol.LISTS_KEPT_FOR)
        rows = self.look("SELECT content FROM lists WHERE key = ? AND at BETWEEN ? AND ?", key, since, self.clock())
        return str(rows[0][0]) if rows else None

    def digest(self, *parts: str, size: int = 16) -> str:
        """A name for something, that does not tell what it is. With a small size (bytes) it fits many things alike."""
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        # In FIPS mode there is no BLAKE2.
        return hmac.digest(self._salt, text, "sha256")[:size].hex()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _open(self, path: Path | None) -> None:
        if path:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.parent.stat().st_uid != os.geteuid():
                raise OSError(f"{path.parent} belongs to another user")
            # Made before SQLite opens it, because SQLite would make it as the umask says.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._db = sqlite3.connect(
            str(path or ":memory:"), timeout=_BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
        )
        # Python 3.13 warns of a connection that is left to the garbage collector.
        weakref.finalize(self, self._db.close)
        # What a power cut loses is a minute's count of requests. A killed process loses nothing either way.
        self._db.execute("PRAGMA synchronous = OFF")
        if self._version() != _SCHEMA_VERSION:
            # To make the database, SQLite itself does not wait.
            with alone(path.with_suffix(".lock")) if path else nullcontext():
                if self._version() != _SCHEMA_VERSION:
                    self._db.execute("PRAGMA journal_mode = WAL")
                    self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        row = self._machine(self._db)
        if row is None or row[0] != self.boot:
            with self._transaction() as db:
                row = self._start_anew(db)
        self._salt = row[1]

    def _start_anew(self, db: sqlite3.Connection) -> tuple[str, bytes]:
        """Forget what is from before the machine has started, unless another process has just done so."""
        row = self._machine(db)
        if row and row[0] == self.boot:
            return row
        # The clock counts from another start now, and no process from before is left.
        for table in ("requests", "tickets", "claims", "seen_to_work", "lists", "machine"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        row = (self.boot, row[1] if row else os.urandom(16))
        db.execute("INSERT INTO machine VALUES (?, ?)", row)
        return row

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    @staticmethod
    def _machine(db: sqlite3.Connection) -> tuple[str, bytes] | None:
        row: tuple[str, bytes] | None = db.execute("SELECT boot, salt FROM machine").fetchone()
        return row

    def _fall_back(self, exc: Exception) -> None:
        self._warn(
            f"{self._path or 'the database in memory'} cannot be used ({type(exc).__name__}: {exc}); the limits of the "
            "service hold within this process only. Check that the folder belongs to you and has space; if the file is "
            "damaged, remove it"
        )
        self.fell_back = True
        self._open(None)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other processes out, by a lock file. The system gives the lock back if this one is killed."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except OSError:
        return ""
