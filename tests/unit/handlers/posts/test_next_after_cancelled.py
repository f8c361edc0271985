# SPDX-License-Identifier: MPL-2.0
"""Word of a cancelled meeting says when the group meets next, as far as those who read it may know."""

import pytest

from handlers.posts.meeting_posts import meeting_changed
from handlers.posts.post import Post
from handlers.reply import Paragraph, Phrase
from storage.memory import MemoryDatabase
from tests.conftest import NOW
from tests.ledger import CHANNEL
from tests.meetings import MONDAY, date_of, noted, series, subscription


@pytest.mark.parametrize(("visibility", "told"), [("open", True), ("group", False)])
async def test_the_next_of_the_group_is_said(visibility: str, *, told: bool) -> None:
    database = MemoryDatabase()
    await noted(
        database, series(rule=""), date_of(cancelled=True), series("n", starts=MONDAY.replace(day=9), visibility=visibility, rule=""), subscription(CHANNEL)
    )
    async with database.unit_of_work() as unit:
        post = Post(key="meeting_changed:s:2026-12-07T13:00@cancelled", about=date_of().id, target=CHANNEL, due_at=NOW)
        reply = await meeting_changed(post, unit.meetings, unit.subscriptions, unit.directory, NOW)
    said = [part.phrase.key for part in reply.parts if isinstance(part, Paragraph) and isinstance(part.phrase, Phrase)]
    assert ("post.changed.next" in said) == told
