# SPDX-License-Identifier: MPL-2.0
"""Answers that somebody of the community wrote for all: which of them a question is after, whatever intent it was taken for."""

from dataclasses import replace
from functools import lru_cache

from config.catalogue.entries import Article, Product
from config.catalogue.values import WordLists
from config.intents.intent import Vocabulary
from handlers.articles import shown
from handlers.citing import cite
from handlers.message import Query
from handlers.reply import Reply, say
from handlers.understanding.phrases import both
from handlers.understanding.text import clean, stems, tokens
from storage.directory import Directory

KEPT = "kept"
"""The line of an article that is found so: `kept`, or `kept/os2mo` where it is about one product."""
_SHORTEST = 3
"""Letters of a word that says something."""
_SURE = 2
"""Words of its title that must stand in a question."""
_STEM, _ENDING = 5, 3
"""Letters that two forms of a word have in common, and those that one has more: `testmiljø`, `testmiljøet`."""


def kept_line(product: str = "") -> str:
    return f"{KEPT}/{product}" if product else KEPT


def product_of(article: Article) -> str:
    """The product that such an article is about; empty where it is about none."""
    return next((line.partition("/")[2] for line in article.answers if line.startswith(f"{KEPT}/")), "")


def keywords_of(title: str, product: Product | None, vocabulary: Vocabulary) -> WordLists:
    """The words of a title that say what it is about."""
    plain = {token.folded for word in (*both(vocabulary.fillers), *both(vocabulary.question_words), *both(vocabulary.requests)) for token in tokens(word)}
    named = {token.folded for name in ((product.name, product.id, *product.aliases) if product else ()) for token in tokens(clean(name))}
    found = dict.fromkeys(token.text for token in tokens(clean(title)) if len(token.text) >= _SHORTEST and token.folded not in plain | named)
    return WordLists(da=tuple(found), en=tuple(found))


async def kept_answer(query: Query, directory: Directory) -> Reply | None:
    """The answer that was written for this question; None where none was."""
    candidates = [each for each in await directory.articles(KEPT) if product_of(each) in ("", query.slots.get("product", ""))]
    found = max(candidates, key=lambda each: (_share(each, query.words), product_of(each)), default=None)
    if found is None or not _share(found, query.words):
        return None
    return Reply(parts=(say("keep.before"), *shown(found)), sources=await cite(directory, (found,), found.more_sources))


async def with_kept(query: Query, reply: Reply, directory: Directory) -> Reply:
    """The reply, below the answer that was written for this question. A "not my subject" is not said beside one."""
    kept = await kept_answer(query, directory) if reply.outcome in ("answered", "unknown", "declined") else None
    if kept is None:
        return reply
    if reply.outcome == "declined":
        return kept
    return replace(reply, parts=(*kept.parts, *reply.parts), outcome="answered", sources=(*kept.sources, *reply.sources))


def _share(article: Article, words: str) -> float:
    """How much of the title stands in the question; 0 where it is less than half of it, or a single word of several."""
    wanted = dict.fromkeys(both(article.keywords))
    asked = [token.folded for token in tokens(clean(words))]
    matched = sum(any(_alike(token.folded, word) for token in tokens(keyword) for word in asked) for keyword in wanted)
    enough = matched >= min(_SURE, len(wanted)) and 2 * matched >= len(wanted)
    return matched / len(wanted) if wanted and enough else 0.0


@lru_cache(maxsize=4_096)
def _alike(one: str, other: str) -> bool:
    """Whether two words are forms of one."""
    short, long = sorted((one, other), key=len)
    return short == long or not stems(short).isdisjoint(stems(long)) or (len(short) >= _STEM and long.startswith(short) and len(long) - len(short) <= _ENDING)
