# SPDX-License-Identifier: MPL-2.0
"""What is said of one run: that it is completed, how it goes afterwards, what the flow has the bot say, and that somebody wants help. In channels nobody is named."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.changing.describing_onboarding import said_subject
from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import progress
from handlers.posts.onboarding_spoken import sayings
from handlers.posts.post import NothingToSay, Post
from handlers.reply import Choice, Heading, Link, Paragraph, Phrase, Reply, Value, say
from handlers.role_words import said_moment
from storage.onboarding import OnboardingRun
from storage.unit_of_work import UnitOfWork

ANSWERS = ("well", "help")
"""What can be answered to how it goes."""


async def onboarding_celebration(post: Post, unit: UnitOfWork, flows: Flows) -> Reply:
    run = await _completed(post, unit)
    if not post.target.startswith(("person/", "role/")) and post.target != run.channel:
        raise NothingToSay("unsubscribed")
    flow = await flows.of(run)
    said = say("post.onboarding.completed", **await _values(run, flows, unit))
    return Reply(parts=(said, *((Paragraph(flow.celebrate),) if flow.celebrate else ())))


async def onboarding_check_in(post: Post, unit: UnitOfWork, flows: Flows, zone: ZoneInfo) -> Reply:
    """How it goes, some days after the end."""
    run = await _completed(post, unit)
    if run.ended_at is None:
        raise NothingToSay("no_longer")
    values = await _values(run, flows, unit)
    asked = say("post.onboarding.check_in", **values, ended=said_moment(run.ended_at, zone))
    choices = tuple(
        Choice(Phrase(f"onboarding.check_in.{each}"), "onboarding_check_in", {"run": run.id, "item": each, "count": post.values["days"]}) for each in ANSWERS
    )
    return Reply(parts=(asked, say("post.onboarding.check_in.how")), choices=choices)


async def onboarding_message(post: Post, unit: UnitOfWork, flows: Flows, now: datetime, zone: ZoneInfo) -> Reply:
    """The words of the flow, unless the run has gone another way since."""
    run = await _run(post, unit)
    flow = await flows.of(run)
    step = flow.step(post.values["step"])
    at = progress(run, flow, now, zone).of(post.values["step"])
    if step is None or at is None or at.standing != "done" or run.state not in ("active", "completed"):
        raise NothingToSay("no_longer")
    said = list(sayings(step))[int(post.values["number"])][1]
    heading = Heading(Phrase("onboarding.label", await _values(run, flows, unit)))
    return Reply(parts=(heading, Paragraph(said), *(Link(each.title, each.url) for each in step.links)))


async def onboarding_help(post: Post, unit: UnitOfWork, flows: Flows) -> Reply:
    """To whoever carried the run on: the organisation has said that it wants help."""
    run = await _run(post, unit)
    choice = Choice(Phrase("post.onboarding.see"), "onboarding_status", {"run": run.id})
    return Reply(parts=(say("post.onboarding.help", **await _values(run, flows, unit)), say("post.onboarding.help.how")), choices=(choice,))


async def _run(post: Post, unit: UnitOfWork) -> OnboardingRun:
    run = await unit.onboarding.run(post.about.partition("/")[2])
    if run is None:
        raise NothingToSay("no_longer")
    return run


async def _completed(post: Post, unit: UnitOfWork) -> OnboardingRun:
    run = await _run(post, unit)
    if run.state != "completed":
        raise NothingToSay("no_longer")
    return run


async def _values(run: OnboardingRun, flows: Flows, unit: UnitOfWork) -> dict[str, Value]:
    return {"flow": (await flows.of(run)).title, "subject": await said_subject(run, unit)}
