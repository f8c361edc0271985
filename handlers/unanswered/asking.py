# SPDX-License-Identifier: MPL-2.0
"""The asker wants an answer: only then their words are kept, and who they are, until it is given."""

from dataclasses import replace
from datetime import date, datetime

from config.roles import is_role
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.telling import Told, of_role, of_secretariat
from handlers.message import Query
from handlers.parties import Parties
from handlers.refusal import Refusal, asking
from handlers.reply import Reply, say
from handlers.unanswered.noting import said_owner
from storage.directory import Directory
from storage.people import People
from storage.questions import Questions, UnansweredQuestion
from storage.roles import RoleAssignments, Scope

LONGEST = 1_000
"""Characters of a question or an answer that is passed on."""
MOST_OPEN = 10
"""Questions of one person that wait at a time."""


async def pass_on_question(
    query: Query, actor: Actor, questions: Questions, roles: RoleAssignments, directory: Directory, people: People, changes: Changes, now: datetime, today: date,
) -> Reply:  # fmt: skip
    """Asks for the words that may be passed on, and passes them on once the asker says yes."""
    noted = await numbered(query, questions)
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    if "text" not in query.slots:
        raise asking("unanswered.your_words", "text", owner=await said_owner(noted.owner, directory))
    text = checked(query.slots["text"])
    if actor.person and sum(each.state == "open" for each in await questions.of(actor.person.id)) >= MOST_OPEN:
        raise Refusal("unanswered.too_many", count=MOST_OPEN)
    speaker = await Parties(actor, people, now, today).speaker()
    if noted.asker or noted.state != "open":
        raise Refusal("unanswered.passed_on_already")
    asked = replace(noted, asked_at=now, language=query.language, text=text, asker=speaker.person)
    told = [Told(to, (say("told.question", number=str(asked.number), text=text),)) for to in await owners(noted.owner, roles, today)]
    notes = (say("unanswered.kept"), *((say("privacy.notice"),) if speaker.steps else ()))
    return await changes.propose("question.ask", [*speaker.steps, Step(noted, asked)], told=told, notes=notes)


async def numbered(query: Query, questions: Questions) -> UnansweredQuestion:
    """The question whose number is given."""
    number = query.slots.get("number", "")
    found = await questions.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None  # noqa: PLR2004 - fits every database
    if found is None:
        raise Refusal("unanswered.no_such", outcome="unknown", number=number)
    return found


def checked(text: str) -> str:
    """The words, if they are not too many."""
    if len(text) > LONGEST:
        raise Refusal("unanswered.too_long", outcome="asked_back", missing=("text",), count=LONGEST)
    return text


async def owners(owner: str, roles: RoleAssignments, today: date) -> tuple[str, ...]:
    """Who is asked: those who hold the owner's role; where nobody is known, the secretariat."""
    role, _, rest = owner.partition("/")
    kind, _, id_ = rest.partition("/")
    if is_role(role) and kind == "product":
        found = await of_role(role, Scope("product", id_), roles, today)
        if found[0].startswith("person/"):
            return found
    return await of_secretariat(roles, today)
