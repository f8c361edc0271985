# SPDX-License-Identifier: MPL-2.0
"""Questions to ask of a catalogue: sentences people write, with its names in them. The same catalogue gives the same questions.

`python -m benchmarks.questions FILE.db QUESTIONS.tsv` writes them as `os2bot evaluate` reads them.
"""

import asyncio
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import cast

from benchmarks.words import slipped
from bot.evaluation import COLUMNS, Row
from config.catalogue.entries import Adoption, Organisation, Product
from config.intents.sentences import Sentence, load_sentences
from storage.directory import Directory
from storage.sql.engine import create_engine, database_url
from storage.sql.unit_of_work import SqlDatabase

_EACH = 42  # sentences of each intent in each language
_DESCRIBED, _FOLLOWING = 240, 260
_UNSAID = {"da": "hvad hedder {0}", "en": "what is the name of {0}"}
_FOLLOW_UPS = {
    "da": (
        ("og {product}?", "product_coordinator"), ("hvad med {product}?", "product_coordinator"), ("hvem bruger det?", "product_users"),
        ("og hvilket niveau har det?", "product_level"), ("hvad er licensen så?", "product_license"),
    ),
    "en": (
        ("and {product}?", "product_coordinator"), ("what about {product}?", "product_coordinator"), ("who uses it?", "product_users"),
        ("and which level is it?", "product_level"), ("and its licence?", "product_license"),
    ),
}  # fmt: skip
_OPENING = {"da": "Hvem koordinerer {product}?", "en": "Who coordinates {product}?"}


@dataclass(frozen=True)
class Named:
    """The things of a catalogue that questions are about; products by how much they are used."""

    products: Sequence[Product]
    authorities: Sequence[Organisation]
    vendors: Sequence[Organisation]


async def named(directory: Directory) -> Named:
    used = Counter(adoption.product for adoption in cast("Sequence[Adoption]", await directory.entries("adoptions")))
    products = cast("Sequence[Product]", await directory.entries("products"))
    organisations = cast("Sequence[Organisation]", await directory.entries("organisations"))
    return Named(
        sorted(products, key=lambda product: (-used[product.id], product.id)),
        [each for each in organisations if each.type != "vendor"],
        [each for each in organisations if each.type == "vendor"],
    )


def questions(things: Named) -> list[Row]:
    """Some 2,500 different ones, shuffled: every intent in both languages, names typed well and badly, descriptions, follow-ups, other subjects."""
    rng = Random("questions")
    asked = [*_sentences(things, rng), *_descriptions(things, rng), *_follow_ups(things, rng)]
    distinct = list({(row.context, row.question): row for row in asked}.values())
    rng.shuffle(distinct)
    return distinct


def _sentences(things: Named, rng: Random) -> Iterator[Row]:
    shapes = load_sentences()
    for language in ("da", "en"):
        for intent in sorted({shape.intent for shape in shapes}):
            own = [shape for shape in shapes if (shape.intent, shape.language) == (intent, language)]
            yield from (_asked(shape, things, rng) for shape in rng.sample(own, min(_EACH, len(own))))


def _asked(shape: Sentence, things: Named, rng: Random) -> Row:
    return Row(shape.language, _filled(shape.text, things, rng), shape.intent, {}, "")


def _descriptions(things: Named, rng: Random) -> Iterator[Row]:
    for number in range(_DESCRIBED):
        language = ("da", "en")[number % 2]
        product = rng.choice(things.products)
        phrases = product.described_as.da if language == "da" else product.described_as.en
        if phrases:
            yield Row(language, _UNSAID[language].format(rng.choice(phrases)), "product_info", {"product": product.id}, "")


def _follow_ups(things: Named, rng: Random) -> Iterator[Row]:
    for number in range(_FOLLOWING):
        language = ("da", "en")[number % 2]
        said, intent = rng.choice(_FOLLOW_UPS[language])
        yield Row(language, _filled(said, things, rng), intent, {}, _filled(_OPENING[language], things, rng))


def _filled(text: str, things: Named, rng: Random) -> str:
    makers: dict[str, Callable[[], str]] = {
        "{product}": lambda: _typed(_product(things, rng).name, rng),
        "{product2}": lambda: _typed(_product(things, rng).name, rng),
        "{organisation}": lambda: _typed(rng.choice(things.authorities).name, rng),
        "{person}": lambda: "matrix:@kim:example.org",
        "{mailbox}": lambda: "post@example.org",
        "{vendor}": lambda: _typed(rng.choice(things.vendors).name, rng),
    }
    for placeholder, make in makers.items():
        while placeholder in text:
            text = text.replace(placeholder, make(), 1)
    return text


def _product(things: Named, rng: Random) -> Product:
    """Half of the questions are about what many use."""
    return rng.choice(things.products) if rng.random() < 0.5 else things.products[int(len(things.products) * rng.random() ** 3)]


def _typed(name: str, rng: Random) -> str:
    """As it is written, hurriedly, without what everybody leaves out, or with a slip."""
    bare = name.removeprefix("OS2").removesuffix(" Kommune")
    match rng.randrange(8):
        case 0 | 1 | 2:
            return name
        case 3 | 4:
            return name.casefold()
        case 5:
            return bare
        case 6:
            return slipped(name.casefold(), rng, keep=4)
        case _:
            return slipped(bare.casefold(), rng)


async def _of(file: Path) -> list[Row]:
    database = SqlDatabase(create_engine(database_url(f"sqlite:///{file}")))
    try:
        async with database.unit_of_work() as unit:
            return questions(await named(unit.directory))
    finally:
        await database.close()


def write(rows: Sequence[Row], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerow((*COLUMNS, "context"))
        writer.writerows((row.language, row.question, row.intent, json.dumps(row.slots), row.context) for row in rows)


if __name__ == "__main__":
    write(asyncio.run(_of(Path(sys.argv[1]))), Path(sys.argv[2]))
