# SPDX-License-Identifier: MPL-2.0
"""The log of changes, for those who may read it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.actor import SYSTEM, UNKNOWN, Actor
from handlers.changing.changes import Changes
from handlers.message import Query
from handlers.permissions import Target
from handlers.refusal import Refusal
from handlers.reply import PartialDate, Phrase, Reply, Table, Value, say
from handlers.role_words import said_party, said_scope
from handlers.roles.finding import span
from storage.audit import Audit, AuditEvent, AuditFilter
from storage.directory import Directory
from storage.people import People
from storage.roles import Scope

SHOWN = 20
"""Events in one answer; the command line has them all."""
_KINDS = {"product": "product", "organisation": "organisation"}


async def audit_log(query: Query, actor: Actor, audit: Audit, directory: Directory, people: People, changes: Changes, today: date, zone: ZoneInfo) -> Reply:
    """The newest changes, about a product or an organisation, or within a time, where these are named."""
    await changes.permit("audit.read", Target())
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    where = _filter(query, today, zone)
    events = await audit.find(where, limit=SHOWN + 1)
    if not events:
        return Reply(parts=(say("audit.none"),))
    columns = tuple(Phrase(f"column.{name}") for name in ("when", "who", "where", "what", "about"))
    rows = [await _row(event, actor, directory, people, zone) for event in events[:SHOWN]]
    more = (say("audit.more", count=SHOWN),) if len(events) > SHOWN else ()
    title = say("audit.about", about=await _named(where, directory)) if where.about else say("audit.title")
    return Reply(parts=(title, Table(columns, tuple(rows)), *more))


def _filter(query: Query, today: date, zone: ZoneInfo) -> AuditFilter:
    about = next((f"{kind}/{query.slots[slot]}" for slot, kind in _KINDS.items() if slot in query.slots), None)
    since = until = None
    if query.slots.keys() & {"from", "on", "until"}:
        first, after = _past(span(query, today), today)
        since = _moment(min(first, today), zone) if "from" in query.slots or "on" in query.slots else None
        until = _moment(after, zone) if after and after <= today else None
    return AuditFilter(about=about, since=since, until=until, outcome="refused" if query.slots.get("item") == "refused" else None)


def _past(found: tuple[date, date | None], today: date) -> tuple[date, date | None]:
    """What is asked about lies behind: a day or month still to come was that of last year."""
    first, after = found
    if first <= today:
        return found
    return _year_before(first), _year_before(after) if after else None


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return date(day.year - 1, 3, 1)


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


async def _row(event: AuditEvent, actor: Actor, directory: Directory, people: People, zone: ZoneInfo) -> tuple[Value, ...]:
    who = await _who(event, actor, directory, people)
    return (event.at.astimezone(zone), who, Phrase(f"platform.{event.via}"), _what(event), await _about(event, directory))


def _what(event: AuditEvent) -> Value:
    """The action, and what of the record changed by it: names, identities and texts are not there to be shown."""
    action = Phrase("audit.refused" if event.outcome == "refused" else "audit.done", {"action": Phrase(f"action.{event.action}")})
    kind = event.subject.partition("/")[0]
    if kind == "role_assignments":
        return Phrase("audit.role", {"action": action, "role": Phrase(f"role.{event.after['role']}"), "dates": _dates(event)})
    return Phrase("audit.of", {"action": action, "kind": Phrase(f"audit.kind.{kind}")}) if kind else action


def _dates(event: AuditEvent) -> Value:
    if event.after.get("withdrawn"):
        return Phrase("audit.withdrawn")
    until = event.after["valid_to"]
    return Phrase("audit.dates", {"from": PartialDate(event.after["valid_from"]), "until": PartialDate(until) if until else "…"})


async def _who(event: AuditEvent, actor: Actor, directory: Directory, people: People) -> Value:
    if event.actor in (SYSTEM, UNKNOWN):
        return Phrase(f"audit.{event.actor}")
    person = await people.person(event.actor)
    if person is None:
        return Phrase("audit.forgotten")
    return await said_party(person, event.on_behalf_of or person.organisation, None, directory, actor.id)


async def _named(where: AuditFilter, directory: Directory) -> Value:
    kind, _, id_ = (where.about or "").partition("/")
    return await said_scope(Scope("product" if kind == "product" else "organisation", id_), directory)


async def _about(event: AuditEvent, directory: Directory) -> Value:
    kind, _, id_ = event.about.partition("/")
    if kind in ("product", "organisation"):
        return await said_scope(Scope("product" if kind == "product" else "organisation", id_), directory)
    return Phrase("scope.association") if kind == "association" else Phrase("nothing")
