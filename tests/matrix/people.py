# SPDX-License-Identifier: MPL-2.0
"""Who is there in a test: they come, and all of them leave at its end. And what stands between a client and the homeserver."""

from collections.abc import AsyncIterator

import pytest

from tests.matrix.accounts import Account, Api, unique
from tests.matrix.fault_proxy import FaultProxy, fault_proxy
from tests.matrix.homeserver import Homeserver
from tests.matrix.person import Person
from tests.matrix.syncing import Syncing


class People:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._here: list[Person] = []

    async def come(self, name: str = "anna", *, encrypted: bool = True, signed: bool = False, account: Account | None = None, at: Api | None = None) -> Person:
        """A person whom no other test knows, logged in. `account`: somebody who is there already. `encrypted`: see Syncing. `signed`: their device is cross-signed."""
        api = at or self._api
        account = account or await api.register(unique(name))
        person = Person(account, Syncing(api, await api.log_in(account, refresh=False), encrypted=encrypted))
        self._here.append(person)
        await person.follows.start()
        if signed:
            await person.cross_sign()
        return person

    async def new_device(self, person: Person, *, signed: bool) -> Person:
        """The same person at another device; `signed` by their identity, which they must have, or by nobody."""
        other = await self.come(account=person.account, at=person.api)
        other.identity = person.identity
        if signed:
            assert person.identity, f"{person.user} has no identity to sign with"
            await other.cross_sign()
        return other

    async def leave(self) -> None:
        for person in self._here:
            await person.follows.close()


@pytest.fixture
async def people(homeserver: Homeserver) -> AsyncIterator[People]:
    """On the shared homeserver; elsewhere with `come(at=…)`."""
    company = People(homeserver.api)
    yield company
    await company.leave()


@pytest.fixture
async def faults(homeserver: Homeserver) -> AsyncIterator[FaultProxy]:
    """Before the shared homeserver, for this test alone."""
    async with fault_proxy(homeserver.url) as proxy:
        yield proxy
