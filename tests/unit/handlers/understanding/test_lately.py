# SPDX-License-Identifier: MPL-2.0
"""What was asked lately is not interpreted again; whatever could make it mean something else is."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from config.intents.intent import load_intents
from handlers.message import Asked, Language, Query
from handlers.understanding.interpretation import Interpretation
from handlers.understanding.interpreter import Interpreter
from handlers.understanding.lately import LONGEST, MOST, AskedLately
from handlers.understanding.names import Mention
from handlers.understanding.reading import Reading
from storage.conversations import OTHERS, Conversation, Suggestion
from tests.conftest import NOW

TODAY = NOW.date()
TELLS = next(name for name, intent in load_intents().by_name.items() if intent.tells)
BEFORE = Conversation(id="c", intent="about_product", slots={"product": "os2mo"}, at=NOW, by="somebody", choices=(Suggestion("fee", {}),))


class Counting(Interpreter):
    """Understands every message as the same question, and counts them."""

    def __init__(self, intent: str = "fee", slots: Mapping[str, str] | None = None, mentions: tuple[Mention, ...] = ()) -> None:
        self.asked_of = 0
        self._intent, self._slots, self._mentions = intent, slots or {}, mentions

    def interpret(
        self, text: str, today: date, *, conversation: Conversation | None = None, language: Language | None = None, default: Language = "da"
    ) -> Interpretation:
        self.asked_of += 1
        reading = Reading(text, (), self._mentions, (), {}, today)
        return Interpretation(queries=(Query(intent=self._intent, slots=self._slots),), certain=True, confidence=1.0, why="model", reading=reading)

    def asked(
        self, asked: Asked, today: date, *, conversation: Conversation | None = None, language: Language | None = None, default: Language = "da"
    ) -> Interpretation:
        return self.interpret(asked.words, today)


def lately(interpreter: Interpreter) -> AskedLately:
    return AskedLately(interpreter, load_intents())


def test_the_same_question_is_understood_once() -> None:
    asked = lately(counting := Counting())
    found = [asked.interpret("hvad koster det?", TODAY) for _ in range(3)]
    assert counting.asked_of == 1
    assert found[0] == found[1] == found[2]


def test_it_is_the_same_to_everybody_who_leans_on_the_same() -> None:
    asked = lately(counting := Counting())
    asked.interpret("og hvad koster det?", TODAY, conversation=BEFORE)
    asked.interpret("og hvad koster det?", TODAY, conversation=replace(BEFORE, id="other", by="somebody else", at=NOW + timedelta(minutes=3)))
    assert counting.asked_of == 1


CHANGED: Mapping[str, Mapping[str, Any]] = {
    "intent": {"intent": "fee"},
    "slots": {"slots": {"product": "os2kle"}},
    "language": {"language": "en"},
    "by": {"by": OTHERS},
    "missing": {"missing": ("product",)},
    "choices": {"choices": (Suggestion("fee", {"product": "os2mo"}),)},
}
"""Of a conversation, all that a message can lean on, each changed."""


@pytest.mark.parametrize("field", CHANGED)
def test_another_subject_is_another_question(field: str) -> None:
    asked = lately(counting := Counting())
    for conversation in (None, BEFORE, replace(BEFORE, **CHANGED[field])):
        asked.interpret("og hvad koster det?", TODAY, conversation=conversation)
    assert counting.asked_of == 3


def test_no_field_of_a_conversation_is_forgotten() -> None:
    """A new field belongs into the key, or here because nothing is understood by it."""
    assert {each.name for each in fields(Conversation)} == {*CHANGED, "id", "at"}


def test_another_language_setting_is_another_question() -> None:
    asked = lately(counting := Counting())
    asked.interpret("logo", TODAY)
    asked.interpret("logo", TODAY, language="en")
    asked.interpret("logo", TODAY, default="en")
    assert counting.asked_of == 3


def test_with_the_day_all_is_forgotten() -> None:
    asked = lately(counting := Counting())
    for day in (TODAY, TODAY + timedelta(days=1), TODAY):
        found = asked.interpret("er der møde i morgen?", day)
        assert found.reading is not None
        assert found.reading.today == day
    assert counting.asked_of == 3


def test_the_one_unused_for_longest_goes_first() -> None:
    asked = lately(counting := Counting())
    for number in range(MOST):
        asked.interpret(f"spørgsmål {number}", TODAY)
    asked.interpret("spørgsmål 0", TODAY)
    asked.interpret("et til", TODAY)
    assert counting.asked_of == MOST + 1
    asked.interpret("spørgsmål 0", TODAY)
    assert counting.asked_of == MOST + 1
    asked.interpret("spørgsmål 1", TODAY)
    assert counting.asked_of == MOST + 2


def test_long_messages_are_not_kept() -> None:
    asked = lately(counting := Counting())
    for length in (LONGEST, LONGEST, LONGEST + 1, LONGEST + 1):
        asked.interpret("x" * length, TODAY)
    assert counting.asked_of == 3


@pytest.mark.parametrize(
    "interpreter",
    [
        Counting(intent=TELLS),
        Counting(slots={"person": "p"}),
        Counting(slots={"mailbox": "a@example.org"}),
        Counting(mentions=(Mention("person", ("slack:T1:U1",), 0, 1, "exact", 1.0),)),
    ],
    ids=["told", "person", "mailbox", "mentioned"],
)
def test_nothing_is_kept_of_what_is_told_or_names_a_person(interpreter: Counting) -> None:
    asked = lately(interpreter)
    for _ in range(2):
        asked.interpret("det er mig", TODAY)
    assert interpreter.asked_of == 2


@pytest.mark.parametrize(
    "private", [{"intent": TELLS}, {"slots": {"person": "p"}}, {"choices": (Suggestion("fee", {"person2": "p"}),)}], ids=["told", "person", "choice"]
)
def test_nor_of_what_leans_on_such_a_thing(private: Mapping[str, Any]) -> None:
    asked = lately(counting := Counting())
    for _ in range(2):
        asked.interpret("1", TODAY, conversation=replace(BEFORE, **private))
    assert counting.asked_of == 2
