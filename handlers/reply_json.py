# SPDX-License-Identifier: MPL-2.0
"""A reply as JSON and back. What is kept on disk names each value's class in lower case: a renamed class needs its old name here."""

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from handlers.reply import Bar, Choice, Cited, Part, Reply, Value

_PLAIN = (str, int, type(None))
_CLASSES: Mapping[str, type] = {each.__name__.lower(): each for each in (Reply, Cited, Choice, Bar, *get_args(Part), *get_args(Value)) if each not in _PLAIN}
_TAGS: Mapping[type, str] = {each: tag for tag, each in _CLASSES.items()}
_HALVES = re.compile("[\ud800-\udfff]")  # of a character; no database takes them as they are


def to_json(reply: Reply) -> str:
    """Compact; fields that have their default are left out. A time keeps its offset, not its zone's name. Raises ValueError for what no reply may hold."""
    text = json.dumps(_plain(reply), ensure_ascii=False, separators=(",", ":"))
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def as_in_json(text: str) -> str:
    """A text as it stands within a reply in JSON: what a search for it looks for."""
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(text, ensure_ascii=False)[1:-1])


def from_json(text: str) -> Reply:
    """The reply that `to_json` wrote. Raises ValueError with a sentence that repeats nothing a person said."""
    try:
        reply: Reply = _read(_parsed(text), Reply)
    except RecursionError:
        raise _unreadable("it is nested too deeply") from None
    return reply


def _plain(value: object) -> object:
    kind = type(value)
    if kind in _PLAIN:  # not isinstance: True would come back as no Value at all
        return value
    if kind in _TAGS:
        return {_TAGS[kind]: _content(value)}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    raise ValueError(f"A reply cannot hold a {kind.__name__}.")


def _content(value: Any) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    types = _types(value.__class__)
    return {
        name: own if types[name] is bool else _plain(own)
        for name, default in _defaults(value.__class__) if (own := getattr(value, name)) != default
    }  # fmt: skip


@cache
def _defaults(made: Any) -> tuple[tuple[str, object], ...]:
    """The fields of a class by name, each with its default; MISSING where it has none."""
    return tuple((each.name, each.default if each.default_factory is MISSING else each.default_factory()) for each in fields(made))


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise _unreadable("it is not JSON") from None


def _read(raw: object, kind: Any) -> Any:
    """`raw` as the type that the field it stands in declares."""
    origin, kinds = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(_read(each, kinds[0]) for each in _expect(raw, list))
    if origin is Mapping:
        return {name: _read(each, kinds[1]) for name, each in _expect(raw, dict).items()}
    if origin is Literal:
        return _one_of(raw, kinds)
    return _member(raw, kinds if origin in (Union, UnionType) else (kind,))


def _one_of(raw: object, words: tuple[object, ...]) -> object:
    if raw not in words:
        raise _unreadable(f"a word in it is none of {', '.join(map(str, words))}")
    return raw


def _member(raw: object, kinds: tuple[type, ...]) -> object:
    if isinstance(raw, dict) and len(raw) == 1:
        [(tag, content)] = raw.items()
        return _built(tag, content, kinds)
    if type(raw) not in kinds:
        raise _unreadable(f"a value of JSON type {type(raw).__name__} stands where {_names(kinds)} belongs")
    return raw


def _built(tag: str, content: object, kinds: tuple[type, ...]) -> object:
    made = _CLASSES.get(tag)
    if made is None or made not in kinds:
        raise _unreadable(f"{tag[:40]!r} stands where {_names(kinds)} belongs")
    return made(**_arguments(made, content)) if is_dataclass(made) else _time(content)


def _arguments(made: Any, content: object) -> Mapping[str, object]:
    raw, types = _expect(content, dict), _types(made)
    if strange := raw.keys() - types:
        raise _unreadable(f"{_tag_of(made)} has no field {min(strange)[:40]!r}")
    if missing := {name for name, default in _defaults(made) if default is MISSING} - raw.keys():
        raise _unreadable(f"{_tag_of(made)} lacks its field {min(missing)!r}")
    return {name: _read(each, types[name]) for name, each in raw.items()}


@cache
def _types(made: type) -> Mapping[str, Any]:
    return get_type_hints(made)


def _time(content: object) -> datetime:
    try:
        return datetime.fromisoformat(_expect(content, str))
    except ValueError:
        raise _unreadable("a time in it is no ISO 8601 time") from None


def _expect(raw: object, kind: type) -> Any:
    if not isinstance(raw, kind):
        raise _unreadable(f"a value of JSON type {type(raw).__name__} stands where {kind.__name__} belongs")
    return raw


def _names(kinds: tuple[type, ...]) -> str:
    return " or ".join(map(_tag_of, kinds))


def _tag_of(kind: type) -> str:
    return kind.__name__.lower()


def _unreadable(why: str) -> ValueError:
    return ValueError(f"This reply cannot be read: {why}.")
