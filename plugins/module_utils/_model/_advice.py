# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An error as a short paragraph: what happened, what was done, what to do, and where more is written. Pure.

Loaded only where something has failed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import _errors

PAGE = "https://github.com/smsops/smsops.smsc/tree/main/docs/troubleshooting.md"
# Where more is written about the store of a fleet.
FLEET = "https://github.com/smsops/smsops.smsc/tree/main/docs/fleet.md"

# What the options of the modules are called in the role.
_OWN = (
    "api_key login password api_url state_url max_additions max_monthly_fees approved_plan fees on_vanished "
    "on_rejected check_senders allow_unknown_targets"
)
_OTHERS = "api_fallback_urls validate_certs ca_path timeout rate_limit_timeout max_connections state_dir"
ROLE_VARIABLES = {
    **{name: f"op_templates_{name}" for name in _OWN.split()},
    **{name: f"op_templates_connection_options.{name}" for name in _OTHERS.split()},
}


class Advice(NamedTuple):
    """What to do; options stand in braces, and {source} is where the credentials come from.

    words: a pattern of the descriptions that it is for. code: the number of the errors that it is for. section: its
    heading on the page, if that is not the kind.
    """

    text: str
    words: str = ""
    code: int | None = None
    section: str = ""


# By kind; the first that fits counts.
ADVICE: dict[str, tuple[Advice, ...]] = {
    "parameters": (
        Advice("", "^no credentials|^(login|password) is missing|are given together", section="No credentials"),
        Advice("", r"_(?i:proxy) in the environment of the task", section="Proxy"),
        Advice(
            "Give the key of your account, or set {api_url} to the address of your simulator.",
            "is a sample key from the documentation",
        ),
        Advice("The service itself rejects a parameter: check sender, text and targets.", code=1),
        Advice(""),
    ),
    "auth": (
        Advice(
            "Correct {source}; for an account at another host, such as smsc.ru, set {api_url}. If both are right, "
            "allow the address of this machine in the web dashboard of the account."
        ),
    ),
    "credentials_locked": (
        Advice("Correct {source}, or wait until then.", "again, after they were unlocked"),
        Advice(
            "Correct {source}: other credentials work at once. If the same ones are right by now, set SMSC_UNLOCK=1 in "
            "the environment for one run."
        ),
    ),
    "ip_blocked": (
        Advice("Wait until then, and find out what else logs in from this address with wrong credentials."),
    ),
    "rate_limit": (
        Advice("Run it again in a few minutes, with fewer runs in parallel, or raise {rate_limit_timeout}."),
    ),
    "refused": (
        Advice("Register the sender name with that operator in the web dashboard, or drop the target.", code=-1),
        Advice("Check the text with the linter, change it, and try again.", code=-2),
        Advice("Change the text, or drop the target."),
    ),
    "transport": (
        Advice(
            "Set {api_url} to a name that the certificate has; if it is right, something else answers in its place.",
            "certificate is not accepted.*(mismatch|doesn't match|not valid for)",
            section="Certificate",
        ),
        Advice(
            "Check the clock of this machine; if it is right, whoever runs that host has to renew the certificate.",
            "certificate is not accepted.*(expired|not yet valid)",
            section="Certificate",
        ),
        Advice(
            "If your company's proxy inspects TLS, or the host has an authority of its own, set {ca_path} to the file "
            "of that authority. Leave {validate_certs} on: without it the credentials go to whoever answers.",
            "certificate is not accepted",
            section="Certificate",
        ),
        Advice(
            "Set {ca_path} to a file or folder of certificates that this user can read, or correct the variable.",
            "certificate authorities cannot be read",
            section="Certificate",
        ),
        Advice(
            "What listens there does not speak TLS: check the port of {api_url}, and what is in between.",
            "TLS failed",
            section="Certificate",
        ),
        Advice("", "did not accept the user and password|wants a user and a password", section="Proxy"),
        Advice(
            "Ask whoever runs the proxy to let requests to that host through, or exempt the host with NO_PROXY.",
            "does not let requests to .* through",
            section="Proxy",
        ),
        Advice(
            "Check that the proxy is up and its variable right, or exempt the host with NO_PROXY.",
            "^the proxy .* could not be reached|could not be reached through the proxy",
            section="Proxy",
        ),
        Advice(
            "Check the spelling of {api_url}, and that this machine can look up names (DNS).",
            "its name cannot be looked up",
        ),
        Advice(
            "Check host and port of {api_url}, and that no firewall keeps this machine from them.",
            "could not be reached",
        ),
        Advice(
            "The service is slow or overloaded: run it again later, or raise {timeout}.",
            "did not answer within|did not end within",
        ),
        Advice("Run it again: it reads before it adds."),
    ),
    "bad_response": (
        Advice(
            "If that is your service, set {api_url} to it, without the file name at its end. If it is a login "
            "page, the network of this machine requires a login first.",
            "redirects to",
            section="Redirect",
        ),
        Advice(
            "It comes from a network that requires a login, from maintenance, or from an address that is not the "
            "API's: open {api_url} in a browser on this network.",
            "is a web page",
            section="Web page",
        ),
        Advice(
            "Check the web dashboard before you run this again.", "shows no such registration|not known what was added"
        ),
        Advice("Check that {api_url} is the address of the API.", "is api_url right"),
        Advice("Run it once more; if that does not help, run the doctor and report what it says."),
    ),
    "api": (Advice("Ask the service's support what its error means."),),
    "state": (
        Advice(
            "Run it again: it reads before it adds. If it happens again, find what stops or slows down this machine.",
            "has stood still",
        ),
        Advice("Run it again when it is up: it reads before it adds.", "could not be reached|has lost what"),
        Advice("Correct {state_url}, or what the server allows its user.", "user and password|too little"),
        Advice("Whoever runs that server has to put it right; until then nothing is sent."),
    ),
    "module": (Advice("Check that ansible_python_interpreter is a complete Python of 3.9 or newer."),),
}
_NONE = Advice("")
# Where the kind has no section of its own.
_SECTIONS = {"module": "Before anything is sent", "": "Before anything is sent", "state": "When it fails"}

_COME_FROM = re.compile(r"\(from ([^()]*)\)")
# Where a word such as `login` is an option, and not a word.
_NAMED = re.compile(r"\(from [^()]*\)|^\w+(?= is )|\blogin and password\b")
_ENDS = re.compile(r"[.!?…]$")
# A description that says by itself what became of an addition.
_TELLS = re.compile(r"\badd(ed|ition)\b|nothing was sent", re.IGNORECASE)


def paragraph(
    error: Mapping[str, Any], where: str = "", done: str = "", names: Mapping[str, str] | None = None
) -> list[str]:
    """The sentences about an error, the last of them being where more is written.

    error: the `error` of a result. where: whose it is, such as the name of an environment. done: the sentence about
    what was done or not, left out where the description tells it. names: other names of options, as ROLE_VARIABLES.
    """
    names = names or {}
    description = str(error.get("description") or "no more is known")
    head = (where, _label(str(error.get("kind") or ""), error.get("code")), _sentence(description, names))
    told = "" if _TELLS.search(description) else done
    return [": ".join(part for part in head if part), *([told] if told else []), *steps(error, names)]


def steps(error: Mapping[str, Any], names: Mapping[str, str] | None = None) -> list[str]:
    """What to do about an error, and where more is written; as the last sentences of its paragraph."""
    names = names or {}
    advice = find(error)
    source = _COME_FROM.search(str(error.get("description")).partition("credentials")[2])
    options = _Names(names, source=renamed(source[1], names) if source else "the credentials")
    page = "fleet" if error.get("kind") == "state" else "troubleshooting"
    see = f'See {page}, "{advice.section}": {address(advice.section)}'
    return [*([advice.text.format_map(options)] if advice.text else []), see]


def text(error: Mapping[str, Any], done: str = "") -> str:
    """The paragraph as one text, as modules give it."""
    return " ".join(paragraph(error, done=done))


def failure(error: _errors.SmscError, done: str = "") -> dict[str, Any]:
    """What a failed result has of its error."""
    record = error.as_record()
    return {"failed": True, "msg": text(record, done), "error": record}


def is_of_all(msg: object, error: Mapping[str, Any] | None) -> bool:
    """Whether the `msg` of a result is the paragraph of its `error`, and not a list of what failed."""
    return bool(error) and str(msg).startswith(paragraph(error or {})[0])


def find(error: Mapping[str, Any]) -> Advice:
    """What to do about an error, with the section."""
    kind, code, description = str(error.get("kind") or ""), error.get("code"), str(error.get("description") or "")
    fitting = (
        one
        for one in ADVICE.get(kind, ())
        if one.code in (None, code) and (not one.words or re.search(one.words, description))
    )
    found = next(fitting, _NONE)
    return found._replace(section=found.section or _SECTIONS.get(kind, kind))


def address(section: str) -> str:
    """The address of a section of the page."""
    page = FLEET if section == _SECTIONS["state"] else PAGE
    return f"{page}#{section.lower().replace(' ', '-')}"


class _Names(dict):  # type: ignore[type-arg]
    """Names for options; those that have no other are their own."""

    def __init__(self, names: Mapping[str, str], **more: str) -> None:
        super().__init__({**names, **more})

    def __missing__(self, name: str) -> str:
        return name


def _label(kind: str, code: object) -> str:
    if kind == "module":
        # Its description says so.
        return ""
    if not isinstance(code, int):
        return kind
    return f"{kind} ({'error' if code >= 0 else 'status'} {code})"


def _sentence(description: str, names: Mapping[str, str]) -> str:
    """The description with a full stop, and with options by their other names."""
    long = {name: other for name, other in names.items() if "_" in name}
    named = _NAMED.sub(lambda found: renamed(found[0], names), description)
    named = renamed(named, long)
    return named if _ENDS.search(named) else f"{named}."


def renamed(words: str, names: Mapping[str, str]) -> str:
    """Words with other names for options."""
    if not names:
        return words
    listed = "|".join(sorted(names, key=len, reverse=True))
    # Not within a path, an address, a quotation or a longer name.
    return re.sub(rf"(?<![\w./'\"{{-])(?:{listed})(?![\w/='\"-])", lambda found: names[found[0]], words)
