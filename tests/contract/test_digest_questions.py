# SPDX-License-Identifier: MPL-2.0
"""Questions in the digest: answers that were saved for all by their titles, those that wait as numbers, and no word of theirs."""

from typing import Any

import pytest

from config.catalogue.entries import Entry
from handlers.posts.digest.turns import is_turn
from storage.unit_of_work import Database
from tests.contract.catalogue import entry
from tests.contract.records import question
from tests.contract.section_stage import DAY, LATELY, MONDAY, WEEK, Sections, issue

SECRET = "Må vi fyre Hans?"
TODAY = LATELY.date().isoformat()


@pytest.fixture
def sections(database: Database, catalogue: None) -> Sections:
    return Sections(database)


def kept(id_: str, title: str, product: str = "", as_of: str | None = TODAY, **fields: Any) -> Entry:
    said = {"da": title, "en": title}
    base = {
        "kind": "article",
        "body": said,
        "source": "told-to-os2bot",
        "review_by": "2027-12-01",
        "answers": [f"kept/{product}" if product else "kept"],
        "as_of": as_of,
    }
    return entry("articles", id=id_, title=said, **{**base, **fields})


def _quiet(product: str = "") -> Any:
    """A Monday in whose week what waits is not told by turn."""
    return next(now for number in range(4) if not is_turn(f"questions/{product}", issue(now=(now := MONDAY + number * WEEK))))


async def test_answers_that_were_saved_for_all_in_the_week_are_told_by_their_titles(sections: Sections) -> None:
    now = _quiet()
    assert await sections.says("questions", now=now) == []
    week = (now - 3 * DAY).date().isoformat()
    await sections.catalogue("articles", kept("a", "Hvor er testmiljøet?", as_of=week), kept("b", "Hvad koster OS2mo?", "os2mo", as_of=week), kept("o", "Gammelt", as_of="2026-01-31"),
                             kept("f", "Fra en kilde", as_of=week, source="governance"), kept("n", "Skriv til @hans", as_of=week))  # fmt: skip
    assert await sections.says("questions", now=now) == [
        "2 nye svar er gemt for alle:",
        "»Hvad koster OS2mo?«",
        "»Hvor er testmiljøet?«",
        "Stil mig spørgsmålet, så får du svaret.",
    ]
    assert (await sections.says("questions", "en", now=now, products=["os2mo"]))[:2] == ["One new answer is kept for all:", '"Hvad koster OS2mo?"']
    assert await sections.says("questions", now=now, products=["os2iot"]) == []


async def test_an_answer_to_a_question_about_a_product_is_told_where_the_product_is(sections: Sections) -> None:
    now = _quiet("os2iot")
    asked = question(1, slots={"product": "os2iot"}, state="answered", answer="Ja", answered_at=now - 20 * DAY, article="a", asked_at=now - 30 * DAY)
    await sections.keep(asked)
    await sections.catalogue("articles", kept("a", "Kan vi få det?", as_of=(now - DAY).date().isoformat(), answers=["fee/asked-x"]))
    assert "»Kan vi få det?«" in await sections.says("questions", now=now, products=["os2iot"])
    assert await sections.says("questions", now=now, products=["os2mo"]) == []


async def test_what_waits_is_counted_by_product_and_not_a_word_of_it_is_said_to_anybody(sections: Sections) -> None:
    asked = [question(number, slots={"product": "os2mo"}, asked_at=LATELY, text=SECRET, asker="p") for number in (1, 2)]
    answered = question(4, state="answered", text=SECRET, answer=SECRET, answered_at=LATELY, asked_at=LATELY)
    await sections.keep(*asked, question(3, asked_at=LATELY), answered)
    assert await sections.says("questions") == [
        "Her venter der spørgsmål på svar:",
        "OS2mo: 2 spørgsmål",
        "OS2 i øvrigt: et spørgsmål",
        "Koordinatorer og sekretariatet kan svare: skriv »ubesvarede spørgsmål« til mig alene.",
    ]
    assert "OS2mo: 2 questions" in await sections.says("questions", "en", products=["os2mo"])
    for fields in ({}, {"products": ["os2mo"]}, {"person": "p"}):
        assert SECRET not in str(await sections.reply("questions", issue(**fields)))


async def test_what_waits_for_long_is_told_in_every_fourth_week_alone(sections: Sections) -> None:
    await sections.keep(question(1, slots={"product": "os2mo"}, asked_at=MONDAY - 90 * DAY))
    said = [bool(await sections.says("questions", now=MONDAY + number * WEEK)) for number in range(8)]
    assert sum(said) == 2
    assert said[:4] == said[4:]


async def test_many_answers_and_many_products_are_counted(sections: Sections) -> None:
    await sections.catalogue("articles", *(kept(f"a{number}", f"Titel {number}") for number in range(7)))
    await sections.keep(*(question(number, slots={"product": f"p{number}"}, asked_at=LATELY) for number in range(1, 7)))
    lines = await sections.says("questions")
    assert "… og 2 svar mere: spørg om det, du vil vide." in lines
    assert "om andet: 3 spørgsmål" in lines
    assert len([line for line in lines if line.startswith(("»Titel", "p", "om andet"))]) == 5 + 4
