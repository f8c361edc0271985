# SPDX-License-Identifier: MPL-2.0
"""Intents that take a rule and times get them from the message; others are read as before, and nothing is looked for."""

import subprocess
import sys

import pytest

from config.catalogue.values import Bilingual, WordLists
from config.intents.intent import Intent
from handlers.understanding.reading import Reading
from handlers.understanding.slotting import slots_of
from handlers.understanding.text import clean, tokens
from tests.unit.handlers.recurrence.phrases import TODAY


def _slots(text: str, *takes: str) -> dict[str, str]:
    intent = Intent(intent="change_meeting", asks=Bilingual("x", "x"), examples=WordLists(), takes=takes)
    cleaned = clean(text)
    return slots_of(intent, Reading(cleaned, tuple(tokens(cleaned)), (), (), {}, TODAY))


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("første mandag i måneden kl. 13-14.30", {"rule": "FREQ=MONTHLY;BYDAY=1MO", "time": "13:00", "time2": "14:30", "minutes": "90", "first": "2026-12-07"}),
        ("every second Tuesday from 12 January at 9", {"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "time": "09:00", "first": "2027-01-12"}),
        ("hver 14. dag i halvanden time", {"rule": "FREQ=WEEKLY;INTERVAL=2", "minutes": "90", "first": "2026-11-24", "unsure": "start"}),
        ("på torsdag kl. 10", {"time": "10:00"}),
        ("hvem er koordinator?", {}),
    ],
)
def test_a_message_fills_the_slots_of_times(text: str, slots: dict[str, str]) -> None:
    assert _slots(text, "rule", "time", "time2", "minutes", "first", "unsure") == slots


def test_the_days_of_a_rule_are_no_days_where_a_rule_is_taken() -> None:
    text = "hver uge onsdag 10 til 11 fra 13/1"
    assert _slots(text, "rule", "on", "from") == {"rule": "FREQ=WEEKLY;BYDAY=WE", "from": "2027-01-13"}
    assert _slots(text, "on", "from") == {"on": "2026-11-25", "from": "2027-01-13"}
    assert _slots("flyt mødet fra torsdag til fredag kl. 14", "rule", "from", "until", "time") == {"from": "2026-11-26", "until": "2026-11-28", "time": "14:00"}


def test_who_takes_no_times_does_not_even_load_how_they_are_read() -> None:
    code = (
        "import sys, types; package = types.ModuleType('handlers'); package.__path__ = ['handlers']; sys.modules['handlers'] = package\n"
        "from tests.unit.handlers.recurrence.test_slots import _slots\n"
        "assert not [name for name in sys.modules if name == 'handlers.recurrence.reading']\n"
        "assert _slots('hver mandag', 'on', 'negated') is not None and 'handlers.recurrence.reading' not in sys.modules\n"
        "assert _slots('hver mandag', 'rule') and 'handlers.recurrence.reading' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
