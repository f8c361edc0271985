# SPDX-License-Identifier: MPL-2.0
"""Every sentence the bot can say exists, in both languages, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.localise import Localiser
from bot.texts import load_texts, text_problems
from config.problems import ConfigError
from handlers.message import LANGUAGES, Language
from handlers.reply import Listing, PartialDate, Phrase, Reply, Table, say

ROOT = Path(__file__).parents[3]
SAYING = frozenset(("say", "Phrase", "text"))


def _spoken() -> Iterator[tuple[str, str]]:
    """(where, key as a pattern) of each key in the code: f-strings become patterns."""
    for path in [*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", getattr(node.func, "attr", "")) in SAYING:
                yield from ((f"{path.name}:{node.lineno}", pattern) for pattern in _patterns(node.args[0]))


def _patterns(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str() as key):
            yield re.escape(key)
        case ast.JoinedStr(values=parts):
            yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else ".+" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*_patterns(one), *_patterns(other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_the_code_has_a_text(language: Language) -> None:
    keys = load_texts(language)
    lacking = [(where, pattern) for where, pattern in _spoken() if not any(re.fullmatch(pattern, key) for key in keys)]
    assert not lacking


def test_the_scan_sees_the_keys() -> None:
    assert len({pattern for _, pattern in _spoken()}) > 80


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    assert text_problems() == []


def test_a_missing_text_and_a_differing_placeholder_are_reported(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    own = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "unknown"\nmsgstr "{odd}"\n\nmsgid "mine"\nmsgstr "x"\n'
    (tmp_path / "texts" / "da.po").write_text(own, encoding="utf-8")
    assert [str(problem) for problem in text_problems(tmp_path)] == [
        "mine is missing in en.po",
        "unknown has other placeholders in one language than in the other",
    ]


def test_an_operators_text_is_laid_over_ours(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    own = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "unknown"\nmsgstr "ved ikke"\n'
    (tmp_path / "texts" / "da.po").write_text(own, encoding="utf-8")
    localiser = Localiser(tmp_path)
    assert (localiser.text("unknown", "da"), localiser.text("unknown", "en")) == ("ved ikke", "unknown")


def test_a_file_that_is_no_gettext_catalogue_is_named(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "da.po").write_text("not a catalogue", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"da\.po.*is not a gettext catalogue"):
        load_texts("da", tmp_path)


def test_dates_lists_and_numbers_are_written_as_the_language_does() -> None:
    reply = Reply(
        parts=(
            say("product_coordinator.answer", organisations=Listing(("A", "B", "C")), product="P", date=PartialDate("2026-06-16")),
            say("list_products.every", count=1),
            Table((Phrase("column.product"),), ((PartialDate("2026"),), (PartialDate("2026-02"),))),
        )
    )
    danish, english = (Localiser().reply(reply, language) for language in LANGUAGES)
    assert danish.parts[0].text == "A, B og C koordinerer P (pr. 16. juni 2026)."
    assert english.parts[0].text == "A, B and C coordinates P (as of 16 June 2026)."
    assert danish.parts[1].text.startswith("1 produkt ")
    assert danish.parts[2].table is not None
    assert danish.parts[2].table.rows == (("2026",), ("februar 2026",))


def test_a_value_that_looks_like_a_placeholder_stays_what_it_is() -> None:
    said = Localiser().text("product_coordinator.unknown", "en", product="{organisation}")
    assert "{organisation}" in said
