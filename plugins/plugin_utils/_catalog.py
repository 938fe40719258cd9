# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From catalogs of template sets to the flat list of templates of one environment, and back to records of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.smsops.smsc.plugins.module_utils import _contract
from ansible_collections.smsops.smsc.plugins.plugin_utils import _input

_SET_KEYS = ("name", "sender", "targets", "templates")
_TEMPLATE_KEYS = ("name", "msg", "sender", "targets", "examples")
_OVERRIDE_KEYS = ("sender", "targets")
_RECORD_KEYS = ("registrations", "added", "refused", "changed", "failed", "error")


class CatalogError(ValueError):
    """The catalog cannot be meant as it is; the message names the set and the template, and the mend."""


def choose(
    catalog: Sequence[Mapping[str, Any]],
    sets: Collection[str] | None = None,
    sender: str = "",
    senders: Mapping[str, str] | None = None,
    overrides: Mapping[str, Mapping[str, Any]] | None = None,
    allow_unknown_targets: bool = True,
) -> list[dict[str, Any]]:
    """The templates of the named sets (None: of all), in the order of the names.

    catalog: sets, each with name, templates, and where wanted sender and targets.
    sender: for sets that have none. senders: what the names of senders in the catalog stand for in this environment;
    with any, a sender must be one of them. overrides: set or set/template -> sender and targets instead of the
    catalog's. allow_unknown_targets: whether targets may be others than those of the service.
    Returns records of set, name, sender, msg, targets and, where there are some, examples. Raises CatalogError.
    """
    by_name = _by_name(catalog, "the catalog", "set", _SET_KEYS)
    # YAML makes numbers of some names.
    given = _dict(senders or {}, "op_templates_senders", "give the sender name for each name in the catalog")
    senders = {str(name): real for name, real in given.items()}
    overrides = _overrides(overrides, by_name)
    chosen = []
    for set_name in by_name if sets is None else dict.fromkeys(map(str, _list(sets, "sets"))):
        if set_name not in by_name:
            raise CatalogError(f"no set {set_name!r} in the catalog; {_input.nearest(set_name, by_name)}")
        template_set = by_name[set_name]
        for name, template in _templates(set_name, template_set).items():
            title = f"{set_name}/{name}"
            # The last layer that says something counts: the set, the template, the override of either.
            layers = [template_set, template, *(overrides.get(key, {}) for key in (set_name, title))]
            targets = _targets(layers, title, allow_unknown_targets)
            logical = next((layer["sender"] for layer in layers[::-1] if layer.get("sender")), sender)
            if not logical:
                raise CatalogError(
                    f"the set {set_name!r} has no sender: give it one, or give op_templates_sender for the environment"
                )
            if not isinstance(template.get("msg"), str):
                raise CatalogError(f"the template {title} has no text: give it one as msg")
            examples = template.get("examples")
            chosen.append(
                {
                    "set": set_name,
                    "name": name,
                    "sender": _sender(str(logical), senders, title),
                    "msg": template["msg"],
                    "targets": targets,
                    **({"examples": _list(examples, f"examples of {title}", repr(examples))} if examples else {}),
                }
            )
    return chosen


def merge(catalogs: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """One catalog from several, each with the name of its source. A set may be spread over them.

    Raises CatalogError for a source that is no catalog, or where two say different things of a set.
    """
    merged: dict[str, dict[str, Any]] = {}
    for source, catalog in catalogs:
        for name, template_set in _by_name(catalog, source, "set", _SET_KEYS).items():
            known = merged.setdefault(name, {"name": name, "templates": []})
            for key in ("sender", "targets"):
                given = template_set.get(key)
                if given and known.setdefault(key, given) != given:
                    raise CatalogError(f"{source} gives the set {name!r} another {key} than an earlier file")
            known["templates"] = [*known["templates"], *template_set["templates"]]
    return list(merged.values())


def items(wanted: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Records of `choose` as the modules for lists take them; the name is set/name."""
    return [
        {
            "name": f"{record['set']}/{record['name']}",
            "sender": record["sender"],
            "msg": record["msg"],
            "targets": record["targets"],
        }
        for record in wanted
    ]


def records(
    wanted: Iterable[Mapping[str, Any]],
    results: Iterable[Mapping[str, Any]],
    environment: str = "",
    error: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """What the modules found and did, beside what was wanted.

    wanted: records of `choose`. results: templates as modules for lists return them; of several for one sender and
    text the last counts. error: why there are no results for the others, which have failed then.
    Returns the records with environment, changed and failed, and as far as there are some registrations, added, refused
    and error.
    """
    found = {(result["sender"], result["msg"]): result for result in results}
    joined = []
    for record in wanted:
        result = found.get((record["sender"], record["msg"]), {"failed": True, "error": error} if error else {})
        outcome = {key: result[key] for key in _RECORD_KEYS if result.get(key) is not None}
        # A template that stands in two sets is one for the service; each record tells of its own targets.
        for key in ("added", "refused"):
            if key in outcome:
                outcome[key] = [one for one in outcome[key] if _target(one) in (None, *record["targets"])]
        joined.append({"environment": environment, **record, "changed": False, "failed": False, **outcome})
    return joined


def check_names(names: Iterable[str], known: Collection[str]) -> list[str]:
    """The names, if all of them are known. Raises CatalogError with the nearest right name."""
    names = list(names)
    for name in names:
        if name not in known:
            raise CatalogError(f"{name} is no variable of the role; {_input.nearest(name, known)}")
    return names


def _target(added_or_refused: Any) -> Any:
    return added_or_refused.get("target") if isinstance(added_or_refused, Mapping) else added_or_refused


def _sender(logical: str, senders: Mapping[str, str], title: str) -> str:
    if not senders:
        return logical
    if logical not in senders:
        raise CatalogError(
            f"op_templates_senders has no sender {logical!r}, which {title} needs; {_input.nearest(logical, senders)}"
        )
    if not senders[logical]:
        raise CatalogError(
            f"op_templates_senders has nothing for {logical!r}, which {title} needs: give it a sender name"
        )
    return str(senders[logical])


def _targets(layers: Sequence[Mapping[str, Any]], title: str, allow_unknown: bool) -> list[Any]:
    given = next((layer["targets"] for layer in layers[::-1] if layer.get("targets")), None)
    if not given:
        raise CatalogError(f"the template {title} has no targets: give some to it or to its set")
    targets = _list(given, f"targets of {title}")
    for target in targets:
        if target not in _contract.FLAGS and not allow_unknown:
            raise CatalogError(
                f"{title} has the target {target!r}, which the service does not know "
                "(op_templates_allow_unknown_targets: true allows it); "
                f"{_input.nearest(str(target), _contract.FLAGS)}"
            )
    return targets


def _overrides(overrides: Any, sets: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The overrides by the plain names of sets and templates, checked. Without any, no other set is looked at."""
    checked: dict[str, Mapping[str, Any]] = {}
    if not overrides:
        return checked
    known = [*sets, *(f"{name}/{template}" for name, one in sets.items() for template in _templates(name, one))]
    mend = "give sender or targets"
    for key, override in _dict(overrides, "op_templates_overrides", f"{mend} for each set or template").items():
        name = str(key)
        if name not in known:
            raise CatalogError(
                f"op_templates_overrides has {name!r}, which is no set and no template; {_input.nearest(name, known)}"
            )
        where = f"op_templates_overrides[{name!r}]"
        checked[name] = _dict(override, where, mend)
        _check_keys(checked[name], _OVERRIDE_KEYS, where)
    return checked


def _templates(name: str, template_set: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return _by_name(template_set["templates"], f"the set {name!r}", "template", _TEMPLATE_KEYS)


def _by_name(items: Any, where: str, what: str, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    if not _is_list(items):
        raise CatalogError(f"{where} is no list of {what}s; it begins with '- name: ...'")
    by_name: dict[str, Mapping[str, Any]] = {}
    for number, item in enumerate(items):
        if not isinstance(item, Mapping) or not item.get("name"):
            raise CatalogError(f"{where} has a {what} without a name, the {number + 1}. one: give it one")
        name = str(item["name"])
        if name in by_name:
            raise CatalogError(f"{where} has more than one {what} {name!r}: rename one of them")
        _check_keys(item, keys, f"{what} {name!r} of {where}")
        if what == "set" and not _is_list(item.get("templates")):
            raise CatalogError(f"the set {name!r} has no templates: give it a list of them")
        by_name[name] = item
    return by_name


def _is_list(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, (str, bytes, Mapping))


def _list(value: Any, what: str, plain: str | None = None) -> list[Any]:
    """A new list of the items. plain: how to write a single one, if not as it is."""
    if not _is_list(value):
        listed = ", ".join(map(str, value)) if isinstance(value, Mapping) else plain or value
        raise CatalogError(f"the {what} are {value!r}, which is no list; write [{listed}]")
    return list(value)


def _dict(value: Any, what: str, mend: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise CatalogError(f"{what} is {value!r}, which is no dictionary: {mend}")
    return value


def _check_keys(item: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    for key in item:
        if key not in keys:
            raise CatalogError(f"{where} has {key!r}, which is unknown; {_input.nearest(str(key), keys)}")
