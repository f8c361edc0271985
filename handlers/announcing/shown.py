# SPDX-License-Identifier: MPL-2.0
"""How an announcement stands in a channel: who says it, by role and organisation and never by name, and then their words."""

from handlers.reply import Heading, Part, Phrase, Prose, Value
from handlers.role_words import said_scope
from storage.announcements import Announcement
from storage.directory import Directory
from storage.roles import Scope

_OF_PRODUCTS = ("produktkoordinator", "stedfortraeder")


async def shown(announcement: Announcement, directory: Directory) -> tuple[Part, ...]:
    return (Heading(await _signature(announcement, directory)), Prose(announcement.text))


async def _signature(announcement: Announcement, directory: Directory) -> Phrase:
    key, values = f"announcement.from.{announcement.role}", dict[str, Value]()
    if announcement.role in _OF_PRODUCTS:
        values["product"] = await said_scope(Scope("product", announcement.product), directory)
        organisation = await directory.organisation(announcement.organisation) if announcement.organisation else None
        if organisation:
            return Phrase(f"{key}.of", {**values, "organisation": organisation.name})
    return Phrase(key, values)
