# SPDX-License-Identifier: MPL-2.0
"""The bot's identity is made once, goes on from wherever it was cut short, and is never replaced."""

from typing import Any

import pytest

from bot.adapters.matrix.calls import MatrixCallError
from bot.adapters.matrix.trust import recovery_key
from bot.adapters.matrix.trust.approval import ApprovalNeededError
from bot.adapters.matrix.trust.identity_keys import SELF_SIGNING
from bot.adapters.matrix.trust.own_identity import Established, OwnIdentity
from bot.adapters.matrix.trust.secret_storage import DEFAULT
from bot.outcomes import Outcome
from tests.matrix.identity import Identity, shield
from tests.unit.bot.matrix.trust.small_homeserver import BOT, Local, SmallHomeserver, TheEnd

RECOVERY, ANOTHER = recovery_key.encode(bytes(range(32))), recovery_key.encode(bytes(32))
PASSWORD = {"flows": [{"stages": ["m.login.password"]}], "params": {}}


class Ground:
    """A homeserver, and the bot's device there."""

    def __init__(self) -> None:
        self.server, self.local = SmallHomeserver(), Local(BOT, "BOTDEVICE")
        self.server.publish(self.local)

    def identity(self, local: Local | None = None, password: str = "") -> OwnIdentity:
        local = local or self.local
        return OwnIdentity(self.server, BOT, local.own, local.key.sign, password)

    async def establish(self, recovery: str | None = RECOVERY, **more: Any) -> Established:
        return await self.identity(**more).establish(recovery)

    async def state(self, local: Local | None = None) -> str:
        return (await self.identity(local).state()).state

    def green(self, local: Local | None = None) -> bool:
        return shield(self.server.shown, BOT, (local or self.local).own.device).green

    @property
    def master(self) -> str:
        return shield(self.server.shown, BOT, self.local.own.device).master

    def moved(self) -> Local:
        """The store was lost; the bot has logged in anew."""
        local = Local(BOT, "NEWDEVICE")
        self.server.publish(local)
        return local


@pytest.fixture
def ground() -> Ground:
    return Ground()


async def test_the_first_start_makes_an_identity_that_others_see_as_whole(ground: Ground) -> None:
    assert await ground.state() == "no_identity"
    assert await ground.establish() == Established("created")
    assert ground.green()
    assert await ground.state() == "well"


async def test_secrets_are_kept_before_keys_are_published_and_the_device_is_signed_last(ground: Ground) -> None:
    await ground.establish()
    names = [each.rpartition("/")[2] for each in ground.server.changes]
    assert names[0].startswith("m.secret_storage.key.")
    assert names[1:] == ["m.cross_signing.master", "m.cross_signing.self_signing", "m.cross_signing.user_signing", "upload", DEFAULT, "upload"]


async def test_a_new_recovery_key_is_handed_over_before_anything_depends_on_it(ground: Ground) -> None:
    kept: list[str] = []

    def keep(key: str) -> None:
        assert not ground.server.changes
        kept.append(key)

    done = await ground.identity().establish(None, keep)
    assert (done.done, [done.recovery_key]) == ("created", kept)
    assert kept[0] not in repr(done)
    assert (await ground.identity(ground.moved()).establish(kept[0])).done == "signed"


async def test_a_second_start_changes_nothing_even_without_the_key(ground: Ground) -> None:
    await ground.establish()
    before = list(ground.server.changes)
    for recovery in (RECOVERY, None, ANOTHER):
        assert await ground.establish(recovery) == Established("already")
    assert ground.server.changes == before


async def test_a_new_device_is_signed_with_the_recovery_key(ground: Ground) -> None:
    await ground.establish()
    master, new = ground.master, ground.moved()
    assert await ground.state(new) == "unsigned"
    assert await ground.establish(local=new) == Established("signed")
    assert (ground.green(new), ground.master) == (True, master)


@pytest.mark.parametrize("killed_after", range(7))
async def test_killed_between_any_two_steps_it_goes_on_to_one_identity(ground: Ground, killed_after: int) -> None:
    ground.server.killed_after = killed_after
    with pytest.raises(TheEnd):
        await ground.establish()
    ground.server.killed_after, master = None, ground.master
    assert (await ground.establish()).well
    assert ground.green()
    assert master in ("", ground.master)  # what was published stays
    assert (await ground.identity(ground.moved()).establish(RECOVERY)).done == "signed"


@pytest.mark.parametrize("first", range(7))
@pytest.mark.parametrize("then", range(1, 4))
async def test_killed_twice_as_well(ground: Ground, first: int, then: int) -> None:
    for killed_after in (first, first + then):
        ground.server.killed_after = killed_after
        try:
            await ground.establish()
        except TheEnd:
            continue
    ground.server.killed_after = None
    assert (await ground.establish()).well
    assert ground.green()


@pytest.mark.parametrize("killed_after", range(4, 7))
async def test_the_seeds_of_a_cut_off_start_are_used(ground: Ground, killed_after: int) -> None:
    """From the fourth step on all three are kept: making new ones would leave others behind that nobody uses."""
    ground.server.killed_after = killed_after
    with pytest.raises(TheEnd):
        await ground.establish()
    ground.server.killed_after, kept = None, dict(ground.server.data)
    await ground.establish()
    assert {name: each for name, each in ground.server.data.items() if "cross_signing" in name} == {
        name: each for name, each in kept.items() if "cross_signing" in name
    }


async def _snapshot(ground: Ground) -> tuple[dict[str, Any], dict[str, Any], int]:
    return dict(ground.server.data), dict(ground.server.shown["master_keys"]), len(ground.server.changes)


@pytest.mark.parametrize(("recovery", "done"), [(None, "no_key"), (ANOTHER, "wrong_key")])
async def test_without_the_right_key_everything_stays_as_it_was(ground: Ground, recovery: str | None, done: str) -> None:
    await ground.establish()
    new = ground.moved()
    before = await _snapshot(ground)
    assert (await ground.establish(recovery, local=new)).done == done
    assert await _snapshot(ground) == before
    assert await ground.state(new) == "unsigned"


async def test_an_identity_without_secrets_is_left_alone(ground: Ground) -> None:
    ground.server.give_identity(BOT, Identity(BOT), ground.local)
    before = await _snapshot(ground)
    assert (await ground.establish()).done == "no_storage"
    assert await _snapshot(ground) == before


@pytest.mark.parametrize(
    ("damage", "done"),
    [
        (lambda boxes: {}, "no_secret"),
        (lambda boxes: {id_: {**box, "mac": "AAAA"} for id_, box in boxes.items()}, "damaged"),
        (dict.fromkeys, "no_secret"),
        (lambda boxes: dict.fromkeys(boxes, "text"), "damaged"),
    ],
)
async def test_a_secret_that_is_not_to_be_used_is_told_apart(ground: Ground, damage: Any, done: str) -> None:
    await ground.establish()
    name = next(each for each in ground.server.data if each.endswith(SELF_SIGNING))
    ground.server.data[name] = {"encrypted": damage(ground.server.data[name]["encrypted"])}
    assert (await ground.establish(local=ground.moved())).done == done


async def test_a_key_that_is_not_the_published_one_signs_nothing(ground: Ground) -> None:
    """The homeserver, or somebody with the password, has put another identity in its place."""
    await ground.establish()
    ground.server.give_identity(BOT, Identity(BOT), ground.local)
    assert await ground.state() == "signed_by_another"
    new = ground.moved()
    before = await _snapshot(ground)
    assert (await ground.establish(local=new)).done == "another_identity"
    assert await _snapshot(ground) == before


@pytest.mark.parametrize("shown", [None, {}, [], "text", {"keys": {}}, {"user_id": BOT, "usage": ["master"], "keys": {"ed25519:AAAA": "BBBB"}}])
async def test_where_anything_at_all_is_shown_as_an_identity_none_is_made(ground: Ground, shown: Any) -> None:
    ground.server.shown["master_keys"][BOT] = shown
    assert (await ground.establish()).done == "broken_identity"
    assert not ground.server.changes


async def test_a_device_whose_keys_are_others_is_never_signed(ground: Ground) -> None:
    lost = Local(BOT, "BOTDEVICE")  # the store is gone, and the device id was kept
    for established in (False, True):
        if established:
            await ground.establish()
        before = await _snapshot(ground)
        assert await ground.state(lost) == "keys_differ"
        assert (await ground.establish(local=lost)).done == "keys_differ"
        assert await _snapshot(ground) == before


async def test_keys_that_were_put_over_signed_ones_are_found_out(ground: Ground) -> None:
    """The homeserver took new keys for the old device; its owner's signature is still over the old ones."""
    await ground.establish()
    lost, device = Local(BOT, "BOTDEVICE"), ground.server.shown["device_keys"][BOT]["BOTDEVICE"]
    ground.server.publish(lost)
    mine = ground.server.shown["device_keys"][BOT]["BOTDEVICE"]
    mine["signatures"][BOT] = {**device["signatures"][BOT], **mine["signatures"][BOT]}
    before = await _snapshot(ground)
    assert await ground.state(lost) == "keys_differ"
    assert (await ground.establish(local=lost)).done == "keys_differ"
    assert await _snapshot(ground) == before


async def test_a_device_that_the_homeserver_does_not_know_is_said_to_be(ground: Ground) -> None:
    unknown = Local(BOT, "UNKNOWN")
    assert await ground.state(unknown) == "device_unknown"
    assert (await ground.establish(local=unknown)).done == "device_unknown"
    assert not ground.server.changes


async def test_secrets_of_others_stay_where_they_are(ground: Ground) -> None:
    """Somebody has kept secrets for the account under another key: ours are written beside them, and only then is ours the default."""
    path = f"/user/{BOT}/account_data/"
    ground.server.data[path + DEFAULT] = {"key": "theirs"}
    ground.server.data[path + "m.secret_storage.key.theirs"] = {"algorithm": "m.secret_storage.v1.aes-hmac-sha2", "iv": "AAAA", "mac": "AAAA"}
    ground.server.data[path + SELF_SIGNING] = {"encrypted": {"theirs": {"iv": "AAAA"}}}
    assert (await ground.establish()).done == "created"
    boxes = ground.server.data[path + SELF_SIGNING]["encrypted"]
    assert boxes["theirs"] == {"iv": "AAAA"}
    assert set(boxes) == {"theirs", ground.server.data[path + DEFAULT]["key"]}
    assert len(boxes) == 2


async def test_a_default_key_that_an_operator_has_set_since_stays(ground: Ground) -> None:
    """It leads to the same secrets; theirs to choose."""
    await ground.establish()
    path = f"/user/{BOT}/account_data/"
    ground.server.data[path + SELF_SIGNING]["encrypted"]["theirs"] = {"iv": "AAAA"}
    ground.server.data[path + DEFAULT] = {"key": "theirs"}
    assert (await ground.establish(local=ground.moved())).done == "signed"
    assert ground.server.data[path + DEFAULT] == {"key": "theirs"}


async def test_a_recovery_key_that_is_none_is_refused_before_anything_is_asked(ground: Ground) -> None:
    with pytest.raises(ValueError, match="7 characters"):
        await ground.establish("hunter2")
    assert (ground.server.queries, ground.server.changes) == (0, [])


async def test_the_password_is_given_where_it_is_asked_for(ground: Ground) -> None:
    ground.server.asks = PASSWORD
    assert (await ground.establish(password="riktig")).done == "created"
    assert ground.green()


@pytest.mark.parametrize(
    ("asks", "password", "said"),
    [
        (PASSWORD, "", "set MATRIX_PASSWORD"),
        (PASSWORD, "forkert", "does not take MATRIX_PASSWORD"),
        ({"flows": [{"stages": ["org.matrix.cross_signing_reset"]}], "params": {"org.matrix.cross_signing_reset": {"url": "https://id.example.org/reset"}}}, "x", "https://id.example.org/reset"),
        ({"flows": [{"stages": ["m.oauth"]}], "params": {"m.oauth": {"url": "https://id.example.org/o"}}}, "", "https://id.example.org/o"),
        ({"flows": [{"stages": ["m.oauth"]}], "params": {"m.oauth": {"url": "javascript:x"}}}, "", "asks for m.oauth"),
        ({"flows": [None, {}, {"stages": "m.login.password"}], "params": None}, "x", "nothing that is known"),
        ({"flows": [], "params": []}, "x", "nothing that is known"),
    ],
)  # fmt: skip
async def test_what_an_operator_has_to_approve_is_said(ground: Ground, asks: dict[str, Any], password: str, said: str) -> None:
    ground.server.asks = asks
    with pytest.raises(ApprovalNeededError, match=said) as caught:
        await ground.establish(password=password)
    assert "forkert" not in str(caught.value)
    ground.server.asks = None
    assert (await ground.establish()).done == "created"


async def test_a_password_is_not_used_to_replace_an_identity_that_came_meanwhile(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.server.asks = PASSWORD
    before = ground.server._approve

    def meanwhile(body: Any) -> None:
        if not ground.server.shown["master_keys"]:
            ground.server.give_identity(BOT, Identity(BOT), ground.local)
        before(body)

    monkeypatch.setattr(ground.server, "_approve", meanwhile)
    with pytest.raises(MatrixCallError, match="identity_appeared"):
        await ground.establish(password="riktig")
    assert not any(each.startswith("/keys") for each in ground.server.changes)


async def test_a_homeserver_that_is_away_is_no_reason_to_make_anything(ground: Ground) -> None:
    ground.server.fault = MatrixCallError(Outcome.LATER, "unreachable")
    with pytest.raises(MatrixCallError, match="unreachable"):
        await ground.establish()
    ground.server.fault = None
    ground.server.shown["failures"] = {"example.org": {}}
    with pytest.raises(MatrixCallError, match="homeserver_unreachable"):
        await ground.establish()
    assert not ground.server.changes
