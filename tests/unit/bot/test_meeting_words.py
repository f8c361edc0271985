# SPDX-License-Identifier: MPL-2.0
"""Words about meetings that are easily taken for others, in both languages: lateness, how many, links, what is known and what is not."""

import pytest

from storage.memory import MemoryDatabase
from tests.conftest import NOW
from tests.contract.meeting_stage import MeetingStage, choices, flat
from tests.meetings import noted, series

OF, OF_THE = "koordinationsgruppen for OS2mo", "the coordination group of OS2mo"
SAID = (
    ("member", "jeg kommer måske lidt senere", "Kommer du?"),
    ("member", "I might be a bit late", "Are you coming?"),
    ("member", "jeg kommer måske", "Noteret: Du kommer måske."),
    ("chair", f"vi skal være mindst en milliard i {OF}", "Hvor mange skal komme"),
    ("chair", f"we must be at least a billion in {OF_THE}", "How many have to come"),
    ("chair", f"vi behøver ikke være mindst 5 i {OF}", "Intet krav om, hvor mange der skal komme"),
    ("chair", f"we do not need to be at least 5 in {OF_THE}", "No rule about how many must come"),
    ("chair", f"mødet den 14. december i {OF} varer 2 timer", "Varighed: 2 timer"),
    ("chair", f"the meeting of {OF_THE} on 14 December lasts 2 hours", "Length: 2 hours"),
    ("chair", f"linket til {OF} er www.teams.dk/abc", "www.teams.dk/abc er ikke en webadresse."),
    ("chair", f"the link of {OF_THE} is www.teams.dk/abc", "www.teams.dk/abc is no web address."),
    ("chair", "opret møde i koordinationsgruppen for os2banan den 4. maj kl. 10", "Jeg kender ikke produktet os2banan."),
    ("chair", "schedule a meeting of the coordination group for os2banan on 4 May at 10", "I do not know the product os2banan."),
)


@pytest.fixture
async def stage(own_database: MemoryDatabase) -> MeetingStage:
    made = MeetingStage(own_database)
    await made.prepare()
    await noted(own_database, series(quorum=5))
    return made


async def test_each_is_taken_for_what_it_says(stage: MeetingStage) -> None:
    said = [(text, answer, flat((await stage.anew(who).say(text)).text)) for who, text, answer in SAID]
    assert [(text, heard) for text, answer, heard in said if answer not in heard] == []


async def test_whoever_asks_for_their_calendar_links_is_given_no_other(stage: MeetingStage) -> None:
    for question in ("hvilke kalenderlinks har jeg?", "which calendar links do I have?"):
        assert (await stage.anew("chair").say(question)).slots["item"] == "list"
    assert await stage.kept("calendars.addresses_of", stage.ids["chair"]) == []


async def test_whoever_may_be_late_says_whether_they_come(stage: MeetingStage) -> None:
    talk = stage.anew("member")
    assert len(choices(await talk.say("jeg kommer måske lidt senere"))) == 4
    assert "Noteret: Du kommer." in (await talk.say("1", NOW)).text
