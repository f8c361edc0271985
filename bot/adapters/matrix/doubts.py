# SPDX-License-Identifier: MPL-2.0
"""Why the homeserver's word for who somebody is does not do, in encrypted rooms: there the device must be its owner's. In plain rooms its word is all there is."""

from bot.adapters.matrix.delivery import Delivery
from bot.adapters.matrix.rooms import Rooms
from bot.adapters.matrix.trust.owners import Owners
from handlers.message import Doubt


class Doubts:
    """Raises what the database raises."""

    def __init__(self, rooms: Rooms, owners: Owners) -> None:
        self._rooms, self._owners = rooms, owners

    async def of(self, delivery: Delivery) -> Doubt:
        """A reaction never comes encrypted, so that nobody can tell whose device it is of."""
        if delivery.device:
            return await self._owners.trusted(delivery.user, delivery.device)
        said_in = str(delivery.content.get("said_in") or delivery.place.room)  # what moved to a direct room came from where it was said
        if not self._rooms.view(said_in).encrypted:
            return ""
        return "reaction" if delivery.clicked else "unsigned"
