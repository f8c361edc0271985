# SPDX-License-Identifier: MPL-2.0
"""What somebody answers when they are asked how it goes after the end: well, or that they want help; then whoever carries the run on hears of it."""

from datetime import datetime, timedelta

from handlers.message import Query
from handlers.onboarding.answering import Speaking
from handlers.onboarding.owners import carried_on_by, target
from handlers.onboarding.rights import of_step
from handlers.posts.own_language import in_own_language
from handlers.refusal import asking
from handlers.reply import Choice, Phrase, Reply, say
from storage.deliveries import Delivery, planned
from storage.onboarding import OnboardingRun

HELP = "onboarding_help"
_USEFUL = timedelta(days=14)


async def onboarding_check_in(query: Query, speaking: Speaking) -> Reply:
    """By a click under the question. Who wants help says it once: a second click tells nobody anew."""
    found = await speaking.of(query).finding.one(ended=True, to="onboarding.check_in")
    asked = query.slots.get("count", "")
    slots = {"run": found.run.id, "count": asked if asked in {str(days) for days in found.flow.check_ins} else ""}
    match query.slots.get("item", ""):
        case "well":
            return Reply(parts=(say("onboarding.check_in.good"),))
        case "help":
            await speaking.changes.pass_on("onboarding.check_in", of_step(found.run, _part(found.run, speaking.actor.id)), _about(found.run), ())
            told = await in_own_language([_told(found.run, speaking.actor.id, slots["count"], speaking.now)], speaking.unit.people)
            await speaking.unit.deliveries.plan([planned(each, speaking.now) for each in told])
            return Reply(parts=(say("onboarding.check_in.told"),))
        case _:
            choices = (Choice(Phrase(f"onboarding.check_in.{each}"), "onboarding_check_in", {**slots, "item": each}) for each in ("well", "help"))
            raise asking("onboarding.check_in.ask", choices=tuple(choices))


def _part(run: OnboardingRun, person: str) -> str:
    """What they are in the run; else they speak as the organisation's contact person."""
    return next((owner for owner, each in sorted(run.participants.items()) if each == person), "contact_person")


def _about(run: OnboardingRun) -> str:
    return f"organisation/{run.organisation}" if run.organisation else f"product/{run.product}"


def _told(run: OnboardingRun, by: str, days: str, now: datetime) -> Delivery:
    """To the secretariat where whoever carries the run on asks for help themselves."""
    to = carried_on_by(run)[0]
    to = target("secretariat", run) if to == f"person/{by}" else to
    return Delivery(
        key=f"{HELP}:{run.id}:{days}:{by}", kind=HELP, about=f"onboarding/{run.id}", target=to, due_at=now, useful_until=now + _USEFUL, language=run.language,
        owner=target("secretariat", run),
    )  # fmt: skip
