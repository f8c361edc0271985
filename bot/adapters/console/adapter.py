# SPDX-License-Identifier: MPL-2.0
"""A conversation on the console: with history and completion in a terminal, line by line through a pipe."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from bot.adapter import OnMessage
from bot.adapters.console.render import render
from handlers.message import Language, Message

_PROMPT = "> "
_HISTORY = 600  # lines: an entry of prompt_toolkit's format takes three
GOODBYES = frozenset(("farvel", "bye", "exit", "quit", "slut"))


class ConsoleAdapter:
    """`names` complete what is typed. `failed` is what is said when an answer fails; the conversation goes on."""

    def __init__(
        self, *, history: Path, names: Sequence[str], width: Callable[[], int], colour: bool, failed: str, language: Language | None = None,
        source: TextIO = sys.stdin, sink: TextIO = sys.stdout,
    ) -> None:  # fmt: skip
        self._history, self._names, self._width, self._colour = history, names, width, colour
        self._failed, self._language, self._source, self._sink = failed, language, source, sink
        self._conversation = f"console:{uuid4()}"

    async def run(self, on_message: OnMessage) -> None:
        lines = self._typed() if self._source.isatty() else self._piped()
        async for line in lines:
            if line.strip().casefold() in GOODBYES:
                break
            if line.strip():
                await self._answer(line, on_message)

    async def _answer(self, line: str, on_message: OnMessage) -> None:
        sent = Message(
            id=f"console:{uuid4()}", conversation=self._conversation, sender="console", text=line, language=self._language, private=True, step_by_step=True
        )  # fmt: skip
        try:
            reply = await on_message(sent)
        except Exception:
            print(self._failed, file=self._sink, flush=True)
            if not self._source.isatty():
                raise
            return
        if reply is not None:
            print(render(reply, width=self._width(), colour=self._colour), end="\n\n", file=self._sink, flush=True)

    async def _piped(self) -> AsyncIterator[str]:
        while line := await asyncio.to_thread(self._source.readline):
            yield line

    async def _typed(self) -> AsyncIterator[str]:
        from prompt_toolkit import PromptSession  # noqa: PLC0415 - only a terminal needs it
        from prompt_toolkit.completion import FuzzyWordCompleter  # noqa: PLC0415
        from prompt_toolkit.history import FileHistory  # noqa: PLC0415

        _make_private(self._history)
        session: PromptSession[str] = PromptSession(
            history=FileHistory(str(self._history)), completer=FuzzyWordCompleter(list(self._names)), complete_while_typing=False
        )
        while True:
            try:
                yield await session.prompt_async(_PROMPT)
            except EOFError:
                return
            except KeyboardInterrupt:
                continue  # Ctrl-C clears the line, as in a shell


def _make_private(history: Path) -> None:
    """The history is there for its owner alone, and holds the last lines alone: they are what somebody wrote."""
    history.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    history.touch(mode=0o600)
    history.chmod(0o600)
    lines = history.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    if len(lines) > _HISTORY:
        history.write_text("".join(lines[-_HISTORY:]), encoding="utf-8")
