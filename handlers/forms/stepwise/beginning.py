# SPDX-License-Identifier: MPL-2.0
"""Which forms somebody can fill in, and the beginning of one. What was begun before in this conversation and not sent is kept for later."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from handlers.actor import Actor
from handlers.changing.vouching import vouched
from handlers.forms.checking import problem_at
from handlers.forms.form import Form
from handlers.forms.stepwise.lookups import Lookups
from handlers.forms.stepwise.said import INTENT
from handlers.forms.stepwise.shown import asking, opening
from handlers.forms.stepwise.state import Filling, begun, from_draft, key, looked_through, to_draft
from handlers.forms.table import FORMS, form_with
from handlers.message import Query
from handlers.permissions import PERMISSIONS, Action
from handlers.refusal import Refusal
from handlers.reply import Choice, Reply, say
from storage.drafts import KEPT, Draft, Drafts

_NEEDS: Mapping[str, Action] = {"announce": "announcement.post", "appoint_role": "role.appoint", "save_answer": "article.save"}
"""Forms that are of use only to those who may do this somewhere."""
NOTHING: Mapping[str, str] = {}
_TICK = timedelta(microseconds=1)


async def fill_form(query: Query, actor: Actor, drafts: Drafts, lookups: Lookups, now: datetime, today: date) -> Reply:
    """Begins a form; without one, says which there are. Only where nobody else reads it is one filled in."""
    return await begin_form(query, actor, drafts, lookups, now, today)


async def begin_form(query: Query, actor: Actor, drafts: Drafts, lookups: Lookups, now: datetime, today: date, answered: Mapping[str, str] = NOTHING) -> Reply:
    """`answered`: what was sent once and is to be put right."""
    form = form_with(query.slots.get("form", ""))
    if form is None:
        return Reply(parts=(say("steps.which_form"),), choices=await _offered(actor, lookups), outcome="asked_back")
    if not actor.private:
        raise Refusal("steps.in_private", in_private=True)
    if "do" in query.slots:  # a choice of a form that is no longer filled in here
        return Reply(parts=(say("steps.gone"),), choices=(Choice(form.title, INTENT, {"form": form.id}),), outcome="asked_back")
    vouched(actor, _NEEDS.get(form.id, "profile.change"))
    given = {name: value for name, value in query.slots.items() if form.field(name) or name in form.given}
    if any(name not in given and not form.field(name) for name in form.given):
        raise Refusal(f"steps.needs.{form.intent}")
    kept = await drafts.of(actor.identity, key(actor.conversation))
    if kept and now - kept.saved_at <= KEPT and (filled := from_draft(kept.values)):
        await put_by(filled, actor.identity, drafts, now)
    before = await drafts.of(actor.identity, form.id)
    same = before is not None and all(before.values.get(name) == given[name] for name in form.given)  # what was begun of one thing is none of another's
    stands = before.values if before and same and now - before.saved_at <= KEPT else {}
    filling = begun(form, _sound(form, given, today), _sound(form, {**answered, **stands}, today), query.language)
    filling = looked_through(filling) if answered else filling
    await save(filling, actor, drafts, now, kept)
    return await asking(filling, lookups, *opening(filling))


async def save(filling: Filling, actor: Actor, drafts: Drafts, now: datetime, before: Draft | None) -> None:
    """Keeps where it goes on, in place of `before`. Raises ChangedMeanwhileError where another step was taken meanwhile."""
    later = max(now, before.saved_at + _TICK) if before else now
    await drafts.replace(Draft(owner=actor.identity, form=key(actor.conversation), saved_at=later, values=to_draft(filling)), before)


async def put_by(filling: Filling, owner: str, drafts: Drafts, now: datetime) -> None:
    """What was filled in and not sent is found again when the form is begun anew."""
    if filling.values:
        await drafts.save(Draft(owner=owner, form=filling.form, saved_at=now, values={**filling.given, **filling.values}))


def _sound(form: Form, values: Mapping[str, str], today: date) -> dict[str, str]:
    """Without values with which something is wrong: they are asked for anew."""
    return {name: value for name, value in values.items() if value and not problem_at(form, name, {name: value}, today)}


async def _offered(actor: Actor, lookups: Lookups) -> tuple[Choice, ...]:
    fillable = [form for form in FORMS.values() if await _can_fill(form, actor, lookups)]
    return tuple(Choice(form.title, INTENT, {"form": form.id}) for form in fillable)


async def _can_fill(form: Form, actor: Actor, lookups: Lookups) -> bool:
    """Whether it can be of use to this person. Whether they may do what it asks is decided where it is sent."""
    if form.given or (form.id == "absence" and not actor.roles):
        return False
    if form.id == "answer_question":
        return bool(await lookups.questions(form.id))
    holders = {grant.who for grant in PERMISSIONS if grant.action == _NEEDS.get(form.id)}
    return not holders or any(held.role in holders for held in actor.roles)
