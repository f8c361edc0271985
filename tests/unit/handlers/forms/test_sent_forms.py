# SPDX-License-Identifier: MPL-2.0
"""Each form, sent in: what it proposes, what it asks back, whom it refuses; and wrong values in every field are answered, never failed at."""

from collections.abc import Mapping

import pytest

from handlers.forms import FORMS
from tests.unit.handlers.forms.conftest import ANNE, OLE, Desk

SENT: list[tuple[str, str, dict[str, str], dict[str, str], str, str]] = [
    ("ole", "profile", {}, {"organisation": "favrskov", "item": "english", "zone": "Nuuk", "name": "Ole Prøve"}, "proposed", "Favrskov"),
    ("nobody", "profile", {}, {"organisation": "favrskov"}, "proposed", "Favrskov"),
    ("ole", "profile", {}, {}, "asked_back", "Hvad vil du ændre"),
    ("ole", "profile", {}, {"organisation": "odense"}, "declined", "Det står der allerede"),
    ("anne", "absence", {}, {"from": "2026-12-01", "until": "2027-01-01", "person": OLE}, "proposed", "til og med 31. december 2026"),
    ("anne", "absence", {}, {"from": "2026-12-01"}, "proposed", "indtil videre"),
    ("nobody", "absence", {}, {"from": "2026-12-01"}, "declined", "ingen rolle"),
    ("sekretariatet", "appoint_role", {}, {"role": "produktkoordinator", "product": "os2mo", "organisation": "aarhus"}, "proposed", "Aarhus Kommune bliver"),
    ("sekretariatet", "appoint_role", {}, {"role": "kontaktperson", "organisation": "aarhus", "person": ANNE}, "proposed", "kontaktperson for Aarhus Kommune"),
    ("anne", "appoint_role", {"product": "os2kle"}, {"role": "moderator", "person": OLE, "from": "2027-02-01"}, "proposed", "fra 1. februar 2027"),
    ("anne", "appoint_role", {}, {"role": "moderator", "product": "os2mo", "person": OLE}, "declined", "Det har du ikke ret til"),
    ("anne", "appoint_role", {}, {"role": "moderator", "product": "os2kle", "person": OLE, "from": "2026-01-01"}, "asked_back", "Den dag er forbi"),
    ("ole", "adoption", {}, {"product": "os2kle", "kind": "pilot"}, "asked_back", "give det videre"),
    ("sekretariatet", "adoption", {}, {"product": "os2kitos", "kind": "former", "organisation": "favrskov"}, "proposed", "Favrskov"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "form", "given", "values", "outcome", "holds"), SENT)
async def test_a_form_is_answered_as_the_words_would_be(
    desk: Desk, who: str, form: str, given: dict[str, str], values: dict[str, str], outcome: str, holds: str
) -> None:
    heard = await desk.send(who, form, given, values)
    assert (heard.outcome, holds in " ".join(heard.text.split())) == (outcome, True), heard.text


async def test_a_proposal_of_a_form_is_carried_out_by_a_yes_and_taken_back(desk: Desk) -> None:
    await desk.send("anne", "absence", {}, {"from": "2026-12-01", "until": "2027-01-01", "person": OLE})
    assert (await desk.say("anne", "ja")).outcome == "answered"
    async with desk.database.unit_of_work() as unit:
        away = (await unit.absences.of([desk.ids["anne"]]))[0]
    assert (str(away.valid_from), str(away.valid_to), away.deputy_person) == ("2026-12-01", "2027-01-01", desk.ids["ole"])
    assert (await desk.say("anne", "fortryd")).outcome == "answered"
    async with desk.database.unit_of_work() as unit:
        assert not await unit.absences.of([desk.ids["anne"]])


async def test_a_question_is_passed_on_and_answered_by_forms(desk: Desk) -> None:
    asked = await desk.say("ole", "hvem sidder i styregruppen for os2kle?")
    offer = asked.answer.reply.choices[-1]
    assert (offer.intent, list(offer.slots)) == ("pass_on_question", ["number"])
    heard = await desk.send("ole", "pass_on_question", offer.slots, {"text": "Hvem kan hjælpe os?\nVi har travlt."})
    assert heard.outcome == "proposed"
    await desk.say("ole", "ja")
    heard = await desk.send("anne", "answer_question", {}, {**offer.slots, "text": "Skriv til postkassen."})
    assert (heard.outcome, "Den, der spurgte, får svaret" in heard.text) == ("proposed", True)
    await desk.say("anne", "ja")
    assert "Skriv til postkassen." in (await desk.say("ole", "hej")).text
    heard = await desk.send("anne", "answer_question", {}, {**offer.slots, "text": "Igen."})
    assert (heard.outcome, "allerede besvaret" in heard.text) == ("declined", True)


async def test_who_may_not_answer_is_told_who_may(desk: Desk) -> None:
    await desk.say("ole", "hvem sidder i styregruppen for os2kle?")
    heard = await desk.send("nobody", "answer_question", {"number": "1"}, {"text": "Nej."})
    assert (heard.outcome, "Det har du ikke ret til" in heard.text) == ("declined", True)


BASE: Mapping[str, Mapping[str, str]] = {
    "profile": {"organisation": "favrskov"},
    "absence": {"from": "2026-12-01", "until": "2027-01-01", "person": OLE},
    "pass_on_question": {"number": "1", "text": "Hvem?"},
    "answer_question": {"number": "1", "text": "Ingen."},
    "save_answer": {"number": "1", "title": "Leverandører", "product": "os2kle", "text": "Ingen."},
    "appoint_role": {"role": "moderator", "product": "os2kle", "organisation": "odense", "person": OLE, "from": "2027-01-01"},
    "announce": {"product": "os2kle", "item": "digest", "text": "Vi flytter mødet"},
    "adoption": {"product": "os2kle", "kind": "user", "organisation": "odense"},
    "reject_step": {"reason": "Mangler underskrift"},
    "skip_step": {"reason": "Det har vi allerede"},
}
WRONG = (
    "no-such-thing",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "99999999999",
    "-1",
    "'; DROP TABLE people; --",
    "x" * 3000,
    "<@U1> \x00\ud800 æ",
    "slack:T1:U1",
    "",
)


@pytest.mark.parametrize(("form", "field"), [(form.id, field.name) for form in FORMS.values() for field in form.fields])
async def test_wrong_values_that_nobody_checked_are_answered_with_a_sentence(desk: Desk, form: str, field: str) -> None:
    """A platform checks first; what comes in all the same brings nothing into disorder."""
    await desk.say("ole", "hvem sidder i styregruppen for os2kle?")
    for who in ("sekretariatet", "anne", "nobody"):
        for wrong in WRONG:
            heard = await desk.send(who, form, {"number": "1"}, {**BASE[form], field: wrong})
            assert heard.text.strip()
            assert heard.outcome in ("proposed", "asked_back", "declined", "unknown", "answered")
            if wrong == "no-such-thing" and field in ("product", "organisation", "role", "kind", "number", "person", "from", "until"):
                assert heard.outcome != "proposed", heard.text
