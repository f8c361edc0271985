# SPDX-License-Identifier: MPL-2.0
"""How well questions are understood: the public ones, and questions by another hand that nobody looked at while tuning."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.app import Application
from bot.dispatch import Dispatcher
from bot.evaluation import measure, read_rows, summary
from bot.localise import Localiser

QUESTIONS = Path(__file__).parents[2] / "questions"


async def _asked(name: str, dispatcher: Dispatcher) -> dict[str, Any]:
    app = cast("Application", SimpleNamespace(dispatcher=dispatcher, localiser=Localiser()))
    return summary([await measure(row, app) for row in read_rows(QUESTIONS / f"{name}.tsv")])


async def test_the_public_questions_are_understood(dispatcher: Dispatcher) -> None:
    figures = await _asked("public", dispatcher)
    assert figures["intent_accuracy"] >= 0.98
    assert figures["slot_accuracy"] >= 0.97
    assert figures["confident_and_wrong"] <= 0.01


async def test_unseen_questions_are_understood_and_seldom_answered_wrongly(dispatcher: Dispatcher) -> None:
    """Asked once a change is done; never looked at to make one."""
    figures = await _asked("unseen", dispatcher)
    assert figures["intent_accuracy"] >= 0.95
    assert figures["slot_accuracy"] >= 0.93
    assert figures["confident_and_wrong"] <= 0.01


@pytest.mark.parametrize("name", ["tuning_a", "tuning_b", "tuning_c", "tuning_d"])
async def test_what_was_tuned_on_does_not_get_worse(dispatcher: Dispatcher, name: str) -> None:
    figures = await _asked(name, dispatcher)
    assert figures["intent_accuracy"] >= 0.94
    assert figures["confident_and_wrong"] <= 0.02


async def test_described_products_are_found_or_asked_about(dispatcher: Dispatcher) -> None:
    """No product is named in any of these questions, and some describe none of ours."""
    figures = await _asked("described", dispatcher)
    assert figures["intent_accuracy"] >= 0.65
    assert figures["confident_and_wrong"] <= 0.05
