# SPDX-License-Identifier: MPL-2.0
"""Looks at the channels that are to be posted in: whether anything can be sent there from here."""

from collections import Counter
from collections.abc import Collection

from bot.doctor.finding import PROBLEM, Finding
from storage.unit_of_work import UnitOfWork

_SUBJECT = "channels"


async def unreachable(unit: UnitOfWork, platforms: Collection[str]) -> list[Finding]:
    """A finding for each platform in whose channels something is to be posted, and which has no credentials. `platforms`: those that have."""
    channels = {each.channel for each in await unit.subscriptions.everything() if not each.channel.startswith("person/")}
    counted = Counter(channel.partition(":")[0] for channel in channels)
    return [_of(platform, count) for platform, count in sorted(counted.items()) if platform not in platforms]


def _of(platform: str, count: int) -> Finding:
    text = f"{platform} has no credentials, so nothing is sent to the {count} of its channels that asked for posts"
    return Finding(PROBLEM, _SUBJECT, text, f'Set up {platform} (docs/{platform}.md), or have somebody write "turn reminders off" there.')
