# SPDX-License-Identifier: MPL-2.0
"""What the digests that are composed in one unit of work have in common, read and worked out once: there are hundreds of them in one, and it changes nothing."""

from collections.abc import Awaitable, Callable, Hashable
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from handlers.posts.digest.issue import Issue
from storage.cached import CatalogueCache
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
_SHARED: "WeakKeyDictionary[UnitOfWork, dict[Hashable, Any]]" = WeakKeyDictionary()
_DAY = timedelta(days=1)


async def shared(unit: UnitOfWork, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
    """What `read` gave the first time. `key`: with everything on which it depends, beside what stands in the database."""
    kept = _SHARED.setdefault(unit, {})
    if key not in kept:
        kept[key] = await read()
    found: T = kept[key]
    return found


async def shared_directory(unit: UnitOfWork, directory: Directory) -> Directory:
    """The same, of which nothing is read twice. One that shows what a reader may know is another than that behind it."""

    async def made() -> Directory:
        return CatalogueCache().directory(directory, await directory.revision())

    return await shared(unit, ("directory", type(directory)), made)


def news_days(issue: Issue) -> tuple[datetime, datetime]:
    """Whole days (UTC) in which its news lies: channels had their last digest some seconds from each other, and what is read for one is then right for all."""
    first, last = issue.since.astimezone(UTC).date(), issue.until.astimezone(UTC).date()
    return datetime.combine(first, time(), UTC), datetime.combine(last + _DAY, time(), UTC)
