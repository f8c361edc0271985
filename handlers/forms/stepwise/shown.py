# SPDX-License-Identifier: MPL-2.0
"""What is asked next: the field with its hint, or the summary; and the choices below it, which number, word and button choose alike."""

from collections.abc import Mapping, Sequence

from handlers.forms.form import Field, Option
from handlers.forms.stepwise.lookups import Lookups
from handlers.forms.stepwise.said import INTENT, Said, slots_of
from handlers.forms.stepwise.state import WHICH, Filling
from handlers.reply import Bullets, Choice, Heading, Paragraph, Part, PartialDate, Phrase, Reply, Value, say

QUESTIONS = 10
"""As many of the open questions as are listed; the others are named by their number."""


async def asking(filling: Filling, lookups: Lookups, *before: Part) -> Reply:
    """The reply that asks what comes next, below what is to be said first."""
    return Reply(parts=(*before, *await question(filling, lookups)), choices=await choices(filling, lookups), outcome="asked_back")


def opening(filling: Filling) -> tuple[Part, ...]:
    """What form it is, what becomes of it, and how it is answered."""
    return (Heading(filling.shape.title), Paragraph(filling.shape.explains), say("steps.how"))


async def question(filling: Filling, lookups: Lookups) -> tuple[Part, ...]:
    if filling.at == WHICH:
        return (say("steps.which_field"),)
    field = filling.asked
    if field is None:
        return (
            Heading(Phrase("steps.summary", {"title": filling.shape.title})),
            Bullets(tuple([await _line(filling, each, lookups) for each in filling.shape.fields])),
        )
    place, count = filling.place(field.name) + 1, len(filling.shape.fields)
    asked = Heading(Phrase("steps.field", {"number": place, "of": count, "label": field.label}))
    hints = (Paragraph(field.hint),) if field.hint else ()
    stands = (say("steps.stands", value=await said_value(filling, field, filling.value, lookups)),) if filling.value else ()
    return (asked, *hints, *_how(field), *stands)


def _how(field: Field) -> tuple[Part, ...]:
    kinds = {"date": "date", "organisation": "organisation", "product": "product", "person": "person", "question": "question"}
    how = (say(f"steps.how.{kinds[field.kind]}"),) if field.kind in kinds else ()
    return (*how, say("steps.required" if field.required else "steps.optional"))


async def _line(filling: Filling, field: Field, lookups: Lookups) -> Value:
    value = filling.values.get(field.name, "")
    shown = await said_value(filling, field, value, lookups) if value else Phrase("steps.nothing")
    return Phrase("steps.line", {"label": field.label, "value": shown})


async def said_value(filling: Filling, field: Field, value: str, lookups: Lookups) -> Value:
    """A value as its reader knows it."""
    match field.kind:
        case "date":
            return PartialDate(value)
        case "choice":
            return _labelled(value, field.options)
        case "question":
            return _labelled(value, await lookups.questions(filling.form))
        case "organisation" | "product" | "person":
            return await lookups.named(field.kind, value) or value
        case _:
            return " ".join(value.split())


def _labelled(value: str, options: Sequence[Option]) -> Value:
    return next((each.label for each in options if each.value == value), f"#{value}")


async def choices(filling: Filling, lookups: Lookups) -> tuple[Choice, ...]:
    """What can be chosen at this place, in its order: a number means a place in it."""
    cancel = _choice(filling, Phrase("steps.cancel"), Said(do="cancel", field=filling.at))
    if filling.at == WHICH:
        fields = [_choice(filling, each.label, Said(do="correct", field=each.name)) for each in filling.shape.fields]
        return (*fields, _choice(filling, Phrase("steps.to_summary"), Said(do="back", field=WHICH)))
    field = filling.asked
    if field is None:
        send = _choice(filling, filling.shape.submit, Said(do="send"))
        return (send, _choice(filling, Phrase("steps.correct"), Said(do="which")), cancel)
    values = [_choice(filling, label, Said(do="set", field=field.name, value=value)) for value, label in await _values(filling, field, lookups)]
    return (*values, *_passing(filling, field), cancel)


async def _values(filling: Filling, field: Field, lookups: Lookups) -> list[tuple[str, Value]]:
    if filling.offered:
        return [(each, await said_value(filling, field, each, lookups)) for each in filling.offered]
    if field.kind == "question":
        return [(each.value, each.label) for each in (await lookups.questions(filling.form))[:QUESTIONS]]
    return [(each.value, each.label) for each in field.options] if field.kind == "choice" else []


def _passing(filling: Filling, field: Field) -> tuple[Choice, ...]:
    """Ways on that give no value."""
    keep = (_choice(filling, Phrase("steps.keep"), Said(do="keep", field=field.name)),) if filling.value else ()
    clear = _choice(filling, Phrase("steps.clear"), Said(do="clear", field=field.name))
    skip = _choice(filling, Phrase("steps.skip"), Said(do="skip", field=field.name))
    empty = () if field.required else (clear,) if filling.value else (skip,)
    back = (_choice(filling, Phrase("steps.back"), Said(do="back", field=field.name)),) if filling.place(field.name) else ()
    return (*keep, *empty, *back)


def _choice(filling: Filling, label: Value, said: Said) -> Choice:
    return Choice(label, INTENT, slots_of(filling.form, said))


def offer(form: str, slots: Mapping[str, str]) -> Choice:
    """The choice that begins a form, with what is known already."""
    return Choice(Phrase("steps.fill_in"), INTENT, {"form": form, **slots})
