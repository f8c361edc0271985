# SPDX-License-Identifier: MPL-2.0
"""What the guide to meetings says can be said is understood as being about meetings."""

import re
from pathlib import Path

import pytest

from tests.talking import Talk

GUIDE = (Path(__file__).parents[2] / "docs" / "meetings.md").read_text(encoding="utf-8")
INTENTS = frozenset((
    "agenda_point", "attend_meeting", "calendar_address", "calendar_changes", "change_meeting", "follow_calendar", "followed_calendars",
    "hand_over_role", "list_meetings", "meeting_agenda", "meeting_attendance", "meeting_decisions", "meeting_note", "next_meeting", "remind_meetings", "schedule_meeting", "why_delivery",
))  # fmt: skip
_NO_SENTENCES = frozenset(("altid", "kun for gruppen", "…", "hver anden tirsdag fra 12/1", "sidste torsdag i kvartalet", "den 15. i hver måned"))
"""Parts of sentences, which the guide names too."""


def sentences() -> list[str]:
    said = [*re.findall(r'"([^"]+)"', GUIDE), *re.findall(r"^> (.+)$", GUIDE, re.MULTILINE)]
    said += [each for row in re.findall(r"^\| (.+?) \|", GUIDE, re.MULTILINE) if row != "say" for each in row.split(" · ")]
    return [each.replace("\n", " ").replace("https://…", "https://example.org/x") for each in said if each not in _NO_SENTENCES]


@pytest.mark.parametrize("said", sentences())
async def test_it_is_understood(talk: Talk, said: str) -> None:
    heard = await talk.say(said)
    asked = heard.answer.interpretation
    assert heard.intent in INTENTS or (asked and asked.query.candidates == ("next_meeting",))  # who asks it is of no group: it is asked back


def test_the_guide_has_examples() -> None:
    assert len(sentences()) > 25
