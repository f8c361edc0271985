# SPDX-License-Identifier: MPL-2.0
"""What is written can be read again as the same, whatever the texts in it."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from config.catalogue.entries import Article, Entry, Organisation, Source, key_of
from config.catalogue.load import load_catalogue, read_entries
from config.catalogue.values import Bilingual, WordLists
from config.catalogue.write import as_yaml

_WRITABLE = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=100).map(str.strip).filter(bool)


def _read(tmp_path: Path, text: str) -> dict[str, dict[str, Entry]]:
    path = tmp_path / "written.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return read_entries([path])


def test_the_shipped_catalogue_comes_back_as_it_was(tmp_path: Path) -> None:
    shipped = load_catalogue()
    assert _read(tmp_path, as_yaml({kind: entries.values() for kind, entries in shipped.items()})) == shipped


def test_the_same_entries_are_the_same_text_in_whatever_order_they_come() -> None:
    entries = list(load_catalogue()["organisations"].values())
    assert as_yaml({"organisations": entries}) == as_yaml({"organisations": reversed(entries)})


def test_only_fields_that_say_something_are_written() -> None:
    text = as_yaml({"organisations": [Organisation(id="a", name="A", type="other", source="s", membership="unknown", variants=())]})
    assert text == "# Written by os2bot export; os2bot import reads it.\norganisations:\n- id: a\n  name: A\n  type: other\n  source: s\n"


def test_texts_of_several_lines_are_written_as_lines() -> None:
    text = as_yaml({"sources": [Source(id="a", title="En\nto", read="2026")]})
    assert "  title: |-\n    En\n    to\n  read: '2026'\n" in text


@given(_WRITABLE, _WRITABLE, _WRITABLE)
def test_any_text_comes_back_as_it_was(tmp_path: Path, one: str, two: str, three: str) -> None:
    article = Article(
        id="a", kind="article", title=Bilingual(da=one, en=two), body=Bilingual(da=three, en=f"{one}\n{two}".strip()), source="s",
        review_by=date(2027, 1, 1), keywords=WordLists(da=(two, three)),
    )  # fmt: skip
    assert _read(tmp_path, as_yaml({"articles": [article]}))["articles"] == {key_of(article): article}
