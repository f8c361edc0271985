# SPDX-License-Identifier: MPL-2.0
"""The plain words of a message: without what clients quote of an earlier one, and with people by their identity.

https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import nh3

from bot.adapters.matrix import pills
from handlers.understanding.text import MAX_CHARACTERS

MOST = 2 * MAX_CHARACTERS
"""Characters of a message that are kept: enough for the dispatcher to see that it is too long."""
_MOST_HTML = 8 * MAX_CHARACTERS
_HTML = "org.matrix.custom.html"
_QUOTED = re.compile(r"> (?:\* )?<@[^>\n]{1,255}>")
_PILL = re.compile(r"matrix\.to/#/|[\"']\s*matrix:", re.IGNORECASE)
_IN_MARKDOWN = re.compile(r"\[([^\[\]\n]{0,200})\]\(((?:https?://matrix\.to/#/|matrix:)[^\s()]{1,800})\)")
_LINES = frozenset(("br", "p", "li", "div", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"))


@dataclass(frozen=True, slots=True)
class Words:
    """`pilled`: users and rooms that a pill in it points to."""

    text: str
    pilled: frozenset[str] = field(default_factory=frozenset)


def words(content: Mapping[str, Any], me: str = "") -> Words:
    """Pills become identities such as `matrix:@anna:example.org`; that of `me` is left out. Whatever the content holds, this raises nothing."""
    replies = _replies(content)
    found = _of_html(content, me) or _of_body(content.get("body"), me, replies=replies)
    return Words(found.text.strip()[:MOST], found.pilled)


def _replies(content: Mapping[str, Any]) -> bool:
    relates = content.get("m.relates_to")
    return isinstance(relates, Mapping) and "m.in_reply_to" in relates


def _of_body(body: object, me: str, *, replies: bool) -> Words:
    text = body if isinstance(body, str) else ""
    if replies:
        text = _without_quote(text)
    pilled: set[str] = set()

    def named(found: re.Match[str]) -> str:
        if target := pills.target(found[2]):
            pilled.add(target)
        return _pill(target, me) if target else found[0]

    return Words(_IN_MARKDOWN.sub(named, text[: 2 * MOST]), frozenset(pilled))


def _without_quote(text: str) -> str:
    """The body without the fallback that a reply may begin with: lines in `> `, and an empty one."""
    if not _QUOTED.match(text):
        return text
    lines = text.split("\n")
    first = next((place for place, line in enumerate(lines) if not line.startswith(">")), len(lines))
    return "\n".join(lines[first:])


def _of_html(content: Mapping[str, Any], me: str) -> Words | None:
    """None where the HTML says nothing that the body does not: where there are no pills in it."""
    html = content.get("formatted_body")
    if content.get("format") != _HTML or not isinstance(html, str) or not _PILL.search(html := html[:_MOST_HTML]):
        return None
    whole = nh3.clean(
        html.encode(errors="replace").decode(), tags={*_LINES, "a"}, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "matrix"},
        link_rel=None, clean_content_tags={"mx-reply", "script", "style"},
    )  # fmt: skip
    reader = _Reader(me)
    reader.feed(whole)
    reader.close()
    return Words(reader.text(), frozenset(reader.pilled)) if reader.pilled else None


class _Reader(HTMLParser):
    """Reads HTML that nh3 has made whole: nothing else is fit for it."""

    def __init__(self, me: str) -> None:
        super().__init__(convert_charrefs=True)
        self._me, self._said = me, [""]
        self._href, self._label = "", ""
        self.pilled: set[str] = set()

    def text(self) -> str:
        return re.sub(r"\n{3,}", "\n\n", "".join(self._said))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._end_link()
            self._href = dict(attrs).get("href") or ""
        elif tag in _LINES:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in _LINES and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        if self._href:
            self._label += data
        else:
            self._said.append(data)

    def close(self) -> None:
        super().close()
        self._end_link()

    def _break(self) -> None:
        if self._href:
            self._label += " "
        elif not self._said[-1].endswith("\n"):
            self._said.append("\n")

    def _end_link(self) -> None:
        if not self._href:
            return
        target = pills.target(self._href)
        if target:
            self.pilled.add(target)
        self._said.append(_pill(target, self._me) if target else _link(self._label, self._href))
        self._href, self._label = "", ""


def _pill(target: str, me: str) -> str:
    return "" if target == me else pills.words(target)


def _link(label: str, href: str) -> str:
    address = href.removeprefix("mailto:")
    return label if address in label else f"{label} {address}".strip()
