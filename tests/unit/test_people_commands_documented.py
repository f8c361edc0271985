# SPDX-License-Identifier: MPL-2.0
"""The guide for operators names every command about people, and only options that there are."""

import re

import typer
from typer.main import get_command

from bot.cli import app
from tests.unit.test_operations_guide import GUIDE

SECTION = GUIDE.split("## People, roles and the audit log\n")[1].split("\n## ")[0]
COMMANDS = {"tell", "roles", "people", "audit", "questions"}


def test_every_command_about_people_is_explained() -> None:
    named = set(re.findall(r"`os2bot ([a-z ]+?)(?: ID| IDENTITY| \"WORDS\")?`", SECTION))
    assert named == COMMANDS | {"people show", "people forget", "people keys", "people trust"}


def test_every_option_it_names_is_one() -> None:
    group = get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    found = [group.commands[name] for name in COMMANDS]
    for command in list(found):
        found += command.commands.values() if isinstance(command, typer.core.TyperGroup) else []
    options = {option for command in found for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z][a-z-]*", SECTION)) <= options
