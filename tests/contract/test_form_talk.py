# SPDX-License-Identifier: MPL-2.0
"""A step through a form is kept with its message and its reply, whole or not at all; it is its owner's, in its conversation, and taken once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any, Self

import pytest

from bot.answer import from_json
from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.forms.stepwise.state import key
from handlers.message import Asked, Message
from storage.audit import AuditFilter
from storage.drafts import Draft
from storage.inbox import InboxEvent
from storage.unit_of_work import Database
from tests.cast import assemble
from tests.conftest import NOW
from tests.dialogues import Cast

ANNE, OLE = "matrix:@anne:example.org", "matrix:@ole:example.org"
PEOPLE = {"anne": Cast(ANNE, ("produktkoordinator product os2kle",), "aarhus"), "ole": Cast(OLE, organisation="odense")}
PROFILE = Asked("fill_form", {"form": "profile"})
ABSENCE = Asked("fill_form", {"form": "absence"})
_numbers = count()
_LOCALISER = Localiser()


class KilledError(Exception):
    """The process ends here."""


class Mortal:
    """A database whose process may be killed just before it commits."""

    def __init__(self, database: Database) -> None:
        self._database, self.dying = database, False
        self.linger = 0.0
        """Seconds between what a unit of work did and its commit, so that another, where the database lets them, reads what stands before it."""

    def unit_of_work(self) -> Any:
        return _MortalUnit(self, self._database.unit_of_work())

    async def close(self) -> None:
        await self._database.close()


class _MortalUnit:
    def __init__(self, mortal: Mortal, unit: Any) -> None:
        self._mortal, self._unit = mortal, unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    async def __aenter__(self) -> Self:
        await self._unit.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._unit.__aexit__(*error)

    async def commit(self) -> None:
        if self._mortal.dying:
            raise KilledError
        await asyncio.sleep(self._mortal.linger)
        await self._unit.commit()


class Desk:
    """Where forms are filled in."""

    def __init__(self, database: Database) -> None:
        self.database = Mortal(database)
        self.dispatcher = Dispatcher(self.database, load_intents())

    def message(self, text: str = "", who: str = ANNE, *, asks: Asked | None = None, **fields: Any) -> Message:
        basis = Message(id=f"form:{next(_numbers)}", conversation="room", sender=who, text=text, asks=asks, private=True, step_by_step=True)
        return replace(basis, **fields)

    async def say(self, text: str = "", who: str = ANNE, *, asks: Asked | None = None, **fields: Any) -> str:
        return await self.deliver(self.message(text, who, asks=asks, **fields)) or ""

    async def deliver(self, message: Message) -> str | None:
        answer = await self.dispatcher.answer(message, NOW)
        if answer is None:
            return None
        said = _LOCALISER.reply(answer.reply, answer.language)
        return "\n".join([part.text or " ".join(part.items) for part in said.parts] + [f"{each.number}. {each.label}" for each in said.choices])

    async def kept(self, who: str = ANNE, conversation: str = "room") -> dict[str, str]:
        async with self.database.unit_of_work() as unit:
            found = await unit.drafts.of(who, key(conversation))
            return dict(found.values) if found else {}


@pytest.fixture
async def desk(database: Database, catalogue: None) -> Desk:
    await assemble(database, PEOPLE)
    return Desk(database)


async def test_a_message_that_is_delivered_again_takes_no_second_step(desk: Desk) -> None:
    await desk.say(asks=PROFILE)
    twice = desk.message("Vejle Kommune")
    assert "Felt 2 af 4" in (await desk.deliver(twice) or "")
    before = await desk.kept()
    assert await desk.deliver(twice) is None
    assert await desk.kept() == before
    assert "Felt 3 af 4" in await desk.say("dansk")


async def test_a_process_that_is_killed_leaves_the_step_before_and_it_is_taken_again(desk: Desk) -> None:
    await desk.say(asks=PROFILE)
    before, step = await desk.kept(), desk.message("Vejle Kommune")
    desk.database.dying = True
    with pytest.raises(KilledError):
        await desk.deliver(step)
    desk.database.dying = False
    assert await desk.kept() == before
    assert "Felt 2 af 4" in (await desk.deliver(step) or "")
    assert (await desk.kept())["value.organisation"] == "vejle"


async def test_a_form_that_was_being_sent_when_the_process_was_killed_is_sent_once(desk: Desk) -> None:
    await desk.say(asks=ABSENCE)
    for text in ("1. december", "skip", "skip"):
        await desk.say(text)
    send = desk.message("send")
    desk.database.dying = True
    with pytest.raises(KilledError):
        await desk.deliver(send)
    desk.database.dying = False
    assert (await desk.kept())["at"] == ""
    assert "Det her bliver ændret" in (await desk.deliver(send) or "")
    assert await desk.deliver(send) is None
    assert await desk.kept() == {}
    async with desk.database.unit_of_work() as unit:
        assert len(await unit.requests.of(ANNE)) == 1


async def test_the_step_and_its_reply_are_kept_together(desk: Desk) -> None:
    await desk.say(asks=PROFILE)
    async with desk.database.unit_of_work() as unit:
        await unit.inbox.receive([InboxEvent(id="e1", platform="matrix", payload="{}", received_at=NOW)], NOW + timedelta(minutes=1))
        await unit.commit()
    await desk.say("Vejle", event="e1")
    async with desk.database.unit_of_work() as unit:
        [event] = await unit.inbox.take("matrix", NOW + timedelta(minutes=2), NOW + timedelta(minutes=3), 5)
    assert event.reply is not None
    assert from_json(event.reply).reply.choices[-1].intent == "fill_form"


async def test_two_conversations_and_two_people_do_not_mix(desk: Desk) -> None:
    await desk.say(asks=PROFILE)
    await desk.say(asks=ABSENCE, conversation="other")
    assert "Felt" not in await desk.say("Vejle Kommune", OLE)
    assert "Felt 2 af 4" in await desk.say("Vejle Kommune")
    assert "Felt 2 af 3" in await desk.say("1. december", conversation="other")
    assert ((await desk.kept())["value.organisation"], (await desk.kept(conversation="other"))["value.from"]) == ("vejle", "2026-12-01")
    assert await desk.kept(OLE) == {}


async def test_two_steps_at_once_are_taken_one_after_the_other(desk: Desk) -> None:
    await desk.say(asks=ABSENCE)
    desk.database.linger = 0.3
    said = await asyncio.gather(desk.say("1. december"), desk.say("15. december"))
    kept = await desk.kept()
    assert sum("Noteret" in each and "Felt 2 af 3" in each for each in said) == 1, said
    assert kept["value.from"] in ("2026-12-01", "2026-12-15")
    assert kept["at"] in ("until", "person")
    assert kept["done"].split("\n") == (["from", "until"] if kept["at"] == "person" else ["from"])


async def test_a_form_sent_twice_at_once_is_sent_once(desk: Desk) -> None:
    await desk.say(asks=ABSENCE)
    for text in ("1. december", "skip", "skip"):
        await desk.say(text)
    desk.database.linger = 0.3
    send = Asked("fill_form", {"form": "absence", "do": "send"})
    said = sorted(await asyncio.gather(desk.say(asks=send), desk.say(asks=send)), key=lambda each: "bliver ændret" in each)
    assert ["bliver ændret" in each for each in said] == [False, True]
    assert "ikke åben længere" in said[0]


async def test_what_was_begun_in_a_platforms_own_form_is_found_again(desk: Desk) -> None:
    async with desk.database.unit_of_work() as unit:
        await unit.drafts.save(Draft(owner=ANNE, form="profile", saved_at=NOW, values={"organisation": "vejle", "zone": "Blåbærgrød"}))
        await unit.commit()
    assert "Der står nu: Vejle Kommune" in await desk.say(asks=PROFILE)
    await desk.say("behold")
    assert "Der står nu" not in await desk.say("spring over")


async def test_another_form_begun_meanwhile_loses_nothing_of_the_first(desk: Desk) -> None:
    await desk.say(asks=PROFILE)
    await desk.say("Vejle")
    assert "Felt 1 af 3" in await desk.say(asks=ABSENCE)
    assert "Der står nu: Vejle Kommune" in await desk.say(asks=PROFILE)


async def test_a_refused_form_stays_and_asks_for_the_field_it_was_refused_for(desk: Desk) -> None:
    await desk.say(asks=Asked("fill_form", {"form": "appoint_role", "product": "os2kle", "role": "moderator"}))
    for text in ("skip", "mig", "1. januar 2026"):
        await desk.say(text)
    said = await desk.say("send")
    assert "Du er ved at udfylde" in said
    assert "Felt 5 af 5" in said or "2. Ret et felt" in said
    assert (await desk.kept())["value.role"] == "moderator"
    async with desk.database.unit_of_work() as unit:
        assert not await unit.requests.of(ANNE)


async def test_what_is_not_permitted_is_in_the_audit_and_the_form_stays(desk: Desk) -> None:
    await desk.say(asks=Asked("fill_form", {"form": "appoint_role", "product": "os2mo", "role": "moderator"}))
    for text in ("skip", "mig", "skip"):
        await desk.say(text)
    assert "Det har du ikke ret til" in await desk.say("send")
    async with desk.database.unit_of_work() as unit:
        assert [each.action for each in await unit.audit.find(AuditFilter(outcome="refused"))] == ["role.appoint"]
    assert (await desk.kept())["at"] == ""


async def test_who_is_forgotten_leaves_no_form_behind(desk: Desk) -> None:
    await desk.say(asks=PROFILE)
    await desk.say("Vejle")
    await desk.say("os2bot glem mig")
    said = await desk.say("1")
    assert "Felt" not in said
    assert await desk.kept() == {}


async def test_the_way_of_a_platform_to_address_the_bot_counts_too(desk: Desk) -> None:
    await desk.say(asks=PROFILE)
    assert "Felt 1 af 4" in await desk.say("hvad er os2mo?", addressed=True)
    assert (await desk.kept())["at"] == "organisation"


async def test_a_button_that_was_meant_for_something_else_leaves_the_form_as_it_is(desk: Desk) -> None:
    await desk.say(asks=PROFILE)
    assert "Felt 1 af 4" in await desk.say(asks=Asked("product_info", {"product": "os2mo"}))
    said = await desk.say(asks=Asked("fill_form", {"form": "absence", "do": "set", "field": "from", "value": "2026-12-01"}))
    assert "ikke åben længere" in said
    assert (await desk.kept())["form"] == "profile"


async def test_where_others_read_along_it_is_refused_and_says_where_it_can_be_done(desk: Desk) -> None:
    answer = await desk.dispatcher.answer(desk.message(asks=PROFILE, private=False), NOW)
    assert answer is not None
    assert (answer.reply.outcome, answer.reply.in_private, answer.again) == ("declined", True, PROFILE)
    assert await desk.kept() == {}


async def test_on_a_platform_with_forms_nothing_changes(desk: Desk) -> None:
    assert "Udfyld trin for trin" in await desk.say("ret min profil", conversation="one")
    assert "Udfyld trin for trin" not in await desk.say("ret min profil", conversation="two", step_by_step=False)
    assert "Hvilken formular" not in await desk.say("udfyld", conversation="two", step_by_step=False)
    await desk.say(asks=PROFILE)
    assert "Felt" not in await desk.say("Vejle Kommune", step_by_step=False)
