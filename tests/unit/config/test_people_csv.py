# SPDX-License-Identifier: MPL-2.0
"""A CSV of roles is read as spreadsheets write it; every bad cell is told, and no name is taken."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.people_csv import COLUMNS, MOST, RoleLine, read_people, role_lines, written
from config.people_scope import Known
from config.problems import ConfigError

KNOWN = Known(
    products={"os2test": frozenset(("os2test",)), "testværktøj": frozenset(("os2test",)), "fælles": frozenset(("os2test", "os2other"))},
    organisations={
        "nordby": frozenset(("nordby",)), "nordbykommune": frozenset(("nordby",)), "sønderby": frozenset(("soenderby", "soenderby-skole")),
        "os2test": frozenset(("os2test-aps",)), "soenderby": frozenset(("soenderby",)),
    },
)  # fmt: skip
SINCE = "2026-01-01"
GUIDE = Path(__file__).parents[3] / "docs" / "import.md"


def _lines(tmp_path: Path, text: str | bytes) -> list[RoleLine]:
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(role_lines(read_people(path), KNOWN).lines)


def _line(tmp_path: Path, **cells: str) -> RoleLine:
    (line,) = _lines(tmp_path, written([{"role": "tovholder", "scope": "os2test", "organisation": "nordby", **cells}]))
    return line


def _problems(tmp_path: Path, text: str | bytes) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        _lines(tmp_path, text)
    return [str(problem).removeprefix(str(tmp_path / "people.csv")) for problem in raised.value.problems]


def _problem(tmp_path: Path, **cells: str) -> str:
    (problem,) = _problems(tmp_path, written([{"role": "tovholder", "scope_kind": "product", "scope": "os2test", "organisation": "nordby", **cells}]))
    return problem.removeprefix(", line 2: ")


@pytest.mark.parametrize("mark", ["", "\ufeff", "sep=;\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_every_usual_way_of_writing_a_csv_is_read(tmp_path: Path, mark: str, end: str, delimiter: str) -> None:
    rows = [["Valid_from", " organisation ", "role", "scope"], ["1/3-2027", "Nordby  Kommune", "Tovholder", "OS2test"], ["", "", "", ""]]
    found = _lines(tmp_path, mark + end.join(delimiter.join(row) for row in rows) + end)
    line = 3 if mark.startswith("sep") else 2
    assert found == [RoleLine(line=line, role="tovholder", scope_kind="product", scope="os2test", organisation="nordby", valid_from=date(2027, 3, 1))]


def test_a_line_says_everything_that_a_role_has(tmp_path: Path) -> None:
    whole = {"identity": "slack:T0AB:U0CD", "mailbox": "post@example.org", "share": "1/5", "valid_from": SINCE, "valid_to": "31.12.2027", "source": "list-2026"}
    assert _line(tmp_path, **whole) == RoleLine(
        line=2, role="tovholder", scope_kind="product", scope="os2test", organisation="nordby", identity="slack:T0AB:U0CD", mailbox="post@example.org",
        share=20, valid_from=date(2026, 1, 1), valid_to=date(2027, 12, 31), source="list-2026",
    )  # fmt: skip
    assert _line(tmp_path).source == "import"


@pytest.mark.parametrize("column", ["name", "Navn", "NAME"])
def test_a_name_is_refused_with_the_reason(tmp_path: Path, column: str) -> None:
    (problem,) = _problems(tmp_path, f"role,organisation,{column}\nreferent,nordby,A\n")
    said = "is not taken: a person's name needs that person's own consent, which they give in chat; take the column out"
    assert problem == f", line 1: {column.lower()}: {said}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ": is empty; its first line must name the columns"),
        ("role,organisation\n", ": holds no lines to import"),
        ("role,organisation,email\n", f", line 1: email: is not a known column; there are {', '.join(COLUMNS)}"),
        ("role,role,organisation\n", ", line 1: role: stands twice in the header"),
        ("scope,organisation\n", ", line 1: the header must name the column role"),
        ("role,scope\n", ", line 1: the header must name a column that says who holds the role: organisation or identity or mailbox"),
        ("role,organisation\nreferent\n", ", line 2: has 1 cells where the header names 2; put a cell that holds a separator in quotes"),
        ('role,organisation\nreferent,"x\n', ", line 2: cannot be read as CSV (unexpected end of data)"),
        ("role,organisation\n" + "referent,nordby\n" * (MOST + 1), f": holds more than {MOST:,} lines; split it into several files"),
        (b"role,organisation\n\xe6,x\n", ": is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_one_sentence(tmp_path: Path, text: str | bytes, problem: str) -> None:
    assert _problems(tmp_path, text) == [problem]


@pytest.mark.parametrize(
    ("role", "scope", "found"),
    [
        ("tovholder", "testværktøj", ("product", "os2test")),
        ("tovholder", "Test Værktøj", ("product", "os2test")),
        ("tovholder", "os2test/styregruppe", ("group", "os2test/styregruppe")),
        ("tovholder", "Testværktøj / NETVÆRK", ("group", "os2test/netværk")),
        ("forperson", "", ("association", "")),
        ("forperson", "Bestyrelse", ("group", "bestyrelse")),
        ("sekretariat", "", ("association", "")),
        ("kontaktperson", "Nordby Kommune", ("organisation", "nordby")),
        ("kontaktperson", "os2test", None),  # a product and an organisation
        ("systemejer", "soenderby", ("organisation", "soenderby")),
        ("referent", "generalforsamling", ("group", "generalforsamling")),
    ],
)
def test_what_a_role_is_held_over_is_seen_from_the_cell_alone(tmp_path: Path, role: str, scope: str, found: tuple[str, str] | None) -> None:
    if found is None:
        assert _problem(tmp_path, role=role, scope_kind="", scope=scope) == "scope: 'os2test' may be a product or an organisation; give scope_kind"
        assert _line(tmp_path, role=role, scope_kind="organisation", scope=scope).scope == "os2test-aps"
        return
    line = _line(tmp_path, role=role, scope_kind="", scope=scope)
    assert (line.scope_kind, line.scope) == found
    assert _line(tmp_path, role=role, scope_kind=found[0].upper(), scope=scope) == line


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"role": ""}, "role: is missing; there are produktkoordinator, stedfortraeder,"),
        ({"role": "chef"}, "role: 'chef' is not one; there are produktkoordinator,"),
        ({"scope_kind": "team"}, "scope_kind: 'team' is not one; tovholder is held over product or group"),
        ({"scope_kind": "organisation"}, "scope_kind: 'organisation' is not one; tovholder is held over product or group"),
        ({"scope": "os2nothing"}, "scope: 'os2nothing' is no product of the catalogue; give its id or a name it has there"),
        ({"scope": "Fælles"}, "scope: 'Fælles' is the name of os2other and os2test; give the id"),
        ({"scope_kind": "", "scope": "nordby"}, "scope: 'nordby' is an organisation; tovholder is held over a product or a group"),
        ({"scope_kind": "", "scope": "x" * 100}, f"scope: '{'x' * 60}…' is nothing that the catalogue knows; tovholder is held over a product or a group"),
        ({"scope_kind": "", "scope": ""}, "scope: is missing; tovholder is held over a product or a group"),
        ({"scope": ""}, "scope: is missing; tovholder is held over a product"),
        ({"scope_kind": "group", "scope": "os2test/klub"}, "scope: 'os2test/klub' is no group; write a product and one of styregruppe,"),
        ({"scope_kind": "group", "scope": "styregruppe"}, "scope: 'styregruppe' is a group of a product: write it as os2mo/styregruppe"),
        ({"role": "admin", "scope_kind": "", "scope": "os2test"}, "scope: must be left empty where admin is held over the association"),
        ({"organisation": ""}, "organisation: is missing, and so are identity and mailbox: one of them must say who holds the role"),
        ({"organisation": "Nørreby"}, "organisation: 'Nørreby' is no organisation of the catalogue"),
        ({"organisation": "Sønderby"}, "organisation: 'Sønderby' is the name of soenderby and soenderby-skole; give the id"),
        ({"identity": "Anne Testesen"}, "identity: 'Anne Testesen' is no identity; write slack:T0123:U0123 or matrix:@name:example.org"),
        ({"identity": "matrix:@a:example.org" + "x" * 400}, "identity: 'matrix:@a:example.org"),
        ({"identity": "matrix:@a:\u202eexample.org"}, "identity: 'matrix:@a:\u202eexample.org' is no identity"),
        ({"mailbox": "post"}, "mailbox: 'post' is no mailbox; write name@example.org"),
        ({"share": "0"}, "share: '0' is no share of a full-time position; write 1 to 100 (percent), or a fraction such as 1/5"),
        ({"share": "101"}, "share: '101' is no share"),
        ({"share": "6/5"}, "share: '6/5' is no share"),
        ({"share": "1/0"}, "share: '1/0' is no share"),
        ({"share": "halv"}, "share: 'halv' is no share"),
        ({"valid_from": "3/4/2027"}, "valid_from: '3/4/2027' is no date; write 2027-03-01, 1/3-2027 or 1.3.2027"),
        ({"valid_from": "31/2-2027"}, "valid_from: '31/2-2027' is no day of the calendar"),
        ({"valid_to": "2027-13-01"}, "valid_to: '2027-13-01' is no day of the calendar"),
        ({"valid_to": "snart"}, "valid_to: 'snart' is no date"),
        (
            {"valid_from": "2027-01-01", "valid_to": "1/1-2027"},
            "valid_to: must be after valid_from: it is the first day on which the role is no longer held",
        ),
        ({"source": "En kilde"}, "source: 'En kilde' is no id; write small letters, digits and hyphens, such as list-2026"),
    ],
)
def test_a_cell_that_says_nothing_known_is_told_with_what_is_expected(tmp_path: Path, cells: dict[str, str], problem: str) -> None:
    assert _problem(tmp_path, **cells).startswith(problem)


def test_every_bad_line_is_told_with_its_number_up_to_twenty(tmp_path: Path) -> None:
    text = "role,scope,organisation\nchef,os2test,nordby\n\ntovholder,os2test,nordby\ntovholder,os2nothing,nowhere\n"
    assert [problem.split(": ")[:2] for problem in _problems(tmp_path, text)] == [[", line 2", "role"], [", line 5", "scope"], [", line 5", "organisation"]]
    assert len(_problems(tmp_path, "role,organisation\n" + "chef,nordby\n" * 50)) == 20


@pytest.mark.parametrize(("text", "share"), [("1", 1), ("100", 100), ("50%", 50), ("50 %", 50), ("1/5", 20), ("1 / 3", 33), ("2/3", 67), ("1/1", 100)])
def test_a_share_is_percent_or_a_fraction(tmp_path: Path, text: str, share: int) -> None:
    assert _line(tmp_path, share=text).share == share


@pytest.mark.parametrize("text", ["2027-03-01", "1/3-2027", "01/03-2027", "1.3.2027", "01.03.2027", "01-03-2027"])
def test_a_date_is_written_as_computers_or_danes_do(tmp_path: Path, text: str) -> None:
    assert _line(tmp_path, valid_from=text).valid_from == date(2027, 3, 1)


@pytest.mark.parametrize("text", ["=cmd@example.org", "+45@example.org", "-a@example.org", "'=a@example.org", "''+a@example.org", "a@example.org"])
def test_no_cell_is_computed_by_a_spreadsheet_and_every_cell_comes_back(tmp_path: Path, text: str) -> None:
    cells = written([{"role": "tovholder", "mailbox": text}]).splitlines()[1].split(";")
    assert cells[COLUMNS.index("mailbox")][0] not in "=+-@"
    assert _line(tmp_path, organisation="", mailbox=text).mailbox == text


def test_the_example_of_the_guide_is_read(tmp_path: Path) -> None:
    example = GUIDE.read_text(encoding="utf-8").split("```csv\n")[1].split("```")[0]
    path = tmp_path / "people.csv"
    path.write_text(example, encoding="utf-8")
    known = Known(products={"os2mo": frozenset(("os2mo",))}, organisations={"aarhuskommune": frozenset(("aarhus",))})
    assert [(line.role, line.scope, line.share) for line in role_lines(read_people(path), known).lines] == [
        ("produktkoordinator", "os2mo", 20), ("forperson", "os2mo/styregruppe", None), ("sekretariat", "", None),
    ]  # fmt: skip
    assert all(f"| `{column}` |" in GUIDE.read_text(encoding="utf-8") for column in COLUMNS)


_CELLS = st.fixed_dictionaries(
    {},
    optional={
        "share": st.integers(1, 100).map(str),
        "valid_from": st.dates(date(1990, 1, 1), date(2026, 12, 31)).map(str),
        "valid_to": st.dates(date(2027, 1, 1), date(2100, 1, 1)).map(str),
        "mailbox": st.from_regex(r"['=+\-a-z]{1,5}@[a-z;,\"]{1,5}\.dk", fullmatch=True),
        "identity": st.from_regex(r"slack:T[A-Z0-9]{1,9}:U[A-Z0-9]{1,9}", fullmatch=True),
    },
)


@given(_CELLS)
def test_what_is_written_is_read_as_the_same(tmp_path: Path, cells: dict[str, Any]) -> None:
    line = _line(tmp_path, **cells)
    assert {column: str(getattr(line, column)) for column in cells} == cells


@given(st.binary(max_size=400))
def test_any_bytes_are_roles_or_problems(tmp_path: Path, content: bytes) -> None:
    with suppress(ConfigError):
        assert all(line.role == "referent" for line in _lines(tmp_path, b"role,organisation\n" + content))


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=30), min_size=1))
def test_any_cells_are_a_role_or_problems(tmp_path: Path, cells: dict[str, str]) -> None:
    with suppress(ConfigError):
        _lines(tmp_path, written([cells]))
