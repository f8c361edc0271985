# SPDX-License-Identifier: MPL-2.0
"""The one way in which anything is changed: permitted, shown, confirmed, carried out, audited; and undone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from handlers.actor import SYSTEM, UNKNOWN, Actor
from handlers.announcing.ledger import carry_out_announcements
from handlers.changing import telling
from handlers.changing.carrying_out import carry_out, record_news
from handlers.changing.demands import as_newcomer, forbidden, require
from handlers.changing.describing import can_be_undone, lines
from handlers.changing.erasure import erase, role_steps, told_of_deputies, told_of_vacancies
from handlers.changing.invariants import check, check_left, gone_people, hold_people, hold_roles, naming
from handlers.changing.records import Groups, about, audited, groups_of, key, person_of, subject
from handlers.changing.steps import Step, from_json, reverse, to_json
from handlers.changing.telling import Told
from handlers.changing.vouching import vouched
from handlers.permissions import Action, Target, is_action, permitting
from handlers.refusal import Refusal
from handlers.reply import Bullets, Choice, Heading, Part, Phrase, Reply, say
from storage.audit import AuditEvent
from storage.change_requests import PATIENCE, UNDONE_WITHIN, ChangeRequest, State
from storage.conflict import ChangedMeanwhileError
from storage.notices import Notice
from storage.people import LinkedIdentity, Person
from storage.roles import RoleAssignment
from storage.unit_of_work import UnitOfWork


class Changes:
    """Changes in one unit of work, asked for by one actor. Raises Refusal for what may not, or cannot, be done; then nothing of the unit may be kept."""

    def __init__(self, unit: UnitOfWork, actor: Actor, now: datetime, today: date) -> None:
        self._unit, self._actor, self._now, self._today = unit, actor, now, today

    async def propose(self, action: Action, steps: Sequence[Step], *, told: Sequence[Told] = (), notes: Sequence[Part] = ()) -> Reply:
        """Shows what would change, and keeps it until the actor says yes."""
        await self._require(action, steps)
        await check(steps, self._unit, self._today)
        request = self._request(action, steps, told)
        if older := await self._unit.requests.waiting(request.actor, request.conversation):
            await self._unit.requests.remove(older.id)
        await self._unit.requests.add(request)
        parts = (Heading(Phrase("change.preview")), await self._shown(steps), *notes)
        return Reply(parts=parts, outcome="proposed", choices=_yes_or_no(request))

    async def at_once(self, action: Action, steps: Sequence[Step], reply: Reply, *, told: Sequence[Told] = (), undo: Phrase | None = None) -> Reply:
        """Carries out what is the actor's own, or small, without showing it first: it can be undone all the same. `reply` says what was done; `undo`: a choice for that."""
        behalf = await self._require(action, steps)
        await hold_roles(steps, self._unit)
        await hold_people(steps, self._unit)
        request = self._request(action, steps, told)
        await self._unit.requests.add(replace(request, state="applied", settled_at=self._now))
        await self._carry_out(action, steps, behalf, told, request.id)
        choices = (Choice(undo, "undo_change", {"change": request.id}),) if undo else ()
        return replace(reply, concerns=self._concerned(steps, told), choices=(*reply.choices, *choices))

    async def show(self, request_id: str) -> Reply:
        """Shows once more what waits for a yes."""
        request = await self._own(request_id)
        if self._now - request.made_at > PATIENCE:
            raise Refusal("change.expired")
        parts = (Heading(Phrase("change.still")), await self._shown(from_json(request.steps)))
        return Reply(parts=parts, outcome="proposed", choices=_yes_or_no(request))

    async def pass_on(self, action: Action, at_stake: Target, about: str, told: Sequence[Told]) -> None:
        """Tells others something, and changes nothing else."""
        await self.permit(action, at_stake)
        event = AuditEvent(id=uuid4().hex, at=self._now, actor=self._actor.id, action=action, via=self._actor.via, about=about)
        await self._unit.audit.record(event)
        await self._tell(told)

    async def confirm(self, request_id: str) -> Reply:
        """Carries out what was shown."""
        request = await self._own(request_id)
        if request.state != "proposed" or self._now - request.made_at > PATIENCE:
            raise Refusal("change.settled" if request.state != "proposed" else "change.expired")
        steps, action = from_json(request.steps), _action(request)
        behalf = await self._require(action, steps)
        if action == "person.forget":
            return await self._forget(steps)
        await self._settle(request, "applied", steps)
        await self._carry_out(action, steps, behalf, telling.from_json(request.notices), request.id)
        told = telling.from_json(request.notices)
        return Reply(parts=(Heading(Phrase("change.done")), await self._shown(steps), *can_be_undone(steps)), concerns=self._concerned(steps, told))

    async def _forget(self, steps: Sequence[Step]) -> Reply:
        """Not undone: with the person, everything that could bring them back goes too."""
        person = next(step.before for step in steps if isinstance(step.before, Person))
        stored = await self._unit.people.person(person.id)
        if stored is None:
            raise Refusal("change.meanwhile")
        planned = await role_steps(stored, self._unit, self._today)
        await hold_roles(planned, self._unit)
        await self._unit.people.hold(stored.id)
        if planned != await role_steps(stored, self._unit, self._today):
            raise Refusal("change.meanwhile")
        await check(planned, self._unit, self._today)
        told = await told_of_vacancies(planned, stored, self._unit, self._today)
        alone = await told_of_deputies(stored.id, self._unit)
        done = await erase(stored, self._unit, self._today)
        for step in [*done, Step(stored, None)]:
            await self._unit.audit.record(self._event("person.forget", step, self._actor, None, None))
        await self._tell([*told, *alone])
        return Reply(parts=(say("forgotten.done"), say("forgotten.audit")), concerns=self._concerned(done, [*told, *alone]))

    async def cancel(self, request_id: str) -> Reply:
        """Forgets what was shown."""
        vouched(self._actor, "change.settle")
        request = await self._own(request_id)
        if request.state != "proposed":
            raise Refusal("change.settled")
        await self._unit.requests.remove(request.id)
        return Reply(parts=(say("change.cancelled"),))

    async def forget_waiting(self) -> int:
        """Forgets every change that this identity was shown or asked for, and what it began to fill in; how many."""
        vouched(self._actor, "person.forget")
        drafts = await self._unit.drafts.remove_of(self._actor.identity)
        return drafts + await self._unit.requests.remove_of(self._actor.identity)

    async def undo(self, request_id: str) -> Reply:
        """Takes back what was carried out, as long as everything is still as it was left."""
        request = await self._own(request_id)
        if request.state != "applied" or request.settled_at is None:
            raise Refusal("change.not_applied")
        if self._now - request.settled_at > UNDONE_WITHIN:
            raise Refusal("change.too_late")
        action, done = _action(request), from_json(request.steps)
        behalf = await self._require(action, done)
        steps = await self._without_known(reverse(done, self._now))
        await self._settle(request, "undone", steps)
        told = telling.from_json(request.notices)
        await self._carry_out(action, steps, behalf, (), request.id)
        await self._tell(() if await self._withdrawn(told) else telling.taken_back(told))
        return Reply(parts=(Heading(Phrase("change.undone")), await self._shown(steps)), concerns=self._concerned(steps, told))

    async def _without_known(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """The steps, but that somebody stays who was noted for this change and has become more to the bot since."""
        own = {key(step.record) for step in steps}
        staying: set[str] = set()
        for step in steps:
            if isinstance(step.before, Person) and step.after is None:
                others = [each for each in await naming(step.before.id, self._unit) if key(each) not in own]
                if others or await self._unit.people.person(step.before.id) != step.before:
                    staying.add(step.before.id)
        gone = set(gone_people(steps)) - staying
        kept = [step for step in steps if not _of(step, staying)]
        return tuple(_unnamed(step, gone) for step in kept)

    async def _withdrawn(self, told: Sequence[Told]) -> bool:
        """Takes back what nobody has read yet: whether that was all of it."""
        left = len(told)
        for each in told:
            for notice in await self._unit.notices.waiting([each.to]):
                if notice.reply == telling.one_to_json(each):
                    left -= await self._unit.notices.told(notice.id)
        return left <= 0

    async def permit(self, action: Action, target: Target) -> None:
        """Raises Refusal unless the actor may do this: for what is only read, or not yet shown as steps."""
        vouched(self._actor, action)
        if permitting(self._actor, action, target) is None:
            raise await forbidden(action, target, self._unit.directory)

    def _request(self, action: Action, steps: Sequence[Step], told: Sequence[Told]) -> ChangeRequest:
        return ChangeRequest(
            id=uuid4().hex, actor=self._actor.identity, conversation=self._actor.conversation, action=action, made_at=self._now,
            steps=to_json(steps), notices=telling.to_json(told),
        )  # fmt: skip

    async def _own(self, request_id: str) -> ChangeRequest:
        """The request, if it is this person's own. Whoever answers in another's place is refused."""
        request = await self._unit.requests.get(request_id)
        if request is None:
            raise Refusal("change.nothing")
        if request.actor != self._actor.identity:
            owner = await self._unit.people.of(request.actor)
            if owner is None or owner.id != self._actor.id:
                raise Refusal("change.not_yours", forbidden="change.settle")
        return request

    async def _require(self, action: Action, steps: Sequence[Step]) -> str | None:
        vouched(self._actor, action)
        return await require(action, steps, as_newcomer(self._actor, steps), self._unit)

    async def _carry_out(self, action: Action, steps: Sequence[Step], behalf: str | None, told: Sequence[Told], request: str) -> None:
        await check_left(steps, self._unit)
        await check(steps, self._unit, self._today)
        try:
            for step in steps:
                await carry_out(step, self._unit)
        except ChangedMeanwhileError as error:
            raise Refusal("change.meanwhile") from error
        await record_news(steps, self._unit, self._now)
        await carry_out_announcements(steps, self._unit, self._now)
        await self._redirect(steps)
        actor, groups = as_newcomer(self._actor, steps), await groups_of(steps, self._unit)
        for step in steps:
            await self._unit.audit.record(self._event(action, step, actor, behalf, request, groups))
        await self._tell(told)

    async def _redirect(self, steps: Sequence[Step]) -> None:
        """What waits for a record that became part of another waits for that one."""
        for kept in (step.after for step in steps if isinstance(step.after, Person)):
            for old in kept.merged:
                await self._unit.notices.readdress(f"person/{old}", f"person/{kept.id}")

    async def _tell(self, told: Sequence[Told]) -> None:
        """What waits already is not told twice."""
        for each in told:
            reply = telling.one_to_json(each)
            if any(notice.reply == reply for notice in await self._unit.notices.waiting([each.to])):
                continue
            await self._unit.notices.add(Notice(id=uuid4().hex, to=each.to, at=self._now, reply=reply))

    def _event(self, action: Action, step: Step, actor: Actor, behalf: str | None, request: str | None, groups: Groups | None = None) -> AuditEvent:
        return AuditEvent(
            id=uuid4().hex, at=self._now, actor=actor.id, action=action, via=actor.via, subject=subject(step.record), about=about(step.record, groups or {}),
            on_behalf_of=behalf, person=person_of(step.before or step.record), before=audited(step.before), after=audited(step.after), request=request,
        )  # fmt: skip

    async def _settle(self, request: ChangeRequest, state: State, steps: Sequence[Step]) -> None:
        """Holds what the steps touch, then the request: whoever answers the same one at this moment waits here, and then finds it settled."""
        await hold_roles(steps, self._unit)
        await hold_people(steps, self._unit)
        try:
            await self._unit.requests.save(replace(request, state=state, settled_at=self._now))
        except ChangedMeanwhileError as error:
            raise Refusal("change.settled") from error

    def _concerned(self, steps: Sequence[Step], told: Sequence[Told]) -> tuple[str, ...]:
        """Whose facts these are, before or after, and who hears of them."""
        people = [person_of(record) for step in steps for record in (step.before, step.after) if record is not None]
        gone = [step.record.identity for step in steps if isinstance(step.record, LinkedIdentity)]
        heard = [each.to.removeprefix("person/") for each in told if each.to.startswith("person/")]
        return tuple(sorted({self._actor.id, *gone, *heard, *filter(None, people)} - {UNKNOWN, SYSTEM}))

    async def _shown(self, steps: Sequence[Step]) -> Bullets:
        return Bullets(await lines(steps, self._unit, as_newcomer(self._actor, steps).id))


def _of(step: Step, people: set[str]) -> bool:
    """Whether the step takes away one of these people, or an identity of theirs."""
    if step.after is not None:
        return False
    return (step.before.id if isinstance(step.before, Person) else getattr(step.before, "person", None)) in people


def _unnamed(step: Step, gone: set[str]) -> Step:
    """What is withdrawn with a person who goes names nobody."""
    after = step.after
    return Step(step.before, replace(after, person=None)) if isinstance(after, RoleAssignment) and after.person in gone else step


def _yes_or_no(request: ChangeRequest) -> tuple[Choice, Choice]:
    return (Choice(Phrase("change.yes"), "confirm_change", {"change": request.id}), Choice(Phrase("change.no"), "cancel_change", {"change": request.id}))


def _action(request: ChangeRequest) -> Action:
    if not is_action(request.action):
        raise ValueError(f"{request.action} is no action")
    return request.action
