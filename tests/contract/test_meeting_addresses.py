# SPDX-License-Identifier: MPL-2.0
"""Calendar addresses: shown once, to one person alone, kept as a fingerprint; listed and closed by their owner."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from handlers.icalendar.scopes import shown
from handlers.icalendar.tokens import fingerprint
from storage.audit import AuditFilter
from storage.calendars import CalendarAddress
from tests.conftest import NOW
from tests.contract.meeting_stage import PUBLIC_URL, ROOM, MeetingStage, choices
from tests.meetings import noted, series
from tests.talking import Heard

_ADDRESS = re.compile(rf"{PUBLIC_URL}/calendar/([A-Za-z0-9_-]+)\.ics")
MINUTE = timedelta(minutes=1)
OS2MO = {"product": "os2mo", "group_type": "koordinationsgruppe"}


def token(heard: Heard) -> str:
    match = _ADDRESS.search(heard.text)
    assert match, heard.text
    return match[1]


async def own(group: MeetingStage, who: str = "member") -> list[CalendarAddress]:
    return list(await group.kept("calendars.addresses_of", group.ids[who]))


@pytest.mark.parametrize(
    ("slots", "scope"),
    [
        (OS2MO, "group/os2mo/koordinationsgruppe"),
        ({"group_type": "koordinationsgruppe"}, "group/os2mo/koordinationsgruppe"),
        ({"product": "os2mo"}, "product/os2mo"),
        ({}, "person/{member}"),
        ({"item": "mine"}, "person/{member}"),
    ],
)
async def test_an_address_is_shown_once_and_only_its_fingerprint_is_kept(group: MeetingStage, slots: dict[str, str], scope: str) -> None:
    heard = await group.ask("member", "calendar_address", slots)
    given = token(heard)
    assert len(given) * 6 >= 128  # bits
    (address,) = await own(group)
    assert (address.fingerprint, address.scope, address.language) == (fingerprint(given), scope.format(**group.ids), "da")
    requests, events = await group.kept("requests.of", "slack:T0TEST001:U0MEMBER1"), await group.kept("audit.find", AuditFilter())
    assert given not in f"{requests}{events}"
    assert address.fingerprint not in str(events)


async def test_each_address_is_another_one(group: MeetingStage) -> None:
    assert token(await group.ask("member", "calendar_address")) != token(await group.ask("member", "calendar_address"))
    assert len(await own(group)) == 2


async def test_the_address_leads_to_the_meetings_it_is_of(group: MeetingStage) -> None:
    await noted(group.database, series(), series("t", group="os2iot/styregruppe"))
    await group.ask("member", "calendar_address")
    (address,) = await own(group)
    async with group.database.unit_of_work() as unit:
        assert [each.series.id for each in (await shown(address.scope, address.owner, unit, NOW.date())).published] == ["s"]


async def test_in_a_channel_and_to_a_device_in_doubt_none_is_given(group: MeetingStage) -> None:
    aloud = await group.ask("member", "calendar_address", channel=ROOM)
    assert (aloud.answer.reply.in_private, PUBLIC_URL in aloud.text) == (True, False)
    doubted = await group.ask("member", "calendar_address", doubt="unsigned")
    assert (doubted.outcome, PUBLIC_URL in doubted.text) == ("declined", False)
    stranger = await group.ask("stranger", "calendar_address", doubt="unsigned", product="os2mo")
    assert (stranger.outcome, PUBLIC_URL in stranger.text) == ("declined", False)
    assert await own(group) == []


async def test_where_others_cannot_reach_the_bot_one_sentence_says_so(group: MeetingStage) -> None:
    group.public_url = ""
    heard = await group.ask("member", "calendar_address")
    assert (heard.outcome, " ".join(heard.text.split())) == (
        "declined", "Jeg kan ikke give kalenderadresser: den, der driver mig, har ikke givet mig en adresse, som andre kan nå mig på.",
    )  # fmt: skip


@pytest.mark.parametrize("who", ["elsewhere", "stranger"])
async def test_a_groups_calendar_is_for_its_own_people_and_others_are_offered_its_products(group: MeetingStage, who: str) -> None:
    heard = await group.ask(who, "calendar_address", OS2MO)
    assert PUBLIC_URL not in heard.text
    assert choices(heard) == ["Åbne møder i alle grupper for OS2mo"]
    assert "kalenderadresse til OS2mo" in (await group.talk(who).say("1")).text


async def test_somebody_without_a_record_is_noted_so_that_they_can_close_it_again(group: MeetingStage) -> None:
    heard = await group.ask("stranger", "calendar_address", product="os2mo")
    assert "har jeg noteret dit bruger-id" in " ".join(heard.text.split())
    assert "Du har en kalenderadresse:" in (await group.ask("stranger", "calendar_address", item="list")).text


async def test_ones_addresses_are_listed_without_the_addresses_and_can_be_closed(group: MeetingStage) -> None:
    given = token(await group.ask("member", "calendar_address", product="os2mo"))
    await group.ask("member", "calendar_address", at=NOW + MINUTE)
    listed = await group.ask("member", "calendar_address", at=NOW + MINUTE, item="list")
    assert "OS2mo, lavet 24. november 2026" in listed.text
    assert given not in listed.text
    assert "virker ikke længere" in (await group.talk("member").say("1", NOW + 2 * MINUTE)).text
    (left,) = await own(group)
    assert left.scope.startswith("person/")
    assert await group.kept("calendars.address", fingerprint(given)) is None


async def test_a_closed_address_can_be_opened_again_by_undoing_it(group: MeetingStage) -> None:
    given = token(await group.ask("member", "calendar_address"))
    await group.ask("member", "calendar_address", at=NOW + MINUTE, item="revoke")
    assert await own(group) == []
    await group.talk("member").say("fortryd", NOW + 2 * MINUTE)
    assert await group.kept("calendars.address", fingerprint(given))


async def test_which_is_to_be_closed_is_asked_where_several_are_and_a_name_says_it(group: MeetingStage) -> None:
    await group.ask("member", "calendar_address", product="os2mo")
    await group.ask("member", "calendar_address")
    assert (await group.ask("member", "calendar_address", item="revoke")).outcome == "asked_back"
    await group.ask("member", "calendar_address", item="revoke", product="os2mo")
    assert [each.scope.partition("/")[0] for each in await own(group)] == ["person"]
    assert (await group.ask("member", "calendar_address", item="revoke", product="os2mo")).outcome == "unknown"


async def test_nobody_closes_the_address_of_another(group: MeetingStage) -> None:
    given = token(await group.ask("member", "calendar_address"))
    for who in ("chair", "secretariat", "stranger"):
        heard = await group.ask(who, "calendar_address", item="revoke", address=fingerprint(given))
        assert heard.outcome == "unknown"
    assert len(await own(group)) == 1


async def test_nobody_has_more_addresses_than_they_can_look_after(group: MeetingStage) -> None:
    async with group.database.unit_of_work() as unit:
        for number in range(20):
            address = CalendarAddress(
                fingerprint=fingerprint(str(number)), scope="product/os2mo", owner=group.ids["member"], language="da", made_at=datetime(2026, 1, 1, tzinfo=UTC)
            )
            await unit.calendars.add_address(address)
        await unit.commit()
    heard = await group.ask("member", "calendar_address")
    assert (heard.outcome, len(await own(group))) == ("declined", 20)
