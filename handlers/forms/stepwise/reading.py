# SPDX-License-Identifier: MPL-2.0
"""From the words of an answer to the value of a field: days, names, people and choices, as people write them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.forms.checking import day_of
from handlers.forms.filling import filled
from handlers.forms.form import Field, Option
from handlers.forms.stepwise.lookups import Lookups
from handlers.parties import is_identity
from handlers.reply import Phrase
from handlers.understanding.dates import Dated
from handlers.understanding.text import clean, tokens

OFFERED = 8
"""Candidates that are offered for an answer that may mean several things."""
_ME = frozenset(("mig", "jeg", "mig selv", "me", "myself", "i", "i myself"))
_NUMBERED = re.compile(r"(?:#|nr\.?\s*|no\.?\s*|nummer\s|number\s|spørgsmål\s|question\s)\s*(\d{1,9})", re.IGNORECASE)
_LONGEST = 400
"""Characters of an answer in which a name or a day is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the answer says. `sure`: False where it was not written plainly."""

    values: tuple[str, ...]
    sure: bool = True


async def read(form: str, field: Field, text: str, lookups: Lookups) -> Found | Phrase:
    """The value; several where it may be any of them; or what is wrong with it."""
    value = filled(field, text)
    if field.check and value.endswith("?"):
        return Phrase("steps.a_question")
    if field.kind in ("text", "long_text"):
        return Found((value,)) if value else Phrase("form.problem.empty")
    said = clean(value[:_LONGEST])
    if said.endswith("?"):
        return Phrase("steps.a_question")
    match field.kind:
        case "date":
            return _day(field, said, lookups)
        case "person":
            return _person(said, lookups)
        case "organisation" | "product":
            return await _named(field, said, lookups)
        case "question":
            return _question(said, await lookups.questions(form), lookups)
        case _:
            return _chosen(said, field.options, lookups)


def _day(field: Field, said: str, lookups: Lookups) -> Found | Phrase:
    if day := day_of(said):
        return Found((day.isoformat(),))
    reading = lookups.read(said)
    if reading.impossible_day:
        return Phrase("steps.no_such_day", {"day": reading.impossible_day})
    found = _distinct(_meant(field, each) for each in reading.days)
    return Found(found) if found else Phrase("steps.problem.date")


def _meant(field: Field, dated: Dated) -> str:
    """The day itself. Where the first day after something is asked for, the day after "til og med fredag"."""
    return (dated.after if dated.inclusive and field.name == "until" else dated.first).isoformat()


def _person(said: str, lookups: Lookups) -> Found | Phrase:
    if is_identity(said):
        return Found((said,))
    if _folded(said) in _ME:
        return Found((lookups.me,))
    named = _distinct(mention.ids[0] for mention in lookups.read(said).mentions if mention.kind == "person")
    known = tuple(each for each in named if is_identity(each))
    return Found(known) if known else Phrase("steps.problem.person")


async def _named(field: Field, said: str, lookups: Lookups) -> Found | Phrase:
    reading = lookups.read(said)
    mentions = [each for each in (*reading.mentions, *reading.weak) if each.kind == field.kind]
    if ids := _distinct(id_ for mention in mentions for id_ in mention.ids):
        return Found(ids[:OFFERED], sure=all(mention.how != "similar" and not mention.weak for mention in mentions))
    if like := tuple(await lookups.like(field.kind, said))[:OFFERED]:
        return Found(like, sure=False)
    return Phrase(f"steps.unknown.{field.kind}")


def _question(said: str, options: Sequence[Option], lookups: Lookups) -> Found | Phrase:
    if numbered := _NUMBERED.fullmatch(said):
        number = str(int(numbered[1]))
        return Found((number,)) if number in {each.value for each in options} else Phrase("steps.problem.question")
    found = _by_label(said, options, lookups)
    return Found(found) if found else Phrase("steps.problem.question")


def _chosen(said: str, options: Sequence[Option], lookups: Lookups) -> Found | Phrase:
    if exact := [each.value for each in options if _folded(said) in {_folded(each.value), *map(_folded, lookups.labels(each.label))}]:
        return Found(tuple(exact[:1]))
    known = {each.value for each in options}
    if meant := _distinct(found.value for values in lookups.read(said).values.values() for found in values if found.value in known):
        return Found(meant)
    found = _by_label(said, options, lookups)
    return Found(found) if found else Phrase("steps.problem.choice")


def _by_label(said: str, options: Sequence[Option], lookups: Lookups) -> tuple[str, ...]:
    """Those whose words hold, or begin with, every word that was said."""
    words = _folded(said).split()
    return tuple(each.value for each in options if words and any(_holds(label, words) for label in lookups.labels(each.label)))[:OFFERED]


def _holds(label: str, words: Sequence[str]) -> bool:
    own = _folded(label).split()
    return all(any(each.startswith(word) for each in own) for word in words)


def _folded(text: str) -> str:
    return " ".join(token.folded for token in tokens(clean(text)))


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
