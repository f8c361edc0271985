# SPDX-License-Identifier: MPL-2.0
"""What is new is asked for in many words and over any time; the answer has dates and sources, and says since when it can know."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from handlers.message import Query
from handlers.news.lookback import span_asked
from storage.memory import MemoryDatabase
from tests.arranging import Arranged, flat
from tests.conftest import NOW
from tests.unit.handlers.news.stage import DAY, HOUR, ZONE, News

TODAY = date(2026, 11, 24)


def _from(words: str, slots: Mapping[str, str] | None = None) -> tuple[date, date]:
    """The first day and the last."""
    since, until = span_asked(Query(intent="product_news", slots=slots or {}, language="da", words=words), NOW, ZONE)
    assert since.astimezone(ZONE).time().isoformat() == "00:00:00"
    return since.astimezone(ZONE).date(), (until - timedelta(seconds=1)).astimezone(ZONE).date()


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("hvad er nyt om os2mo", 28), ("hvad er sket siden sidst", 28), ("hvad er sket den sidste måned", 31), ("de seneste tre måneder", 93), ("den sidste uge", 7),
        ("de sidste 14 dage", 14), ("the last two weeks", 14), ("in the past month", 31), ("the last couple of weeks", 14), ("det seneste år", 366), ("siden i går", 1),
        ("since yesterday", 1), ("the last quarter", 92), ("et par uger", 28), ("de sidste par uger", 14),
    ],
)  # fmt: skip
def test_a_time_that_reaches_back_from_today_is_understood(words: str, days: int) -> None:
    assert _from(words) == (TODAY - timedelta(days=days), TODAY)


@pytest.mark.parametrize(
    ("slots", "words", "wanted"),
    [
        ({"period": "this_month"}, "i denne måned", (date(2026, 11, 1), TODAY)),
        ({"period": "this_week"}, "i denne uge", (date(2026, 11, 23), TODAY)),
        ({"year": "2025"}, "i 2025", (date(2025, 1, 1), date(2025, 12, 31))),
        ({"period": "2027-09"}, "hvad skete der i september", (date(2026, 9, 1), date(2026, 9, 30))),
        ({"period": "2027-09"}, "siden september", (date(2026, 9, 1), TODAY)),
        ({"on": "2026-11-10"}, "siden 10. november", (date(2026, 11, 10), TODAY)),
        ({"from": "2026-11-10"}, "fra 10. november", (date(2026, 11, 10), TODAY)),
        ({"on": "2026-11-10"}, "den 10. november", (date(2026, 11, 10), date(2026, 11, 10))),
    ],
)
def test_a_time_that_is_named_is_the_last_there_was_and_since_it_is_until_today(slots: Mapping[str, str], words: str, wanted: tuple[date, date]) -> None:
    assert _from(words, slots) == wanted


@pytest.fixture
async def news() -> News:
    found = News()
    await found.begin()
    return found


async def _arranged(news: News) -> Arranged:
    arranged = Arranged(news.database)
    await arranged.begin()
    return arranged


async def test_changes_are_told_with_their_dates_and_sources_the_newest_first(news: News) -> None:
    await news.level("os2mo", "2", NOW - 20 * DAY)
    await news.adopt("os2mo", "vejle", "user", NOW - 3 * DAY)
    await news.level("os2kle", "2", NOW - DAY)
    stage = await _arranged(news)
    said = flat(await stage.says("hvad er nyt om os2mo?", by="console"))
    assert "Det er ændret om OS2mo siden 27. oktober 2026:" in said
    newest, oldest = (
        said.index(each)
        for each in ("21. november 2026: OS2mo: Vejle Kommune er kommet til som bruger", "4. november 2026: OS2mo: er nu vurderet til niveau 2")
    )
    assert newest < oldest < said.index("Oplyst til os2bot")
    assert "OS2kle" not in said
    assert "kun fulgt med" not in said
    english = flat(await stage.says("what is new with os2mo?", by="console"))
    assert "21 November 2026: OS2mo: Vejle Kommune joined as user" in english


async def test_of_all_products_where_none_is_named(news: News) -> None:
    await news.level("os2mo", "2", NOW - DAY)
    await news.level("os2kle", "2", NOW - DAY)
    said = flat(await (await _arranged(news)).says("hvad er der sket med produkterne den sidste uge", by="console"))
    assert all(each in said for each in ("Det er ændret om produkterne siden 17. november 2026", "OS2mo:", "OS2kle:"))


async def test_it_is_honest_about_what_it_cannot_know(news: News) -> None:
    stage = await _arranged(news)
    said = flat(await stage.says("hvad er der sket med os2mo det sidste år", by="console"))
    followed = "16. august 2026"
    assert f"Jeg har ikke set ændringer om OS2mo siden {followed}." in said
    assert f"Jeg har kun fulgt med siden {followed}." in said
    assert "Jeg har kun fulgt med" not in flat(await stage.says("hvad er nyt om os2mo", by="console"))


async def test_where_nothing_is_followed_yet_it_says_so() -> None:
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    assert "Jeg er først lige begyndt at følge med" in flat(await arranged.says("hvad er nyt om os2mo", by="console"))


async def test_a_time_before_it_was_followed_has_no_changes_and_says_so(news: News) -> None:
    said = flat(await (await _arranged(news)).asks("product_news", "i 2019", by="console", product="os2mo", year="2019"))
    assert "Jeg har kun fulgt med siden 16. august 2026" in said


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("hvad er nyt om os2forms?", "product_news"), ("hvad er sket med os2mo siden sidst", "product_news"), ("hvad er der sket med OS2mo den sidste måned?", "product_news"),
        ("noget nyt om OS2iot", "product_news"), ("what's new with OS2forms?", "product_news"), ("what has changed for os2mo in the last month", "product_news"),
        ("any news on OS2iot?", "product_news"), ("hvad er os2mo", "product_info"), ("hvilket niveau har os2mo", "product_level"), ("hvem bruger os2iot", "product_users"),
        ("hvad blev der af os2bos", "product_info"),
    ],
)  # fmt: skip
async def test_it_is_told_from_other_questions(news: News, words: str, intent: str) -> None:
    assert (await (await _arranged(news)).says(words, by="console")).intent == intent


async def test_many_changes_are_cut_and_counted(news: News) -> None:
    async with news.database.unit_of_work() as unit:
        products = [each.id for each in (await unit.directory.products()).items]
    for number, each in enumerate(products[:15]):
        await news.level(each, "sandkasse", NOW - DAY + number * timedelta(minutes=1))
    said = flat(await (await _arranged(news)).says("hvad er nyt om produkterne", by="console"))
    assert (said.count("sandkasse"), "… og 3 ændringer mere." in said) == (12, True)


def test_no_time_is_too_long_ago() -> None:
    assert _from("de sidste 999 år")[0].year < 1100
    assert datetime.combine(_from("de sidste 999 dage")[0], datetime.min.time()) + HOUR
