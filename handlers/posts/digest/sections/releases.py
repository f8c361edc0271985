# SPDX-License-Identifier: MPL-2.0
"""The section about new versions of products, from the lists that their repositories have. Of lists that could not be read it says nothing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from config.catalogue.entries import Product
from config.catalogue.web_addresses import listed_repository
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import MOST, NOTHING
from handlers.posts.digest.shared import news_days, shared, shared_directory
from handlers.releases.keeping import lists_of, standing
from handlers.releases.plain import is_preview
from handlers.releases.telling import of_one_repository, said_release
from handlers.reply import Link, Listing, Phrase, Reply, Value, say
from storage.directory import Directory
from storage.ordering import by_name
from storage.releases import Release
from storage.unit_of_work import UnitOfWork

SETTLED = timedelta(minutes=1)
"""What was seen this short before may not be written down yet: it is for the next digest, which begins where this one ends."""
_VERSIONS = 3
"""Versions of one product that are named."""


async def releases(issue: Issue, unit: UnitOfWork, directory: Directory) -> Reply:
    """One line a product, by name. Previews are no news for everybody."""
    known = await shared_directory(unit, directory)
    first, last = news_days(issue)
    seen = await shared(unit, ("releases", first, last), lambda: _seen(unit, issue))
    found = [(product, new) for id_, every in seen.items() if (product := await known.product(id_)) and (new := _news(product, every, issue))]
    found.sort(key=lambda each: by_name(each[0]))
    lines = [_line(product, new, issue.zone) for product, new in found[:MOST]]
    left = (say("digest.releases.more", count=len(found) - MOST),) if len(found) > MOST else ()
    return Reply(parts=(*lines, *left)) if lines else NOTHING


async def _seen(unit: UnitOfWork, issue: Issue) -> dict[str, list[Release]]:
    first, last = news_days(issue)
    found: dict[str, list[Release]] = defaultdict(list)
    for each in await unit.releases.seen(first - SETTLED, last):
        if each.news and not is_preview(each.version):
            found[each.product].append(each)
    feeds = await unit.releases.feeds() if found else ()
    return {product: standing(new, feeds) for product, new in found.items()}


def _news(product: Product, seen: Sequence[Release], issue: Issue) -> list[Release]:
    if not issue.tells_of_product(product.id):
        return []
    lists = lists_of(product)
    return [each for each in seen if each.feed in lists and issue.happened(each.first_seen_at + SETTLED)]


def _line(product: Product, new: Sequence[Release], zone: ZoneInfo) -> Link:
    """To the one release, or to where all of them are."""
    alone = of_one_repository(new)
    said: list[Value] = [said_release(each, zone, among_others=not alone) for each in new[:_VERSIONS]]
    if len(new) > _VERSIONS:
        said.append(Phrase("digest.release.others", {"count": len(new) - _VERSIONS}))
    label = Phrase("digest.release", {"product": product.name, "releases": Listing(tuple(said))})
    return Link(label, new[0].url if len(new) == 1 or not alone else listed_repository(new[0].feed))
