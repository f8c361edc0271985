# SPDX-License-Identifier: MPL-2.0
"""What others call their releases, as plain words: which version it is, and whether it is meant for everybody."""

import re
import unicodedata
from html.parser import HTMLParser
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

LONGEST_VERSION = 60  # characters
LONGEST_URL = 500  # characters
_TAG = re.compile(r"/(?:releases/tag|-/tags|-/releases|src/tag|releases/tags)/([^?#]+)")
_PREFIXED = re.compile(r"[vV](?=\d)")
_WORDS = r"alpha|beta|rc|cr|pre|prerelease|preview|dev|snapshot|nightly|edge|canary|next|latest|test|testing|experimental|draft|unstable|milestone|wip"
_PREVIEW = re.compile(rf"(?<![a-z])(?:{_WORDS})(?![a-z])|\d(?:a|b|rc)\d", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)  # RFC 3986, and nothing that is markup anywhere
_NUMBERS = re.compile(r"\d{1,9}")


def plain(text: str) -> str:
    """One line without control, direction and other invisible characters."""
    if not text.isprintable():
        text = "".join(" " if char.isspace() else char for char in text if char.isspace() or unicodedata.category(char)[0] != "C")
    return " ".join(text.split())


def from_markup(text: str) -> str:
    """The words of HTML, without its elements."""
    words = _Words()
    words.feed(text)
    words.close()
    return "".join(words.found)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style") and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def version(title: str, url: str) -> str:
    """As the address of its page has it: titles are often whole sentences. Else the title."""
    tag = _TAG.search(urlsplit(url).path)
    named = plain(unquote(tag[1]).strip("/")) if tag else ""
    said = named if _NUMBERS.search(named) else title or named
    return cut(_PREFIXED.sub("", said, count=1) if _PREFIXED.match(said) else said)


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_VERSION else f"{text[: LONGEST_VERSION - 1].rstrip()}…"


def is_preview(name: str) -> bool:
    """Whether its own name says that it is a foretaste: lists of releases have no other word for it."""
    return bool(_PREVIEW.search(name))


def numbers(name: str) -> tuple[int, ...]:
    """By which versions are compared: `3.10.1` is more than `3.9`."""
    return tuple(int(each) for each in _NUMBERS.findall(name))


def page(link: str, feed: str, repository: str) -> str:
    """The page of a release: only on the server that lists it; else the repository's page."""
    try:
        parts = urlsplit(urljoin(feed, link))
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return repository
    known = {_site(urlsplit(each).hostname or "") for each in (feed, repository)}
    address = urlunsplit(SplitResult(parts.scheme, parts.netloc, parts.path, parts.query, parts.fragment))
    fits = link and parts.scheme in ("http", "https") and "@" not in parts.netloc and _site(host) in known
    return address if fits and len(address) <= LONGEST_URL and _ADDRESS.fullmatch(address) else repository


def _site(host: str) -> str:
    return host.lower().removeprefix("www.")
