# SPDX-License-Identifier: MPL-2.0
"""The section about organisations that have come: whose membership became documented, and whose onboarding was completed."""

from handlers.citing import cite
from handlers.news.happened import happened_in_posts
from handlers.news.members import completed_runs, member_lines
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import MOST, NOTHING
from handlers.posts.digest.shared import shared_directory
from handlers.reply import Bullets, Reply, say
from storage.unit_of_work import UnitOfWork


async def new_members(issue: Issue, unit: UnitOfWork) -> Reply:
    """Members are told of where everything is; the onboarding to a product where it is told of."""
    found = await happened_in_posts(unit, issue.since, issue.until, issue.zone)
    members = found.members if issue.of_everything else ()
    runs = await completed_runs(unit, issue.since, issue.until, issue.tells_of_product)
    if not members and not runs:
        return NOTHING
    directory = await shared_directory(unit, unit.directory)
    told = await member_lines(members, runs, unit)
    left = (say("news.members.more", count=len(told) - MOST),) if len(told) > MOST else ()
    return Reply(parts=(Bullets(tuple(told[:MOST])), *left) if told else (), sources=await cite(directory, [each.stated for each in members[:MOST]]))
