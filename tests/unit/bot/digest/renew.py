# SPDX-License-Identifier: MPL-2.0
"""Writes the golden digests anew: `python -m tests.unit.bot.digest.renew`. Read `git diff tests/unit/bot/digest/golden` before it is kept."""

import asyncio

from tests.unit.bot.digest.golden_digests import GOLDEN, rendered


async def renew() -> None:
    """What no digest is any more goes away."""
    GOLDEN.mkdir(exist_ok=True)
    found = await rendered()
    for name, document in found.items():
        (GOLDEN / name).write_text(document, encoding="utf-8")
    for file in GOLDEN.iterdir():
        if file.name not in found:
            file.unlink()


if __name__ == "__main__":
    asyncio.run(renew())
