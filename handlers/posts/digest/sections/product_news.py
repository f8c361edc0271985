# SPDX-License-Identifier: MPL-2.0
"""The section about products: level, status, licence, contact, coordinator, suppliers, users, and what is new in the catalogue."""

from handlers.news.happened import happened_in_posts, reader
from handlers.news.saying import cited, lines_in_posts
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import MOST, NOTHING
from handlers.posts.digest.shared import shared_directory
from handlers.reply import Bullets, Reply, say
from handlers.visibility import VisibleDirectory
from storage.unit_of_work import UnitOfWork


async def product_news(issue: Issue, unit: UnitOfWork) -> Reply:
    """By product. What was undone within the week is no news; what is not for everybody stands in a person's own digest alone."""
    whose, found = await reader(issue.person, unit, issue.now, issue.zone), await happened_in_posts(unit, issue.since, issue.until, issue.zone)
    if not found:
        return NOTHING
    directory = VisibleDirectory(await shared_directory(unit, unit.directory), whose)
    told = await lines_in_posts(found, whose, issue.tells_of_product, unit, directory, issue.zone)
    if not told:
        return NOTHING
    left = (say("news.more", count=len(told) - MOST),) if len(told) > MOST else ()
    return Reply(parts=(Bullets(tuple(each.said for each in told[:MOST])), *left), sources=await cited(told[:MOST], directory, issue.zone))
