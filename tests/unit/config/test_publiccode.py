# SPDX-License-Identifier: MPL-2.0
"""Real publiccode.yml files, with all their oddities, give facts, notes, or one clear sentence."""

from datetime import date
from pathlib import Path

import pytest

from config.catalogue.publiccode import Contractor, PublicCode, read_publiccode
from config.problems import ConfigError

PAYLOADS = Path(__file__).parents[1] / "payloads" / "publiccode"
TODAY = date(2026, 11, 24)
UNUSABLE = {"os2iot.yml", "lt-ai-ner.yml"}
MINIMAL = "publiccodeYmlVersion: '0.4'\nname: X\nurl: https://example.org/x.git\nlegal:\n  license: MIT\n"


def _real(name: str) -> PublicCode:
    return read_publiccode(PAYLOADS / name, TODAY)


def _read(tmp_path: Path, text: str) -> PublicCode:
    path = tmp_path / "publiccode.yml"
    path.write_text(text, encoding="utf-8")
    return read_publiccode(path, TODAY)


def _problems(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        read_publiccode(path, TODAY)
    return [str(problem).removeprefix(str(path)) for problem in raised.value.problems]


def test_a_danish_file_gives_its_facts() -> None:
    code = _real("os2mo.yml")
    assert (code.name, code.url, code.licence, code.released, code.state, code.maintenance) == (
        "OS2mo", "https://github.com/OS2mo/os2mo", "MPL-2.0", None, "stable", "contract",
    )  # fmt: skip
    assert code.contractors == (Contractor(name="Magenta ApS", until="2038-01-20"),)
    assert code.used_by == ("Danish Municipalities", "Danish Regions", "Greenlandic Tax Department")
    assert code.summaries["en"] == "GIR is an IT system for organisational and identity management."
    assert code.pages == ("https://github.com/OS2mo/os2mo", "https://rammearkitektur.docs.magenta.dk/os2mo/")
    assert code.notes == ()


def test_a_file_that_is_no_yaml_is_one_sentence_with_its_line() -> None:
    assert _problems(PAYLOADS / "os2iot.yml") == [", line 46: is not valid YAML (could not find expected ':')"]


def test_a_licence_that_is_no_spdx_expression_is_one_sentence_with_its_line() -> None:
    assert _problems(PAYLOADS / "lt-ai-ner.yml") == [
        ", line 24: legal.license: 'Apache License, Version 2.0' is no SPDX expression; write one such as Apache-2.0 or EUPL-1.2"
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in PAYLOADS.iterdir() if path.name not in UNUSABLE))
def test_no_person_and_no_address_of_one_is_read(name: str) -> None:
    text = (PAYLOADS / name).read_text(encoding="utf-8")
    shown = repr(_real(name))
    assert "example.org" not in shown
    people = ("Inventata", "Verzonnen", "Andere", "Inventée", "000 000")
    assert [person for person in people if person in shown] == []
    assert text.startswith("# From ")


@pytest.mark.parametrize(
    ("name", "released", "notes"),
    [
        ("htrflow.yml", date(2025, 2, 14), ()),
        ("wai-portal.yml", date(2020, 5, 30), ()),
        ("parer.yml", None, ()),
        ("bouwmeester.yml", None, ()),
        ("corebundle.yml", None, ("'EUPL-1.2-or-later' is no SPDX identifier known here; it is taken over as written", "releaseDate '2021-08-2' is left out: a date is written YYYY-MM-DD")),
        (
            "grafregistratiecomponent.yml",
            None,
            (
                "the standard also asks for description.*.shortDescription",
                "releaseDate '2021-17-02' is left out: a date is written YYYY-MM-DD",
                "landingURL 'pc.zaakonline.nl' is left out: it is no web address",
            ),
        ),
        ("catala.yml", None, ("the standard also asks for platforms, developmentStatus, localisation.localisationReady, localisation.availableLanguages",)),
    ],
)  # fmt: skip
def test_what_is_missing_or_odd_is_a_note(name: str, released: date | None, notes: tuple[str, ...]) -> None:
    code = _real(name)
    assert (code.released, code.notes) == (released, notes)


def test_identifiers_of_licences_are_written_in_their_usual_case() -> None:
    assert _real("catala.yml").licence == "Apache-2.0"


def test_names_lose_their_spaces() -> None:
    assert _real("webmappvenezia.yml").name == "WebMapp"


@pytest.mark.parametrize(
    ("date_", "note"),
    [
        ("1970-01-01", "releaseDate 1970-01-01 is left out: it is what files write that have none"),
        ("2031-05-01", "releaseDate 2031-05-01 is left out: it lies in the future"),
        ("01-01-2021", "releaseDate '01-01-2021' is left out: a date is written YYYY-MM-DD"),
        ("20210101", "releaseDate '20210101' is left out: a date is written YYYY-MM-DD"),
    ],
)
def test_a_release_date_that_says_nothing_is_left_out(tmp_path: Path, date_: str, note: str) -> None:
    code = _read(tmp_path, MINIMAL + f"releaseDate: {date_}\n")
    assert code.released is None
    assert note in code.notes


def test_one_value_in_place_of_a_list_is_a_list_of_one(tmp_path: Path) -> None:
    code = _read(tmp_path, MINIMAL + "usedBy: Nordby Kommune\nmaintenance:\n  contractors:\n    name: Firma\n")
    assert (code.used_by, code.contractors) == (("Nordby Kommune",), (Contractor(name="Firma"),))


def test_nothing_in_place_of_a_value_is_nothing(tmp_path: Path) -> None:
    code = _read(tmp_path, MINIMAL + "usedBy:\nmaintenance:\ndescription:\n  da:\nlandingURL: ''\nreleaseDate: null\n")
    assert (code.used_by, code.contractors, code.pages, code.released, dict(code.summaries)) == ((), (), (), None, {})


def test_numbers_in_place_of_text_are_text(tmp_path: Path) -> None:
    assert _read(tmp_path, MINIMAL.replace("name: X", "name: 112")).name == "112"


def test_the_first_version_of_the_standard_is_read_too(tmp_path: Path) -> None:
    text = MINIMAL.replace("publiccodeYmlVersion: '0.4'", "publiccode-yaml-version: http://w3id.org/publiccode/version/0.1")
    code = _read(tmp_path, text + "description:\n  dan:\n    shortDescription: Kort\n  en-GB:\n    shortDescription: Short\n")
    assert code.summaries == {"da": "Kort", "en": "Short"}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [": is empty"]),
        ("- a\n", [": is no publiccode.yml: it must hold named keys"]),
        ("name: X\n", [", line 1: url: is missing", ", line 1: legal.license: is missing"]),
        (MINIMAL.replace("https://example.org/x.git", "somewhere"), [", line 3: url: 'somewhere' is no web address; write one that begins with https://"]),
        (MINIMAL.replace("name: X", "name: [X]"), [", line 2: name: must be text"]),
        (MINIMAL + "usedBy:\n  - a\n  - {b: c}\n", [", line 8: usedBy[1]: must be text"]),
        (MINIMAL + "maintenance: none\n", [", line 6: maintenance: must be a section with named keys below it"]),
        (MINIMAL + "description:\n  da:\n    shortDescription: [1]\n", [", line 8: description.da.shortDescription: must be text"]),
    ],
)
def test_what_cannot_be_used_is_one_sentence_with_its_line(tmp_path: Path, text: str, problems: list[str]) -> None:
    path = tmp_path / "publiccode.yml"
    path.write_text(text, encoding="utf-8")
    assert _problems(path) == problems


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("git@github.com:OS2mo/os2mo.git", "https://github.com/OS2mo/os2mo"),
        ("ssh://git@git.example.org/a/b.git", "https://git.example.org/a/b"),
        ("git+https://example.org/a/b/", "https://example.org/a/b"),
        ("https://person:secret@example.org/a", "https://example.org/a"),
        ("' https://example.org/a '", "https://example.org/a"),
    ],
)
def test_every_way_of_writing_a_repository_gives_its_page(tmp_path: Path, url: str, read: str) -> None:
    assert _read(tmp_path, MINIMAL.replace("https://example.org/x.git", url)).url == read
