# SPDX-License-Identifier: MPL-2.0
"""What is wrong with what was filled in, field by field, each in one kind sentence. What only the database knows, the handler finds out."""

from collections.abc import Callable, Mapping
from datetime import date

from config.roles import ROLES, is_role
from handlers.forms.filling import filled
from handlers.forms.form import Field, Form
from handlers.forms.lines import wrong_line
from handlers.parties import is_identity
from handlers.profile_values import name_of, zone_of
from handlers.refusal import Refusal
from handlers.reply import Phrase
from handlers.unanswered.wording import says_who

Problems = dict[str, Phrase]
Values = Mapping[str, str]

NOTHING = Phrase("form.problem.nothing")
"""What is wrong with a form rather than with a field: it is known when all of them were dealt with."""
YEARS = 30
"""How far from today a day may be."""


def problems(form: Form, values: Values, today: date) -> Mapping[str, Phrase]:
    """Name of the field → what is wrong with what is in it. Empty where the form can be sent."""
    cleaned = {each.name: filled(each, values.get(each.name, "")) for each in form.fields}
    found = {each.name: wrong for each in form.fields if (wrong := _wrong(each, cleaned[each.name], today))}
    if not found and (check := _TOGETHER.get(form.id)):
        return check(cleaned, today)
    return found


def problem_at(form: Form, name: str, values: Values, today: date) -> Phrase | None:
    """What is wrong with this one field, as far as it can be told before those after it are filled in."""
    cleaned = {each.name: filled(each, values.get(each.name, "")) for each in form.fields}
    field = form.field(name)
    if field is None or (wrong := _wrong(field, cleaned[name], today)):
        return wrong if field else None
    check = _TOGETHER.get(form.id)
    found = check(cleaned, today).get(name) if check else None
    return None if found == NOTHING else found


def _wrong(field: Field, value: str, today: date) -> Phrase | None:
    if not value:
        return Phrase("form.problem.empty") if field.required else None
    if len(value) > field.most:
        return Phrase("form.problem.too_long", {"count": field.most})
    match field.kind:
        case "choice" if value not in {option.value for option in field.options}:
            return Phrase("form.problem.choice")
        case "date":
            return _wrong_day(value, today)
        case "person" if not is_identity(value):
            return Phrase("form.problem.person")
        case "text" if field.check:
            return wrong_line(field.check, value)
        case "question" if not (value.isascii() and value.isdigit() and len(value) < 10):  # noqa: PLR2004 - fits every database
            return Phrase("form.problem.question")
        case _:
            return None


def _wrong_day(value: str, today: date) -> Phrase | None:
    day = day_of(value)
    if day is None:
        return Phrase("form.problem.date")
    return Phrase("form.problem.far") if abs(day.year - today.year) > YEARS else None


def day_of(value: str) -> date | None:
    """The day that `2027-03-01` is."""
    try:
        return date.fromisoformat(value) if len(value) == len("2027-03-01") else None
    except ValueError:
        return None


def _profile(values: Values, today: date) -> Problems:
    """`today` is of no matter to it."""
    if not any(values.values()):
        return {"organisation": NOTHING}
    found: Problems = {}
    for name, read in (("zone", zone_of), ("name", name_of)):
        try:
            if values[name]:
                read(values[name])
        except Refusal as refusal:
            found[name] = Phrase("profile.bad_name") if refusal.phrase.key == "profile.what" else refusal.phrase
    return found


def _absence(values: Values, today: date) -> Problems:
    begins, back = day_of(values["from"]), day_of(values["until"])
    if back and back <= today:
        return {"until": Phrase("form.problem.past")}
    if begins and back and back <= begins:
        return {"until": Phrase("form.problem.before")}
    return {}


def _appoint_role(values: Values, today: date) -> Problems:
    """A role of a product needs one, and somebody who gets it. Whether a day may lie in the past depends on who asks."""
    role = values["role"]
    over = ROLES[role].over if is_role(role) else ()
    if not values["product"] and "organisation" not in over:
        return {"product": Phrase("form.problem.product")}
    if not values["product"] and not values["organisation"]:
        return {"organisation": Phrase("form.problem.scope")}
    if not values["person"] and (not values["organisation"] or not values["product"]):
        return {"person": Phrase("form.problem.holder")}
    return {}


def _announce(values: Values, today: date) -> Problems:
    """Nothing goes to all because somebody chose nothing."""
    return {} if values["product"] or values["item"] else {"item": Phrase("form.problem.recipients")}


def _save_answer(values: Values, today: date) -> Problems:
    found: Problems = {name: Phrase("form.problem.names") for name in ("title", "text") if says_who(values[name])}
    if not values["number"] and not values["title"]:
        found["title"] = Phrase("form.problem.title")
    return found


_TOGETHER: Mapping[str, Callable[[Values, date], Problems]] = {
    "announce": _announce, "profile": _profile, "absence": _absence, "appoint_role": _appoint_role, "save_answer": _save_answer,
}  # fmt: skip
"""What depends on more than one field, or on how it is read."""
