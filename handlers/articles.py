# SPDX-License-Identifier: MPL-2.0
"""Questions that a text of the catalogue answers: which text, and how it is shown."""

from collections.abc import Sequence
from functools import lru_cache

from config.catalogue.entries import Article
from handlers.citing import cite
from handlers.freshness.marks import Marks
from handlers.message import Query
from handlers.reply import Heading, Link, Paragraph, Part, Reply, say
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.text import clean, tokens
from storage.directory import Directory


async def answer(query: Query, directory: Directory, marks: Marks, *, intent: str = "", before: Sequence[Part] = ()) -> Reply:
    """The article of this intent that fits the words of the question best. `before`: what stands above it."""
    asked = intent or query.intent
    found = pick(asked, tuple(await directory.articles(asked)), query)
    if found is None:
        return Reply(parts=(*before, say("article.none")), outcome="unknown")
    return Reply(parts=(*before, *shown(found), *await marks.article(found)), sources=await cite(directory, (found,), found.more_sources))


def shown(article: Article) -> tuple[Part, ...]:
    links = tuple(Link(link.title, link.url) for link in article.links)
    return (Heading(article.title), Paragraph(article.body), *links)


def pick(intent: str, articles: tuple[Article, ...], query: Query) -> Article | None:
    """The article named by the query's item; else the one whose keywords cover most of the question; else the general one."""
    by_item = {line.partition("/")[2]: article for article in articles for line in article.answers if line.partition("/")[0] == intent}
    if (named := by_item.get(query.slots.get("item", ""))) and query.slots.get("item"):
        return named
    covered: dict[str, int] = {}
    for found in _keywords(articles).find(tokens(clean(query.words))):
        covered[found.value] = covered.get(found.value, 0) + found.end - found.start
    best = max(covered, key=lambda id_: covered[id_], default=None)
    return next((article for article in articles if article.id == best), None) or by_item.get("")


@lru_cache(maxsize=64)
def _keywords(articles: tuple[Article, ...]) -> Phrases:
    return Phrases({article.id: both(article.keywords) for article in articles})
