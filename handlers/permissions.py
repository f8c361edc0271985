# SPDX-License-Identifier: MPL-2.0
"""Who may do what: one table, and the one place that reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeGuard, get_args

from config.roles import Role
from handlers.actor import Actor
from storage.roles import RoleAssignment, Scope

Action = Literal[
    "announcement.post", "announcement.manage",
    "role.appoint", "role.end", "role.hand_over", "role.confirm", "absence.report",
    "profile.change", "identity.link", "identity.unlink", "person.read", "person.forget",
    "adoption.change", "interest.note", "question.ask", "question.answer", "question.list", "article.save",
    "people.import", "audit.read", "change.settle", "channel.subscribe", "subscription.own", "workspace.subscribe", "room.invite",
    "identity.trust", "meeting.schedule", "meeting.change", "meeting.cancel", "meeting.remind", "meeting.attend",
    "agenda.add", "agenda.decide", "agenda.finish", "calendar.address", "delivery.read", "meeting.import",
    "onboarding.start", "onboarding.answer", "onboarding.approve", "onboarding.manage", "onboarding.read", "onboarding.join", "onboarding.check_in",
    "year_wheel.settle", "fact.answer",
]  # fmt: skip
"""Everything that is permitted or not. Reading the catalogue is open to all, and no action."""

Who = Literal["anyone", "self"] | Role
Reach = Literal["everything", "own product", "own group", "association's groups", "own organisation", "oneself"]
"""association's groups: those that belong to no product, for whoever holds the role over the association."""


@dataclass(frozen=True, slots=True)
class Grant:
    """`who` may do `action` within `reach`. `roles`: only where the role at stake is one of these; empty: whatever it is."""

    action: Action
    who: Who
    reach: Reach = "everything"
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an action is done to: a role over a scope, a person, an organisation that is spoken for; whatever applies."""

    scope: Scope | None = None
    role: Role | None = None
    person: str | None = None
    organisation: str | None = None


_TRUSTED: tuple[Role, ...] = ("admin", "sekretariat")
_ORDINARY: tuple[Role, ...] = tuple(role for role in get_args(Role) if role not in _TRUSTED)
_PRODUCT_TEAM: tuple[Role, ...] = (
    "stedfortraeder", "product_owner", "community_manager", "tovholder", "systemejer", "forperson", "referent", "gruppemedlem",
    "kontaktperson", "bruger", "interesseret", "leverandoer", "moderator",
)  # fmt: skip
_OWN_PEOPLE: tuple[Role, ...] = tuple(role for role in _ORDINARY if role not in ("forperson", "referent", "moderator", "community_manager"))
"""What an organisation's contact person keeps in order; offices of groups and of the association are theirs who hold them."""
_GROUP_TEAM: tuple[Role, ...] = ("stedfortraeder", "referent", "gruppemedlem")


def _of_meetings(action: Action) -> tuple[Grant, ...]:
    """Whoever prepares a group's meetings, whoever keeps its product, and the secretariat."""
    return (
        Grant(action, "forperson", "own group"),
        Grant(action, "forperson", "association's groups"),
        Grant(action, "tovholder", "own group"),
        Grant(action, "referent", "own group"),
        Grant(action, "stedfortraeder", "own group"),
        Grant(action, "produktkoordinator", "own product"),
        Grant(action, "sekretariat"),
        Grant(action, "admin"),
    )


PERMISSIONS: tuple[Grant, ...] = (
    Grant("announcement.post", "produktkoordinator", "own product"),
    Grant("announcement.post", "stedfortraeder", "own product"),
    Grant("announcement.post", "sekretariat"),
    Grant("announcement.post", "admin"),
    Grant("announcement.manage", "self", "oneself"),
    Grant("announcement.manage", "sekretariat"),
    Grant("announcement.manage", "admin"),
    Grant("role.appoint", "admin"),
    Grant("role.appoint", "sekretariat", roles=_ORDINARY),
    Grant("role.appoint", "produktkoordinator", "own product", _PRODUCT_TEAM),
    Grant("role.appoint", "forperson", "own group", _GROUP_TEAM),
    Grant("role.appoint", "kontaktperson", "own organisation", ("kontaktperson",)),
    Grant("role.end", "admin"),
    Grant("role.end", "sekretariat", roles=_ORDINARY),
    Grant("role.end", "produktkoordinator", "own product", _PRODUCT_TEAM),
    Grant("role.end", "forperson", "own group", _GROUP_TEAM),
    Grant("role.end", "kontaktperson", "own organisation", _OWN_PEOPLE),
    Grant("role.end", "self", "oneself"),
    Grant("role.hand_over", "admin"),
    Grant("role.hand_over", "sekretariat", roles=_ORDINARY),
    Grant("role.hand_over", "produktkoordinator", "own product", _PRODUCT_TEAM),
    Grant("role.hand_over", "kontaktperson", "own organisation", _OWN_PEOPLE),
    Grant("role.hand_over", "self", "oneself", _ORDINARY),
    Grant("role.confirm", "admin"),
    Grant("role.confirm", "sekretariat"),
    Grant("role.confirm", "produktkoordinator", "own product", _PRODUCT_TEAM),
    Grant("role.confirm", "kontaktperson", "own organisation", _OWN_PEOPLE),
    Grant("role.confirm", "self", "oneself"),
    Grant("absence.report", "self", "oneself"),
    Grant("absence.report", "sekretariat"),
    Grant("absence.report", "admin"),
    Grant("profile.change", "self", "oneself"),
    Grant("identity.link", "self", "oneself"),
    Grant("identity.unlink", "self", "oneself"),
    Grant("person.read", "self", "oneself"),
    Grant("person.read", "admin"),
    Grant("person.forget", "self", "oneself"),
    Grant("person.forget", "admin"),
    Grant("adoption.change", "kontaktperson", "own organisation"),
    Grant("adoption.change", "sekretariat"),
    Grant("adoption.change", "admin"),
    Grant("interest.note", "anyone"),
    Grant("question.ask", "self", "oneself"),
    Grant("question.answer", "produktkoordinator", "own product"),
    Grant("question.answer", "stedfortraeder", "own product"),
    Grant("question.answer", "sekretariat"),
    Grant("question.answer", "admin"),
    Grant("question.list", "produktkoordinator", "own product"),
    Grant("question.list", "stedfortraeder", "own product"),
    Grant("question.list", "sekretariat"),
    Grant("question.list", "admin"),
    Grant("article.save", "produktkoordinator", "own product"),
    Grant("article.save", "sekretariat"),
    Grant("article.save", "admin"),
    Grant("people.import", "sekretariat", roles=_ORDINARY),
    Grant("people.import", "admin"),
    Grant("audit.read", "sekretariat"),
    Grant("audit.read", "admin"),
    Grant("change.settle", "self", "oneself"),
    Grant("channel.subscribe", "produktkoordinator"),
    Grant("channel.subscribe", "moderator"),
    Grant("channel.subscribe", "forperson"),
    Grant("channel.subscribe", "sekretariat"),
    Grant("channel.subscribe", "admin"),
    Grant("subscription.own", "self", "oneself"),
    Grant("workspace.subscribe", "sekretariat"),
    Grant("workspace.subscribe", "admin"),
    Grant("room.invite", "produktkoordinator"),
    Grant("room.invite", "moderator"),
    Grant("room.invite", "forperson"),
    Grant("room.invite", "sekretariat"),
    Grant("room.invite", "admin"),
    Grant("identity.trust", "admin"),
    *_of_meetings("meeting.schedule"),
    *_of_meetings("meeting.change"),
    *_of_meetings("meeting.cancel"),
    *_of_meetings("meeting.remind"),
    Grant("meeting.attend", "self", "oneself"),
    *_of_meetings("agenda.add"),
    Grant("agenda.add", "gruppemedlem", "own group"),
    *_of_meetings("agenda.decide"),
    *_of_meetings("agenda.finish"),
    Grant("agenda.finish", "self", "oneself"),
    Grant("calendar.address", "self", "oneself"),
    *_of_meetings("delivery.read"),
    *_of_meetings("meeting.import"),
    Grant("onboarding.start", "kontaktperson", "own organisation"),
    Grant("onboarding.start", "produktkoordinator", "own product"),
    Grant("onboarding.start", "sekretariat"),
    Grant("onboarding.start", "admin"),
    Grant("onboarding.answer", "self", "oneself"),
    Grant("onboarding.answer", "kontaktperson", "own organisation"),
    Grant("onboarding.answer", "produktkoordinator", "own product"),
    Grant("onboarding.answer", "stedfortraeder", "own product"),
    Grant("onboarding.answer", "forperson", "own group"),
    Grant("onboarding.answer", "forperson", "association's groups"),
    Grant("onboarding.answer", "sekretariat"),
    Grant("onboarding.answer", "admin"),
    Grant("onboarding.approve", "self", "oneself"),
    Grant("onboarding.approve", "produktkoordinator", "own product"),
    Grant("onboarding.approve", "forperson", "own group"),
    Grant("onboarding.approve", "forperson", "association's groups"),
    Grant("onboarding.approve", "sekretariat"),
    Grant("onboarding.approve", "admin"),
    Grant("onboarding.manage", "self", "oneself"),
    Grant("onboarding.manage", "produktkoordinator", "own product"),
    Grant("onboarding.manage", "sekretariat"),
    Grant("onboarding.manage", "admin"),
    Grant("onboarding.read", "self", "oneself"),
    Grant("onboarding.read", "kontaktperson", "own organisation"),
    Grant("onboarding.read", "produktkoordinator", "own product"),
    Grant("onboarding.read", "stedfortraeder", "own product"),
    Grant("onboarding.read", "sekretariat"),
    Grant("onboarding.read", "admin"),
    Grant("onboarding.join", "self", "oneself"),
    Grant("fact.answer", "self", "oneself"),
    Grant("fact.answer", "produktkoordinator", "own product"),
    Grant("fact.answer", "stedfortraeder", "own product"),
    Grant("fact.answer", "forperson", "own group"),
    Grant("fact.answer", "forperson", "association's groups"),
    Grant("fact.answer", "kontaktperson", "own organisation"),
    Grant("fact.answer", "sekretariat"),
    Grant("fact.answer", "admin"),
    Grant("onboarding.check_in", "self", "oneself"),
    Grant("onboarding.check_in", "kontaktperson", "own organisation"),
    Grant("onboarding.check_in", "produktkoordinator", "own product"),
    Grant("onboarding.check_in", "stedfortraeder", "own product"),
    Grant("onboarding.check_in", "sekretariat"),
    Grant("onboarding.check_in", "admin"),
    Grant("year_wheel.settle", "produktkoordinator", "own product"),
    Grant("year_wheel.settle", "stedfortraeder", "own product"),
    Grant("year_wheel.settle", "tovholder", "own product"),
    Grant("year_wheel.settle", "forperson", "own group"),
    Grant("year_wheel.settle", "forperson", "association's groups"),
    Grant("year_wheel.settle", "sekretariat"),
    Grant("year_wheel.settle", "admin"),
)
"""All there is: what stands in no line is permitted to nobody."""


_OF_MERGED: frozenset[Action] = frozenset(("announcement.manage",))
"""Where what was done from a record that became part of the actor's own still bears its id. All else was moved, or is no more."""


def is_action(text: str) -> TypeGuard[Action]:
    return text in get_args(Action)


def permitting(actor: Actor, action: Action, target: Target) -> Grant | None:
    """The first line of the table that lets this actor do this; None: it is not permitted."""
    return next((grant for grant in PERMISSIONS if grant.action == action and _fits(grant, target) and _reaches(grant, actor, target)), None)


def who_can(action: Action, target: Target) -> tuple[Grant, ...]:
    """The lines that would permit it, one for each kind of holder, the nearest first."""
    fitting = [grant for grant in PERMISSIONS if grant.action == action and _fits(grant, target) and _could_reach(grant, target)]
    nearest = sorted(fitting, key=lambda grant: (grant.reach == "everything", grant.who == "admin"))
    return tuple({grant.who: grant for grant in reversed(nearest)}.values())[::-1]


def _fits(grant: Grant, target: Target) -> bool:
    return not grant.roles or target.role is None or target.role in grant.roles


def _reaches(grant: Grant, actor: Actor, target: Target) -> bool:
    if grant.who == "anyone":
        return True
    if grant.who == "self":
        return actor.person is not None and target.person in (actor.person.id, *(actor.person.merged if grant.action in _OF_MERGED else ()))
    held = [role for role in actor.roles if role.role == grant.who]
    return any(_covers(grant.reach, role, target) for role in held)


def _covers(reach: Reach, held: RoleAssignment, target: Target) -> bool:
    match reach:
        case "everything":
            return True
        case "own product":
            return held.scope.kind == "product" and _product_of(target.scope) == held.scope.id
        case "own group":
            return held.scope.kind == "group" and target.scope == held.scope
        case "association's groups":
            return held.scope.kind == "association" and _of_the_association(target.scope)
        case "own organisation":
            owner = target.scope.id if target.scope and target.scope.kind == "organisation" else target.organisation
            return held.scope.kind == "organisation" and held.scope.id == owner
        case "oneself":
            return False


def _could_reach(grant: Grant, target: Target) -> bool:
    """Whether anybody could hold what this line asks for, over this target."""
    kind = target.scope.kind if target.scope else None
    match grant.reach:
        case "own product":
            return _product_of(target.scope) is not None
        case "own group":
            return kind == "group"
        case "association's groups":
            return _of_the_association(target.scope)
        case "own organisation":
            return kind == "organisation" or target.organisation is not None
        case "oneself":
            return target.person is not None
        case "everything":
            return True


def _of_the_association(scope: Scope | None) -> bool:
    """Whether it is a group such as `bestyrelse`, which belongs to no product."""
    return scope is not None and scope.kind == "group" and "/" not in scope.id


def _product_of(scope: Scope | None) -> str | None:
    """The product that a scope is or belongs to: `os2mo/styregruppe` belongs to os2mo."""
    if scope is None or scope.kind not in ("product", "group"):
        return None
    product, _, group = scope.id.partition("/")
    return product if scope.kind == "product" or group else None


def own_products(roles: Sequence[RoleAssignment]) -> frozenset[str]:
    """The products that these roles coordinate or stand in for."""
    return frozenset(role.scope.id for role in roles if role.role in ("produktkoordinator", "stedfortraeder") and role.scope.kind == "product")
