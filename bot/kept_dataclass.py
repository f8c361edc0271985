# SPDX-License-Identifier: MPL-2.0
"""Frozen dataclasses as compact JSON, as the durable inbox keeps them: what has its default is left out."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from handlers.message import Asked

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def differing(value: Any, *but: str) -> dict[str, object]:
    """The fields of a dataclass that differ from their defaults, but for those named."""
    return {name: found for name, default in _defaults(type(value)).items() if name not in but and (found := getattr(value, name)) != default}


def check_words(of: Any) -> None:
    """What is written as words must be words. Raises TypeError."""
    for each in fields(of):
        if each.type in ("str", str) and not isinstance(getattr(of, each.name), str):
            raise TypeError(f"{each.name} is no text")


def asked_as_kept(asked: Asked) -> dict[str, object]:
    return {"intent": asked.intent, "slots": dict(asked.slots), "words": asked.words}


def encoded(kept: Mapping[str, object]) -> str:
    """Half a character is none that can be kept: it becomes a question mark."""
    return _encode(kept).encode(errors="replace").decode()


def _defaults(kind: type[Any]) -> Mapping[str, object]:
    if kind not in _KNOWN:
        _KNOWN[kind] = {each.name: each.default for each in fields(kind)}
    return _KNOWN[kind]


_KNOWN: dict[type[Any], Mapping[str, object]] = {}
"""Class → field → its default: written down once for each class, because it is asked for with every delivery."""
