# SPDX-License-Identifier: MPL-2.0
"""The figures of reading lists of releases: how each went, and how many cannot be read."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge

from storage.releases import ReleaseFeed


class ReleaseMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._reads = Counter(
            "os2bot_release_reads", "Lists of releases that were asked for, by what came: changed, same, trouble.", ["outcome"], registry=registry
        )
        self._feeds = Gauge("os2bot_release_feeds", "Lists of releases, by how they stand: read, trouble, unread.", ["state"], registry=registry)

    def read(self, *, trouble: bool, changed: bool) -> None:
        self._reads.labels("trouble" if trouble else "changed" if changed else "same").inc()

    def standing(self, feeds: Sequence[ReleaseFeed]) -> None:
        troubled = sum(bool(each.trouble) for each in feeds)
        unread = sum(not each.trouble and each.read_at is None for each in feeds)
        for state, count in (("trouble", troubled), ("unread", unread), ("read", len(feeds) - troubled - unread)):
            self._feeds.labels(state).set(count)
