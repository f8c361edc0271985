# SPDX-License-Identifier: MPL-2.0
"""Tells whoever answers for something that it could not be posted."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.posts.post import Post
from handlers.posts.words import said_reason, said_target
from handlers.reply import Phrase, Reply, say

KIND = "delivery_parked"


async def delivery_parked(post: Post, zone: ZoneInfo) -> Reply:
    """What was to be posted, where, when, and why it was not; and what helps."""
    values = post.values
    due = datetime.fromisoformat(values["due_at"]).astimezone(zone)
    what = Phrase(f"delivery.kind.{values['kind']}")
    return Reply(parts=(
        say("delivery.parked", what=what, where=said_target(values["target"]), due=due, reason=said_reason(values["reason"])),
        say("delivery.parked.mend", key=post.about),
    ))  # fmt: skip
