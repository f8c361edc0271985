# SPDX-License-Identifier: MPL-2.0
"""An operator sees a digest before it is posted, in the form they want, and nothing is posted or kept."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from handlers.reply_json import from_json
from storage.people import Person
from storage.sql.unit_of_work import SqlUnitOfWork
from storage.subscriptions import Subscription
from tests.cast import assignment
from tests.e2e.running import os2bot
from tests.e2e.test_deliveries_commands import in_database, meeting_in
from tests.meetings import GROUP, note

ROOM = "matrix:!nyheder:example.org"


def subscribed(data: Path) -> None:
    async def noted(unit: SqlUnitOfWork) -> None:
        await note(unit, Subscription(channel=ROOM, kind="digest", language="en", since=datetime(2026, 1, 1, tzinfo=UTC), by="p"))

    in_database(data, noted)


def test_one_digest_is_shown_in_every_form_and_nothing_is_kept(tmp_path: Path) -> None:
    data = tmp_path / "data"
    meeting_in(data, timedelta(days=9))
    subscribed(data)

    def shown(*arguments: str) -> str:
        ended = os2bot("preview", "digest", *arguments, cwd=tmp_path, OS2BOT_DATA_DIR=str(data))
        assert ended.status == 0, ended.err
        return ended.out

    assert "Møde i koordinationsgruppen for OS2mo" in " ".join(shown("--language", "da").split())
    assert "Meeting of the coordination group" in " ".join(shown("--channel", ROOM).split()), "in the language of the channel"
    page = shown("--channel", ROOM, "--format", "html")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en"')
    assert page.endswith("</html>\n")
    assert shown("--format", "markdown", "--product", "OS2mo").startswith("# OS2 i uge ")
    assert {block["type"] for message in json.loads(shown("--format", "slack")) for block in message["blocks"]} >= {"header", "section"}
    assert json.loads(shown("--format", "matrix"))[0]["msgtype"] == "m.notice"
    assert from_json(shown("--format", "json")).parts
    out = tmp_path / "uge.html"
    assert shown("--channel", ROOM, "--format", "html", "--out", str(out)) == ""
    assert out.read_text(encoding="utf-8") == page
    again = os2bot("preview", "digest", "--out", str(out), cwd=tmp_path, OS2BOT_DATA_DIR=str(data))
    assert (again.status, out.read_text(encoding="utf-8")) == (2, page), "nothing is replaced without a word"
    assert shown("--out", str(out), "--force") == ""
    assert os2bot("deliveries", cwd=tmp_path, OS2BOT_DATA_DIR=str(data)).out == "Nothing is to be posted, and nothing was.\n"


def test_the_digest_of_one_person_is_about_what_is_theirs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    meeting_in(data, timedelta(days=9))
    person = "0123456789abcdef0123456789abcdef"

    async def noted(unit: SqlUnitOfWork) -> None:
        await unit.people.add(Person(id=person, created_at=datetime(2026, 1, 1, tzinfo=UTC), seen_on=date(2026, 1, 1)))
        await unit.roles.add(assignment(f"gruppemedlem group {GROUP}", person=person))

    in_database(data, noted)
    ended = os2bot("preview", "digest", "--person", person[:8], "--language", "en", cwd=tmp_path, OS2BOT_DATA_DIR=str(data))
    assert (ended.status, ended.err) == (0, "")
    assert "coordination group of OS2mo" in " ".join(ended.out.split())
    assert "for you" in ended.out.lower() or "your" in ended.out.lower()


def test_a_week_with_nothing_to_say_says_why_it_would_not_be_posted(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    for arguments, out, err in (
        (("--format", "html"), "", "Nothing would be posted: there was nothing new to tell\n"),
        (("--format", "json"), '{"nothing": "nothing_new"}\n', ""),
    ):
        ended = os2bot("preview", "digest", "--product", "os2rollekatalog", "--week", "2026-W42", *arguments, cwd=tmp_path, OS2BOT_DATA_DIR=data)
        assert (ended.status, ended.out, ended.err) == (0, out, err)


def test_wrong_wishes_get_one_sentence(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    for arguments, said in (
        (("--week", "2026-50"), "--week: '2026-50' is no week; write it as 2026-W50"),
        (("--week", "2026-W54"), "--week: '2026-W54' is no week; write it as 2026-W50"),
        (("--product", "os2ingenting"), "--product: 'os2ingenting' is no product of the catalogue"),
        (("--channel", ROOM), f"--channel: no digest is asked for in '{ROOM}'"),
        (("--person", "nobody01"), "nobody on record has the id 'nobody01'"),
        (("--channel", ROOM, "--product", "os2mo"), "keep one of them"),
    ):
        ended = os2bot("preview", "digest", *arguments, cwd=tmp_path, OS2BOT_DATA_DIR=data)
        assert ended.status == 2, ended
        assert said in ended.err
        assert len(ended.err.strip().splitlines()) == 1
        assert not ended.out


def test_it_goes_by_the_operators_own_rules(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "freshness.yaml").write_text("asking: {lines: many}\n", encoding="utf-8")
    ended = os2bot("preview", "digest", cwd=tmp_path, OS2BOT_DATA_DIR=str(tmp_path / "data"), OS2BOT_CONFIG_DIR=str(own))
    assert (ended.status, f"{own / 'freshness.yaml'}, line 1: asking.lines" in ended.err) == (2, True), ended
