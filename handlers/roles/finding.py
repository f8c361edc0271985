# SPDX-License-Identifier: MPL-2.0
"""Which role a message means, over what, and since when."""

from collections.abc import Sequence
from datetime import date, timedelta

from config.roles import ROLES, Role, is_role
from handlers.actor import Actor
from handlers.message import Query
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Phrase
from handlers.role_words import said_day, said_holder, said_scope
from handlers.understanding.slotting import OWN_GROUPS
from storage.directory import Directory
from storage.people import People
from storage.roles import ASSOCIATION, RoleAssignment, RoleAssignments, Scope

MOST_OFFERED = 6
_SAID = frozenset(("role", "product", "group_type", "organisation", "person", "mailbox", "who", "assignment"))
"""Of these something must be said before a role is meant at all."""
_OWN = ("end_role", "confirm_role")
"""What somebody says of themselves where they name nobody: "jeg stopper som koordinator"."""
_ONE_DAY = timedelta(days=1)


def role_of(query: Query) -> Role | None:
    found = query.slots.get("role", "")
    return found if is_role(found) else None


def role_or_usual(query: Query) -> Role:
    """The role that is named; else what is usually meant: membership of a group, or the coordination of a product."""
    return role_of(query) or ("gruppemedlem" if "group_type" in query.slots else "produktkoordinator")


def scope_of(query: Query, role: Role, actor: Actor) -> Scope:
    """What the role is to be held over. Asks for what is missing."""
    kinds = ROLES[role].over
    product, group = query.slots.get("product"), query.slots.get("group_type")
    if "group" in kinds and group:
        if group in OWN_GROUPS:
            return Scope("group", group)
        if not product:
            raise asking("ask_back.role.product", "product", role=Phrase(f"role.{role}"))
        return Scope("group", f"{product}/{group}")
    if "product" in kinds and product:
        return Scope("product", product)
    if "organisation" in kinds:
        return _organisation(query, role, actor)
    if "association" in kinds and not product:
        return ASSOCIATION
    if kinds[0] == "group":
        raise asking("ask_back.role.group", "group_type", "product", role=Phrase(f"role.{role}"))
    raise asking("ask_back.role.product", "product", role=Phrase(f"role.{role}"))


def _organisation(query: Query, role: Role, actor: Actor) -> Scope:
    organisation = query.slots.get("organisation") or actor.organisation
    if not organisation:
        raise asking("ask_back.role.organisation", "organisation", role=Phrase(f"role.{role}"))
    return Scope("organisation", organisation)


async def held_one(query: Query, actor: Actor, roles: RoleAssignments, directory: Directory, people: People, today: date) -> RoleAssignment:
    """The one assignment, held now or later, that the message means. Asks with choices where it may mean several."""
    if not query.slots.keys() & _SAID:
        raise asking("role.none_held", "product", "role")
    found = [each for each in await _candidates(query, actor, roles) if each.valid_to is None or each.valid_to > today]
    if wanted := query.slots.get("assignment"):
        chosen = await roles.get(wanted)
        found = [chosen] if chosen and not chosen.withdrawn and (chosen.valid_to is None or chosen.valid_to > today) else []
    if not found:
        raise await _nothing(query, directory)
    if len(found) > 1:
        raise await _which(found, query, directory, people, actor)
    return found[0]


async def _candidates(query: Query, actor: Actor, roles: RoleAssignments) -> list[RoleAssignment]:
    role, product, group = role_of(query), query.slots.get("product"), query.slots.get("group_type")
    organisation = query.slots.get("organisation")
    own = list(await roles.of_person(actor.person.id)) if actor.person else []
    if product:
        wanted = role_or_usual(query)
        scope = Scope("group", f"{product}/{group}") if group else Scope("product", product)
        mine = [each for each in own if each.scope == scope and role in (None, each.role)] if query.slots.get("who") == "me" else []
        others = query.slots.keys() & {"person", "organisation", "mailbox"}
        return mine or ([] if query.slots.get("who") == "me" and not others and query.intent in _OWN else list(await roles.over(scope, wanted)))
    if group in OWN_GROUPS:
        return list(await roles.over(Scope("group", group or ""), role_or_usual(query)))
    if role in ("admin", "sekretariat") and query.slots.get("who") != "me":
        return list(await roles.over(ASSOCIATION, role))
    if organisation and query.slots.get("who") != "me":
        return [each for each in await roles.of_organisation(organisation) if role in (None, each.role)]
    return [each for each in own if role in (None, each.role)]


async def _nothing(query: Query, directory: Directory) -> Refusal:
    role = Phrase(f"role.{role_or_usual(query)}")
    product = await directory.product(query.slots.get("product", ""))
    if product and query.slots.get("who") == "me" and query.intent in _OWN:
        return Refusal("role.not_yours", outcome="unknown", role=role, scope=product.name)
    if product and query.intent == "confirm_role" and role_or_usual(query) == "produktkoordinator":
        return Refusal("role.none_told", outcome="unknown", product=product.name)  # sources may say who: that is no assignment to be confirmed
    if product:
        return Refusal("role.none_over", outcome="unknown", role=role, scope=product.name)
    return asking("role.none_held", "product", "role")


async def _which(found: Sequence[RoleAssignment], query: Query, directory: Directory, people: People, actor: Actor) -> Refusal:
    choices = []
    for each in found[:MOST_OFFERED]:
        values = {
            "role": Phrase(f"role.{each.role}"),
            "scope": await said_scope(each.scope, directory),
            "holder": await said_holder(each, directory, people, actor.id),
        }
        choices.append(Choice(Phrase("role.held", values), query.intent, {**query.slots, "assignment": each.id}))
    return asking("role.which", "product", "role", choices=tuple(choices))


def starting(query: Query, today: date) -> date:
    """The day from which it holds: the one named, else today."""
    return _first(query, ("from", "on")) or today


def ending(query: Query) -> date | None:
    """The day from which it no longer holds, where one is named."""
    return _first(query, ("until",))


def leaving(query: Query, today: date) -> date:
    """The day from which somebody who stops no longer holds it: "pr. 1. maj", "til 1. maj"; else today.

    Who stops on the last day of a month holds it on that day: "jeg stopper 31. januar".
    """
    day = _first(query, ("until", "on")) or _first(query, ("from",))
    if day is None:
        return today
    return day + _ONE_DAY if "from" not in query.slots and (day + _ONE_DAY).day == 1 else day


def span(query: Query, today: date) -> tuple[date, date | None]:
    """From which day until the day before which: "uge 28-30", "fra 1/3 til 1/5", "til 1. maj"."""
    whole = query.slots.get("on", "")
    if "/" in whole and "from" not in query.slots and "until" not in query.slots:
        first, _, after = whole.partition("/")
        return date.fromisoformat(first), date.fromisoformat(after)
    start, end = _first(query, ("from", "on")) or today, _first(query, ("until",))
    alone = "on" in query.slots and "from" not in query.slots and end is None
    return start, start + _ONE_DAY if alone else end


def _first(query: Query, slots: Sequence[str]) -> date | None:
    if wrong := query.slots.get("impossible"):
        raise asking("date.impossible", "from", "until", "on", day=wrong)
    if "vague" in query.slots and not query.slots.keys() & {"from", "until", "on"}:
        raise asking("date.vague", "from", "until", "on")
    found = next((value for slot in slots if (value := query.slots.get(slot))), None)
    try:
        return date.fromisoformat(found.partition("/")[0]) if found else None
    except ValueError:  # from a form: no words are understood so
        raise asking("date.impossible", "from", "until", "on", day=found or "") from None


def check_past(day: date, actor: Actor, today: date) -> None:
    """What is past stands, but for those who keep the lists in order."""
    if day < today and not (actor.holds("sekretariat") or actor.holds("admin")):
        raise Refusal("date.past", outcome="asked_back", date=said_day(day))


def check_order(start: date, end: date | None) -> None:
    if end is not None and end <= start:
        raise Refusal("date.order", {"from": said_day(start), "until": said_day(end)}, outcome="asked_back")
