# SPDX-License-Identifier: MPL-2.0
"""The shape of a flow: its steps, who does each of them, on what they depend, and when they are due."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, with_config

from config.catalogue.values import ENTRY, Bilingual, Link, Words
from config.flows.effects import Effect
from config.flows.names import Name

StepKind = Literal["form", "choice", "task", "approval", "message", "wait", "meeting"]
"""form: fields are filled in · choice: one of the options · task: somebody does something and says so · approval: yes, or no with a reason ·
message: the bot tells the owner something, and goes on · wait: nothing happens until a day · meeting: it is held, on a day that is told."""
Owner = Literal["contact_person", "signatory", "secretariat", "board_chair", "product_coordinator", "newcomer", "vendor"]
"""Who does a step. `newcomer`: who is to get a role by this flow. The secretariat, the board's chair and the product's coordinator are whoever has that role
when it matters; the others take part in the run, and are invited to it. The contact person is also whoever has that role for the organisation."""
INVITED: tuple[Owner, ...] = ("contact_person", "signatory", "newcomer", "vendor")
WaitingOn = Literal["organisation", "secretariat", "vendor", "weekly_batch"]
Subject = Literal["organisation", "product", "vendor"]
AnswerKind = Literal["text", "long_text", "mail", "cvr", "ean", "date", "yes_no", "organisation", "municipality", "product"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
Days = Annotated[int, Field(ge=0, le=260)]

CHOICE, DECISION, DAY = "choice", "decision", "date"
"""Names of the answers to a choice, an approval (`approved`, `rejected`) and a meeting."""
APPROVED, REJECTED = "approved", "rejected"
RESERVED = frozenset(("run", "step", "form", "sent", "do"))
"""Names that no field has: they say which form it is, of which step of which run."""


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: Name
    label: Bilingual


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """`why`: why it is asked, and what becomes of it; needed where it is `personal`: about a person, and removed with them."""

    name: Name
    kind: AnswerKind
    label: Bilingual
    hint: Bilingual | None = None
    required: bool = True
    personal: bool = False
    why: Bilingual | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An earlier step was answered with one of these. `answer`: the name of a field; a choice and an approval have but one."""

    step: Name
    any_of: tuple[Words, ...]
    answer: Words = ""


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """So many working days, or the next such weekday; counted from the day on which the step opens, or `after` another step was done, or from the `start`."""

    days: Days | None = None
    weekday: Weekday | None = None
    after: Name | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """Working days: from the day a step is due, its owner is reminded `every` so many; `escalate_after` so many more, `escalate_to` hears of it too."""

    every: Annotated[int, Field(ge=1, le=60)] = 5
    escalate_after: Days = 10
    escalate_to: Owner = "secretariat"


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    """`after`: steps that must be over before this one opens; none: it opens at the start. `when`: conditions that must all hold, known as soon as the steps they are
    about are over; otherwise it is not needed.

    `reviews`: steps whose answers it builds on: where one of them is corrected, this one is asked again. `back_to`: what is done again after a no.
    `waiting_on`: whom others see this waits for; otherwise it follows from the owner. `optional`: its owner may skip it, with a reason.
    """

    id: Name
    kind: StepKind
    owner: Owner
    title: Bilingual
    text: Bilingual
    after: tuple[Name, ...] = ()
    when: tuple[Condition, ...] = ()
    reviews: tuple[Name, ...] = ()
    back_to: Name | None = None
    due: Due | None = None
    nudge: Nudge = Nudge()
    waiting_on: WaitingOn | None = None
    fields: tuple[FormField, ...] = ()
    options: tuple[Option, ...] = ()
    links: tuple[Link, ...] = ()
    effects: tuple[Effect, ...] = ()
    optional: bool = False

    @property
    def by_itself(self) -> bool:
        """Whether it is over without anybody's doing."""
        return self.kind in ("message", "wait")

    @property
    def waits_for(self) -> WaitingOn:
        if self.waiting_on:
            return self.waiting_on
        match self.owner:
            case "secretariat" | "board_chair" | "product_coordinator":
                return "secretariat"
            case "vendor":
                return "vendor"
            case _:
                return "organisation"

    def field(self, name: str) -> FormField | None:
        return next((each for each in self.fields if each.name == name), None)


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """`about`: what a run of it is about. `welcome`: what its people are told first. `minutes`: how long it takes them in all; `weeks`: until it is done, usually.

    `check_ins`: days after it was completed on which the bot asks how it goes. `celebrate`: what is said when it is completed.
    """

    flow: Name
    title: Bilingual
    welcome: Bilingual
    about: tuple[Subject, ...]
    minutes: Annotated[int, Field(ge=1, le=600)]
    weeks: Annotated[int, Field(ge=1, le=104)]
    steps: tuple[FlowStep, ...]
    celebrate: Bilingual | None = None
    check_ins: tuple[Annotated[int, Field(ge=1, le=400)], ...] = ()

    def step(self, id_: str) -> FlowStep | None:
        return next((each for each in self.steps if each.id == id_), None)

    def building_on(self, id_: str) -> Iterator[FlowStep]:
        """The steps that depend on what was answered to this one, themselves or through others; in the flow's order."""
        touched = {id_}
        for step in self.steps:  # a step comes after those it depends on
            if step.id not in touched and touched & {*step.reviews, *(each.step for each in step.when)}:
                touched.add(step.id)
                yield step
