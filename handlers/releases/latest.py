# SPDX-License-Identifier: MPL-2.0
"""Which version of a product is the newest, as the lists of its repositories have it, and when these were last looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.catalogue.entries import Product
from config.catalogue.web_addresses import listed_repository
from handlers.message import Query
from handlers.releases.keeping import lists_of, standing
from handlers.releases.plain import is_preview, numbers
from handlers.releases.telling import repository_name, said_date, said_release
from handlers.reply import Cited, Link, Part, Phrase, Reply, Value, say
from handlers.role_words import said_moment
from handlers.unknown import no_such_product
from storage.directory import Directory
from storage.releases import Release, ReleaseFeed, Releases

MOST = 6  # repositories of one product that are shown


@dataclass(frozen=True, slots=True)
class _Lists:
    """Those of one product. `read`: that could be read at some time."""

    urls: Sequence[str]
    followed: Sequence[ReleaseFeed]

    @property
    def read(self) -> list[ReleaseFeed]:
        return [each for each in self.followed if each.read_at]

    @property
    def unread(self) -> int:
        return len(self.urls) - len(self.read)


async def latest_release(query: Query, directory: Directory, releases: Releases, zone: ZoneInfo) -> Reply:
    """The newest of each repository, the newest first. Nothing is said of lists that were never read but that."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    urls = lists_of(product)
    lists = _Lists(urls, [each for each in await releases.feeds() if each.url in urls])
    if not lists.read:
        return _unknown(product, "unread" if urls else "nowhere")
    found = standing(await releases.of_product(product.id), lists.read)
    official = [each for each in found if not is_preview(each.version)]
    newest = _newest_of_each(official)
    parts = (*_answer(product, newest, official, zone), *_preview(found, newest, zone), *_doubts(lists, zone))
    return Reply(parts=parts, outcome="answered" if found else "unknown", sources=_sources(lists, newest, zone))


def _unknown(product: Product, why: str) -> Reply:
    links = [Link(Phrase("product.code"), address) for address in product.repositories[:MOST]]
    key = {"unread": "latest_release.unread", "nowhere": "latest_release.nowhere"}[why]
    return Reply(parts=(say(key, product=product.name), *links, say("product_repository.ask", mailbox=product.contact.mailbox)), outcome="unknown")


def _newest_of_each(releases: Sequence[Release]) -> list[Release]:
    found: dict[str, Release] = {}
    for each in releases:
        found.setdefault(each.feed, each)
    return list(found.values())


def _answer(product: Product, newest: Sequence[Release], official: Sequence[Release], zone: ZoneInfo) -> tuple[Part, ...]:
    if not newest:
        return (say("latest_release.none", product=product.name),)
    if len(newest) > 1:
        links = (Link(said_release(each, zone, among_others=True), each.url) for each in newest[:MOST])
        more = (say("latest_release.more", count=len(newest) - MOST),) if len(newest) > MOST else ()
        return (say("latest_release.several", product=product.name), *links, *more)
    (only,) = newest
    highest = max(official, key=lambda each: numbers(each.version))
    higher = (say("latest_release.higher", **_said(highest, zone)),) if numbers(highest.version) > numbers(only.version) else ()
    return (say("latest_release.answer", product=product.name, **_said(only, zone)), Link(Phrase("latest_release.page"), only.url), *higher)


def _preview(found: Sequence[Release], newest: Sequence[Release], zone: ZoneInfo) -> tuple[Part, ...]:
    """Where a foretaste is newer than all that is meant for everybody."""
    if not found or not is_preview(found[0].version) or (newest and newest[0].published_at is None):
        return ()
    key = "latest_release.preview" if newest else "latest_release.only_preview"
    return (say(key, **_said(found[0], zone)), Link(Phrase("latest_release.page"), found[0].url))


def _said(release: Release, zone: ZoneInfo) -> dict[str, Value]:
    return {"version": release.version, "date": said_date(release, zone)}


def _doubts(lists: _Lists, zone: ZoneInfo) -> tuple[Part, ...]:
    unread = (say("latest_release.partly", count=lists.unread),) if lists.unread else ()
    since = min((each.troubled_since for each in lists.read if each.troubled_since), default=None)
    return (*unread, *((say("latest_release.troubled", since=said_moment(since, zone)),) if since else ()))


def _sources(lists: _Lists, newest: Sequence[Release], zone: ZoneInfo) -> tuple[Cited, ...]:
    """The lists, as they were when they were last read."""
    shown = {each.feed for each in newest[:MOST]}
    read = [each for each in lists.read if each.url in shown] or lists.read[:MOST]
    return tuple(_cited(each.url, said, zone) for each in read if (said := each.read_at))


def _cited(url: str, read_at: datetime, zone: ZoneInfo) -> Cited:
    day = said_moment(read_at, zone)
    return Cited(Phrase("latest_release.source", {"repository": repository_name(url)}), day, listed_repository(url), day)
