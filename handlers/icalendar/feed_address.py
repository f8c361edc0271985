# SPDX-License-Identifier: MPL-2.0
"""Addresses of calendars of others: which are read, and how they are spoken of. Whoever has such an address can often read everything, so it is never said whole."""

import hashlib
import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit, urlunsplit

from handlers.refusal import Refusal
from handlers.reply import Phrase, Value
from storage.calendars import CalendarFeed

LONGEST = 1500  # characters
_SCHEMES = {"https": "https", "http": "http", "webcal": "https", "webcals": "https"}
"""What calendar programs call an address that they subscribe to is one of the web."""
_FILE_NAME = re.compile(r"[a-z]{1,12}\.[a-z]{1,4}")
"""A name such as `basic.ics`, which tells nothing."""
_LAST = 4  # characters of anything else


def checked_address(text: str) -> str:
    """The address as it is fetched. Raises Refusal for one that is not read; whether it leads into a private network is known for sure only as it is fetched."""
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise Refusal("feed.address.none") from error
    scheme = _SCHEMES.get(parts.scheme.lower())
    if scheme is None or not host or len(text) > LONGEST:
        raise Refusal("feed.address.none")
    if parts.username is not None or parts.password is not None:
        raise Refusal("feed.address.credentials")
    if not _public(host):
        raise Refusal("feed.address.private")
    return urlunsplit(SplitResult(scheme, parts.netloc.lower(), parts.path, parts.query, ""))


def _public(host: str) -> bool:
    """As far as the address alone tells."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith((".localhost", ".local", ".internal"))


def digest(url: str) -> str:
    """What buttons and the ledger name a calendar by: the address cannot be found from it."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def short(url: str) -> str:
    """Its host, and how it ends: `calendar.google.com/…/basic.ics`."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    if _FILE_NAME.fullmatch(name) and not parts.query:
        return f"{parts.hostname}{'/…' if folder else ''}/{name}"
    return f"{parts.hostname}/…{url[-_LAST:]}"


def said_calendar(feed: CalendarFeed) -> Value:
    """By its own name too, once that is known."""
    address = short(feed.url)
    return Phrase("feed.named", {"name": feed.name, "address": address}) if feed.name else address
