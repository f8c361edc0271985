# SPDX-License-Identifier: MPL-2.0
"""What became otherwise in the catalogue is recorded with the change itself, whoever makes it, and only then."""

from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.retention import NEWS_KEPT, Retention, retain
from config.catalogue.entries import Entry
from storage.catalogue_news import FactChange, Stated
from storage.importing import Proposal, apply, planned
from storage.seeding import seed
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.catalogue import entry, product, put
from tests.contract.stage import SECRETARIAT, Stage

DAY = timedelta(days=1)
EVER = (NOW - 1000 * DAY, NOW + 1000 * DAY)


def _change(key: str, at: datetime = NOW, **fields: Any) -> FactChange:
    base: dict[str, Any] = {"fact": "adoption", "product": "os2mo", "before": None, "after": Stated(value="user", source="s"), "origin": "told"}
    return FactChange(at=at, key=key, **{**base, **fields})


async def _record(database: Database, *changes: FactChange) -> None:
    async with database.unit_of_work() as unit:
        await unit.catalogue_news.record(changes)
        await unit.commit()


def _value(stated: Stated | None) -> str | None:
    return stated.value if stated else None


async def _recorded(database: Database) -> list[tuple[str, str, str | None, str | None, str]]:
    async with database.unit_of_work() as unit:
        found = await unit.catalogue_news.between(*EVER)
    return [(each.fact, each.key, _value(each.before), _value(each.after), each.origin) for each in found]


async def test_every_field_of_a_change_is_kept(database: Database) -> None:
    full = _change("os2mo/aarhus", before=Stated(value="pilot", source="t", as_of="2026-11", visibility="group"), after=None, origin="files")
    await _record(database, full, _change("os2mo/odense"))
    async with database.unit_of_work() as unit:
        assert list(await unit.catalogue_news.between(*EVER)) == [full, _change("os2mo/odense")]


async def test_changes_come_in_the_order_in_which_they_were_recorded(database: Database) -> None:
    keys = ["os2mo/c", "os2mo/a", "os2mo/b"]
    await _record(database, *(_change(key) for key in keys))
    await _record(database, _change("os2mo/0"))
    async with database.unit_of_work() as unit:
        assert [each.key for each in await unit.catalogue_news.between(*EVER)] == [*keys, "os2mo/0"]


async def test_a_span_has_its_beginning_and_not_its_end_and_can_be_of_one_product(database: Database) -> None:
    await _record(database, *(_change(f"os2mo/{number}", NOW + number * DAY) for number in range(4)), _change("os2iot/1", NOW + DAY, product="os2iot"))
    async with database.unit_of_work() as unit:
        found = await unit.catalogue_news.between(NOW + DAY, NOW + 3 * DAY)
        assert [each.key for each in found] == ["os2mo/1", "os2mo/2", "os2iot/1"]
        assert [each.key for each in await unit.catalogue_news.between(NOW, NOW + 9 * DAY, "os2iot")] == ["os2iot/1"]
        assert list(await unit.catalogue_news.between(NOW, NOW + 9 * DAY, "os2forms")) == []


async def test_it_is_followed_from_the_first_time_on_and_what_is_forgotten_is_followed_no_longer(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert (await unit.catalogue_news.followed_since(), await unit.catalogue_news.revision()) == (None, 0)
        await unit.catalogue_news.follow(NOW)
        await unit.catalogue_news.follow(NOW + DAY)
        assert await unit.catalogue_news.followed_since() == NOW
        await unit.catalogue_news.record([_change("os2mo/a"), _change("os2mo/b", NOW + 2 * DAY)])
        revision = await unit.catalogue_news.revision()
        assert await unit.catalogue_news.forget_before(NOW + DAY) == 1
        assert [each.key for each in await unit.catalogue_news.between(*EVER)] == ["os2mo/b"]
        assert await unit.catalogue_news.followed_since() == NOW + DAY
        assert await unit.catalogue_news.forget_before(NOW) == 0
        assert await unit.catalogue_news.followed_since() == NOW + DAY
        await unit.catalogue_news.record([_change("os2mo/c")])
        assert await unit.catalogue_news.revision() != revision


async def test_the_nightly_round_forgets_what_is_older_than_two_years(database: Database) -> None:
    await _record(database, _change("os2mo/old", NOW - NEWS_KEPT - DAY), _change("os2mo/young", NOW - NEWS_KEPT + DAY))
    retention = Retention(**{each.name: 1000 * DAY for each in fields(Retention)})
    assert (await retain(database, retention, NOW, ZoneInfo("Europe/Copenhagen"))).catalogue_news == 1
    assert [key for _, key, *_ in await _recorded(database)] == ["os2mo/young"]


async def test_nothing_stays_of_a_unit_of_work_that_is_not_kept(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.catalogue_news.record([_change("os2mo/a")])
    assert await _recorded(database) == []


def _overlay(directory: Path, level: str = "2", status: str = "active", more: str = "") -> Path:
    (directory / "catalogue").mkdir(exist_ok=True)
    text = f"""
sources: [{{id: os2-test, title: Test, read: "2026-11"}}]
products:
  - {{id: os2-test, name: OS2test, kind: product, summary: {{da: x, en: x}}, category: organisation and identity data, status: {{value: {status}, source: os2-test}},
     contact: {{mailbox: post@example.org, shared: false, source: os2-test}}, declared_level: {{level: "{level}", source: os2-test}}}}
{more}"""
    (directory / "catalogue" / "own.yaml").write_text(text, encoding="utf-8")
    return directory


async def test_the_first_load_is_no_news_and_what_the_files_change_later_is(database: Database, tmp_path: Path) -> None:
    await seed(database, _overlay(tmp_path), NOW)
    assert await _recorded(database) == []
    await seed(database, _overlay(tmp_path, level="3"), NOW + DAY)
    assert await _recorded(database) == [("declared_level", "os2-test", "2", "3", "files")]
    await seed(database, _overlay(tmp_path, level="3"), NOW + 2 * DAY)
    await seed(database, None, NOW + 3 * DAY)
    found = await _recorded(database)
    assert found[1:] == [
        ("product", "os2-test", "OS2test", None, "files"), ("status", "os2-test", "active", None, "files"),
        ("declared_level", "os2-test", "3", None, "files"), ("contact", "os2-test", "post@example.org", None, "files"),
    ]  # fmt: skip
    async with database.unit_of_work() as unit:
        assert await unit.catalogue_news.followed_since() == NOW


async def test_a_database_from_before_is_followed_from_its_next_start_on(database: Database, tmp_path: Path) -> None:
    await seed(database, _overlay(tmp_path))
    await seed(database, _overlay(tmp_path), NOW)
    async with database.unit_of_work() as unit:
        assert (await unit.catalogue_news.followed_since(), list(await unit.catalogue_news.between(*EVER))) == (NOW, [])


async def test_an_import_is_news_unless_it_sets_the_bot_up(database: Database) -> None:
    await put(database, "sources", s=entry("sources", id="s", title="S", read="2026"))
    await put(database, "categories", tools=entry("categories", id="tools", name={"da": "x", "en": "x"}))
    await put(database, "products", p=product("p"), q=product("q"))
    wanted: dict[str, dict[str, Entry]] = {"products": {"p": product("p", status={"value": "retired", "source": "s"}), "q": product("q")}}
    await apply(database, await planned(database, lambda _: Proposal(entries=wanted)), now=NOW)
    assert await _recorded(database) == [("status", "p", "active", "retired", "import")]
    async with database.unit_of_work() as unit:
        (found,) = await unit.catalogue_news.between(*EVER)
    assert found.at == NOW
    await apply(database, await planned(database, lambda _: Proposal(entries={"products": {"r": product("r")}})))
    assert len(await _recorded(database)) == 1


async def test_what_is_told_in_chat_is_news_and_an_undo_takes_it_back(stage: Stage) -> None:
    talk = stage.talk(SECRETARIAT)
    await talk.say("Vejle Kommune er begyndt at bruge OS2mo")
    assert await _recorded(stage.database) == []
    await talk.say("ja")
    assert await _recorded(stage.database) == [("adoption", "os2mo/vejle", None, "user", "told")]
    await talk.say("fortryd")
    assert (await _recorded(stage.database))[1:] == [("adoption", "os2mo/vejle", "user", None, "told")]
