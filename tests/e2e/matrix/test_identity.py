# SPDX-License-Identifier: MPL-2.0
"""The bot's identity, and its owners', on a real homeserver: as another user's client sees them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.matrix.calls import CLIENT, Calls, Json, MatrixCallError
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.encryption import Encryption
from bot.adapters.matrix.http import Http
from bot.adapters.matrix.trust import recovery_key
from bot.adapters.matrix.trust.diagnosis import DeviceKeys
from bot.adapters.matrix.trust.own_identity import Established, OwnIdentity
from bot.adapters.matrix.trust.owners import Owners
from tests.matrix.accounts import Account, Api, Login, unique
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import Person
from tests.unit.bot.matrix.trust.small_homeserver import TheEnd
from tests.unit.bot.matrix.trust.test_owners import Pinned

RECOVERY, ANOTHER = recovery_key.encode(bytes(range(32))), recovery_key.encode(bytes(32))


class Cut:
    """Calls that end after so many that change something, as a process does that is killed."""

    def __init__(self, calls: Calls, after: int) -> None:
        self._calls, self._left = calls, after

    async def call(self, method: str, path: str, body: Json | None = None, *, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        if method == "PUT" or "/device_signing/" in path or "/signatures/" in path:
            if self._left == 0:
                raise TheEnd
            self._left -= 1
        return await self._calls.call(method, path, body, query=query)


@dataclass(frozen=True)
class BotDevice:
    """The bot at one of its devices."""

    client: MatrixClient
    calls: Calls

    @property
    def id(self) -> str:
        return str(self.client.device_id)

    @property
    def identity(self) -> OwnIdentity:
        olm = self.client.olm
        assert olm
        keys = olm.account.identity_keys
        own = DeviceKeys(device=self.id, ed25519=keys["ed25519"], curve25519=keys["curve25519"])
        return OwnIdentity(self.calls, str(self.client.user_id), own, olm.account.sign)

    async def state(self) -> str:
        return (await self.identity.state()).state

    async def establish(self, recovery: str | None = RECOVERY) -> Established:
        return await self.identity.establish(recovery)


class Ground:
    """The bot's account, and where it keeps its stores."""

    def __init__(self, api: Api, url: str, account: Account, directory: Path) -> None:
        self.api, self.url, self.account, self._directory = api, url, account, directory

    async def login(self) -> Login:
        return await self.api.log_in(self.account, refresh=False)

    @asynccontextmanager
    async def device(self, login: Login, *, store: str = "store", cut: int | None = None, publish: bool = True) -> AsyncIterator[BotDevice]:
        """A process, from its start to its end; `store` is what is left of it."""
        path = self._directory / store
        path.mkdir(exist_ok=True)
        async with Http(self.url, 20) as http:
            client = MatrixClient(self.url, login.user, login.device, login.token, path, "passphrase", http)
            if publish:
                await Encryption(client).publish()
            yield BotDevice(client, client if cut is None else Cut(client, cut))
            if client.store:
                client.store.database.close()

    async def account_data(self, login: Login, kind: str) -> Json:
        return await self.api.call("GET", f"{CLIENT}/user/{self.account.user}/account_data/{kind}", token=login.token)


@pytest.fixture
async def ground(homeserver: Homeserver, tmp_path: Path) -> Ground:
    return Ground(homeserver.api, homeserver.url, await homeserver.api.register(unique("os2bot")), tmp_path)


@pytest.fixture
async def anna(people: People) -> Person:
    return await people.come(encrypted=False)


async def test_another_users_client_sees_the_whole_chain_and_a_restart_keeps_it(ground: Ground, anna: Person) -> None:
    login = await ground.login()
    async with ground.device(login) as bot:
        assert await bot.state() == "no_identity"
        assert not (await anna.shield_of(login.user, login.device)).green
        assert await bot.establish() == Established("created")
        assert (await anna.shield_of(login.user, login.device)).green
    before = await anna.shield_of(login.user, login.device)
    async with ground.device(login) as again:
        assert await again.establish(None) == Established("already")
        state = await again.identity.state()
        assert (state.state, state.master) == ("well", before.master)
        assert state.one_time_keys
    assert await anna.shield_of(login.user, login.device) == before


async def test_after_a_lost_store_a_new_device_is_signed_with_the_recovery_key(ground: Ground, anna: Person) -> None:
    login = await ground.login()
    async with ground.device(login) as bot:
        made = await bot.establish(None)
    master = (await anna.shield_of(login.user, login.device)).master
    new = await ground.login()
    async with ground.device(new, store="new") as bot:
        assert await bot.state() == "unsigned"
        assert (await bot.establish(made.recovery_key)).done == "signed"
    shown = await anna.shield_of(new.user, new.device)
    assert (shown.green, shown.master) == (True, master)


@pytest.mark.parametrize(("recovery", "done"), [(ANOTHER, "wrong_key"), (None, "no_key")])
async def test_without_the_right_key_everything_stays_as_it_was(ground: Ground, anna: Person, recovery: str | None, done: str) -> None:
    login = await ground.login()
    async with ground.device(login) as bot:
        await bot.establish()
    kinds = ("m.secret_storage.default_key", "m.cross_signing.master", "m.cross_signing.self_signing", "m.cross_signing.user_signing")
    before = [await ground.account_data(login, kind) for kind in kinds]
    shown = await anna.shield_of(login.user, login.device)
    new = await ground.login()
    async with ground.device(new, store="new") as bot:
        assert (await bot.establish(recovery)).done == done
        assert await bot.state() == "unsigned"
    assert [await ground.account_data(login, kind) for kind in kinds] == before
    assert await anna.shield_of(login.user, login.device) == shown
    assert not (await anna.shield_of(new.user, new.device)).signed


@pytest.mark.parametrize("killed_after", [0, 1, 3, 4, 5, 6])
async def test_killed_between_steps_the_next_start_completes_one_identity(ground: Ground, anna: Person, killed_after: int) -> None:
    login = await ground.login()
    async with ground.device(login, cut=killed_after) as bot:
        with pytest.raises(TheEnd):
            await bot.establish()
    master = (await anna.shield_of(login.user, login.device)).master
    assert bool(master) == (killed_after >= 5)
    async with ground.device(login) as bot:
        assert (await bot.establish()).done == ("signed" if master else "created")
    shown = await anna.shield_of(login.user, login.device)
    assert shown.green
    assert master in ("", shown.master)
    new = await ground.login()
    async with ground.device(new, store="new") as bot:
        assert (await bot.establish()).done == "signed"


async def test_a_store_that_was_lost_under_its_device_is_told_apart(ground: Ground) -> None:
    """Before new keys are published over the old ones, and after: Synapse takes them, and then refuses the one-time keys."""
    login = await ground.login()
    async with ground.device(login) as bot:
        await bot.establish()
    async with ground.device(login, store="new", publish=False) as bot:
        for publish in (False, True):
            if publish:
                with pytest.raises(MatrixCallError, match="M_UNKNOWN"):
                    await Encryption(bot.client).publish()
            assert await bot.state() == "keys_differ"
            assert (await bot.establish()).done == "keys_differ"


async def test_a_person_is_trusted_at_devices_they_have_signed_with_the_key_they_were_first_known_by(ground: Ground, people: People) -> None:
    pins = Pinned()
    anna = await people.come("anna", signed=True)
    stolen, laptop = await people.new_device(anna, signed=False), await people.new_device(anna, signed=True)
    login = await ground.login()
    async with ground.device(login) as bot:
        owners = Owners(bot.calls, pins)
        assert [await owners.trusted(anna.user, _key(each)) for each in (anna, laptop, stolen)] == ["", "", "unsigned"]
        before = pins.pins[anna.user].master_key
        await stolen.reset_identity()  # with the password, as a thief may
        owners.forget(anna.user)
        assert [await owners.trusted(anna.user, _key(each)) for each in (anna, laptop, stolen)] == ["changed"] * 3
        assert pins.pins[anna.user].master_key == before
        nobody = await people.come("bo")
        assert await owners.trusted(nobody.user, _key(nobody)) == "unsigned"


def _key(person: Person) -> str:
    assert person.client.olm
    return str(person.client.olm.account.identity_keys["curve25519"])
