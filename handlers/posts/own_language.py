# SPDX-License-Identifier: MPL-2.0
"""In which language somebody is written to of the bot's own accord: the one that they have chosen."""

from collections.abc import Sequence
from dataclasses import replace

from storage.deliveries import Delivery
from storage.people import People

_PERSON = "person/"


async def in_own_language(found: Sequence[Delivery], people: People) -> list[Delivery]:
    """What is for a channel or a role, or for somebody who has chosen none, stays in the language that it has."""
    ids = {each.target.removeprefix(_PERSON) for each in found if each.target.startswith(_PERSON)}
    chosen = {f"{_PERSON}{id_}": person.language for id_, person in (await people.some(ids) if ids else {}).items()}
    return [replace(each, language=chosen.get(each.target) or each.language) for each in found]
