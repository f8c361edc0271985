# SPDX-License-Identifier: MPL-2.0
"""What was taken for granted of a question, said above its answer."""

from handlers.message import Query
from handlers.reply import Heading, Phrase
from storage.directory import Directory


async def assumption(query: Query, directory: Directory) -> tuple[Heading, ...]:
    """One line for each thing that was not named plainly, so that a wrong guess is seen at once."""
    lines: list[Heading] = []
    for assumed in query.assumed:
        known = await (directory.product(assumed.id) if assumed.kind == "product" else directory.organisation(assumed.id))
        if known and assumed.id in query.slots.values():
            lines.append(Heading(Phrase("assumed", {"name": known.name})))
    return tuple(lines)
