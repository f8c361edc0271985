# SPDX-License-Identifier: MPL-2.0
"""Four weeks in a community, each as a digest has to tell of it: one in which nothing happens, an ordinary one, one with too much, and one around Easter."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from config.catalogue.values import Bilingual
from storage.attendance import Coming
from tests.unit.bot.digest.stage import Stage, days

_YES: tuple[Coming, ...] = ("yes",)
FOLLOWED = datetime(2026, 5, 20, tzinfo=UTC)
"""Since when the catalogue's changes are recorded."""


@dataclass(frozen=True)
class Week:
    """`week`: ISO. `about`: what the channel asked for; empty: everything."""

    week: str
    happens: Callable[[Stage], Awaitable[None]]
    about: str = ""


async def nothing(stage: Stage) -> None:
    """There is a meeting, in another product's group; and what happened, happened long ago."""
    await stage.meets("os2mo/koordinationsgruppe", "2026-10-15 13.00")
    await stage.decides("os2rollekatalog/styregruppe", "Fællesskabet holder pause.", at="2026-06-01 10.00")
    await stage.changes("os2rollekatalog", "status", "unknown", "active", at="2026-06-01 10.00")


async def ordinary(stage: Stage) -> None:
    """The first week of December 2026, on Monday the seventh."""
    coordination = await stage.meets(
        "os2mo/koordinationsgruppe", "2026-12-09 13.00", quorum=5, place="Aarhus Rådhus, lokale 3", link="https://moede.example/os2mo"
    )
    await stage.answers(coordination, "yes", "yes", "deputy", "maybe", "no")
    steering = await stage.meets("os2iot/styregruppe", "2026-12-15 10.00", quorum=3, link="https://moede.example/os2iot")
    await stage.answers(steering, "yes", "yes", "yes", "yes")
    await stage.meets("os2forms/koordinationsgruppe", "2026-12-18 09.30", place="Odense")
    await stage.moved(await stage.meets("os2rollekatalog/styregruppe", "2026-12-08 12.00"), "2027-01-12 12.00", at="2026-12-02 11.15", reason="flere er syge")
    await stage.cancelled(await stage.meets("os2kle/koordinationsgruppe", "2026-12-17 09.00"), at="2026-12-04 08.40")
    closed = await stage.meets("os2sofd/styregruppe", "2026-12-11 10.00", visibility="group", title="Lukket møde om kontrakten")
    await stage.answers(closed, "yes")
    await stage.decides("os2iot/styregruppe", "Vi udbyder driften igen i foråret 2027.", at="2026-12-03 15.10")
    await stage.decides("os2mo/koordinationsgruppe", "Næste udgave får rettighedsstyring; <b>fed</b> & *stjerner* er kun tegn.", at="2026-12-01 14.00")
    for organisation, at in {
        "ski": "2026-06-10",
        "ishoej": "2026-08-11",
        "middelfart": "2026-09-01",
        "syddjurs": "2026-10-20",
        "vallensbaek": "2026-11-12",
        "favrskov": "2026-12-02",
    }.items():
        await stage.is_member(organisation, at=f"{at} 10.00")
    await stage.completed("product_affiliation", "vejle", product="os2iot", at="2026-12-03 09.00")
    await stage.changes("os2iot", "assessed_level", "1", "2", at="2026-12-02 10.00")
    await stage.changes("os2sync", "status", "unknown", "active", at="2026-12-04 10.00")
    await stage.releases("os2mo", "42.7.0", at="2026-12-03 12.00")
    for number, organisation in enumerate(("aarhus", "odense", "vejle", "ballerup", "holbaek"), start=1):
        await stage.under_way("product_affiliation", organisation, product="os2iot", done=2 * number - 1, total=9, since=f"2026-11-{10 + number} 09.00")
    for organisation in ("aarhus", "odense", "viborg"):
        await stage.uses(organisation, "os2iot", "interested", at="2026-12-03 10.00")
    await stage.waits("os2forms", at="2026-12-03 10.00")
    await stage.waits("", at="2026-11-03 10.00")
    await stage.answered("os2mo", Bilingual(da="Kan vi bruge OS2mo uden SD-løn?", en="Can we use OS2mo without SD-løn?"), at="2026-12-04 09.00")


async def overfull(stage: Stage) -> None:
    """More of everything than anybody reads, on the first of March 2027."""
    products = (
        "os2mo",
        "os2iot",
        "os2forms",
        "os2kle",
        "os2sofd",
        "os2sync",
        "os2display",
        "os2faktor",
        "os2valghalla",
        "os2rollekatalog",
        "os2kitos",
        "os2web",
        "os2loop",
        "os2skole",
    )
    long = "Det Fælleskommunale Udvalg for Sammenhængende Beskæftigelses-, Uddannelses- og Digitaliseringsforløb på Tværs af Landsdele"
    for number, product in enumerate(products):
        day = days("2027-03-01", 14)[number]
        held = await stage.meets(
            f"{product}/koordinationsgruppe", f"{day} 1{number % 6}.00", quorum=number % 4, place=f"{long}, lokale {number}" if number % 5 == 0 else ""
        )
        await stage.answers(held, *(_YES * (number % 3)))
        off = await stage.meets(f"{product}/styregruppe", f"{day} 15.30")
        await stage.cancelled(off, at=f"2027-02-{22 + number % 7} 10.00", reason="formanden er på valgturné i hele landsdelen" if number % 3 == 0 else "")
        await stage.decides(f"{product}/styregruppe", f"Beslutning {number + 1}: {long} inviteres.", at=f"2027-02-{22 + number % 7} 12.0{number % 10}")
        await stage.changes(product, "declared_level", "1", "2", at=f"2027-02-{22 + number % 7} 13.00")
        await stage.releases(product, f"{number}.0.1", at=f"2027-02-{22 + number % 7} 14.00")
        await stage.waits(product, at=f"2027-02-{22 + number % 7} 15.00", times=number + 1)
        title = f"Spørgsmål {number + 1} om, hvordan {long} tilsluttes?"
        await stage.answered(product, Bilingual(da=title, en=f"Question {number + 1}: how is {long} connected?"), at=f"2027-02-{22 + number % 7} 16.00")
    for number, organisation in enumerate(
        ("aarhus", "ballerup", "favrskov", "ishoej", "koebenhavn", "middelfart", "ski", "soenderborg", "syddjurs", "vallensbaek")
    ):
        await stage.is_member(organisation, at=f"2027-02-{22 + number % 6} 10.00" if number % 2 else f"2026-{6 + number // 2:02}-08 10.00")
        await stage.completed("product_affiliation", organisation, product=products[number], at=f"2027-02-{22 + number % 6} 11.00")
    for number in range(30):
        await stage.under_way("product_affiliation", "vejle", product=products[number % len(products)], done=number % 13, total=13, since="2027-01-11 09.00")
        await stage.uses(("odense", "vejle", "viborg", "randers", "horsens", "kolding")[number % 6], products[number // 6], "pilot", at="2027-02-24 10.00")


async def holiday(stage: Stage) -> None:
    """Easter 2027: the digest comes on Tuesday the thirtieth of March, for Monday is Easter Monday; little happened, and much is to come in April."""
    await stage.cancelled(await stage.meets("os2mo/koordinationsgruppe", "2027-04-01 13.00"), at="2027-03-23 09.00", reason="påskeferie")
    await stage.meets("os2iot/koordinationsgruppe", "2027-04-08 10.00", link="https://moede.example/os2iot", quorum=4)
    await stage.meets("generalforsamling", "2027-04-28 10.00", minutes=360, place="Odense Congress Center")
    await stage.decides("bestyrelse", "Generalforsamlingen holdes i Odense den 28. april 2027.", at="2027-03-24 12.00")


WEEKS: Mapping[str, Week] = {
    "empty": Week("2026-W42", nothing, about="product/os2rollekatalog"),
    "ordinary": Week("2026-W50", ordinary),
    "overfull": Week("2027-W09", overfull),
    "holiday": Week("2027-W13", holiday),
}
