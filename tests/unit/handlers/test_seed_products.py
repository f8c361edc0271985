# SPDX-License-Identifier: MPL-2.0
"""The products of OS2's own overview answer what they are, which level they have and who coordinates them, in both languages, as the files say."""

from typing import cast

import pytest

from bot.localise import Localiser
from config.catalogue.entries import DocumentedRole, Organisation, Product
from config.catalogue.load import load_catalogue
from handlers.message import Language
from tests.talking import Talk

CATALOGUE = load_catalogue()
SEED = [product for product in cast("list[Product]", list(CATALOGUE["products"].values())) if product.declared_level]
ROLES = cast("list[DocumentedRole]", list(CATALOGUE["documented_roles"].values()))
LANGUAGES: tuple[Language, ...] = ("da", "en")

each_seed_product = pytest.mark.parametrize("product", SEED, ids=lambda product: product.id)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_there_are_twenty_two_of_them() -> None:
    assert len(SEED) == 22


@each_seed_product
@each_language
async def test_what_it_is(product: Product, language: Language, talk: Talk) -> None:
    heard = await talk.say({"da": f"Hvad er {product.name}?", "en": f"What is {product.name}?"}[language])
    summary = product.summary.da if language == "da" else product.summary.en
    assert (heard.intent, heard.slots["product"], heard.outcome, heard.language) == ("product_info", product.id, "answered", language)
    assert summary in " ".join(heard.text.split())
    assert heard.answer.reply.sources


@each_seed_product
@each_language
async def test_which_level(product: Product, language: Language, talk: Talk) -> None:
    heard = await talk.say({"da": f"Hvilket niveau er {product.name} på?", "en": f"Which level is {product.name} at?"}[language])
    levels = [fact.level for fact in (product.declared_level, product.assessed_level) if fact]
    assert (heard.intent, heard.slots["product"], heard.outcome, heard.language) == ("product_level", product.id, "answered", language)
    for level in levels:
        assert Localiser().text(f"level.{level}", language) in heard.text
    assert "1+" not in levels or {"da": "uformel", "en": "informal"}[language] in heard.text
    assert heard.answer.reply.sources


@each_seed_product
@each_language
async def test_who_coordinates(product: Product, language: Language, talk: Talk) -> None:
    heard = await talk.say({"da": f"Hvem koordinerer {product.name}?", "en": f"Who coordinates {product.name}?"}[language])
    assert (heard.intent, heard.slots["product"], heard.language) == ("product_coordinator", product.id, language)
    flat = " ".join(heard.text.split())
    holders = [cast("Organisation", CATALOGUE["organisations"][role.organisation]).name for role in ROLES if role.product == product.id]
    if holders:
        assert heard.outcome == "answered"
        assert all(name in flat for name in holders)
    else:
        assert heard.outcome == "unknown"
        assert Localiser().text("product_coordinator.unknown", language, product=product.name) in flat
    assert product.contact.mailbox in flat
    assert "os2@os2.eu" in flat
