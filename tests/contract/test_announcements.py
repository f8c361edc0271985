# SPDX-License-Identifier: MPL-2.0
"""One message to many channels: shown, posted once in each, put right, taken back, and its author is told."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outcomes import CallError, Outcome
from handlers.actor import Actor
from handlers.announcing.audience import Audience, reached
from handlers.changing.changes import Changes
from handlers.linking import joined
from handlers.message import Asked
from handlers.posts.bulk import ANNOUNCEMENT, DELETE, EDIT, EVERY
from handlers.reply import Reply
from storage.audit import AuditFilter
from storage.change_requests import PATIENCE
from storage.unit_of_work import Database
from tests.contract.announcing_stage import (
    ASKED,
    COORDINATOR,
    DEPUTY,
    ENGLISH,
    GENERAL,
    GUEST,
    OF_FORMS,
    OF_OS2MO,
    ONE,
    OTHER,
    PAUSED,
    PERSON,
    POST,
    SECRETARIAT,
    TWO,
    AnnouncingStage,
)  # fmt: skip
from tests.contract.records import link, person, subscription
from tests.talking import Talk


@pytest.fixture
async def stage(database: Database, catalogue: None) -> AnnouncingStage:
    made = AnnouncingStage(database)
    await made.prepare()
    return made


async def test_nothing_is_posted_before_yes_and_then_once_in_each_channel_of_the_product(stage: AnnouncingStage) -> None:
    shown = await stage.say(COORDINATOR, POST)
    assert shown.outcome == "proposed"
    for said in (
        "Opslag fra koordinatoren for OS2forms (Ballerup Kommune)",
        "Vi flytter mødet til fredag.",
        "Slack: 2",
        "Matrix: 1",
        "på pause",
        "ikke er med længere",
    ):
        assert said in shown.text
    await stage.drain()
    assert stage.stands() == {}
    assert (await stage.say(COORDINATOR, "ja")).outcome == "answered"
    await stage.drain()
    assert sorted(stage.stands()) == OF_FORMS
    assert stage.stands()[ONE] == "Opslag fra koordinatoren for OS2forms (Ballerup Kommune)\nVi flytter mødet til fredag."
    assert stage.stands()[ENGLISH].startswith("Announcement from the coordinator of OS2forms (Ballerup Kommune)\nVi flytter")
    assert len(stage.poster.posted) == len(OF_FORMS) + 1, "and one message to its author"


async def test_lines_lists_and_addresses_stay_as_they_were_written_and_the_product_in_the_text_is_not_whom_it_is_for(stage: AnnouncingStage) -> None:
    text = "Kære alle\n\n- OS2mo er nede: kl. 12\n  - og igen kl. 13\n\nLæs mere: https://os2.eu/a_b?x=1&y=2."
    await stage.say(COORDINATOR, f"os2bot opslag til alle OS2forms-kanalerne:\n{text}", "ja")
    await stage.drain()
    assert sorted(stage.stands()) == OF_FORMS
    assert stage.stands()[ONE].partition("\n")[2] == text


@pytest.mark.parametrize(
    ("head", "channels"),
    [
        ("opslag til alle kanaler", [ONE, TWO, ENGLISH, OF_OS2MO, GENERAL]),
        ("announce to all channels", [ONE, TWO, ENGLISH, OF_OS2MO, GENERAL]),
        ("announce to all os2mo channels", [ONE, OF_OS2MO]),
        ("opslag til alle der får ugens overblik", [ONE, OF_OS2MO, GENERAL, PERSON]),
        ("opslag til alle der får produktnyheder om os2forms", [TWO]),
    ],
)
async def test_whom_it_is_for_is_said_in_words(stage: AnnouncingStage, head: str, channels: list[str]) -> None:
    await stage.say(SECRETARIAT, f"{head}: Hej", "ja")
    assert sorted(each.target for each in await stage.ledger(ANNOUNCEMENT)) == sorted(channels)
    assert PERSON not in (await stage.announcement()).targets, "the ledger forgets it with the person"


async def test_a_product_that_is_not_known_goes_to_nobody(stage: AnnouncingStage) -> None:
    for head in ("opslag til alle xqzforms kanaler", "opslag til alle os2findesikke-kanaler", "opslag til de andre", "opslag til alle der får kage"):
        heard = await stage.say(SECRETARIAT, f"{head}: Hej")
        assert (heard.outcome, "Hvem er opslaget til" in heard.text) == ("asked_back", True), head


@pytest.mark.parametrize("who", [OTHER, GUEST])
async def test_whoever_has_no_right_over_the_product_is_refused_and_it_stands_in_the_audit(stage: AnnouncingStage, who: str) -> None:
    for words in (POST, "opslag til alle kanaler: Hej", "opslag til alle der får ugens overblik: Hej"):
        assert (await stage.say(who, words)).outcome == "declined"
    async with stage.database.unit_of_work() as unit:
        assert {each.action for each in await unit.audit.find(AuditFilter(outcome="refused"))} == {"announcement.post"}
    await stage.drain()
    assert not stage.poster.posted


async def test_the_deputy_may_and_signs_as_deputy_and_a_coordinator_not_beyond_the_product(stage: AnnouncingStage) -> None:
    assert "koordinatorens stedfortræder for OS2forms (Favrskov Kommune)" in (await stage.say(DEPUTY, POST)).text
    assert (await stage.say(COORDINATOR, "opslag til alle kanaler: Hej")).outcome == "declined"


async def test_forged_values_of_buttons_and_forms_lead_nowhere(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST)
    async with stage.database.unit_of_work() as unit:
        request = (await unit.requests.of(COORDINATOR))[0].id
    other = stage.talk(OTHER)
    for asks in (
        Asked("confirm_change", {"change": request}),
        Asked("announce", {"product": "os2forms", "text": "Hej"}),
        Asked("announce", {"product": "../etc", "text": "Hej"}),
        Asked("announce", {"item": "'; DROP TABLE announcements", "text": "Hej"}),
        Asked("recall_announcement", {"number": "1"}),
        Asked("edit_announcement", {"number": "99999999999999999999", "text": "Hej"}),
        Asked("announcement_result", {"number": "-1"}),
    ):
        assert (await other.say("", stage.clock.at, asks=asks)).outcome in ("declined", "unknown", "asked_back"), asks
    await stage.drain()
    assert not stage.poster.posted


async def test_a_form_asks_for_the_same(stage: AnnouncingStage) -> None:
    heard = await stage.talk(COORDINATOR).say("", stage.clock.at, asks=Asked("announce", {"product": "os2forms", "text": "Linje 1\nLinje 2"}))
    assert (heard.outcome, "Linje 1\nLinje 2" in heard.text) == ("proposed", True)
    asked = await stage.say(SECRETARIAT, "nyt opslag")
    assert asked.answer.form
    assert (asked.outcome, asked.answer.form.intent, dict(asked.answer.form.slots)) == ("asked_back", "announce", {})


async def test_two_clicks_on_yes_post_it_once(stage: AnnouncingStage) -> None:
    shown = await stage.say(COORDINATOR, POST)
    yes = next(each for each in shown.answer.reply.choices if each.intent == "confirm_change")
    first, second = [await stage.talk(COORDINATOR).say("", stage.clock.at, asks=Asked(yes.intent, yes.slots)) for _ in range(2)]
    assert (first.outcome, second.outcome) == ("answered", "declined")
    await stage.drain()
    assert len([each for each in stage.poster.keys if each.startswith(f"{ANNOUNCEMENT}:")]) == len(OF_FORMS)


async def test_what_calls_somebody_is_too_long_or_empty_is_said_to_be(stage: AnnouncingStage) -> None:
    head = "opslag til alle os2forms-kanaler"
    assert "konto" in (await stage.say(COORDINATOR, f"{head}: Spørg slack:T0TEST001:U0ANNE om det")).text
    assert "konto" in (await stage.say(COORDINATOR, f"{head}: Spørg matrix:@anne:example.org om det")).text
    assert "2000" in (await stage.say(COORDINATOR, f"{head}: {'x' * 40_000}")).text
    long = await stage.talk(COORDINATOR).say("", stage.clock.at, asks=Asked("announce", {"product": "os2forms", "text": "x" * 2_001}))
    assert "højst fylde 2000 tegn" in long.text
    asked = await stage.say(COORDINATOR, head)
    assert (asked.outcome, "Hvad skal der stå" in asked.text) == ("asked_back", True)
    shown = await stage.say(COORDINATOR, "Første linje\n- anden: med kolon")
    assert "Første linje\n- anden: med kolon" in shown.text


async def test_channels_are_named_only_to_whoever_looks_after_all_of_them_and_alone(stage: AnnouncingStage) -> None:
    assert "C0EN" not in (await stage.say(COORDINATOR, POST)).text
    assert "C0EN" in (await stage.say(SECRETARIAT, POST)).text
    assert "somebody" not in (await stage.say(SECRETARIAT, "opslag til alle der får ugens overblik: Hej")).text


async def test_where_nobody_follows_it_is_said(stage: AnnouncingStage) -> None:
    heard = await stage.say(SECRETARIAT, "opslag til alle os2iot-kanaler: Hej")
    assert (heard.outcome, "Ingen kanaler følger OS2iot" in heard.text) == ("declined", True)


async def test_a_channel_that_wants_it_no_longer_is_left_out_when_it_is_sent(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST, "ja")
    async with stage.database.unit_of_work() as unit:
        await unit.subscriptions.remove(TWO, "product_news", "product/os2forms")
        before = await unit.subscriptions.of(ENGLISH, "meeting_reminder", "group/os2forms/koordinationsgruppe")
        assert before
        await unit.subscriptions.remove(ENGLISH, before.kind, before.about)
        await unit.subscriptions.add(replace(before, paused="asked", paused_at=stage.clock.at))
        await unit.commit()
    await stage.drain()
    assert {each.target: each.reason for each in await stage.ledger(ANNOUNCEMENT)} == {ONE: "", TWO: "unsubscribed", ENGLISH: "paused"}
    assert list(stage.stands()) == [ONE]


async def test_its_author_is_told_once_when_everything_is_settled_and_can_ask(stage: AnnouncingStage) -> None:
    def fail(key: str) -> None:
        if key.endswith(TWO):
            raise CallError(Outcome.REFUSED, "not_in_channel")

    stage.poster.fail = fail
    await stage.say(COORDINATOR, POST, "ja")
    assert "3 venter stadig" in (await stage.say(COORDINATOR, "hvordan gik opslaget?")).text
    await stage.drain(6)
    assert await stage.results() == 1
    (told,) = stage.told(COORDINATOR)
    for said in ("Opslag nr. 1", "Sendt 2 steder", "1 kunne ikke sendes", TWO, "not_in_channel", "invitér den"):
        assert said in told
    for who, words in ((COORDINATOR, "hvordan gik opslaget?"), (SECRETARIAT, "hvordan gik opslag 1")):
        assert f"{TWO}: Platformen afviste den" in (await stage.say(who, words)).text
    assert (await stage.say(OTHER, "hvordan gik opslag 1")).outcome == "declined"
    assert "delivery_parked" not in {each.kind for each in await stage.ledger()}, "no notice for each channel besides"


async def test_what_is_put_right_is_so_wherever_it_stands_and_where_it_is_not_posted_yet(stage: AnnouncingStage) -> None:
    away = [True]

    def fail(key: str) -> None:
        if key.endswith(TWO) and away[0]:
            raise CallError(Outcome.LATER, "ratelimited", 100)

    stage.poster.fail = fail
    await stage.say(COORDINATOR, POST, "ja")
    await stage.drain(1, timedelta(seconds=5))
    assert sorted(stage.stands()) == sorted((ONE, ENGLISH))
    shown = await stage.say(COORDINATOR, "ret opslaget: Mødet er\npå torsdag.")
    assert ("Det står 2 steder nu" in shown.text, "1 er ikke sendt endnu" in shown.text) == (True, True)
    assert (await stage.say(COORDINATOR, "ja")).outcome == "answered"
    away[0] = False
    await stage.drain(4)
    assert {text.partition("\n")[2] for text in stage.stands().values()} == {"Mødet er\npå torsdag."}
    assert sorted(stage.stands()) == OF_FORMS
    assert len(stage.poster.posted) == len(OF_FORMS) + 1
    assert "Rettet" in stage.told(COORDINATOR)[-1]
    assert all(each.state == "sent" for each in await stage.ledger(EDIT))


async def test_what_is_taken_back_is_gone_where_it_stands_and_never_comes_where_it_does_not(stage: AnnouncingStage) -> None:
    def fail(key: str) -> None:
        if key.endswith(TWO):
            raise CallError(Outcome.LATER, "ratelimited", 100)

    stage.poster.fail = fail
    await stage.say(COORDINATOR, POST, "ja")
    await stage.drain(1, timedelta(seconds=5))
    shown = await stage.say(SECRETARIAT, "træk opslag 1 tilbage")
    assert (shown.outcome, "Vi flytter mødet" in shown.text) == ("proposed", True)
    done = await stage.say(SECRETARIAT, "ja")
    assert "fortryd" not in done.text
    stage.poster.fail = lambda _: None
    await stage.drain(4)
    assert stage.stands() == {}
    assert {each.target: each.reason for each in await stage.ledger(ANNOUNCEMENT) if each.state == "skipped"} == {TWO: "recalled"}
    assert sorted(each.target for each in await stage.ledger(DELETE) if each.state == "sent") == sorted((ONE, ENGLISH))
    (told,) = stage.told(COORDINATOR)
    assert ("fjernet 2 steder" in told, "1 nåede ikke" in told) == (True, True)
    for words in ("ret opslag 1: Igen", "træk opslag 1 tilbage"):
        assert "trukket tilbage" in (await stage.say(COORDINATOR, words)).text
    assert (await stage.say(SECRETARIAT, "fortryd")).outcome == "declined"
    async with stage.database.unit_of_work() as unit:
        found = [each for each in await unit.audit.find(AuditFilter()) if each.action.startswith("announcement.")]
    assert [each.action for each in found] == ["announcement.manage", "announcement.post"]
    assert "flytter" not in str([each.after for each in found])


async def test_undo_takes_back_what_was_posted_and_an_edit_becomes_what_it_was(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST, "ja")
    await stage.drain(1)
    await stage.say(COORDINATOR, "ret opslaget: Torsdag", "ja")
    await stage.drain(1)
    assert (await stage.say(COORDINATOR, "fortryd")).outcome == "answered"
    await stage.drain(2)
    assert {text.partition("\n")[2] for text in stage.stands().values()} == {"Vi flytter mødet til fredag."}
    assert (await stage.announcement()).edition == 3
    await stage.say(COORDINATOR, "opslag til alle os2forms-kanaler: Nyt", "ja")
    await stage.drain(1)
    await stage.say(COORDINATOR, "fortryd")
    await stage.drain(2)
    assert (await stage.announcement()).recalled_at


async def test_what_cannot_be_taken_away_is_told_with_the_reason(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST, "ja")
    await stage.drain(1)

    def fail(key: str) -> None:
        if key.startswith("delete:") and TWO in key:
            raise CallError(Outcome.REFUSED, "cant_delete_message")

    stage.poster.fail = fail
    await stage.say(COORDINATOR, "træk opslaget tilbage", "ja")
    await stage.drain(4)
    told = stage.told(COORDINATOR)[-1]
    for said in ("fjernet 2 steder", "1 kunne ikke fjernes", TWO, "cant_delete_message"):
        assert said in told


async def test_where_others_read_along_it_is_counted_and_not_named_which_channels_it_did_not_reach(stage: AnnouncingStage) -> None:
    def fail(key: str) -> None:
        if key.endswith(TWO):
            raise CallError(Outcome.REFUSED, "msg_too_long")

    stage.poster.fail = fail
    await stage.say(COORDINATOR, POST, "ja")
    await stage.drain(4)
    assert TWO in (await stage.say(COORDINATOR, "hvordan gik opslaget?")).text
    heard = await Talk(stage.dispatcher, stage.localiser, COORDINATOR, private=False, channel=ONE).say("hvordan gik opslaget?", stage.clock.at)
    assert ("1 kunne ikke sendes" in heard.text, "direkte besked" in heard.text, TWO in heard.text) == (True, True, False), heard.text


async def test_another_coordinator_changes_and_takes_back_nothing_and_a_former_one_puts_no_new_words_there(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST, "ja")
    for words in ("ret opslag 1: Hej", "træk opslag 1 tilbage", "hvordan gik opslag 1"):
        assert (await stage.say(OTHER, words)).outcome == "declined"
        assert (await stage.say(GUEST, words)).outcome == "declined"
        assert (await stage.say(DEPUTY, words)).outcome == "declined"
    async with stage.database.unit_of_work() as unit:
        (held,) = [each for each in await unit.roles.of_person(stage.ids["coordinator"]) if each.role == "produktkoordinator"]
        await unit.roles.save(replace(held, valid_to=stage.clock.at.date()))
        await unit.commit()
    assert (await stage.say(COORDINATOR, "ret opslag 1: Spam")).outcome == "declined"
    assert (await stage.say(COORDINATOR, "træk opslag 1 tilbage")).outcome == "proposed"


async def test_a_yes_that_comes_too_late_posts_nothing_and_one_that_comes_late_is_not_called_late(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST)
    stage.clock.at += PATIENCE - timedelta(minutes=1)
    async with stage.database.unit_of_work() as unit:
        request = (await unit.requests.of(COORDINATOR))[0].id
    await stage.talk(COORDINATOR).say("", stage.clock.at, asks=Asked("confirm_change", {"change": request}))
    await stage.drain(1)
    assert stage.stands()[ONE].startswith("Opslag fra")
    await stage.say(COORDINATOR, POST)
    async with stage.database.unit_of_work() as unit:
        later = next(each.id for each in await unit.requests.of(COORDINATOR) if each.state == "proposed")
    stage.clock.at += PATIENCE + timedelta(minutes=1)
    heard = await stage.talk(COORDINATOR).say("", stage.clock.at, asks=Asked("confirm_change", {"change": later}))
    assert heard.outcome == "declined"


async def test_the_announcement_stays_without_its_author_who_is_forgotten(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST, "ja")
    await stage.drain(1)
    shown = await stage.say(COORDINATOR, "mine data som json")
    assert "Vi flytter mødet" in shown.text
    await stage.say(COORDINATOR, "glem mig", "ja")
    found = await stage.announcement()
    assert (found.by, found.text) == ("unknown", "Vi flytter mødet til fredag.")
    assert (await stage.say(SECRETARIAT, "træk opslag 1 tilbage", "ja")).outcome == "answered"
    await stage.drain(2)
    assert stage.stands() == {}


async def test_they_are_listed_to_those_who_may_change_them(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST, "ja")
    await stage.say(SECRETARIAT, "opslag til alle kanaler: Godt nytår", "ja")
    assert ("Godt nytår" in (own := await stage.say(COORDINATOR, "mine opslag")).text, "Vi flytter" in own.text) == (False, True)
    assert (await stage.say(OTHER, "vis opslag")).outcome == "unknown"


def test_each_channel_counts_once_and_a_channel_of_everything_is_no_products_channel() -> None:
    found = reached(ASKED, Audience("os2forms"))
    assert (found.paused, found.gone) == (1, 1)
    assert dict(found.targets) == {ENGLISH: "en", ONE: "da", TWO: "da"}
    also = reached([*ASKED, subscription(PAUSED, kind="meeting_reminder", about="group/os2forms/styregruppe")], Audience("os2forms"))
    assert (PAUSED in also.targets, also.paused) == (True, 0), "what is not paused there is asked for"
    assert not reached(ASKED, Audience("os2form")).targets, "os2form is no os2forms"


async def test_thousands_are_due_one_after_the_other(stage: AnnouncingStage) -> None:
    channels = [f"slack:T0TEST001:C{number:04}" for number in range(40)]
    async with stage.database.unit_of_work() as unit:
        for each in channels:
            await unit.subscriptions.add(subscription(each, kind="digest", about="product/os2iot"))
        await unit.commit()
    await stage.say(SECRETARIAT, "opslag til alle os2iot-kanaler: Hej", "ja")
    due = sorted(each.due_at for each in await stage.ledger(ANNOUNCEMENT))
    assert {(later - sooner) for sooner, later in itertools.pairwise(due)} == {EVERY}
    assert len(due) == len(channels)
    assert not re.search("slack:", (await stage.say(SECRETARIAT, "hvordan gik opslaget")).text)


async def test_whoever_wrote_it_from_an_account_that_became_part_of_another_record_still_takes_it_back(stage: AnnouncingStage) -> None:
    await stage.say(COORDINATOR, POST, "ja")
    await stage.drain(1)
    now, today = stage.clock.at, stage.clock.at.date()
    async with stage.database.unit_of_work() as unit:
        await unit.people.add(person("kept"))
        await unit.people.attach(link("matrix:@koor:example.org", "kept"))
        await unit.commit()
    async with stage.database.unit_of_work() as unit:
        kept = Actor(identity="matrix:@koor:example.org", conversation="c", private=True, person=await unit.people.person("kept"))
        await Changes(unit, kept, now, today).at_once("identity.link", await joined(kept.identity, COORDINATOR, unit, now, today), Reply(parts=()))
        await unit.commit()
    assert "Vi flytter mødet" in (await stage.say(COORDINATOR, "mine opslag")).text
    assert (await stage.say(COORDINATOR, "træk opslag 1 tilbage", "ja")).outcome == "answered"
    await stage.drain(3)
    assert stage.stands() == {}
