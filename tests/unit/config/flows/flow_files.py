# SPDX-License-Identifier: MPL-2.0
"""A small flow with nothing wrong in it, to make mistakes in."""

from pathlib import Path

import pytest

from config.flows.load import load_flows
from config.problems import ConfigError

SAMPLE = """\
flow: sample
title: {da: Prøve, en: Sample}
welcome: {da: Velkommen, en: Welcome}
about: [organisation, product]
minutes: 5
weeks: 2
steps:
  - id: ask
    kind: form
    owner: contact_person
    title: {da: Spørg, en: Ask}
    text: {da: Spørg om det, en: Ask for it}
    fields:
      - {name: agreed, kind: yes_no, label: {da: Enig?, en: Agreed?}}
      - {name: wanted, kind: product, label: {da: Produkt, en: Product}}
  - id: choose
    kind: choice
    owner: contact_person
    after: [ask]
    title: {da: Vælg, en: Choose}
    text: {da: Vælg en af dem, en: Choose one of them}
    options:
      - {value: one, label: {da: En, en: One}}
      - {value: two, label: {da: To, en: Two}}
  - id: sign
    kind: task
    owner: signatory
    after: [choose]
    when:
      - {step: choose, any_of: [one]}
    title: {da: Underskriv, en: Sign}
    text: {da: Underskriv den, en: Sign it}
    due: {days: 5}
  - id: accept
    kind: approval
    owner: secretariat
    after: [sign]
    back_to: sign
    title: {da: Godkend, en: Accept}
    text: {da: Godkend den, en: Accept it}
"""


def lay(directory: Path, text: str, name: str = "own.yaml") -> Path:
    """The file, in the flows of an operator's directory."""
    path = directory / "flows" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def changed(old: str, new: str) -> str:
    """The sample with one thing written otherwise."""
    assert SAMPLE.count(old) == 1
    return SAMPLE.replace(old, new)


def problems_in(directory: Path) -> list[str]:
    """Each as the operator reads it, without the path to the directory."""
    with pytest.raises(ConfigError) as caught:
        load_flows(directory)
    return [str(problem).replace(f"{directory}/flows/", "") for problem in caught.value.problems]
