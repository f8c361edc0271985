# SPDX-License-Identifier: MPL-2.0
"""Which questions were answered for all since the last digest, and how many wait.

Of a question that waits nobody but who answers it reads a word (decision 0010): it is counted. What was answered is shown once somebody saved it for all, under its
title: whoever asked was told so before they said yes. How many wait is said where one of them is new, and else in every fourth week.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from config.catalogue.entries import Article
from handlers.citing import cite
from handlers.kept import KEPT, product_of
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import NOTHING, listed
from handlers.posts.digest.shared import news_days, shared, shared_directory
from handlers.posts.digest.turns import is_dated_news, is_turn
from handlers.reply import Bullets, Part, Phrase, Reply, Value, say
from handlers.unanswered.answering import SOURCE
from handlers.unanswered.wording import says_who
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

_ANSWERS, _PRODUCTS = 5, 3
"""Answers that are listed, and products whose questions are counted."""
_SAVED_WITHIN = timedelta(days=60)
"""How long after it was given an answer may be saved for all, and still be told of."""


async def questions(issue: Issue, unit: UnitOfWork, directory: Directory) -> Reply:
    known = await shared_directory(unit, directory)
    every = await shared(unit, ("answers", *news_days(issue)), lambda: _answers(issue, unit, known))
    answers = [article for product, article in every if _is_told(product, issue) and is_dated_news(article.as_of, issue)]
    waiting = await shared(unit, "waiting questions", lambda: _waiting(unit))
    open_ = [(product, each) for product, each in waiting if _is_told(product, issue) and _is_said(product, each, issue)]
    parts = (*_answered(answers), *await _open(open_, known))
    return Reply(parts=parts, sources=await cite(known, answers[:_ANSWERS])) if parts else NOTHING


def _is_told(product: str, issue: Issue) -> bool:
    """What is about no product is told where everything is."""
    return issue.tells_of_product(product) if product else issue.of_everything


async def _answers(issue: Issue, unit: UnitOfWork, directory: Directory) -> list[tuple[str, Article]]:
    """What was saved for all on one of these days, each with the product that it is about; by title. What names somebody is left out."""
    first, last = news_days(issue)
    asked = {each.article: each.slots.get("product", "") for each in await unit.questions.answered(first - _SAVED_WITHIN, last) if each.article}
    saved = [await directory.article(each) for each in asked]
    every = {each.id: each for each in (*await directory.articles(KEPT), *saved) if each and each.source == SOURCE}
    days = {str(first.date()), str(last.date()), *(str(first.date() + timedelta(days=number)) for number in range((last - first).days))}
    found = [each for each in every.values() if each.as_of in days and not (says_who(each.title.da) or says_who(each.title.en))]
    return [(asked.get(each.id) or product_of(each), each) for each in sorted(found, key=lambda each: (each.title.da.casefold(), each.id))]


def _answered(answers: Sequence[Article]) -> tuple[Part, ...]:
    if not answers:
        return ()
    lines: list[Value] = [Phrase("digest.questions.answer", {"title": each.title}) for each in answers[:_ANSWERS]]
    return (say("digest.questions.answered", count=len(answers)), *listed(lines, "questions", len(answers) - _ANSWERS), say("digest.questions.answered.how"))


async def _waiting(unit: UnitOfWork) -> list[tuple[str, list[datetime]]]:
    """By product, where the most wait first: when each was asked first."""
    found: dict[str, list[datetime]] = {}
    for each in await unit.questions.open():
        found.setdefault(each.slots.get("product", ""), []).append(each.asked_at)
    return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))


def _is_said(product: str, waiting: Sequence[datetime], issue: Issue) -> bool:
    return is_turn(f"questions/{product}", issue) or any(issue.happened(each) for each in waiting)


async def _open(found: Sequence[tuple[str, list[datetime]]], directory: Directory) -> tuple[Part, ...]:
    if not found:
        return ()
    lines: list[Value] = []
    for id_, waiting in found[:_PRODUCTS]:
        product = await directory.product(id_) if id_ else None
        about: Value = product.name if product else id_ or Phrase("digest.questions.no_product")
        lines.append(Phrase("digest.questions.open", {"product": about, "count": len(waiting)}))
    left = sum(len(waiting) for _, waiting in found[_PRODUCTS:])
    lines += [Phrase("digest.questions.others", {"count": left})] if left else []
    return (say("digest.questions.waiting"), Bullets(tuple(lines)), say("digest.questions.how"))
