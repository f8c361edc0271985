# SPDX-License-Identifier: MPL-2.0
"""Texts of a calendar as people read them: without escapes and markup, and without what programs add of how to dial in."""

import html
import re
import unicodedata
from itertools import takewhile

from icalendar.parser import unescape_backslash

from config.icalendar.components import LINKS, Component

MAX_TITLE = 300  # characters; of a place too
MAX_DESCRIPTION = 2_000
MAX_ADDRESS = 2_000

_MARKUP = re.compile(r"<(?P<name>/?[A-Za-z][A-Za-z0-9]*+)[^<>]*+>")
_BREAKS = frozenset(("br", "p", "div", "li", "tr", "/ul", "/ol", "/table"))
_DIALLING = re.compile(
    r"^[ \t]*(?:_{10,}|-{10,}|[-~:]{20,}|\*{10,}|Microsoft Teams\b.*|Deltag i Zoom.*|Join Zoom.*|Join with Google Meet.*|Deltag via Google Meet.*)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""The line from which on Teams, Zoom and Meet explain how to join. It holds numbers and codes that are nobody's agenda."""
_JOINING = re.compile(
    r"^\W*(?:(?:deltag|join|tilslut|klik|click|ring|dial|call|telefon|phone|tlf|mobil|tel)\b.*(?:https?://\S|(?:\d[ .-]?){8})"
    r"|(?:møde-?id|meeting[ -]?id|adgangskode|mødekode|passcode|pin(?:-?kode)?|access code)\b\W*[:#]).*$",
    re.IGNORECASE,
)
"""A line that says by which address or number to join, written by hand or by a program without such a line before it."""
_GREETING = re.compile(r"^(?:kære|hej|hejsa|goddag|god (?:dag|morgen)|dear|hi|hello|good morning|to all)\b(?:\W+\w+){0,5}\W*$", re.IGNORECASE)
_SIGNED = re.compile(
    r"^(?:mvh|vh|kh|(?:med )?venlig hilsen|(?:de )?bedste hilsner|hilsen|(?:best|kind) regards|regards|best|sincerely)\b.{0,40}$", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\|^`{}]+", re.IGNORECASE)
_MEETING = re.compile(
    r"https://(?:teams\.microsoft\.com/(?:l/meetup-join|meet)/|teams\.live\.com/meet/|meet\.google\.com/|[\w-]+(?:\.[\w-]+)?\.?zoom\.us/[jw]/|zoom\.us/[jw]/"
    r"|[\w-]+\.webex\.com/|whereby\.com/|meet\.jit\.si/|[^/\s]+/(?:index\.php/)?call/\w)",
    re.IGNORECASE,
)
"""Where video meetings are held, by their usual addresses; the last one is Nextcloud Talk's, which everybody hosts elsewhere."""


def one_line(component: Component, name: str) -> str:
    """The text of a property on one line."""
    return _shortened(" ".join(_text(component, name).split()), MAX_TITLE)


def description(component: Component) -> str:
    """What people wrote of what it is for: no greeting, no signature, no way to join."""
    text = _plain(_text(component, "DESCRIPTION"))
    if dialling := _DIALLING.search(text):
        text = text[: dialling.start()]
    lines = list(takewhile(lambda line: not _SIGNED.match(line), (" ".join(line.split()) for line in text.split("\n"))))
    lines = [line for line in lines if not (_JOINING.match(line) or _GREETING.match(line))]
    return _shortened(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), MAX_DESCRIPTION)


def url(component: Component) -> str:
    found = component.first("URL")
    return web_address(found.value) if found else ""


def link(component: Component) -> str:
    """Where it is held by video: what says so, then what looks like it in the place, the page and the description."""
    for name in LINKS:
        for said in component.properties.get(name, ()):
            if address := web_address(said.value):
                return address
    places = (_text(component, "LOCATION"), url(component), _text(component, "DESCRIPTION"))
    found = (web_address(each[0]) for place in places for each in _ADDRESS.finditer(place) if _MEETING.match(each[0]))
    return next((address for address in found if address), "")


def location(component: Component) -> str:
    """Where it is held, as far as that is no address of the web."""
    place = _ADDRESS.sub("", one_line(component, "LOCATION"))
    return " ".join(place.split()).strip(" ;,|-")


def web_address(text: str) -> str:
    """The address alone; empty for what is none, or is too long to be kept whole."""
    found = _ADDRESS.match(visible(text).strip())
    return found[0].rstrip(".,;)") if found and len(found[0]) <= MAX_ADDRESS else ""


def visible(text: str) -> str:
    """The text without what cannot be seen; lines stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\xa0", " ")
    return lines if lines.replace("\n", "").isprintable() else "".join(each for each in lines if each == "\n" or unicodedata.category(each)[0] != "C")


def _text(component: Component, name: str) -> str:
    found = component.first(name)
    return visible(str(unescape_backslash(found.value))) if found else ""


def _plain(text: str) -> str:
    """Google's descriptions are HTML, of which nothing tells but the marks themselves."""
    if not _MARKUP.search(text):
        return text
    plain = _MARKUP.sub(lambda found: "\n" if found["name"].lower() in _BREAKS else "", text)
    try:
        return html.unescape(plain)
    except ValueError:  # a number of a character with thousands of digits
        return plain


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
