# SPDX-License-Identifier: MPL-2.0
"""Intents, vocabulary and sentences: what is shipped holds together, an operator's own is laid over it."""

from pathlib import Path

import pytest

from config.intents.intent import intents_directory, load_intents
from config.intents.sentences import load_sentences
from config.problems import ConfigError
from handlers.understanding.model import load_model

INTENTS = load_intents()
CHOSEN = {"pass_on_question", "keep_answer"}
"""Reached by a choice that is offered or a form, and by nothing that is written."""


def test_every_intent_asks_something_in_both_languages_and_has_sentences_or_forms() -> None:
    taught = {(sentence.intent, sentence.language) for sentence in load_sentences()}
    for name, intent in INTENTS.by_name.items():
        assert intent.asks.da
        assert intent.asks.en
        if intent.by_form:
            formed = (intent.exact.da and intent.exact.en) or (intent.patterns.da and intent.patterns.en)
            assert formed or name in CHOSEN
        else:
            assert {(name, "da"), (name, "en")} <= taught


def test_the_model_knows_just_these_intents() -> None:
    assert set(load_model(intents_directory() / "model.npz").intents) == {name for name, intent in INTENTS.by_name.items() if not intent.by_form}


def test_the_sentences_come_from_many_writers() -> None:
    assert len({sentence.writer for sentence in load_sentences()}) >= 10


def test_an_operators_intent_is_laid_over_ours(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    own = 'intent: help\nasks: {da: "alt muligt", en: "anything"}\nexamples: {da: ["hjælp mig"], en: ["help me"]}\nexact: {da: ["assistance"]}\n'
    (tmp_path / "intents" / "help.yaml").write_text(own, encoding="utf-8")
    loaded = load_intents(tmp_path)
    assert loaded.by_name["help"].asks.da == "alt muligt"
    assert len(loaded.by_name) == len(INTENTS.by_name)


def test_a_broken_intent_file_names_its_place(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    (tmp_path / "intents" / "help.yaml").write_text("intent: help\nasks: 7\nexamples: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_intents(tmp_path)
    assert "help.yaml, line 2: asks" in str(caught.value.problems[0])


@pytest.mark.parametrize(
    ("text", "problem"),
    [("hvem er {person}\n", "stands before the first"), ("[fee]\nhvem er {someone}\n", "{someone} must be one of product, product2, organisation, vendor")],
)
def test_a_broken_sentence_file_names_its_line(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "da").mkdir()
    (tmp_path / "da" / "me.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_sentences(tmp_path)
    assert "me.txt, line" in str(caught.value)
