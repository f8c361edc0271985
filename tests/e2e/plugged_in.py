# SPDX-License-Identifier: MPL-2.0
"""The service with a platform plugged in: one that asks a question, prints what comes of it, and then is connected until it is told to leave."""

import asyncio

from bot.adapter import OnMessage
from bot.logs import configure
from bot.platforms import Platform
from bot.service import run
from config.settings import load_settings
from handlers.message import Message


class Asking:
    async def run(self, on_message: OnMessage) -> None:
        reply = await on_message(Message(id="fake:1", conversation="c", sender="s", text="What is OS2mo?"))
        print(f"{reply.outcome} in {reply.language}" if reply else "nothing", flush=True)
        try:
            await asyncio.Event().wait()
        finally:
            print("left", flush=True)


if __name__ == "__main__":
    settings = load_settings()
    configure(settings.log_level, settings.log_format)
    asyncio.run(run(settings, lambda *_: {"fake": Platform(Asking())}))
