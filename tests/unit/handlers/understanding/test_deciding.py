# SPDX-License-Identifier: MPL-2.0
"""A yes is a yes and nothing else; what is said beside it is asked about. Taking back is done where it is said, not where it is asked about or denied."""

from datetime import datetime

import pytest

from config.intents.intent import load_intents
from handlers.understanding.deciding import CANCEL, CONFIRM, CORRECT, UNDO, Deciding
from handlers.understanding.reading import Reading
from handlers.understanding.text import clean, tokens
from storage.conversations import Conversation, Suggestion
from tests.conftest import NOW

DECIDING = Deciding(load_intents().vocabulary)
OFFERED = (Suggestion(CONFIRM, {"change": "c"}), Suggestion(CANCEL, {"change": "c"}))


def _decided(text: str, *, shown: bool = True, intent: str = "end_role", at: datetime = NOW) -> str | None:
    cleaned = clean(text)
    reading = Reading(cleaned, tuple(tokens(cleaned)), (), (), {}, at.date())
    choices = OFFERED if shown else ()
    found = DECIDING.decided(reading, Conversation(id="c", intent=intent, slots={}, at=at, choices=choices))
    return found.intent if found else None


@pytest.mark.parametrize(
    "yes", ["jep", "ja gerne", "ok fint", "okay så gør det", "ja tak, gør det", "perfekt", "ja det er fint", "yes please do", "sure, go ahead", "that is", "jo"]
)
def test_yes_in_other_words(yes: str) -> None:
    assert _decided(yes) == (CONFIRM if yes != "that is" else None)


@pytest.mark.parametrize(
    "reserved",
    [
        "ja, men ikke mit navn", "ja vent", "okay, men ikke endnu", "ja, hvis de selv vil", "ja, bortset fra datoen", "ja og nej", "ja, lige om lidt", "gerne senere",
        "yes, but wait", "yes, but only until summer", "ja det troede jeg også, men nej", "det er forkert", "vent lige", "godt spørgsmål", "ja, på halv tid",
    ],
)  # fmt: skip
def test_a_yes_with_a_reservation_carries_out_nothing(reserved: str) -> None:
    assert _decided(reserved) not in (CONFIRM, UNDO)


@pytest.mark.parametrize("no", ["nej tak", "nix", "nej drop det", "nope", "annuller det", "fortryd", "undo that"])
def test_no_in_other_words(no: str) -> None:
    assert _decided(no) == CANCEL


@pytest.mark.parametrize("asked", ["ja?", "ok, hvad koster det?", "nej hvorfor?"])
def test_a_question_decides_nothing(asked: str) -> None:
    assert _decided(asked) is None


def test_an_erasure_takes_a_plain_yes() -> None:
    assert _decided("ja gerne", intent="forget_me") == CORRECT
    assert _decided("nej", intent="forget_me") == CANCEL


@pytest.mark.parametrize("said", ["fortryd lige det sidste", "kan du tage det tilbage?", "no wait, undo", "take that back"])
def test_what_is_done_is_taken_back(said: str) -> None:
    assert _decided(said, shown=False, intent=CONFIRM) == UNDO


@pytest.mark.parametrize(
    "said", ["hvordan fortryder jeg?", "kan jeg fortryde senere?", "fortryd ikke", "det kommer jeg aldrig til at fortryde", "I won't undo that"]
)
def test_to_ask_about_undoing_or_to_deny_it_undoes_nothing(said: str) -> None:
    assert _decided(said, shown=False, intent=CONFIRM) is None


def test_just_after_a_change_a_regret_takes_it_back_and_later_does_not() -> None:
    assert _decided("det var en fejl", shown=False, intent=CONFIRM) == UNDO
    assert _decided("det var en fejl", shown=False, intent="product_info") is None
