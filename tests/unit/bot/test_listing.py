# SPDX-License-Identifier: MPL-2.0
"""What listings for operators share: dates and ids as people type them, tables as wide as the terminal."""

from datetime import date

import pytest

from bot.listing import day_given, somebody, start_of, table
from config.problems import ConfigError
from tests.unit.bot.operators import ANNE, ZONE, known, staffed


def test_a_day_is_written_in_one_way_and_anything_else_gets_one_sentence() -> None:
    assert (day_given("2026-08-31", "--at"), day_given(None, "--at")) == (date(2026, 8, 31), None)
    for wrong in ("", "today", "31-08-2026", "2026-8-31", "20260831", "2026-W01-1", "2026-02-30", "0001-01-01", "9999-12-31", "２026-08-31"):
        with pytest.raises(ConfigError, match=r"^--at: must be a date such as 2026-08-31$"):
            day_given(wrong, "--at")


def test_a_day_begins_at_midnight_of_the_community() -> None:
    assert start_of(date(2026, 7, 1), ZONE).isoformat() == "2026-07-01T00:00:00+02:00"
    assert start_of(date(2026, 12, 1), ZONE).isoformat() == "2026-12-01T00:00:00+01:00"


async def test_somebody_is_found_by_the_beginning_of_an_id_that_is_theirs_alone() -> None:
    database = await staffed()
    await known(database, ANNE, merged=("c" * 32,))
    await known(database, "a" * 8 + "b" * 24)
    async with database.unit_of_work() as unit:
        assert (await somebody(ANNE, unit.people)).id == ANNE
        assert (await somebody("c" * 32, unit.people)).id == ANNE
        assert (await somebody("a" * 9, unit.people)).id == ANNE
        with pytest.raises(ConfigError, match=r"^2 people have an id that begins with 'aaaaaaaa'; write more of it$"):
            await somebody("a" * 8, unit.people)
        for nobody in ("", "a" * 7, "b" * 8, "anne"):
            with pytest.raises(ConfigError, match="nobody on record has the id"):
                await somebody(nobody, unit.people)


def test_a_table_fits_and_steers_no_terminal() -> None:
    text = table(("a", "b"), [("x" * 50, "\x1b[31mred\x07")], 40)
    assert all(len(line) <= 40 for line in text.splitlines())
    assert text.replace("\n", "").isprintable()
