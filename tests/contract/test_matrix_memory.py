# SPDX-License-Identifier: MPL-2.0
"""What the Matrix adapter has remembered stands in the database, and what concerns trust and rooms stands in the audit log too."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.matrix.memory import Pin, Posted
from bot.localise import Localiser
from bot.matrix_memory import MatrixMemory
from handlers.reply_json import from_json
from storage.audit import AuditEvent, AuditFilter
from storage.roles import ASSOCIATION
from storage.subscriptions import Pause
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import TODAY, assignment, link, person, subscription

ZONE = ZoneInfo("Europe/Copenhagen")
BOT, ANNA = "@os2bot:example.org", "@anna:example.org"
OLD, NEW = "!gammelt:example.org", "!nyt"
DAY = timedelta(days=1)


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(database: Database, clock: Clock) -> MatrixMemory:
    return MatrixMemory(database, ZONE, clock)


async def _known(database: Database, *names: str, role: str = "", **term: object) -> None:
    """People with this role over the association, on Matrix as `@name:example.org`."""
    async with database.unit_of_work() as unit:
        for name in names:
            await unit.people.add(person(name))
            await unit.people.attach(link(f"matrix:@{name}:example.org", name))
            if role:
                await unit.roles.add(assignment(name, role=role, person=name, organisation=None, **term))
        await unit.commit()


async def _audited(database: Database, action: str) -> list[AuditEvent]:
    async with database.unit_of_work() as unit:
        return list(await unit.audit.find(AuditFilter(action=action)))[::-1]


async def test_the_sync_token_is_the_accounts_own(memory: MatrixMemory) -> None:
    assert await memory.sync_token(BOT) is None
    await memory.keep_sync_token(BOT, "s1")
    await memory.keep_sync_token(BOT, "s2")
    assert (await memory.sync_token(BOT), await memory.sync_token(ANNA)) == ("s2", None)


async def test_answers_are_found_again_in_the_order_in_which_they_were_posted(memory: MatrixMemory) -> None:
    first = Posted(room=OLD, event="$2", answers="$q", thread="$t", conversation="c", choices={"1": {"intent": "fee", "slots": {}, "label": "Pris"}})
    second = Posted(room=OLD, event="$1", answers="$q")
    for each in (first, second, first):
        await memory.note_posted(each)
    assert list(await memory.answers_to(OLD, "$q")) == [first, second]
    assert (await memory.posted(OLD, "$2"), await memory.posted(NEW, "$2")) == (first, None)
    assert [await memory.answers_in(room, "$t") for room in (OLD, NEW)] == [True, False]
    await memory.forget_posted(OLD, "$2")
    assert (await memory.posted(OLD, "$2"), await memory.answers_in(OLD, "$t")) == (None, False)


async def test_the_first_key_is_pinned_and_audited_once_and_the_audit_does_not_hold_it(database: Database, memory: MatrixMemory) -> None:
    await _known(database, "anna")
    assert await memory.pin(ANNA) is None
    for shown in ("første", "anden"):
        assert await memory.pin_first(ANNA, shown) == Pin(user=ANNA, master_key="første", pinned_at=NOW)
    assert await memory.pin(ANNA) == Pin(user=ANNA, master_key="første", pinned_at=NOW)
    (event,) = await _audited(database, "identity.trust")
    assert (event.actor, event.via, event.outcome, event.person, event.subject) == ("system", "matrix", "done", "anna", "key_pins/matrix")
    assert "første" not in repr(event)
    assert ANNA not in repr(event)


async def test_of_somebody_who_only_asks_no_key_is_kept(database: Database, memory: MatrixMemory) -> None:
    assert (await memory.pin_first(ANNA, "første")).master_key == "første"
    assert await memory.pin(ANNA) is None
    assert not await _audited(database, "identity.trust")


async def test_every_admin_is_told_once_of_another_key_and_how_to_accept_it(database: Database, memory: MatrixMemory) -> None:
    await _known(database, "anna")
    await _known(database, "karl", "kirsten", role="admin", scope=ASSOCIATION)
    await memory.pin_first(ANNA, "første")
    for shown in ("anden", "anden", "tredje", "første"):
        await memory.refuse_key(ANNA, shown)
    assert await memory.pin(ANNA) == Pin(user=ANNA, master_key="første", pinned_at=NOW, refused="tredje")
    assert [event.outcome for event in await _audited(database, "identity.trust")] == ["done", "refused", "refused"]
    async with database.unit_of_work() as unit:
        for admin in ("karl", "kirsten"):
            (notice,) = await unit.notices.waiting([f"person/{admin}"])
            words = Localiser().reply(from_json(notice.reply), "en").parts[0].text
            assert words.startswith("The devices of matrix:@anna:example.org are now known by another key")
            assert words.endswith("os2bot people trust matrix:@anna:example.org")
        assert not await unit.notices.waiting(["person/anna"])


async def test_an_id_that_a_shell_would_misread_is_quoted(database: Database, memory: MatrixMemory) -> None:
    await _known(database, "karl", role="admin", scope=ASSOCIATION)
    hostile = "@x';reboot;':evil.example"
    async with database.unit_of_work() as unit:
        await unit.people.add(person("x"))
        await unit.people.attach(link(f"matrix:{hostile}", "x"))
        await unit.commit()
    await memory.pin_first(hostile, "første")
    await memory.refuse_key(hostile, "anden")
    async with database.unit_of_work() as unit:
        (notice,) = await unit.notices.waiting(["person/karl"])
    assert Localiser().reply(from_json(notice.reply), "en").parts[0].text.endswith("""people trust 'matrix:@x'"'"';reboot;'"'"':evil.example'""")


async def test_a_new_room_takes_over_what_the_old_one_had(database: Database, memory: MatrixMemory) -> None:
    async with database.unit_of_work() as unit:
        for channel in (f"matrix:{OLD}", f"slack:{OLD}", f"matrix:{OLD}x"):
            await unit.subscriptions.add(subscription(channel, language="en"))
        await unit.commit()
    assert [await memory.room_replaced(OLD, NEW) for _ in range(2)] == [1, 0]
    async with database.unit_of_work() as unit:
        held = {each.channel: each for each in await unit.subscriptions.everything()}
    assert held == {channel: subscription(channel, language="en") for channel in (f"matrix:{NEW}", f"slack:{OLD}", f"matrix:{OLD}x")}
    gone, made = await _audited(database, "channel.subscribe")
    assert (gone.subject, gone.after, made.before, made.subject) == (f"subscriptions/welcome/matrix:{OLD}", {}, {}, f"subscriptions/welcome/matrix:{NEW}")
    assert {(event.actor, event.via, event.reason) for event in (gone, made)} == {("system", "matrix", "room_replaced")}


@pytest.mark.parametrize(("paused", "then"), [("gone", ""), ("asked", "asked")])
async def test_what_was_paused_because_the_old_room_was_closed_goes_on_in_the_new_one(
    database: Database, memory: MatrixMemory, paused: Pause, then: Pause
) -> None:
    async with database.unit_of_work() as unit:
        await unit.subscriptions.add(subscription(f"matrix:{OLD}", paused=paused, paused_at=NOW))
        await unit.commit()
    await memory.room_replaced(OLD, NEW)
    async with database.unit_of_work() as unit:
        assert [(each.paused, each.paused_at) for each in await unit.subscriptions.in_channel(f"matrix:{NEW}")] == [(then, NOW if then else None)]


async def test_what_the_new_room_has_already_stays(database: Database, memory: MatrixMemory) -> None:
    own = subscription(f"matrix:{NEW}", language="en", by="q")
    async with database.unit_of_work() as unit:
        for each in (subscription(f"matrix:{OLD}"), own):
            await unit.subscriptions.add(each)
        await unit.commit()
    assert await memory.room_replaced(OLD, NEW) == 0
    async with database.unit_of_work() as unit:
        assert list(await unit.subscriptions.everything()) == [own]


@pytest.mark.parametrize(("role", "may"), [
    ("sekretariat", True), ("admin", True), ("produktkoordinator", True), ("forperson", True), ("moderator", True),
    ("kontaktperson", False), ("bruger", False), ("", False),
])  # fmt: skip
async def test_whoever_has_the_right_may_invite(database: Database, memory: MatrixMemory, role: str, may: bool) -> None:
    await _known(database, "anna", role=role)
    assert await memory.may_invite(ANNA) is may
    assert not await memory.may_invite("@ukendt:example.org")


async def test_a_right_counts_on_the_days_on_which_the_role_is_held(database: Database, memory: MatrixMemory, clock: Clock) -> None:
    await _known(database, "anna", role="moderator", valid_from=TODAY, valid_to=TODAY + DAY)
    assert await memory.may_invite(ANNA)
    clock.now = datetime.combine(TODAY + DAY, datetime.min.time(), ZONE)
    assert not await memory.may_invite(ANNA)
