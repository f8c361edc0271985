# SPDX-License-Identifier: MPL-2.0
"""A run as people see it: a bar, what is over, what is next and whom it waits for; and one step, with what can be done about it."""

from collections.abc import Iterator
from datetime import date

from config.flows.flow import APPROVED, FlowStep
from handlers.changing.describing_onboarding import answers_said, said_subject
from handlers.changing.vouching import alone
from handlers.onboarding.finding import Finding, Found
from handlers.onboarding.forms import INTENT, form_id
from handlers.onboarding.progress import StepProgress
from handlers.onboarding.working_days import working_days_since
from handlers.reply import Bullets, Choice, Heading, Link, Paragraph, Part, Phrase, Reply, Value, say
from handlers.role_words import said_day
from storage.onboarding import OnboardingRun, StepRecord

_CELLS = 8
_FULL, _EMPTY = "▓", "░"
_NOT_NOW = {"waiting": "onboarding.not_yet", "not_needed": "onboarding.not_needed"}
MOST_STEPS = 3
"""Steps that are shown with their buttons at once."""


def bar(done: int, total: int) -> str:
    """A picture of the share; the numbers stand beside it."""
    filled = done * _CELLS // total if total else 0
    return _FULL * filled + _EMPTY * (_CELLS - filled)


def summary(run: OnboardingRun) -> Phrase:
    """One line, from what is kept beside the run: how far, and whom it waits for."""
    counted: dict[str, Value] = {"bar": bar(run.done, run.total), "done": run.done, "total": run.total}
    if run.state != "active":
        return Phrase(f"onboarding.summary.{run.state}", counted)
    if not run.waiting_on:
        return Phrase("onboarding.summary.waits", counted)
    waiting: dict[str, Value] = {**counted, "waiting_on": Phrase(f"onboarding.waiting_on.{run.waiting_on}")}
    return Phrase("onboarding.summary.due", {**waiting, "due": said_day(run.due)}) if run.due else Phrase("onboarding.summary", waiting)


async def whole(found: Found, finding: Finding) -> Reply:
    """The run with every step, and what the reader can do now."""
    subject = await said_subject(found.run, finding.unit)
    parts: list[Part] = [Heading(Phrase("onboarding.label", {"flow": found.flow.title, "subject": subject})), Paragraph(summary(found.run))]
    parts.append(Bullets(tuple(_line(found, each, finding.today) for each in found.progress.steps if each.standing != "not_needed")))
    own = [each.step for each in found.progress.open if found.run.state == "active" and finding.may_do(found.run, each.step)]
    if own:
        parts.append(say("onboarding.your_turn", count=len(own)))
    return Reply(parts=tuple(parts), choices=tuple(open_it(found, step) for step in own[:MOST_STEPS]))


def _line(found: Found, each: StepProgress, today: date) -> Value:
    values: dict[str, Value] = {"number": found.numbered(each.step), "title": each.step.title, "owner": Phrase(f"onboarding.owner.{each.step.owner}")}
    if each.standing == "open" and found.run.state == "cancelled":
        return Phrase("onboarding.step.waiting", values)
    if each.standing == "open" and each.due:
        late = working_days_since(each.due, today)
        values |= {"due": said_day(each.due), "count": late}
        return Phrase("onboarding.step.late" if late else "onboarding.step.due", values)
    return Phrase(f"onboarding.step.{each.standing}", values)


def open_it(found: Found, step: FlowStep) -> Choice:
    """The way to one step."""
    slots = {"run": found.run.id, "step": step.id}
    return Choice(Phrase("onboarding.open_step", {"number": found.numbered(step), "title": step.title}), "continue_onboarding", slots)


async def one_step(found: Found, step: FlowStep, finding: Finding, *before: Part) -> Reply:
    """What is to be done, why, until when, and the choices that do it."""
    at = found.progress.of(step.id)
    values: dict[str, Value] = {"number": found.numbered(step), "total": len(found.flow.steps), "title": step.title}
    parts: list[Part] = [*before, Heading(Phrase("onboarding.step.heading", values)), Paragraph(step.text)]
    parts += [Link(each.title, each.url) for each in step.links]
    if at and (key := _NOT_NOW.get(at.standing)):
        parts.append(say(key, title=step.title))
    if at and at.record and at.record.reason and at.standing == "open":
        parts.append(say("onboarding.step.again", reason=at.record.reason))
    if at and at.record and at.standing == "skipped":
        parts.append(say("onboarding.step.was_skipped", reason=at.record.reason))
    if at and at.record and at.record.answers:
        parts += _answered(step, at.record, found, finding)
    if at and at.due and at.standing == "open":
        parts.append(say("onboarding.step.until", due=said_day(at.due)))
    parts += reviewed(found, step, finding)
    return Reply(parts=tuple(parts), choices=tuple(choices(found, step, finding)))


def _answered(step: FlowStep, record: StepRecord, found: Found, finding: Finding) -> Iterator[Part]:
    """In a channel nothing of it is shown; and what is about people only to those who take part, and the secretariat."""
    if not alone(finding.actor):
        yield say("onboarding.step.in_private")
        return
    if lines := tuple(answers_said(step, record, personal=finding.may_know(found.run))):
        yield Bullets(lines)


def reviewed(found: Found, step: FlowStep, finding: Finding) -> Iterator[Part]:
    """What was answered to the steps that this one builds on, for whoever decides by them."""
    for id_ in step.reviews if alone(finding.actor) else ():
        earlier, record = found.flow.step(id_), found.run.steps.get(id_)
        if earlier and record and record.answers and record.state == "done":
            yield say("onboarding.step.reviews", title=earlier.title)
            yield from _answered(earlier, record, found, finding)


def choices(found: Found, step: FlowStep, finding: Finding) -> Iterator[Choice]:
    """Only what this person may do, and what the step is open for."""
    at = found.progress.of(step.id)
    if at is None or found.run.state not in ("active", "completed") or not finding.may_do(found.run, step):
        return
    slots = {"run": found.run.id, "step": step.id}
    if at.standing == "open" and found.run.state == "active":
        yield from _answering(found, step, slots)
        if step.optional:
            yield Choice(Phrase("onboarding.skip"), "skip_step", slots)
    elif at.standing in ("done", "skipped") and not step.by_itself:
        yield Choice(Phrase("onboarding.put_right"), "reopen_step", slots)


def _answering(found: Found, step: FlowStep, slots: dict[str, str]) -> Iterator[Choice]:
    match step.kind:
        case "form" | "meeting":
            yield Choice(Phrase("onboarding.fill_in"), INTENT, {**slots, "form": form_id(found.flow, step)})
        case "choice":
            yield from (Choice(each.label, INTENT, {**slots, "value": each.value}) for each in step.options)
        case "approval":
            yield Choice(Phrase("onboarding.approve"), INTENT, {**slots, "value": APPROVED})
            yield Choice(Phrase("onboarding.reject"), "reject_step", slots)
        case _:
            yield Choice(Phrase("onboarding.done"), INTENT, {**slots, "value": "done"})
