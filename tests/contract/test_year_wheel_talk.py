# SPDX-License-Identifier: MPL-2.0
"""What is asked of the yearly wheel, and that something of it is done: by whoever may say so, once, and undone where it was a slip."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.message import Asked
from storage.audit import AuditFilter
from storage.memory import MemoryDatabase
from storage.memory.state import State
from storage.unit_of_work import Database
from tests.cast import assemble
from tests.contract.year_wheel_stage import MAY_18
from tests.dialogues import Cast
from tests.meetings import noted, series
from tests.talking import Heard, Talk

NOW = datetime(2027, 3, 20, 10, tzinfo=UTC)
PEOPLE = {
    "chair": Cast("slack:T0TEST001:U0CHAIR01", ("forperson group bestyrelse",), "aarhus"),
    "secretariat": Cast("slack:T0TEST001:U0SEK0001", ("sekretariat association",)),
    "mo": Cast("slack:T0TEST001:U0MO00001", ("produktkoordinator product os2mo",), "ballerup"),
    "both": Cast("slack:T0TEST001:U0BOTH001", ("produktkoordinator product os2iot", "produktkoordinator product os2display"), "aarhus"),
    "stranger": Cast("slack:T0TEST001:U0FREMMED"),
}
NOTICE_DONE = Asked("wheel_done", {"entry": "assembly-notice", "year": "2027", "which": "", "about": "group/bestyrelse"})


class Stage:
    """Everybody in one conversation each. The assembly is on 18 May 2027, where it is scheduled."""

    def __init__(self, database: Database) -> None:
        self.database, self._dispatcher, self._localiser = database, Dispatcher(database, load_intents()), Localiser()
        self._talks: dict[tuple[str, str], Talk] = {}

    async def say(self, who: str, text: str, *, asks: Asked | None = None, channel: str = "") -> Heard:
        if (who, channel) not in self._talks:
            self._talks[who, channel] = Talk(self._dispatcher, self._localiser, PEOPLE[who].identity, private=not channel, channel=channel)
        return await self._talks[who, channel].say(text, NOW + timedelta(minutes=1), asks=asks)

    async def marks(self) -> list[str]:
        async with self.database.unit_of_work() as unit:
            return [each.id for each in await unit.year_marks.of_years([2026, 2027, 2028])]


@pytest.fixture
async def stage(memory_with_catalogue: State) -> Stage:
    database = MemoryDatabase()
    database.state = memory_with_catalogue.copied()
    await assemble(database, PEOPLE)
    return Stage(database)


async def scheduled(stage: Stage, **fields: str) -> None:
    await noted(stage.database, series("gf", group="generalforsamling", starts=MAY_18, rule="", minutes=300, changed_at=NOW - timedelta(days=60), **fields))


async def test_without_a_date_nothing_is_made_up_and_the_latest_day_is_told(stage: Stage) -> None:
    heard = await stage.say("stranger", "hvornår skal der indkaldes til generalforsamling?")
    assert "datoen er ikke fastsat; senest 30. april 2027, hvis den holdes den 31. maj 2027" in " ".join(heard.text.split())
    assert "§ 7, stk. 2" in heard.text
    assert heard.outcome == "unknown"


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("hvornår skal der indkaldes til generalforsamling?", "senest 17. april 2027, som ikke er en arbejdsdag (arbejdsdagen før er 16. april 2027)"),
        ("hvornår er fristen for forslag til generalforsamlingen?", "Forslag til generalforsamlingen: senest 3. maj 2027."),
        ("by what date must I send in a proposal for the general assembly?", "Proposals for the general assembly: by 3 May 2027."),
        ("hvornår er der generalforsamling?", "18. maj 2027"),
    ],
)
async def test_with_a_date_every_deadline_is_told_from_it(stage: Stage, said: str, tells: str) -> None:
    await scheduled(stage)
    heard = await stage.say("stranger", said)
    assert tells in " ".join(heard.text.split())
    assert heard.outcome == "answered"
    assert "vedtægter" in heard.text


async def test_the_whole_wheel_is_told_with_its_sources(stage: Stage) -> None:
    await scheduled(stage)
    heard = await stage.say("stranger", "vis årshjulet for 2027")
    text = " ".join(heard.text.split())
    assert heard.text.startswith("Årshjulet for 2027")
    for line in (
        "Generalforsamling: 18. maj 2027",
        "Halvt kontingent for nye medlemmer: 1. juli 2027",
        "Valg af formand og halvdelen af bestyrelsen: 18. maj 2027",
    ):
        assert line in text
    assert "BYLAWS.md" in heard.text


async def test_of_another_year_other_people_are_elected(stage: Stage) -> None:
    heard = await stage.say("stranger", "show the year wheel for 2028")
    assert "Election of half the board" in heard.text
    assert "Election of the chair" not in heard.text
    assert "network" not in heard.text.casefold()


async def test_a_year_that_is_none_is_asked_for_again(stage: Stage) -> None:
    heard = await stage.say("stranger", "vis årshjulet for 27")
    assert "Skriv et år som 2027" in heard.text


async def test_a_meeting_that_is_told_to_its_group_alone_is_not_told_to_others(stage: Stage) -> None:
    await scheduled(stage, visibility="group")
    assert "18. maj" not in (await stage.say("stranger", "vis årshjulet for 2027")).text
    assert "18. maj" not in (await stage.say("secretariat", "vis årshjulet for 2027", channel="slack:T0TEST001:C0RUM0001")).text
    assert "18. maj" in (await stage.say("secretariat", "vis årshjulet for 2027")).text


@pytest.mark.parametrize("who", ["chair", "secretariat"])
async def test_the_chair_and_the_secretariat_may_say_that_the_notice_is_given(stage: Stage, who: str) -> None:
    await scheduled(stage)
    heard = await stage.say(who, "indkaldelsen er sendt ud")
    assert "Jeg har noteret, at det er gjort: Indkaldelse til generalforsamlingen (17. april 2027)" in " ".join(heard.text.split())
    assert await stage.marks() == ["assembly-notice/2027//group/bestyrelse"]
    assert "(det er gjort)" in (await stage.say(who, "vis årshjulet for 2027")).text


@pytest.mark.parametrize("who", ["stranger", "mo"])
async def test_nobody_else_may_and_it_is_said_who_can(stage: Stage, who: str) -> None:
    await scheduled(stage)
    for heard in (await stage.say(who, "indkaldelsen er sendt ud"), await stage.say(who, "", asks=NOTICE_DONE)):
        assert heard.outcome == "declined"
        assert "sekretariatet" in heard.text
    assert await stage.marks() == []
    async with stage.database.unit_of_work() as unit:
        tried = await unit.audit.find(AuditFilter())
    assert any(each.action == "year_wheel.settle" for each in tried)


async def test_the_button_does_what_the_words_do_and_a_second_press_changes_nothing(stage: Stage) -> None:
    await scheduled(stage)
    first, second = await stage.say("chair", "", asks=NOTICE_DONE), await stage.say("secretariat", "", asks=NOTICE_DONE)
    assert "Jeg har noteret" in first.text
    assert "Det er allerede noteret som gjort" in second.text
    assert len(await stage.marks()) == 1


async def test_it_is_undone_in_words(stage: Stage) -> None:
    await scheduled(stage)
    await stage.say("chair", "indkaldelsen er sendt ud")
    heard = await stage.say("chair", "fortryd")
    assert "er ikke gjort" in heard.text
    assert await stage.marks() == []


async def test_a_button_of_what_is_no_longer_in_the_wheel_is_declined(stage: Stage) -> None:
    for slots in (
        {"entry": "gone", "year": "2027"},
        {"entry": "assembly-notice", "year": "soon"},
        {"entry": "assembly-notice", "year": "2" * 5_000},
        {"entry": "assembly-notice", "year": "2027", "which": "", "about": "group/os2mo/styregruppe"},
        {"entry": "self-evaluation", "year": "2027", "which": "1", "about": ""},
    ):
        heard = await stage.say("secretariat", "", asks=Asked("wheel_done", slots))
        assert "Det står ikke længere i årshjulet." in heard.text
    assert await stage.marks() == []


async def test_what_has_no_date_yet_cannot_be_done(stage: Stage) -> None:
    heard = await stage.say("secretariat", "indkaldelsen er sendt ud")
    assert "datoen er ikke fastsat endnu" in heard.text
    assert await stage.marks() == []


async def test_a_coordinator_says_it_of_the_only_product_that_is_theirs(stage: Stage) -> None:
    heard = await stage.say("mo", "selvevalueringen er ajourført")
    assert "Selvevaluering: OS2mo" in heard.text
    assert await stage.marks() == ["self-evaluation/2026/2/product/os2mo"]  # that of last year is still open, and was due 80 days ago
    await stage.say("mo", "vores selvevaluering er færdig")
    assert await stage.marks() == ["self-evaluation/2026/2/product/os2mo", "self-evaluation/2027/1/product/os2mo"]


async def test_of_several_products_it_is_asked_which_and_a_name_says_it(stage: Stage) -> None:
    heard = await stage.say("both", "selvevalueringen er ajourført")
    assert "Hvilket produkt gælder det?" in heard.text
    assert await stage.marks() == []
    await stage.say("both", "årshjul: selvevalueringen for OS2iot er ajourført")
    assert await stage.marks() == ["self-evaluation/2026/2/product/os2iot"]


async def test_a_coordinator_says_it_of_no_other_product(stage: Stage) -> None:
    heard = await stage.say("mo", "selvevalueringen for OS2iot er færdig")
    assert heard.outcome == "declined"
    assert await stage.marks() == []


async def test_words_that_name_nothing_of_the_wheel_are_asked_back_with_what_is_open(stage: Stage) -> None:
    await scheduled(stage)
    heard = await stage.say("secretariat", "årshjul: kagen er bagt")
    assert heard.outcome == "asked_back"
    assert "Indkaldelse til generalforsamlingen" in heard.text
    assert await stage.marks() == []


async def test_what_is_done_stands_in_the_audit_and_in_the_ledger_of_nobody(stage: Stage) -> None:
    await scheduled(stage)
    await stage.say("chair", "indkaldelsen er sendt ud")
    async with stage.database.unit_of_work() as unit:
        found = [each for each in await unit.audit.find(AuditFilter()) if each.action == "year_wheel.settle"]
    assert [(each.subject, each.about) for each in found] == [("year_marks/assembly-notice/2027//group/bestyrelse", "group/bestyrelse")]


async def test_the_date_that_somebody_tells_in_chat_is_the_one_that_everything_is_reckoned_from(stage: Stage) -> None:
    await stage.say("secretariat", "Generalforsamlingen holdes den 18. maj kl. 10-15")
    await stage.say("secretariat", "ja")
    assert "senest 17. april 2027" in " ".join((await stage.say("stranger", "hvornår skal der indkaldes til generalforsamling?")).text.split())
    await stage.say("secretariat", "flyt generalforsamlingen til den 25. maj kl. 10")
    await stage.say("secretariat", "ja")
    assert "senest 24. april 2027" in " ".join((await stage.say("stranger", "hvornår skal der indkaldes til generalforsamling?")).text.split())
    await stage.say("secretariat", "aflys generalforsamlingen")
    await stage.say("secretariat", "ja")
    assert "datoen er ikke fastsat" in (await stage.say("stranger", "hvornår skal der indkaldes til generalforsamling?")).text
