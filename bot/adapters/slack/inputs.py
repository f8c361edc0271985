# SPDX-License-Identifier: MPL-2.0
"""Forms as modals, and what was filled into them: one input for each field, named like the field."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapter import Host
from bot.adapters.slack.blocks import context
from bot.adapters.slack.cutting import cut
from bot.adapters.slack.limits import FIELD_TEXT, OPTION_LABEL, OPTION_VALUE, SELECT_OPTIONS
from bot.adapters.slack.mrkdwn import escape
from bot.adapters.slack.render import Block
from bot.adapters.slack.views import ASK, FORM, View, modal, remembered
from bot.printable import clean
from handlers.forms import Field, Form, form_with
from handlers.message import Language
from handlers.reply import Phrase, Value

QUESTION = "question"
"""The field of the modal for a question of one's own."""
LONGEST_QUESTION = 1_000  # characters, as the dispatcher takes them
_LONGEST = 3_000  # characters of Slack's plain-text input


class FormViews:
    """Makes the modals. `host` knows the words, and the names behind ids."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def form(self, form: Form, given: Mapping[str, str], draft: Mapping[str, str], language: Language) -> View:
        """`given`: the slots it is opened with. `draft`: what was filled in and not sent."""
        filled = {**draft, **given}
        inputs = [await self._input(each, filled.get(each.name, ""), language) for each in form.fields]
        explains = context(escape(self._host.words(form.explains, language)))
        begun = (context(escape(self._host.words(Phrase("slack.draft"), language))),) if draft.keys() - given.keys() else ()
        carried = {name: value for name, value in given.items() if name in form.given}
        return modal(
            FORM, self._host, language, form.title, (*begun, *inputs, explains), submit=form.submit, notify_on_close=True,
            private_metadata=remembered(form=form.id, given=carried, language=language),
        )  # fmt: skip

    def ask(self, language: Language) -> View:
        """For a question in words of one's own."""
        element = {"type": "plain_text_input", "action_id": QUESTION, "max_length": LONGEST_QUESTION, "focus_on_load": True}
        hint = self._plain(Phrase("slack.ask.hint"), language, FIELD_TEXT)
        block = {"type": "input", "block_id": QUESTION, "label": self._plain(Phrase("slack.ask.label"), language, FIELD_TEXT), "hint": hint, "element": element}
        return modal(
            ASK, self._host, language, Phrase("slack.ask.title"), (block,), submit=Phrase("slack.ask.submit"), private_metadata=remembered(language=language)
        )

    async def _input(self, field: Field, value: str, language: Language) -> Block:
        block: dict[str, Any] = {
            "type": "input", "block_id": field.name, "optional": not field.required, "label": self._plain(field.label, language, FIELD_TEXT),
            "element": await self._element(field, value, language),
            "dispatch_action": True,  # so that what is filled in is kept as a draft: who closes a form does not say what was in it
        }  # fmt: skip
        if field.hint:
            block["hint"] = self._plain(field.hint, language, FIELD_TEXT)
        return block

    async def _element(self, field: Field, value: str, language: Language) -> dict[str, Any]:
        match field.kind:
            case "choice":
                options = [self._option(each.value, self._host.words(each.label, language)) for each in field.options[:SELECT_OPTIONS]]
                return _with(
                    _element("static_select", field, options=options), "initial_option", next((each for each in options if each["value"] == value), None)
                )
            case "date":
                return _with(_element("datepicker", field), "initial_date", value or None)
            case "person":
                return _with(_element("users_select", field), "initial_user", value.rpartition(":")[2] or None)
            case "organisation" | "product" | "question":
                name = await self._host.named(field.kind, value) if value else None
                return _with(_element("external_select", field, min_query_length=0), "initial_option", self._option(value, name) if name else None)
            case _:
                return self._typed(field, value)

    def _typed(self, field: Field, value: str) -> dict[str, Any]:
        at_each_key = {"trigger_actions_on": ["on_character_entered"]}
        long, most = field.kind == "long_text", min(field.most, _LONGEST)
        element = _element("plain_text_input", field, max_length=most, multiline=long, dispatch_action_config=at_each_key)
        return _with(element, "initial_value", value[: field.most] or None)

    def _option(self, value: str, label: str) -> dict[str, Any]:
        return option(value, label)

    def _plain(self, phrase: Value, language: Language, most: int) -> dict[str, Any]:
        return {"type": "plain_text", "text": cut(clean(self._host.words(phrase, language)), most), "emoji": False}


def option(value: str, label: str) -> dict[str, Any]:
    """One choice of a select menu."""
    return {"text": {"type": "plain_text", "text": cut(clean(label), OPTION_LABEL) or "…", "emoji": False}, "value": value[:OPTION_VALUE]}


def options(found: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What Slack shows while somebody types. An id that is too long to be a choice is none."""
    return {"options": [option(id_, name) for id_, name in found[:SELECT_OPTIONS] if len(id_) <= OPTION_VALUE]}


def filled_in(state: Mapping[str, Any], team: str) -> dict[str, str]:
    """Field → what is filled in, from a view's state: https://docs.slack.dev/reference/views/view-submissions"""
    found: dict[str, str] = {}
    for field, elements in state.get("values", {}).items():
        for element in elements.values():
            if value := _value(element, team):
                found[str(field)] = value
    return found


def form_of(carried: Mapping[str, Any]) -> tuple[Form, Mapping[str, str]] | None:
    """The form that a modal shows, and the slots it was opened with; None for what is none of ours."""
    form, given = form_with(str(carried.get("form"))), carried.get("given")
    if form is None or not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        return None
    return form, given


def _value(element: Mapping[str, Any], team: str) -> str:
    match element.get("type"):
        case "static_select" | "external_select":
            return str((element.get("selected_option") or {}).get("value", ""))
        case "datepicker":
            return str(element.get("selected_date") or "")
        case "users_select":
            user = element.get("selected_user")
            return f"slack:{team}:{user}" if user else ""
        case _:
            return str(element.get("value") or "")


def _element(kind: str, field: Field, **more: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": field.name, **more}


def _with(element: dict[str, Any], name: str, value: object) -> dict[str, Any]:
    return {**element, name: value} if value else element
