# SPDX-License-Identifier: MPL-2.0
"""What is kept of somebody's meetings is counted and copied for them, and not spoken of where there is nothing."""

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from storage.memory import MemoryDatabase
from tests.cast import assemble
from tests.contract.records import address, attendance, feed, item
from tests.dialogues import Cast
from tests.talking import Talk

ANNE, OLE = "slack:T0TEST001:U0ANNE001", "slack:T0TEST001:U0OLE0001"


async def test_what_is_kept_of_meetings_is_counted_and_copied(own_database: MemoryDatabase, dispatcher: Dispatcher) -> None:
    ids = await assemble(own_database, {name: Cast(identity, (), "aarhus") for name, identity in (("anne", ANNE), ("ole", OLE))})
    async with own_database.unit_of_work() as unit:
        await unit.attendances.put(attendance("s/2027-01-04T13:00", ids["anne"]))
        for each in (item("a", by=ids["anne"]), item("b", responsible=ids["anne"], withdrawn=True)):
            await unit.agenda.add(each)
        await unit.calendars.add_address(address("f", owner=ids["anne"]))
        await unit.calendars.put_feed(feed("https://example.org/k.ics", by=ids["anne"]))
        await unit.commit()
    anne, ole = (Talk(Dispatcher(own_database, dispatcher._intents), Localiser(), identity) for identity in (ANNE, OLE))
    shown = " ".join((await anne.say("mine data")).text.split())
    assert "svar: 1; punkter, beslutninger og opgaver, du står ved: 2; kalenderadresser: 1; kalendere, du har bedt mig læse: 1" in shown
    copied = (await anne.say("mine data som json")).text
    assert all(kept in copied for kept in ("s/2027-01-04T13:00", "Budgettet", "k.ics"))
    assert "møder" not in (await ole.say("mine data")).text
