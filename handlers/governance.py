# SPDX-License-Identifier: MPL-2.0
"""What the product levels mean and demand, and the rule of *følg eller forklar*."""

from collections.abc import Sequence
from typing import get_args

from config.catalogue.entries import Requirement
from config.catalogue.values import Level
from handlers import articles
from handlers.citing import cite
from handlers.freshness.marks import Marks
from handlers.message import Query
from handlers.products import level_name
from handlers.reply import Bullets, Heading, Phrase, Reply
from storage.directory import Directory

_CATEGORIES = ("relevans", "formkrav", "strategi", "governance")


async def level_meaning(query: Query, directory: Directory, marks: Marks) -> Reply:
    """A level explained, with every requirement it adds; or the article on the rule that was asked about."""
    levels: list[Level] = [level for level in get_args(Level) if level in (query.slots.get("level"), query.slots.get("level2"))]
    if not levels:
        return await articles.answer(query, directory, marks)
    replies = [await _level(level, query, directory) for level in levels]
    sources = {source.title: source for reply in replies for source in reply.sources}
    return Reply(parts=tuple(part for reply in replies for part in reply.parts), sources=tuple(sources.values()))


async def _level(level: Level, query: Query, directory: Directory) -> Reply:
    known = await directory.articles(f"level_meaning/level-{level}")
    requirements = await directory.requirements(level)
    parts = articles.shown(known[0]) if known else (Heading(level_name(level)),)
    return Reply(parts=(*parts, *_demanded(level, requirements)), sources=await cite(directory, (*known, *requirements)))


def _demanded(level: Level, requirements: Sequence[Requirement]) -> tuple[Heading | Bullets, ...]:
    if not requirements:
        return ()
    title = Heading(Phrase("level_meaning.adds", {"level": level_name(level), "count": len(requirements)}))
    lines = [
        Phrase(
            f"level_meaning.requirement.{'mandatory' if requirement.mandatory else 'recommended'}",
            {"id": requirement.id, "category": Phrase(f"requirement.{category}"), "text": requirement.text},
        )
        for category in _CATEGORIES
        for requirement in requirements
        if requirement.category == category
    ]
    return title, Bullets(tuple(lines))
