# SPDX-License-Identifier: MPL-2.0
"""What somebody sees who opens the bot without asking anything: who they are to it, what waits for them, and what they can do from here."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.intents.intent import Intents
from handlers.about import examples
from handlers.actor import Actor
from handlers.deciding import SHOW
from handlers.meetings.asking import rhythms_of
from handlers.meetings.known import Calendar
from handlers.meetings.saying import line
from handlers.message import Query
from handlers.onboarding.continuing import waiting_steps
from handlers.onboarding.finding import Finding
from handlers.onboarding.flows import Flows
from handlers.own import roles_shown
from handlers.permissions import PERMISSIONS
from handlers.refusal import Refusal
from handlers.reply import Bullets, Choice, Heading, Part, Phrase, Reply, Value, say
from handlers.role_words import said_absence, said_party
from handlers.roles.absence import BACK
from handlers.unanswered.answering import permitted
from storage.change_requests import PATIENCE, ChangeRequest
from storage.directory import Directory
from storage.meetings import Meetings
from storage.people import Person
from storage.roles import Absence
from storage.unit_of_work import UnitOfWork

_MEETINGS = 5
"""Of the reader's groups that are shown, the next ones."""
_APPOINTING = frozenset(grant.who for grant in PERMISSIONS if grant.action == "role.appoint")


async def home(
    query: Query, actor: Actor, unit: UnitOfWork, directory: Directory, intents: Intents, flows: Flows, now: datetime, zone: ZoneInfo,
) -> Reply:  # fmt: skip
    """Only where nobody else reads it. What else waits for the reader is put above it by whoever answers."""
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    today = now.astimezone(zone).date()
    steps = await waiting_steps(Finding(query=query, actor=actor, unit=unit, flows=flows, now=now, zone=zone))
    waiting, to_settle = await _waiting(actor, unit, directory, now, today, len(steps))
    parts = (
        say("home.hello"), Heading(Phrase("home.roles")), *await _who(actor, unit, directory), Heading(Phrase("home.waiting")), waiting,
        *await _meetings(actor, unit.meetings, directory, now), Heading(Phrase("home.ask")), examples(intents), say("help.all"),
        Heading(Phrase("home.language")), say(_language(actor)),
    )  # fmt: skip
    return Reply(parts=parts, choices=(*to_settle, *_doing(actor, await _own_absence(actor, unit, today)), *_languages(actor)))


async def _who(actor: Actor, unit: UnitOfWork, directory: Directory) -> Sequence[Part]:
    if actor.person is None:
        return (say("home.unknown"),)
    return await roles_shown(actor.person, unit.roles, directory)


async def _waiting(actor: Actor, unit: UnitOfWork, directory: Directory, now: datetime, today: date, steps: int) -> tuple[Part, tuple[Choice, ...]]:
    """What waits for the reader, and what can be done about it at once."""
    lines: list[Value] = []
    choices: list[Choice] = []
    if changes := [each for each in await unit.requests.of(actor.identity) if _is_open(each, now)]:
        lines.append(Phrase("home.changes", {"count": len(changes)}))
        choices.append(Choice(Phrase("home.show_change"), "confirm_change", {"change": changes[-1].id, "item": SHOW}))
    if questions := permitted(await unit.questions.open(), actor, "question.answer"):
        lines.append(Phrase("home.questions", {"count": len(questions)}))
        choices.append(Choice(Phrase("home.show_questions"), "open_questions"))
    if steps:
        lines.append(Phrase("home.steps", {"count": steps}))
        choices.append(Choice(Phrase("home.show_steps"), "continue_onboarding"))
    lines += await _duties(actor.person, unit, directory, today) if actor.person else []
    return Bullets(tuple(lines)) if lines else say("home.nothing_waits"), tuple(choices)


def _is_open(request: ChangeRequest, now: datetime) -> bool:
    return request.state == "proposed" and now - request.made_at <= PATIENCE


async def _duties(person: Person, unit: UnitOfWork, directory: Directory, today: date) -> list[Value]:
    """For whom the reader stands in, and that they are away themselves."""
    lines: list[Value] = []
    for each in [each for each in await unit.absences.naming(person.id) if _lasts(each, today)]:
        away = await unit.people.person(each.person)
        holder = await said_party(away, away.organisation if away else None, None, directory)
        lines.append(Phrase("home.deputy", {"holder": holder, "span": said_absence(each)}))
    away_oneself = [each for each in await unit.absences.of([person.id]) if _lasts(each, today)]
    return lines + [Phrase("home.away", {"span": said_absence(each)}) for each in away_oneself]


def _lasts(absence: Absence, today: date) -> bool:
    return not absence.withdrawn and (absence.valid_to is None or absence.valid_to > today)


async def _own_absence(actor: Actor, unit: UnitOfWork, today: date) -> bool:
    return actor.person is not None and any(each.holds_on(today) for each in await unit.absences.of([actor.person.id]))


async def _meetings(actor: Actor, meetings: Meetings, directory: Directory, now: datetime) -> tuple[Part, ...]:
    """Nothing for whoever is in no group."""
    return (Heading(Phrase("home.meetings")), *await next_meetings(actor, meetings, directory, now)) if actor.roles else ()


async def next_meetings(actor: Actor, meetings: Meetings, directory: Directory, now: datetime) -> tuple[Part, ...]:
    """When the groups of the reader's roles meet: the dates that are known here; where none is, how often, as far as a source tells."""
    own = {role.scope.id for role in actor.roles if role.scope.kind in ("product", "group")}
    coming = await Calendar(meetings, actor).coming(lambda group: group in own or group.rpartition("/")[0] in own, now)
    if coming:
        return (Bullets(tuple([await line(each, directory) for each in coming[:_MEETINGS]])),)
    products = dict.fromkeys(role.scope.id.partition("/")[0] for role in actor.roles if role.scope.kind == "product" or "/" in role.scope.id)
    known = [rhythm for product in products for rhythm in await rhythms_of(product, directory)]
    return (Bullets(tuple(known)), say("home.no_dates")) if known else (say("home.no_meetings"),)


def _doing(actor: Actor, away: bool) -> tuple[Choice, ...]:
    absent = Choice(Phrase("home.back"), "report_absence", {"item": BACK}) if away else Choice(Phrase("home.leave"), "report_absence")
    appoint = any(role.role in _APPOINTING for role in actor.roles)
    return (
        Choice(Phrase("home.profile"), "my_profile"),
        *((absent,) if actor.roles else ()),
        *((Choice(Phrase("home.appoint"), "appoint_role"),) if appoint else ()),
        *((Choice(Phrase("home.board"), "list_onboarding"),) if actor.holds("sekretariat") else ()),
        *((Choice(Phrase("home.adoption"), "change_adoption"),) if actor.organisation else ()),
        *((Choice(Phrase("home.my_data"), "my_data"),) if actor.person else ()),
    )


def _language(actor: Actor) -> str:
    return f"home.language.{actor.person.language}" if actor.person and actor.person.language else "home.language.as_asked"


def _languages(actor: Actor) -> tuple[Choice, ...]:
    """The languages that are not set already."""
    own = actor.person.language if actor.person else None
    return tuple(Choice(Phrase(f"home.{item}"), "my_profile", {"item": item}) for item, code in (("danish", "da"), ("english", "en")) if code != own)
