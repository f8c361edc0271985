# SPDX-License-Identifier: MPL-2.0
"""What steps change of what a channel, or a person, has asked for: one line for each."""

from handlers.changing.steps import Step
from handlers.reply import Phrase, Value
from handlers.role_words import said_address
from storage.directory import Directory
from storage.subscriptions import Subscription, is_workspace

WEEKDAYS: tuple[str, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class SubscriptionLines:
    """In the words of whoever reads it: a person's own are "yours"."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def of(self, step: Step, found: Subscription) -> Value:
        turned = _turned(step)
        if turned in ("paused", "resumed", "language"):
            values: dict[str, Value] = {"what": await what_of(found, self._directory)}
            where = "you" if found.channel.startswith("person/") else "here"
            return Phrase(f"line.subscription.{turned}.{where}" + (f".{found.language}" if turned == "language" else ""), values)
        if found.kind == "welcome":
            return Phrase(f"line.welcome.{turned}{'.everywhere' if is_workspace(found.channel) else ''}")
        if found.kind == "onboarding_board":
            return Phrase(f"line.onboarding_board.{turned}")
        if found.kind == "meeting_reminder":
            scope = await said_address(found.about, self._directory) if found.about else None
            return Phrase(f"line.meeting_reminder.{turned}", {"scope": scope}) if scope else Phrase(f"line.meeting_reminder.{turned}.everything")
        return await self._own(found, turned)

    async def _own(self, found: Subscription, turned: str) -> Value:
        """The digest, product news, word of new members."""
        where = "you" if found.channel.startswith("person/") else "here"
        what = await what_of(found, self._directory)
        if turned == "on" and found.kind == "digest":
            return Phrase(f"line.subscription.weekly.{where}", {"what": what, "when": said_when(found)})
        return Phrase(f"line.subscription.{turned}.{where}", {"what": what})


async def what_of(found: Subscription, directory: Directory) -> Value:
    """`ugens overblik om OS2mo`."""
    what = Phrase(f"subscription.{found.kind}")
    return Phrase("subscription.about", {"what": what, "about": await said_address(found.about, directory)}) if found.about else what


def said_when(found: Subscription) -> Phrase:
    """`hver mandag kl. 9.00`."""
    return Phrase("subscription.when", {"weekday": Phrase(f"weekday.{WEEKDAYS[found.weekday]}"), "time": f"{found.clock.hour}.{found.clock:%M}"})


def _turned(step: Step) -> str:
    """`on` where it is new, or at another time; what else becomes otherwise has words of its own."""
    before, after = step.before, step.after
    if not isinstance(after, Subscription):
        return "off"
    if not isinstance(before, Subscription):
        return "on"
    if bool(before.paused) != bool(after.paused):
        return "paused" if after.paused else "resumed"
    same_time = (before.weekday, before.clock) == (after.weekday, after.clock)
    return "language" if same_time and before.language != after.language else "on"
