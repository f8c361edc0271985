# SPDX-License-Identifier: MPL-2.0
"""The forms as they are written: short enough to be shown, opened where something is lacking, and asking no more than they say."""

from collections.abc import Iterator

import pytest

from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers import HANDLERS, forms
from handlers.forms import FORMS, Field, Form
from handlers.message import LANGUAGES, Asked, Language
from handlers.reply import Phrase, Value

TITLE = SUBMIT = 24
LABEL, OPTION, HINT, EXPLAINS = 48, 75, 150, 600
"""Characters that fit everywhere: https://docs.slack.dev/reference/views/modal-views"""
LOCALISER = Localiser()


def _said(value: Value | None, language: Language) -> str:
    return LOCALISER.words(value, language) if value else ""


def _fields() -> Iterator[tuple[Form, Field]]:
    yield from ((form, field) for form in FORMS.values() for field in form.fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_text_is_there_and_short_enough(form: Form, language: Language) -> None:
    assert 0 < len(_said(form.title, language)) <= TITLE
    assert 0 < len(_said(form.submit, language)) <= SUBMIT
    assert 0 < len(_said(form.explains, language)) <= EXPLAINS
    for field in form.fields:
        assert 0 < len(_said(field.label, language)) <= LABEL
        assert len(_said(field.hint, language)) <= HINT
        for option in field.options:
            assert isinstance(option.label, Phrase)
            assert 0 < len(_said(option.label, language)) <= OPTION


def test_a_form_stands_under_its_id_and_asks_what_is_answered() -> None:
    intents = load_intents().by_name
    assert all(id_ == form.id and form.intent in HANDLERS and form.intent in intents for id_, form in FORMS.items())
    assert len({form.intent for form in FORMS.values()}) == len(FORMS)


def test_only_a_choice_has_options_and_no_field_stands_twice() -> None:
    assert all(bool(field.options) == (field.kind == "choice") for _, field in _fields())
    for form in FORMS.values():
        names = [field.name for field in form.fields]
        assert len(set(names)) == len(names)
        assert not set(names) & {*form.given, *form.fills}


@pytest.mark.parametrize(
    ("intent", "slots", "form"),
    [
        ("my_profile", {}, "profile"),
        ("my_profile", {"item": "english"}, None),
        ("my_profile", {"item": "hide_name"}, None),
        ("my_profile", {"who": "me"}, None),
        ("report_absence", {}, "absence"),
        ("report_absence", {"item": "back"}, None),
        ("report_absence", {"from": "2027-01-01", "item": "deputy"}, None),
        ("pass_on_question", {"number": "7"}, "pass_on_question"),
        ("pass_on_question", {"number": "7", "text": "x"}, None),
        ("answer_question", {}, "answer_question"),
        ("answer_question", {"number": "7"}, "answer_question"),
        ("keep_answer", {}, "save_answer"),
        ("keep_answer", {"number": "7"}, "save_answer"),
        ("appoint_role", {}, "appoint_role"),
        ("appoint_role", {"product": "os2mo"}, "appoint_role"),
        ("appoint_role", {"product": "os2mo", "group_type": "styregruppe"}, None),
        ("change_adoption", {"product": "os2mo"}, "adoption"),
        ("change_adoption", {"product": "os2mo", "kind": "user"}, None),
        ("product_info", {}, None),
        ("no_such_intent", {}, None),
    ],
)
def test_a_form_opens_where_what_it_asks_for_is_lacking_and_nothing_gets_lost(intent: str, slots: dict[str, str], form: str | None) -> None:
    found = forms.form_for(intent, slots)
    assert (found.id if found else None) == form


def test_what_was_given_stays_empty_fields_are_left_out_and_nothing_else_comes_along() -> None:
    given = {"number": "7", "text": "before", "change": "x"}
    assert forms.asked(FORMS["pass_on_question"], given, {"text": "  Må vi?\r\nJa\x00\u200b. ", "number": "8", "item": "x"}) == Asked(
        "pass_on_question", {"number": "7", "text": "Må vi?\nJa."}
    )
    assert forms.asked(FORMS["appoint_role"], {"product": "os2mo", "role": "bruger"}, {"role": "moderator", "product": "", "from": "  "}) == Asked(
        "appoint_role", {"role": "moderator"}
    )
    assert forms.asked(FORMS["appoint_role"], {"product": "os2mo"}, {"role": "moderator"}) == Asked("appoint_role", {"role": "moderator", "product": "os2mo"})


def test_a_form_fills_what_it_fills_whatever_is_written() -> None:
    absence = forms.asked(FORMS["absence"], {"item": "back"}, {"from": "2027-01-01", "item": "back"})
    assert absence == Asked("report_absence", {"from": "2027-01-01", "item": "deputy"})


def test_a_line_is_one_line() -> None:
    assert forms.asked(FORMS["profile"], {}, {"name": " Anne\n Example\t"}).slots == {"name": "Anne Example"}
