# SPDX-License-Identifier: MPL-2.0
"""New versions stand in the digest of one week each, one line a product; what is no version for everybody, and what cannot be read, does not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.adapters.matrix.render import render as matrix
from bot.adapters.slack.render import render as slack
from bot.localise import Localiser
from handlers.posts.digest.sections.releases import SETTLED
from handlers.reply import Link
from storage.releases import Release, ReleaseFeed
from storage.unit_of_work import Database
from tests.contract.catalogue import product
from tests.contract.release_stage import ReleaseStage
from tests.contract.section_stage import LATELY, MONDAY, WEEK, Sections, issue

SECOND = timedelta(seconds=1)
OWNERS = {f"os2p{number:02}": f"https://github.com/o/r{number}" for number in range(12)}
BACKEND, FRONTEND = "https://github.com/OS2iot/OS2iot-backend", "https://github.com/OS2iot/OS2iot-frontend"


class Digest(Sections):
    """`name`: of the product whose release it is."""

    async def released(self, id_: str, product_id: str = "os2iot", repository: str = BACKEND, at: datetime = LATELY, **fields: Any) -> None:
        made = {"version": id_, "url": f"{repository}/releases/tag/{id_}", "published_at": at, "first_seen_at": at, "feed": f"{repository}/releases.atom"}
        async with self.database.unit_of_work() as unit:
            await unit.releases.put(Release(product=product_id, id=f"{repository}{id_}", **{**made, **fields}))
            if await unit.releases.feed(made["feed"]) is None:  # type: ignore[arg-type] # it is one
                await unit.releases.add_feed(ReleaseFeed(url=f"{repository}/releases.atom", read_at=MONDAY))
            await unit.commit()

    async def links(self, **fields: Any) -> list[str]:
        return [each.url for each in (await self.reply("releases", issue(**fields))).parts if isinstance(each, Link)]


@pytest.fixture
async def digest(database: Database) -> Digest:
    await ReleaseStage(database).catalogue(
        product("os2iot", name="OS2iot", repositories=(BACKEND, FRONTEND)),
        *(product(key, name=key.upper(), repositories=(url,)) for key, url in OWNERS.items()),
    )
    return Digest(database)


async def test_without_anything_new_the_section_is_left_out(digest: Digest) -> None:
    await digest.released("1.0", news=False)
    await digest.released("2.0-rc1")
    await digest.released("0.9", at=MONDAY - 2 * WEEK)
    assert await digest.says("releases") == []


async def test_a_version_is_told_with_its_date_and_leads_to_its_page(digest: Digest) -> None:
    await digest.released("1.6.0")
    assert await digest.says("releases") == ["OS2iot: 1.6.0 (4. december 2026)"]
    assert await digest.says("releases", "en") == ["OS2iot: 1.6.0 (4 December 2026)"]
    assert await digest.links() == [f"{BACKEND}/releases/tag/1.6.0"]


async def test_several_of_one_product_stand_in_one_line(digest: Digest) -> None:
    for number in range(5):
        await digest.released(f"1.6.{number}", at=LATELY + number * SECOND)
    assert await digest.says("releases") == ["OS2iot: 1.6.4 (4. december 2026), 1.6.3 (4. december 2026), 1.6.2 (4. december 2026) og 2 til"]
    assert await digest.links() == [BACKEND]
    await digest.released("7.0", repository=FRONTEND, at=LATELY + WEEK / 100)
    (line,) = await digest.says("releases")
    assert line.startswith("OS2iot: OS2iot-frontend 7.0 (4. december 2026), OS2iot-backend 1.6.4 (4. december 2026), ")


async def test_it_is_told_of_the_products_that_were_asked_for(digest: Digest) -> None:
    await digest.released("1.6.0")
    await digest.released("2.0", "os2p00", OWNERS["os2p00"])
    assert await digest.says("releases", products=["os2p00"]) == ["OS2P00: 2.0 (4. december 2026)"]
    assert await digest.says("releases", groups=["os2p00/styregruppe"]) == []


async def test_of_many_eight_are_told_and_how_to_see_the_others(digest: Digest) -> None:
    for key, url in OWNERS.items():
        await digest.released("2.0", key, url)
    lines = await digest.says("releases")
    assert [line.partition(":")[0] for line in lines[:8]] == [f"OS2P{number:02}" for number in range(8)]
    assert lines[8:] == ['… og 4 produkter mere. Spørg mig fx "hvad er den nyeste version af OS2forms?"']


@pytest.mark.parametrize("edge", [-WEEK, timedelta()])
async def test_each_version_stands_in_one_digest_whenever_it_was_seen(digest: Digest, edge: timedelta) -> None:
    """Of what is seen in the minute before, it is not known whether it is written down yet."""
    moments = [MONDAY + edge + after for after in (-SETTLED - SECOND, -SETTLED, -SECOND, timedelta(), SECOND)]
    for (key, url), at in zip(OWNERS.items(), moments, strict=False):
        await digest.released("1.0", key, url, at=at)
    told = [line for week in (-2, -1, 0, 1) for line in await digest.says("releases", now=MONDAY + week * WEEK)]
    assert sorted(line.partition(":")[0].lower() for line in told) == sorted(OWNERS)[: len(moments)]
    until_the_edge = await digest.says("releases", now=MONDAY + edge)
    assert [line.partition(":")[0].lower() for line in until_the_edge] == sorted(OWNERS)[:1]


async def test_of_a_repository_that_is_not_the_products_any_more_nothing_is_told(digest: Digest) -> None:
    await digest.released("1.6.0", repository="https://github.com/o/former")
    await digest.released("1.0", "gone", OWNERS["os2p00"])
    assert await digest.says("releases") == []


async def test_a_version_is_shown_as_it_is_called_and_is_never_markup(digest: Digest) -> None:
    await digest.released("<!channel> *1* `x` <b>&", url=f"{BACKEND}/releases/tag/1")
    reply = Localiser().reply(await digest.reply("releases", issue()), "da")
    (shown,) = matrix(reply)
    html = shown["formatted_body"]
    assert "<!" not in str(slack(reply))
    assert html.count("<") == html.count("</") * 2 == 4, "a paragraph and a link"
