# SPDX-License-Identifier: MPL-2.0
"""A channel asks for the board of all onboardings; it comes every week, and takes one message whatever stands on it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.matrix.render import render as on_matrix
from bot.adapters.slack.render import render as on_slack
from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.catalogue.entries import Entry, key_of
from config.flows.load import load_flows
from config.intents.intent import load_intents
from handlers.channels import ChannelState
from handlers.message import LANGUAGES, Language
from handlers.onboarding.flows import Flows
from handlers.posts.onboarding_board import OnboardingBoardPlanner, onboarding_board
from handlers.posts.post import NothingToSay, Post
from handlers.reply import Phrase
from storage.memory import MemoryDatabase
from storage.onboarding import OnboardingRun
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork
from tests.arranging import CHAIR, CHANNEL, SECRETARIAT, STRANGER, Arranged, flat
from tests.conftest import NOW
from tests.talking import Talk

ZONE = ZoneInfo("Europe/Copenhagen")
DAY = timedelta(days=1)
SHOW = (
    "vis alle onboardinger her",
    "Vis onboardinger i denne kanal.",
    "Kan du vise alle onboardinger her?",
    "Please show the onboardings here",
    "show the onboardings here",
    "show all onboardings in this channel",
)
HIDE = ("vis ikke onboardinger her længere", "Fjern tavlen fra kanalen", "stop showing the onboardings here", "don't show onboardings here any more")


@pytest.fixture
async def stage() -> Arranged:
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    return arranged


async def _asked(unit: UnitOfWork, since: datetime = NOW, language: str = "da") -> None:
    await unit.subscriptions.add(Subscription(channel=CHANNEL, kind="onboarding_board", language=language, since=since, by="p"))


async def test_it_is_shown_after_a_yes_and_no_longer_after_another_and_both_are_taken_back(stage: Arranged) -> None:
    shown = await stage.says("vis alle onboardinger her", by=SECRETARIAT, channel=CHANNEL)
    assert "Alle onboardinger vises i denne kanal" in flat(shown)
    assert "ingen personer og ingen svar" in flat(shown)
    assert not await stage.subscriptions()
    await stage.says("ja", by=SECRETARIAT, channel=CHANNEL)
    assert [(each.channel, each.kind, each.language) for each in await stage.subscriptions()] == [(CHANNEL, "onboarding_board", "da")]
    assert "allerede" in (await stage.says("vis alle onboardinger her", by=SECRETARIAT, channel=CHANNEL)).text
    await stage.says("fortryd", by=SECRETARIAT, channel=CHANNEL)
    assert not await stage.subscriptions()
    assert "viser ikke onboardinger" in flat(await stage.says("vis ikke onboardinger her længere", by=SECRETARIAT, channel=CHANNEL))
    async with stage.database.unit_of_work() as unit:
        await _asked(unit)
        await unit.commit()
    off = await stage.says("vis ikke onboardinger her længere", by=SECRETARIAT, channel=CHANNEL)
    assert "Onboardinger vises ikke længere i denne kanal" in flat(off)
    await stage.says("ja", by=SECRETARIAT, channel=CHANNEL)
    assert not await stage.subscriptions()


@pytest.mark.parametrize("who", [CHAIR, STRANGER])
async def test_whoever_may_not_read_of_all_shows_them_to_nobody(stage: Arranged, who: str) -> None:
    heard = await stage.says("vis alle onboardinger her", by=who, channel=CHANNEL)
    assert "Det har du ikke ret til" in flat(heard)
    assert heard.outcome == "declined"


async def test_where_nothing_can_be_posted_it_is_said_and_in_private_it_belongs_to_no_channel(stage: Arranged) -> None:
    async def looked(channel: str) -> ChannelState:
        return ChannelState((Phrase("matrix.may_not_write"),))

    stage.dispatcher.channel_looks.by("slack", looked)
    heard = await stage.says("vis alle onboardinger her", by=SECRETARIAT, channel=CHANNEL)
    assert "Det kan jeg ikke endnu" in heard.text
    assert "Skriv det i den kanal" in (await stage.says("vis alle onboardinger her", by=SECRETARIAT)).text


async def test_many_ways_of_saying_it_are_understood(stage: Arranged) -> None:
    talk = Talk(Dispatcher(stage.database, load_intents()), Localiser(), SECRETARIAT, private=False, channel=CHANNEL)
    for words in (*SHOW, *HIDE):
        heard = await talk.say(words)
        assert (heard.intent, heard.slots.get("item", "")) == ("onboarding_board", "off" if words in HIDE else ""), words
    assert (await talk.say("vis alle onboardinger")).intent == "list_onboarding"


async def test_it_comes_once_a_week_on_the_first_working_day_at_nine_and_at_once_where_it_was_asked_for_later() -> None:
    planner = OnboardingBoardPlanner(ZONE)
    since = datetime(2026, 12, 16, 12, 30, tzinfo=UTC)
    async with MemoryDatabase().unit_of_work() as unit:
        assert (await planner.plan(unit, since - DAY, since + DAY)).wanted == ()
        before = await planner.revision(unit)
        await _asked(unit, since)
        assert await planner.revision(unit) != before
        found = (await planner.plan(unit, since - 30 * DAY, datetime(2027, 4, 1, tzinfo=UTC))).wanted
        again = [each for start in range(-2, 107) for each in (await planner.plan(unit, since + start * DAY, since + (start + 1) * DAY)).wanted]
    weeks = {each.key: each.due_at for each in found}
    assert weeks[f"onboarding_board:2026-W51:{CHANNEL}"] == since
    assert weeks[f"onboarding_board:2026-W52:{CHANNEL}"] == datetime(2026, 12, 21, 8, tzinfo=UTC)
    assert weeks[f"onboarding_board:2027-W13:{CHANNEL}"] == datetime(2027, 3, 30, 7, tzinfo=UTC), "the Monday is Easter Monday"
    assert len(weeks) == len(found) == 16
    assert {each.key: each.due_at for each in again if each.due_at < datetime(2027, 4, 1, tzinfo=UTC)} == weeks, "however it is looked at"


async def test_whoever_asks_before_it_is_due_that_week_waits_for_it() -> None:
    monday = datetime(2026, 11, 30, 5, tzinfo=UTC)
    async with MemoryDatabase().unit_of_work() as unit:
        await _asked(unit, monday)
        (found,) = (await OnboardingBoardPlanner(ZONE).plan(unit, monday, monday + 2 * DAY)).wanted
    assert found.due_at == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert found.useful_until == datetime(2026, 12, 7, 8, tzinfo=UTC)


async def test_what_was_withdrawn_in_the_same_week_comes_after_all_and_is_not_said_to_a_channel_without_it() -> None:
    post = Post(key="k", about="onboarding", target=CHANNEL, due_at=NOW)
    async with MemoryDatabase().unit_of_work() as unit:
        with pytest.raises(NothingToSay):
            await onboarding_board(post, unit, Flows(unit.onboarding, dict), NOW, ZONE)
        await _asked(unit)
        planner = OnboardingBoardPlanner(ZONE)
        (first,) = (await planner.plan(unit, NOW - DAY, NOW + DAY)).wanted
        await unit.deliveries.plan([first.became("planned", NOW, next_at=first.due_at)])
        await unit.deliveries.withdraw([first.key], NOW, "unsubscribed")
        assert [each.key for each in (await planner.plan(unit, NOW, NOW + DAY)).wanted] == [f"{first.key}:2"]


GOLDEN: dict[Language, list[str]] = {
    "da": [
        "Onboarding",
        "Et forløb er i gang, 0 på pause. Det, der har ventet længst, står først.",
        "Tilslutning til et produkt: Favrskov Kommune og OS2mo | 3/9 | organisationen, senest 27. november 2026 | 5 arbejdsdage",
        "Sådan var det 24.11.2026 13.00.",
    ],
    "en": [
        "Onboarding",
        "One is under way, 0 paused. What has waited longest stands first.",
        "Affiliation with a product: Favrskov Kommune and OS2mo | 3/9 | the organisation, by 27 November 2026 | 5 working days",
        "As it was at 24 November 2026, 13:00.",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_says_how_far_organisations_are_and_whom_they_wait_for_and_nobody_by_name(stage: Arranged, language: Language) -> None:
    async with stage.database.unit_of_work() as unit:
        flows = Flows(unit.onboarding, load_flows)
        _, version = await flows.pinned("product_affiliation", NOW)
        await unit.onboarding.add(OnboardingRun(
            id="a", flow="product_affiliation", flow_version=version, started_at=NOW, started_by="p", owner="p", organisation="favrskov", product="os2mo",
            participants={"contact_person": "p"}, done=3, total=9, waiting_on="organisation", waiting_since=NOW - 7 * DAY, due=date(2026, 11, 27),
        ))  # fmt: skip
        await _asked(unit, language=language)
        reply = await onboarding_board(Post(key="k", about="onboarding", target=CHANNEL, due_at=NOW), unit, flows, NOW, ZONE)
    said = [part.text or "\n".join(" | ".join(row) for row in (part.table.rows if part.table else ())) for part in Localiser().reply(reply, language).parts]
    assert said == GOLDEN[language]
    assert not reply.choices


def _length(entry: Entry) -> int:
    return len(str(getattr(entry, "name", "")))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_longest_board_there_is_takes_one_message(stage: Arranged, language: Language) -> None:
    async with stage.database.unit_of_work() as unit:
        flows = Flows(unit.onboarding, load_flows)
        longest, product = [max(await unit.directory.entries(kind), key=_length) for kind in ("organisations", "products")]
        _, version = await flows.pinned("product_affiliation", NOW)
        for number in range(40):
            await unit.onboarding.add(OnboardingRun(
                id=f"r{number:02}", flow="product_affiliation", flow_version=version, started_at=NOW, started_by="p", owner="p", organisation=key_of(longest), product=key_of(product),
                done=10, total=13, waiting_on="weekly_batch", waiting_since=NOW - 300 * DAY, due=NOW.date(),
            ))  # fmt: skip
        await _asked(unit, language=language)
        reply = await onboarding_board(Post(key="k", about="onboarding", target=CHANNEL, due_at=NOW), unit, flows, NOW, ZONE)
    said = Localiser().reply(reply, language)
    assert len(on_slack(said)) == len(on_matrix(said, notify=True)) == 1
    assert len(on_slack(said)[0].text) < 4000, "else Slack would not take the change"
