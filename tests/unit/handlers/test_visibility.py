# SPDX-License-Identifier: MPL-2.0
"""A fact that is not for everybody is said to whom it concerns, where nobody else reads along; to all others it is as if it were not there."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from config.catalogue.entries import Adoption, Entry, Organisation, Product, VendorRelation, key_of
from config.catalogue.load import adapter
from config.catalogue.values import Bilingual, LevelFact, StatusFact
from config.intents.intent import load_intents
from handlers.actor import Actor
from handlers.message import Doubt
from handlers.visibility import VisibleDirectory, change_told_to, may_see
from storage.catalogue import Stored
from storage.catalogue_news import FactChange, Stated, changes_of
from storage.directory import ProductFilter
from storage.memory import MemoryDatabase
from storage.roles import Scope
from tests.arranging import CHANNEL, Arranged, flat
from tests.cast import assemble
from tests.conftest import NOW
from tests.contract.records import assignment
from tests.dialogues import Cast

PRODUCT, SECRET = "os2iot", "Hemmelig"
NOTE = Bilingual(da="Hemmelig bemærkning.", en="Hemmelig remark.")
DAY = timedelta(days=1)
COORDINATOR, IN_GROUP, CONTACT, EMPLOYEE, OTHER, OFFICE = (f"slack:T0TEST001:U0SYN{name}" for name in ("KOOR", "GRUP", "KONT", "ANSA", "ANDE", "KONT2"))
PEOPLE = {
    "coordinator": Cast(COORDINATOR, (f"produktkoordinator product {PRODUCT}",), "vejle"),
    "member": Cast(IN_GROUP, (f"gruppemedlem group {PRODUCT}/styregruppe",), "vejle"),
    "contact": Cast(CONTACT, ("kontaktperson organisation hemmeligby",), "hemmeligby"),
    "employee": Cast(EMPLOYEE, (), "hemmeligby"),
    "other": Cast(OTHER, ("produktkoordinator product os2mo", "kontaktperson organisation odense"), "odense"),
    "office": Cast(OFFICE, ("sekretariat association",)),
}
LEVEL = LevelFact(level="sandkasse", source="told-to-os2bot", note=NOTE, visibility="group")
STATUS = StatusFact(value="retired", source="told-to-os2bot", note=NOTE, visibility="group")


@pytest.fixture
async def stage() -> Arranged:
    arranged = Arranged(MemoryDatabase())
    await arranged.begin()
    await assemble(arranged.database, PEOPLE)
    async with arranged.database.unit_of_work() as unit:
        await unit.catalogue_news.follow(NOW - 9 * DAY)
        stored = (await unit.catalogue.stored("products"))[PRODUCT].entry
        changed = replace(cast("Product", stored), assessed_level=LEVEL, status=STATUS)
        for kind, after in (("products", changed), *_new()):
            before = (await unit.catalogue.stored(kind)).get(key_of(after))
            await unit.catalogue.put(kind, {key_of(after): Stored(after, None)})
            await unit.catalogue_news.record(changes_of({key_of(after): before.entry} if before else {}, {key_of(after): after}, NOW - DAY, "told"))
        await unit.commit()
    return arranged


def _new() -> list[tuple[str, Entry]]:
    return [
        ("organisations", Organisation(id="hemmeligby", name="Hemmeligby Kommune", type="municipality", source="told-to-os2bot")),
        ("organisations", Organisation(id="hemmeligfirma", name="Hemmeligfirma", type="vendor", source="told-to-os2bot")),
        ("adoptions", Adoption(product=PRODUCT, organisation="hemmeligby", kind="pilot", source="told-to-os2bot", note=NOTE, visibility="group")),
        ("vendor_relations", VendorRelation(product=PRODUCT, vendor="hemmeligfirma", source="told-to-os2bot", roles=("hosting",), visibility="group")),
    ]


ABOUT_PRODUCT: dict[str, tuple[str, dict[str, str], str]] = {
    "who uses it": ("product_users", {"product": PRODUCT}, "Hemmeligby"),
    "who is interested": ("product_users", {"product": PRODUCT, "item": "interested"}, "Hemmeligby"),
    "who supplies it": ("product_vendors", {"product": PRODUCT}, "Hemmeligfirma"),
    "who hosts it": ("product_vendors", {"product": PRODUCT, "item": "hosting"}, "Hemmeligfirma"),
    "its level": ("product_level", {"product": PRODUCT}, "sandkasse"),
    "what it is": ("product_info", {"product": PRODUCT}, "Hemmelig"),
    "its status": ("product_info", {"product": PRODUCT, "item": "status"}, "Hemmelig"),
    "beside another": ("product_info", {"product": PRODUCT, "product2": "os2mo"}, "sandkasse"),
    "those of its level": ("list_products", {"level": "sandkasse"}, "OS2iot"),
    "those of its status": ("list_products", {"status": "retired"}, "OS2iot"),
    "what is new": ("product_news", {"product": PRODUCT}, "Hemmeligby"),
    "what is new of levels": ("product_news", {"product": PRODUCT}, "sandkasse"),
}
ABOUT_ORGANISATION: dict[str, tuple[str, dict[str, str], str]] = {
    "what it uses": ("organisation_products", {"organisation": "hemmeligby"}, "OS2iot"),
    "whether it uses it": ("organisation_products", {"organisation": "hemmeligby", "product": PRODUCT}, "Hemmelig bemærkning"),
}
OF_VENDOR: dict[str, tuple[str, dict[str, str], str]] = {"what it supplies": ("product_vendors", {"vendor": "hemmeligfirma"}, "OS2iot")}
PLACES = {**ABOUT_PRODUCT, **ABOUT_ORGANISATION, **OF_VENDOR}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", [COORDINATOR, IN_GROUP, OFFICE])
async def test_those_with_a_role_over_the_product_and_the_secretariat_are_told_by_themselves(stage: Arranged, who: str, place: str) -> None:
    intent, slots, secret = PLACES[place]
    assert secret in flat(await stage.asks(intent, by=who, **slots))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("who", "channel"), [(OTHER, ""), (EMPLOYEE, ""), ("console", ""), (COORDINATOR, CHANNEL), (OFFICE, CHANNEL), (CONTACT, CHANNEL)])
async def test_to_others_and_where_others_read_along_it_is_as_if_it_were_not_there(stage: Arranged, who: str, channel: str, place: str) -> None:
    intent, slots, secret = PLACES[place]
    assert secret not in flat(await stage.asks(intent, by=who, channel=channel, **slots))


@pytest.mark.parametrize("place", [*ABOUT_ORGANISATION, "who uses it", "what is new"])
async def test_the_organisation_concerned_is_told_what_concerns_it(stage: Arranged, place: str) -> None:
    intent, slots, secret = PLACES[place]
    assert secret in flat(await stage.asks(intent, by=CONTACT, **slots))


@pytest.mark.parametrize("place", ["who supplies it", "its level", "its status"])
async def test_and_not_what_concerns_the_product_alone(stage: Arranged, place: str) -> None:
    intent, slots, secret = PLACES[place]
    assert secret not in flat(await stage.asks(intent, by=CONTACT, **slots))


QUESTIONS = [
    (language, example)
    for intent in load_intents().by_name.values()
    if not intent.telling
    for language in ("da", "en")
    for example in getattr(intent.examples, language)
]


async def test_no_question_whatever_tells_a_stranger(stage: Arranged) -> None:
    for _, example in QUESTIONS:
        for asked in (example, re.sub(r"OS2\w+", "OS2iot", example)):
            assert SECRET not in (await stage.says(asked, by=OTHER)).text, asked


async def test_the_level_and_the_status_that_everybody_may_know_take_its_place(stage: Arranged) -> None:
    async with stage.database.unit_of_work() as unit:
        every = await unit.directory.product(PRODUCT)
        seen = await VisibleDirectory(unit.directory, _actor()).product(PRODUCT)
        assert every
        assert seen
        assert (seen.assessed_level, seen.declared_level, seen.status.value, seen.status.note) == (None, every.declared_level, "unknown", None)
        assert "told-to-os2bot" not in (seen.status.source, seen.contact.source)
        shown = VisibleDirectory(unit.directory, _actor())
        wanted = ProductFilter(level=every.declared_level.level) if every.declared_level else ProductFilter(status="unknown")
        there = await shown.products(wanted)
        assert PRODUCT in [each.id for each in there.items]
        assert there.total == len(there.items)
        assert PRODUCT not in [each.id for each in (await unit.directory.products(wanted)).items]


async def test_a_list_with_a_hidden_fact_is_counted_and_cut_as_any_other(stage: Arranged) -> None:
    async with stage.database.unit_of_work() as unit:
        shown = VisibleDirectory(unit.directory, _actor())
        every = await shown.products(ProductFilter(status="active"))
        some = await shown.products(ProductFilter(status="active"), limit=3)
        assert (some.total, some.items) == (every.total, every.items[:3])


async def test_its_change_is_made_by_those_who_may_and_stays_kept_from_others(stage: Arranged) -> None:
    slots = {"product": PRODUCT, "organisation": "hemmeligby", "kind": "user"}
    assert "direkte besked" in flat(await stage.asks("change_adoption", by=CONTACT, channel=CHANNEL, **slots))
    await stage.asks("change_adoption", by=CONTACT, **slots)
    await stage.says("ja", by=CONTACT)
    async with stage.database.unit_of_work() as unit:
        (found,) = await unit.directory.adoptions(product=PRODUCT, organisation="hemmeligby")
    assert (found.kind, found.visibility) == ("user", "group")


def _actor(*roles: Any, private: bool = True, doubt: Doubt = "") -> Actor:
    return Actor(identity="x", conversation="x", private=private, roles=tuple(roles), doubt=doubt)


def test_whoever_may_be_another_at_their_account_is_told_nothing_of_it() -> None:
    fact, held = LEVEL, assignment("a", scope=Scope("product", PRODUCT))
    assert may_see(fact, _actor(held), product=PRODUCT)
    assert not may_see(fact, _actor(held, doubt="unsigned"), product=PRODUCT)
    assert not may_see(fact, _actor(held, private=False), product=PRODUCT)
    assert not may_see(fact, _actor(assignment("a", scope=Scope("group", "bestyrelse"))), product="bestyrelse-produkt")
    assert not may_see(fact, _actor(assignment("a", scope=Scope("product", ""))))
    assert may_see(replace(fact, visibility="open"), _actor(private=False))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, ("pilot", "group"), None),
        (("pilot", "group"), ("user", "group"), None),
        (("pilot", "group"), None, None),
        (("pilot", "group"), ("pilot", "open"), (None, "pilot")),
        (("pilot", "group"), ("user", "open"), (None, "user")),
        (("pilot", "open"), ("user", "group"), None),
        (("pilot", "open"), None, ("pilot", None)),
        (("pilot", "open"), ("user", "open"), ("pilot", "user")),
    ],
)
def test_of_a_change_everybody_hears_what_they_could_know_before_and_may_know_now(before: Any, after: Any, told: Any) -> None:
    was, is_now = (Stated(value=each[0], visibility=each[1], source="s") if each else None for each in (before, after))
    found = change_told_to(_actor(), FactChange(at=NOW, fact="adoption", key="p/o", product="p", before=was, after=is_now, origin="told"))
    assert (found and (found.before and found.before.value, found.after and found.after.value)) == told


def test_that_a_fact_became_open_is_no_news_to_who_knew_it() -> None:
    change = FactChange(
        at=NOW, fact="adoption", key="p/o", product="p", before=Stated(value="pilot", visibility="group", source="s"), after=Stated(value="pilot", source="s"), origin="told"
    )  # fmt: skip
    assert change_told_to(_actor(assignment("a", scope=Scope("product", "p"))), change) is None


@pytest.mark.parametrize("kind", ["adoptions", "vendor_relations"])
def test_the_flag_is_loaded_and_exported_and_open_needs_no_word(kind: str) -> None:
    base = {"product": "p", "source": "s", **({"organisation": "o", "kind": "user"} if kind == "adoptions" else {"vendor": "v"})}
    shapes = adapter(kind)
    assert shapes.dump_python(shapes.validate_python({**base, "visibility": "group"}), exclude_defaults=True) == {**base, "visibility": "group"}
    assert shapes.dump_python(shapes.validate_python({**base, "visibility": "open"}), exclude_defaults=True) == base
    with pytest.raises(ValueError, match="visibility"):
        shapes.validate_python({**base, "visibility": "secret"})


def test_only_what_changes_facts_reads_them_past_this() -> None:
    """Whatever answers is given a directory that keeps to it; the unit of work's own does not."""
    root = Path(__file__).parents[3] / "handlers"
    past = re.compile(
        r"unit\.directory\.(?:(?:adoptions|vendor_relations|products)\(|entries\(\"(?:adoptions|vendor_relations|products)|product\([^)]*\)\)?\.(?!name|id))"
    )
    found = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if past.search(path.read_text(encoding="utf-8"))}
    names_alone = {"freshness/report.py", "posts/year_wheel_plan.py"}
    assert found - names_alone <= {"adoption.py", "changing/carrying_out.py", "onboarding/effects.py"}
