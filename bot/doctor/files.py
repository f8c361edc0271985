# SPDX-License-Identifier: MPL-2.0
"""Looks at the files: catalogue, flows, intents, sentences, model and texts, with an operator's own laid over the shipped ones."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.doctor.finding import NOTE, OK, PROBLEM, Finding, listed
from bot.texts import load_texts, text_problems
from config.breaks import load_breaks
from config.catalogue.entries import Article
from config.catalogue.load import catalogue_paths, load_catalogue
from config.flows.load import load_flows
from config.freshness import load_rules
from config.intents.intent import intents_directory, load_intents
from config.intents.sentences import load_sentences
from config.problems import ConfigError
from config.year_wheel_load import load_year_wheel, unknown_sources
from handlers import HANDLERS, UNWRITTEN
from handlers.understanding.model import load_model

_ONE_EACH = "Give each intent a file in config/intents and a line in handlers/__init__.py, or take both out."


def catalogue(overlay: Path | None, today: date) -> Iterator[Finding]:
    entries = load_catalogue(overlay)
    count = sum(len(each) for each in entries.values())
    yield Finding(OK, "catalogue", f"{count} entries in {len(catalogue_paths(overlay))} files, and every reference leads somewhere")
    overdue = sorted(key for key, article in entries["articles"].items() if isinstance(article, Article) and article.review_by < today)
    if overdue:
        text = f"{len(overdue)} of {len(entries['articles'])} are past their review date: {listed(overdue)}"
        yield Finding(NOTE, "articles", text, "Read each again, correct it, and move its review_by on.")


def flows(overlay: Path | None) -> Iterator[Finding]:
    known = load_flows(overlay)
    steps = sum(len(each.steps) for each in known.values())
    yield Finding(OK, "flows", f"{listed(list(known))}: {steps} steps, and each can be reached, is somebody's, and leads on")


def intents(overlay: Path | None) -> Iterator[Finding]:
    known = load_intents(overlay)
    names = set(known.by_name)
    lacking = {
        "have no handler": names - set(HANDLERS),
        "have a handler but no file": set(HANDLERS) - names - UNWRITTEN,
        "are named in vocabulary.yaml but do not exist": {name for each in known.vocabulary.ambiguous for name in each.candidates} - names,
    }
    for what, which in lacking.items():
        if which:
            yield Finding(PROBLEM, "intents", f"{listed(sorted(which))} {what}", _ONE_EACH)
    if not any(lacking.values()):
        yield Finding(OK, "intents", f"each of {len(names)} has its handler, and the vocabulary can be read")


def sentences(overlay: Path | None) -> Iterator[Finding]:
    all_sentences = load_sentences()
    unknown = {sentence.intent for sentence in all_sentences} - set(load_intents(overlay).by_name)
    if unknown:
        yield Finding(PROBLEM, "sentences", f"stand under unknown intents: {listed(sorted(unknown))}", "Correct the [intent] lines, then run `make train`.")
    else:
        yield Finding(OK, "sentences", f"{len(all_sentences)}, each under an intent there is")


def model(overlay: Path | None) -> Iterator[Finding]:
    trained = set(load_model(intents_directory() / "model.npz").intents)
    wanted = {name for name, intent in load_intents(overlay).by_name.items() if not intent.by_form}
    if trained == wanted:
        yield Finding(OK, "model", f"knows exactly the {len(wanted)} intents there are")
        return
    for what, which in (("does not know", wanted - trained), ("knows, though there is no such intent,", trained - wanted)):
        if which:
            yield Finding(PROBLEM, "model", f"{what} {listed(sorted(which))}", "Write sentences for every intent, and run `make train`.")


def texts(overlay: Path | None) -> Iterator[Finding]:
    problems = text_problems(overlay)
    yield from (Finding(PROBLEM, "texts", str(problem), "Write it in both config/texts/da.po and en.po.") for problem in problems)
    if not problems:
        yield Finding(OK, "texts", f"{len(load_texts('da', overlay))} in Danish and English, with the same placeholders")


def freshness(overlay: Path | None) -> Iterator[Finding]:
    rules = load_rules(overlay)
    said = ", ".join(f"{rule.kind} {rule.months} months" for rule in rules.facts.values())
    yield Finding(OK, "freshness", f"how long facts are good for: {said}; on {rules.asking.weekday}s, {rules.asking.lines} facts in a message at most")


def calendar(overlay: Path | None) -> Iterator[Finding]:
    yield Finding(OK, "calendar", f"{len(load_breaks(overlay))} times of the year in which groups seldom meet")


def year_wheel(overlay: Path | None) -> Iterator[Finding]:
    known = load_year_wheel(overlay)
    if problems := unknown_sources(overlay, load_catalogue(overlay)["sources"]):
        raise ConfigError(*problems)
    acting = sum(bool(each.act) for each in known.entries)
    yield Finding(OK, "year wheel", f"{len(known.entries)} entries, each with its rule and its source; somebody is reminded of {acting}")
