# SPDX-License-Identifier: MPL-2.0
"""Whose device it is: signed by its owner, with the key by which they were first known; whatever a homeserver shows instead is not trusted."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix.calls import MatrixCallError
from bot.adapters.matrix.memory import Pin
from bot.adapters.matrix.trust import owners
from bot.adapters.matrix.trust.owners import AGAIN, KEPT, Owners, judged
from bot.adapters.matrix.trust.published import read
from bot.outcomes import Outcome
from tests.matrix.identity import Identity, SigningKey
from tests.unit.bot.matrix.trust.small_homeserver import ANNA, MALLORY, Local, SmallHomeserver

Json = dict[str, Any]


class Pinned:
    """Implements `Pins`, in memory."""

    def __init__(self) -> None:
        self.pins: dict[str, Pin] = {}
        self.refused: list[tuple[str, str]] = []

    async def pin(self, user: str) -> Pin | None:
        return self.pins.get(user)

    async def pin_first(self, user: str, master_key: str) -> Pin:
        return self.pins.setdefault(user, Pin(user=user, master_key=master_key, pinned_at=datetime(2026, 1, 1, tzinfo=UTC)))

    async def refuse_key(self, user: str, master_key: str) -> None:
        self.refused.append((user, master_key))


class Ground:
    """Anna, at a device that her identity has signed."""

    def __init__(self) -> None:
        self.server, self.pins, self.now = SmallHomeserver(), Pinned(), 0.0
        self.owners = Owners(self.server, self.pins, lambda: self.now)
        self.phone, self.identity = Local(ANNA, "PHONE"), Identity(ANNA)
        self.server.publish(self.phone)
        self.server.give_identity(ANNA, self.identity, self.phone)
        self.server.sign(ANNA, self.phone, self.identity.self_signing)

    async def trusted(self, local: Local | None = None) -> str:
        return await self.owners.trusted(ANNA, (local or self.phone).own.curve25519)

    async def state(self, key: str = "") -> str:
        return (await self.owners.examine(ANNA, key or self.phone.own.curve25519)).state

    def arrive(self, device: str, user: str = ANNA) -> Local:
        local = Local(user, device)
        self.server.publish(local)
        return local

    def later(self, seconds: float = KEPT) -> None:
        self.now += seconds + 0.1


@pytest.fixture
def ground() -> Ground:
    return Ground()


async def test_a_device_signed_by_its_owner_is_trusted_and_the_owner_pinned(ground: Ground) -> None:
    assert await ground.trusted() == ""
    assert ground.pins.pins[ANNA].master_key == ground.identity.master.public


async def test_a_device_that_its_owner_has_not_signed_is_not(ground: Ground) -> None:
    assert await ground.trusted(ground.arrive("STOLEN")) == "unsigned"
    assert not ground.pins.pins  # and pins nothing


async def test_an_owner_without_an_identity_is_not(ground: Ground) -> None:
    for kind in ("master_keys", "self_signing_keys"):
        ground.server.shown[kind].clear()
    assert (await ground.state(), await ground.trusted()) == ("no_identity", "unsigned")


@pytest.mark.parametrize("key", ["", "forwarded", "AAAA"])
async def test_a_key_that_is_of_no_device_of_theirs_is_not(ground: Ground, key: str) -> None:
    assert await ground.owners.examine(ANNA, key) == owners.Verdict("unknown_device", ground.identity.master.public)
    assert await ground.owners.trusted(ANNA, key) == "unsigned"


async def test_anothers_device_does_not_speak_for_them(ground: Ground) -> None:
    """Mallory has an identity and a signed device of their own, and an event says it is Anna's."""
    laptop, identity = ground.arrive("LAPTOP", MALLORY), Identity(MALLORY)
    ground.server.give_identity(MALLORY, identity, laptop)
    ground.server.sign(MALLORY, laptop, identity.self_signing)
    assert await ground.owners.trusted(MALLORY, laptop.own.curve25519) == ""
    assert await ground.owners.trusted(ANNA, laptop.own.curve25519) == "unsigned"


async def test_another_identity_than_the_pinned_one_is_refused_and_reported(ground: Ground) -> None:
    await ground.trusted()
    thief, laptop = Identity(ANNA), ground.arrive("LAPTOP")
    ground.server.give_identity(ANNA, thief, laptop)
    ground.later()
    assert await ground.trusted(laptop) == "changed"  # before it has signed anything
    ground.server.sign(ANNA, laptop, thief.self_signing)
    ground.later()
    assert (await ground.state(laptop.own.curve25519), await ground.trusted(laptop)) == ("signed", "changed")
    assert set(ground.pins.refused) == {(ANNA, thief.master.public)}
    assert ground.pins.pins[ANNA].master_key == ground.identity.master.public


async def test_an_accepted_key_counts_at_once(ground: Ground) -> None:
    ground.pins.pins[ANNA] = Pin(user=ANNA, master_key="another", pinned_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert await ground.trusted() == "changed"
    ground.pins.pins[ANNA] = Pin(user=ANNA, master_key=ground.identity.master.public, pinned_at=datetime(2026, 1, 2, tzinfo=UTC))
    assert await ground.trusted() == ""


async def test_while_the_homeserver_does_not_say_nobody_is_trusted(ground: Ground) -> None:
    assert await ground.trusted() == ""
    ground.later()
    ground.server.fault = MatrixCallError(Outcome.UNCLEAR, "timeout")
    assert await ground.trusted() == "unchecked"
    ground.server.fault = None
    assert await ground.trusted() == ""  # and as soon as it does, they are
    ground.later()
    ground.server.shown["failures"] = {"example.org": {"status": 503}}
    assert (await ground.state(), await ground.trusted()) == ("unreachable", "unchecked")
    assert await ground.owners.trusted(MALLORY, "x") == "unsigned"  # another homeserver's failure is not theirs


async def test_a_chain_of_messages_asks_once(ground: Ground) -> None:
    for _ in range(20):
        assert await ground.trusted() == ""
    assert ground.server.queries == 1


async def test_trust_ends_soon_after_the_signature_does(ground: Ground) -> None:
    assert await ground.trusted() == ""
    ground.server.publish(ground.phone)  # without its owner's signature
    ground.now = KEPT - 0.1
    assert await ground.trusted() == ""
    ground.now = KEPT
    assert await ground.trusted() == "unsigned"


async def test_what_syncing_says_of_their_devices_ends_it_at_once(ground: Ground) -> None:
    assert await ground.trusted() == ""
    ground.server.publish(ground.phone)
    ground.owners.forget(MALLORY)
    assert await ground.trusted() == ""
    ground.owners.forget(ANNA)
    assert await ground.trusted() == "unsigned"


async def test_whoever_verifies_now_is_trusted_in_a_moment(ground: Ground) -> None:
    laptop = ground.arrive("LAPTOP")
    assert await ground.trusted(laptop) == "unsigned"
    ground.server.sign(ANNA, laptop, ground.identity.self_signing)
    ground.later(AGAIN)
    assert await ground.trusted(laptop) == ""


async def test_no_more_verdicts_are_kept_than_there_is_room_for(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners, "MOST", 10)
    for number in range(50):
        await ground.owners.examine(f"@{number}:example.org", "key")
    assert len(ground.owners._known) == 10


Change = Callable[[Json], object]


def _phone(shown: Json) -> Json:
    phone: Json = shown["device_keys"][ANNA]["PHONE"]
    return phone


def _resigned(shown: Json, kind: str, **changes: Any) -> None:
    """As a homeserver would do it that owns no key: the signatures are another's."""
    described = {**shown[kind][ANNA], **changes, "signatures": {}}
    shown[kind][ANNA] = SigningKey().signed(described, ANNA)


HOSTILE: dict[str, Change] = {
    "the device has another identity key": lambda shown: _phone(shown)["keys"].update({"curve25519:PHONE": "stolen"}),
    "the device has another fingerprint": lambda shown: _phone(shown)["keys"].update({"ed25519:PHONE": SigningKey().public}),
    "the device is another user's": lambda shown: _phone(shown).update(user_id=MALLORY),
    "the device has another id": lambda shown: _phone(shown).update(device_id="OTHER"),
    "the device has no signatures": lambda shown: _phone(shown).pop("signatures"),
    "the device has not signed itself": lambda shown: _phone(shown)["signatures"][ANNA].pop("ed25519:PHONE"),
    "the signatures are no object": lambda shown: _phone(shown).update(signatures=[]),
    "the keys are no object": lambda shown: _phone(shown).update(keys="text"),
    "the keys are lists": lambda shown: _phone(shown).update(keys={"ed25519:PHONE": [], "curve25519:PHONE": []}),
    "the device is no object": lambda shown: shown["device_keys"][ANNA].update(PHONE=[1]),
    "the devices are no object": lambda shown: shown["device_keys"].update({ANNA: "text"}),
    "there are no devices": lambda shown: shown.pop("device_keys"),
    "there is no self-signing key": lambda shown: shown["self_signing_keys"].pop(ANNA),
    "there is no master key": lambda shown: shown["master_keys"].pop(ANNA),
    "the master key is no object": lambda shown: shown["master_keys"].update({ANNA: 7}),
    "the self-signing key is not signed": lambda shown: shown["self_signing_keys"][ANNA].pop("signatures"),
    "the self-signing key is signed by another": lambda shown: _resigned(shown, "self_signing_keys"),
    "the self-signing key is another": lambda shown: _resigned(shown, "self_signing_keys", keys={f"ed25519:{(key := SigningKey().public)}": key}),
    "the self-signing key is not what it is called": lambda shown: shown["self_signing_keys"][ANNA].update(keys={"ed25519:AAAA": SigningKey().public}),
    "the self-signing key is for another use": lambda shown: shown["self_signing_keys"][ANNA].update(usage=["user_signing"]),
    "the self-signing key is for no use": lambda shown: shown["self_signing_keys"][ANNA].pop("usage"),
    "the self-signing key is another user's": lambda shown: shown["self_signing_keys"][ANNA].update(user_id=MALLORY),
    "there are two self-signing keys": lambda shown: shown["self_signing_keys"][ANNA]["keys"].update({"ed25519:B": "B"}),
    "the master key is another": lambda shown: _resigned(shown, "master_keys", keys={f"ed25519:{(key := SigningKey().public)}": key}),
    "the master key is for another use": lambda shown: shown["master_keys"][ANNA].update(usage=["self_signing"]),
    "the master key is another user's": lambda shown: shown["master_keys"][ANNA].update(user_id=MALLORY),
    "the user-signing key stands for the self-signing one": lambda shown: shown["self_signing_keys"].update({ANNA: shown["user_signing_keys"][ANNA]}),
    "the master key stands for the self-signing one": lambda shown: shown["self_signing_keys"].update({ANNA: shown["master_keys"][ANNA]}),
    "a key is no key": lambda shown: shown["self_signing_keys"][ANNA].update(keys={"ed25519:": ""}),
    "everything is null": lambda shown: shown.update(dict.fromkeys(shown)),
}  # fmt: skip


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
async def test_whatever_else_a_homeserver_shows_is_not_trusted(ground: Ground, change: Change) -> None:
    change(ground.server.shown)
    assert await ground.trusted() == "unsigned"
    assert not ground.pins.pins


async def test_a_second_device_with_the_same_identity_key_takes_nothing_away(ground: Ground) -> None:
    """It cannot have written the message: the key is in the first one alone."""
    copy_ = ground.arrive("COPY")
    copy_.own = type(copy_.own)(device="COPY", ed25519=copy_.own.ed25519, curve25519=ground.phone.own.curve25519)
    ground.server.publish(copy_)
    assert await ground.trusted() == ""


_names = st.sampled_from(
    ["device_keys", "master_keys", "self_signing_keys", "failures", ANNA, "PHONE", "keys", "usage", "user_id", "signatures", "ed25519:PHONE"]
)
_shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4)
)


@given(_shapes)
def test_no_answer_trips_it_up(answer: Any) -> None:
    assert judged(read(answer, ANNA), "key").state != "signed"


@given(st.data())
def test_no_part_of_the_answer_can_be_something_else(data: st.DataObject) -> None:
    """Any one value of what makes the device trusted, put another way: it is trusted no more, or it was not part of what is signed."""
    ground = Ground()
    shown = copy.deepcopy({name: ground.server.shown[name] for name in ("device_keys", "master_keys", "self_signing_keys")})
    path = data.draw(st.sampled_from(list(_paths(shown))))
    _put(shown, path, data.draw(_shapes))
    unneeded = path[0] == "master_keys" and "signatures" in path  # the first device's: nothing is believed for its sake
    assert unneeded or judged(read(shown, ANNA), ground.phone.own.curve25519).state != "signed"


def _paths(value: Any, path: tuple[str, ...] = ()) -> Any:
    if isinstance(value, dict):
        for name, each in value.items():
            yield (*path, name)
            yield from _paths(each, (*path, name))


def _put(value: Json, path: tuple[str, ...], new: Any) -> None:
    for name in path[:-1]:
        value = value[name]
    value[path[-1]] = new
