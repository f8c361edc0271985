# SPDX-License-Identifier: MPL-2.0
"""`os2bot audit`: the right events, in the community's days, and an export that no spreadsheet runs."""

import csv
import io
import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.listing_audit import Wanted, about_given, action_given, as_csv, as_documents, as_text, cell, events_of
from config.problems import ConfigError
from handlers.refusal import Refusal
from storage.audit import AuditEvent
from storage.memory import MemoryDatabase
from tests.conftest import NOW
from tests.unit.bot.operators import ANNE, ZONE, at_console, known, staffed

EVENT = AuditEvent(id="e", at=NOW, actor=ANNE, action="role.end", via="slack")


async def _with(database: MemoryDatabase, *events: AuditEvent) -> MemoryDatabase:
    async with database.unit_of_work() as unit:
        for event in events:
            await unit.audit.record(event)
        await unit.commit()
    return database


async def _found(database: MemoryDatabase, limit: int | None = None, **wanted: Any) -> list[str]:
    async with at_console(database, NOW + timedelta(days=1)) as session:
        return [event.id for event in await events_of(session, Wanted(**wanted), limit) if event.via != "settings"]


async def test_a_day_is_the_communitys_from_its_first_moment_to_its_last() -> None:
    midnight = datetime(2026, 6, 30, 22, tzinfo=UTC)  # 1 July in Denmark
    second = timedelta(seconds=1)
    moments = {"before": midnight - second, "first": midnight, "last": midnight + timedelta(days=1) - second, "after": midnight + timedelta(days=1)}
    database = await _with(await staffed(), *(replace(EVENT, id=id_, at=at) for id_, at in moments.items()))
    assert await _found(database, since=date(2026, 7, 1), until=date(2026, 7, 1)) == ["last", "first"]
    assert await _found(database, until=date(2026, 6, 30)) == ["before"]
    assert await _found(database, since=date(2026, 7, 2)) == ["after"]


async def test_filters_narrow_and_a_person_is_all_the_ids_they_ever_had() -> None:
    database = await staffed()
    await known(database, ANNE, merged=("c" * 32,))
    events = (
        replace(EVENT, id="own", at=NOW + timedelta(seconds=1)), replace(EVENT, id="earlier self", actor="c" * 32, at=NOW + timedelta(seconds=2)),
        replace(EVENT, id="of her", actor="d" * 32, person=ANNE, at=NOW + timedelta(seconds=3)),
        replace(EVENT, id="forgotten", actor="f" * 32, about="product/os2mo", action="profile.change", at=NOW + timedelta(seconds=4), outcome="refused"),
        replace(EVENT, id="both", actor="c" * 32, person=ANNE, at=NOW + timedelta(seconds=5)),
    )  # fmt: skip
    await _with(database, *events)
    assert await _found(database, person="a" * 8) == ["both", "of her", "earlier self", "own"]
    assert await _found(database, person=ANNE, limit=2) == ["both", "of her"]
    assert await _found(database, person="f" * 32) == ["forgotten"]
    assert await _found(database, about="product/os2mo") == await _found(database, refused=True) == await _found(database, action="profile.") == ["forgotten"]
    with pytest.raises(ConfigError, match="nobody on record has the id"):
        await _found(database, person="f" * 8)
    async with at_console(database) as session:
        assert {event.via for event in await events_of(session, Wanted(person="system"), None)} == {"settings"}


async def test_who_may_not_read_it_is_refused() -> None:
    async with at_console(await staffed("matrix:@other:example.org")) as stranger:
        with pytest.raises(Refusal) as refused:
            await events_of(stranger, Wanted(), None)
    assert refused.value.forbidden == "audit.read"


def test_the_table_says_when_there_is_more() -> None:
    events = [replace(EVENT, id=str(number), person="b" * 32, on_behalf_of="aarhus", outcome="refused", before={"role": "tovholder"}) for number in range(3)]
    text = as_text(events, ZONE, 2, 120)
    row = "2026-11-24 13:00:00 aaaaaaaa for aarhus role.end (refused) tovholder bbbbbbbb slack"
    assert [" ".join(line.split()) for line in text.splitlines()].count(row) == 2
    assert text.endswith("There are more than the newest 2; --limit shows more, --csv and --json give them all.")
    assert "There are more" not in as_text(events, ZONE, 3, 120)
    assert as_text([], ZONE, 50) == "No event fits."


def test_the_export_has_every_field_and_reads_back() -> None:
    event = replace(EVENT, before={"scope": {"kind": "product"}}, after={"a": 'Ærø, "x"\n'}, about="product/os2mo")
    (row,) = csv.DictReader(io.StringIO(as_csv([event])))
    (document,) = as_documents([event])
    assert list(row) == list(document) == [field.name for field in fields(AuditEvent)]
    assert (row["at"], row["person"], row["about"]) == ("2026-11-24T12:00:00Z", "", "product/os2mo")
    assert (json.loads(row["before"]), json.loads(row["after"])) == (event.before, event.after)
    assert as_csv([]).count("\n") == 1


@pytest.mark.parametrize("text", ["=1+1", "+45", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text.strip()}"
    assert cell(f"a{text}").startswith("a")
    (row,) = csv.reader(io.StringIO(as_csv([replace(EVENT, about=text)]).split("\n", 1)[1]))
    assert row[7].startswith("'")


def test_no_cell_steers_a_terminal() -> None:
    assert cell("\x1b[31mred") == "[31mred"
    assert cell({"a": "\x1b"}) == '{"a": "\\u001b"}'
    assert (cell(None), cell({})) == ("", "{}")


def test_what_no_event_can_be_about_or_called_is_one_sentence() -> None:
    for right in (None, "product/os2mo", "group/os2mo/styregruppe", "organisation/aarhus", "association"):
        assert about_given(right) == right
    assert about_given("os2mo") == "product/os2mo"
    for wrong in ("", "product", "product/", "association/x", "person/a"):
        with pytest.raises(ConfigError, match=r"^--about: must be product/ID"):
            about_given(wrong)
    assert (action_given("role."), action_given("role.end"), action_given(None)) == ("role.", "role.end", None)
    with pytest.raises(ConfigError, match=r"^--action: must be, or begin, one of announcement.post"):
        action_given("roles.")
