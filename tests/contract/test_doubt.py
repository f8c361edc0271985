# SPDX-License-Identifier: MPL-2.0
"""Somebody writes from an account whose owner it may not be: what is refused, what stays open, and that nothing is lost by it. On memory, SQLite and PostgreSQL."""

import re
from datetime import timedelta

import pytest

from handlers.message import Doubt
from storage.audit import AuditFilter
from storage.change_requests import ChangeRequest
from storage.people import LinkedIdentity, Person
from tests.conftest import NOW
from tests.contract.stage import ANNE, ANNES_OTHER, CHANNEL, SECRETARIAT, Stage
from tests.meetings import noted, series

SAID: dict[Doubt, str] = {"unsigned": "den er ikke bekræftet", "changed": "kendes på en anden nøgle", "unchecked": "ikke få svar fra din hjemmeserver"}


@pytest.mark.parametrize("doubt", ["unsigned", "changed", "unchecked"])
@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("udpeg Vejle Kommune som koordinator for os2kle", "role.appoint"), ("fjern Aarhus Kommune som koordinator for os2kle", "role.end"),
        ("overdrag koordineringen af os2kle til Odense Kommune", "role.hand_over"), ("jeg er stadig koordinator for os2kle", "role.confirm"),
        ("jeg er på ferie fra 1. december til 5. december 2026", "absence.report"), ("mit navn er Anne Testesen", "profile.change"), ("glem mig", "person.forget"),
        ("link", "identity.link"), ("hvad ved du om mig?", "person.read"),
    ],
)  # fmt: skip
async def test_nothing_is_changed_and_the_reason_is_said_and_audited(stage: Stage, said: str, action: str, doubt: Doubt) -> None:
    heard = await stage.talk(ANNE, doubt=doubt).say(said)
    assert (heard.outcome, SAID[doubt] in heard.text) == ("declined", True), heard.text
    assert await stage.refused() == [action]
    async with stage.database.unit_of_work() as unit:
        assert [event.reason for event in await unit.audit.find(AuditFilter(outcome="refused"))] == [f"trust.{doubt}"]
        assert not await unit.requests.of(ANNE)
    assert await stage.coordinators("os2kle") == ["aarhus"]


async def test_what_was_proposed_from_a_verified_device_is_settled_from_one_alone(stage: Stage) -> None:
    verified, thief = stage.talk(SECRETARIAT, CHANNEL), stage.talk(SECRETARIAT, CHANNEL, doubt="unsigned")
    await verified.say("gør Syddjurs Kommune til koordinator for os2kitos")
    waiting = await _waiting(stage, SECRETARIAT)
    for said in ("1", "2", "ja", "nej"):
        await thief.say(said)
        assert await _waiting(stage, SECRETARIAT) == waiting
    assert await stage.coordinators("os2kitos") == []
    assert (await verified.say("ja")).outcome == "answered"
    assert await stage.coordinators("os2kitos") == ["syddjurs"]
    assert (await thief.say("fortryd")).outcome == "declined"
    assert await stage.coordinators("os2kitos") == ["syddjurs"]
    assert "change.settle" in await stage.refused()


async def test_a_code_from_elsewhere_is_not_taken_either(stage: Stage) -> None:
    stranger = stage.talk("slack:T0TEST001:U0FREMMED")
    code = _code((await stranger.say("link")).text)
    assert (await stage.talk(ANNE, doubt="unsigned").say(f"link {code}")).outcome == "declined"
    async with stage.database.unit_of_work() as unit:
        assert await unit.people.of("slack:T0TEST001:U0FREMMED") is None
    assert _code((await stage.talk(ANNE).say(f"link {code}")).text)  # it was not used up


async def test_what_waits_for_somebody_goes_on_waiting_for_them(stage: Stage) -> None:
    secretariat = stage.talk(SECRETARIAT)
    await secretariat.say("overdrag koordineringen af os2kle til Odense Kommune")
    await secretariat.say("ja")
    assert "Besked til dig" not in (await stage.talk(ANNE, doubt="unsigned").say("hvad er os2mo?")).text
    assert "Besked til dig" in (await stage.talk(ANNE).say("hvad er os2mo?")).text


async def test_nobody_counts_as_informed_who_may_not_have_heard_it(stage: Stage) -> None:
    async with stage.database.unit_of_work() as unit:
        await unit.people.add(Person(id="anton", created_at=NOW, seen_on=NOW.date() - timedelta(days=1)))
        await unit.people.attach(LinkedIdentity(identity=ANNES_OTHER, person="anton", linked_at=NOW))
        await unit.commit()
    await stage.talk(ANNES_OTHER, doubt="unsigned").say("hvad er os2mo?")
    async with stage.database.unit_of_work() as unit:
        person = await unit.people.of(ANNES_OTHER)
        assert person is not None
        assert person.informed_at is None
    await stage.talk(ANNES_OTHER).say("hvad er os2mo?")
    async with stage.database.unit_of_work() as unit:
        person = await unit.people.of(ANNES_OTHER)
        assert person is not None
        assert person.informed_at is not None


async def test_questions_stay_open_and_their_words_are_shown_to_the_owner_alone(stage: Stage) -> None:
    asker, anne, thief = stage.talk("slack:T0TEST001:U0SPURGT1"), stage.talk(ANNE), stage.talk(ANNE, doubt="unsigned")
    assert (await asker.say("hvad koster os2kle?")).outcome in ("unknown", "answered", "asked_back")
    await asker.say("1")
    await asker.say("Kan Lillerup få det billigere?")
    await asker.say("1")
    assert "Lillerup" in (await anne.say("åbne spørgsmål")).text
    heard = await thief.say("åbne spørgsmål")
    assert heard.outcome == "answered", heard.text
    assert "Lillerup" not in heard.text
    assert not heard.answer.reply.choices


async def test_the_log_of_what_others_did_is_not_shown(stage: Stage) -> None:
    assert (await stage.talk(SECRETARIAT).say("vis ændringsloggen")).outcome == "answered"
    assert (await stage.talk(SECRETARIAT, doubt="unchecked").say("vis ændringsloggen")).outcome == "declined"
    assert await stage.refused() == ["audit.read"]


@pytest.mark.parametrize("doubt", ["unsigned", "changed", "unchecked"])
async def test_what_everybody_may_know_is_answered_as_always(stage: Stage, doubt: Doubt) -> None:
    for said in ("hvem koordinerer os2kle?", "hvad er os2mo?", "hjælp"):
        assert (await stage.talk(ANNE, doubt=doubt).say(said)).text == (await stage.talk(ANNE).say(said)).text


async def test_the_reason_is_said_in_english_too(stage: Stage) -> None:
    for doubt, words in {"unsigned": "it is not verified", "changed": "known by another key", "unchecked": "does not answer me"}.items():
        assert words in (await stage.talk(ANNE, doubt=doubt).say("forget me")).text  # type: ignore[arg-type] # they are


async def _waiting(stage: Stage, identity: str) -> list[ChangeRequest]:
    async with stage.database.unit_of_work() as unit:
        return list(await unit.requests.of(identity))


def _code(text: str) -> str:
    found = re.search(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", text)
    assert found, text
    return found[0]


async def test_the_digest_is_that_of_everybody_and_what_somebody_has_asked_for_or_announced_is_not_shown(stage: Stage) -> None:
    await noted(stage.database, series(group="os2kle/koordinationsgruppe"))
    anne, thief = stage.talk(ANNE), stage.talk(ANNE, doubt="unsigned")
    await anne.say("send mig ugens overblik hver fredag kl. 12")
    await anne.say("ja")
    assert "Din uge" in (await anne.say("ugens overblik")).text
    heard = await thief.say("ugens overblik")
    assert (heard.outcome, "OS2 i uge" in heard.text, "Din uge" in heard.text) == ("answered", True, False)
    for said in ("vis abonnementer", "send ugens overblik nu", "prøv ugens overblik", "mine opslag"):
        heard = await thief.say(said)
        assert (heard.outcome, SAID["unsigned"] in heard.text) == ("declined", True), heard.text
    assert "fredag" in (await anne.say("vis abonnementer")).text
