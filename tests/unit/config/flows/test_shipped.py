# SPDX-License-Identifier: MPL-2.0
"""The shipped flows: whole in both languages, on public pages, and with what the community does."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.resources import files

import pytest

from config.catalogue.entries import Source
from config.catalogue.load import load_catalogue
from config.catalogue.values import Bilingual
from config.flows.effects import AppointRole, EndMembership, RecordAdoption, RegisterMember, StartFlow
from config.flows.flow import Flow
from config.flows.load import load_flows

FLOWS = load_flows()
LONGEST_BUTTON = 75  # characters: what Slack shows of an option
DANISH, ENGLISH = (
    re.compile(r"\b(?:og|ikke|jeg|jeres|det|er|til|på|du|en)\b|[æøå]", re.IGNORECASE),
    re.compile(r"\b(?:the|and|you|is|of|to|not|a)\b", re.IGNORECASE),
)
LOANED = frozenset(("tilslutningsaftale", "partneraftale", "leverandørpartneraftale", "gæst", "kommissorium", "medlemsaftale", "Rønde"))


def _texts(value: object) -> Iterator[Bilingual]:
    if isinstance(value, Bilingual):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def _effects(name: str, kind: type) -> list[object]:
    return [effect for step in FLOWS[name].steps for effect in step.effects if isinstance(effect, kind)]


def test_the_five_flows_stand_in_files_of_their_names() -> None:
    stems = {path.name.removesuffix(".yaml") for path in (files("config") / "flows").iterdir() if path.name.endswith(".yaml")}
    assert set(FLOWS) == stems == {"member_leaving", "new_member", "product_affiliation", "product_coordinator", "vendor_partner"}


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_every_text_is_danish_in_danish_and_english_in_english(flow: Flow) -> None:
    for text in _texts(flow):
        assert text.da != text.en
        english = re.sub("|".join(LOANED), "", text.en)
        assert not re.search("[æøå]", english)
        if len(text.da.split()) > 8:
            assert DANISH.search(text.da)
            assert ENGLISH.search(text.en)
            assert 0.5 < len(text.da) / len(text.en) < 2
        assert text.da.count("\n") == text.en.count("\n")


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_every_step_that_somebody_does_is_due_some_day(flow: Flow) -> None:
    assert [step.id for step in flow.steps if step.due is None and not step.by_itself] == []


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_links_lead_to_pages_that_the_catalogue_cites(flow: Flow) -> None:
    cited = {source.url for source in load_catalogue()["sources"].values() if isinstance(source, Source)}
    assert {link.url for step in flow.steps for link in step.links} <= cited


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_labels_fit_on_a_button(flow: Flow) -> None:
    labels = [option.label for step in flow.steps for option in step.options]
    assert [label for label in labels if max(len(label.da), len(label.en)) > LONGEST_BUTTON] == []


def test_a_new_member_is_registered_with_its_contact_person_only_when_the_board_has_signed() -> None:
    flow = FLOWS["new_member"]
    (register,) = [step for step in flow.steps if any(isinstance(effect, RegisterMember) for effect in step.effects)]
    assert "countersign" in register.after
    assert [effect.role for effect in register.effects if isinstance(effect, AppointRole)] == ["kontaktperson"]
    countersign = flow.step("countersign")
    assert countersign is not None
    assert (countersign.kind, countersign.owner) == ("approval", "board_chair")
    assert flow.check_ins == (30, 90)


def test_each_product_that_a_new_member_chooses_begins_an_affiliation() -> None:
    started = _effects("new_member", StartFlow)
    assert {effect.flow for effect in started if isinstance(effect, StartFlow)} == {"product_affiliation"}
    assert len(started) == 3


@pytest.mark.parametrize(("name", "step"), [("new_member", "chat"), ("product_coordinator", "chat"), ("vendor_partner", "guest_account")])
def test_accounts_wait_for_friday(name: str, step: str) -> None:
    found = FLOWS[name].step(step)
    assert found is not None
    assert found.due is not None
    assert (found.waits_for, found.due.weekday) == ("weekly_batch", "friday")


def test_what_the_others_bring_about() -> None:
    assert [effect.kind for effect in _effects("product_affiliation", RecordAdoption) if isinstance(effect, RecordAdoption)] == [
        "interested",
        "affiliated",
        "user",
    ]
    assert [effect.role for effect in _effects("product_coordinator", AppointRole) if isinstance(effect, AppointRole)] == ["produktkoordinator"]
    assert len(_effects("member_leaving", EndMembership)) == 1
