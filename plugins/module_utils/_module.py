# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where AnsibleModule meets the library: argument specs, settings, wanted templates, and the frame of every module."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ansible.module_utils.basic import AnsibleFallbackNotFound, AnsibleModule

from . import _loading  # First: it loads what follows.
from ._limits import _database, _folder, _lockout
from ._model import _contract, _errors, _input, _reader, _secrets_in_texts, _template
from ._service import _client, _http

try:
    from ansible.module_utils.secrets import register_secret
except ImportError:  # ansible-core 2.21 and older

    def register_secret(value: str, /) -> str:
        """Hiding is left to `no_log_values`."""
        return value


_CREDENTIALS = {"api_key": "SMSC_API_KEY", "login": "SMSC_LOGIN", "password": "SMSC_PASSWORD"}
_FIELDS = {"api_key": "apikey", "login": "login", "password": "psw"}
_OTHERS = ("api_url", "timeout", "state_dir", "state_url")
_VARIABLES = {**_CREDENTIALS, **{option: f"SMSC_{option.upper()}" for option in _OTHERS}}
_LONG_OPTIONS = ("templates", "known")

Params = Mapping[str, Any]
Run = Callable[[Params, _client.Client, bool], "dict[str, Any]"]


def argument_spec() -> dict[str, Any]:
    """The connection options that all modules share (doc fragment `_connection`).

    The credentials have no `fallback` here, because given ones must win over any in the environment.
    """
    return {
        # Not `str`: that would make another password of one that YAML has read as a number, and hide that it has.
        "api_key": {"type": "raw", "no_log": True},
        "login": {"type": "raw"},
        "password": {"type": "raw", "no_log": True},
        "api_url": {
            "type": "str",
            "default": _contract.DEFAULT_API_URL,
            "fallback": (_env, ["SMSC_API_URL"]),
        },
        "api_fallback_urls": {"type": "list", "elements": "str"},
        "validate_certs": {"type": "bool", "default": True},
        "ca_path": {"type": "path"},
        "timeout": {"type": "int", "default": 30, "fallback": (_env, ["SMSC_TIMEOUT"])},
        "rate_limit_timeout": {"type": "int", "default": 150},
        "max_connections": {"type": "int", "default": 4},
        "state_dir": {"type": "path", "fallback": (_env, ["SMSC_STATE_DIR"])},
        "state_url": {"type": "str", "no_log": True, "fallback": (_env, ["SMSC_STATE_URL"])},
    }


def _env(variable: str) -> str:
    """An environment variable that is not empty: AWX makes empty ones of fields that nobody has filled in."""
    value = os.environ.get(variable)
    if not value:
        raise AnsibleFallbackNotFound
    return value


def run_module(run: Run, spec: Mapping[str, Any], **constraints: Any) -> None:
    """The frame of every module: parse, build the client, run, and map errors to a failure.

    run(params, client, check_mode) returns the result; with a `warnings` list, and with `failed` and `msg`
    where it did not reach what was wanted. An SmscError that it raises becomes a failure as well.
    """
    _loading.done()
    module = AnsibleModule(argument_spec={**argument_spec(), **spec}, supports_check_mode=True, **constraints)
    _fail_for_lack(module)
    client = None
    try:
        credentials = find_credentials(module.params, os.environ)
        for name, secret in credentials.items():
            if name != "login":
                # From the environment they did not pass the argument spec, so they are hidden here.
                module.no_log_values.add(secret)
                register_secret(secret)
        connection = settings(module.params, credentials)
        _fail_for_lack(module, connection)
        client = _client.Client(connection)
        if connection.state_dir is None and not connection.store:
            client.warnings.append(_folder.why_there_is_none())
        result = run(module.params, client, module.check_mode)
    except _errors.SmscError as exc:
        # Loaded here because only an error needs it, and every start would pay for it.
        from ._model import _advice  # noqa: PLC0415

        done = "Nothing was added." if client and client.sent else "Nothing was sent."
        result = {**_advice.failure(exc, done), "changed": False}
    except Exception as exc:
        said = f" ({_input.quote(client.mask(str(exc)))})" if client else ""
        result = {
            "failed": True,
            "msg": f"{type(exc).__name__}{said}: this is a fault of the collection; report it with what -vvv shows",
            # Where it happened, but not what it said: a secret may stand in that.
            "exception": "".join(traceback.format_tb(exc.__traceback__)),
            "changed": False,
        }
    # Ansible gives the options back with the result; a long list would be there twice.
    long = {name: module.params[name] for name in _LONG_OPTIONS if isinstance(module.params.get(name), list)}
    if long:
        counts = {name: _input.count(len(given), "template") for name, given in long.items()}
        result["invocation"] = {"module_args": {**module.params, **counts}}
    result["requests"] = (
        {"sent": client.sent, "waited": round(client.waited, 3)} if client else {"sent": 0, "waited": 0}
    )
    for warning in [*(client.warnings if client else ()), *result.pop("warnings", ())]:
        module.warn(warning)
    end = module.fail_json if result.pop("failed", False) else module.exit_json
    end(**result)


def _fail_for_lack(module: AnsibleModule, connection: _client.Settings | None = None) -> None:
    """Fail where Python lacks what the modules need, or what this connection needs."""
    known = _http.REQUESTS_IMPORT_ERROR or _http.SSL_IMPORT_ERROR or _database.IMPORT_ERROR
    if not known and not (connection and connection.store):
        return
    # Loaded here because hardly any start needs it, and every one would pay for it.
    from . import _needs  # noqa: PLC0415

    lacking = _needs.lacking() or (_needs.lacking_for(connection) if connection else None)
    if lacking:
        msg, trace = lacking
        module.fail_json(msg=msg, exception=trace, changed=False, requests={"sent": 0, "waited": 0})


def find_credentials(params: Params, environ: Mapping[str, str]) -> dict[str, str]:
    """The form fields that authenticate, from the options or else from the environment.

    An option wins over the environment, also over a variable for the other way to authenticate.
    Raises ParametersError for none, for half and for both.
    """
    for option in _CREDENTIALS:
        if not isinstance(params.get(option), (str, type(None))):
            raise _errors.ParametersError(f"{option} is not a text; {_input.QUOTE_IT}")
    given = {option: params.get(option) or "" for option in _CREDENTIALS}
    by_option = any(given.values())
    for option, variable in _CREDENTIALS.items():
        other_way = given["login"] or given["password"] if option == "api_key" else given["api_key"]
        if not given[option] and not (by_option and other_way):
            given[option] = environ.get(variable, "")

    if given["api_key"] and (given["login"] or given["password"]):
        both = _sources([option for option in _CREDENTIALS if given[option]], params, environ)
        raise _errors.ParametersError(f"{both} are given together; leave the key or the login empty")
    if given["api_key"]:
        return {"apikey": given["api_key"]}
    if given["login"] and given["password"]:
        return {"login": given["login"], "psw": given["password"]}
    if given["login"] or given["password"]:
        there, lacking = ("login", "password") if given["login"] else ("password", "login")
        raise _errors.ParametersError(
            f"{lacking} is missing: give it, or set {_CREDENTIALS[lacking]}; the {there} is given"
            f"{_errors.come_from(_source(there, params, environ))}"
        )
    raise _errors.ParametersError(
        "no credentials: give api_key, or login and password, or set SMSC_API_KEY, or SMSC_LOGIN and SMSC_PASSWORD, in "
        "the environment of the task"
    )


def _source(option: str, params: Params, environ: Mapping[str, str] | None = None) -> str:
    """What a value comes from. Of an option that repeats its variable, it is the variable."""
    variable = _VARIABLES.get(option, "")
    there = (os.environ if environ is None else environ).get(variable)
    return f"{variable} in the environment" if there and there == str(params.get(option) or there) else option


def _sources(options: Sequence[str], params: Params, environ: Mapping[str, str] | None = None) -> str:
    *others, last = (_source(option, params, environ) for option in options)
    listed = ", ".join(others) + " and " * bool(others) + last
    return re.sub(r" in the environment(?=,| and SMSC_)", "", listed)


def settings(params: Params, credentials: Mapping[str, str]) -> _client.Settings:
    """The settings of the client from the options. Raises ParametersError for an invalid value."""
    for option, lowest, highest in (("timeout", 1, 3600), ("rate_limit_timeout", -1, None), ("max_connections", 1, 14)):
        value = params[option]
        if value < lowest or (highest is not None and value > highest):
            bound = f"from {lowest} to {highest}" if highest is not None else f"{lowest} or more"
            raise _errors.ParametersError(f"{_source(option, params)} is {value}; it must be {bound}")
    if params["ca_path"] and not Path(params["ca_path"]).exists():
        raise _errors.ParametersError(f"ca_path is {params['ca_path']!r}, and there is no such file or folder")

    default, fallbacks = params["api_url"] == _contract.DEFAULT_API_URL, params["api_fallback_urls"]
    given = [("" if default else _source("api_url", params), params["api_url"])]
    given += [("api_fallback_urls", url) for url in fallbacks or ()]
    api_urls = [_base_url(option, url, params["validate_certs"]) for option, url in given]
    sources = {url: option for url, (option, _given) in reversed(list(zip(api_urls, given)))}
    sources["credentials"] = _sources([o for o, field in _FIELDS.items() if field in credentials], params)
    api_urls += _contract.DEFAULT_FALLBACK_URLS if default and fallbacks is None else ()
    _no_placeholder(params, credentials, api_urls)
    store, state = None, _source("state_dir", params)
    if params.get("state_url"):
        # Loaded here because few have a fleet, and every module start would pay for it.
        from ._limits import _redis_url  # noqa: PLC0415

        store = _redis_url.parse(params["state_url"], _source("state_url", params), tls_needed=params["validate_certs"])
    return _client.Settings(
        credentials=credentials,
        api_urls=tuple(api_urls),
        timeout=params["timeout"],
        rate_limit_timeout=params["rate_limit_timeout"],
        max_connections=params["max_connections"],
        validate_certs=params["validate_certs"],
        ca_path=params["ca_path"],
        state_dir=None if store else _folder.checked(params["state_dir"], state) or _folder.default()[0],
        store=store,
        unlock=os.environ.get(_lockout.UNLOCK_VARIABLE) == "1",
        sources=sources,
    )


def _no_placeholder(params: Params, credentials: Mapping[str, str], api_urls: Sequence[str]) -> None:
    """Raise ParametersError where a key or password of the documentation would leave this machine."""
    named = [o for o in ("api_key", "password") if _input.is_placeholder(credentials.get(_FIELDS[o], ""))]
    hosts = [host for host in (urlsplit(url).hostname or "" for url in api_urls) if not _http.is_loopback(host)]
    if named and hosts:
        # Not quoted: Ansible would hide it.
        raise _errors.ParametersError(
            f"{_source(named[0], params)} is a sample key from the documentation; {hosts[0]} would count it as a "
            "failed login, and five of them block this address"
        )


def _base_url(option: str, url: str, validate_certs: bool) -> str:
    if any(char in url for char in "@?#"):
        # Not quoted: what stands there may be a password.
        raise _errors.ParametersError(
            f"{option} has a user name, a question mark or a number sign in it; "
            "give the bare address, and credentials in their own options"
        )
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    strange = port == 0 or any(char.isspace() or not char.isprintable() or char == "\\" for char in url)
    if scheme not in ("http", "https") or not host or strange or not _http.is_usable(url):
        raise _errors.ParametersError(
            f"{option} is {url!r}, which is not an address; it looks like {_contract.DEFAULT_API_URL}"
        )
    if scheme == "http" and validate_certs and not _http.is_loopback(host):
        raise _errors.ParametersError(
            f"{option} is {url!r}, which would send the credentials unencrypted; "
            "use https, or validate_certs: false if that is what you want"
        )
    return url if url.endswith("/") else url + "/"


def wanted(
    values: Sequence[Any],
    secrets: Mapping[str, str],
    *,
    where: str = "templates[{}]",
    targets_needed: bool = False,
    allow_unknown_targets: bool = True,
) -> list[_template.Template]:
    """The templates of an option. Raises ParametersError, which names all that is wrong with them.

    where: how to call an item by its number; empty for a single one. secrets: those that must not stand in a text,
    by their options, because Ansible would hide them where it is returned, and nobody could tell what the result is
    about.
    """
    mistakes: list[str] = []
    templates = []
    places: list[str] = []
    needed = ("sender", "msg", "targets") if targets_needed else ("sender", "msg")
    for number, value in enumerate(values):
        place = where.format(number)
        template = _reader.read(value, place, mistakes, needed=needed, ignored=_template.GAINED_KEYS)
        if template is None:
            continue
        title = f"{place} ({template.label})" if template.title and place else place
        found = _reader.check(template, allow_unknown_targets=allow_unknown_targets)
        mistakes += [f"{title}: {what}" if title else what for what in found]
        templates.append(template)
        # Not with the name of the template, of which a secret may be a part.
        places.append(place)
    if templates:
        mistakes += _secrets_in_texts.mistakes(zip(places, templates), secrets)
    if mistakes:
        raise _errors.ParametersError("; ".join(_input.some(mistakes)))
    return templates
