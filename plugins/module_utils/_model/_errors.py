# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one family of errors of this collection: every kind that a result may carry, once."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

_Self = TypeVar("_Self", bound="SmscError")
_NOT_TRIED = "not tried, because of an earlier error: "


class SmscError(Exception):
    """Base of all errors; never raised itself.

    kind and retryable go into the `error` of a failed result. retryable says whether the same
    task may succeed when it is run again without anybody changing something.

    code is the service's own number where it gave one; description is a sentence for a person, without a full stop.
    What a value of its comes from stands as `(from api_key)`, by which `_advice` finds it.
    """

    kind: str = ""
    retryable = False
    # Whether no connection could be made, so that the request surely did nothing.
    unreachable = False
    # Whether the service may have carried out the request all the same, or may do so yet.
    leaves_open = False
    # Whether the error comes from the account or the address, so that any other request would get it too.
    for_all = False
    # The service's own words, where it returned an error.
    said = ""

    def __init__(self, description: str, code: int | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.code = code

    def __str__(self) -> str:
        return self.description

    def saying(self: _Self, description: str) -> _Self:
        """The same error in other words."""
        other = copy.copy(self)
        other.description = description
        return other

    def not_tried(self: _Self) -> _Self:
        """The same error of something that was not tried because of it."""
        return self.saying(_NOT_TRIED + self.description)

    @property
    def cause(self) -> str:
        """The description, without the words that it was not tried."""
        return self.description[len(_NOT_TRIED) :] if self.description.startswith(_NOT_TRIED) else self.description

    def as_record(self) -> dict[str, object]:
        """The `error` of a failed result."""
        return {
            "kind": self.kind,
            "code": self.code,
            "description": self.description,
            "retryable": self.retryable,
        }


def come_from(source: str) -> str:
    """Where a value comes from, as descriptions say it after what it is; nothing for a default."""
    return f" (from {source})" if source else ""


class ParametersError(SmscError):
    """The input is wrong: found here before anything was sent, or by the service (error 1)."""

    kind = "parameters"


class AuthError(SmscError):
    """The service does not know these credentials, or not from this address (error 2)."""

    kind = "auth"
    for_all = True


class CredentialsLockedError(SmscError):
    """These credentials were refused a while ago; nothing was sent, so that they do no more harm."""

    kind = "credentials_locked"
    for_all = True


class IpBlockedError(SmscError):
    """The service blocks the calling address for a while (error 4)."""

    kind = "ip_blocked"
    for_all = True


class RateLimitError(SmscError):
    """Too many identical requests, or too many at once (error 9), for longer than the task may wait."""

    kind = "rate_limit"
    retryable = True


class RefusedError(SmscError):
    """A wanted registration was refused by the service, or is rejected or suspended by the operator."""

    kind = "refused"


class ApiError(SmscError):
    """The service returned an error whose meaning at this endpoint is not known."""

    kind = "api"


class TransportError(SmscError):
    """No response came back."""

    kind = "transport"
    retryable = True

    def __init__(
        self, description: str, code: int | None = None, *, unreachable: bool = False, retryable: bool = True
    ) -> None:
        super().__init__(description, code)
        self.unreachable = self.for_all = unreachable
        self.leaves_open = not unreachable
        self.retryable = retryable


class BadResponseError(SmscError):
    """A response came back that means nothing known, or not enough to act on.

    retryable is true when it may be damage (empty, cut off, a web page) and not another layout.
    """

    kind = "bad_response"

    def __init__(
        self, description: str, code: int | None = None, *, retryable: bool = False, for_all: bool = False
    ) -> None:
        super().__init__(description, code)
        self.retryable = retryable
        self.for_all = for_all
        self.leaves_open = not for_all


class StateError(SmscError):
    """What the tasks of a fleet share cannot be used, or what a task had of it is not its own any more.

    Nothing was sent after that.
    """

    kind = "state"
    for_all = True

    def __init__(self, description: str, *, retryable: bool = True) -> None:
        super().__init__(description)
        self.retryable = retryable


class LateError(StateError):
    """So much time has passed since a request was allowed that it must not be sent any more; it was not."""

    for_all = False


BY_CODE: dict[int, type[SmscError]] = {
    1: ParametersError,
    2: AuthError,
    4: IpBlockedError,
    9: RateLimitError,
}


def from_service(code: int, description: str) -> SmscError:
    """The error for a number that the service returned; numbers 3 and 5 differ by endpoint and stay `api`."""
    return BY_CODE.get(code, ApiError)(description, code)


def from_record(error: Any) -> SmscError:
    """The `error` of a result as an error again; a text is its description."""
    fields = error if isinstance(error, Mapping) else {"description": error}
    if isinstance(error, Mapping) and error and not error.get("kind") and not error.get("description"):
        fields = {**fields, "description": str(dict(fields))}
    told = SmscError("" if fields.get("description") is None else str(fields["description"]), fields.get("code"))
    told.kind = "" if fields.get("kind") is None else str(fields["kind"])
    told.retryable = bool(fields.get("retryable"))
    return told
