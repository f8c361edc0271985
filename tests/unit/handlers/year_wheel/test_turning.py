# SPDX-License-Identifier: MPL-2.0
"""The dates of a year: from the meeting that is scheduled, and open where none is; never made up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from config.year_wheel_load import load_year_wheel
from handlers.meeting_dates import Occurrence, occurrences
from handlers.year_wheel.anchors import meetings_of, open_to_all
from handlers.year_wheel.naming import named
from handlers.year_wheel.turning import WheelDate, turned
from storage.memory import MemoryDatabase
from tests.meetings import date_of, noted, series

WHEEL = load_year_wheel()
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
MAY_18 = datetime(2027, 5, 18, 10)
RECKONED = ("assembly-notice", "assembly-proposals", "assembly-proposals-sent", "assembly-minutes")


def assembly(on: datetime = MAY_18, id_: str = "gf", **date_fields: object) -> list[Occurrence]:
    title = date_fields.pop("title", "")
    held = series(id_, group="generalforsamling", starts=on, rule="", minutes=300, title=title)
    changed = [date_of(id_, on, **date_fields)] if date_fields else []
    return occurrences(held, changed, FIRST, LAST)


def of(found: Sequence[WheelDate]) -> dict[str, WheelDate]:
    return {each.entry.id: each for each in found}


def test_without_a_meeting_every_date_that_depends_on_it_is_open_and_says_the_latest_that_it_can_be() -> None:
    found = of(turned(WHEEL, 2027, []))
    assert all(found[id_].is_open for id_ in ("assembly", *RECKONED, "assembly-election-odd", "assembly-fee"))
    assert (found["assembly-notice"].latest, found["assembly-notice"].if_on) == (date(2027, 4, 30), date(2027, 5, 31))
    assert (found["assembly"].earliest, found["assembly"].latest) == (date(2027, 4, 1), date(2027, 5, 31))
    assert "extraordinary" not in found
    assert "extraordinary-notice" not in found


def test_with_a_meeting_every_date_follows_from_it() -> None:
    found = of(turned(WHEEL, 2027, assembly()))
    assert [found[id_].last for id_ in RECKONED] == [date(2027, 4, 17), date(2027, 5, 3), date(2027, 5, 9), date(2027, 6, 1)]
    assert found["assembly"].last == found["assembly-fee"].last == found["assembly-election-odd"].last == date(2027, 5, 18)
    assert not any(each.is_open for each in found.values())


def test_where_it_is_moved_every_date_moves() -> None:
    found = of(turned(WHEEL, 2027, assembly(starts=datetime(2027, 5, 25, 10))))
    assert [found[id_].last for id_ in RECKONED] == [date(2027, 4, 24), date(2027, 5, 10), date(2027, 5, 16), date(2027, 6, 8)]


def test_where_it_is_cancelled_every_date_is_open_again() -> None:
    found = of(turned(WHEEL, 2027, assembly(cancelled=True)))
    assert all(found[id_].is_open for id_ in ("assembly", *RECKONED))


def test_in_place_of_a_cancelled_one_the_next_counts() -> None:
    found = of(turned(WHEEL, 2027, [*assembly(cancelled=True), *assembly(datetime(2027, 5, 27, 10), "anew")]))
    assert found["assembly"].last == date(2027, 5, 27)


@pytest.mark.parametrize(
    ("year", "there", "not_there"), [(2027, "assembly-election-odd", "assembly-election-even"), (2028, "assembly-election-even", "assembly-election-odd")]
)
def test_the_chair_is_elected_in_odd_years_and_half_the_board_in_even_ones(year: int, there: str, not_there: str) -> None:
    found = of(turned(WHEEL, year, []))
    assert there in found
    assert not_there not in found


def test_an_extraordinary_one_has_its_own_notice_and_moves_nothing_of_the_ordinary() -> None:
    other = assembly(datetime(2027, 4, 20, 10), "ex", title="Ekstraordinær generalforsamling")
    found = of(turned(WHEEL, 2027, [*other, *assembly()]))
    assert found["assembly"].last == date(2027, 5, 18)
    assert (found["extraordinary"].last, found["extraordinary-notice"].last) == (date(2027, 4, 20), date(2027, 4, 5))


def test_two_extraordinary_ones_of_a_year_are_told_apart() -> None:
    others = [*assembly(datetime(2027, 9, 1, 10), "e1", title="Extraordinary"), *assembly(datetime(2027, 10, 4, 10), "e2", title="ekstraordinær")]
    found = [each for each in turned(WHEEL, 2027, [*assembly(), *others]) if each.entry.id == "extraordinary-notice"]
    assert [each.last for each in found] == [date(2027, 8, 17), date(2027, 9, 19)]
    assert len({each.which for each in found}) == 2


def test_one_outside_april_and_may_counts_and_says_so() -> None:
    found = of(turned(WHEEL, 2027, assembly(datetime(2027, 6, 3, 10))))
    assert found["assembly"].last == date(2027, 6, 3)
    assert found["assembly"].outside


@pytest.mark.parametrize("on", [datetime(2027, 5, 31, 10), datetime(2027, 4, 1, 10), datetime(2029, 4, 2, 10)])  # the last is Easter Monday
def test_days_at_the_edges_and_holidays_are_dates_as_all_are(on: datetime) -> None:
    found = of(turned(WHEEL, on.year, assembly(on)))
    assert found["assembly"].last == on.date()
    assert not found["assembly"].outside


def test_a_self_evaluation_is_due_twice_every_year() -> None:
    for year in range(2024, 2041):
        found = [each for each in turned(WHEEL, year, []) if each.entry.id == "self-evaluation"]
        assert [(each.which, each.last) for each in found] == [("1", date(year, 6, 30)), ("2", date(year, 12, 31))]


def test_the_networks_windows_are_known_of_2027_alone() -> None:
    assert sum(each.entry.id.startswith("network") for each in turned(WHEEL, 2027, [])) == 7
    assert not any(each.entry.id.startswith("network") for each in turned(WHEEL, 2028, []))


def test_the_dates_stand_in_their_order() -> None:
    for meetings in ([], assembly()):
        found = [each.order for each in turned(WHEEL, 2027, meetings)]
        assert found == sorted(found)


async def test_what_is_told_to_a_group_alone_is_kept_from_others() -> None:
    database = MemoryDatabase()
    await noted(database, series("gf", group="generalforsamling", starts=MAY_18, rule="", visibility="group"))
    async with database.unit_of_work() as unit:
        assert await meetings_of(WHEEL, unit.meetings, [2027], open_to_all) == []
        assert len(await meetings_of(WHEEL, unit.meetings, [2027], lambda _: True)) == 1


async def test_a_meeting_of_new_years_night_belongs_to_the_year_on_the_wall() -> None:
    database = MemoryDatabase()
    await noted(database, series("gf", group="generalforsamling", starts=datetime(2028, 1, 1, 0, 30), rule="", title="Ekstraordinær"))
    async with database.unit_of_work() as unit:
        for year, count in ((2027, 0), (2028, 1)):
            found = turned(WHEEL, year, await meetings_of(WHEEL, unit.meetings, [year], open_to_all))
            assert sum(each.entry.id == "extraordinary" for each in found) == count


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("hvornår skal der indkaldes til generalforsamling?", "assembly-notice"),
        ("hvornår er fristen for forslag til generalforsamlingen?", "assembly-proposals"),
        ("hvornår bliver forslagene sendt ud", "assembly-proposals-sent"),
        ("hvornår skal selvevalueringen være færdig?", "self-evaluation"),
        ("hvornår indkaldes til den ekstraordinære generalforsamling", "extraordinary-notice"),
        ("referatet fra generalforsamlingen", "assembly-minutes"),
        ("when is notice of the general assembly due?", "assembly-notice"),
        ("what is the deadline for proposals to the AGM", "assembly-proposals"),
        ("the notice has been sent", "assembly-notice"),
        ("the proposals have been sent out", "assembly-proposals-sent"),
        ("generalforsamling", "assembly"),
    ],
)
def test_words_mean_the_entry_that_people_mean_by_them(words: str, entry: str) -> None:
    assert [each.id for each in named(WHEEL, words)] == [entry]


def test_the_election_is_another_entry_in_even_years() -> None:
    assert {each.id for each in named(WHEEL, "er formanden på valg i år?")} == {"assembly-election-odd", "assembly-election-even"}


def test_what_somebody_writes_once_it_is_done_names_its_own_entry() -> None:
    for each in WHEEL.entries:
        for words in (each.done.da, each.done.en) if each.done else ():
            assert named(WHEEL, words)[:1] == [each]


def test_every_year_has_its_dates_within_a_year_of_it() -> None:
    for year in range(2024, 2041):
        for each in turned(WHEEL, year, []):
            assert abs(each.order - date(year, 7, 1)) < timedelta(days=200)
