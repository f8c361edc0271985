# SPDX-License-Identifier: MPL-2.0
"""How releases are spoken of."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from config.catalogue.web_addresses import listed_repository
from handlers.reply import Phrase, Value
from handlers.role_words import said_moment
from storage.releases import Release


def said_date(release: Release, zone: ZoneInfo) -> Value:
    return said_moment(release.published_at, zone) if release.published_at else Phrase("undated")


def repository_name(feed: str) -> str:
    """As its address ends."""
    return listed_repository(feed).rstrip("/").rpartition("/")[2]


def said_release(release: Release, zone: ZoneInfo, *, among_others: bool) -> Phrase:
    """`among_others`: there are releases of other repositories beside it, so that it says of which it is."""
    values: dict[str, Value] = {"version": release.version, "date": said_date(release, zone)}
    if among_others:
        return Phrase("release.of", {**values, "repository": repository_name(release.feed)})
    return Phrase("release.one", values)


def of_one_repository(releases: Sequence[Release]) -> bool:
    return len({each.feed for each in releases}) == 1
