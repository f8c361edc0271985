# SPDX-License-Identifier: MPL-2.0
"""The thread under a call for points: what is written there is collected for the meeting that the call is about."""

from dataclasses import dataclass

from handlers.message import LANGUAGES, Language
from handlers.posts.meeting_dues import CALL
from storage.deliveries import Deliveries, DeliveryFilter

_THREADED = ("slack:", "matrix:")
"""How the addresses of channels begin that have threads."""


def has_threads(target: str) -> bool:
    """Whether one can answer there in a thread."""
    return target.startswith(_THREADED)


@dataclass(frozen=True, slots=True)
class Called:
    """`meeting`: the id of the date whose points were asked for; `language`: in which."""

    meeting: str
    language: Language


async def called_for(channel: str, message: str, deliveries: Deliveries) -> Called | None:
    """What this message of the bot's, in this channel, asks points for; None where it asks for none."""
    wanted = DeliveryFilter(states=("sent", "late"), kinds=(CALL,), target=channel, message=message)
    found = await deliveries.find(wanted, most=1) if channel and message else ()
    return Called(found[0].about, next((each for each in LANGUAGES if each == found[0].language), "da")) if found else None
