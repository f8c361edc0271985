# SPDX-License-Identifier: MPL-2.0
"""What somebody wrote in a channel becomes an answer for all; with it, a question that waited for it may be answered."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from config.catalogue.entries import Article
from config.catalogue.values import Bilingual
from config.intents.intent import Intents
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.demands import scope_of
from handlers.changing.steps import Step
from handlers.kept import kept_line, keywords_of
from handlers.message import Query
from handlers.named import check_named
from handlers.permissions import Target
from handlers.refusal import Refusal, asking
from handlers.reply import Paragraph, Reply, say
from handlers.role_words import said_day
from handlers.unanswered.answering import REVIEW_AFTER, SOURCE, told_of_answer, unanswered_title
from handlers.unanswered.asking import checked, numbered
from handlers.unanswered.noting import answers_line
from handlers.unanswered.wording import says_who
from storage.directory import Directory
from storage.questions import Questions, UnansweredQuestion
from storage.roles import ASSOCIATION, Scope

LONGEST_TITLE = 150


async def keep_answer(
    query: Query, actor: Actor, questions: Questions, directory: Directory, intents: Intents, changes: Changes, now: datetime, today: date,
) -> Reply:  # fmt: skip
    """Reached by a form alone. With the number of a question it is answered, and the answer is kept; without one, it is kept under its own title."""
    await check_named(query, directory)
    text, title = _fit(query.slots.get("text", ""), query.slots.get("title", ""))
    question = await _question(query, questions)
    scope = scope_of(question.owner) if question else Scope("product", query.slots["product"]) if "product" in query.slots else ASSOCIATION
    await changes.permit("article.save", Target(scope=scope))
    if question is None and not title:
        raise Refusal("form.problem.title", outcome="asked_back")
    named = Bilingual(title, title) if title or question is None else await unanswered_title(question, directory, intents)
    article = await _article(named, text, question, scope, directory, intents, today)
    notes = (say("keep.no_names"), say("unanswered.article_review", date=said_day(article.review_by)))
    if question is None:
        return await changes.propose("article.save", [Step(None, article)], notes=(say("keep.text", text=text), *notes))
    answered = replace(question, state="answered", answer=text, answered_at=now, answered_by=actor.id, article=article.id)
    told = told_of_answer(question, text)
    tells: tuple[Paragraph, ...] = (say("unanswered.will_tell"),) if told else ()
    return await changes.propose("article.save", [Step(question, answered), Step(None, article)], told=told, notes=(*tells, *notes))


def _fit(text: str, title: str) -> tuple[str, str]:
    if not text:
        raise asking("keep.what")
    if len(title) > LONGEST_TITLE:
        raise Refusal("form.problem.too_long", outcome="asked_back", count=LONGEST_TITLE)
    if says_who(text) or says_who(title):
        raise Refusal("form.problem.names", outcome="asked_back")
    return checked(text), title


async def _question(query: Query, questions: Questions) -> UnansweredQuestion | None:
    if "number" not in query.slots:
        return None
    question = await numbered(query, questions)
    if question.state != "open":
        raise Refusal("unanswered.closed", number=str(question.number))
    return question


async def _article(
    title: Bilingual, text: str, question: UnansweredQuestion | None, scope: Scope, directory: Directory, intents: Intents, today: date
) -> Article:
    """Found by the words of its title; where it answers a question, by that question too."""
    product = await directory.product(scope.id) if scope.kind == "product" else None
    asked = (answers_line(question.intent, question.key),) if question else ()
    return Article(
        id=f"answer-{uuid4().hex[:12]}", kind="article", title=title, body=Bilingual(text, text), source=SOURCE, review_by=today + REVIEW_AFTER,
        answers=(*asked, kept_line(product.id if product else "")), keywords=keywords_of(title.da, product, intents.vocabulary), as_of=today.isoformat(),
    )  # fmt: skip
