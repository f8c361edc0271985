# SPDX-License-Identifier: MPL-2.0
"""How fast Slack's members are answered, beside a bare Bolt bot in the same run: `python -m benchmarks.slack_roundtrip [--seconds 5] [--rounds 3]`.

The bot is `os2bot run` on SQLite, in a process of its own; so is the bare one. As many people as the concurrency says ask one thing after the other, each as soon
as they were answered. `one`: the same question each time, as an echo bot is asked; `few`: 20 questions of all kinds; `many`: all of tests/questions. Median of the rounds, which take turns.
"""

import argparse
import asyncio
import csv
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.processes import CHECKOUT, OS2BOT
from benchmarks.slack_workspace import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Workspace

CONCURRENCY = (1, 20, 100)
ONE = "hvem koordinerer os2iot?"
PLAIN, TUNED = "bare Bolt, plain", "bare Bolt, tuned"
PEERS = {"slash": {"slack-machine 0.40": 1056, "opsdroid 0.31": 46}, "mention": {"slack-machine 0.40": 1018, "opsdroid 0.31": 857, "errbot 6.2": 202}}
"""Replies/s of other bots at concurrency 20, as measured on such a machine on another day."""
Ask = Callable[[str, str], Awaitable[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds, but for the rate."""

    ack50: float
    ack99: float
    reply50: float
    reply99: float
    rate: float
    busy: float

    def row(self) -> str:
        times = " | ".join(f"{1000 * each:.1f}" for each in (self.ack50, self.ack99, self.reply50, self.reply99))
        return f"{times} | {self.rate:.0f} | {1000 * self.busy:.2f}"


async def measured(ask: Ask, questions: Iterator[str], concurrency: int, seconds: float, pid: int) -> Figures:
    """A closed loop: each person asks again once they were answered."""
    acks: list[float] = []
    replies: list[float] = []
    began, busy, until = time.perf_counter(), _busy(pid), time.perf_counter() + seconds

    async def person(number: int) -> None:
        while time.perf_counter() < until:
            ack, reply = await ask(f"U0P{number:05}", next(questions))
            acks.append(ack)
            replies.append(reply)

    await asyncio.gather(*(person(number) for number in range(concurrency)))
    took = time.perf_counter() - began
    return Figures(_share(acks, 50), _share(acks, 99), _share(replies, 50), _share(replies, 99), len(replies) / took, (_busy(pid) - busy) / len(replies))


def _share(values: Sequence[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def _busy(pid: int) -> float:
    """Seconds of the processor that a process has used, by /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def bot(kind: str, mode: str) -> AsyncIterator[tuple[Workspace, int]]:
    """`os2bot`, or a bare one that is `plain` or `tuned`, connected to a workspace of its own."""
    with TemporaryDirectory() as directory:
        workspace, port = Workspace(), _free()
        async with workspace.open():
            command, settings = _command(kind, mode, workspace, port, directory)
            with subprocess.Popen(command, cwd=directory if kind == "os2bot" else CHECKOUT, env=settings, stderr=subprocess.DEVNULL) as process:  # noqa: S603, ASYNC220 - our own
                try:
                    await _until_connected(workspace, mode, port, kind)
                    yield workspace, process.pid
                finally:
                    process.kill()


def _command(kind: str, mode: str, workspace: Workspace, port: int, directory: str) -> tuple[list[str], dict[str, str]]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OS2BOT_", "SLACK_"))}  # noqa: TID251 - handed on without our settings
    api = f"{workspace.url}/api/"
    if kind != "os2bot":
        return [sys.executable, "-m", "benchmarks.slack_bare", kind, mode, api, str(port)], inherited
    tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_API_URL": api, "SLACK_MODE": mode}
    own = {"OS2BOT_DATA_DIR": directory, "OS2BOT_HTTP_PORT": str(port), "OS2BOT_LOG_LEVEL": "WARNING", "OS2BOT_RELEASE_HOURS": "0"}
    return [OS2BOT, "run"], {**inherited, **tokens, **own}


async def _until_connected(workspace: Workspace, mode: str, port: int, kind: str) -> None:
    wanted = 2 if kind == "os2bot" else 1
    for _ in range(600):
        if mode == "socket" and len(workspace.sockets) >= wanted:
            return
        if mode == "http" and _listens(port):
            workspace.events_url = f"http://127.0.0.1:{port}/slack/events"
            await asyncio.sleep(1)
            return
        await asyncio.sleep(0.1)
    raise RuntimeError(f"waited 60 s in vain for the {kind} bot to connect")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _questions(bot: str) -> Iterator[str]:
    """Without what people tell: that is another benchmark's."""
    paths = [path for path in sorted((CHECKOUT / "tests" / "questions").glob("*.tsv")) if not path.name.startswith("told")]
    rows = [row[1] for path in paths for row in csv.reader(path.open(encoding="utf-8"), delimiter="\t")]
    asked = [each for each in dict.fromkeys(rows) if each and each != "question"]
    return cycle({"few": asked[:: len(asked) // 20][:20], "many": asked}.get(bot.rpartition(" ")[2], [ONE]))


async def compared(mode: str, kind: str, concurrency: int, seconds: float, rounds: int) -> dict[str, Figures]:
    """Median of the rounds, which take turns, so that a busy moment of the machine hits all."""
    found: dict[str, list[Figures]] = {PLAIN: [], TUNED: [], "os2bot, one": [], "os2bot, few": [], "os2bot, many": []}
    async with bot("plain", mode) as plain, bot("tuned", mode) as tuned, bot("os2bot", mode) as own:
        for _ in range(rounds):
            for name, (workspace, pid) in zip(found, (plain, tuned, own, own, own), strict=True):
                ask = workspace.slash if kind == "slash" else workspace.mention
                questions = _questions(name)
                await measured(ask, questions, concurrency, seconds / 5, pid)  # what is read first
                found[name].append(await measured(ask, questions, concurrency, seconds, pid))
    return {name: Figures(*(median(getattr(each, field) for each in figures) for field in Figures.__slots__)) for name, figures in found.items()}


async def main(arguments: argparse.Namespace) -> None:
    print(
        "| mode, kind, people | bot | ack p50 ms | ack p99 ms | reply p50 ms | reply p99 ms | replies/s | processor ms/reply | of Bolt plain | of Bolt tuned |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for mode in arguments.modes:
        for kind in arguments.kinds:
            for concurrency in arguments.concurrency:
                figures = await compared(mode, kind, concurrency, arguments.seconds, arguments.rounds)
                for name, each in figures.items():
                    shares = " | ".join(f"{each.rate / figures[bare].rate:.0%}" for bare in (PLAIN, TUNED))
                    print(f"| {mode}, {kind}, {concurrency} | {name} | {each.row()} | {shares} |", flush=True)
    for kind in arguments.kinds:
        print(f"Others at concurrency 20, {kind}: {', '.join(f'{name} {rate}/s' for name, rate in PEERS[kind].items())} (shared figures, another day)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--modes", nargs="+", choices=["socket", "http"], default=["socket", "http"])
    parser.add_argument("--kinds", nargs="+", choices=["slash", "mention"], default=["slash", "mention"])
    parser.add_argument("--concurrency", nargs="+", type=int, default=list(CONCURRENCY))
    asyncio.run(main(parser.parse_args()))
