# SPDX-License-Identifier: MPL-2.0
"""Whoever knows a fact is asked once a week at most, in one message, and answers by a button or in words; everything they say is permitted, audited and can be undone."""

from dataclasses import replace

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.message import Asked
from handlers.posts.onboarding_days import is_daytime
from storage.audit import AuditFilter
from storage.deliveries import DeliveryFilter
from storage.freshness import Asking, FactReview
from storage.roles import Absence
from storage.unit_of_work import Database
from tests.contract.freshness_stage import DAY, MONDAY, PRODUCT, TUESDAY, WEEK, ZONE, FreshnessStage
from tests.talking import Talk

FIRST = f"adoption/{PRODUCT}/aalborg"


@pytest.fixture
async def asking(database: Database, catalogue: None) -> FreshnessStage:
    made = FreshnessStage(database)
    await made.prepare()
    return made


async def _some_fact(asking: FreshnessStage, name: str = "anne") -> str:
    return next(each.slots["fact"] for each in asking.posted(name)[-1].choices if "fact" in each.slots)


async def test_everybody_is_asked_in_one_message_on_the_day_that_the_data_say(asking: FreshnessStage) -> None:
    await asking.wake()
    assert asking.poster.posted == []
    await asking.wake(TUESDAY)
    assert [len(asking.posted(name)) for name in ("anne", "sek", "stranger")] == [1, 1, 0]
    said, reply = asking.said("anne")[0], asking.posted("anne")[0]
    assert said.startswith("Passer det stadig?\nDu kender de her 10 oplysninger bedst.")
    assert said.count("(pr. 2023)") == 10
    assert reply.choices[0].label == "Alle 10 passer stadig"
    assert len(reply.choices) == 1 + 10


async def test_nobody_is_asked_twice_in_a_week_however_often_and_by_how_many_the_service_looks(asking: FreshnessStage) -> None:
    for hours in range(5 * 24):
        await asking.wake(MONDAY + hours * (DAY / 24))
    assert [len(asking.posted(name)) for name in ("anne", "sek")] == [1, 1]
    await asking.click("anne", "Alle 10")
    await asking.wake(TUESDAY + 2 * DAY)
    assert len(asking.posted("anne")) == 1
    await asking.wake(TUESDAY + WEEK)
    assert len(asking.posted("anne")) == 2
    assert not set(asking.said("anne")[0].splitlines()[3:-1]) & set(asking.said("anne")[1].splitlines()[3:-1])


async def test_all_that_was_shown_is_confirmed_at_once_and_can_be_undone(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact = await _some_fact(asking)
    before = await asking.review(fact)
    asking.clock.at = TUESDAY + DAY
    heard = await asking.click("anne", "Alle 10")
    assert "Tak. Bekræftet i dag, 10 oplysninger:" in heard.text
    review = await asking.review(fact)
    assert review
    assert (review.confirmed_at, review.confirmed_by, review.asked) == (asking.clock.at, "anne", ())
    async with asking.database.unit_of_work() as unit:
        events = await unit.audit.find(AuditFilter(action="fact.answer", actor="anne"))
    assert len(events) == 10
    assert {event.about for event in events} == {f"product/{PRODUCT}"}
    assert events[0].before["asked"] == "present"
    undo = next(choice for choice in heard.answer.reply.choices if choice.intent == "undo_change")
    await asking.talk("anne").say("", asking.clock.at, asks=Asked(undo.intent, undo.slots))
    after = await asking.review(fact)
    assert before
    assert after
    assert (after.confirmed_at, after.asked) == (None, before.asked)


async def test_one_is_answered_by_itself_by_button_or_number_and_the_others_still_wait(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact, talk = await _some_fact(asking), asking.talk("anne")
    heard = await talk.say("", TUESDAY, asks=Asked("answer_fact", {"fact": fact}))
    assert "1. Passer stadig\n  2. Ændret\n  3. Ikke mig" in heard.text
    heard = await talk.say("1", TUESDAY)
    assert "Tak. Bekræftet i dag:" in heard.text
    assert "Der er 9 tilbage:" in heard.text
    assert (await asking.review(fact)).confirmed_by == "anne"  # type: ignore[union-attr] # it was answered


@pytest.mark.parametrize(
    ("words", "confirmed"),
    [("passer stadig", False), ("stadig rigtigt", False), ("alt passer stadig", True), ("still right", False), ("everything still holds", True)],
)
async def test_said_in_words_it_is_asked_which_unless_all_is_said(asking: FreshnessStage, words: str, confirmed: bool) -> None:
    await asking.wake(TUESDAY)
    fact = await _some_fact(asking)
    heard = await asking.talk("anne").say(words, TUESDAY)
    assert heard.intent == "answer_fact"
    assert heard.outcome == ("answered" if confirmed else "asked_back")
    assert bool((await asking.review(fact)).confirmed_at) is confirmed  # type: ignore[union-attr] # it was asked


@pytest.mark.parametrize("words", ["hvad skal jeg bekræfte?", "what should I confirm?"])
async def test_whoever_asks_sees_what_waits_for_them_and_answers_by_number(asking: FreshnessStage, words: str) -> None:
    assert "lige nu" in (await asking.talk("anne").say("hvad skal jeg bekræfte?", MONDAY)).text
    await asking.wake(TUESDAY)
    talk = asking.talk("anne")
    heard = await talk.say(words, TUESDAY)
    assert "OS2autoproces" in heard.text
    await talk.say("1", TUESDAY)
    assert "lige nu" in (await talk.say("hvad skal jeg bekræfte?", TUESDAY)).text


@pytest.mark.parametrize("words", ["ikke mig", "ændret", "not mine", "passer stadig"])
async def test_words_below_a_list_never_press_another_of_its_buttons(asking: FreshnessStage, words: str) -> None:
    await asking.wake(TUESDAY)
    fact, talk = await _some_fact(asking), asking.talk("anne")
    await talk.say("hvad skal jeg bekræfte?", TUESDAY)
    assert (await talk.say(words, TUESDAY)).outcome == "asked_back"
    await talk.say("alt passer stadig", TUESDAY)
    assert (await asking.review(fact)).not_mine == ()  # type: ignore[union-attr] # it was asked
    assert (await asking.review(fact)).confirmed_at == TUESDAY  # type: ignore[union-attr]


async def test_the_three_answers_to_one_fact_can_be_written(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact, talk = await _some_fact(asking), asking.talk("anne")
    await talk.say("", TUESDAY, asks=Asked("answer_fact", {"fact": fact}))
    await talk.say("ikke mig", TUESDAY)
    assert "anne" in (await asking.review(fact)).not_mine  # type: ignore[union-attr] # it was asked


async def test_what_has_changed_is_told_to_the_secretariat_and_not_asked_about_any_more(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact = await _some_fact(asking)
    heard = await asking.talk("anne").say("", TUESDAY, asks=Asked("answer_fact", {"fact": fact, "answer": "changed"}))
    assert "Sekretariatet får besked" in heard.text
    assert any(choice.intent == "change_adoption" for choice in heard.answer.reply.choices)
    assert "En oplysning er meldt ændret" in (await asking.talk("sek").say("hej", TUESDAY)).text
    await asking.weeks(8)
    assert not any(fact in {each.slots.get("fact") for each in reply.choices} for reply in (*asking.posted("anne")[1:], *asking.posted("ole")))


async def test_not_mine_asks_the_next_at_once_and_that_person_never_again(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact = await _some_fact(asking)
    await asking.talk("anne").say("", TUESDAY, asks=Asked("answer_fact", {"fact": fact, "answer": "not_mine"}))
    assert asking.posted("ole") == []
    await asking.wake(TUESDAY + DAY)
    assert fact in {each.slots.get("fact") for each in asking.posted("ole")[0].choices}
    await asking.weeks(6)
    assert not any(fact in {each.slots.get("fact") for each in reply.choices} for reply in asking.posted("anne")[1:])


async def test_who_does_not_answer_is_reminded_then_the_group_is_asked_then_the_secretariat(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact = await _some_fact(asking)
    await asking.weeks(30)
    review = await asking.review(fact)
    assert review
    assert [(each.person, each.stage) for each in review.asked[:4]] == [("anne", "first"), ("anne", "nudge"), ("ole", "group"), ("sek", "secretariat")]
    weeks = [each.at.astimezone(ZONE).isocalendar()[:2] for each in review.asked]
    assert weeks == sorted(weeks)
    assert "jeg spurgte også for nogle uger siden" in "\n".join(asking.said("anne"))
    assert "har ikke svaret" in "\n".join(asking.said("ole"))
    assert "ingen andre har kunnet svare" in "\n".join(asking.said("sek"))


async def test_a_stranger_answers_for_nobody_but_whoever_keeps_such_facts_may(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact = await _some_fact(asking)
    slots = {"fact": fact, "answer": "right"}
    heard = await asking.talk("stranger").say("", TUESDAY, asks=Asked("answer_fact", slots))
    assert heard.outcome == "declined"
    async with asking.database.unit_of_work() as unit:
        assert [event.outcome for event in await unit.audit.find(AuditFilter(action="fact.answer"))] == ["refused"]
    assert (await asking.review(fact)).confirmed_at is None  # type: ignore[union-attr] # it was asked
    assert (await asking.talk("sek").say("", TUESDAY, asks=Asked("answer_fact", slots))).outcome == "answered"


async def test_a_role_is_confirmed_with_its_holder_and_counts_for_whoever_asks(asking: FreshnessStage) -> None:
    asking.clock.at = MONDAY + 20 * WEEK
    await asking.wake(asking.clock.at + DAY + DAY / 12)
    assert "role/anne" in {each.slots.get("fact") for each in asking.posted("anne")[-1].choices}
    await asking.talk("anne").say("", asking.clock.at, asks=Asked("answer_fact", {"fact": "role/anne", "answer": "right"}))
    async with asking.database.unit_of_work() as unit:
        held = await unit.roles.get("anne")
    assert held
    assert (held.confirmed_at, held.confirmed_by) == (asking.clock.at, "anne")
    assert "sidst bekræftet 20. april 2027" in (await asking.talk("stranger").say(f"hvem koordinerer {PRODUCT}", asking.clock.at)).text.replace("\n", " ")


async def test_whoever_is_away_is_not_asked_but_who_stands_in_is(asking: FreshnessStage) -> None:
    async with asking.database.unit_of_work() as unit:
        await unit.absences.add(Absence(id="away", person="anne", valid_from=MONDAY.date(), valid_to=(MONDAY + 2 * WEEK).date(), deputy_person="stranger"))
        await unit.commit()
    await asking.wake(TUESDAY)
    assert [len(asking.posted(name)) for name in ("anne", "stranger")] == [0, 1]
    heard = await asking.click("stranger", "Alle 10")
    assert heard.outcome == "answered"


async def test_what_was_not_sent_because_the_service_was_down_was_not_asked(asking: FreshnessStage) -> None:
    await asking.wake()
    planned = await asking.review(FIRST) or FactReview(fact="")
    await asking.wake(MONDAY + WEEK + DAY / 2)
    assert asking.poster.posted == []
    async with asking.database.unit_of_work() as unit:
        rows = await unit.deliveries.find(DeliveryFilter(kinds=("freshness",)))
    assert {(each.state, each.reason) for each in rows if each.due_at < MONDAY + WEEK} == {("skipped", "too_late")}
    await asking.wake(TUESDAY + WEEK)
    assert len(asking.posted("anne")) == 1
    async with asking.database.unit_of_work() as unit:
        lasting = [each for review in await unit.freshness.everything() for each in review.asked if each.at < MONDAY + WEEK]
    assert lasting == []
    assert planned.version <= 1


async def test_nobody_is_written_to_outside_working_hours(asking: FreshnessStage) -> None:
    friday_evening = MONDAY + 4 * DAY + DAY / 2
    await asking.wake(friday_evening)
    await asking.wake(friday_evening + DAY)
    assert asking.poster.posted == []
    await asking.wake(MONDAY + WEEK + DAY / 6)
    assert asking.poster.posted == []
    await asking.wake(TUESDAY + WEEK)
    assert len(asking.posted("anne")) == 1
    assert is_daytime(asking.clock.at, ZONE)


async def test_two_replicas_write_down_the_same_and_each_person_is_asked_once(asking: FreshnessStage) -> None:
    other = FreshnessStage(asking.database, asking.clock, asking.poster)
    for stage in (asking, other, asking, other):
        await stage.wake(TUESDAY)
    async with asking.database.unit_of_work() as unit:
        askings = [(each.person, each.at) for review in await unit.freshness.everything() for each in review.asked]
    assert len({at for _, at in askings}) == 1
    assert [len(asking.posted(name)) for name in ("anne", "sek")] == [1, 1]


async def test_forgetting_somebody_leaves_what_they_confirmed_without_their_name(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact = await _some_fact(asking)
    await asking.talk("anne").say("", TUESDAY, asks=Asked("answer_fact", {"fact": fact, "answer": "right"}))
    talk = asking.talk("anne")
    await talk.say("glem mig", TUESDAY)
    await talk.say("ja", TUESDAY)
    async with asking.database.unit_of_work() as unit:
        assert await unit.people.person("anne") is None
        assert list(await unit.freshness.of_person("anne")) == []
    review = await asking.review(fact)
    assert review
    assert review.confirmed_at


async def test_what_was_asked_of_a_role_goes_with_it(asking: FreshnessStage) -> None:
    async with asking.database.unit_of_work() as unit:
        await unit.freshness.add(FactReview(fact="role/gone", asked=(Asking(person="anne", at=MONDAY - WEEK, stage="first"),)))
        await unit.commit()
    await asking.wake(TUESDAY)
    assert await asking.review("role/gone") is None


async def test_what_waits_for_somebody_is_not_told_where_others_read_along_nor_to_whoever_may_be_another(asking: FreshnessStage) -> None:
    await asking.wake(TUESDAY)
    fact, dispatcher = await _some_fact(asking), Dispatcher(asking.database, load_intents())
    channel = Talk(dispatcher, Localiser(), "fake:anne", private=False, channel="fake:channel")
    thief = Talk(dispatcher, Localiser(), "fake:anne", doubt="unsigned")
    for talk in (channel, thief):
        for asks in (None, Asked("facts_to_confirm", {}), Asked("answer_fact", {"fact": fact}), Asked("answer_fact", {"fact": fact, "answer": "not_mine"})):
            heard = await talk.say("" if asks else "det er ændret", TUESDAY, asks=asks)
            assert (heard.outcome, "Kommune" in heard.text) == ("declined", False), heard.text
    assert (await asking.review(fact)).not_mine == ()  # type: ignore[union-attr] # it was asked


async def test_a_fact_that_is_not_for_everybody_is_as_if_it_were_not_there_for_a_stranger_who_names_it(asking: FreshnessStage) -> None:
    async with asking.database.unit_of_work() as unit:
        kept = (await unit.catalogue.stored("adoptions"))[f"{PRODUCT}/aalborg"]
        await unit.catalogue.put("adoptions", {f"{PRODUCT}/aalborg": replace(kept, entry=replace(kept.entry, visibility="group"))})  # type: ignore[arg-type] # it is an adoption
        await unit.commit()
    for slots in ({"fact": FIRST}, {"fact": FIRST, "answer": "right"}, {"facts": FIRST, "answer": "changed"}):
        heard = [
            await asking.talk("stranger").say("", TUESDAY, asks=Asked("answer_fact", each))
            for each in (slots, {**slots, **dict.fromkeys(slots.keys() & {"fact", "facts"}, "no/such")})
        ]
        assert heard[0].text == heard[1].text
    assert "Aalborg Kommune" in (await asking.talk("anne").say("", TUESDAY, asks=Asked("answer_fact", {"fact": FIRST}))).text
