# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of the store of a fleet: what it may be, and that nothing secret of it is shown."""

from __future__ import annotations

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _redis_url
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors

LOOKS_LIKE = "; it looks like rediss://user:password@store.example:6379/0, or unix:///run/redis.sock"
SIGN = "has a sign in its user or password that must be percent-encoded, such as %2F for a slash"


def parse(url: str, *, tls_needed: bool = True) -> _redis_url.Address:
    return _redis_url.parse(url, "state_url", tls_needed=tls_needed)


@pytest.mark.parametrize(
    ("url", "place", "login", "shown"),
    [
        ("rediss://s.example", ("s.example", 6379, "", True, 0), ("", ""), "rediss://s.example:6379/0"),
        ("REDISS://u:p@s.example:7/3", ("s.example", 7, "", True, 3), ("u", "p"), "rediss://s.example:7/3"),
        ("redis://:p%40%2F%25@127.0.0.1/", ("127.0.0.1", 6379, "", False, 0), ("", "p@/%"), "redis://127.0.0.1:6379/0"),
        ("redis://a:b:c@localhost", ("localhost", 6379, "", False, 0), ("a", "b:c"), "redis://localhost:6379/0"),
        ("redis://[::1]:6380", ("::1", 6380, "", False, 0), ("", ""), "redis://[::1]:6380/0"),
        ("unix:///run/a%20b.sock", ("", 0, "/run/a b.sock", False, 0), ("", ""), "unix:///run/a b.sock"),
        ("unix://u:p@/run/s", ("", 0, "/run/s", False, 0), ("u", "p"), "unix:///run/s"),
    ],
)
def test_what_it_may_be(url: str, place: tuple[object, ...], login: tuple[str, str], shown: str) -> None:
    found = parse(url)
    assert (found.host, found.port, found.path, found.tls, found.db) == place
    assert (found.username, found.password) == login
    assert found.shown == shown
    assert repr(found) == f"Address({shown})"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3cret", "does not begin with redis://, rediss:// or unix://"),
        ("http://u:s3cret@h", "does not begin with redis://, rediss:// or unix://"),
        ("rediss://u:s3c/ret@h", SIGN),
        ("rediss://u:s3c@ret@h", SIGN),
        (
            "rediss://u:s3cret%@h",
            "has a % in its user or password that no two hexadecimal digits follow; write it as %25",
        ),
        ("rediss://u:s3cret@h ost", "has a blank or an invisible sign in it"),
        (
            "rediss://u:s3cret@h/0?ssl_cert_reqs=none",
            "is rediss://********@h/0 with something after it that begins with ? or #; leave that out",
        ),
        ("redis://h/#s3cret", "is redis://h/ with something after it that begins with ? or #; leave that out"),
        (
            "rediss://s3cret@h",
            "is rediss://********@h without a password after the user: write user:password@, or :password@",
        ),
        ("rediss://u:s3cret@:6379", "is rediss://********@:6379, which has no host, or no port from 1 to 65535"),
        ("rediss://u:s3cret@h:0", "is rediss://********@h:0, which has no host, or no port from 1 to 65535"),
        ("rediss://u:s3cret@h:66666", "is rediss://********@h:66666, which has no host, or no port from 1 to 65535"),
        ("rediss://u:s3cret", "is rediss://********, which has no host, or no port from 1 to 65535"),
        (
            "rediss://u:p@store..example",
            "is rediss://********@store..example, whose host cannot be looked up: a part of it is empty or too long",
        ),
        (
            "rediss://u:s3cret@h/a",
            "is rediss://********@h/a, where the number of a database stands after the last slash, or nothing",
        ),
        ("unix://u:s3cret@run/s", "is unix://********@run/s, which has no absolute path of a socket after unix://"),
        ("unix:///run/s/", "is unix:///run/s/, which has no absolute path of a socket after unix://"),
    ],
)
def test_what_it_may_not_be_is_told_without_user_and_password(url: str, said: str) -> None:
    with pytest.raises(_errors.ParametersError) as caught:
        parse(url)
    assert caught.value.description == f"state_url {said}{LOOKS_LIKE}"
    assert "s3c" not in caught.value.description


def test_without_tls_it_is_only_for_this_machine_or_for_who_wants_it() -> None:
    with pytest.raises(_errors.ParametersError) as caught:
        parse("redis://u:s3cret@10.0.0.1:6379/0")
    assert caught.value.description == (
        "state_url is redis://10.0.0.1:6379/0, which would send its password unencrypted, and whoever can write there "
        "lifts locks; use rediss, or validate_certs: false if that is what you want"
    )
    assert parse("redis://10.0.0.1:6379/0", tls_needed=False).host == "10.0.0.1"
