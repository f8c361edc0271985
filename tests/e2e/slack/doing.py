# SPDX-License-Identifier: MPL-2.0
"""What the tests do over and over: say something and wait for what comes of it."""

from collections.abc import Callable
from typing import TypeVar

from tests.dialogues import Cast
from tests.slack.reading import plain
from tests.slack.records import Message, View
from tests.slack.stand_in import StandIn

ASTRID, BIRGER, EMILY, GUEST, OLGA = "U0ASTRID1", "U0BIRGER1", "U0EMILY01", "U0GUEST01", "U0OTHER01"
GENERAL, SHARED, ARCHIVE, OUTSIDE, PRIVATE = "C0GENERAL", "C0SHARED1", "C0ARCHIVE", "C0OUTSIDE", "G0PRIVATE"
DM = {user: f"D{user[1:]}" for user in (ASTRID, BIRGER, EMILY, GUEST, OLGA)}
YES, NO, FORM = "1. Ja, gør det", "2. Nej, lad være", "Udfyld som formular"
T = TypeVar("T")


def identity(user: str) -> str:
    return f"slack:T0TEST001:{user}"


def secretariat(user: str = BIRGER) -> Cast:
    return Cast(identity(user), ("sekretariat association",))


def coordinator(user: str = ASTRID, product: str = "os2iot", organisation: str = "aarhus") -> Cast:
    return Cast(identity(user), (f"produktkoordinator product {product}",), organisation)


def contact(user: str, organisation: str = "odense") -> Cast:
    return Cast(identity(user), (f"kontaktperson organisation {organisation}",), organisation)


async def more(slack: StandIn, look: Callable[[], list[T]], before: int, what: str) -> T:
    """The first of what has come since there were `before`."""
    found = await slack.until(lambda: seen if len(seen := look()) > before else None, what)
    return found[before]


async def direct(slack: StandIn, user: str, text: str) -> Message:
    """Says it to the bot alone; the answer."""
    where = f"D{user[1:]}"
    before = len(slack.messages(where))
    await slack.people.direct_message(user, text)
    return await more(slack, lambda: slack.messages(where), before, f"an answer to {text!r}")


async def slash(slack: StandIn, user: str, text: str, channel: str = GENERAL) -> Message:
    """Types the command; the answer that only they see."""
    before = len(slack.ephemerals(user, channel))
    delivered = await slack.people.slash(user, channel, text)
    assert delivered.acked
    return await more(slack, lambda: slack.ephemerals(user, channel), before, f"an answer to /os2 {text}")


async def mention(slack: StandIn, user: str, text: str, channel: str = GENERAL, thread: str | None = None) -> Message:
    """Calls the bot in a channel; its answer in the thread."""
    before = len(slack.thread(channel, thread)) if thread else 0
    asked = await slack.people.mention(user, channel, text, thread)
    return await more(slack, lambda: slack.thread(channel, thread or asked.ts), before, f"an answer to {text!r}")


async def click(slack: StandIn, user: str, message: Message, what: str) -> Message:
    """Presses a button of a message; what is answered where it stands."""

    def seen() -> list[Message]:
        if message.ephemeral_to:
            return slack.ephemerals(user, message.channel)
        return slack.thread(message.channel, message.thread_ts) if message.thread_ts else slack.messages(message.channel)

    before = len(seen())
    delivered = await slack.people.click(user, message, what)
    assert delivered.acked
    return await more(slack, seen, before, f"an answer to the button {what!r}")


async def home(slack: StandIn, user: str) -> View:
    """Opens App Home; what is shown."""
    updates = shown.updates if (shown := slack.home(user)) else -1
    await slack.people.open_home(user)
    return await slack.until(lambda: found if (found := slack.home(user)) and found.updates > updates else None, f"the home of {user}")


async def modal(slack: StandIn, user: str, wanted: str) -> View:
    """What stands in front of somebody, once this stands in it."""
    return await slack.until(lambda: found if (found := slack.modal(user)) and wanted in plain(found) else None, f"a modal with {wanted!r}")
