# SPDX-License-Identifier: MPL-2.0
"""Reads a list of releases: Atom (RFC 4287) or RSS 2.0.

The parser is that of the standard library, which builds nothing here but what is wanted. A document with a type of its own is refused before its
first entity is read: there is no other way to bring one in. What is not well-formed is refused as a whole, for half a list would be a false one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

from handlers.releases.plain import from_markup, plain

MOST = 50  # entries of one list that are heeded, the newest: forges show ten or twenty
MOST_DEPTH = 100  # elements within one another
_AT_ONCE = 256 * 1024  # bytes; few enough pieces that one element over all of them does not cost more than it should
LONGEST = 1000  # characters of a field that are looked at
_ATOM = "{http://www.w3.org/2005/Atom}"
_ROOTS = {f"{_ATOM}feed": f"{_ATOM}entry", "rss": "item"}
"""What a list is, and what each of its entries is, by the names of their elements."""
_WANTED = {
    f"{_ATOM}id": "id", f"{_ATOM}title": "title", f"{_ATOM}published": "published", f"{_ATOM}updated": "updated", f"{_ATOM}link": "link",
    "guid": "id", "title": "title", "pubDate": "published", "link": "link",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list, in words without markup. `link`: as it stands there. `at`: when it came out; None: not said, or not in any way that is known."""

    id: str
    title: str
    link: str
    at: datetime | None


class NoListError(ValueError):
    """It is no list of releases, or none that can be read whole."""


def read_list(content: bytes) -> list[Listed]:
    """Its newest entries, the newest first, each id once. Raises NoListError."""
    reading = _Reading()
    parser = ET.XMLParser(target=reading)  # noqa: S314 - see above
    try:
        for start in range(0, len(content), _AT_ONCE):  # what is refused is not parsed to its end
            parser.feed(content[start : start + _AT_ONCE])
        parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise NoListError from error
    found: dict[str, Listed] = {}
    for fields in reading.entries:
        if (entry := _listed(fields)).id:
            found.setdefault(entry.id, entry)
    return sorted(found.values(), key=lambda each: -each.at.timestamp() if each.at else 0.0)[:MOST]


class _Reading:
    """What the parser tells of the document, from its beginning to its end."""

    def __init__(self) -> None:
        self.entries: list[dict[str, str]] = []
        self._path: list[str] = []
        self._entry = ""
        self._field = ""
        self._text: list[str] = []
        self._room = 0

    def doctype(self, *_: object) -> None:
        raise NoListError

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        if len(self._path) > MOST_DEPTH:
            raise NoListError
        if len(self._path) == 1:
            if tag not in _ROOTS:
                raise NoListError
            self._entry = _ROOTS[tag]
        elif tag == self._entry and len(self._path) == self._deep:
            self.entries.append({})
        elif len(self._path) == self._deep + 1 and self._path[-2] == self._entry and tag in _WANTED:
            self._begin(_WANTED[tag], attributes)

    @property
    def _deep(self) -> int:
        """Where entries stand: within the list, and in RSS within its channel."""
        return 3 if self._entry == "item" else 2

    def _begin(self, field: str, attributes: dict[str, str]) -> None:
        self._field, self._text, self._room = field, [], LONGEST
        if field == "title" and attributes.get("type") == "html":
            self.entries[-1]["markup"] = "html"
        if field == "link" and attributes.get("rel", "alternate") == "alternate" and "href" in attributes:
            self.entries[-1].setdefault("link", attributes["href"])

    def data(self, text: str) -> None:
        if self._field and self._room > 0:
            self._text.append(text[: self._room])
            self._room -= len(text)

    def end(self, tag: str) -> None:
        if self._field and len(self._path) == self._deep + 1:
            if said := "".join(self._text).strip():
                self.entries[-1].setdefault(self._field, said)
            self._field = ""
        self._path.pop()

    def close(self) -> None:
        if not self._entry:
            raise NoListError


def _listed(fields: dict[str, str]) -> Listed:
    title, link = fields.get("title", ""), fields.get("link", "").strip()
    return Listed(
        id=plain(fields.get("id", "") or link),
        title=plain(from_markup(title) if fields.get("markup") else title),
        link=link,
        at=_moment(fields.get("published", "")) or _moment(fields.get("updated", "")),
    )


def _moment(text: str) -> datetime | None:
    """RFC 3339, as Atom has it, or RFC 822, as RSS has it. One without a zone is nobody's."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            return found.astimezone(UTC) if found.tzinfo else None
        except (ValueError, TypeError, OverflowError):
            continue
    return None
