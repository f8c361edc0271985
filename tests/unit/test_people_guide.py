# SPDX-License-Identifier: MPL-2.0
"""The guide to people and roles says what the code does: the table of permissions, and sentences that are understood as it claims."""

import re
from pathlib import Path

import pytest

from handlers.permissions import PERMISSIONS, Grant
from tests.talking import Talk

GUIDE = (Path(__file__).parents[2] / "docs" / "people-and-roles.md").read_text(encoding="utf-8")
_EXAMPLE = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| .* \| `(\w+)` \|$", re.MULTILINE)


def table() -> str:
    """The permissions as the guide shows them: a line for each action and kind of holder."""
    return "\n".join(["| action | who | within | which roles |", "|---|---|---|---|", *(_row(grant) for grant in PERMISSIONS)])


def _row(grant: Grant) -> str:
    return f"| `{grant.action}` | {grant.who} | {grant.reach} | {', '.join(grant.roles) or 'all'} |"


def test_the_table_of_permissions_is_the_one_in_force() -> None:
    assert table() in GUIDE


@pytest.mark.parametrize(("danish", "english", "intent"), _EXAMPLE.findall(GUIDE))
async def test_what_the_guide_says_can_be_said_is_understood(talk: Talk, danish: str, english: str, intent: str) -> None:
    for said in (danish, english):
        assert (await talk.say(said)).intent == intent


def test_the_guide_has_examples() -> None:
    assert len(_EXAMPLE.findall(GUIDE)) >= 15
