# SPDX-License-Identifier: MPL-2.0
"""What stands in a picture of a flow, in one language: a box a step, and on which others it depends."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.localise import Localiser
from config.flows.checking import answers_of
from config.flows.flow import Condition, Due, Flow, FlowStep, StepKind, WaitingOn
from handlers.message import Language
from handlers.reply import Phrase, Value


@dataclass(frozen=True, slots=True)
class Box:
    """A step. `condition`: which answers it is needed for; `back`: what is done again after a no; each empty where there is none."""

    id: str
    kind: StepKind
    waits_for: WaitingOn
    title: str
    who: str
    due: str
    condition: str = ""
    back: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the title."""
        return tuple(each for each in (self.who, self.due, self.back) if each)


@dataclass(frozen=True, slots=True)
class Arrow:
    """`source` comes before `target`. `answer`: only with this answer; empty: with any."""

    source: str
    target: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes stand in the flow's order: each after those that its arrows come from."""

    title: str
    description: str
    legend: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def graph_of(flow: Flow, language: Language, localiser: Localiser) -> Graph:
    words = _Words(flow, language, localiser)
    boxes = tuple(words.box(step) for step in flow.steps)
    arrows = tuple(arrow for step in flow.steps for arrow in words.arrows(step))
    description = words.say("flow_graph.described", flow=flow.title, steps="; ".join(f"{at}. {_described(box)}" for at, box in enumerate(boxes, start=1)))
    return Graph(words.of(flow.title), description, words.say("flow_graph.legend"), boxes, arrows)


def _described(box: Box) -> str:
    return f"{box.title} ({', '.join(each for each in (box.condition, *box.lines) if each)})"


class _Words:
    """Says what a flow holds, in one language."""

    def __init__(self, flow: Flow, language: Language, localiser: Localiser) -> None:
        self._flow, self._language, self._localiser = flow, language, localiser

    def of(self, value: Value) -> str:
        return self._localiser.words(value, self._language)

    def say(self, key: str, **values: Value) -> str:
        return self.of(Phrase(key, values))

    def box(self, step: FlowStep) -> Box:
        who = Phrase("flow_graph.who", {"owner": Phrase(f"onboarding.owner.{step.owner}"), "kind": Phrase(f"flow_graph.kind.{step.kind}")})
        answers = [self._answers(condition) for condition in step.when]
        back = self._flow.step(step.back_to) if step.back_to else None
        return Box(
            id=step.id, kind=step.kind, waits_for=step.waits_for, title=self.of(step.title), who=self.of(who),
            due=", ".join(self._due(step)),
            condition=self.say("flow_graph.when", answers="; ".join(answers)) if answers else "",
            back=self.say("flow_graph.back", step=back.title) if back else "",
        )  # fmt: skip

    def arrows(self, step: FlowStep) -> Iterator[Arrow]:
        """Solid ones from the steps it comes after or builds on; one with its answer from those its conditions are about.

        Not where a step before it has the same condition: the arrow from that one leads the same way, and the box says the answer.
        """
        asked = {condition.step: self._answers(condition) for condition in step.when}
        before = dict.fromkeys((*step.after, *step.reviews))
        shared = {condition.step for id_ in before for each in (self._flow.step(id_),) if each for condition in each.when if condition in step.when}
        for id_ in dict.fromkeys((*before, *asked)):
            if id_ in before or id_ not in shared:
                yield Arrow(id_, step.id, asked.get(id_, ""))

    def _due(self, step: FlowStep) -> Iterator[str]:
        if step.due:
            yield self._day(step.due)
        if step.optional:
            yield self.say("flow_graph.optional")

    def _day(self, due: Due) -> str:
        day = self.say(f"flow_graph.weekday.{due.weekday}") if due.weekday else self.say("flow_graph.days", count=due.days or 0)
        after = self._flow.step(due.after) if due.after else None
        if due.after == "start":
            return self.say("flow_graph.day_from_start", day=day)
        return self.say("flow_graph.day_after", day=day, step=after.title) if after else day

    def _answers(self, condition: Condition) -> str:
        asked = self._flow.step(condition.step)
        return (
            "" if asked is None else " / ".join(self._answer(asked, condition.answer or next(iter(answers_of(asked)), ""), each) for each in condition.any_of)
        )

    def _answer(self, asked: FlowStep, name: str, answer: str) -> str:
        field, option = asked.field(name), next((each for each in asked.options if each.value == answer), None)
        if option:
            return self.of(option.label)
        if asked.kind == "approval" or (field and field.kind == "yes_no"):
            said = self.say("flow_graph.yes") if answer in ("yes", "approved") else self.say("flow_graph.no")
            return f"{self.of(field.label)} {said}" if field else said
        return answer
