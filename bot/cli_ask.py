# SPDX-License-Identifier: MPL-2.0
"""`os2bot ask`, `chat` and `evaluate`: questions and their answers."""

import asyncio
import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from config.problems import ConfigError, Problem
from config.settings import load_settings

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.app import Application
    from handlers.message import Language, Message

LanguageOption = Annotated[str | None, typer.Option("--language", help="da or en: used where a question does not show its language.")]
NOT_UNDERSTOOD = 3
"""Exit status of `ask` when the bot did not understand, or has to ask back."""


def register(app: typer.Typer) -> None:
    app.command()(ask)
    app.command()(chat)
    app.command()(evaluate)


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    language: LanguageOption = None,
    after: Annotated[str | None, typer.Option(help="The question asked before, for a follow-up.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
    explain: Annotated[bool, typer.Option(help="Show how the question was understood.")] = False,
) -> None:
    """Ask one question. Exit status 0: answered; 3: not understood, or asked back."""
    asyncio.run(_ask(question, _language(language), after, as_json=as_json, explain=explain))


async def _ask(question: str, language: "Language | None", after: str | None, *, as_json: bool, explain: bool) -> None:
    from bot.app import application  # noqa: PLC0415 - `--help` needs none of it
    from bot.explain import explained  # noqa: PLC0415

    async with application(load_settings()) as app:
        conversation = f"ask:{uuid4()}"
        if after:
            await app.dispatcher.answer(_message(after, conversation, language), datetime.now(UTC))
        answer = await app.dispatcher.answer(_message(question, conversation, language), datetime.now(UTC))
        if answer is None:
            raise RuntimeError("a new message was taken for an old one")
        typer.echo(json.dumps(_as_json(question, answer, app), ensure_ascii=False) if as_json else _rendered(answer, app))
        if explain:
            typer.echo(explained(answer))
    if answer.reply.outcome in ("asked_back", "not_understood"):
        raise typer.Exit(NOT_UNDERSTOOD)


def chat(language: LanguageOption = None) -> None:
    """Talk to the bot in the terminal, or through a pipe."""
    asyncio.run(_chat(_language(language)))


async def _chat(language: "Language | None") -> None:
    from bot.adapters.console.adapter import ConsoleAdapter  # noqa: PLC0415 - `ask` needs none of it
    from bot.app import application  # noqa: PLC0415
    from bot.localise import LocalisedReply  # noqa: PLC0415

    async with application(load_settings()) as app:
        spoken = language or app.settings.language

        async def on_message(message: "Message") -> LocalisedReply | None:
            answer = await app.dispatcher.answer(message, datetime.now(UTC))
            return app.localiser.reply(answer.reply, answer.language, answer.zone) if answer else None

        async with app.database.unit_of_work() as unit:
            known = [name.text for name in await unit.directory.names() if not name.weak and name.text[0].isupper()]  # not every spelling
        console = ConsoleAdapter(
            history=app.settings.data_dir / "history", names=sorted(known, key=len), width=_width, colour=_colour(), failed=app.localiser.text("chat.failed", spoken),
            language=language,
        )  # fmt: skip
        if sys.stdin.isatty():
            typer.echo(fill(app.localiser.text("chat.welcome", spoken), _width()))
            await app.dispatcher.prepare(datetime.now(UTC))
        await console.run(on_message)


def evaluate(
    file: Annotated[Path, typer.Argument(help="TSV: language, question, intent, slots (JSON), optional context (the question before).")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a question, and a last line with the summary.")] = False,
) -> None:
    """Ask every question of a file and compare with what is expected."""
    from bot.evaluation import read_rows  # noqa: PLC0415

    asyncio.run(_evaluate(read_rows(file), as_json=as_json))


async def _evaluate(rows: list[Any], *, as_json: bool) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    from bot.app import application  # noqa: PLC0415
    from bot.evaluation import measure, report, summary  # noqa: PLC0415

    async with application(load_settings(), noting=False) as app:
        await app.dispatcher.prepare(datetime.now(UTC))
        asked = track(rows, "Asking", console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True)
        results = [await measure(row, app) for row in asked]
    if as_json:
        for result in results:
            typer.echo(json.dumps(result.as_json(), ensure_ascii=False))
        typer.echo(json.dumps({"summary": summary(results)}, ensure_ascii=False))
    else:
        typer.echo(report(results))


def _message(text: str, conversation: str, language: "Language | None") -> "Message":
    from handlers.message import Message  # noqa: PLC0415

    return Message(id=f"console:{uuid4()}", conversation=conversation, sender="console", text=text, language=language, private=True)


def _rendered(answer: "Answer", app: "Application") -> str:
    from bot.adapters.console.render import render  # noqa: PLC0415

    return render(app.localiser.reply(answer.reply, answer.language, answer.zone), width=_width(), colour=_colour())


def _as_json(question: str, answer: "Answer", app: "Application") -> dict[str, Any]:
    from bot.evaluation import understood_json  # noqa: PLC0415

    return {"question": question, **understood_json(answer), "answer": _rendered_plain(answer, app), "outcome": answer.reply.outcome}


def _rendered_plain(answer: "Answer", app: "Application") -> str:
    from bot.adapters.console.render import render  # noqa: PLC0415

    return render(app.localiser.reply(answer.reply, answer.language, answer.zone))


def _language(text: str | None) -> "Language | None":
    match text:
        case None:
            return None
        case "da":
            return "da"
        case "en":
            return "en"
    raise ConfigError(Problem("must be da or en", field="--language"))


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")  # noqa: TID251 - NO_COLOR is the terminal's convention, no setting of ours
