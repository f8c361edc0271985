# SPDX-License-Identifier: MPL-2.0
"""The number of documented memberships is drawn once a month, where it became another, and only as far back as it is known; onboardings only where there are several."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.localise import Localiser
from handlers.message import LANGUAGES
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.onboarding_chart import onboarding_chart
from handlers.posts.digest.sections.members import members
from handlers.reply import Bar, Chart, PartialDate, Phrase, Reply
from storage.catalogue_news import FactChange, Stated
from storage.memory import MemoryDatabase
from storage.onboarding import OnboardingRun

ZONE = ZoneInfo("Europe/Copenhagen")
MONDAY = datetime(2026, 12, 7, 8, tzinfo=UTC)
FOLLOWED = datetime(2026, 8, 20, tzinfo=UTC)
DOCUMENTED = Stated(value="documented", source="s")
STOOD = 10
"""Memberships that the shipped catalogue documents."""


def issue(until: datetime = MONDAY, **fields: frozenset[str]) -> Issue:
    return Issue(since=until - timedelta(days=7), until=until, now=until, zone=ZONE, **fields)  # type: ignore[arg-type]


def came(at: datetime, organisation: str = "ski", *, left: bool = False) -> FactChange:
    before, after = (DOCUMENTED, None) if left else (None, DOCUMENTED)
    return FactChange(at=at, fact="membership", key=organisation, product="", before=before, after=after, origin="told")


async def told(database: MemoryDatabase, of: Issue, *changes: FactChange, followed: datetime | None = FOLLOWED) -> Reply:
    async with database.unit_of_work() as unit:
        if followed:
            await unit.catalogue_news.follow(followed)
        await unit.catalogue_news.record(changes)
        return await members(of, unit)


def drawn(reply: Reply) -> Mapping[str, int]:
    [chart] = reply.parts
    assert isinstance(chart, Chart)
    return {bar.label.text: bar.number for bar in chart.bars if isinstance(bar.label, PartialDate)}


async def test_months_are_counted_back_from_what_stands_now_as_far_as_changes_are_known(own_database: MemoryDatabase) -> None:
    reply = await told(
        own_database, issue(), came(datetime(2026, 9, 30, 21, 59, tzinfo=UTC)), came(datetime(2026, 9, 30, 22, tzinfo=UTC), "vejle"),
        came(datetime(2026, 11, 12, tzinfo=UTC), "odense"), came(datetime(2026, 11, 13, tzinfo=UTC), "horsens", left=True), came(datetime(2026, 12, 2, tzinfo=UTC), "randers"),
    )  # fmt: skip
    assert drawn(reply) == {"2026-08": STOOD - 3, "2026-09": STOOD - 2, "2026-10": STOOD - 1, "2026-11": STOOD - 1}, "a day ends at midnight in Copenhagen"
    words = [Localiser().reply(reply, language).parts[0].text for language in LANGUAGES]
    assert words == [
        "Ved udgangen af november 2026 havde 9 organisationer et dokumenteret medlemskab i kataloget; i løbet af måneden kom 1 til og gik 1 ud.",
        "At the end of November 2026 the catalogue documented the membership of 9 organisations; during the month 1 was added and 1 was removed.",
    ]


async def test_no_more_than_twelve_months_are_drawn(own_database: MemoryDatabase) -> None:
    found = drawn(await told(own_database, issue(), came(datetime(2026, 11, 12, tzinfo=UTC)), followed=datetime(2024, 1, 1, tzinfo=UTC)))
    assert (len(found), min(found), max(found)) == (12, "2025-12", "2026-11")


@pytest.mark.parametrize("day", range(1, 32))
async def test_it_stands_in_one_digest_of_the_month_whatever_the_weekday(day: int, own_database: MemoryDatabase) -> None:
    at = datetime(2026, 12, day, 8, tzinfo=UTC)
    reply = await told(own_database, issue(at), came(datetime(2026, 11, 12, tzinfo=UTC)))
    assert bool(reply.parts) is (7 <= day <= 13), "the week of Monday the seventh"


async def test_nothing_is_drawn_where_nothing_changed_or_it_was_undone_or_it_is_not_followed(own_database: MemoryDatabase) -> None:
    at = datetime(2026, 11, 12, tzinfo=UTC)
    assert not (await told(own_database, issue(), came(datetime(2026, 10, 12, tzinfo=UTC)))).parts
    assert not (await told(own_database, issue(), came(at), came(at, left=True))).parts
    assert not (await told(own_database, issue(), came(at), followed=None)).parts
    assert not (await told(own_database, issue(), came(at), followed=datetime(2026, 12, 2, tzinfo=UTC))).parts


async def test_a_channel_about_a_product_or_a_group_is_not_told_of_members(own_database: MemoryDatabase) -> None:
    for of in (issue(products=frozenset({"os2mo"})), issue(groups=frozenset({"os2mo/styregruppe"}))):
        assert not (await told(own_database, of, came(datetime(2026, 11, 12, tzinfo=UTC)))).parts


def run(done: int, total: int = 8) -> OnboardingRun:
    return OnboardingRun(
        id="r", flow="new_member", flow_version=1, started_at=MONDAY, started_by="p", owner="p", organisation="favrskov", done=done, total=total
    )


def test_onboardings_are_drawn_by_how_much_of_them_is_done() -> None:
    chart = onboarding_chart([run(0), run(1), run(2), run(4), run(6), run(8), run(0, 0)])
    assert chart
    assert [bar.number for bar in chart.bars] == [3, 1, 1, 2]
    assert chart.says == Phrase("digest.onboarding.shares", {"below": 4, "above": 3})
    assert chart.bars[0] == Bar(Phrase("digest.onboarding.share.1"), 3)
    assert "favrskov" not in repr(chart)


def test_two_onboardings_are_no_picture() -> None:
    assert onboarding_chart([run(1), run(2)]) is None
