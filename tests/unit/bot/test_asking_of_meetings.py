# SPDX-License-Identifier: MPL-2.0
"""What is asked of meetings on a day, in a time, or of the last one, in the words of both languages; and where minutes belong."""

from datetime import UTC, datetime

import pytest

from storage.memory import MemoryDatabase
from tests.contract.meeting_stage import MeetingStage, flat
from tests.meetings import date_of, noted, series

TODAY = datetime(2026, 11, 29, 12, tzinfo=UTC)
LATER = datetime(2027, 2, 10, 12, tzinfo=UTC)
OF = "koordinationsgruppen for OS2mo"
OF_THE = "the coordination group of OS2mo"


@pytest.fixture
async def stage(own_database: MemoryDatabase) -> MeetingStage:
    """On first Mondays; that in December is cancelled, that of 4 January moved to the 11th."""
    made = MeetingStage(own_database)
    await made.prepare()
    moved = date_of(on=datetime(2027, 1, 4, 13), starts=datetime(2027, 1, 11, 14, 30))
    await noted(own_database, series(rule="FREQ=MONTHLY;BYDAY=1MO", place="lokale 3"), date_of(cancelled=True, reason="der er for få"), moved)
    return made


ANSWERS = (
    ("hvor mange møder er der i 2027?", "Jeg kender 12 møder i 2027:"),
    ("how many meetings are there in 2027?", "I know of 12 meetings in 2027:"),
    ("møder i foråret", "Jeg kender 3 møder fra 1. marts 2027 til og med 31. maj 2027:"),
    ("meetings in the spring", "I know of 3 meetings from 1 March 2027 to 31 May 2027:"),
    ("vis møder for OS2mo i 2028", "Jeg kender 12 møder i 2028:"),
    ("hvilke møder er der den 30. februar?", "Den dato findes ikke: 30. februar."),
    (f"er mødet i {OF} den 4. januar aflyst?", "Bemærk: flyttet fra mandag den 4. januar 2027 kl. 13.00-14.30."),
    (f"is the meeting of {OF_THE} on 4 January cancelled?", "Note: moved from Monday 4 January 2027, 13:00-14:30."),
    (f"hvornår var sidste møde i {OF}?", "Jeg kender ikke noget møde, der har været holdt. Det næste, jeg kender:"),
    (f"when was the last meeting of {OF_THE}?", "I know of no meeting that has been held. The next that I know of:"),
    ("er mødet den 7. december aflyst?", "Bemærk: aflyst: der er for få."),
    ("hvorfor er mødet 7. december aflyst?", "Bemærk: aflyst: der er for få."),
    ("why is the meeting on 7 December cancelled?", "Note: cancelled: der er for få."),
    ("hvor er mødet den 11. januar?", "Sted: lokale 3"),
    ("where is the meeting on 11 January?", "Place: lokale 3"),
    ("hvor er mødet?", "Sted: lokale 3"),
    ("er der møde i morgen?", "Jeg kender ingen møder i morgen."),
    ("is there a meeting tomorrow?", "I know of no meetings tomorrow."),
    ("har vi møde i denne uge?", "Jeg kender ingen møder i denne uge."),
    (f"er der møde i {OF} på mandag?", "Jeg kender ingen møder den 30. november 2026."),
    (f"is there a meeting of {OF_THE} on Monday?", "I know of no meetings on 30 November 2026."),
)
"""What somebody of no group asks where only one group meets, and what the answer holds."""


async def test_a_time_that_is_named_is_the_one_that_is_answered_about(stage: MeetingStage) -> None:
    asked = [(question, answer, flat((await stage.anew("stranger").say(question, TODAY)).text)) for question, answer in ANSWERS]
    assert [(question, said) for question, answer, said in asked if answer not in said] == []


async def test_the_last_meeting_is_the_last_that_was_held(stage: MeetingStage) -> None:
    said = flat((await stage.anew("stranger").say(f"hvornår var sidste møde i {OF}?", LATER)).text)
    assert f"Møde i {OF} mandag den 1. februar 2027 kl. 13.00-14.30 Sted: lokale 3" in said
    in_a_year = flat((await stage.anew("stranger").say(f"hvornår er sidste møde i {OF} i 2027?", LATER)).text)
    assert "mandag den 6. december 2027 kl. 13.00-14.30" in in_a_year


@pytest.mark.parametrize("says", [f"{OF} mødes ikke 1. februar", f"{OF_THE} does not meet on 1 February"])
async def test_a_group_that_does_not_meet_on_a_day_cancels_that_meeting(stage: MeetingStage, says: str) -> None:
    heard = await stage.anew("chair").say(says, TODAY)
    assert (heard.outcome, heard.slots["item"], heard.slots["on"]) == ("proposed", "cancel", "2027-02-01")


MINUTES = (
    (f"referatet fra mødet 1. november i {OF} ligger på https://example.org/ref", TODAY, "unknown", "Der er ikke noget møde den 1. november 2026."),
    (f"the minutes of the meeting on 1 November of {OF_THE} are at https://example.org/ref", TODAY, "unknown", "There is no meeting on 1 November 2026."),
    ("referatet ligger på https://example.org/ref", TODAY, "unknown", "Jeg kender ikke noget møde, der har været holdt."),
    ("referatet ligger på https://example.org/ref", LATER, "proposed", "mandag den 1. februar 2027"),
    (f"referatet fra mødet 11. januar i {OF} ligger på https://example.org/ref", TODAY, "asked_back", "er ikke begyndt endnu, så der er intet referat"),
    (f"referatet fra mødet 1. november 2027 i {OF} ligger på https://example.org/ref", TODAY, "asked_back", "mandag den 1. november 2027"),
    (f"hvor er referatet fra mødet 1. november i {OF}?", TODAY, "unknown", "Der er ikke noget møde den 1. november 2026."),
)


async def test_minutes_are_those_of_a_meeting_that_was_held(stage: MeetingStage) -> None:
    for says, at, outcome, answer in MINUTES:
        heard = await stage.anew("chair").say(says, at)
        assert (answer in flat(heard.text), heard.outcome) == (True, outcome), (says, heard.text)


async def test_where_no_meeting_was_held_on_the_day_the_last_ones_are_offered(stage: MeetingStage) -> None:
    heard = await stage.anew("chair").say(f"referatet fra mødet 8. februar i {OF} ligger på https://example.org/ref", LATER)
    assert [choice.slots["meeting"] for choice in heard.answer.reply.choices] == [
        date_of(on=datetime(2027, month, day, 13)).id for month, day in ((2, 1), (1, 4))
    ] + [date_of().id]
