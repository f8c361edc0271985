# SPDX-License-Identifier: MPL-2.0
"""What comes in thousands at once, and the pace at which it is posted: so that nothing else waits for it, and no platform is asked for more than it allows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from storage.deliveries import Delivery

ANNOUNCEMENT, EDIT, DELETE = "announcement", "announcement_edit", "announcement_delete"
ANNOUNCED = frozenset((ANNOUNCEMENT, EDIT, DELETE))
BULK = ANNOUNCED | {"digest", "product_news", "new_members"}
EVERY = timedelta(seconds=0.25)
"""Between two of them: 240 a minute. Slack allows "several hundred messages per minute" to one workspace, for all that the bot says there:
https://docs.slack.dev/apis/web-api/rate-limits#special-limits. A homeserver of Matrix whose limit was not lifted for the bot slows it down further."""
A_MINUTE = timedelta(minutes=1) // EVERY
"""As many may be due at the same moment."""


def spread(wanted: Iterable[Delivery]) -> list[Delivery]:
    """Of those that are due at the same moment, so many each minute: the others follow minute by minute, always in the same order. Most communities never notice."""
    before: dict[datetime, int] = {}
    found: list[Delivery] = []
    for each in sorted(wanted, key=lambda each: (each.due_at, each.key)):
        place = before[each.due_at] = before.get(each.due_at, -1) + 1
        found.append(replace(each, due_at=each.due_at + place // A_MINUTE * timedelta(minutes=1)) if place >= A_MINUTE else each)
    return found
