# SPDX-License-Identifier: MPL-2.0
"""A word to somebody who has not said yet whether they come: the chair of their group asked for it."""

from datetime import datetime

from handlers.posts.meeting_found import ahead, hours, people_of, standing, title, where
from handlers.posts.meeting_posts import answers
from handlers.posts.post import NothingToSay, Post
from handlers.reply import Heading, Reply, say
from storage.attendance import Attendances
from storage.directory import Directory
from storage.meetings import Meetings
from storage.roles import RoleAssignments

KIND = "meeting_nudge"


async def meeting_nudge(
    post: Post, meetings: Meetings, attendances: Attendances, roles: RoleAssignments, directory: Directory, now: datetime,
) -> Reply:  # fmt: skip
    """To one person. Whoever has answered since, or is of the group no more, is left alone."""
    found = await standing(post, meetings)
    person = post.target.partition("/")[2]
    if any(each.person == person for each in await attendances.of([found.id])):
        raise NothingToSay("answered")
    if person not in await people_of(found, roles):
        raise NothingToSay("no_longer")
    parts = (Heading(await title(found, directory)), say("post.meeting.when", when=hours(found), ahead=ahead(found, now)), say("post.nudge"), *where(found))
    return Reply(parts=parts, choices=answers(found))
