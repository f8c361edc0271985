# SPDX-License-Identifier: MPL-2.0
"""One step: from where somebody is in a form, and what they say, to where they are then and what they are told. Nothing is kept here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.forms.checking import NOTHING, problem_at, problems
from handlers.forms.filling import asked
from handlers.forms.form import Field
from handlers.forms.stepwise.lookups import Lookups
from handlers.forms.stepwise.reading import Found, read
from handlers.forms.stepwise.said import Said, command, number, said_by, to_correct
from handlers.forms.stepwise.shown import asking, choices, said_value
from handlers.forms.stepwise.state import SUMMARY, WHICH, Filling, onward
from handlers.message import Asked
from handlers.reply import Part, Phrase, Reply, say


@dataclass(frozen=True, slots=True)
class Stepped:
    """`filling`: where it goes on; None: it is over. `told`: what is said before the next question. `send`: what the form asks now that it is sent."""

    filling: Filling | None
    told: tuple[Part, ...] = ()
    send: Asked | None = None

    async def reply(self, lookups: Lookups) -> Reply:
        """What is said of it."""
        return await asking(self.filling, lookups, *self.told) if self.filling else Reply(parts=self.told)


_IN_WORDS: Mapping[str, str] = {f"form.problem.{kind}": f"steps.problem.{kind}" for kind in ("choice", "date", "person", "question")}
"""Sentences that speak of what a shown form has, and those that do not."""


async def words(filling: Filling, text: str, lookups: Lookups) -> Stepped:
    """What somebody wrote: a number of a choice, a word that steers, or an answer."""
    if (chosen := number(text)) is not None:
        offered = await choices(filling, lookups)
        if 1 <= chosen <= len(offered) and (said := said_by(offered[chosen - 1].slots)):
            return await step(filling, said, lookups)
        if filling.asked is None or filling.asked.kind not in ("text", "long_text"):
            return Stepped(filling, (say("steps.no_such_number"),))
    if (do := command(text)) and not _is_value(filling, do):
        return await step(filling, _plain(filling, do), lookups)
    if filling.asked is None:
        return await _corrected(filling, text, lookups)
    return await _answered(filling, filling.asked, text, lookups)


def _is_value(filling: Filling, do: str) -> bool:
    """Words that steer only at the summary are an answer where a field is asked for."""
    return filling.asked is not None and do in ("send", "which") and not (do == "send" and len(filling.offered) == 1)


def _plain(filling: Filling, do: str) -> Said:
    """A word about what is asked now. Yes to the only thing that was offered chooses it."""
    if do == "send" and filling.asked:
        return Said(do="set", field=filling.at, value=filling.offered[0])
    said = said_by({"do": do, "field": filling.at})
    return said or Said(do="help")


async def step(filling: Filling, said: Said, lookups: Lookups) -> Stepped:
    """What was chosen. A choice below another question than the one asked now steers nothing, but a value is taken for its field."""
    match said.do:
        case "cancel":
            return Stepped(None, (say("steps.cancelled"),))
        case "set":
            return await _set(filling, said.field, said.value, lookups)
        case "help":
            return Stepped(filling, (say("steps.help"), say("steps.help.aside")))
        case "back" if said.field == filling.at:
            return _back(filling)
        case "send" | "which" | "correct":
            return _at_summary(filling, said, lookups)
        case "keep" | "skip" | "clear" if filling.asked and said.field == filling.at:
            return _passed(filling, filling.asked, said.do, lookups)
        case _:
            return Stepped(filling)


def _back(filling: Filling) -> Stepped:
    if filling.at == WHICH:
        return Stepped(replace(filling, at=SUMMARY))
    names = [each.name for each in filling.shape.fields]
    before = names[-1] if filling.asked is None else names[filling.place(filling.at) - 1] if filling.place(filling.at) else None
    return Stepped(replace(filling, at=before, offered=())) if before else Stepped(filling, (say("steps.first"),))


def _at_summary(filling: Filling, said: Said, lookups: Lookups) -> Stepped:
    if filling.asked:
        return Stepped(filling)
    if said.do == "correct" and filling.shape.field(said.field):
        return Stepped(replace(filling, at=said.field, offered=()))
    if said.do != "send" or filling.at == WHICH:
        return Stepped(replace(filling, at=WHICH))
    settled = _settled(filling, lookups)
    return settled if settled.told else Stepped(filling, send=asked(filling.shape, filling.given, filling.values))


def _passed(filling: Filling, field: Field, do: str, lookups: Lookups) -> Stepped:
    """Goes on without an answer. What stands in the field stays, unless it is cleared."""
    stands = filling.value if do != "clear" else ""
    if not stands and field.required:
        return Stepped(filling, (say("steps.cannot_skip"),))
    if do == "keep" and not stands:
        return Stepped(filling, (say("steps.nothing_to_keep"),))
    values = {name: value for name, value in filling.values.items() if name != field.name or stands}
    if wrong := problem_at(filling.shape, field.name, values, lookups.today):
        return Stepped(filling, (_said(wrong),))
    return _settled(onward(replace(filling, values=values, done=filling.done | {field.name})), lookups)


async def _corrected(filling: Filling, text: str, lookups: Lookups) -> Stepped:
    """Which field is named, by its label or its place."""
    named = to_correct(text) or text
    place = number(named)
    fields = filling.shape.fields
    if place and 1 <= place <= len(fields):
        return Stepped(replace(filling, at=fields[place - 1].name))
    if any(named.casefold().rstrip(" ?.") == label.casefold().rstrip(" ?.") for label in lookups.labels(filling.shape.submit)):
        return _at_summary(filling, Said(do="send"), lookups)
    meant = [each for each in fields if any(_within(named, label) for label in lookups.labels(each.label))]
    if len(meant) == 1:
        return Stepped(replace(filling, at=meant[0].name))
    return Stepped(replace(filling, at=WHICH) if to_correct(text) else filling, (say("steps.not_understood"),))


def _within(named: str, label: str) -> bool:
    said = named.casefold().strip(" ?.")
    return len(said) > 2 and said in label.casefold()  # noqa: PLR2004 - two letters stand in every label


async def _answered(filling: Filling, field: Field, text: str, lookups: Lookups) -> Stepped:
    found = await read(filling.form, field, text, lookups)
    if isinstance(found, Phrase):
        return Stepped(filling, (_said(found), *((say("steps.nevertheless"),) if found.key == "steps.a_question" else ())))
    if found.sure and len(found.values) == 1:
        return await _set(filling, field.name, found.values[0], lookups)
    return _which(filling, found)


def _which(filling: Filling, found: Found) -> Stepped:
    sentence = "steps.did_you_mean" if len(found.values) == 1 else "steps.which_one"
    return Stepped(replace(filling, offered=found.values), (say(sentence),))


async def _set(filling: Filling, name: str, value: str, lookups: Lookups) -> Stepped:
    """Takes the value, unless something is wrong with it; then it is asked for again."""
    field = filling.shape.field(name)
    if field is None or not await _exists(filling, field, value, lookups):
        return Stepped(filling, (say("steps.gone_value"),))
    values = {**filling.values, name: value}
    if wrong := problem_at(filling.shape, name, values, lookups.today):
        return Stepped(filling, (_said(wrong),))
    after = replace(filling, values=values, done=filling.done | {name})
    noted = say("steps.noted", value=await said_value(after, field, value, lookups))
    settled = _settled(onward(after), lookups) if name == filling.at else Stepped(after)
    return replace(settled, told=(noted, *settled.told))


async def _exists(filling: Filling, field: Field, value: str, lookups: Lookups) -> bool:
    match field.kind:
        case "organisation" | "product":
            return await lookups.named(field.kind, value) is not None
        case "question":
            return value in {each.value for each in await lookups.questions(filling.form)}
        case _:
            return bool(value)


def _settled(filling: Filling, lookups: Lookups) -> Stepped:
    """Nothing reaches the summary that cannot be sent: it goes on at the first field with which something is wrong."""
    wrong = problems(filling.shape, filling.values, lookups.today) if filling.at == SUMMARY else {}
    if not wrong:
        return Stepped(filling)
    name = next(each.name for each in filling.shape.fields if each.name in wrong)
    done = frozenset[str]() if wrong[name] == NOTHING else filling.done - {name}
    return Stepped(replace(filling, at=name, done=done), (_said(wrong[name]),))


def _said(wrong: Phrase) -> Part:
    return say(_IN_WORDS.get(wrong.key, wrong.key), **wrong.values)
