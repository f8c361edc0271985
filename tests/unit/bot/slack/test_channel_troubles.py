# SPDX-License-Identifier: MPL-2.0
"""What Slack says of a channel is told as what stands in the bot's way; every trouble has its words and its mend."""

import ast
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack.doctor import channel_troubles
from bot.localise import Localiser
from bot.texts import load_texts
from handlers.message import LANGUAGES

DOCTOR = Path(__file__).parents[4] / "bot" / "adapters" / "slack" / "doctor.py"
OPEN: dict[str, Any] = {"id": "C1", "name": "os2mo", "is_member": True}


@pytest.mark.parametrize(("more", "expected"), [
    ({}, []),
    ({"is_member": False}, ["not_member"]),
    ({"is_archived": True}, ["archived"]),
    ({"is_archived": True, "is_member": False}, ["archived"]),
    ({"is_read_only": True}, ["may_not_post"]),
    ({"is_frozen": True}, ["may_not_post"]),
    ({"properties": {"posting_restricted_to": {"type": ["admin"]}}}, ["may_not_post"]),
    ({"properties": {"posting_restricted_to": {"type": ["admin"], "user": ["UBOT"]}}}, []),
    ({"properties": {"posting_restricted_to": {}}}, []),
    ({"properties": None}, []),
    ({"is_ext_shared": True}, ["shared"]),
    ({"is_ext_shared": True, "is_member": False}, ["not_member", "shared"]),
    ({"is_im": True, "is_member": False}, []),
])  # fmt: skip
def test_a_channel_tells_its_troubles(more: dict[str, Any], expected: list[str]) -> None:
    troubles = channel_troubles({**OPEN, **more}, "UBOT")
    assert [trouble.key.rpartition(".")[2] for trouble in troubles] == expected
    assert [trouble.serious for trouble in troubles] == [name != "shared" for name in expected]
    assert all(trouble.values == {"channel": "#os2mo (C1)"} for trouble in troubles)


def test_the_mend_is_said_in_plain_words() -> None:
    (trouble,) = channel_troubles({"id": "C1"}, "UBOT")
    say = Localiser()
    assert say.text(trouble.what.key, "da", **trouble.what.values) == "os2bot er ikke med i kanalen C1"
    assert say.text(trouble.mend.key, "da", **trouble.mend.values) == "Invitér os2bot: skriv /invite @os2bot i kanalen."


def test_every_trouble_has_its_words_and_its_mend() -> None:
    texts = [node for node in ast.walk(ast.parse(DOCTOR.read_text(encoding="utf-8"))) if isinstance(node, ast.JoinedStr)]
    named = {str(part.value) for node in texts for part in node.values[1:] if isinstance(part, ast.Constant) and str(part.value).startswith(".")} - {".do"}
    assert len(named) > 10
    for language in LANGUAGES:
        kept = {key.removeprefix("slack.trouble") for key in load_texts(language) if key.startswith("slack.trouble.")}
        assert not any(str(load_texts(language)[f"slack.trouble{name}"]).endswith(".") for name in named), "a sentence goes on behind it"
        assert named | {f"{name}.do" for name in named} <= kept
