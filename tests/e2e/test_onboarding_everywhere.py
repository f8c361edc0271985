# SPDX-License-Identifier: MPL-2.0
"""An organisation becomes a member: from the first command to the check-in three months after the end, by four people on Slack, Matrix and the console at once,
who speak both languages; and what is written to them meanwhile reaches them where they are, once.
"""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.slack import lanes
from tests.e2e.everywhere import everywhere
from tests.e2e.matrix.connected import home
from tests.e2e.onboarding_play import WAYS, Play, Said, Who, play
from tests.ledger import Clock
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People, people
from tests.slack.stand_in import stand_in

__all__ = ["people"]

TALK: Said = {"da": "Tal med sekretariatet", "en": "Talk with the secretariat"}
CONTACT: Said = {"da": "Kontaktperson og faktura", "en": "Contact person and invoice"}
WELCOME: Said = {"da": "Velkommen i fællesskabet!", "en": "Welcome to the community!"}
MEMBER: Said = {"da": "I er medlem nu", "en": "You are a member now"}
ENDED: Said = {"da": "gennemført den 11. december 2026", "en": "completed on 11 December 2026"}
GOOD: Said = {"da": "Dejligt at høre!", "en": "Good to hear!"}
THANKS: Said = {"da": "Tak, fordi du siger til.", "en": "Thank you for saying so."}
WHY: Said = {"da": "side 2 mangler", "en": "page 2 is missing"}
MEET: Said = {"da": "Mød et produktfællesskab", "en": "Meet a product community"}
DIARY = [
    ("11-25", "secretary", "nudge"),
    ("12-01", "contact", "nudge"),
    ("12-03", "chair", "nudge"),
    ("12-07", "chair", "nudge"),
    ("12-08", "secretary", "nudge"),
    ("12-09", "contact", "nudge"),
    ("12-10", "secretary", "nudge"),
    ("12-11", "secretary", "nudge"),
    ("12-11", "secretary", "celebration"),
    ("12-11", "contact", "celebration"),
    ("01-11", "contact", "check-in"),
    ("03-11", "contact", "check-in"),
    ("03-11", "secretary", "help"),
]
"""Everything that anybody is written unasked. The 10 January is a Sunday. The signatory is on the console alone, where nobody is written to who does not ask."""


@pytest.fixture(params=WAYS)
async def onboarding(
    request: pytest.FixtureRequest, homeserver: Homeserver, people: People, tmp_path: Path, sqlite_with_catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Play]:
    monkeypatch.setattr(lanes, "PER_SECOND", 1_000.0)  # the people of a play write faster than Slack lets anybody answer
    shutil.copy(sqlite_with_catalogue, tmp_path / "os2bot.db")
    place = await home(homeserver.api, homeserver.url, tmp_path)
    async with stand_in() as slack, everywhere(slack, place, Clock(), "onboarding") as stage, play(stage, people, request.param, tmp_path) as begun:
        yield begun
        assert slack.violations == []


async def test_from_the_first_command_to_the_check_in_after_three_months(onboarding: Play) -> None:
    await _begun(onboarding)
    await _answered_by_the_organisation(onboarding)
    await _countersigned_at_the_second_attempt(onboarding)
    await _registered(onboarding)
    await _settled_in(onboarding)
    await _celebrated(onboarding)
    await _asked_how_it_goes(onboarding)
    await onboarding.until("03-26")
    await onboarding.note()
    assert onboarding.diary == DIARY
    await _check_that_everything_reached_whom_it_was_for_once(onboarding)
    await _check_that_nobody_else_was_written_to(onboarding)


async def _begun(onboarding: Play) -> None:
    await _chooses_their_language(onboarding, "secretary")
    await _chooses_their_language(onboarding, "chair")
    await onboarding.says("secretary", "begin")
    await onboarding.chooses("secretary", "do it")
    invited: tuple[Who, ...] = ("contact", "signatory")
    codes = {who: await _code(onboarding, who) for who in invited}
    await onboarding.until("11-25")
    for who, code in codes.items():
        assert "Gladsaxe Kommune" in await onboarding.says(who, "join", code)
        await _chooses_their_language(onboarding, who)


async def _chooses_their_language(onboarding: Play, who: Who) -> None:
    """In which they are written to unasked, too."""
    await onboarding.says(who, "my language")
    await onboarding.says(who, "yes")


async def _code(onboarding: Play, who: Who) -> str:
    found = re.search(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", await onboarding.says("secretary", f"invite {who}"))
    assert found
    return found[0]


async def _answered_by_the_organisation(onboarding: Play) -> None:
    """A form waits until the day it is due, and is filled in as it is on that platform."""
    await onboarding.until("12-01")
    assert onboarding.said(CONTACT, "contact") in onboarding.wrote("contact")
    filled_in = {"name": "Karen Eksempel", "mail": "karen@gladsaxe.example", "mailbox": "", "follow": "", "cvr": "62 76 11 13", "ean": "5798000123458"}
    await onboarding.fills_in("contact", 2, CONTACT, **filled_in, reference="")
    await onboarding.fills_in("contact", 1, TALK, date="2026-12-03", time="")
    await _seen_by_all(onboarding, {"da": "2 af 17, venter på organisationen", "en": "2 of 17, waiting for the organisation"})
    await onboarding.until("12-02")
    await onboarding.says("signatory", "mine")
    await onboarding.chooses("signatory", "approve")
    await onboarding.chooses("signatory", "it is done")


async def _seen_by_all(onboarding: Play, progress: Said) -> None:
    for who in onboarding.actors:
        assert onboarding.said(progress, who) in await onboarding.says(who, "status")


async def _countersigned_at_the_second_attempt(onboarding: Play) -> None:
    """What the chair writes stands with the signatory in the chair's words."""
    await onboarding.until("12-03")
    await onboarding.says("chair", "reject", 5)
    await onboarding.until("12-04")
    assert onboarding.said(WHY, "chair") in await onboarding.says("signatory", "mine")
    await onboarding.chooses("signatory", "it is done")
    await onboarding.until("12-07")
    await onboarding.says("chair", "mine")
    await onboarding.chooses("chair", "approve")


async def _registered(onboarding: Play) -> None:
    """It makes them a member, so it is shown first."""
    await onboarding.until("12-08")
    assert "Gladsaxe Kommune" in await onboarding.says("secretary", "done", 6)
    await onboarding.says("secretary", "yes")


async def _settled_in(onboarding: Play) -> None:
    """One choice leads to the next."""
    await onboarding.until("12-09")
    await onboarding.says("contact", "mine")
    for label in ("GitHub", "ourselves", "later", "not now"):
        await onboarding.chooses("contact", label)
    await onboarding.fills_in("contact", 12, MEET, date="2027-01-20", time="")


async def _celebrated(onboarding: Play) -> None:
    await onboarding.until("12-11")
    for number in (7, 17):
        await onboarding.says("secretary", "done", number)
    assert onboarding.said(WELCOME, "secretary") in onboarding.wrote("secretary")
    assert onboarding.said(WELCOME, "contact") in onboarding.wrote("contact")
    assert onboarding.said(MEMBER, "signatory") in await onboarding.says("signatory", "status"), "told as soon as they are there"
    await _seen_by_all(onboarding, {"da": "12 af 12, gennemført", "en": "12 of 12, completed"})


async def _asked_how_it_goes(onboarding: Play) -> None:
    """After a month it goes well; after three they want help, and whoever carried it on hears of it."""
    for day, answer, heard in (("01-11", "well", GOOD), ("03-11", "help", THANKS)):
        await onboarding.until(day)
        assert onboarding.diary[-1] == (day, "contact", "check-in")
        assert onboarding.said(ENDED, "contact") in onboarding.wrote("contact")
        assert onboarding.said(heard, "contact") in await onboarding.chooses("contact", answer)
    assert onboarding.diary[-1] == ("03-11", "secretary", "help")
    assert "Gladsaxe Kommune" in onboarding.wrote("secretary")


async def _check_that_everything_reached_whom_it_was_for_once(onboarding: Play) -> None:
    """The ledger and the platforms have the same: each that was sent stands once where it was addressed to, and nothing else does."""
    rows = await onboarding.stage.ledger()
    sent = sorted((row.address, row.message) for row in rows if row.state == "sent")
    assert sent == sorted((actor.identity, id_) for actor in onboarding.actors.values() for id_ in actor.unasked)
    assert {(row.state, row.reason) for row in rows} == {("sent", ""), ("skipped", "nothing_waits"), ("skipped", "no_account")}


async def _check_that_nobody_else_was_written_to(onboarding: Play) -> None:
    assert await onboarding.stage.written_in() == {actor.place for actor in onboarding.actors.values()} - {""}
