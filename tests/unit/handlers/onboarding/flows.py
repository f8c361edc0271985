# SPDX-License-Identifier: MPL-2.0
"""A small flow with everything in it that can go wrong, and a newer version of it."""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from config.flows.checking import wrong_in
from config.flows.flow import Flow
from storage.onboarding import OnboardingRun
from tests.conftest import NOW


def _said(text: str) -> dict[str, str]:
    return {"da": text, "en": text}


def step(id_: str, kind: str = "task", owner: str = "contact_person", **more: Any) -> dict[str, Any]:
    return {"id": id_, "kind": kind, "owner": owner, "title": _said(id_), "text": _said(f"Gør {id_}."), **more}


def flow_of(*steps: dict[str, Any], **more: Any) -> Flow:
    given = {"flow": "small", "title": _said("Lille"), "welcome": _said("Velkommen"), "about": ["organisation"], "minutes": 5, "weeks": 2, "steps": list(steps)}
    made = TypeAdapter(Flow).validate_python({**given, **more})
    assert list(wrong_in(made)) == []
    return made


_FIELDS = [
    {"name": "mail", "kind": "mail", "label": _said("Mail"), "personal": True, "why": _said("Derfor.")},
    {"name": "size", "kind": "text", "label": _said("Størrelse"), "required": False},
]
STEPS = (
    step("who", "form", fields=_FIELDS, due={"days": 3}),
    step("more", "choice", options=[{"value": "yes", "label": _said("Ja")}, {"value": "no", "label": _said("Nej")}]),
    step("sign", "approval", "signatory", after=["who"], reviews=["who"], back_to="who"),
    step(
        "register",
        owner="secretariat",
        after=["sign"],
        effects=[{"do": "register_member"}, {"do": "appoint_role", "role": "kontaktperson", "who": "contact_person"}],
    ),
    step("told", "message", after=["register"], effects=[{"do": "tell", "who": "contact_person", "text": _said("Så er I medlem.")}]),
    step("extra", "form", when=[{"step": "more", "any_of": ["yes"]}], fields=[{"name": "text", "kind": "text", "label": _said("Hvad")}], optional=True),
    step("pause", "wait", owner="secretariat", after=["register"], due={"days": 2}),
    step("batch", owner="secretariat", after=["pause"], due={"weekday": "friday"}, waiting_on="weekly_batch"),
    step("last", after=["batch", "extra"]),
)
FLOW = flow_of(*STEPS)
NEWER = replace(flow_of(*STEPS[:6], step("new", owner="secretariat", after=["register"]), *STEPS[6:8], step("last", after=["batch"])), weeks=3)
"""With a step more, and one that no longer waits for another."""


def begun(**fields: Any) -> OnboardingRun:
    base = {"id": "r", "flow": "small", "flow_version": 1, "started_at": NOW, "started_by": "s", "owner": "s", "organisation": "favrskov"}
    return OnboardingRun(**{**base, "participants": {"contact_person": "c", "signatory": "b"}, **fields})
