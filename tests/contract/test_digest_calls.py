# SPDX-License-Identifier: MPL-2.0
"""Calls in the digest: authorities that look for others, and products without a coordinator; when something changed, else in every fourth week."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from config.catalogue.entries import Entry
from handlers.actor import Actor
from handlers.posts.digest.turns import EVERY, is_turn, week_number
from storage.roles import ASSOCIATION, Scope
from storage.unit_of_work import Database
from tests.contract.catalogue import entry, product
from tests.contract.records import assignment
from tests.contract.section_stage import DAY, LATELY, MONDAY, WEEK, Sections, issue

LONG_AGO = "2026-01-31"


@pytest.fixture
async def sections(database: Database, catalogue: None) -> Sections:
    made = Sections(database)
    await made.uncatalogue("adoptions", "documented_roles", "products")
    return made


def adopts(product_id: str, organisation: str, kind: str = "interested", as_of: str | None = LONG_AGO, **fields: Any) -> Entry:
    return entry("adoptions", product=product_id, organisation=organisation, kind=kind, source="told-to-os2bot", as_of=as_of, **fields)


def coordinated(product_id: str) -> Entry:
    return entry("documented_roles", role="produktkoordinator", product=product_id, organisation="aarhus", source="told-to-os2bot", as_of=LONG_AGO)


async def _weeks(sections: Sections, word: str, number: int = 12, **fields: Any) -> list[bool]:
    """Whether the word is said, week by week."""
    return [any(word in line for line in await sections.says("calls", now=MONDAY + each * WEEK, **fields)) for each in range(number)]


async def test_authorities_that_want_to_try_a_product_are_counted_and_named_with_how_to_join(sections: Sections) -> None:
    await sections.catalogue("products", product("os2iot", name="OS2iot"))
    await sections.catalogue("documented_roles", coordinated("os2iot"))
    today = LATELY.date().isoformat()
    await sections.catalogue(
        "adoptions",
        adopts("os2iot", "odense", as_of=today),
        adopts("os2iot", "aarhus", "pilot"),
        adopts("os2iot", "vejle"),
        adopts("os2iot", "favrskov", "user"),
    )
    assert await sections.says("calls") == [
        "OS2iot: 3 myndigheder leder efter andre, der vil prøve det sammen (Aarhus Kommune, Odense Kommune og Vejle Kommune)",
        "Skriv for eksempel »vi vil gerne prøve OS2iot« til mig, så hører du hvordan.",
    ]
    english = await sections.says("calls", "en")
    assert english[0].startswith("OS2iot: 3 authorities look for others to try it with (Aarhus Kommune")
    assert english[1].startswith('Write for example "we would like to try OS2iot"')
    assert await sections.says("calls", products=["os2mo"]) == []


async def test_a_call_is_repeated_in_every_fourth_week_and_told_at_once_when_it_changes(sections: Sections) -> None:
    await sections.catalogue("products", product("os2iot"))
    await sections.catalogue("documented_roles", coordinated("os2iot"))
    await sections.catalogue("adoptions", adopts("os2iot", "odense"))
    said = await _weeks(sections, "OS2IOT")
    assert sum(said) == 3
    assert said[:4] * 3 == said
    quiet = said.index(False)
    changed = (MONDAY + quiet * WEEK - DAY).date().isoformat()
    await sections.catalogue("adoptions", adopts("os2iot", "vejle", as_of=changed))
    assert [index for index, each in enumerate(await _weeks(sections, "OS2IOT", 4)) if each] == sorted({quiet, said.index(True)})


async def test_what_is_dated_to_a_month_or_to_nothing_is_no_news_of_a_week(sections: Sections) -> None:
    await sections.catalogue("products", product("os2iot"))
    await sections.catalogue("documented_roles", coordinated("os2iot"))
    await sections.catalogue("adoptions", adopts("os2iot", "odense", as_of="2026-12"), adopts("os2iot", "vejle", as_of=None))
    assert sum(await _weeks(sections, "OS2IOT", 4)) == 1


async def test_what_is_for_a_group_alone_ended_or_of_a_vendor_or_a_retired_product_is_no_call(sections: Sections) -> None:
    today = LATELY.date().isoformat()
    await sections.catalogue("products", product("os2iot"), product("os2old", status={"value": "retired", "source": "s"}))
    await sections.catalogue("documented_roles", coordinated("os2iot"))
    await sections.catalogue("organisations", entry("organisations", id="gone", name="Nedlagt Kommune", type="municipality", source="s", valid_to="2025-12-31"),
                             entry("organisations", id="firm", name="Firmaet", type="vendor", source="s"))  # fmt: skip
    hidden = [adopts("os2iot", "odense", as_of=today, visibility="group"), adopts("os2iot", "gone", as_of=today), adopts("os2iot", "firm", as_of=today)]
    await sections.catalogue("adoptions", *hidden, adopts("os2old", "vejle", as_of=today), adopts("os2none", "vejle", as_of=today))
    for each in range(4):
        assert await sections.says("calls", now=MONDAY + each * WEEK) == []
    await sections.catalogue("adoptions", adopts("os2iot", "vejle", as_of=today))
    assert "1 myndighed leder" in (await sections.says("calls"))[0]
    for name in ("Odense", "Nedlagt", "Firmaet"):
        assert name not in " ".join(await sections.says("calls")), "not by its name either"
        assert name not in " ".join(await sections.says("calls", person="anyone"))
    secretariat = Actor(identity="i", conversation="i", private=True, roles=(assignment("s", role="sekretariat", scope=ASSOCIATION),))
    seen = sections.words(await sections.reply("calls", issue(), actor=secretariat))
    assert "Odense" not in " ".join(seen), "whoever has it shown first sees what the channel will"


async def test_of_many_calls_five_are_told_and_of_many_authorities_five_are_named(sections: Sections) -> None:
    names = [f"os2p{number}" for number in range(9)]
    await sections.catalogue("products", *(product(each) for each in names))
    await sections.catalogue("documented_roles", *(coordinated(each) for each in names))
    today = LATELY.date().isoformat()
    eight = ("aarhus", "odense", "vejle", "favrskov", "ballerup", "roskilde", "kolding", "esbjerg")
    await sections.catalogue("adoptions", *(adopts(each, "aarhus", as_of=today) for each in names[1:]), *(adopts("os2p0", each, as_of=today) for each in eight))
    lines = await sections.says("calls")
    assert len(lines) == 5 + 2
    assert "8 myndigheder" in lines[0]
    assert lines[0].count("Kommune") == 5
    assert "3 mere" in lines[0]
    assert lines[5] == "… og 4 produkter mere. Spørg for eksempel »hvem bruger OS2P8«."


async def test_products_of_which_no_coordinator_is_known_are_told_three_at_a_time_and_each_at_most_in_every_fourth_week(sections: Sections) -> None:
    names = [f"os2p{number:02}" for number in range(40)]
    await sections.catalogue("products", *(product(each) for each in names))
    said = [await sections.says("calls", now=MONDAY + each * WEEK) for each in range(40)]
    told = [[name for name in names if any(name.upper() in line for line in lines)] for lines in said]
    assert all(len(each) <= 3 for each in told)
    weeks = {name: [week for week, each in enumerate(told) if name in each] for name in names}
    assert all(weeks.values()), "each has its turn within a year"
    assert all(later - earlier >= EVERY for each in weeks.values() for earlier, later in pairwise(each))


async def test_a_product_with_a_coordinator_or_of_which_something_else_is_known_is_not_called_vacant(sections: Sections) -> None:
    note = {"text": {"da": "Noget andet", "en": "Something else"}, "source": "s"}
    others = [product("os2note", coordination_note=note), product("os2old", status={"value": "retired", "source": "s"}), product("os2proj", kind="project")]
    await sections.catalogue("products", product("os2told"), product("os2doc"), product("os2soon"), *others)
    await sections.catalogue("documented_roles", coordinated("os2doc"))
    held = {"valid_from": date(2026, 1, 1)}
    await sections.keep(
        assignment("t", scope=Scope("product", "os2told"), **held), assignment("s", scope=Scope("product", "os2soon"), valid_from=date(2027, 5, 1))
    )
    for each in range(4):
        assert await sections.says("calls", now=MONDAY + each * WEEK) == []


async def test_a_role_that_ended_in_the_week_is_called_vacant_at_once(sections: Sections) -> None:
    await sections.catalogue("products", product("os2iot", name="OS2iot"))
    quiet = next(each for each in range(4) if not is_turn("vacant/os2iot", issue(now=MONDAY + each * WEEK)))
    now = MONDAY + quiet * WEEK
    assert await sections.says("calls", now=now) == []
    await sections.keep(assignment("t", scope=Scope("product", "os2iot"), valid_from=date(2026, 1, 1), valid_to=(now - DAY).date()))
    assert (await sections.says("calls", now=now))[0] == "Jeg kender ingen koordinator for OS2iot."
    assert (await sections.says("calls", "en", now=now))[0] == "I know of no coordinator for OS2iot."
    assert await sections.says("calls", now=now, products=["os2mo"]) == []


def test_turns_follow_iso_weeks_through_a_year_of_53_and_a_late_digest_has_that_of_its_own_week() -> None:
    mondays = [MONDAY + number * WEEK for number in range(60)]
    assert [week_number(each.date()) - week_number(MONDAY.date()) for each in mondays] == list(range(60))
    for late in range(7):
        assert week_number((MONDAY + late * DAY).date()) == week_number(MONDAY.date())
    for id_ in ("a", "b", "os2iot", "vacant/os2iot"):
        turns = [is_turn(id_, issue(now=each)) for each in mondays]
        assert turns == turns[:EVERY] * 15
        assert sum(turns[:EVERY]) == 1
    assert week_number(date(2027, 1, 4)) - week_number(date(2026, 12, 28)) == 1
    assert issue().until - issue().since == timedelta(days=7)
