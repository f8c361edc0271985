# SPDX-License-Identifier: MPL-2.0
"""`os2bot tell`: a change in natural words, shown, and carried out if that is wanted."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import typer

from bot.adapters.console.render import render
from bot.admins import CONSOLE
from bot.answer import Answer
from bot.app import application
from bot.diff_text import json_text
from bot.dry_run import dry_dispatcher
from bot.evaluation import understood_json
from bot.importing import Choice
from bot.listing import terminal_width
from bot.localise import LocalisedReply
from config.settings import load_settings
from handlers.message import Language, Message

DONE = 0
NOT_DONE = 1
"""Exit status where it was refused, or not wanted."""
NOT_UNDERSTOOD = 3
_STATUS = {"asked_back": NOT_UNDERSTOOD, "not_understood": NOT_UNDERSTOOD, "declined": NOT_DONE}
_YES, _NO = "confirm_change", "cancel_change"
_SETTLING = (_YES, _NO, "undo_change")
_WIDEST = 120


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, and its words."""

    answer: Answer
    reply: LocalisedReply

    def numbers(self, intent: str) -> list[int]:
        """What is typed to choose this."""
        return [number for number, choice in enumerate(self.answer.reply.choices, start=1) if choice.intent == intent]

    @property
    def did(self) -> bool:
        """Whether a change that had been shown was carried out."""
        understood = self.answer.interpretation
        return understood is not None and understood.query.intent == _YES and self.answer.reply.outcome == "answered"

    def text(self) -> str:
        """Without the choices that only a conversation can take up; what is asked here instead is asked by whoever prints it."""
        choices = tuple(each for each, choice in zip(self.reply.choices, self.answer.reply.choices, strict=True) if choice.intent not in _SETTLING)
        return render(replace(self.reply, choices=choices), width=min(terminal_width(), _WIDEST))


def tell(words: str, language: Language | None, choice: Choice) -> int:
    """Says it, and settles what was proposed; the exit status.

    It asks outside of any event loop, so that the terminal's interrupt is heard, and with no transaction open.
    """
    talk = partial(_say, conversation=f"tell:{uuid4()}", language=language)
    heard = asyncio.run(talk(words, keep=not choice.dry_run))
    if not choice.as_json or _asks(heard, choice):
        typer.echo(heard.text(), err=choice.as_json)
    if choice.dry_run:
        typer.echo("Dry run: nothing was changed.", err=choice.as_json)
    result = _settled(heard, talk, choice)
    if choice.as_json:
        typer.echo(json_text(_document(words, heard, result or heard)))
    elif result:
        typer.echo(f"\n{result.text()}")
    return _status(heard, result, choice)


def _settled(heard: Said, talk: Callable[[str], Coroutine[Any, Any, Said]], choice: Choice) -> Said | None:
    """What came of the change that was shown; None where none was, or it was not wanted."""
    if not heard.numbers(_YES) or choice.dry_run:
        return None
    if _wanted(heard, choice):
        return asyncio.run(talk(str(heard.numbers(_YES)[0])))
    asyncio.run(talk(str(heard.numbers(_NO)[0])))
    return None


def _status(heard: Said, result: Said | None, choice: Choice) -> int:
    if result:
        return DONE if result.did else NOT_DONE
    if heard.numbers(_YES):
        return DONE if choice.dry_run else NOT_DONE
    return _STATUS.get(heard.answer.reply.outcome, DONE)


def _document(words: str, heard: Said, last: Said) -> dict[str, Any]:
    """What was understood of the words, and what was said last: the result, where there is one."""
    understood = understood_json(heard.answer)
    return {
        "words": words, "outcome": last.answer.reply.outcome, "answer": last.text(), "intent": understood["intent"], "slots": understood["slots"],
        "done": last.did,
    }  # fmt: skip


async def _say(text: str, *, conversation: str, language: Language | None, keep: bool = True) -> Said:
    async with application(load_settings()) as app:
        dispatcher = app.dispatcher if keep else dry_dispatcher(app)
        message = Message(id=f"console:{uuid4()}", conversation=conversation, sender=CONSOLE, text=text, language=language, private=True)
        answer = await dispatcher.answer(message, datetime.now(UTC))
        if answer is None:
            raise RuntimeError("a new message was taken for an old one")
        return Said(answer, app.localiser.reply(answer.reply, answer.language, answer.zone))


def _asks(heard: Said, choice: Choice) -> bool:
    """Whether somebody is there to be asked, and there is one thing to ask."""
    return len(heard.numbers(_YES)) == 1 and not choice.yes and not choice.dry_run and sys.stdin.isatty()


def _wanted(heard: Said, choice: Choice) -> bool:
    if (proposals := len(heard.numbers(_YES))) > 1:
        typer.echo(f"These are {proposals} changes, and nothing was changed. Tell them one at a time.", err=True)
        return False
    if choice.yes:
        return True
    if not _asks(heard, choice):
        typer.echo("Nothing was changed. Run it again with --yes to carry this out.", err=True)
        return False
    if typer.confirm("Carry it out?", default=False, err=True):
        return True
    typer.echo("Nothing was changed.", err=True)
    return False
