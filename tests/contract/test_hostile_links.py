# SPDX-License-Identifier: MPL-2.0
"""Nobody becomes somebody else by a code that leaked, was guessed, is old or was used."""

import re
from datetime import timedelta

from tests.conftest import NOW
from tests.contract.stage import ANNE, ANNES_OTHER, SECRETARIAT, VILLAIN, Stage


async def test_a_wrong_used_or_old_code_links_nothing_and_guessing_is_limited(stage: Stage) -> None:
    anne, other, villain = stage.talk(ANNE), stage.talk(ANNES_OTHER), stage.talk(VILLAIN)
    first = _code((await anne.say("link")).text)
    assert "Den kode gælder ikke" in (await anne.say(f"link {first}")).text  # not on the side it came from
    second = _code((await other.say(f"link {first}")).text)
    assert "Den kode gælder ikke" in (await villain.say(f"link {first}")).text  # used
    assert "Den kode gælder ikke" in (await villain.say(f"link {second}")).text  # somebody else's
    assert "Den kode gælder ikke" in (await anne.say(f"link {second}", NOW + timedelta(minutes=11))).text  # too old
    again = _code((await anne.say("link", NOW + timedelta(hours=3))).text)
    for _ in range(5):
        await villain.say("link AAAAA-AAAAA", NOW + timedelta(hours=3))
    assert "For mange forkerte koder" in (await villain.say(f"link {again}", NOW + timedelta(hours=3))).text  # a right one, too late
    async with stage.database.unit_of_work() as unit:
        assert await unit.people.of(ANNES_OTHER) is None
        villain_record = await unit.people.of(VILLAIN)
        assert villain_record is not None
        assert list(await unit.roles.of_person(villain_record.id)) == []
    assert set(await stage.refused()) == {"identity.link"}


async def test_a_leaked_first_code_is_worth_nothing_without_the_owners_yes(stage: Stage) -> None:
    """The villain brings Anne's code from their own account; the second code helps only Anne, who is shown whose account it is."""
    anne, villain = stage.talk(ANNE), stage.talk("matrix:@villain:example.org")
    leaked = _code((await anne.say("link")).text)
    second = _code((await villain.say(f"link {leaked}")).text)
    assert "Den kode gælder ikke" in (await villain.say(f"link {second}")).text
    shown = await anne.say(f"link {second}")
    assert "matrix:@villain:example.org" in shown.text
    assert shown.outcome == "proposed"
    await anne.say("nej")
    async with stage.database.unit_of_work() as unit:
        assert await unit.people.of("matrix:@villain:example.org") is None


async def test_a_link_of_accounts_can_be_undone_and_refuses_what_came_between(stage: Stage) -> None:
    anne, other = stage.talk(ANNE), stage.talk(ANNES_OTHER)
    second = _code((await other.say(f"link {_code((await anne.say('link')).text)}")).text)
    await anne.say(f"link {second}")
    await anne.say("ja")
    assert (await anne.say("fortryd")).outcome == "answered"
    async with stage.database.unit_of_work() as unit:
        assert await unit.people.of(ANNES_OTHER) is None
    second = _code((await other.say(f"link {_code((await anne.say('link')).text)}")).text)
    await anne.say(f"link {second}")
    secretariat = stage.talk(SECRETARIAT)
    await secretariat.say(f"gør {ANNES_OTHER} til referent i styregruppen for os2mo")
    await secretariat.say("ja")
    assert "ændret siden" in (await anne.say("ja")).text


def _code(text: str) -> str:
    found = re.search(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", text)
    assert found, text
    return found[0]
