# SPDX-License-Identifier: MPL-2.0
"""Gives a handler the services that its parameters name."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.form_lookups import FormLookups, Wording
from config.breaks import Break
from config.flows.flow import Flow
from config.flows.load import load_flows
from config.freshness import Rules, load_rules
from config.intents.intent import Intents
from config.year_wheel import YearWheel
from config.year_wheel_load import load_year_wheel
from handlers import DIGEST, STANDING, Handler
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.channels import NO_CHANNELS, Channels
from handlers.freshness.marks import Marks
from handlers.kept import with_kept
from handlers.message import Language, Query
from handlers.onboarding.answering import Speaking
from handlers.onboarding.flows import Flows
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.shared import shared
from handlers.posts.planners import planners
from handlers.reply import Reply
from handlers.visibility import VisibleDirectory
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Context:
    """What services are made from, for one message. `today` is the community's date, in its time zone. `language`: the community's.

    `public_url`: where others reach this os2bot; empty: nowhere. `breaks`: times of the year in which groups seldom meet.
    `flows`, `wheel`: the flows and the yearly wheel that the files have, read when one is first asked for.
    `step_by_step`: the platform shows no forms. `freshness_rules`: how long facts are good for, read when that is first asked for.
    """

    unit: UnitOfWork
    directory: Directory
    intents: Intents
    actor: Actor
    now: datetime
    zone: ZoneInfo
    channels: Channels = NO_CHANNELS
    wording: Wording | None = None
    public_url: str = ""
    language: Language = "da"
    breaks: Sequence[Break] = ()
    flows: Callable[[], Mapping[str, Flow]] = load_flows
    step_by_step: bool = False
    freshness_rules: Callable[[], Rules] = load_rules
    wheel: Callable[[], YearWheel] = load_year_wheel

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def speaking(self) -> Speaking:
        changes, flows = Changes(self.unit, self.actor, self.now, self.today), Flows(self.unit.onboarding, self.flows)
        return Speaking(
            actor=self.actor, unit=self.unit, flows=flows, changes=changes, drafts=self.unit.drafts, lookups=self.lookups, now=self.now, zone=self.zone,
            step_by_step=self.step_by_step,
        )  # fmt: skip

    @property
    def lookups(self) -> FormLookups:
        return FormLookups(self.unit, self.directory, self.intents, self.actor, self.today, self.wording)


SERVICES: Mapping[str, Callable[[Context], Any]] = {
    "directory": lambda context: VisibleDirectory(context.directory, context.actor),
    "intents": lambda context: context.intents,
    "now": lambda context: context.now,
    "today": lambda context: context.today,
    "zone": lambda context: context.zone,
    "actor": lambda context: context.actor,
    "unit": lambda context: context.unit,
    "people": lambda context: context.unit.people,
    "roles": lambda context: context.unit.roles,
    "absences": lambda context: context.unit.absences,
    "audit": lambda context: context.unit.audit,
    "requests": lambda context: context.unit.requests,
    "questions": lambda context: context.unit.questions,
    "drafts": lambda context: context.unit.drafts,
    "lookups": lambda context: context.lookups,
    "link_codes": lambda context: context.unit.link_codes,
    "subscriptions": lambda context: context.unit.subscriptions,
    "meetings": lambda context: context.unit.meetings,
    "attendances": lambda context: context.unit.attendances,
    "agenda": lambda context: context.unit.agenda,
    "calendars": lambda context: context.unit.calendars,
    "reminder_plans": lambda context: context.unit.reminder_plans,
    "planners": lambda context: planners(context.language, context.zone, context.wheel),
    "public_url": lambda context: context.public_url,
    "channels": lambda context: context.channels,
    "breaks": lambda context: context.breaks,
    "wheel": lambda context: context.wheel(),
    "flows": lambda context: Flows(context.unit.onboarding, context.flows),
    "onboarding": lambda context: context.unit.onboarding,
    "releases": lambda context: context.unit.releases,
    "speaking": lambda context: context.speaking,
    "changes": lambda context: Changes(context.unit, context.actor, context.now, context.today),
    "freshness_rules": lambda context: context.freshness_rules(),
    "marks": lambda context: Marks(context.directory, context.unit.freshness, context.freshness_rules(), context.today, context.zone),
    "sections": lambda context: _Sections(context),  # noqa: PLW0108 - it stands below
}
"""The services there are, and where each comes from."""


class _Sections:
    """Implements `Sections`: of one digest."""

    standing = STANDING

    def __init__(self, context: Context) -> None:
        self._context = context

    async def of(self, issue: Issue) -> list[tuple[str, Reply]]:
        """Asked once of the same issue: hundreds of channels have it in common."""
        return await shared(self._context.unit, ("sections", issue), lambda: self._asked(issue))

    async def _asked(self, issue: Issue) -> list[tuple[str, Reply]]:
        asked = [(name, await section(issue, **services(parameters(section), self._context))) for name, section in DIGEST.items()]
        return [(name, reply) for name, reply in asked if reply.parts]


def check_wiring(handlers: Mapping[str, Callable[..., Any]]) -> None:
    """Raises TypeError for a handler whose parameters name no service, so that a slip stops the start."""
    for intent, handler in handlers.items():
        unknown = [name for name in parameters(handler) if name not in SERVICES]
        if unknown:
            raise TypeError(f"the handler of {intent} asks for {', '.join(unknown)}; there are {', '.join(sorted(SERVICES))}")


async def call(handler: Handler, query: Query, context: Context) -> Reply:
    """The handler's reply to this query; below what somebody wrote for all who ask this, where somebody has."""
    reply = await handler(query, **services(parameters(handler), context))
    asking = context.intents.by_name.get(query.intent) if query.words else None
    return reply if asking is None or asking.telling else await with_kept(query, reply, context.directory)


def services(names: Collection[str], context: Context) -> Mapping[str, Any]:
    return {name: SERVICES[name](context) for name in names}


@cache
def parameters(handler: Callable[..., Any]) -> Collection[str]:
    """The names of a handler's services: every parameter after the first that has no default."""
    found = list(inspect.signature(handler).parameters.values())[1:]
    return tuple(parameter.name for parameter in found if parameter.default is inspect.Parameter.empty)
