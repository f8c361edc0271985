# SPDX-License-Identifier: MPL-2.0
"""The owner answers, in chat or on the command line; the asker is told; and the answer can become an article."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from config.catalogue.entries import Article
from config.catalogue.values import Bilingual
from config.intents.intent import Intents
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.demands import scope_of, target
from handlers.changing.steps import Step
from handlers.changing.telling import Told
from handlers.changing.vouching import alone
from handlers.message import Query
from handlers.permissions import Action, Target, permitting
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Paragraph, Phrase, Reply, Table, Value, say
from handlers.role_words import said_day
from handlers.unanswered.asking import checked, numbered
from handlers.unanswered.noting import answers_line
from storage.directory import Directory
from storage.questions import Questions, UnansweredQuestion

SHOWN, OFFERED = 15, 5
"""Questions that are listed, and those of them that can be answered with a click."""
REVIEW_AFTER = timedelta(days=365)
"""When an answer that became an article is to be looked at again."""
SOURCE = "told-to-os2bot"
"""The source of the catalogue that such an article names."""


async def open_questions(query: Query, actor: Actor, questions: Questions, directory: Directory, intents: Intents, changes: Changes) -> Reply:
    """The questions that wait, among those that the reader may answer; the most asked first."""
    product = query.slots.get("product")
    waiting = [each for each in await questions.open() if product in (None, each.slots.get("product"))]
    own = permitted(waiting, actor, "question.list")
    if not own and waiting:
        await changes.permit("question.list", target(waiting[0]))
    if not own:
        return Reply(parts=(say("unanswered.none"),))
    rows = [(str(each.number), await said_question(each, directory, intents, private=alone(actor)), str(each.times)) for each in own[:SHOWN]]
    columns = (Phrase("column.number"), Phrase("column.question"), Phrase("column.times"))
    parts = (say("unanswered.open", count=len(own)), Table(columns, tuple(rows)), say("unanswered.how", number=rows[0][0]))
    return Reply(parts=parts, choices=_may_answer(own[:OFFERED], actor) if alone(actor) else ())


def _may_answer(waiting: Iterable[UnansweredQuestion], actor: Actor) -> tuple[Choice, ...]:
    own = permitted(waiting, actor, "question.answer")
    return tuple(Choice(Phrase("unanswered.answer_it", {"number": str(each.number)}), "answer_question", {"number": str(each.number)}) for each in own)


def permitted(waiting: Iterable[UnansweredQuestion], actor: Actor, action: Action) -> list[UnansweredQuestion]:
    """Those to which the actor may do this: where somebody waits for an answer first, then the most asked."""
    own = [each for each in waiting if permitting(actor, action, target(each))]
    return sorted(own, key=lambda each: (each.asker is None, -each.times, each.number))


async def said_question(question: UnansweredQuestion, directory: Directory, intents: Intents, *, private: bool) -> Value:
    """Its words where only the one who answers reads them; else what it is about."""
    if question.text and private:
        return question.text
    product = await directory.product(question.slots.get("product", ""))
    organisation = await directory.organisation(question.slots.get("organisation", ""))
    named = product.name if product else organisation.name if organisation else None
    asked: dict[str, Value] = {"intent": _asks(question, intents)}
    return Phrase("unanswered.about", {**asked, "subject": named}) if named else Phrase("unanswered.subject", asked)


def _asks(question: UnansweredQuestion, intents: Intents) -> Value:
    known = intents.by_name.get(question.intent)
    return known.asks if known else question.intent


async def answer_question(query: Query, actor: Actor, questions: Questions, intents: Intents, changes: Changes, now: datetime) -> Reply:
    """Answers a question by its number."""
    question = await numbered(query, questions)
    await changes.permit("question.answer", Target(scope=scope_of(question.owner)))
    if question.state != "open":
        raise Refusal("unanswered.closed", number=str(question.number))
    if "text" not in query.slots and not actor.private:
        raise Refusal("unanswered.write_whole", in_private=True, number=str(question.number))
    if "text" not in query.slots:
        raise asking(
            "unanswered.your_answer", "text", number=str(question.number), question=(question.text if actor.private else None) or _asks(question, intents)
        )
    text = checked(query.slots["text"])
    answered = replace(question, state="answered", answer=text, answered_at=now, answered_by=actor.id)
    told = told_of_answer(question, text)
    notes = (say("unanswered.will_tell"),) if told else ()
    return await changes.propose("question.answer", [Step(question, answered)], told=told, notes=(*notes, *_may_save(question)))


def told_of_answer(question: UnansweredQuestion, text: str) -> list[Told]:
    """What the asker hears, where there is one."""
    return [Told(f"person/{question.asker}", (say("told.answer", question=question.text or "", answer=text),))] if question.asker else []


def _may_save(question: UnansweredQuestion) -> tuple[Paragraph, ...]:
    """An answer that nobody waits for helps only once it is kept."""
    return (say("unanswered.may_save" if question.text else "unanswered.nobody_waits", number=str(question.number)),)


async def unanswered_title(question: UnansweredQuestion, directory: Directory, intents: Intents) -> Bilingual:
    """The question's own words; where nobody shared them, what it asks and about which product."""
    if question.text:
        return Bilingual(question.text, question.text)
    known, product = intents.by_name.get(question.intent), await directory.product(question.slots.get("product", ""))
    asks, about = known.asks if known else Bilingual(question.intent, question.intent), f": {product.name}" if product else ""
    return Bilingual(f"{asks.da}{about}", f"{asks.en}{about}")


async def save_answer(query: Query, questions: Questions, directory: Directory, intents: Intents, changes: Changes, today: date) -> Reply:
    """Keeps an answer as an article, which is given when the same is asked again."""
    question = await numbered(query, questions)
    await changes.permit("article.save", Target(scope=scope_of(question.owner)))
    if question.answer is None:
        raise Refusal("unanswered.no_answer", number=str(question.number))
    if question.article:
        raise Refusal("unanswered.saved_already")
    title, body = await unanswered_title(question, directory, intents), Bilingual(question.answer, question.answer)
    article = Article(
        id=f"answer-{uuid4().hex[:12]}", kind="article", title=title, body=body, source=SOURCE, review_by=today + REVIEW_AFTER,
        answers=(answers_line(question.intent, question.key),), as_of=today.isoformat(),
    )  # fmt: skip
    steps = [Step(question, replace(question, article=article.id)), Step(None, article)]
    return await changes.propose("article.save", steps, notes=(say("unanswered.article_review", date=said_day(article.review_by)),))
