# SPDX-License-Identifier: MPL-2.0
"""What the digest says of products and of members: by product, many as a number, people never; and nothing of what was undone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from config.catalogue.entries import Adoption, VendorRelation
from config.catalogue.values import LicenceFact, StatusFact
from handlers.message import LANGUAGES
from handlers.posts.digest.sections.new_members import new_members
from handlers.posts.digest.sections.product_news import product_news
from handlers.reply import Bullets, Reply
from storage.onboarding import OnboardingRun, PinnedFlow
from storage.people import Person
from storage.roles import Scope
from tests.conftest import NOW
from tests.contract.records import assignment
from tests.unit.handlers.news.stage import DAY, HOUR, News, issue, words

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
NEXT = MONDAY + 7 * DAY
TUESDAY = MONDAY + DAY
Section = Callable[..., Awaitable[Reply]]


@pytest.fixture
async def news() -> News:
    found = News()
    await found.begin()
    return found


async def _reply(news: News, section: Section = product_news, since: datetime = MONDAY, until: datetime = NEXT, **fields: Any) -> Reply:
    async with news.database.unit_of_work() as unit:
        return await section(issue(since, until, **fields), unit)


async def _lines(news: News, section: Section = product_news, since: datetime = MONDAY, until: datetime = NEXT, **fields: Any) -> list[str]:
    reply = await _reply(news, section, since, until, **fields)
    bullets = [each for each in reply.parts if isinstance(each, Bullets)]
    return [words(Reply(parts=(Bullets((item,)),))).removeprefix("- ") for each in bullets for item in each.items]


async def test_a_quiet_week_says_nothing(news: News) -> None:
    await news.level("os2mo", "3", MONDAY - HOUR)
    await news.level("os2iot", "3", NEXT)
    assert (await _reply(news)).parts == ()
    assert (await _reply(news, new_members)).parts == ()


async def test_each_kind_of_change_is_told_in_a_line_by_the_name_of_its_product(news: News) -> None:
    mo = await news.product("os2mo")
    await news.change(
        TUESDAY, replace(mo, licence=LicenceFact(spdx="EUPL-1.2", source="told-to-os2bot"), status=StatusFact(value="retired", source="told-to-os2bot"))
    )
    await news.level("os2mo", "2", TUESDAY)
    await news.adopt("os2kle", "vejle", "user", TUESDAY)
    await news.change(TUESDAY, VendorRelation(product="os2kle", vendor="magenta", source="told-to-os2bot", roles=("hosting", "developer")))
    assert await _lines(news) == [
        "OS2kle: Magenta er kommet til som drift og udvikler", "OS2kle: Vejle Kommune er kommet til som bruger",
        "OS2mo: status er nu udfaset (før: aktiv)", "OS2mo: er nu vurderet til niveau 2", "OS2mo: licensen er nu EUPL-1.2 (før: MPL-2.0)",
    ]  # fmt: skip
    assert "told" not in words(await _reply(news))


async def test_what_it_states_carries_its_sources(news: News) -> None:
    await news.level("os2mo", "2", TUESDAY)
    assert "Oplyst til os2bot" in words(await _reply(news))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_said_in_both_languages(news: News, language: Any) -> None:
    await news.level("os2mo", "2", TUESDAY)
    assert ("vurderet til niveau 2" in words(await _reply(news), language)) == (language == "da")


async def test_what_was_undone_within_the_week_is_no_news(news: News) -> None:
    adoption = Adoption(product="os2mo", organisation="vejle", kind="user", source="told-to-os2bot")
    await news.change(TUESDAY, adoption)
    await news.change(TUESDAY + HOUR, gone=(adoption,))
    assert (await _reply(news)).parts == ()


async def test_a_product_that_is_new_or_gone_is_one_line(news: News) -> None:
    mo = await news.product("os2mo")
    await news.change(TUESDAY, replace(mo, id="os2ny", name="OS2ny"))
    await news.change(TUESDAY, gone=(await news.product("os2kle"),))
    assert await _lines(news) == ["OS2kle: ikke længere i kataloget", "OS2ny: nyt i kataloget"]


async def test_a_product_with_another_name_says_both(news: News) -> None:
    await news.change(TUESDAY, replace(await news.product("os2mo"), name="OS2organisation"))
    assert await _lines(news) == ["OS2organisation: det nye navn for OS2mo"]


async def test_whoever_is_first_heard_of_as_a_former_user_has_not_joined(news: News) -> None:
    await news.adopt("os2kle", "vejle", "former", TUESDAY)
    assert await _lines(news) == ["OS2kle: Vejle Kommune bruger det ikke længere"]


async def test_many_of_a_kind_are_a_number(news: News) -> None:
    async with news.database.unit_of_work() as unit:
        there = {each.organisation for each in await unit.directory.adoptions(product="os2kle")}
        every = [each.id for each in (await unit.directory.entries("organisations")) if each.type == "municipality" and each.id not in there]  # type: ignore[union-attr]
    await news.change(TUESDAY, *(Adoption(product="os2kle", organisation=each, kind="user", source="told-to-os2bot") for each in every[:40]), origin="import")
    assert await _lines(news) == ["OS2kle: 40 organisationer er kommet til som bruger"]


async def test_more_than_eight_lines_are_counted(news: News) -> None:
    async with news.database.unit_of_work() as unit:
        products = [each.id for each in (await unit.directory.products()).items][:11]
    for product in products:
        await news.level(product, "sandkasse", TUESDAY)
    reply = await _reply(news)
    assert len(await _lines(news)) == 8
    assert "… og 3 ændringer mere." in words(reply)


async def test_a_digest_about_one_product_tells_of_that_alone(news: News) -> None:
    await news.level("os2mo", "2", TUESDAY)
    await news.level("os2kle", "2", TUESDAY)
    await news.appoint(TUESDAY, product="os2iot")
    assert [each[:6] for each in await _lines(news, products=frozenset(("os2kle",)))] == ["OS2kle"]
    assert [each[:6] for each in await _lines(news)] == ["OS2iot", "OS2kle", "OS2mo:"]


async def test_what_is_not_for_everybody_stands_in_the_digest_of_whom_it_concerns_alone(news: News) -> None:
    await news.add(
        Person(id="p", created_at=NOW, seen_on=NOW.date()),
        assignment("r", person="p", scope=Scope("product", "os2mo"), recorded_at=NOW - 400 * DAY, valid_from=date(2020, 1, 1)),
    )
    await news.add(Person(id="q", created_at=NOW, seen_on=NOW.date()))
    await news.level("os2mo", "2", TUESDAY, visibility="group")
    await news.adopt("os2mo", "vejle", "pilot", TUESDAY, visibility="group")
    assert await _lines(news) == []
    assert await _lines(news, person="q") == []
    assert await _lines(news, person="p") == ["OS2mo: er nu vurderet til niveau 2", "OS2mo: Vejle Kommune er kommet til som på vej (pilot)"]
    assert await _lines(news) == []


async def test_a_coordinator_who_begins_or_hands_over_is_told_as_an_organisation(news: News) -> None:
    await news.add(Person(id="p", name="Anne Testesen", created_at=NOW, seen_on=NOW.date()))
    old = await news.appoint(MONDAY - 30 * DAY, organisation="odense")
    await news.alter(old, TUESDAY, valid_to=TUESDAY.date())
    await news.appoint(TUESDAY, person="p")
    await news.appoint(TUESDAY, product="os2kle", person="p", organisation=None)
    assert await _lines(news) == ["OS2kle: en unavngiven person koordinerer nu", "OS2mo: Aarhus Kommune koordinerer nu, efter Odense Kommune"]


async def test_a_role_that_is_left_vacant_is_told(news: News) -> None:
    one, other = await news.appoint(MONDAY - 30 * DAY), await news.appoint(MONDAY - 30 * DAY, organisation="odense")
    await news.alter(one, TUESDAY, valid_to=TUESDAY.date())
    assert await _lines(news) == ["OS2mo: Aarhus Kommune koordinerer ikke længere"]
    await news.alter(other, TUESDAY, valid_to=date(2026, 11, 1))  # told afterwards
    assert await _lines(news) == ["OS2mo: Aarhus Kommune og Odense Kommune koordinerer ikke længere, og rollen er ledig"]


async def test_a_term_begins_and_ends_on_its_day_and_not_when_it_is_told(news: News) -> None:
    await news.appoint(TUESDAY, valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 8))
    assert await _lines(news) == []
    assert await _lines(news, since=NEXT, until=NEXT + 7 * DAY) == ["OS2mo: Aarhus Kommune koordinerer nu"]
    assert await _lines(news, since=NEXT + 7 * DAY, until=NEXT + 14 * DAY) == ["OS2mo: Aarhus Kommune koordinerer ikke længere, og rollen er ledig"]


async def test_an_appointment_that_was_taken_back_is_no_news_and_one_taken_back_later_is(news: News) -> None:
    held = await news.appoint(TUESDAY)
    await news.alter(held, TUESDAY + HOUR, withdrawn=True)
    assert await _lines(news) == []
    other = await news.appoint(MONDAY - HOUR, product="os2kle")
    await news.alter(other, MONDAY + HOUR, withdrawn=True)
    assert await _lines(news) == ["OS2kle: Aarhus Kommune koordinerer ikke længere, og rollen er ledig"]


async def test_another_person_of_the_same_organisation_is_told_and_somebody_who_was_forgotten_is_not(news: News) -> None:
    one, other = await news.appoint(MONDAY - 30 * DAY, person="p"), await news.appoint(MONDAY - 30 * DAY, product="os2kle", person="p")
    await news.alter(one, TUESDAY, valid_to=TUESDAY.date())
    await news.appoint(TUESDAY, person="q")
    await news.alter(other, TUESDAY, person=None)
    assert await _lines(news) == ["OS2mo: Aarhus Kommune koordinerer stadig, nu ved en anden person"]


async def test_members_are_told_by_who_said_so(news: News) -> None:
    await news.member("vejle", TUESDAY)
    for each in ("lemvig", "samsoe"):
        await news.member(each, TUESDAY, origin="import")
    assert await _lines(news, new_members) == ["Vejle Kommune er blevet medlem", "Nu dokumenteret som medlem: Lemvig Kommune og Samsø Kommune"]
    assert await _lines(news, new_members, products=frozenset(("os2mo",))) == []
    assert await _lines(news) == []
    await news.member("vejle", TUESDAY + HOUR, documented=False)
    assert await _lines(news, new_members) == ["Nu dokumenteret som medlem: Lemvig Kommune og Samsø Kommune"]


async def test_a_list_of_members_that_is_loaded_is_one_line(news: News) -> None:
    async with news.database.unit_of_work() as unit:
        every = [each.id for each in await unit.directory.entries("organisations") if each.type == "municipality" and each.membership != "documented"]  # type: ignore[union-attr]
    for each in every[:20]:
        await news.member(each, TUESDAY, origin="import")
    assert await _lines(news, new_members) == ["Nu dokumenteret som medlem: 20 organisationer"]


def _run(id_: str, flow: str, **fields: Any) -> OnboardingRun:
    base = {"state": "completed", "ended_at": TUESDAY, "organisation": "vejle", "channel": "slack:T:C"}
    return OnboardingRun(id=id_, flow=flow, flow_version=1, started_at=MONDAY - 30 * DAY, started_by="p", owner="p", **{**base, **fields})


async def test_completed_onboardings_are_told_where_they_may_be_shown_and_a_new_member_once(news: News) -> None:
    from config.flows.load import load_flows, to_document  # noqa: PLC0415

    async with news.database.unit_of_work() as unit:
        for id_, flow in load_flows().items():
            await unit.onboarding.pin(PinnedFlow(flow=id_, version=1, document=to_document(flow), pinned_at=NOW))
        await unit.commit()
    await news.member("vejle", TUESDAY)
    await news.add(
        _run("a", "new_member"), _run("b", "product_affiliation", product="os2mo"), _run("c", "vendor_partner", organisation="magenta"),
        _run("d", "vendor_partner", organisation="kmd", channel=""), _run("e", "member_leaving", organisation="odense"),
        _run("f", "vendor_partner", organisation="niras", state="cancelled"), _run("g", "vendor_partner", organisation="miracle", ended_at=MONDAY - HOUR),
    )  # fmt: skip
    assert await _lines(news, new_members) == [
        "Vejle Kommune er blevet medlem", 'Vejle Kommune og OS2mo: forløbet "Tilslutning til et produkt" er gennemført', 'Magenta: forløbet "Ny leverandørpartner" er gennemført',
    ]  # fmt: skip
    assert len(await _lines(news, new_members, products=frozenset(("os2mo",)))) == 1
    assert await _lines(news, new_members, products=frozenset(("os2kle",))) == []
