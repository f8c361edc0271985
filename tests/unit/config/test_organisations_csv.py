# SPDX-License-Identifier: MPL-2.0
"""A CSV of organisations is read as spreadsheets write it, and every bad line is told."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue.entries import Organisation
from config.catalogue.organisations_csv import id_from, organisations, read_rows
from config.catalogue.values import Bilingual
from config.problems import ConfigError

KNOWN = {
    "nordby": Organisation(
        id="nordby", name="Nordby Kommune", type="municipality", source="list", variants=("Nordby",), cvr="12345678", note=Bilingual(da="note", en="note")
    )
}


def _read(tmp_path: Path, text: str | bytes, source: str | None = None) -> list[Organisation]:
    path = tmp_path / "organisations.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(organisations(read_rows(path), KNOWN, source).values())


def _problems(tmp_path: Path, text: str | bytes, source: str | None = "list") -> list[str]:
    with pytest.raises(ConfigError) as raised:
        _read(tmp_path, text, source)
    return [str(problem).removeprefix(str(tmp_path / "organisations.csv")) for problem in raised.value.problems]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_every_usual_way_of_writing_a_csv_is_read(tmp_path: Path, mark: str, end: str, delimiter: str) -> None:
    rows = [
        ["id", "name", "type", "variants", "municipality_code", "source"],
        ["soenderby", "Sønderby Kommune", "municipality", "Sønderby|Sdr. By", "0999", "list"],
    ]
    text = mark + end.join(delimiter.join(row) for row in rows) + end
    assert _read(tmp_path, text) == [
        Organisation(id="soenderby", name="Sønderby Kommune", type="municipality", variants=("Sønderby", "Sdr. By"), municipality_code="0999", source="list")
    ]


def test_quoted_cells_hold_separators_and_lines(tmp_path: Path) -> None:
    found = _read(tmp_path, 'name;type;note.da;note.en\n"By; og Land";other;"to\nlinjer";"two\nlines"\n', "list")
    assert (found[0].name, found[0].note) == ("By; og Land", Bilingual(da="to\nlinjer", en="two\nlines"))


def test_the_line_that_spreadsheets_write_for_themselves_is_passed_over(tmp_path: Path) -> None:
    assert _problems(tmp_path, "sep=;\nname;type\nVesterby;town\n") == [", line 3: type: must be 'municipality', 'region', 'state', 'vendor' or 'other'"]


def test_an_id_is_made_from_the_name(tmp_path: Path) -> None:
    assert [found.id for found in _read(tmp_path, "name,type\nÆbleø Å-Kommune,other\n", "list")] == ["aebleoe-aa-kommune"]


def test_a_line_without_id_means_the_known_organisation_of_that_name(tmp_path: Path) -> None:
    assert [found.id for found in _read(tmp_path, "name,type\nNordby Kommune,municipality\n")] == ["nordby"]
    assert [found.id for found in _read(tmp_path, "name,type\nnordby,municipality\n")] == ["nordby"]


def test_what_a_file_has_no_column_for_stays_as_it_is(tmp_path: Path) -> None:
    found = _read(tmp_path, "id,contact\nnordby,post@example.org\n")
    assert found == [
        Organisation(
            id="nordby", name="Nordby Kommune", type="municipality", source="list", variants=("Nordby",), cvr="12345678",
            note=Bilingual(da="note", en="note"), contact="post@example.org",
        )
    ]  # fmt: skip


def test_an_empty_cell_empties_the_field(tmp_path: Path) -> None:
    found = _read(tmp_path, "id,variants,cvr,note.da,note.en\nnordby,,,,\n")
    assert (found[0].variants, found[0].cvr, found[0].note) == ((), None, None)


def test_a_line_names_its_source_or_takes_the_one_given(tmp_path: Path) -> None:
    found = _read(tmp_path, "name,type,source\nØsterby,other,own\nVesterby,other,\n", "given")
    assert [each.source for each in found] == ["own", "given"]
    assert _problems(tmp_path, "name,type\nØsterby,other\n", None) == [", line 2: source: is missing"]


def test_every_bad_line_is_told_with_its_number(tmp_path: Path) -> None:
    text = "name,type,municipality_code,contact\nA,municipality,101,\n\nB,other,,not a mailbox\n,other,,\nD,other,,\nD,other,,\n"
    assert _problems(tmp_path, text) == [
        r", line 2: municipality_code: must match pattern '^\d{4}$'",
        ", line 4: contact: a mailbox is written name@example.org",
        ", line 5: id: is missing, and there is no name to make it from",
        ", line 7: id: 'd' stands twice",
    ]


def test_a_line_with_too_many_or_too_few_cells_is_told(tmp_path: Path) -> None:
    assert _problems(tmp_path, "name,type\nBy, og Land,other\nBy\n") == [
        ", line 2: has 3 cells where the header names 2; put a cell that holds a separator in quotes",
        ", line 3: has 1 cells where the header names 2; put a cell that holds a separator in quotes",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ": is empty; its first line must name the columns"),
        ("\n\n", ": is empty; its first line must name the columns"),
        ("name,typ\n", ", line 1: typ: is not a known column; there are id, name, type, source, variants,"),
        ("name,name\n", ", line 1: name: stands twice in the header"),
        ("type,source\n", ", line 1: the header must name the column name or id"),
        ("name,note\n", ", line 1: note: is written in two columns, note.da and note.en"),
        ('name,type\n"By,other\n', ", line 2: cannot be read as CSV (unexpected end of data)"),
        ("name,type\n" + "x" * 200_000 + ",other\n", ", line 2: cannot be read as CSV (field larger than field limit (131072))"),
        (b"name,type\n\xe6,other\n", ": is not UTF-8 text; save it as UTF-8"),
        (b"name\x00", ": is not text"),
    ],
)
def test_a_file_that_is_no_such_table_is_one_sentence(tmp_path: Path, text: str | bytes, problem: str) -> None:
    found = _problems(tmp_path, text)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_a_name_of_two_organisations_needs_an_id(tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text("name,type\nNordby,other\n", encoding="utf-8")
    other = Organisation(id="nordby-skole", name="Nordby Skole", type="other", source="list", variants=("Nordby",))
    with pytest.raises(ConfigError, match="line 2: id: 'Nordby' is the name of nordby and nordby-skole; give the id"):
        organisations(read_rows(path), {**KNOWN, other.id: other})


@given(st.text(max_size=300))
def test_an_id_from_any_name_is_an_id_or_empty(name: str) -> None:
    made = id_from(name)
    assert made == "" or Organisation(id=made, name="x", type="other", source="s").id == made
    assert len(made) <= 120
    assert not made.startswith("-")
    assert not made.endswith("-")


@given(st.binary(max_size=400))
def test_any_bytes_are_organisations_or_problems(tmp_path: Path, content: bytes) -> None:
    with suppress(ConfigError):
        assert all(found.source == "list" for found in _read(tmp_path, b"name,type\n" + content, "list"))
