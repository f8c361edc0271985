# SPDX-License-Identifier: MPL-2.0
"""Lists of releases on the web: one is asked for, and read where it is new."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.calendar_feeds import Fetch
from bot.fetching import FeedError, NotModified, fetch
from handlers.releases.listed import Listed, NoListError, read_list
from handlers.reply import Phrase
from storage.releases import ReleaseFeed

ACCEPT = "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
NO_LIST = Phrase("release.trouble.no_list")


@dataclass(frozen=True, slots=True)
class Look:
    """`feed`: with what its server said of it, or with its trouble. `listed`: what it names; None: as before, or there is trouble. `url`: where it was in the end.

    `wait`: how long the server asks to be left alone; `all_of_it`: not for this list alone.
    """

    feed: ReleaseFeed
    listed: Sequence[Listed] | None = None
    url: str = ""
    wait: timedelta | None = None
    all_of_it: bool = False


async def look(feed: ReleaseFeed, products: Sequence[str], on_behalf: str, fetching: Fetch = fetch) -> Look:
    """Asks for it, and where it was read before for all of these products, only for what is new since.

    Where it cannot be had or read, what its server said of the version that could be stays: it is asked for in full once it is mended.
    """
    known = set(products) <= set(feed.products.split())
    version = {"etag": feed.etag, "modified": feed.modified} if known else {}
    try:
        found = await fetching(feed.url, accept=ACCEPT, on_behalf=on_behalf, **version)
        if isinstance(found, NotModified):
            return Look(replace(feed, trouble=""))
        listed = await asyncio.to_thread(read_list, found.content)  # a large one takes a second: nobody else is to wait for it
    except FeedError as error:
        return Look(replace(feed, trouble=error.phrase.key), wait=error.wait, all_of_it=error.crowded or error.wait is not None)
    except NoListError:
        return Look(replace(feed, trouble=NO_LIST.key))
    return Look(replace(feed, products=" ".join(products), etag=found.etag, modified=found.modified, trouble=""), listed, found.url)
