# SPDX-License-Identifier: MPL-2.0
"""What is changed of meetings is what was meant: nothing that is denied, doubted or asked; no other meeting than the one that is named; no other day than the one that is said."""

from datetime import UTC, datetime

import pytest
import pytest_asyncio

from storage.memory import MemoryDatabase
from tests.arranging import CHAIR, SECRETARIAT, Arranged, flat
from tests.meetings import date_of, series

KG = "koordinationsgruppen for OS2mo"
FIRST_MONDAYS = series(rule="FREQ=MONTHLY;BYDAY=1MO", place="lokale 3")
CANCELLED = date_of(cancelled=True)
MOVED = date_of(on=datetime(2027, 1, 4, 13), starts=datetime(2027, 1, 11, 14, 30))


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> Arranged:
    """On first Mondays; the one in December is cancelled, that of 4 January is on 11 January. Nothing here is said yes to."""
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    arranged.now = datetime(2026, 11, 29, 9, tzinfo=UTC)
    await arranged.keep(FIRST_MONDAYS, CANCELLED, MOVED)
    return arranged


async def _said(stage: Arranged, words: str, by: str = CHAIR) -> tuple[str, str]:
    heard = await stage.says(words, by=by)
    await stage.says("nej" if heard.outcome == "proposed" else "hjælp", by=by)  # nothing of it goes on
    return heard.outcome, flat(heard)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"flyt ikke mødet i {KG} den 1. februar", "Jeg ændrer ikke noget. Mødet er mandag den 1. februar 2027 kl. 13.00-14.30."),
        (f"mødet i {KG} er ikke aflyst", "Mødet mandag den 7. december 2026 kl. 13.00-14.30 er aflyst."),
        (
            f"mødet 11. januar i {KG} er ikke aflyst alligevel",
            "Mødet mandag den 11. januar 2027 kl. 14.30-16.00 er ikke aflyst, så der er ikke noget at ændre.",
        ),
        (f"mødet den 1. februar i {KG} er måske aflyst", "Det lyder ikke, som om det er afgjort"),
        (f"{KG} skal ikke mødes hver tirsdag kl 10", "Du skriver, hvad der ikke skal ske"),
        ("The coordination group of OS2mo does not meet every Monday at 10", "You say what is not to happen"),
        (
            "I did not cancel the coordination group meeting of OS2mo",
            "I do not change anything. The meeting on Monday 7 December 2026, 13:00-14:30 is cancelled.",
        ),
        (f"skal {KG} mødes hver tirsdag kl 10?", "Det lyder som et spørgsmål"),
        (f"kan mødet i {KG} den 1. februar flyttes til 2. februar?", "Det lyder som et spørgsmål"),
        ("should we cancel the coordination group meeting of OS2mo on 1 February?", "That sounds like a question"),
    ],
)
async def test_what_is_denied_doubted_or_asked_is_not_done(stage: Arranged, words: str, said: str) -> None:
    outcome, heard = await _said(stage, words)
    assert (outcome, said in heard) == ("asked_back", True), heard


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"flyt mødet i {KG} den 2. februar til 3. februar kl 10", "Der er ikke noget møde den 2. februar 2027"),
        (f"flyt mødet i {KG} den 2. februar", "Der er ikke noget møde den 2. februar 2027"),
        (f"aflys mødet i {KG} juleaften", "Der er ikke noget møde den 24. december 2026"),
        ("cancel the meeting of the coordination group of OS2mo on New Year's Eve", "There is no meeting on 31 December 2026"),
        (f"aflys mødet i {KG} mellem jul og nytår", "Der er ikke noget møde fra 24. december 2026 til og med 1. januar 2027"),
        (f"aflys mødet i {KG} i sommerferien", "Hvilket møde mener du? 1. Møde i koordinationsgruppen for OS2mo, mandag den 5. juli 2027"),
        (f"flyt sommermødet i {KG} til 5. januar", "Hvilket møde mener du?"),
        (f"flyt julemødet i {KG} til 5. januar", "Mødet mandag den 7. december 2026 kl. 13.00-14.30 er aflyst"),
        (f"flyt mødet i {KG} den 1. februar til fredag den 4. februar", "4. februar 2027 er en torsdag, ikke en fredag"),
        (f"flyt mødet i {KG} den 1. februar til kl 14-13", "Fra kl. 14.00 til 13.00 er 23 timer"),
        (f"flyt mødet i {KG} den 1. februar en time frem", "Skal mødet være tidligere eller senere? 1. Til mandag den 1. februar 2027 kl. 12.00-13.30"),
    ],
)
async def test_what_does_not_name_a_meeting_or_a_day_is_asked_back(stage: Arranged, words: str, said: str) -> None:
    outcome, heard = await _said(stage, words)
    assert (outcome, said in heard) == ("asked_back", True), heard


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"ryk februarmødet i {KG} til 8. februar", "mandag den 1. februar 2027 kl. 13.00-14.30 flyttes til mandag den 8. februar 2027 kl. 13.00-14.30"),
        (f"aflys mødet i {KG} 11. januar", "mandag den 11. januar 2027 kl. 14.30-16.00 er aflyst"),
        (f"ekstra møder i {KG} 3. juni og 10. juni kl. 9", "Ekstra møde i koordinationsgruppen for OS2mo: torsdag den 10. juni 2027 kl. 09.00-10.30"),
        (f"mødet i {KG} den 1. februar flyttes til tirsdag", "flyttes til tirsdag den 2. februar 2027 kl. 13.00-14.30"),
        (f"udskyd det næste møde i {KG} til onsdag", "mandag den 11. januar 2027 kl. 14.30-16.00 flyttes til onsdag den 13. januar 2027"),
        (f"fremryk mødet i {KG} den 1. februar til fredag", "flyttes til fredag den 29. januar 2027"),
        (f"udskyd mødet i {KG} den 1. februar med en time", "flyttes til mandag den 1. februar 2027 kl. 14.00-15.30"),
        (f"flyt mødet i {KG} den 11. januar til næste dag kl. 9", "flyttes til tirsdag den 12. januar 2027 kl. 09.00-10.30"),
        (f"flyt mødet i {KG} den 1. februar til 8/2 kl. 9 på Teams", "flyttes til mandag den 8. februar 2027 kl. 09.00-10.30 - Sted: Teams"),
        (f"mødet i {KG} er ikke længere aflyst", "mandag den 7. december 2026 kl. 13.00-14.30 holdes alligevel"),
        (f"kan du flytte mødet i {KG} den 1. februar til onsdag?", "flyttes til onsdag den 3. februar 2027"),
        ("move the meeting of the OS2mo coordination group from 1 February to 2/3 at 10", "moves to Tuesday 2 March 2027, 10:00-11:30"),
        ("push the OS2mo coordination group meeting on 1 February back by half an hour", "moves to Monday 1 February 2027, 13:30-15:00"),
    ],
)
async def test_what_is_said_is_shown_with_weekday_and_hours(stage: Arranged, words: str, said: str) -> None:
    outcome, heard = await _said(stage, words)
    assert (outcome, said in heard) == ("proposed", True), heard


async def test_a_choice_still_counts_the_weekday_from_the_meeting(stage: Arranged) -> None:
    await stage.says(f"flyt sommermødet i {KG} til onsdag")
    shown = await stage.says("3")
    assert "mandag den 1. februar 2027 kl. 13.00-14.30 flyttes til onsdag den 3. februar 2027" in flat(shown)
    await stage.says("nej")


async def test_it_is_the_meeting_that_was_spoken_of_just_before(stage: Arranged) -> None:
    await stage.says(f"flyt mødet i {KG} den 5. april til 6. april")
    await stage.says("nej")
    shown = await stage.says("aflys det i stedet")
    assert "mandag den 5. april 2027 kl. 13.00-14.30 er aflyst" in flat(shown)
    await stage.says("nej")


async def test_a_day_without_a_meeting_is_not_leaned_on(stage: Arranged) -> None:
    assert "Der er ikke noget møde den 30. november" in flat(await stage.says("afbud til mødet på mandag"))
    assert "mandag den 11. januar 2027" in flat(await stage.says("hvad er på dagsordenen?"))


@pytest.mark.parametrize(
    ("words", "said", "unsaid"),
    [
        ("mødes hver tirsdag kl. 9-10 undtagen 15. december", "tirsdag den 15. december 2026 kl. 09.00-10.00 er aflyst", " - tirsdag den 15. december"),
        ("mødes hver tirsdag kl. 9-10 undtagen uge 8", "tirsdag den 23. februar 2027 kl. 09.00-10.00 er aflyst", ""),
        ("mødes hver tirsdag kl. 9-10 undtagen i skoleferier", "Hvilke dage »i skoleferier« er, ved jeg ikke", ""),
        ("mødes hver mandag kl. 9-10 fra april til juni", "til og med 30. juni 2027", ""),
        ("mødes hver anden mandag kl. 9 fra 30. november indtil jul", "til og med 23. december 2026", ""),
        ("mødes 12/1, 9/2 og 9/3 kl. 10", "tirsdag den 9. marts 2027 kl. 10.00-11.00", ""),
        ("mødes 4. januar kl. 10, 4. februar kl. 11", "torsdag den 4. februar 2027 kl. 11.00-12.00", ""),
        ("mødes på fredag om to uger kl 10", "Det er fredag den 18. december 2026 kl. 10.00-11.00.", ""),
        ("mødes den 4. maj 2027 kl. 2.30", "Jeg går ud fra, at det er om eftermiddagen: kl. 14.30.", ""),
        ("mødes den 4. maj 2027 kl. 14.30", "4. maj 2027 kl. 14.30-15.30", "om eftermiddagen"),
        ("mødes 4. maj 2027 kl. 10 i mødelokale 4, Aarhus Rådhus, kun for gruppen", "Sted: mødelokale 4, Aarhus Rådhus - Kun gruppens egne", ""),
    ],
)
async def test_everything_that_is_said_of_new_meetings_is_in_what_is_shown(stage: Arranged, words: str, said: str, unsaid: str) -> None:
    outcome, heard = await _said(stage, f"koordinationsgruppen for OS2iot {words}", SECRETARIAT)
    assert (outcome, said in heard) == ("proposed", True), heard
    assert not unsaid or unsaid not in heard


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("mødes fra 3. marts kl 10 til 4. marts kl 15", "Det ligner et møde over flere dage"),
        ("mødes mandag d. 4. maj 2027 kl. 13", "4. maj 2027 er en tirsdag, ikke en mandag"),
        ("mødes den 4. maj 2027 kl 10-10", "Fra kl. 10.00 til 22.00 er 12 timer"),
    ],
)
async def test_what_contradicts_itself_is_asked_back(stage: Arranged, words: str, said: str) -> None:
    outcome, heard = await _said(stage, f"koordinationsgruppen for OS2iot {words}", SECRETARIAT)
    assert (outcome, said in heard) == ("asked_back", True), heard


async def test_a_list_of_days_outlives_what_is_asked_in_between(stage: Arranged) -> None:
    await stage.says("koordinationsgruppen mødes 12/1, 9/2 og 9/3", by=SECRETARIAT)
    await stage.says("os2iot", by=SECRETARIAT)
    shown = await stage.says("kl. 10", by=SECRETARIAT)
    assert (shown.outcome, "tirsdag den 9. marts 2027 kl. 10.00-11.00" in flat(shown)) == ("proposed", True)
    await stage.says("nej", by=SECRETARIAT)
