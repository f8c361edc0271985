# SPDX-License-Identifier: MPL-2.0
"""What is remembered of rooms: how far an account has read, which messages are answers, and by which key people's devices were first known."""

from dataclasses import replace
from datetime import timedelta

from bot.housekeeping import tidy
from storage.posted_answers import KEPT
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import pin, posted

ACCOUNT, ANNA, OLE = "matrix:@os2bot:example.org", "matrix:@anna:example.org", "matrix:@ole:example.org"
ROOM, OTHER, QUESTION = "!rum:example.org", "!FkrsjAhi6Yq4uden_server", "$spurgt"
LATER = NOW + timedelta(seconds=1)


async def test_the_last_token_of_an_account_is_the_one_that_counts(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert await unit.sync_tokens.of(ACCOUNT) is None
        await unit.sync_tokens.keep(ACCOUNT, "s1", NOW)
        await unit.sync_tokens.keep("matrix:@anden:example.org", "s9", NOW)
        await unit.commit()
    async with database.unit_of_work() as unit:
        await unit.sync_tokens.keep(ACCOUNT, "s2", LATER)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.sync_tokens.of(ACCOUNT) == "s2"


async def test_an_answer_is_found_by_itself_its_question_and_its_thread(database: Database) -> None:
    asks = {"1": {"intent": "fee", "slots": {"product": "os2mo"}, "label": "Hvad koster 'det'?\n"}}
    first, second = posted("$b", thread="$rod", conversation="matrix:x", choices=asks), posted("$a")
    async with database.unit_of_work() as unit:
        for each in (first, second, posted("$b", room=OTHER, answers="$andet"), posted("$c", answers="$andet")):
            await unit.posted_answers.note(each)
        await unit.commit()
    async with database.unit_of_work() as unit:
        answers = unit.posted_answers
        assert await answers.get(ROOM, "$b") == first
        assert await answers.get(OTHER, "$a") is None
        assert list(await answers.answering(ROOM, QUESTION)) == [first, second]
        assert list(await answers.answering(OTHER, QUESTION)) == []
        assert [await answers.any_in(room, "$rod") for room in (ROOM, OTHER)] == [True, False]


async def test_an_answer_that_is_noted_again_stands_as_it_was(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.posted_answers.note(posted("$a"))
        await unit.posted_answers.note(posted("$a", answers="$andet", posted_at=LATER))
        assert await unit.posted_answers.get(ROOM, "$a") == posted("$a")
        await unit.posted_answers.forget(ROOM, "$a")
        await unit.posted_answers.forget(ROOM, "$a")
        assert await unit.posted_answers.get(ROOM, "$a") is None


async def test_answers_with_a_choice_that_names_somebody_are_forgotten_with_them(database: Database) -> None:
    naming = {"2": {"intent": "appoint_role", "slots": {"person": ANNA}}}
    async with database.unit_of_work() as unit:
        for event, choices in (("$a", naming), ("$b", {"1": {"intent": "help", "slots": {}}})):
            await unit.posted_answers.note(posted(event, choices=choices))
        assert await unit.posted_answers.forget_naming("matrix:%") == 0
        assert await unit.posted_answers.forget_naming(ANNA) == 1
        assert [each.event for each in await unit.posted_answers.answering(ROOM, QUESTION)] == ["$b"]


async def test_housekeeping_forgets_answers_after_thirty_days(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.posted_answers.note(posted("$gammel", posted_at=NOW - KEPT - timedelta(seconds=1)))
        await unit.posted_answers.note(posted("$ny", posted_at=NOW - KEPT))
        await unit.commit()
    await tidy(database, NOW)
    async with database.unit_of_work() as unit:
        assert [each.event for each in await unit.posted_answers.answering(ROOM, QUESTION)] == ["$ny"]


async def test_the_key_that_was_pinned_first_stays(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert await unit.key_pins.pin(pin(OLE))
        assert await unit.key_pins.pin(pin(ANNA))
        assert not await unit.key_pins.pin(pin(ANNA, master_key="anden"))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.key_pins.of(ANNA) == pin(ANNA)
        assert list(await unit.key_pins.everything()) == [pin(ANNA), pin(OLE)]
        assert await unit.key_pins.remove_of(ANNA) == 1
        assert (await unit.key_pins.remove_of(ANNA), await unit.key_pins.of(ANNA)) == (0, None)


async def test_another_key_is_refused_once_and_may_be_accepted(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert not await unit.key_pins.refuse(ANNA, "anden", NOW)
        await unit.key_pins.pin(pin(ANNA))
        assert [await unit.key_pins.refuse(ANNA, key, LATER) for key in ("første", "anden", "anden")] == [False, True, False]
        assert await unit.key_pins.of(ANNA) == replace(pin(ANNA), refused="anden", refused_at=LATER)
        assert [await unit.key_pins.accept(ANNA, key, LATER) for key in ("tredje", "", "første")] == [False] * 3
        assert await unit.key_pins.accept(ANNA, "anden", LATER)
        assert await unit.key_pins.of(ANNA) == pin(ANNA, master_key="anden", pinned_at=LATER)
        assert [await unit.key_pins.accept(ANNA, key, LATER) for key in ("anden", "")] == [False] * 2
