# SPDX-License-Identifier: MPL-2.0
"""What only the catalogue knows of an answer: whether there is such an organisation, whether it is a municipality, whose CVR number it is."""

from collections.abc import Mapping
from datetime import date

from config.flows.flow import AnswerKind, FlowStep
from handlers.forms.checking import problems
from handlers.forms.lines import time_of
from handlers.onboarding.forms import TIME, plain_form
from handlers.refusal import Refusal
from storage.directory import Directory
from storage.onboarding import OnboardingRun


async def check_answers(step: FlowStep, answers: Mapping[str, str], run: OnboardingRun, directory: Directory, today: date) -> Mapping[str, str]:
    """The answers as they are kept. Raises Refusal with a kind sentence for the first with which something is wrong; that one is asked for again."""
    for name, wrong in problems(plain_form(step), answers, today).items():
        raise Refusal(wrong.key, wrong.values, outcome="asked_back", missing=(name,))
    kept = dict(answers)
    for field in step.fields:
        if value := kept.get(field.name, ""):
            kept[field.name] = await _checked(field.kind, field.name, value, run, directory)
    if step.kind == "meeting" and (at := time_of(kept.get(TIME, ""))):
        kept[TIME] = f"{at:%H:%M}"
    return kept


async def _checked(kind: AnswerKind, name: str, value: str, run: OnboardingRun, directory: Directory) -> str:
    match kind:
        case "organisation" | "municipality":
            found = await directory.organisation(value)
            if found is None or (kind == "municipality" and found.type != "municipality"):
                raise Refusal(f"onboarding.wrong.{kind}", outcome="asked_back", missing=(name,))
        case "product":
            if await directory.product(value) is None:
                raise Refusal("onboarding.wrong.product", outcome="asked_back", missing=(name,))
        case "cvr":
            return await _cvr("".join(value.split()).removeprefix("DK"), name, run, directory)
        case "ean":
            return "".join(value.split())
        case _:
            pass
    return value


async def _cvr(digits: str, name: str, run: OnboardingRun, directory: Directory) -> str:
    """That of the run's own organisation, as far as the catalogue knows it."""
    own = await directory.organisation(run.organisation)
    if own and own.cvr and own.cvr != digits:
        raise Refusal("onboarding.wrong.cvr", organisation=own.name, cvr=own.cvr, outcome="asked_back", missing=(name,))
    return digits
