# SPDX-License-Identifier: MPL-2.0
"""A run as a whole: paused, resumed, ended, taken up again, carried on by somebody else, shown in a channel, moved to a newer version of its flow."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from handlers.changing.steps import Step
from handlers.message import Query
from handlers.onboarding.advancing import differences, upgraded
from handlers.onboarding.answering import Saying, Speaking
from handlers.onboarding.finding import MOST_OFFERED, Found
from handlers.onboarding.progress import settled
from handlers.onboarding.rights import of_run
from handlers.parties import Parties, speaks_of_colleague
from handlers.permissions import Target
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Choice, Part, Phrase, Reply, say
from storage.onboarding import STANDING, OnboardingRun, RunState

WAYS = ("pause", "resume", "cancel", "reopen", "hand_over", "show_here", "show_nowhere", "upgrade")


async def steer_onboarding(query: Query, speaking: Speaking) -> Reply:
    """What is to become of the run; asks which of the ways where none is named."""
    saying = speaking.of(query)
    way = query.slots.get("item", "")
    found = await saying.finding.one(ended=way in ("reopen", ""), over=way == "reopen")
    await speaking.changes.permit("onboarding.manage", of_run(found.run))
    if way not in _WAYS:
        choices = tuple(Choice(Phrase(f"onboarding.way.{each}"), "steer_onboarding", {"run": found.run.id, "item": each}) for each in _possible(found))
        raise asking("onboarding.ask.way", choices=choices)
    return await _WAYS[way](saying, found)


def _possible(found: Found) -> tuple[str, ...]:
    match found.run.state:
        case "active":
            return ("pause", "cancel", "hand_over", "upgrade")
        case "paused":
            return ("resume", "cancel", "hand_over")
        case _:
            return ("reopen",)


async def _pause(saying: Saying, found: Found) -> Reply:
    return await _become(saying, found, "paused", ("active",))


async def _cancel(saying: Saying, found: Found) -> Reply:
    return await _become(saying, found, "cancelled", ("active", "paused"))


async def _resume(saying: Saying, found: Found) -> Reply:
    """What is due is counted from now on."""
    return await _become(saying, found, "active", ("paused",))


async def _reopen(saying: Saying, found: Found) -> Reply:
    """Of a completed run it has to be said what of it is to be done again: else it would be completed at once."""
    if found.run.state == "completed":
        over = [each.step for each in found.progress.steps if each.standing in ("done", "skipped") and not each.step.by_itself]
        slots = {"run": found.run.id}
        raise asking("onboarding.ask.again", choices=tuple(Choice(each.title, "reopen_step", {**slots, "step": each.id}) for each in over[:MOST_OFFERED]))
    return await _become(saying, found, "active", ("cancelled",))


async def _become(saying: Saying, found: Found, state: RunState, only_from: tuple[RunState, ...]) -> Reply:
    run, now = found.run, saying.finding.now
    if run.state not in only_from:
        raise Refusal(f"onboarding.is_{run.state}")
    goes_on = state == "active"
    ended_at = now if state == "cancelled" else None
    after = replace(run, state=state, ended_at=ended_at, reason=saying.reason, resumed_at=now if goes_on else run.resumed_at)
    return await _proposed(saying, found, after)


async def _hand_over(saying: Saying, found: Found) -> Reply:
    """Somebody else carries it on: whoever is mentioned, or whoever says that they do."""
    speaking, query = saying.speaking, saying.finding.query
    of_colleague = speaks_of_colleague(query.words)
    # Whose run it is says nothing of where they work.
    slots = {name: value for name, value in query.slots.items() if name != "organisation" and not (name == "who" and of_colleague)}
    who = await Parties(speaking.actor, speaking.unit.people, speaking.now, saying.finding.today).meant(replace(query, slots=slots))
    if who.person is None:
        raise asking("onboarding.ask.owner", "person")
    if who.person == found.run.owner:
        raise Refusal("onboarding.carries_it_already")
    notes = (say("onboarding.you_carry_it_on"),) if who.person == speaking.actor.id else ()
    return await _proposed(saying, found, replace(found.run, owner=who.person), *who.steps, notes=notes)


async def _show_here(saying: Saying, found: Found) -> Reply:
    channel = saying.speaking.actor.channel
    if not channel:
        raise Refusal("onboarding.no_channel")
    await saying.speaking.changes.permit("channel.subscribe", Target())
    return await _proposed(saying, found, replace(found.run, channel=channel))


async def _show_nowhere(saying: Saying, found: Found) -> Reply:
    if not found.run.channel:
        raise Refusal("onboarding.shown_nowhere")
    return await _proposed(saying, found, replace(found.run, channel=""))


async def _upgrade(saying: Saying, found: Found) -> Reply:
    """What would change is said first."""
    if found.run.state not in STANDING:
        raise Refusal(f"onboarding.is_{found.run.state}")
    flow, version = await saying.speaking.flows.pinned(found.run.flow, saying.finding.now)
    if version == found.run.flow_version:
        raise Refusal("onboarding.newest", flow=flow.title)
    after = upgraded(found.run, found.flow, flow, version, saying.finding.now, saying.finding.zone)
    lines = tuple(Phrase(f"onboarding.differs.{what}", {"title": title}) for what, title in differences(found.flow, flow))
    steps = (Step(found.run, replace(after, touched="", touched_at=saying.finding.now)),)
    return await saying.speaking.changes.propose("onboarding.manage", steps, notes=(say("onboarding.differs"), Bullets(lines)) if lines else ())


async def _proposed(saying: Saying, found: Found, after: OnboardingRun, *steps: Step, notes: Sequence[Part] = ()) -> Reply:
    counted = settled(replace(after, touched="", touched_at=saying.finding.now), found.flow, saying.finding.now, saying.finding.zone)
    return await saying.speaking.changes.propose("onboarding.manage", [*steps, Step(found.run, counted)], notes=notes)


_WAYS: Mapping[str, Callable[[Saying, Found], Awaitable[Reply]]] = dict(
    zip(WAYS, (_pause, _resume, _cancel, _reopen, _hand_over, _show_here, _show_nowhere, _upgrade), strict=True)
)
