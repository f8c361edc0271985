# SPDX-License-Identifier: MPL-2.0
"""Writes the golden files anew: `python -m tests.unit.bot.matrix.renew`. Read `git diff tests/unit/bot/matrix/golden` before it is kept."""

import asyncio

from handlers.message import LANGUAGES
from tests.unit.bot.matrix.golden_replies import GOLDEN, path, rendered


async def renew() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for language in LANGUAGES:
        for name, document in (await rendered(language)).items():
            path(name, language).write_text(document, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(renew())
