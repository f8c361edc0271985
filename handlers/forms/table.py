# SPDX-License-Identifier: MPL-2.0
"""The forms there are."""

from collections.abc import Mapping
from typing import get_args

from config.roles import ROLES, Role
from handlers.adoption import OFFERED
from handlers.announcing.audience import EVERYBODY
from handlers.announcing.audience import KINDS as SUBSCRIBED
from handlers.announcing.written import LONGEST as ANNOUNCED
from handlers.forms.form import SHORT, Field, FieldKind, Form, Option
from handlers.onboarding.forms import form_of_step
from handlers.reply import Phrase
from handlers.unanswered.asking import LONGEST

ROLES_OFFERED: tuple[Role, ...] = tuple(role for role in get_args(Role) if {"product", "organisation"} & set(ROLES[role].over))
"""Roles over a product or an organisation. Those of groups and of the association are given in words."""
_LANGUAGES = tuple(Option(item, Phrase(f"form.profile.item.{item}")) for item in ("danish", "english"))
_ROLES = tuple(Option(role, Phrase(f"role.{role}")) for role in ROLES_OFFERED)
_USES = tuple(Option(kind, Phrase(f"adoption.{kind}")) for kind in OFFERED)
_AUDIENCES = tuple(Option(kind, Phrase(f"form.announce.item.{kind}")) for kind in (EVERYBODY, *SUBSCRIBED))
_IDENTITY = 400
"""Characters of the longest identity that is kept."""


_OTHERWISE = {"title": "heading"}
"""Fields whose texts have another key: the form itself has a title too."""


def _field(
    form: str, name: str, kind: FieldKind, *, required: bool = False, hint: bool = True, options: tuple[Option, ...] = (), most: int | None = None
) -> Field:
    longest = most or (_IDENTITY if kind == "person" else SHORT)
    key = f"form.{form}.{_OTHERWISE.get(name, name)}"
    return Field(name=name, kind=kind, label=Phrase(key), hint=Phrase(f"{key}.hint") if hint else None, options=options, required=required, most=longest)


def _form(id_: str, intent: str, *fields: Field, given: tuple[str, ...] = (), fills: Mapping[str, str] | None = None) -> Form:
    return Form(
        id=id_, intent=intent, title=Phrase(f"form.{id_}.title"), explains=Phrase(f"form.{id_}.explains"), submit=Phrase(f"form.{id_}.submit"),
        fields=fields, given=given, fills=fills or {},
    )  # fmt: skip


FORMS: Mapping[str, Form] = {
    "profile": _form(
        "profile", "my_profile",
        _field("profile", "organisation", "organisation"),
        _field("profile", "item", "choice", hint=False, options=_LANGUAGES),
        _field("profile", "zone", "text", most=40),
        _field("profile", "name", "text", most=80),
    ),
    "absence": _form(
        "absence", "report_absence",
        _field("absence", "from", "date", required=True, hint=False),
        _field("absence", "until", "date"),
        _field("absence", "person", "person"),
        fills={"item": "deputy"},
    ),
    "pass_on_question": _form(
        "pass_on_question", "pass_on_question",
        _field("pass_on_question", "text", "long_text", required=True, most=LONGEST),
        given=("number",),
    ),
    "answer_question": _form(
        "answer_question", "answer_question",
        _field("answer_question", "number", "question", required=True, hint=False),
        _field("answer_question", "text", "long_text", required=True, most=LONGEST),
    ),
    "save_answer": _form(
        "save_answer", "keep_answer",
        _field("save_answer", "number", "question"),
        _field("save_answer", "title", "text", most=150),
        _field("save_answer", "product", "product"),
        _field("save_answer", "text", "long_text", required=True, most=LONGEST),
    ),
    "appoint_role": _form(
        "appoint_role", "appoint_role",
        _field("appoint_role", "role", "choice", required=True, hint=False, options=_ROLES),
        _field("appoint_role", "product", "product"),
        _field("appoint_role", "organisation", "organisation"),
        _field("appoint_role", "person", "person"),
        _field("appoint_role", "from", "date"),
    ),
    "reject_step": _form(
        "reject_step", "reject_step",
        _field("reject_step", "reason", "long_text", required=True, most=1000),
        given=("run", "step"),
    ),
    "skip_step": _form(
        "skip_step", "skip_step",
        _field("skip_step", "reason", "text", required=True),
        given=("run", "step"),
    ),
    "announce": _form(
        "announce", "announce",
        _field("announce", "product", "product"),
        _field("announce", "item", "choice", options=_AUDIENCES),
        _field("announce", "text", "long_text", required=True, most=ANNOUNCED),
    ),
    "adoption": _form(
        "adoption", "change_adoption",
        _field("adoption", "product", "product", required=True, hint=False),
        _field("adoption", "kind", "choice", required=True, hint=False, options=_USES),
        _field("adoption", "organisation", "organisation"),
    ),
}  # fmt: skip
"""Id → form. A platform shows them as they are."""


def form_with(id_: str) -> Form | None:
    """The form of this id, also where it belongs to a step of a flow; None where there is none, or its flow is not known to this process yet."""
    return FORMS.get(id_) or form_of_step(id_)
