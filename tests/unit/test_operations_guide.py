# SPDX-License-Identifier: MPL-2.0
"""The guide for operators says what the code does: every action it logs, every command and setting by its name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.main import get_command

from bot.cli import app
from bot.housekeeping import INBOX_KEPT
from storage.conversations import MEMORY
from tests.unit.test_settings_documented import NAMES

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FOR_DEVELOPERS = {"tidied", "prompts_absent"}  # logged on DEBUG


def _actions() -> Iterator[str]:
    """Of log lines: what is audited has a dot in its name."""
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "action" and isinstance(node.value, ast.Constant) and "." not in str(node.value.value):
                yield str(node.value.value)


def test_every_action_that_is_logged_is_explained_and_no_other() -> None:
    rows = GUIDE.split("| action |")[1].split("\n\n")[0].splitlines()[2:]
    explained = {action for row in rows for action in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert explained == set(_actions()) - FOR_DEVELOPERS


def test_every_setting_it_names_is_one() -> None:
    assert set(re.findall(r"(?:OS2BOT|SLACK|MATRIX)_\w+", GUIDE)) <= NAMES


def test_every_command_it_names_is_one() -> None:
    command = get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    database = command.commands["db"]
    assert isinstance(database, typer.core.TyperGroup)
    named = set(re.findall(r"\bos2bot (run|check|chat|ask|db \w+)", GUIDE))
    assert {"run", "check", "db backup", "db restore", "db current", "db upgrade"} <= named
    assert {name.removeprefix("db ") for name in named if name.startswith("db ")} == set(database.commands)
    assert {name for name in named if not name.startswith("db ")} <= set(command.commands)


def test_what_it_says_of_forgetting_is_so() -> None:
    assert f"after {MEMORY.seconds // 60} minutes without a message, and the ids of messages after {INBOX_KEPT.days} days" in GUIDE
