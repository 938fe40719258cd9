# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From catalogs of template sets to the templates of one environment, with all mistakes that are in them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..module_utils._model import _input, _reader, _template
from ..module_utils._model._input import InputError, nearest, shown

_SET_KEYS = ("name", "sender", "targets", "templates")
_TEMPLATE_KEYS = ("name", "msg", "sender", "targets", "examples", "environments", "after")
_OVERRIDE_KEYS = ("sender", "targets")
# In the place of what is wrong, so that nobody is told that it is missing.
_WRONG: Any = object()


class CatalogError(InputError):
    """The catalog is wrong; the message has all mistakes, each with file, set, name, value and fix."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = list(mistakes)


class Set(NamedTuple):
    """A set, put together from all files that have a part of it: what it gives to its templates, and these by name.

    place, places: where it and each of its templates stands, for messages. A template that is wrong is None.
    """

    place: str
    given: dict[str, Any]
    templates: dict[str, _template.Template | None]
    places: dict[str, str]


def choose(
    catalog: Any,
    sets: Any = None,
    sender: Any = "",
    senders: Any = None,
    overrides: Any = None,
    allow_unknown_targets: bool = True,
    environment: str = "",
) -> list[dict[str, Any]]:
    """The templates of the named sets (None: of all), in the order of the names.

    catalog: sets, each with name, templates, and where wanted sender and targets.
    sender: for sets that have none. senders: what the names of senders in the catalog stand for in this environment;
    with any, a sender must be one of them. overrides: set or set/template -> sender and targets instead of the
    catalog's. allow_unknown_targets: whether targets may be others than those of the service.
    environment: leave out templates that say that they are not for it. Returns records. Raises CatalogError.
    """
    mistakes: list[str] = []
    sources = merge([("catalog", catalog)], mistakes)
    chosen = choose_from(sources, mistakes, sets, sender, senders, overrides, allow_unknown_targets, environment)
    if mistakes:
        raise CatalogError(mistakes)
    return chosen


def as_sets(catalog: Mapping[str, Set]) -> list[dict[str, Any]]:
    """The sets as a catalog has them."""
    return [
        {
            "name": name,
            **{key: list(given) if key == "targets" else given for key, given in one.given.items()},
            "templates": [
                {key: value for key, value in template.as_dict().items() if key != "set" and value != ""}
                for template in one.templates.values()
                if template
            ],
        }
        for name, one in catalog.items()
    ]


def merge(sources: Iterable[tuple[str, Any]], mistakes: list[str]) -> dict[str, Set]:
    """The sets of several catalogs, each with the name of its source. A set may be spread over them.

    All of them is checked; what is wrong is added to the mistakes.
    """
    merged: dict[str, Set] = {}
    complete: set[str] = set()
    for source, catalog in sources:
        here: set[str] = set()
        for fields in _each(catalog, "a list of sets; it begins with '- name: ...'", source, mistakes):
            name = _name(fields, f"{source}, set {len(here) + 1}", mistakes)
            if name is None:
                continue
            if name in here:
                mistakes.append(f"{source}, {name}: there is more than one set of this name: rename one of them")
                continue
            here.add(name)
            complete.update([name] * (fields.get("templates") is not None))
            _add(merged.setdefault(name, Set(f"{source}, {name}", {}, {}, {})), name, fields, source, mistakes)
    for name, of_set in merged.items():
        if name not in complete:
            mistakes.append(f"{of_set.place}: templates is missing: give it a list of them")
    return merged


def _add(known: Set, name: str, fields: Mapping[str, Any], source: str, mistakes: list[str]) -> None:
    """Put a part of a set to those that are known."""
    where = f"{source}, {name}"
    _check_keys(fields, _SET_KEYS, where, mistakes)
    for key, given in _settings(fields, where, mistakes).items():
        if known.given.setdefault(key, given) != given:
            mistakes.append(f"{where}: an earlier file says something else as {key} of this set")
    if fields.get("templates") is None:
        return
    templates = _each(fields["templates"], "its list of templates", f"{where}: templates", mistakes)
    for number, one in enumerate(templates, 1):
        title = _name(one, f"{where}, template {number}", mistakes)
        if title is None:
            continue
        place = f"{where}/{title}"
        if title in known.templates:
            mistakes.append(
                f"{place}: there is more than one template of this name ({known.places[title]}): rename one"
            )
            continue
        plain = {key: value for key, value in one.items() if key != "name"}
        template = _reader.read(plain, place, mistakes, keys=_TEMPLATE_KEYS, needed=("msg",))
        known.templates[title] = template._replace(set=name, name=title) if template else None
        known.places[title] = place


def choose_from(
    catalog: Mapping[str, Set],
    mistakes: list[str],
    sets: Any = None,
    sender: Any = "",
    senders: Any = None,
    overrides: Any = None,
    allow_unknown_targets: bool = True,
    environment: str = "",
    prefix: str = "",
) -> list[dict[str, Any]]:
    """The templates of an environment, see `choose`. What is wrong is added to the mistakes.

    prefix: what the names of the options begin with.
    """
    if sender is not None and not isinstance(sender, str):
        mistakes.append(f"{prefix}sender is {shown(sender)}, which is not a text; {_input.QUOTE_IT}")
        sender = _WRONG
    real = _senders(senders, f"{prefix}senders", mistakes)
    changed = _overrides(overrides, catalog, f"{prefix}overrides", mistakes)
    allowed = f"{prefix}allow_unknown_targets"
    chosen = []
    unknown_senders: dict[str, list[str]] = {}
    found: dict[str, None] = {}
    for set_name in _sets(sets, catalog, f"{prefix}sets", mistakes):
        of_set = catalog[set_name]
        unknown = _reader.unknown_targets(
            _given(of_set.given, "targets"), allowed=allow_unknown_targets, option=allowed
        )
        found.update(dict.fromkeys(f"{of_set.place}: {what}" for what in unknown))
        for name, template in of_set.templates.items():
            if template is None or (environment and environment not in (template.environments or [environment])):
                continue
            title, where = f"{set_name}/{name}", of_set.places[name]
            # The last layer that says something counts: the set, the template, the override of either.
            layers = [
                (of_set.given, of_set.place),
                ({"sender": template.sender, "targets": () if template.off else template.targets or None}, where),
                (changed.get(set_name, {}), f"{prefix}overrides[{set_name!r}]"),
                (changed.get(title, {}), f"{prefix}overrides[{title!r}]"),
            ]
            logical, _place = _last(layers, "sender")
            targets, place = _last(layers, "targets")
            logical = logical or sender
            if not logical:
                found[f"{of_set.place}: sender is missing: give it one, or give {prefix}sender"] = None
            elif logical is not _WRONG and isinstance(senders, Mapping) and senders and logical not in real:
                unknown_senders.setdefault(logical, []).append(title)
            if targets is None:
                found[f"{where}: targets is missing: give some to the template or to its set"] = None
            elif targets is not _WRONG:
                unknown = _reader.unknown_targets(targets, allowed=allow_unknown_targets, option=allowed)
                found.update(dict.fromkeys(f"{place}: {what}" for what in unknown))
            if logical and logical is not _WRONG and targets is not None and targets is not _WRONG:
                real_sender = real.get(logical, logical)
                chosen.append(template._replace(sender=real_sender, targets=targets, off=not targets).as_dict())
    mistakes += found
    for logical, titles in unknown_senders.items():
        needing = f"{titles[0]} needs" if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more need"
        mistakes.append(f"{prefix}senders has no sender {logical!r}, which {needing}; {nearest(logical, real)}")
    return chosen


def _given(layer: Mapping[str, Any], key: str) -> Any:
    """What a layer says, if that is not wrong."""
    return () if layer.get(key) is _WRONG else layer.get(key) or ()


def _last(layers: Sequence[tuple[Mapping[str, Any], str]], key: str) -> tuple[Any, str]:
    """What the last layer says that says something, and where that stands."""
    return next(((layer[key], place) for layer, place in layers[::-1] if layer.get(key) not in (None, "")), (None, ""))


def _sets(names: Any, catalog: Mapping[str, Set], option: str, mistakes: list[str]) -> list[str]:
    """The names of the sets to choose, each once."""
    if names is None:
        return list(catalog)
    names = [part.strip() for part in names.split(",") if part.strip()] if isinstance(names, str) else names
    if isinstance(names, Mapping) or not isinstance(names, Collection):
        mistakes.append(f"{option} is {shown(names)}, which is not a list; write [{names}]")
        return []
    found = list(dict.fromkeys(map(str, names)))
    for name in found:
        if name not in catalog:
            mistakes.append(f"{option}: no set {name!r} in the catalog; {nearest(name, catalog)}")
    return [name for name in found if name in catalog]


def _senders(senders: Any, option: str, mistakes: list[str]) -> dict[str, str]:
    real: dict[str, str] = {}
    for name, value in _items(senders, option, "give the sender name for each name in the catalog", mistakes):
        # What is wrong is there all the same, so that nobody is told that it is missing.
        real[name] = ""
        try:
            real[name] = _reader.text(value, f"{option}[{name!r}]") if value is not None else ""
            if not real[name]:
                mistakes.append(f"{option} has nothing for {name!r}: give it a sender name")
        except InputError as exc:
            mistakes.append(str(exc))
    return real


def _overrides(
    overrides: Any, catalog: Mapping[str, Set], option: str, mistakes: list[str]
) -> dict[str, dict[str, Any]]:
    """The overrides by the plain names of sets and templates, checked."""
    known = [*catalog, *(f"{name}/{title}" for name, one in catalog.items() for title in one.templates)]
    checked: dict[str, dict[str, Any]] = {}
    for name, override in _items(overrides, option, "give sender or targets for each set or template", mistakes):
        where = f"{option}[{name!r}]"
        if name not in known:
            mistakes.append(f"{option} has {name!r}, which is not a set and not a template; {nearest(name, known)}")
        elif known.count(name) > 1:
            mistakes.append(f"{option} has {name!r}, which several sets or templates have: rename one of them")
        if not isinstance(override, Mapping):
            mistakes.append(f"{where} is {shown(override)}, which is not a dictionary: give sender or targets")
            continue
        _check_keys(override, _OVERRIDE_KEYS, where, mistakes)
        checked[name] = _settings(override, where, mistakes)
    return checked


def _settings(fields: Mapping[str, Any], where: str, mistakes: list[str]) -> dict[str, Any]:
    """sender and targets of a set or of an override, as far as there are some; an empty list of targets is one."""
    given = {}
    for key in _OVERRIDE_KEYS:
        if fields.get(key) not in (None, ""):
            read = _reader.read({key: fields[key]}, where, mistakes, keys=_OVERRIDE_KEYS, needed=())
            given[key] = getattr(read, key) if read else _WRONG
    return given


def _items(value: Any, option: str, fix: str, mistakes: list[str]) -> list[tuple[str, Any]]:
    if not value and not isinstance(value, (bool, int)):
        return []
    if not isinstance(value, Mapping):
        mistakes.append(f"{option} is {shown(value)}, which is not a dictionary: {fix}")
        return []
    # YAML makes numbers of some names.
    return [(str(key), one) for key, one in value.items()]


def _each(values: Any, what: str, where: str, mistakes: list[str]) -> list[Mapping[str, Any]]:
    """The dictionaries of a list."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Collection):
        mistakes.append(f"{where}: {shown(values)} is not {what}")
        return []
    for number, value in enumerate(values, 1):
        if not isinstance(value, Mapping):
            mistakes.append(f"{where}: item {number} is {shown(value)}, which is not a dictionary")
    return [value for value in values if isinstance(value, Mapping)]


def _name(fields: Mapping[str, Any], where: str, mistakes: list[str]) -> str | None:
    name = fields.get("name")
    if name is None or name == "":
        mistakes.append(f"{where}: name is missing: give it one")
        return None
    # YAML makes numbers of some names.
    if not isinstance(name, (list, dict, bool, float)):
        return str(name)
    mistakes.append(f"{where}: name is {shown(name)}, which is not a text; {_input.QUOTE_IT}")
    return None


def _check_keys(fields: Mapping[str, Any], keys: Sequence[str], where: str, mistakes: list[str]) -> None:
    for key in fields:
        if key not in keys:
            mistakes.append(f"{where}: {key!r} is unknown; {_input.nearest(str(key), keys)}")
