# SPDX-License-Identifier: MPL-2.0
"""One process that measures what a message costs the processor, on the way that platforms take: from the message to its reply in words.

`python -m benchmarks.messages FILE.db QUESTIONS.tsv` prints its figures as JSON. Each message is in a conversation of its own; half of them have their reply
kept in the inbox, as on platforms that deliver again what was not answered. Asked lately: the same words as a moment ago, by somebody else.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import process_time

from pydantic import SecretStr

from bot.answering import Answering
from bot.app import Application, application
from bot.evaluation import read_rows
from config.settings import Settings
from handlers.message import Message
from handlers.understanding.lately import MOST
from storage.inbox import InboxEvent

_AGAIN = 3  # times that the same is asked; the best counts
_numbers = count()


async def figures(database: Path, questions: Path) -> dict[str, float]:
    """Milliseconds of the processor for a message."""
    texts = [row.question for row in read_rows(questions)]
    settings = Settings(_env_file=None, database_url=SecretStr(f"sqlite:///{database}"), data_dir=database.parent)
    async with application(settings) as app:
        await app.dispatcher.prepare(datetime.now(UTC))
        first, second, *_ = (texts[start : start + MOST // 2] for start in range(0, len(texts), MOST // 2))
        return {
            "new_ms": await _asked(first, app),
            "lately_ms": min([await _asked(first, app) for _ in range(_AGAIN)]),
            "new_kept_ms": await _asked(second, app, kept=True),
            "lately_kept_ms": min([await _asked(second, app, kept=True) for _ in range(_AGAIN)]),
        }


async def _asked(texts: Sequence[str], app: Application, *, kept: bool = False) -> float:
    answering = Answering(app.dispatcher, app.localiser, lambda: None)
    messages = [_message(text, next(_numbers), kept=kept) for text in texts]
    if kept:
        await _received(messages, app)
    start = process_time()
    for message in messages:
        await answering.on_message(message)
    return round(1000 * (process_time() - start) / len(messages), 3)


def _message(text: str, number: int, *, kept: bool) -> Message:
    return Message(id=f"m{number}", conversation=f"c{number}", sender=f"slack:T1:U{number}", text=text, private=True, event=f"e{number}" if kept else "")


async def _received(messages: Sequence[Message], app: Application) -> None:
    now = datetime.now(UTC)
    async with app.database.unit_of_work() as unit:
        await unit.inbox.receive([InboxEvent(id=each.event, platform="slack", payload="{}", received_at=now) for each in messages], now + timedelta(minutes=5))
        await unit.commit()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(figures(Path(sys.argv[1]), Path(sys.argv[2])))))
