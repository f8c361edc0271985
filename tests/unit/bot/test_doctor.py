# SPDX-License-Identifier: MPL-2.0
"""The doctor finds what is wrong with settings and files, and says in plain words what to do."""

from datetime import date
from pathlib import Path

import pytest

from bot.doctor import examine
from bot.doctor.data_directory import data_directory
from bot.doctor.files import catalogue, intents, model
from bot.doctor.finding import Finding, line, summary
from tests.conftest import NOW

PO_HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


async def _lines(state: str, **looked: bool) -> list[str]:
    return [line(finding) for finding in await examine(NOW, **looked) if finding.state == state]


async def test_a_fresh_checkout_has_no_problem() -> None:
    assert await _lines("problem") == []
    subjects = {finding.subject for finding in await examine(NOW)}
    assert {"settings", "catalogue", "intents", "sentences", "model", "texts", "data directory", "database"} <= subjects


async def test_every_note_and_problem_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS2BOT_LANGUGE", "da")
    monkeypatch.setenv("OS2BOT_DATABASE_URL", "postgresql://me:hemmelig@127.0.0.1:1/none")
    findings = await examine(NOW, live=True)
    assert {finding.state for finding in findings} == {"ok", "note", "problem"}
    assert all(finding.do for finding in findings if finding.state != "ok")
    assert not any("hemmelig" in line(finding) for finding in findings)


async def test_settings_that_cannot_be_used_are_all_named_and_the_rest_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS2BOT_LANGUAGE", "sv")
    monkeypatch.setenv("OS2BOT_HTTP_PORT", "high")
    findings = await examine(NOW)
    assert [finding.state for finding in findings] == ["problem", "problem", "note"]
    assert "OS2BOT_LANGUAGE" in findings[0].text


async def test_a_misspelt_setting_is_noted_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OS2BOT_LANGUGE", "da")
    (tmp_path / ".env").write_text("OS2BOT_HTTP_PROT=1\nOS2BOT_LANGUAGE=en\nOTHER=1\n", encoding="utf-8")
    assert [each for each in await _lines("note") if "settings" in each] == [
        "note     settings: unknown: OS2BOT_HTTP_PROT, OS2BOT_LANGUGE | Correct the spelling, or take it out: os2bot does not read it."
    ]


async def test_one_broken_file_does_not_hide_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("catalogue", "texts", "intents"):
        (tmp_path / name).mkdir()
    (tmp_path / "catalogue" / "own.yaml").write_text("products:\n  - id: x\n", encoding="utf-8")
    (tmp_path / "texts" / "da.po").write_text(PO_HEAD + 'msgid "mine"\nmsgstr "x"\n', encoding="utf-8")
    (tmp_path / "intents" / "vocabulary.yaml").write_text("slots: {}\n", encoding="utf-8")
    monkeypatch.setenv("OS2BOT_CONFIG_DIR", str(tmp_path))
    problems = await _lines("problem")
    assert any("own.yaml, line 2: products[0].name: is missing" in each for each in problems)
    assert any("texts: mine is missing in en.po" in each for each in problems)
    assert any("vocabulary.yaml" in each for each in problems)


def test_an_intent_without_handler_is_a_problem_for_handler_and_model(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    own = "intent: own_intent\nasks: {da: noget, en: something}\nexamples: {da: [noget], en: [something]}\n"
    (tmp_path / "intents" / "own.yaml").write_text(own, encoding="utf-8")
    assert [finding.text for finding in intents(tmp_path)] == ["own_intent have no handler"]
    assert [finding.text for finding in model(tmp_path)] == ["does not know own_intent"]


def test_articles_past_their_review_date_are_noted() -> None:
    assert [finding.state for finding in catalogue(None, date(2000, 1, 1))] == ["ok"]
    overdue = list(catalogue(None, date(2100, 1, 1)))[1]
    assert overdue.state == "note"
    assert overdue.text.endswith("more")
    assert "past their review date" in overdue.text


def test_the_data_directory_must_be_writable_and_closed_to_others(tmp_path: Path) -> None:
    def states(path: Path) -> list[str]:
        return [finding.state for finding in data_directory(path)]

    (tmp_path / "file").touch()
    assert states(tmp_path / "none") == ["note"]
    assert states(tmp_path / "file") == ["problem"]
    for mode, state in ((0o700, "ok"), (0o750, "ok"), (0o755, "problem"), (0o701, "problem")):
        tmp_path.chmod(mode)
        assert states(tmp_path) == [state]
    tmp_path.chmod(0o700)


async def test_looking_makes_and_changes_nothing(tmp_path: Path) -> None:
    await examine(NOW)
    assert list(tmp_path.iterdir()) == []


async def test_live_says_that_no_platform_has_credentials() -> None:
    assert any("platforms: no platform has credentials" in each for each in await _lines("note", live=True))


@pytest.mark.parametrize(("states", "said"), [([], "no problems, no notes."), (["problem", "note", "note", "ok"], "1 problem, 2 notes.")])
def test_the_summary_counts(states: list[str], said: str) -> None:
    assert summary([Finding(state, "x", "y") for state in states]) == said  # type: ignore[arg-type]
