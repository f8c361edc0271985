# SPDX-License-Identifier: MPL-2.0
"""Who is forgotten leaves nothing behind: every table is searched, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from bot.matrix_memory import MatrixMemory
from config.intents.intent import load_intents
from storage.seeding import seed
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.tables import metadata
from storage.sql.unit_of_work import SqlDatabase
from tests.cast import assemble
from tests.conftest import NOW
from tests.contract.records import address, attendance, draft, feed, item, link, posted
from tests.dialogues import Cast
from tests.talking import Talk

ANNE, ANNES_OTHER, COLLEAGUE = "slack:T0TEST001:U0ANNE001", "matrix:@anne:example.org", "slack:T0TEST001:U0OLE0001"
ANNES_MATRIX = "@anne.proeve:example.org"
PEOPLE = {
    "anne": Cast(ANNE, ("produktkoordinator product os2kle",), "aarhus"),
    "colleague": Cast(COLLEAGUE, ("produktkoordinator product os2skole", "sekretariat association"), "odense"),
}


@pytest.fixture
async def database(sql_url: str) -> AsyncIterator[SqlDatabase]:
    opened = SqlDatabase(create_engine(database_url(sql_url)))
    await upgrade(opened.engine)
    await seed(opened)
    yield opened
    await opened.close()


async def test_who_is_forgotten_leaves_nothing_behind(database: SqlDatabase) -> None:
    ids = await assemble(database, PEOPLE)
    dispatcher, localiser = Dispatcher(database, load_intents()), Localiser()
    anne, other, colleague = (Talk(dispatcher, localiser, identity) for identity in (ANNE, ANNES_OTHER, COLLEAGUE))
    for said in (
        "mit navn er Anne Testesen", "ja", "jeg er på barsel til 1. maj", "ja", "det passer stadig at jeg er koordinator for os2kle", "ja",
        "hvilke leverandører har os2skole?", "1", "Hvem kan levere drift til Annes skoler?", "ja", "udpeg mig som referent i styregruppen for os2kle", "ja",
        "fortryd", "overdrag koordineringen af os2kle til Odense Kommune",
    ):  # fmt: skip
        await anne.say(said)
    in_channel = Talk(dispatcher, localiser, ANNE, private=False, channel="slack:T0TEST001:C0KANAL01")
    for said in ("byd velkommen her", "ja"):
        await in_channel.say(said)
    async with database.unit_of_work() as unit:
        await unit.drafts.save(draft(ANNE, "profile", values={"name": "Anne Testesen"}))
        await unit.posted_answers.note(posted("$a", choices={"1": {"intent": "appoint_role", "slots": {"person": ANNE}}}))
        await unit.posted_answers.note(posted("$b"))
        await unit.attendances.put(attendance("s/2027-01-04T13:00", ids["anne"]))
        await unit.attendances.put(attendance("s/2027-01-04T13:00", ids["colleague"], coming="deputy", deputy=ids["anne"]))
        for item_ in (item("said", by=ids["anne"]), item("does", kind="action", responsible=ids["anne"], withdrawn=True)):
            await unit.agenda.add(item_)
        await unit.calendars.add_address(address("f", owner=ids["anne"], scope=f"person/{ids['anne']}"))
        await unit.calendars.put_feed(feed("https://example.org/k.ics", by=ids["anne"]))
        await unit.commit()
    await colleague.say(f"udpeg {ANNE} som moderator for os2skole")
    await colleague.say("ja")
    code = (await anne.say("link")).text.split()[1]
    await other.say(f"link {code}")
    await _with_another_key(database, ids["anne"])
    await anne.say("glem mig")
    assert (await anne.say("ja", NOW + timedelta(minutes=1))).text.startswith("Du er slettet")
    left = await _everything(database)
    for trace in (ANNE, ANNES_OTHER, "Testesen", "Annes skoler", ANNES_MATRIX, "hovednoegle"):
        assert not [row for row in left if trace in row], trace
    assert len([row for row in left if row.startswith("posted_answers|")]) == 1
    assert [row for row in left if row.startswith("subscriptions|") and "'unknown'" in row]
    assert {name: sum(row.startswith(f"{name}|") for row in left) for name in ("attendances", "agenda_items", "calendar_addresses", "calendar_feeds")} == {
        "attendances": 1, "agenda_items": 2, "calendar_addresses": 0, "calendar_feeds": 1
    }  # fmt: skip
    held = [row for row in left if ids["anne"] in row]
    assert {row.partition("|")[0] for row in held} <= {"audit_events"}, held  # a random id, which leads to nobody


async def _with_another_key(database: SqlDatabase, person: str) -> None:
    """Her devices are known on Matrix, and then by another key, of which the admins are to hear."""
    async with database.unit_of_work() as unit:
        await unit.people.attach(link(f"matrix:{ANNES_MATRIX}", person))
        await unit.commit()
    memory = MatrixMemory(database, ZoneInfo("Europe/Copenhagen"), lambda: NOW)
    await memory.pin_first(ANNES_MATRIX, "hovednoegle")
    await memory.refuse_key(ANNES_MATRIX, "hovednoegle2")


async def _everything(database: SqlDatabase) -> list[str]:
    """Every row of every table, as text that begins with the table's name."""
    rows: list[str] = []
    async with database.engine.connect() as connection:
        for name in metadata.tables:
            rows += [f"{name}|{tuple(row)!r}" for row in await connection.execute(text(f"SELECT * FROM {name}"))]
    return rows
