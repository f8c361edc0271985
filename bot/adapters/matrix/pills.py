# SPDX-License-Identifier: MPL-2.0
"""People and rooms as Matrix names them in links: `https://matrix.to/#/…` and `matrix:` addresses, read and written.

https://spec.matrix.org/latest/appendices/#uris
"""

import re
from urllib.parse import quote, unquote

MATRIX_TO = "https://matrix.to/#/"
IDENTITY = re.compile(r"(?<![\w:])matrix:(@[^\s:<>@]{1,100}:[\w.-]{1,150}(?::\d{1,5})?)(?<![.])")
"""Somebody in the bot's own words. As `handlers.understanding.addresses` reads it."""
ROOM = re.compile(r"(?<![\w:])matrix:(![\w=/+~.-]{1,200}(?::[\w.-]{1,150}(?::\d{1,5})?)?)(?<![.])")
"""A room in the bot's own words. From room version 12 on its id names no homeserver."""
_MOST_BYTES = 255
_PERSON = re.compile(r"@[^\s:<>@]+:[^\s<>@]+")
_ROOM = re.compile(r"[#!][^\s<>/]+")
_SIGILS = {"u": "@", "r": "#", "roomid": "!"}


def target(url: str) -> str:
    """Whom or which room a link means: `@anna:example.org`, `#hal:example.org`, `!id`. Empty for every other link, such as one to a message."""
    named = _of_uri(url) if url[:7].casefold() == "matrix:" else _of_matrix_to(url)
    pattern = _PERSON if named.startswith("@") else _ROOM
    return named if pattern.fullmatch(named) and len(named.encode(errors="replace")) <= _MOST_BYTES else ""


def words(named: str) -> str:
    """As it stands in a message's text: people by their identity."""
    return f"matrix:{named}" if named.startswith("@") else named


def link_to(named: str) -> str:
    """The address of a person or a room that clients show as a pill."""
    return MATRIX_TO + quote(named.encode(errors="replace"), safe="@:!$'()*+,;=")


def _of_matrix_to(url: str) -> str:
    _, found, rest = url.partition("//matrix.to/#/")
    if not found or not url.casefold().startswith(("https://matrix.to", "http://matrix.to")):
        return ""
    path = rest.partition("?")[0].rstrip("/")
    return "" if "/" in path else unquote(path)


def _of_uri(url: str) -> str:
    kind, _, rest = url[7:].partition("?")[0].rstrip("/").partition("/")
    return _SIGILS[kind] + unquote(rest) if kind in _SIGILS and "/" not in rest else ""
