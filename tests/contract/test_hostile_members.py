# SPDX-License-Identifier: MPL-2.0
"""What a member with bad intentions tries: refused in one sentence, audited, and nothing changed. On memory, SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.acquaintance import actor_of
from handlers.changing.changes import Changes
from handlers.message import Message
from handlers.refusal import Refusal
from storage.change_requests import PATIENCE
from storage.unit_of_work import Database
from tests.cast import assemble
from tests.conftest import NOW
from tests.contract.stage import ANNE, CHANNEL, SECRETARIAT, VILLAIN, Stage
from tests.dialogues import Cast


async def test_nobody_confirms_cancels_or_undoes_anothers_change(stage: Stage) -> None:
    secretariat, villain = stage.talk(SECRETARIAT, CHANNEL, private=False), stage.talk(VILLAIN, CHANNEL, private=False)
    await secretariat.say("gør Syddjurs Kommune til koordinator for os2kitos")
    assert "Der er ikke noget, der venter på svar" in (await villain.say("ja")).text
    for tried in ("1", "2"):
        heard = await villain.say(tried)
        assert (heard.outcome, "Kun den, der bad om ændringen" in heard.text) == ("declined", True)
    assert await stage.coordinators("os2kitos") == []
    assert (await secretariat.say("ja")).outcome == "answered"
    assert "Jeg har ikke gjort noget for dig" in (await villain.say("fortryd")).text
    assert await stage.coordinators("os2kitos") == ["syddjurs"]
    assert await stage.refused() == ["change.settle"] * 2


async def test_nobody_acts_for_another_organisation_or_takes_a_role(stage: Stage) -> None:
    villain = stage.talk(VILLAIN)
    for said in (
        "udpeg mig som koordinator for os2kle", "udpeg Vejle Kommune som koordinator for os2kle", "fjern Aarhus Kommune som koordinator for os2kle",
        "overdrag koordineringen af os2kle til Vejle Kommune", "gør mig til admin",
    ):  # fmt: skip
        heard = await villain.say(said)
        assert heard.outcome == "declined", heard.text
        assert "Det har du ikke ret til" in heard.text
        assert heard.text.count("\n") <= 2  # one sentence
    assert await stage.coordinators("os2kle") == ["aarhus"]
    assert sorted(await stage.refused()) == ["role.appoint", "role.appoint", "role.appoint", "role.end", "role.hand_over"]


@pytest.mark.parametrize(
    "name", ["<!channel>", "@room", "<b>Anne</b>", "[Anne](javascript:x)", "Anne\u202etset", "*Anne*", "slack:T0TEST001:U0SEK0001", "A" * 90, "os2@os2.eu"]
)
async def test_a_name_never_holds_markup(stage: Stage, name: str) -> None:
    talk = stage.talk(VILLAIN)
    await talk.say(f"mit navn er {name}")
    await talk.say("ja")
    async with stage.database.unit_of_work() as unit:
        person = await unit.people.of(VILLAIN)
        assert person is not None
        assert person.name is None or not set(person.name) & set("<>@[]()*_`|#\u202e:")


async def test_the_audit_log_and_personal_data_are_for_those_alone_who_may_see_them(stage: Stage) -> None:
    assert (await stage.talk(VILLAIN).say("vis ændringsloggen")).outcome == "declined"
    channel = stage.talk(SECRETARIAT, CHANNEL, private=False)
    for said in ("vis ændringsloggen", "hvad ved du om mig?", "link"):
        assert "i en direkte besked" in (await channel.say(said)).text
    assert await stage.refused() == ["audit.read"]


async def test_what_concerns_a_person_is_not_told_where_others_read(stage: Stage) -> None:
    secretariat = stage.talk(SECRETARIAT)
    await secretariat.say("overdrag koordineringen af os2kle til Odense Kommune")
    await secretariat.say("ja")
    assert "Besked til dig" not in (await stage.talk(ANNE, CHANNEL, private=False).say("hvad er os2mo?")).text
    assert "til og med 23. november 2026" in (await stage.talk(ANNE).say("hvad er os2mo?")).text


async def test_the_same_yes_delivered_twice_acts_once(stage: Stage) -> None:
    talk = stage.talk(SECRETARIAT)
    await talk.say("gør Syddjurs Kommune til koordinator for os2kitos")
    yes = Message(id="twice", conversation="elsewhere", sender=SECRETARIAT, text="ja", private=True)
    await talk.say("ja")
    assert await stage.dispatcher.answer(yes, NOW) is not None
    assert await stage.dispatcher.answer(yes, NOW) is None
    assert await stage.coordinators("os2kitos") == ["syddjurs"]


async def test_a_yes_that_comes_too_late_changes_nothing(stage: Stage) -> None:
    talk, later = stage.talk(SECRETARIAT), NOW + timedelta(minutes=31)
    await talk.say("gør Syddjurs Kommune til koordinator for os2kitos")
    assert "gået for lang tid" in (await talk.say("ja", later)).text
    assert await stage.coordinators("os2kitos") == []


async def test_an_old_button_changes_nothing(stage: Stage) -> None:
    """A button names its change, however long ago it was shown."""
    await stage.talk(SECRETARIAT).say("gør Syddjurs Kommune til koordinator for os2kitos")
    async with stage.database.unit_of_work() as unit:
        (request,) = await unit.requests.of(SECRETARIAT)
        late = NOW + PATIENCE + timedelta(seconds=1)
        actor = await actor_of(Message(id="late", conversation="c", sender=SECRETARIAT, text=""), unit, late.date())
        with pytest.raises(Refusal) as refused:
            await Changes(unit, actor, late, late.date()).confirm(request.id)
    assert refused.value.phrase.key == "change.expired"
    assert await stage.coordinators("os2kitos") == []


async def test_a_yes_to_something_else_does_not_carry_out_what_was_shown_before(stage: Stage) -> None:
    talk = stage.talk(SECRETARIAT)
    await talk.say("gør Syddjurs Kommune til koordinator for os2kitos")
    await talk.say("hvad er os2mo?")
    shown = await talk.say("ja")
    assert (shown.outcome, "Det her venter på dit ja" in shown.text) == ("proposed", True)
    assert await stage.coordinators("os2kitos") == []
    assert (await talk.say("ja")).outcome == "answered"
    assert await stage.coordinators("os2kitos") == ["syddjurs"]


async def test_a_new_change_takes_the_place_of_one_that_still_waits(stage: Stage) -> None:
    talk = stage.talk(SECRETARIAT)
    await talk.say("gør Syddjurs Kommune til koordinator for os2kitos")
    await talk.say("gør Odense Kommune til koordinator for os2kitos")
    await talk.say("ja")
    assert "Der er ikke noget, der venter på svar" in (await talk.say("ja")).text
    assert await stage.coordinators("os2kitos") == ["odense"]


async def test_who_lost_the_right_meanwhile_can_no_longer_confirm(stage: Stage) -> None:
    talk = stage.talk(SECRETARIAT)
    await talk.say("gør Syddjurs Kommune til koordinator for os2kitos")
    await _end_every_role(stage.database, SECRETARIAT, NOW)
    assert (await talk.say("ja")).outcome == "declined"
    assert await stage.coordinators("os2kitos") == []


async def test_what_changed_meanwhile_is_not_overwritten(stage: Stage) -> None:
    talk, anne = stage.talk(SECRETARIAT), stage.talk(ANNE)
    await talk.say("overdrag koordineringen af os2kle til Odense Kommune")
    await anne.say("det passer stadig at jeg er koordinator for os2kle")
    await anne.say("ja")
    assert "ændret siden" in (await talk.say("ja")).text
    assert await stage.coordinators("os2kle") == ["aarhus"]


async def _end_every_role(database: Database, identity: str, now: datetime) -> None:
    async with database.unit_of_work() as unit:
        person = await unit.people.of(identity)
        assert person is not None
        for held in await unit.roles.of_person(person.id):
            await unit.roles.save(replace(held, valid_to=now.date()))
        await unit.commit()


async def test_a_contact_person_speaks_for_their_own_organisation_alone(stage: Stage) -> None:
    await assemble(stage.database, {"contact": Cast("slack:T0TEST001:U0KAREN01", ("kontaktperson organisation odense",), "odense")})
    contact = stage.talk("slack:T0TEST001:U0KAREN01")
    for said in (
        "udpeg mig som kontaktperson for Favrskov Kommune",
        "udpeg mig som kontaktperson for os2mo",
        f"overdrag koordineringen af os2kle fra {ANNE} til mig",
    ):
        heard = await contact.say(said)
        assert heard.outcome == "declined", heard.text
    assert await stage.coordinators("os2kle") == ["aarhus"]


async def test_to_undo_does_not_remove_somebody_who_has_become_more_since(stage: Stage) -> None:
    newcomer = "matrix:@ny:example.org"
    secretariat, anne = stage.talk(SECRETARIAT), stage.talk(ANNE)
    await secretariat.say(f"gør {newcomer} til referent i styregruppen for os2mo")
    await secretariat.say("ja")
    await anne.say(f"udpeg {newcomer} som moderator for os2kle")
    await anne.say("ja")
    assert (await secretariat.say("fortryd")).outcome == "answered"
    async with stage.database.unit_of_work() as unit:
        person = await unit.people.of(newcomer)
        assert person is not None
        assert [each.role for each in await unit.roles.of_person(person.id)] == ["moderator"]


async def test_nobody_stretches_their_own_term(stage: Stage) -> None:
    anne = stage.talk(ANNE)
    await anne.say("jeg stopper som koordinator for os2kle 1. februar")
    await anne.say("ja")
    assert (await anne.say("jeg stopper som koordinator for os2kle 1. maj 2090")).outcome == "asked_back"
    assert (await anne.say("jeg stoppede som koordinator for os2kle 1. januar 2026")).outcome != "proposed"


async def test_what_one_person_is_about_to_tell_is_not_completed_by_another(stage: Stage) -> None:
    """The villain leaves out the product, in a channel; the secretariat's next words there are not taken for it."""
    await stage.talk(VILLAIN, CHANNEL, private=False).say(f"udpeg {VILLAIN} som koordinator")
    heard = await stage.talk(SECRETARIAT, CHANNEL, private=False).say("os2kle")
    assert heard.outcome != "proposed"


async def test_a_question_is_passed_on_although_others_ask_meanwhile(stage: Stage) -> None:
    asker, another = stage.talk("matrix:@spoerger:example.org"), stage.talk("matrix:@anden:example.org")
    await asker.say("hvilke leverandører har os2skole?")
    await asker.say("1")
    await asker.say("Hvem driver det?")
    await another.say("hvilke leverandører har os2nectar?")
    assert (await asker.say("ja")).outcome == "answered"


async def test_a_question_that_was_passed_on_is_not_shown_in_a_channel(stage: Stage) -> None:
    asker = stage.talk("matrix:@spoerger:example.org")
    for said in ("hvilke leverandører har os2skole?", "1", "Noget fortroligt?", "ja"):
        await asker.say(said)
    shown = (await stage.talk(SECRETARIAT, CHANNEL, private=False).say("hvilke spørgsmål venter på svar?")).text
    assert "Noget fortroligt" not in shown
    assert "Noget fortroligt" in (await stage.talk(SECRETARIAT).say("hvilke spørgsmål venter på svar?")).text


async def test_what_is_kept_of_a_stranger_is_said_and_forgotten(stage: Stage) -> None:
    stranger = stage.talk("matrix:@fremmed:example.org")
    await stranger.say("mit navn er Xaverine Testesen")
    assert "Jeg har kun de ændringer" in (await stranger.say("hvad ved du om mig?")).text
    await stranger.say("glem mig")
    async with stage.database.unit_of_work() as unit:
        assert await unit.requests.of("matrix:@fremmed:example.org") == []


async def test_two_who_plan_in_the_same_channel_each_confirm_their_own(stage: Stage) -> None:
    secretariat, anne = stage.talk(SECRETARIAT, CHANNEL, private=False), stage.talk(ANNE, CHANNEL, private=False)
    await secretariat.say("gør Syddjurs Kommune til koordinator for os2kitos")
    await anne.say("overdrag koordineringen af os2kle til Odense Kommune")
    assert (await secretariat.say("ja")).outcome == "proposed"  # their own, shown again
    assert (await secretariat.say("ja")).outcome == "answered"
    assert await stage.coordinators("os2kitos") == ["syddjurs"]
    assert await stage.coordinators("os2kle") == ["aarhus"]


async def test_a_not_is_never_carried_out_the_wrong_way_round(stage: Stage) -> None:
    anne = stage.talk(ANNE)
    for said in (
        "glem mig ikke", "jeg stopper ikke som koordinator for os2kle", "overdrag ikke os2kle til Odense Kommune", "mit navn er ikke Anne Testesen",
        "jeg arbejder ikke i Favrskov", "please do not forget me",
    ):  # fmt: skip
        assert (await anne.say(said)).outcome != "proposed", said
    assert (await anne.say("jeg er ikke længere koordinator for os2kle")).outcome == "proposed"
