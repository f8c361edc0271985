# SPDX-License-Identifier: MPL-2.0
"""What was decided about a product or by a group, in which time; and what is still to be done."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.meetings.items import day_of, finishing, known_items, open_actions, said_action, said_decision
from handlers.meetings.which import group_meant
from handlers.message import Query
from handlers.named import check_named
from handlers.periods import lying_behind, said_period, span_of, time_of
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Cited, Part, Phrase, Reply, Value, say
from handlers.role_words import said_moment, said_scope
from storage.agenda import AgendaItem
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

ACTIONS = "actions"
"""The value of `item` that asks for nothing but what is to be done."""
MOST = 12


async def meeting_decisions(query: Query, actor: Actor, unit: UnitOfWork, today: date, zone: ZoneInfo) -> Reply:
    """Decisions by their day, the newest last, and open actions. Without a product or a group: of the channel's group, or the speaker's own."""
    await check_named(query, unit.directory)
    if wrong := query.slots.get("impossible"):
        raise asking("date.impossible", "on", day=wrong)
    if query.slots.get("item") == ACTIONS and query.slots.get("who") == "me":
        return await _own_actions(actor, unit, zone)
    scope = await _scope(query, actor, unit)
    known = await known_items(await _items(scope, unit), actor, unit.meetings)
    actions, about = open_actions(known)[:MOST], await said_scope(scope, unit.directory)
    if query.slots.get("item") == ACTIONS:
        return await _only_actions(actions, about, actor, unit, zone)
    period = _past(query, today)
    decisions = await _in_time([each for each in known if each.kind == "decision"], span_of(period, today), unit, zone)
    parts = await _decisions(decisions, period, about, scope, unit, zone)
    reply = await _only_actions(actions, about, actor, unit, zone) if actions else Reply(parts=(), outcome="answered" if decisions else "unknown")
    return Reply(parts=(*parts, *reply.parts), outcome=reply.outcome, choices=reply.choices, sources=_sources([*decisions, *actions], zone))


async def _scope(query: Query, actor: Actor, unit: UnitOfWork) -> Scope:
    product = query.slots.get("product")
    if product and "group_type" not in query.slots:
        return Scope("product", product)
    return Scope("group", await group_meant(query, actor, unit, "agenda.add"))


async def _items(scope: Scope, unit: UnitOfWork) -> Sequence[AgendaItem]:
    """What is about a product, and what its groups decided, whatever it is about."""
    if scope.kind == "group":
        return await unit.agenda.of_group(scope.id)
    groups = {each.group for each in await unit.meetings.everything() if each.group.startswith(f"{scope.id}/")}
    groups |= {f"{scope.id}/{each.type}" for each in await unit.directory.groups(product=scope.id)}
    found = {each.id: each for group in sorted(groups) for each in await unit.agenda.of_group(group)}
    found |= {each.id: each for each in await unit.agenda.of_product(scope.id)}
    return list(found.values())


def _past(query: Query, today: date) -> str:
    """The time that is named: what was decided lies behind."""
    return lying_behind(time_of(query.slots, today), today)


async def _in_time(decisions: Sequence[AgendaItem], span: tuple[date, date] | None, unit: UnitOfWork, zone: ZoneInfo) -> list[AgendaItem]:
    dated = [(await day_of(each, unit.meetings, zone), each) for each in decisions]
    found = [each for each in dated if span is None or span[0] <= each[0] < span[1]]
    return [item for _, item in sorted(found, key=lambda each: (each[0], each[1].added_at, each[1].id))]


async def _decisions(decisions: Sequence[AgendaItem], period: str, about: Value, scope: Scope, unit: UnitOfWork, zone: ZoneInfo) -> tuple[Part, ...]:
    said = f"agenda.{'decided' if decisions else 'none_decided'}"
    heading = say(f"{said}_in", scope=about, period=said_period(period)) if period else say(said, scope=about)
    if not decisions:
        return (heading,)
    left = (say("agenda.more_decisions", count=len(decisions) - MOST),) if len(decisions) > MOST else ()
    lines = [await said_decision(each, unit, zone, of_one_group=scope.kind == "group") for each in decisions[-MOST:]]
    return (heading, *left, Bullets(tuple(lines)))


async def _only_actions(actions: Sequence[AgendaItem], about: Value, actor: Actor, unit: UnitOfWork, zone: ZoneInfo) -> Reply:
    if not actions:
        return Reply(parts=(say("agenda.none_open", scope=about),))
    lines = Bullets(tuple([await said_action(each, unit.people, actor) for each in actions]))
    return Reply(parts=(say("agenda.open"), lines), choices=finishing(actions, actor), sources=_sources(actions, zone))


async def _own_actions(actor: Actor, unit: UnitOfWork, zone: ZoneInfo) -> Reply:
    """Of all groups; where nobody else reads along."""
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    own = [each for each in await unit.agenda.of_person(actor.id) if each.responsible == actor.id] if actor.person else []
    return await _only_actions(open_actions(await known_items(own, actor, unit.meetings))[:MOST], Phrase("agenda.you"), actor, unit, zone)


def _sources(items: Sequence[AgendaItem], zone: ZoneInfo) -> tuple[Cited, ...]:
    """What was told here, and when last."""
    if not items:
        return ()
    told = said_moment(max(each.added_at for each in items), zone)
    return (Cited(Phrase("source.told"), told, as_of=told),)
