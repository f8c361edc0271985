# SPDX-License-Identifier: MPL-2.0
"""An announcement as it is posted, put right and taken away in each channel; and what its author hears of that."""

from datetime import datetime, timedelta

from handlers.announcing.audience import audience_of, reached
from handlers.announcing.outcome import outcome, rows_of, tally
from handlers.announcing.shown import shown
from handlers.posts.post import NothingToSay, NotYet, Post
from handlers.reply import Reply
from storage.announcements import Announcement
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

RECALLED = "recalled"
_PATIENCE = timedelta(hours=2)
"""How long its author waits for what is not settled; then they are told of what is."""
_AGAIN = timedelta(minutes=1)


async def announcement(post: Post, unit: UnitOfWork, directory: Directory) -> Reply:
    """Unless it was taken back meanwhile, or the channel wants nothing of the kind any more."""
    found = await _standing(post, unit)
    own = await unit.subscriptions.in_channel(post.target)
    left = reached(own, audience_of(found))
    if post.target not in left.targets:
        raise NothingToSay("paused" if left.paused or left.gone else "unsubscribed")
    return Reply(parts=await shown(found, directory))


async def announcement_edit(post: Post, unit: UnitOfWork, directory: Directory) -> Reply:
    found = await _standing(post, unit)
    if post.values["edition"] != str(found.edition):
        raise NothingToSay("overtaken")
    return Reply(parts=await shown(found, directory))


async def announcement_delete(post: Post, unit: UnitOfWork) -> Reply:
    """There is nothing to say: what stands there goes."""
    found = await _found(post, unit)
    if not found.recalled_at:
        raise NothingToSay("no_longer")
    return Reply(parts=())


async def announcement_result(post: Post, unit: UnitOfWork, now: datetime) -> Reply:
    """Once nothing of it waits any more, or has waited for long."""
    found = await _found(post, unit)
    if now - post.due_at < _PATIENCE and tally(await rows_of(found, unit, post.values["of"])).waiting:
        raise NotYet(now + _AGAIN)
    return Reply(parts=await outcome(found, unit))


async def _found(post: Post, unit: UnitOfWork) -> Announcement:
    found = await unit.announcements.get(post.about.partition("/")[2])
    if found is None:
        raise NothingToSay("no_longer")
    return found


async def _standing(post: Post, unit: UnitOfWork) -> Announcement:
    found = await _found(post, unit)
    if found.recalled_at:
        raise NothingToSay(RECALLED)
    return found
