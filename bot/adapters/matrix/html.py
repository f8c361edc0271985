# SPDX-License-Identifier: MPL-2.0
"""Words from outside, plain and as HTML: shown as they are, naming people, calling nobody else.

Tags: https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes
"""

import re
from functools import lru_cache

import nh3

from bot.adapters.matrix.pills import IDENTITY, ROOM, link_to
from bot.printable import addresses, clean, one_line

TAGS = frozenset((
    "del", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "p", "a", "ul", "ol", "sup", "sub", "li", "b", "i", "u", "strong", "em", "s", "code", "hr", "br", "div",
    "table", "thead", "tbody", "tr", "th", "td", "caption", "pre", "span", "details", "summary",
))  # fmt: skip
"""What the specification lets clients show, but for pictures."""
JOINER = "\u2060"
_CALLS_ALL = re.compile(r"@(?=room)", re.IGNORECASE)
_SOURCE = re.compile(r"(?:(.*[^\s:])[\s:]*\s)?(https?://\S+)", re.DOTALL)
_LINKABLE = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_IN_URL = str.maketrans({" ": "%20", "<": "%3C", ">": "%3E", '"': "%22", "`": "%60", "\n": "%0A"})
_MOST_ADDRESS = 2_000  # characters of an address; a longer one is no link


def guarded(html: str) -> str:
    """Nothing but what clients should show. All that this adapter writes passes unchanged; this is there for the day when something else slips in."""
    attributes = {"a": {"href"}, "ol": {"start"}}
    return nh3.clean(html, tags=set(TAGS), attributes=attributes, url_schemes={"https", "http", "mailto"}, link_rel=None)


def plain(text: str) -> str:
    """Words without markup: people by their user ids, rooms as an address. `@room` calls nobody, not even in clients that know of no intentional mentions."""
    return _CALLS_ALL.sub(f"@{JOINER}", ROOM.sub(_address, IDENTITY.sub(r"\1", clean(text))))


def said(text: str) -> str:
    """The same words as HTML, people and rooms as pills."""
    whole = clean(text)
    if "matrix:@" not in whole and "matrix:!" not in whole:
        return escape(whole)
    parts, at = [], 0
    for found in sorted((*IDENTITY.finditer(whole), *ROOM.finditer(whole)), key=re.Match[str].start):
        parts += [escape(whole[at : found.start()]), anchor(link_to(found[1]), escape(found[1]))]
        at = found.end()
    return "".join([*parts, escape(whole[at:])])


def _address(found: re.Match[str]) -> str:
    """A room's id says nothing to anybody, and is nothing to follow."""
    return link_to(found[1])


def unnamed(text: str) -> str:
    """The same words, in which nobody is named by their account."""
    return _CALLS_ALL.sub(f"@{JOINER}", clean(text))


def linked(text: str) -> str:
    """The same words as HTML, in which web addresses are links."""
    parts, at, whole = [], 0, clean(text)
    for found in addresses(whole):
        parts += [escape(whole[at : found.start()]), link("", found[0])[1]]
        at = found.end()
    return "".join([*parts, escape(whole[at:])])


def escape(cleaned: str) -> str:
    """Entities as browsers write them themselves."""
    inert = _CALLS_ALL.sub(f"@{JOINER}", cleaned)
    return inert.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def broken(html: str) -> str:
    """Lines as lines."""
    return html.replace("\n", "<br>")


def anchor(url: str, label: str) -> str:
    """`url` as it may stand in an attribute, `label` as HTML."""
    return f'<a href="{url.replace("&", "&amp;")}">{label}</a>'


def link(label: str, url: str) -> tuple[str, str]:
    """Somewhere to go, plain and as HTML. An address that nobody should follow is words."""
    address = clean(url).strip()
    name = one_line(clean(label))
    words = ": ".join(part for part in (plain(name), plain(address)) if part)
    target = address.translate(_IN_URL)
    if not _followable(target):
        return words, broken(escape(words))
    return words, anchor(target, escape(plain(name or address)))


def cited(line: str) -> tuple[str, str]:
    """A source: "title, date: address" is its title as a link. An address anywhere else in it is text, as in all text."""
    whole = one_line(clean(line))
    match = _SOURCE.fullmatch(whole)
    return plain(whole), link(match[1] or "", match[2])[1] if match else said(whole)


@lru_cache(maxsize=1024)
def _followable(target: str) -> bool:
    """By the very guard that everything passes: what it would take away is never written."""
    shown = anchor(target, "x")
    return len(target) <= _MOST_ADDRESS and _LINKABLE.fullmatch(target) is not None and guarded(shown) == shown
