# SPDX-License-Identifier: MPL-2.0
"""What the guide to onboarding shows is so: its example is a flow that loads, its tables name everything there is, its pictures are those of the flows."""

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from bot.flow_graph.graph import graph_of
from bot.flow_graph.svg import svg
from bot.localise import Localiser
from config.flows.effects import Effect
from config.flows.flow import AnswerKind, Flow, FlowStep, Owner, StepKind, Subject, WaitingOn
from config.flows.load import load_flows
from config.problems import ConfigError
from handlers.message import LANGUAGES, Language

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "onboarding.md").read_text(encoding="utf-8")
LOCALISER = Localiser()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Flow:
    """The guide's example, laid as the guide says."""
    directory = tmp_path_factory.mktemp("own")
    (directory / "flows").mkdir()
    (directory / "flows" / "new_expert_group.yaml").write_text(re.findall(r"```yaml\n(flow: .*?)```", GUIDE, re.DOTALL)[0], encoding="utf-8")
    return load_flows(directory)["new_expert_group"]


def test_the_example_loads_as_it_stands_and_shows_every_kind_of_step(example: Flow) -> None:
    assert {step.kind for step in example.steps} == set(get_args(StepKind))


def test_the_example_uses_what_is_explained(example: Flow) -> None:
    written = {name.name for name in fields(FlowStep) for step in example.steps if getattr(step, name.name) != name.default}
    assert {name.name for name in fields(FlowStep)} - written == {"waiting_on"}


def test_the_conditions_that_are_shown_are_written_as_the_example_would_have_them(example: Flow, tmp_path: Path) -> None:
    shown = re.findall(r"```yaml\n(when:.*?)```", GUIDE, re.DOTALL)[0]
    (tmp_path / "flows").mkdir()
    text = re.findall(r"```yaml\n(flow: .*?)```", GUIDE, re.DOTALL)[0]
    text = text.replace("    after: [settle]\n", "    after: [settle]\n" + "".join(f"    {line}\n" for line in shown.splitlines()))
    (tmp_path / "flows" / "own.yaml").write_text(text, encoding="utf-8")
    step = load_flows(tmp_path)["new_expert_group"].step("remember_minutes")
    assert step is not None
    assert [condition.step for condition in step.when] == ["charter", "idea"]


def test_the_mistake_that_is_shown_is_told_in_these_words(tmp_path: Path) -> None:
    text = re.findall(r"```yaml\n(flow: .*?)```", GUIDE, re.DOTALL)[0].replace("    after: [idea]\n", "    after: [idear]\n")
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "new_expert_group.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_flows(tmp_path)
    (problem,) = caught.value.problems
    assert f"`{str(problem).removeprefix(f'{tmp_path}/flows/')}`" in GUIDE


@pytest.mark.parametrize(
    "names",
    [
        [field.name for field in fields(Flow)],
        [field.name for field in fields(FlowStep)],
        get_args(StepKind),
        get_args(Owner),
        get_args(AnswerKind),
        [get_args(each.__annotations__["do"])[0] for each in get_args(get_args(Effect)[0])],
    ],
    ids=["flow", "step", "kinds", "owners", "answers", "effects"],
)
def test_the_tables_name_everything(names: list[str]) -> None:
    rows = " ".join(line.split("|")[1] for line in GUIDE.splitlines() if line.startswith("| "))
    assert [name for name in names if f"`{name}`" not in rows] == []


def test_every_subject_and_everybody_who_is_waited_for_is_named() -> None:
    assert [name for name in (*get_args(Subject), *get_args(WaitingOn)) if f"`{name}`" not in GUIDE] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", load_flows())
def test_the_pictures_are_those_of_the_flows(name: str, language: Language) -> None:
    """To draw one anew: `os2bot onboarding graph NAME --form svg --language LANGUAGE > docs/onboarding/NAME.LANGUAGE.svg`."""
    path = DOCS / "onboarding" / f"{name}.{language}.svg"
    assert path.read_text(encoding="utf-8") == svg(graph_of(load_flows()[name], language, LOCALISER))
    assert f"(onboarding/{path.name})" in GUIDE
