# SPDX-License-Identifier: MPL-2.0
"""What becomes of a list of releases that was read: which of them are new and are to be told, and which are no longer there."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.catalogue.entries import Product
from config.catalogue.web_addresses import listed_repository, releases_address
from handlers.releases.listed import MOST, Listed
from handlers.releases.plain import page, version
from storage.releases import Release, ReleaseFeed

NEWS = timedelta(days=14)
"""What came out longer before a list was last read is no news: neither all that a list holds when it is read for the first time, nor what it holds again."""
AHEAD = timedelta(days=1)
"""A clock may be wrong by so much. A date that is later yet is not believed."""
WITHDRAWN = timedelta(days=1)
"""What a list does not name for so long is withdrawn. Before, it may be an old copy that the server still hands out."""
_LONGEST_ID = 200  # characters


def lists_of(product: Product) -> tuple[str, ...]:
    """The addresses of the lists of its releases, each once."""
    found = product.releases if product.releases is not None else (address for each in product.repositories if (address := releases_address(each)))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Sorted:
    """`put`: to be written down as they are here. `gone`: ids of those that there is no room for."""

    put: tuple[Release, ...]
    gone: tuple[str, ...]


def sorted_out(known: Sequence[Release], listed: Sequence[Listed], feed: ReleaseFeed, url: str, product: str, now: datetime) -> Sorted:
    """Of one product, as its list has it now. `known`: all that is kept of the product. `feed`: as it was before. `url`: where the list was in the end.

    What is known stays as it was first seen: dates in lists change when a text is mended, and an old copy brings back nothing. Of a repository that moved,
    the list has another address, and its releases are the same.
    """
    there = {each.id: each for each in known}
    entries = [replace(each, id=_key(each.id)) for each in listed]
    floor = (feed.read_at if feed.read_at and product in feed.products.split() else now) - NEWS
    ids, oldest = {each.id for each in entries}, min((each.at for each in entries if each.at), default=None)
    new = [_release(each, feed.url, url, product, floor, now) for each in entries if each.id not in there]
    of_feed = {each.id: each for each in known if each.feed == feed.url} | {each.id: each for each in new}
    kept = sorted(of_feed.values(), key=lambda each: each.place)[:MOST]
    gone = of_feed.keys() - {each.id for each in kept}
    seen = [replace(each, feed=feed.url, missing_since=None) if each.id in ids else _missed(each, feed.url, now, oldest, empty=not ids) for each in known]
    changed = [each for each in seen if each.id not in gone and each != there[each.id]]
    return Sorted((*(each for each in new if each.id not in gone), *changed), tuple(sorted(gone & there.keys())))


def _release(entry: Listed, feed: str, url: str, product: str, floor: datetime, now: datetime) -> Release:
    address = page(entry.link, url, listed_repository(feed))
    dated = entry.at is not None and entry.at <= now + AHEAD
    return Release(
        product=product, id=entry.id, feed=feed, version=version(entry.title, address) or entry.id[:20], url=address,
        published_at=min(entry.at, now) if entry.at and dated else None, first_seen_at=now, news=bool(dated and entry.at and entry.at >= floor),
    )  # fmt: skip


def _missed(release: Release, feed: str, now: datetime, oldest: datetime | None, *, empty: bool) -> Release:
    """A list names the newest: what is older than all of it has only made room."""
    would_be_there = empty or bool(oldest and release.published_at and release.published_at > oldest)
    return replace(release, missing_since=now) if release.feed == feed and not release.missing_since and would_be_there else release


def withdrawn(release: Release, feed: ReleaseFeed) -> bool:
    """Whether its list was still without it when it was read a day later, or after."""
    return release.missing_since is not None and feed.read_at is not None and feed.read_at - release.missing_since >= WITHDRAWN


def standing(releases: Iterable[Release], feeds: Iterable[ReleaseFeed]) -> list[Release]:
    """Those that one of these lists still names, as far as is known."""
    known = {each.url: each for each in feeds}
    return [each for each in releases if each.feed in known and not withdrawn(each, known[each.feed])]


def _key(entry_id: str) -> str:
    return entry_id if len(entry_id) <= _LONGEST_ID else hashlib.sha256(entry_id.encode()).hexdigest()
