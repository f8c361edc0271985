# SPDX-License-Identifier: MPL-2.0
"""Asked for the newest version, the bot says which, of when, where to read of it, and when it last looked; and nothing where it does not know."""

from typing import Any

import pytest

from bot.fetching import FeedError
from bot.localise import Localiser
from handlers.message import Language, Query
from handlers.releases.latest import MOST, latest_release
from handlers.reply import Phrase
from storage.memory import MemoryDatabase
from tests.conftest import NOW
from tests.contract.catalogue import product
from tests.contract.release_stage import DAY, HOUR, MINUTE, ReleaseStage
from tests.contract.section_stage import ZONE
from tests.release_lists import REPOSITORY, atom, entry

DOWN = FeedError(Phrase("fetch.trouble.failing"))


@pytest.fixture
async def stage() -> ReleaseStage:
    made = ReleaseStage(MemoryDatabase())
    await made.products(os2forms=(REPOSITORY,))
    return made


async def _said(stage: ReleaseStage, language: Language = "da") -> str:
    """Everything, with outcome and sources, in one line."""
    async with stage.database.unit_of_work() as unit:
        query: Any = Query(intent="latest_release", slots={"product": "os2forms"}, language=language)
        reply = await latest_release(query, unit.directory, unit.releases, ZONE)
    said = Localiser().reply(reply, language)
    parts = [f"{each.text}{f' <{each.url}>' if each.url else ''}" for each in said.parts]
    return " | ".join((reply.outcome, *parts, *said.sources))


async def test_the_newest_version_is_told_with_its_date_its_page_and_when_it_was_looked_at(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("v3.22.0", NOW - 2 * DAY), entry("v3.21.0", NOW - 40 * DAY)))
    assert await _said(stage) == (
        f"answered | Den nyeste version af OS2forms er 3.22.0 (22. november 2026). | Se, hvad der er nyt <{REPOSITORY}/releases/tag/v3.22.0>"
        f" | Listen over versioner af os2forms, som den stod der, 24. november 2026: {REPOSITORY}"
    )
    assert "The newest version of OS2forms is 3.22.0 (22 November 2026)." in await _said(stage, "en")


async def test_of_what_was_never_read_nothing_is_said_but_that(stage: ReleaseStage) -> None:
    unread = await _said(stage)
    assert unread.startswith("unknown | Det ved jeg ikke: jeg har endnu ikke kunnet læse listen over versioner af OS2forms.")
    assert REPOSITORY in unread
    await stage.looked(DOWN)
    assert await _said(stage) == unread


async def test_where_no_list_is_known_of_that_is_said(stage: ReleaseStage) -> None:
    await stage.products(os2forms=("https://github.com/OS2nectar",))
    assert (await _said(stage)).startswith(
        "unknown | Det ved jeg ikke: jeg kender ingen liste over versioner af OS2forms. | Kode <https://github.com/OS2nectar>"
    )


async def test_a_list_without_versions_is_not_taken_for_one_that_was_not_read(stage: ReleaseStage) -> None:
    await stage.looked(atom())
    assert (await _said(stage)).startswith("unknown | Der står ingen færdige versioner af OS2forms i listen i dens kode. | Listen over versioner")


async def test_while_a_list_cannot_be_read_it_is_said_since_when(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("3.0", NOW - DAY)))
    await stage.looked(DOWN, after=3 * DAY)
    said = await _said(stage)
    assert "er 3.0 (23. november 2026). " in said
    assert "Siden 27. november 2026 har jeg ikke kunnet læse listen, så der kan være kommet en nyere." in said
    assert said.endswith(f"som den stod der, 24. november 2026: {REPOSITORY}")


async def test_a_preview_is_named_as_one_and_is_never_the_newest(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("4.0-rc1", NOW), entry("3.0", NOW - DAY)))
    assert "er 3.0 (23. november 2026)." in await _said(stage)
    assert "Der er også en nyere prøveversion: 4.0-rc1 (24. november 2026)." in await _said(stage)
    await stage.looked(atom(entry("4.0", NOW + HOUR), entry("4.0-rc1", NOW), entry("3.0", NOW - DAY)))
    assert "prøveversion" not in await _said(stage)
    only = ReleaseStage(MemoryDatabase())
    await only.products(os2forms=(REPOSITORY,))
    await only.looked(atom(entry("1.0-beta", NOW)))
    assert "Der er kun en prøveversion: 1.0-beta" in await _said(only)


async def test_where_an_older_line_was_mended_last_the_highest_number_is_told_too(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("2.9.1", NOW), entry("3.0", NOW - 5 * DAY)))
    said = await _said(stage)
    assert "er 2.9.1 (24. november 2026)." in said
    assert "Det højeste versionsnummer er 3.0 (19. november 2026)" in said


async def test_of_several_repositories_the_newest_of_each_is_told_and_that_some_were_not_read(stage: ReleaseStage) -> None:
    others = [f"https://github.com/OS2iot/part-{number}" for number in range(MOST + 1)]
    await stage.products(os2forms=(REPOSITORY, *others))
    for number, other in enumerate(others):
        stage.web.pages[f"{other}/releases.atom"] = (
            atom(entry("1.0", NOW - number * DAY, id_=f"p{number}", link=f"{other}/releases/tag/1.0")) if number else DOWN
        )
    await stage.looked(atom(entry("v9", NOW)))
    for _ in range(2 * MOST):
        await stage.reader().round()
        stage.clock.at += MINUTE
    said = await _said(stage)
    assert "OS2forms består af flere dele. Den nyeste version af hver: | os2forms 9 (24. november 2026)" in said
    assert "part-1 1.0 (23. november 2026) <https://github.com/OS2iot/part-1/releases/tag/1.0>" in said
    assert "Der er 1 del mere." in said
    assert "1 liste over versioner har jeg endnu ikke kunnet læse." in said


async def test_without_a_date_it_is_said_to_have_none_and_what_was_withdrawn_is_not_told(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("1.0", "soon")))
    assert "er 1.0 (udateret)." in await _said(stage)
    await stage.looked(atom(entry("2.0", NOW), entry("1.9", NOW - DAY)))
    without = atom(entry("1.9", NOW - DAY))
    await stage.looked(without)
    await stage.looked(without, after=2 * DAY)
    assert "er 1.9 (23. november 2026)." in await _said(stage)


async def test_lists_and_what_they_held_of_former_repositories_are_not_told_of(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("3.0", NOW)))
    await stage.catalogue(product("os2forms", name="OS2forms", releases=("https://git.example.org/x.atom",)))
    assert (await _said(stage)).startswith("unknown | Det ved jeg ikke: jeg har endnu ikke kunnet læse")


async def test_a_product_that_is_gone_is_told_to_be(stage: ReleaseStage) -> None:
    await stage.products(os2mo=())
    assert (await _said(stage)).startswith("unknown | ")
