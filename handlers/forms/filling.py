# SPDX-License-Identifier: MPL-2.0
"""Which form a choice opens, and what is asked by a form that was filled in."""

from collections.abc import Mapping
from unicodedata import category

from handlers.forms.form import Field, Form
from handlers.forms.table import FORMS, form_with
from handlers.message import Asked


def form_for(intent: str, slots: Mapping[str, str]) -> Form | None:
    """The form that asks for what these slots lack: a required field, or, where none is, anything at all. None where nothing is lacking."""
    form = form_carrying(intent, slots)
    return form if form and _lacks(form, slots) else None


def form_carrying(intent: str, slots: Mapping[str, str]) -> Form | None:
    """The form that asks this, if nothing of these slots would be lost on the way through it."""
    form = form_with(slots["form"]) if "form" in slots else next((form for form in FORMS.values() if form.intent == intent), None)
    return form if form and form.intent == intent and _carries(form, slots) else None


def _carries(form: Form, slots: Mapping[str, str]) -> bool:
    """Whether nothing of what is meant would be lost on the way through the form."""
    return all(form.field(name) or name in form.given or form.fills.get(name) == value for name, value in slots.items())


def _lacks(form: Form, slots: Mapping[str, str]) -> bool:
    required = [each.name for each in form.fields if each.required]
    return not slots.keys() >= set(required) if required else not any(form.field(name) for name in slots)


def asked(form: Form, given: Mapping[str, str], values: Mapping[str, str]) -> Asked:
    """What the form asks. `given`: the slots it was opened with; they stay, unless they are fields in which something else, or nothing, stands now."""
    slots = {name: value for name, value in given.items() if name in form.given}
    slots |= {each.name: value for each in form.fields if (value := filled(each, values.get(each.name, given.get(each.name, ""))))}
    return Asked(form.intent, {**slots, **form.fills})


def filled(field: Field, value: str) -> str:
    """What is in a field, without what nobody can see; of one line, unless it is for a longer text."""
    spaced = "".join(" " if char.isspace() and char != "\n" else char for char in value.replace("\r\n", "\n"))
    visible = "".join(char for char in spaced if char == "\n" or category(char)[0] != "C")
    return visible.strip() if field.kind == "long_text" else " ".join(visible.split())
