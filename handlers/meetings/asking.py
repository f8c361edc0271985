# SPDX-License-Identifier: MPL-2.0
"""When groups meet: the dates that are known here; else a rhythm at most, as sources tell it. A date is never made from a source's rhythm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from config.catalogue.entries import Group
from handlers import articles
from handlers.actor import Actor
from handlers.citing import cite
from handlers.freshness.marks import Marks
from handlers.meeting_dates import Occurrence
from handlers.meetings.known import AHEAD, BACK, Calendar, Fits, named_groups, next_of_each, own_groups
from handlers.meetings.saying import MOST, facts, line, sources
from handlers.message import Query
from handlers.periods import said_period, span_of, time_of
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Paragraph, Part, Phrase, Reply, Value, say
from handlers.unknown import no_such_product
from storage.directory import Directory
from storage.meetings import Meetings

MINE, CANCELLED, PLACE, LINK, LAST = "mine", "cancelled", "place", "link", "last"
"""Values of `item`: the speaker's own groups; whether, or which, meetings are cancelled; where; under which address; not the next, but the last."""


async def next_meeting(
    query: Query, actor: Actor, meetings: Meetings, directory: Directory, now: datetime, today: date, zone: ZoneInfo, marks: Marks,
) -> Reply:  # fmt: skip
    """The next meeting of each group that is meant, and what is cancelled before it. Where no date is known: the rhythm, or what the bylaws say."""
    known = await _known(query, actor, meetings, directory, now, today, zone)
    if isinstance(known, Reply):
        return known
    if not known.coming or await _asks_for_a_text(query, directory):
        return await _next_unknown(query, directory, marks)
    first = _first_of_each(query, known)
    if not first:
        return await _none_in(query, known, directory, today, zone)
    if len(first) > 1:
        lines = tuple([await line(each, directory, linked=query.slots.get("item") == LINK) for each in first[:MOST]])
        return Reply(parts=(say("meeting.next_of_each"), Bullets(lines)), sources=sources(first[:MOST], zone))
    return await _one(query, first[0], known, directory, now, zone)


def _first_of_each(query: Query, known: "_Known") -> Sequence[Occurrence]:
    """Where the last is asked for: the last of each."""
    meant = known.meant[::-1] if query.slots.get("item") == LAST else known.meant
    return next_of_each(meant) or meant[:1]


async def list_meetings(
    query: Query, actor: Actor, meetings: Meetings, directory: Directory, now: datetime, today: date, zone: ZoneInfo, marks: Marks,
) -> Reply:  # fmt: skip
    """The meetings that are known, in their order; where none is: where they are announced."""
    known = await _known(query, actor, meetings, directory, now, today, zone)
    if isinstance(known, Reply):
        return known
    if not known.coming or await _asks_for_a_text(query, directory):
        return await _list_unknown(query, directory, marks)
    only_cancelled = query.slots.get("item") == CANCELLED
    found = [each for each in known.meant if each.cancelled or not only_cancelled]
    if not found:
        return Reply(parts=(say("meeting.none_cancelled"),)) if only_cancelled and known.meant else await _none_in(query, known, directory, today, zone)
    lines = tuple([await line(each, directory, linked=query.slots.get("item") == LINK) for each in found[:MOST]])
    more = (say("meeting.more", count=len(found) - MOST),) if len(found) > MOST else ()
    return Reply(parts=(_counted(query, len(found), today), Bullets(lines), *more), sources=sources(found[:MOST], zone))


@dataclass(frozen=True, slots=True)
class _Known:
    """`coming`: all that is known of the groups that are meant. `meant`: those in the time that is meant."""

    coming: Sequence[Occurrence]
    meant: Sequence[Occurrence]


async def _known(
    query: Query, actor: Actor, meetings: Meetings, directory: Directory, now: datetime, today: date, zone: ZoneInfo
) -> _Known | Reply:  # fmt: skip
    """Raises Refusal where what is known is only told where nobody else reads along."""
    if "product" in query.slots and await directory.product(query.slots["product"]) is None:
        return no_such_product(query)
    fits, calendar = _meant(query, actor), Calendar(meetings, actor)
    coming = await calendar.coming(fits, now)
    if not coming and await calendar.is_kept_from_others(fits):
        raise Refusal("private.needed", in_private=True)
    span = _span(query, today)
    if span is None:
        held = await calendar.between(fits, now - BACK, now) if query.slots.get("item") == LAST else None
        return _Known(coming or held or (), coming if held is None else held)
    first, last = (datetime.combine(day, time(), zone).astimezone(UTC) for day in span)
    within = coming if now < last <= now + AHEAD else await calendar.between(fits, max(first, now) if now < last else first, last)
    found = [each for each in within if first <= each.at < last]
    return _Known(coming, found or [each for each in coming if each.moved and span[0] <= each.on.date() < span[1]])


async def _asks_for_a_text(query: Query, directory: Directory) -> bool:
    """Whether a text of the catalogue answers just this, such as which notice is given: then no list of meetings does."""
    if "product" in query.slots or query.slots.get("item") == MINE:
        return False
    found = articles.pick(query.intent, tuple(await directory.articles(query.intent)), query)
    told = [line.partition("/") for line in found.answers] if found else []
    return found is not None and not {item for intent, _, item in told if intent == query.intent} & {"", query.slots.get("group_type", "")}


def _meant(query: Query, actor: Actor) -> Fits:
    named = named_groups(query)
    if query.slots.get("item") != MINE:
        return named
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    own = own_groups(actor)
    if not own:
        raise Refusal("meeting.no_own_groups", outcome="unknown")
    return lambda group: group in own and named(group)


def _span(query: Query, today: date) -> tuple[date, date] | None:
    """The days that are meant; None: no time was named."""
    if wrong := query.slots.get("impossible"):
        raise asking("date.impossible", "on", day=wrong)
    named = time_of(query.slots, today)
    return span_of(named, today) if named else None


async def _one(query: Query, found: Occurrence, known: _Known, directory: Directory, now: datetime, zone: ZoneInfo) -> Reply:
    """What is known of one meeting, below what was cancelled before it."""
    off = [each for each in known.meant if each.cancelled and each.at < found.at and each.series.group == found.series.group]
    before: list[Part] = [Bullets(tuple([await line(each, directory) for each in off[:MOST]]))] if off else []
    lacking = _lacking(query, found)
    standing = [say("meeting.not_cancelled")] if query.slots.get("item") == CANCELLED and not off and not found.cancelled else []
    parts = (*before, *await facts(found, directory, now), *standing, *lacking)
    return Reply(parts=parts, outcome="unknown" if lacking else "answered", sources=sources([*off[:MOST], found], zone))


def _lacking(query: Query, found: Occurrence) -> tuple[Part, ...]:
    """That just what was asked is not known of it."""
    item = query.slots.get("item")
    if item == PLACE and not found.place and not found.link:
        return (say("meeting.no_place"),)
    return (say("meeting.no_link"),) if item == LINK and not found.link else ()


async def _none_in(query: Query, known: _Known, directory: Directory, today: date, zone: ZoneInfo) -> Reply:
    """There are meetings, and none in the time that was asked about."""
    named = time_of(query.slots, today)
    coming = next_of_each(known.coming)[:1]
    none = say("meeting.none_held" if query.slots.get("item") == LAST else "meeting.none")
    said = say("meeting.none_in", period=said_period(named)) if named else none
    nearest = [say("meeting.nearest", line=await line(each, directory)) for each in coming]
    return Reply(parts=(said, *nearest), sources=sources(coming, zone))


def _counted(query: Query, count: int, today: date) -> Paragraph:
    named = time_of(query.slots, today)
    return say("meeting.count_in", count=count, period=said_period(named)) if named else say("meeting.count", count=count)


async def _next_unknown(query: Query, directory: Directory, marks: Marks) -> Reply:
    """The known rhythm of a product's group, or what the bylaws say of the association's own meetings."""
    if "product" in query.slots:
        return await _of_product(query, directory)
    groups = await directory.groups(type=query.slots.get("group_type"))
    rhythm = _rhythm([group for group in groups if group.product is None])
    reply = await articles.answer(query, directory, marks, before=(say("meeting.no_date"),))
    return Reply(parts=(*reply.parts, *rhythm), outcome="unknown", sources=reply.sources)


async def _list_unknown(query: Query, directory: Directory, marks: Marks) -> Reply:
    if "product" in query.slots:
        return await _of_product(query, directory)
    reply = await articles.answer(query, directory, marks, before=(say("meeting.no_dates"),))
    return Reply(parts=reply.parts, outcome="unknown", sources=reply.sources)


async def _of_product(query: Query, directory: Directory) -> Reply:
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    wanted = query.slots.get("group_type")
    groups = await directory.groups(product=product.id, type=wanted)
    key = "meeting.product.group" if wanted else "meeting.product"
    part = say(key, product=product.name, group=Phrase(f"group.{wanted}") if wanted else Phrase("group.any"))
    sourced = await cite(directory, groups, () if groups else product.sources[:1])
    return Reply(parts=(part, *_rhythm(groups), say("meeting.ask", mailbox=product.contact.mailbox)), outcome="unknown", sources=sourced)


def _rhythm(groups: Sequence[Group]) -> tuple[Paragraph | Bullets, ...]:
    known = [Phrase("meeting.rhythm", {"group": Phrase(f"group.{group.type}"), "rhythm": group.rhythm}) for group in groups if group.rhythm]
    return (Bullets(tuple(known)),) if known else ()


async def rhythms_of(product_id: str, directory: Directory) -> list[Value]:
    """How often each of the product's groups meets, as far as a source tells."""
    product = await directory.product(product_id)
    if product is None:
        return []
    known = [group for group in await directory.groups(product=product.id) if group.rhythm]
    return [Phrase("home.rhythm", {"product": product.name, "group": Phrase(f"group.{each.type}"), "rhythm": each.rhythm or ""}) for each in known]
