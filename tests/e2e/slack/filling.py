# SPDX-License-Identifier: MPL-2.0
"""The forms as people come to them, and what they fill in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.dialogues import Cast
from tests.e2e.slack.doing import ASTRID, BIRGER, EMILY, FORM, direct, home, identity, secretariat, slash
from tests.slack.reading import buttons
from tests.slack.records import View
from tests.slack.stand_in import StandIn

TODAY = datetime.now(UTC).date()
LATER, LATER_STILL = (TODAY + timedelta(days=20)).isoformat(), (TODAY + timedelta(days=40)).isoformat()
PROPOSED, DONE = "Det her bliver ændret", "Det er gjort"
PEOPLE = {
    "birger": secretariat(BIRGER),
    "astrid": Cast(identity(ASTRID), ("produktkoordinator product os2skole", "kontaktperson organisation aarhus"), "aarhus"),
}  # fmt: skip


async def from_home(slack: StandIn, user: str, ends: str, title: str) -> View:
    """Opens a form by the button of App Home that says so."""
    shown = await home(slack, user)
    await slack.people.click(user, shown, button(shown, ends))
    return await form(slack, user, title)


async def form(slack: StandIn, user: str, title: str) -> View:
    return await slack.until(
        lambda: found if (found := slack.modal(user)) and found.title == title and found.callback_id == "form" else None,
        f"the form {title!r} in front of {user}",
    )


async def wondering(slack: StandIn, user: str = EMILY) -> None:
    """Somebody asks what nobody knows: question 1."""
    await direct(slack, user, "hvilke leverandører har os2skole?")


def button(shown: Any, ends: str) -> str:
    return next(each for each in buttons(shown) if each.endswith(ends))


async def profile(slack: StandIn) -> View:
    return await from_home(slack, ASTRID, "Min profil", "Min profil")


async def absence(slack: StandIn) -> View:
    return await from_home(slack, ASTRID, "Jeg er væk", "Jeg er væk")


async def appointing(slack: StandIn) -> View:
    return await from_home(slack, BIRGER, "Giv en rolle", "Giv en rolle")


async def adopting(slack: StandIn) -> View:
    return await from_home(slack, ASTRID, "Vores brug af et produkt", "Jeres brug af et produkt")


async def passing_on(slack: StandIn) -> View:
    """By the choice in the answer that knows none."""
    asked = await slash(slack, ASTRID, "hvilke leverandører har os2skole?")
    await slack.people.click(ASTRID, asked, button(asked, "(produktkoordinator for OS2skole)"))
    return await form(slack, ASTRID, "Send spørgsmål videre")


async def answering(slack: StandIn) -> View:
    """By the button beside what is asked back."""
    await wondering(slack)
    asked = await direct(slack, ASTRID, "svar 1")
    await slack.people.click(ASTRID, asked, FORM)
    return await form(slack, ASTRID, "Svar på et spørgsmål")


async def saving(slack: StandIn) -> View:
    said = await slack.people.channel_message(EMILY, "C0GENERAL", "Skriv til de to leverandører på produktsiden.")
    await slack.people.message_shortcut(ASTRID, said, "save_answer")
    return await form(slack, ASTRID, "Gem som svar")


def initial(view: View, name: str) -> str | None:
    """What a field holds when the form is opened."""
    element = next(block["element"] for block in view.blocks if block.get("block_id") == name)
    option = element.get("initial_option") or {}
    found: str | None = element.get("initial_value") or element.get("initial_date") or element.get("initial_user") or option.get("value")
    return found


@dataclass(frozen=True)
class Filled:
    """Field → what is wrong in it at first, and at which field that is said; field → what is right; what the proposal says then."""

    user: str
    opened: Any
    wrong: Mapping[str, Any]
    at: str
    right: Mapping[str, Any]
    proposed: str


FILLED = {
    "profile": Filled(ASTRID, profile, {"zone": "Blåbærgrød"}, "zone", {"zone": "Nuuk"}, "America/Nuuk"),
    "absence": Filled(ASTRID, absence, {"from": LATER_STILL, "until": LATER}, "until", {"from": LATER, "until": LATER_STILL}, "Fravær (du)"),
    "pass_on_question": Filled(ASTRID, passing_on, {"text": "  "}, "text", {"text": "Hvem driver OS2skole?"}, "Sendes videre: Hvem driver OS2skole?"),
    "answer_question": Filled(ASTRID, answering, {"text": " "}, "text", {"text": "Skriv til leverandørerne."}, "Svar på spørgsmål 1: Skriv"),
    "save_answer": Filled(ASTRID, saving, {}, "title", {"title": "Hvem leverer OS2skole?", "product": ("skole", "OS2skole")}, "Hvem leverer OS2skole?"),
    "appoint_role": Filled(
        BIRGER, appointing, {"role": "produktkoordinator"}, "product",
        {"product": ("os2kl", "OS2kle"), "organisation": ("sydd", "Syddjurs Kommune")}, "Syddjurs Kommune bliver produktkoordinator for OS2kle",
    ),
    "adoption": Filled(ASTRID, adopting, {}, "", {"product": ("iot", "OS2iot"), "kind": "interested"}, "Aarhus Kommune og OS2iot"),
}  # fmt: skip


async def fill(slack: StandIn, user: str, view: View, values: Mapping[str, Any]) -> None:
    """Types or chooses; a pair is typed into a field that looks it up, and chosen."""
    for name, value in values.items():
        if isinstance(value, tuple):
            await slack.people.options(user, view, name, value[0])
            value = value[1]
        await slack.people.select(user, view, name, value)
