# SPDX-License-Identifier: MPL-2.0
"""A step's fields as a form. The form's id names the flow by its content, so that it means the same to every process, and for ever."""

from collections.abc import Mapping
from functools import lru_cache

from config.flows.flow import DAY, AnswerKind, Flow, FlowStep, FormField
from config.flows.load import fingerprint
from handlers.forms.form import SHORT, Check, Field, FieldKind, Form, Option
from handlers.onboarding.flows import Flows
from handlers.reply import Phrase, Value
from storage.onboarding import OnboardingRuns

INTENT = "answer_step"
TIME = "time"
SENT = "sent"
"""The slot that says that a form was sent, whatever is in it."""
_LONG = 2000
_KINDS: Mapping[AnswerKind, FieldKind] = {
    "long_text": "long_text", "date": "date", "yes_no": "choice", "organisation": "organisation", "municipality": "organisation", "product": "product",
}  # fmt: skip
_CHECKS: Mapping[AnswerKind, Check] = {"mail": "mail", "cvr": "cvr", "ean": "ean"}
_YES_NO = (Option("yes", Phrase("onboarding.yes")), Option("no", Phrase("onboarding.no")))
_known: dict[str, Flow] = {}
"""Fingerprint → flow: what this process has met. A fingerprint never means anything else."""


def form_id(flow: Flow, step: FlowStep) -> str:
    """Where the step is answered by a form; empty where a click does."""
    if step.kind not in ("form", "meeting"):
        return ""
    _known.setdefault(_fingerprint(flow), flow)
    return f"flow/{_fingerprint(flow)}/{step.id}"


@lru_cache(maxsize=256)
def _fingerprint(flow: Flow) -> str:
    return fingerprint(flow)


@lru_cache(maxsize=1_024)
def _made(flow: Flow, id_: str, step: FlowStep) -> Form:
    explains = Phrase("form.answer_step.explains.personal" if any(each.personal for each in step.fields) else "form.answer_step.explains", {"flow": flow.title})
    return Form(
        id=id_,
        intent=INTENT,
        title=step.title,
        explains=explains,
        fields=_fields(step),
        submit=Phrase("form.answer_step.submit"),
        given=("run", "step", "form"),
        fills={SENT: "yes"},
    )


async def learn(runs: OnboardingRuns) -> None:
    """Every flow that a run began with: so that a form that was opened before this process began, or by another, is one here too."""
    for flow in (await Flows(runs, dict).everything()).values():
        _known.setdefault(_fingerprint(flow), flow)


def form_of_step(id_: str) -> Form | None:
    kind, _, rest = id_.partition("/")
    print_, _, step_id = rest.partition("/")
    flow = _known.get(print_) if kind == "flow" else None
    step = flow.step(step_id) if flow else None
    return _made(flow, id_, step) if flow and step else None


def plain_form(step: FlowStep) -> Form:
    """The step's fields alone, to be checked."""
    return Form(id="", intent=INTENT, title=step.title, explains=step.text, submit=step.title, fields=_fields(step))


def answers_in(step: FlowStep, slots: Mapping[str, str]) -> dict[str, str]:
    return {each.name: slots[each.name] for each in _fields(step) if slots.get(each.name)}


@lru_cache(maxsize=1_024)
def _fields(step: FlowStep) -> tuple[Field, ...]:
    return tuple(_field(each) for each in step.fields) if step.kind == "form" else _OF_MEETING


def _field(asked: FormField) -> Field:
    kind = _KINDS.get(asked.kind, "text")
    options = _YES_NO if asked.kind == "yes_no" else ()
    return Field(
        name=asked.name, kind=kind, label=asked.label, hint=_hint(asked), options=options, required=asked.required, most=_LONG if kind == "long_text" else SHORT,
        check=_CHECKS.get(asked.kind, ""),
    )  # fmt: skip


def _hint(asked: FormField) -> Value | None:
    if asked.hint and asked.why:
        return Phrase("form.answer_step.hint_and_why", {"hint": asked.hint, "why": asked.why})
    return asked.hint or asked.why


_OF_MEETING = (
    Field(name=DAY, kind="date", label=Phrase("onboarding.answer.date"), required=True),
    Field(name=TIME, kind="text", label=Phrase("onboarding.answer.time"), hint=Phrase("form.answer_step.time.hint"), check="time"),
)
