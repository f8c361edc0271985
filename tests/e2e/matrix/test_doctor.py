# SPDX-License-Identifier: MPL-2.0
"""`os2bot check --live` says of Matrix what is so: of the token, and of what members' clients show."""

from dataclasses import replace
from pathlib import Path

from bot.doctor.matrix_live import matrix_live
from tests.e2e.matrix.connected import bot_at, home, until
from tests.matrix.homeserver import Homeserver


async def test_before_during_and_after_the_first_start(homeserver: Homeserver, tmp_path: Path) -> None:
    place = await home(homeserver.api, homeserver.url, tmp_path)
    assert [each.state for each in await matrix_live(place.settings())] == ["ok", "note"]
    async with bot_at(place):
        said = await matrix_live(place.settings())
    assert [each.state for each in said] == ["ok", "ok"]
    assert "show no warning" in said[1].text


async def test_a_lost_store_under_the_same_device_is_said_and_nothing_is_uploaded_over_it(homeserver: Homeserver, tmp_path: Path) -> None:
    place = await home(homeserver.api, homeserver.url, tmp_path / "one")
    async with bot_at(place):
        pass
    lost = replace(place, directory=tmp_path / "two")
    async with bot_at(lost, wait=False) as bot:

        async def said_so() -> bool:
            return "were lost" in (await bot.platform.checks["matrix"]() or "")

        await until(said_so, "readiness to speak of lost keys")
    (_, device) = await matrix_live(lost.settings())
    assert (device.state, "other keys" in device.text) == ("problem", True)
    assert [each.state for each in await matrix_live(place.settings())] == ["ok", "ok"]


async def test_a_token_that_is_revoked_is_a_problem(homeserver: Homeserver, tmp_path: Path) -> None:
    place = await home(homeserver.api, homeserver.url, tmp_path)
    await homeserver.api.log_out(place.login.token)
    (said,) = await matrix_live(place.settings())
    assert (said.state, "does not know the token" in said.text) == ("problem", True)
    assert place.login.token not in repr(said)
