# SPDX-License-Identifier: MPL-2.0
"""What people write in the thread under a call for points: what becomes a point, what is answered, what is left alone, and who is told why it is not on the agenda."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.adapters.console.render import render
from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.message import Asked, Doubt, Message
from storage.agenda import AgendaItem
from storage.meetings import date_id
from storage.memory import MemoryDatabase
from tests.cast import assemble
from tests.conftest import NOW
from tests.contract.meeting_stage import PEOPLE, ROOM, flat
from tests.meetings import GROUP, MONDAY, date_of, noted, series, subscription
from tests.talking import Heard

MEETING, MINUTE, DAY = date_id("s", MONDAY), timedelta(minutes=1), timedelta(days=1)
AFTERWARDS = NOW + 13 * DAY + timedelta(hours=2)
POINTS = (
    "OS2mo", "Licens for OS2iot", "Ny koordinator for OS2iot", "Godkendelse af referat", "Flyt mødet til 11. maj", "Code of conduct", "Hvem tager referat?",
    "Skal vi have et ekstra møde i juni?", "Odense bruger OS2mo", "Election of a new chair", "Påmindelser", "Roadmap for 2027?",
)  # fmt: skip
LEFT_ALONE = (
    "tak", "Mange tak!", "ok", "Super, tak", "👍", ":+1: :tada:", "+1", "2", "ja", "nej", "Enig", "God idé", "ingen punkter herfra", "Thank you very much", "Hej alle",
    "slack:T0TEST001:U0CHAIR01", "@birger kan du tage den?", "tak slack:T0TEST001:U0CHAIR01", "> det skrev du før", " \n ",
)  # fmt: skip
QUESTIONS = {"hvem koordinerer os2mo?": "product_coordinator", "What does level 2 mean?": "level_meaning", "Hvornår er næste møde?": "ambiguous"}
_numbers = count()


@dataclass
class Thread:
    """The thread under the call for points to the meeting of 7 December. `alone`: each is answered to themselves, as on Slack; else for all to read."""

    database: MemoryDatabase
    alone: bool = True
    dispatcher: Dispatcher = field(init=False)

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(self.database, load_intents())

    async def say(
        self, text: str, who: str = "member", at: datetime = NOW, *, asks: Asked | None = None, doubt: Doubt = "", guest: bool = False, id_: str = ""
    ) -> Heard | None:
        """None where nothing is answered."""
        identity = PEOPLE[who].identity
        conversation = f"thread:{identity}" if self.alone else "thread"
        message = Message(
            id=id_ or f"thread:{next(_numbers)}", conversation=conversation, sender=identity, text=text, private=self.alone, channel=ROOM, asks=asks,
            collects_for="" if asks else MEETING, collects_in="da", doubt=doubt, guest=guest,
        )  # fmt: skip
        answer = await self.dispatcher.answer(message, at)
        return Heard(flat(render(Localiser().reply(answer.reply, answer.language))), answer) if answer else None

    async def told(self, text: str, who: str = "member", at: datetime = NOW) -> str:
        heard = await self.say(text, who, at)
        assert heard is not None
        return heard.text

    async def items(self) -> list[AgendaItem]:
        async with self.database.unit_of_work() as unit:
            return list(await unit.agenda.of_group(GROUP))

    async def points(self) -> list[str]:
        return [each.text for each in await self.items()]


@pytest.fixture
async def thread(own_database: MemoryDatabase) -> Thread:
    await assemble(own_database, PEOPLE)
    await noted(own_database, series(), subscription(ROOM))
    return Thread(own_database)


async def test_what_a_member_writes_is_a_point_of_that_meeting_and_said_back(thread: Thread) -> None:
    heard = await thread.say("Økonomi for 2027")
    assert heard
    assert heard.outcome == "answered"
    assert "Sat på dagsordenen for koordinationsgruppen for OS2mo, mandag den 7. december 2026 kl. 13.00-14.30: »Økonomi for 2027«" in heard.text
    assert "fortryd" in heard.text
    (point,) = await thread.items()
    assert (point.kind, point.text, point.date) == ("point", "Økonomi for 2027", MEETING)


async def test_what_would_be_a_question_or_a_wish_elsewhere_is_a_point_where_points_are_asked_for(thread: Thread) -> None:
    for text in POINTS:
        await thread.say(text)
    assert set(await thread.points()) == set(POINTS)


async def test_thanks_smiles_and_words_to_one_another_are_left_alone(thread: Thread) -> None:
    for text in LEFT_ALONE:
        assert await thread.say(text) is None, text
    assert await thread.points() == []


async def test_what_is_surely_a_question_is_answered_with_a_word_on_how_it_would_be_a_point(thread: Thread) -> None:
    for (text, intent), who in zip(QUESTIONS.items(), ("member", "chair", "coordinator"), strict=True):
        heard = await thread.say(text, who)
        assert heard, text
        assert heard.intent == intent
        assert "»punkt:«" in heard.text or '"point:"' in heard.text
    assert await thread.points() == []


async def test_whether_one_comes_is_said_of_the_meeting_whose_thread_it_is(thread: Thread) -> None:
    assert "Noteret: Du kommer ikke" in await thread.told("jeg kommer ikke")
    assert "7. december" in await thread.told("hvad er på dagsordenen?")
    assert await thread.points() == []


async def test_who_says_that_it_is_a_point_need_not(thread: Thread) -> None:
    for text in ("punkt: økonomi", "punkt til dagsordenen: økonomi", "sæt økonomi på dagsordenen"):
        await thread.say(text)
    assert [(each.text, each.date) for each in await thread.items()] == [("økonomi", MEETING)] * 3


async def test_each_line_is_a_point_in_its_order_without_what_stands_around_them(thread: Thread) -> None:
    text = "Hej alle\nHer er mine punkter:\n- Økonomi\n• Drift,\n  og hvem der gør hvad\n3) Eventuelt\nTak!\nMvh Mette"
    assert "3 punkter" in await thread.told("Her er tre:\n- a b\n- c d\n- e f")
    await thread.told("fortryd", at=NOW + MINUTE)
    await thread.say(text)
    assert await thread.points() == ["Her er mine punkter:", "Økonomi", "Drift, og hvem der gør hvad", "Eventuelt"]


async def test_more_than_twenty_are_not_taken_and_that_is_said(thread: Thread) -> None:
    assert "de sidste 2 er ikke sat på" in await thread.told("\n".join(f"Punkt nummer {number}" for number in range(22)))
    assert len(await thread.points()) == 20


async def test_of_several_the_good_ones_are_taken_and_it_is_said_why_another_is_not(thread: Thread) -> None:
    said = await thread.told(f"Økonomi\nRos til @ole\n{'x' * 501}\nDrift")
    assert "Punkt nr. 2 er ikke sat på. Det kan læses af alle" in said
    assert "Punkt nr. 3 er ikke sat på. Det er for langt" in said
    assert "@ole" not in said
    assert await thread.points() == ["Økonomi", "Drift"]


async def test_a_point_that_says_who_somebody_is_is_not_kept(thread: Thread) -> None:
    heard = await thread.say("Ros til @ole")
    assert heard
    assert heard.outcome == "declined"
    assert "uden at nævne personer" in heard.text
    assert await thread.points() == []
    await thread.say("Økonomi")  # and what comes next is no answer to that
    assert await thread.points() == ["Økonomi"]


async def test_one_word_takes_all_of_them_off_again(thread: Thread) -> None:
    for word in ("fortryd", "det var en fejl", "nej, slet det igen", "fortryd det, tak"):
        await thread.say("Økonomi\nDrift")
        assert "Trukket tilbage" in await thread.told(word, at=NOW + MINUTE)
        assert await thread.points() == []


async def test_a_point_about_taking_something_back_takes_nothing_off(thread: Thread) -> None:
    for text in ("Økonomi", "Det var en fejl i referatet", "Fortryd beslutningen om skyen"):
        await thread.say(text)
    assert set(await thread.points()) == {"Økonomi", "Det var en fejl i referatet", "Fortryd beslutningen om skyen"}


async def test_one_click_does_too_and_only_for_who_wrote_it(thread: Thread) -> None:
    heard = await thread.say("Økonomi")
    assert heard
    (choice,) = heard.answer.reply.choices
    assert "Tag punktet af igen" in heard.text
    asks = Asked(choice.intent, choice.slots)
    other = await thread.say("", "chair", NOW + MINUTE, asks=asks)
    assert other
    assert other.outcome == "declined"
    await thread.say("", at=NOW + MINUTE, asks=asks)
    assert await thread.points() == []


async def test_a_message_that_is_delivered_twice_is_one_point(thread: Thread) -> None:
    assert await thread.say("Økonomi", id_="thread:twice") is not None
    assert await thread.say("Økonomi", id_="thread:twice") is None
    assert await thread.points() == ["Økonomi"]


async def test_who_is_not_of_the_group_is_told_once_and_then_left_in_peace(thread: Thread) -> None:
    for who in ("stranger", "other_stranger", "elsewhere"):
        assert "dem, der er med i koordinationsgruppen for OS2mo" in await thread.told("Vores budget", who)
        assert await thread.say("Et til", who, NOW + MINUTE) is None
    assert await thread.points() == []


async def test_a_guest_of_the_workspace_puts_nothing_on_an_agenda(thread: Thread) -> None:
    heard = await thread.say("Vores budget", guest=True)
    assert heard
    assert heard.outcome == "declined"
    assert await thread.points() == []


async def test_from_a_device_that_is_in_doubt_nothing_is_taken(thread: Thread) -> None:
    heard = await thread.say("Økonomi", doubt="unsigned")
    assert heard
    assert heard.outcome == "declined"
    assert await thread.points() == []


async def test_a_cancelled_meeting_takes_no_points_and_says_so(thread: Thread) -> None:
    await noted(thread.database, date_of(cancelled=True))
    assert "er aflyst" in await thread.told("Økonomi")
    assert await thread.points() == []


async def test_a_meeting_that_was_moved_is_the_same_one(thread: Thread) -> None:
    await noted(thread.database, date_of(starts=MONDAY + 2 * DAY))
    assert "onsdag den 9. december 2026" in await thread.told("Økonomi")
    assert [each.date for each in await thread.items()] == [MEETING]


async def test_once_it_has_begun_that_is_said_once(thread: Thread) -> None:
    assert "er begyndt" in await thread.told("For sent", at=AFTERWARDS)
    assert await thread.say("Også for sent", at=AFTERWARDS + MINUTE) is None
    assert await thread.points() == []


async def test_of_a_series_that_has_ended_it_says_that_it_is_not_held(thread: Thread) -> None:
    async with thread.database.unit_of_work() as unit:
        stored = await unit.meetings.series("s")
        assert stored
        await unit.meetings.save(replace(stored, ended=True))
        await unit.commit()
    assert "holdes ikke længere" in await thread.told("Økonomi")
    assert await thread.points() == []


async def test_where_others_read_along_a_number_of_somebody_else_chooses_nothing(own_database: MemoryDatabase) -> None:
    await assemble(own_database, PEOPLE)
    await noted(own_database, series(), subscription(ROOM))
    thread = Thread(own_database, alone=False)
    await thread.say("Økonomi")
    other = await thread.say("1", "chair", NOW + MINUTE)
    assert other
    assert other.outcome == "declined"
    assert await thread.points() == ["Økonomi"]
    assert "Trukket tilbage" in await thread.told("1", at=NOW + MINUTE)


async def test_the_words_of_a_point_are_not_remembered_of_the_conversation(thread: Thread) -> None:
    await thread.say("Hemmeligt forslag")
    async with thread.database.unit_of_work() as unit:
        kept = await unit.conversations.recall(f"thread:{PEOPLE['member'].identity}", NOW)
    assert "Hemmeligt" not in str(kept)
