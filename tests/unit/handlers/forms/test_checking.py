# SPDX-License-Identifier: MPL-2.0
"""What is wrong with a form is said field by field, in both languages, and what is right is not objected to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localise import Localiser
from handlers import forms
from handlers.forms import FORMS
from handlers.message import LANGUAGES

TODAY = date(2026, 11, 24)
ANNE = "slack:T0TEST001:U0ANNE001"
RIGHT = [
    ("profile", {"organisation": "favrskov", "item": "danish", "zone": "nuuk", "name": "Anne Testesen"}),
    ("profile", {"item": "english"}),
    ("absence", {"from": "2026-11-20"}),
    ("absence", {"from": "2026-12-01", "until": "2026-12-02", "person": ANNE}),
    ("pass_on_question", {"text": "Må vi?"}),
    ("answer_question", {"number": "7", "text": "Ja."}),
    ("save_answer", {"number": "7", "text": "Ja."}),
    ("save_answer", {"title": "Adgang til testmiljøet", "product": "os2mo", "text": "Skriv til os2@os2.eu eller ring på 12 34 56 78.\nEAN 5790002750595"}),
    ("appoint_role", {"role": "produktkoordinator", "product": "os2mo", "organisation": "aarhus"}),
    ("appoint_role", {"role": "produktkoordinator", "product": "os2mo", "person": "matrix:@anne:example.org", "from": "2025-01-01"}),
    ("appoint_role", {"role": "kontaktperson", "organisation": "aarhus", "person": ANNE}),
    ("adoption", {"product": "os2mo", "kind": "user"}),
]
WRONG = [
    ("profile", {}, "organisation", "nothing"),
    ("profile", {"item": "klingon"}, "item", "choice"),
    ("profile", {"zone": "Atlantis"}, "zone", "profile.bad_zone"),
    ("profile", {"zone": "x" * 41}, "zone", "too_long"),
    ("profile", {"name": "Anne <b>"}, "name", "profile.bad_name"),
    ("profile", {"name": "ikke Anne"}, "name", "profile.bad_name"),
    ("profile", {"name": "x" * 81}, "name", "too_long"),
    ("profile", {"organisation": "x" * 201}, "organisation", "too_long"),
    ("absence", {}, "from", "empty"),
    ("absence", {"from": "i morgen"}, "from", "date"),
    ("absence", {"from": "2026-02-30"}, "from", "date"),
    ("absence", {"from": "20261201"}, "from", "date"),
    ("absence", {"from": "0001-01-01"}, "from", "far"),
    ("absence", {"from": "2026-11-20", "until": "9999-12-31"}, "until", "far"),
    ("absence", {"from": "2026-11-20", "until": "2026-11-24"}, "until", "past"),
    ("absence", {"from": "2026-12-20", "until": "2026-12-20"}, "until", "before"),
    ("absence", {"from": "2026-12-20", "person": "Anne"}, "person", "person"),
    ("pass_on_question", {"text": " \n "}, "text", "empty"),
    ("pass_on_question", {"text": "x" * 1001}, "text", "too_long"),
    ("answer_question", {"text": "Ja."}, "number", "empty"),
    ("answer_question", {"number": "7", "text": "x" * 1001}, "text", "too_long"),
    ("answer_question", {"number": "sytten", "text": "Ja."}, "number", "question"),
    ("answer_question", {"number": "9999999999", "text": "Ja."}, "number", "question"),
    ("save_answer", {"text": "Ja."}, "title", "title"),
    ("save_answer", {"number": "7"}, "text", "empty"),
    ("save_answer", {"number": "7", "text": f"Spørg {ANNE}"}, "text", "names"),
    ("save_answer", {"number": "7", "text": "Spørg <@U0ANNE001>"}, "text", "names"),
    ("save_answer", {"number": "7", "text": "Spørg @anne:example.org"}, "text", "names"),
    ("save_answer", {"number": "7", "text": "Det er 010203-1234"}, "text", "names"),
    ("save_answer", {"title": "Det @anne sagde", "text": "Ja."}, "title", "names"),
    ("save_answer", {"title": "x" * 151, "text": "Ja."}, "title", "too_long"),
    ("appoint_role", {}, "role", "empty"),
    ("appoint_role", {"role": "konge", "product": "os2mo", "person": ANNE}, "role", "choice"),
    ("appoint_role", {"role": "admin", "person": ANNE}, "role", "choice"),
    ("appoint_role", {"role": "moderator", "person": ANNE}, "product", "product"),
    ("appoint_role", {"role": "kontaktperson", "person": ANNE}, "organisation", "scope"),
    ("appoint_role", {"role": "kontaktperson", "organisation": "aarhus"}, "person", "holder"),
    ("appoint_role", {"role": "produktkoordinator", "product": "os2mo"}, "person", "holder"),
    ("appoint_role", {"role": "produktkoordinator", "product": "os2mo", "person": "nobody"}, "person", "person"),
    ("appoint_role", {"role": "produktkoordinator", "product": "os2mo", "person": ANNE, "from": "1. maj"}, "from", "date"),
    ("adoption", {"kind": "user"}, "product", "empty"),
    ("reject_step", {}, "reason", "empty"),
    ("skip_step", {}, "reason", "empty"),
    ("adoption", {"product": "os2mo", "kind": "lover"}, "kind", "choice"),
    ("announce", {"text": "Hej"}, "item", "recipients"),
    ("announce", {"item": "nobody", "text": "Hej"}, "item", "choice"),
    ("announce", {"item": "everybody"}, "text", "empty"),
]


@pytest.mark.parametrize(("form", "values"), RIGHT)
def test_what_is_right_is_not_objected_to(form: str, values: dict[str, str]) -> None:
    assert forms.problems(FORMS[form], values, TODAY) == {}


@pytest.mark.parametrize(("form", "values", "field", "problem"), WRONG)
def test_what_is_wrong_is_said_at_its_field(form: str, values: dict[str, str], field: str, problem: str) -> None:
    found = forms.problems(FORMS[form], values, TODAY)
    assert {name: phrase.key.removeprefix("form.problem.") for name, phrase in found.items()} == {field: problem}
    for language in LANGUAGES:
        assert Localiser().text(found[field].key, language, **found[field].values)


def test_every_field_of_every_form_can_be_wrong() -> None:
    can = {(form, field) for form, _, field, _ in WRONG}
    free = {
        ("save_answer", "number"),
        ("save_answer", "product"),
        ("adoption", "organisation"),
        ("announce", "product"),
        ("appoint_role", "organisation"),
        ("appoint_role", "product"),
    }
    assert {(form.id, field.name) for form in FORMS.values() for field in form.fields} <= can | free


@given(st.sampled_from(list(FORMS.values())), st.data())
def test_whatever_is_filled_in_is_checked_without_failing(form: forms.Form, data: st.DataObject) -> None:
    names = [field.name for field in form.fields]
    values = data.draw(st.dictionaries(st.sampled_from(names), st.text(max_size=60) | st.dates().map(str)))
    found = forms.problems(form, values, TODAY)
    assert found.keys() <= set(names)
    if not found:
        assert all(len(value) <= (known.most if (known := form.field(name)) else 100) for name, value in forms.asked(form, {}, values).slots.items())
