# SPDX-License-Identifier: MPL-2.0
"""What docs/data-protection.md tells people is what the code does: every column, every time, every right by the name it has."""

import re
from pathlib import Path
from typing import get_args

import pytest
import typer
from typer.main import get_command

from bot.adapters.slack.states import MINUTES
from bot.cli import app
from bot.housekeeping import INBOX_KEPT, NIGHT
from bot.inbox_worker import GIVEN_UP
from bot.retention import CODES_KEPT, NEWS_KEPT, UNLINKED_KEPT, Retention
from config.catalogue.entries import KINDS as ENTRIES
from config.settings import PREFIX, Settings
from handlers.changing.records import _KEPT_FROM_AUDIT
from handlers.changing.steps import KINDS
from handlers.held_data import held_data
from handlers.permissions import Action
from handlers.unanswered.asking import LONGEST
from handlers.understanding.lately import LONGEST as LATELY
from handlers.understanding.lately import MOST
from storage.change_requests import UNDONE_WITHIN
from storage.conversations import MEMORY
from storage.drafts import KEPT as DRAFTS_KEPT
from storage.link_codes import GUESSED_WITHIN, GUESSES, VALID
from storage.memory import MemoryDatabase
from storage.posted_answers import KEPT as ANSWERS_KEPT
from storage.sql.tables import metadata
from tests.contract.records import person
from tests.talking import Talk
from tests.unit.test_settings_documented import NAMES

GUIDE = (Path(__file__).parents[2] / "docs" / "data-protection.md").read_text(encoding="utf-8")
COLUMNS = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
LOOKED_UP = {"names", "article_answers", "catalogue_state"}
OF_WORKSPACES = {"slack_bots", "slack_oauth_states"}
OF_THE_BOT = {"sync_tokens", "leaders", "planners", "onboarding_flows", "fact_changes", "release_feeds", "releases", "year_marks"}
IMPERSONAL = LOOKED_UP | OF_WORKSPACES | OF_THE_BOT | ENTRIES.keys() - {"articles"}
"""Tables that may stand as a whole. An article may hold what somebody wrote."""


def _section(title: str) -> str:
    """What stands under this heading, with the headings below it."""
    return re.split(r"^## ", GUIDE.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]


def _rows(text: str) -> list[list[str]]:
    """The rows of the tables in it, without their heads."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [row for place, row in enumerate(rows) if not set(row[0]) <= {"-"} and not (place + 1 < len(rows) and set(rows[place + 1][0]) <= {"-"})]


REGISTER = _rows(_section("Register"))
RIGHTS = _section("Rights, and how each is served")


def test_every_column_of_every_table_stands_in_the_register_once_and_no_other_does() -> None:
    named = [name for row in REGISTER for name in re.findall(r"`(\w+\.[\w*]+)`", row[0])]
    whole = {name.removesuffix(".*") for name in named if name.endswith(".*")}
    assert whole <= metadata.tables.keys()
    columns = [name for name in named if not name.endswith(".*")]
    assert sorted(columns + [column for column in COLUMNS if column.partition(".")[0] in whole]) == sorted(COLUMNS)


def test_a_table_stands_as_a_whole_only_where_it_says_nothing_of_people() -> None:
    whole = {name: row for row in REGISTER for name in re.findall(r"`(\w+)\.\*`", row[0])}
    assert whole.keys() <= IMPERSONAL
    assert {row[2] for row in whole.values()} == {"no personal data"}


def test_every_row_of_the_register_is_filled_and_names_settings_that_there_are() -> None:
    assert all(len(row) == 5 and all(row) for row in REGISTER)
    assert set(re.findall(rf"{PREFIX}\w+", GUIDE)) <= NAMES


def test_every_time_is_told_with_its_setting_and_its_default() -> None:
    told = {row[0].strip("`"): row[1] for row in _rows(_section("How long"))}
    wanted = {f"keep_{kind}_days" for kind in Retention.__dataclass_fields__}
    assert told == {f"{PREFIX}{name}".upper(): str(Settings.model_fields[name].default) for name in wanted}
    for name in told:
        assert any(name in row[4] for row in REGISTER), f"{name} ends nothing in the register"


def test_the_times_that_are_fixed_are_told_as_they_are() -> None:
    how_long = " ".join(_section("How long").split())
    assert f"after {NIGHT.seconds // 3600:02}:00 local time" in how_long
    assert f"linking codes are valid for {VALID.seconds // 60} minutes" in how_long
    assert "when they are a day old" in how_long
    assert CODES_KEPT.days == 1
    assert "what became otherwise in the catalogue after two years" in how_long
    assert NEWS_KEPT.days == 2 * 365
    assert f"subjects of conversations go after {MEMORY.seconds // 60} minutes, ids of messages after {INBOX_KEPT.days} days" in how_long
    assert f"A form that was begun is kept for {'a day' if DRAFTS_KEPT.days == 1 else DRAFTS_KEPT}" in how_long
    assert f"Answers on Matrix can be chosen from for {ANSWERS_KEPT.days} days" in how_long
    assert "leads to nobody on record when it is a day old" in how_long
    assert UNLINKED_KEPT.days == 1
    assert f"the state of an installation in Slack for {MINUTES} minutes" in how_long
    assert f"until it has been tried {['', 'once', 'twice', 'three', 'four', 'five'][GIVEN_UP]} times" in " ".join(GUIDE.split())
    assert f"how up to {MOST} messages of at most {LATELY} characters were understood" in GUIDE
    undone = f"{UNDONE_WITHIN.total_seconds() / 3600:.0f} hours"
    assert f"{undone} after they were answered" in how_long
    security = " ".join(_section("Security").split())
    assert f"can be undone for {undone}" in security
    assert (f"valid once and for {VALID.seconds // 60} minutes, {GUESSES} wrong ones an hour" in security, GUESSED_WITHIN.seconds) == (True, 3600)
    assert any(f"at most {LONGEST} characters" in row[1] for row in REGISTER)


@pytest.mark.parametrize("kind", KINDS)
def test_what_erasure_does_to_each_kind_of_record_is_said(kind: str) -> None:
    assert any(f"`{kind}`" in row[0] for row in _rows(RIGHTS))


@pytest.mark.parametrize("action", [action for action in get_args(Action) if action.startswith("person.")])
def test_each_thing_that_is_done_with_a_person_stands_under_rights(action: str) -> None:
    assert f"`{action}`" in RIGHTS


async def test_the_copy_that_people_may_take_with_them_holds_what_is_said() -> None:
    async with MemoryDatabase().unit_of_work() as unit:
        held = await held_data(person("p"), unit)
    row = next(row for row in _rows(RIGHTS) if row[0].startswith("portability"))
    assert re.findall(r"`(\w+)`", row[1]) == list(held)


def test_what_the_audit_log_does_not_hold_is_said() -> None:
    said = _section("Register").split("### What the audit log holds\n")[1]
    assert {field for fields in _KEPT_FROM_AUDIT.values() for field in fields} <= set(re.findall(r"`(\w+)`", said))


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("mine data", "my_data"),
        ("my data", "my_data"),
        ("mine data som json", "my_data"),
        ("my data as json", "my_data"),
        ("glem mig", "forget_me"),
        ("forget me", "forget_me"),
        ("vis ikke mit navn", "my_profile"),
        ("hide my name", "my_profile"),
        ("I work in Favrskov", "my_profile"),
    ],
)
async def test_the_words_by_which_a_right_is_used_are_understood(talk: Talk, words: str, intent: str) -> None:
    assert words in RIGHTS
    assert (await talk.say(words)).intent == intent


def test_every_command_it_names_is_one() -> None:
    command = get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    groups = {name: found.commands for name, found in command.commands.items() if isinstance(found, typer.core.TyperGroup)}
    named = set(re.findall(r"\bos2bot ([a-z]+)(?: ([a-z]+))?", "\n".join(re.findall(r"`os2bot [^`]+`|^os2bot .+$", GUIDE, re.MULTILINE))))
    assert {name for name, _ in named} <= command.commands.keys()
    assert all(below in groups[name] for name, below in named if name in groups and below)
    assert {("people", "forget"), ("people", "show"), ("db", "restore")} <= named


def test_every_link_within_the_page_leads_somewhere() -> None:
    headings = {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", GUIDE, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= headings
    files = set(re.findall(r"\]\(([\w.-]+\.md)\)", GUIDE))
    assert all((Path(__file__).parents[2] / "docs" / name).is_file() for name in files)
