# SPDX-License-Identifier: MPL-2.0
"""How fast people on Matrix are answered, beside a bare nio echo bot in the same run: `python -m benchmarks.matrix_roundtrip [--seconds 10] [--rounds 3]`.

Synapse without limits, the bot and who asks are a process each. One asks in as many rooms at a time as the concurrency says, in each again once answered.
Median of the rounds, which the bots take in turn. Needs `make install`, which brings Synapse.
"""

import argparse
import asyncio
import logging
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.matrix_asker import Asker
from benchmarks.processes import CHECKOUT, OS2BOT
from tests.matrix.accounts import Account, Login, unique
from tests.matrix.homeserver import Homeserver
from tests.matrix.syncing import Syncing

QUESTION = "!os2 hvad er os2mo?"
BARE, OWN = "bare", "os2bot"


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds, but for the rate, and the share of a core that Synapse used. `lost`: questions without an answer in 30 s."""

    p50: float
    p99: float
    rate: float
    busy: float
    synapse: float
    lost: float

    def row(self) -> str:
        return f"{1000 * self.p50:.0f} | {1000 * self.p99:.0f} | {self.rate:.1f} | {1000 * self.busy:.1f} | {self.synapse:.2f} | {self.lost:.0f}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bot that runs, and somebody in rooms with it."""

    asker: Asker
    rooms: list[str]
    pid: int


async def measured(candidate: Candidate, homeserver: Homeserver, seconds: float) -> Figures:
    """A closed loop in each room."""
    took: list[float] = []
    lost = 0
    began, busy, theirs = time.perf_counter(), _busy(candidate.pid), _busy(homeserver.pid)
    until = began + seconds

    async def ask(room: str) -> None:
        nonlocal lost
        while time.perf_counter() < until:
            try:
                took.append(await candidate.asker.ask(room, QUESTION))
            except TimeoutError:
                lost += 1

    await asyncio.gather(*(ask(room) for room in candidate.rooms))
    elapsed = time.perf_counter() - began
    if not took:
        raise RuntimeError(f"the bot answered none of {lost} questions")
    synapse = (_busy(homeserver.pid) - theirs) / elapsed
    return Figures(_share(took, 50), _share(took, 99), len(took) / elapsed, (_busy(candidate.pid) - busy) / len(took), synapse, lost)


def _share(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def _busy(pid: int) -> float:
    """Seconds of the processor that a process has used, by /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def candidate(kind: str, homeserver: Homeserver, concurrency: int, *, encrypted: bool) -> AsyncIterator[Candidate]:
    """The bot in a process of its own; what it complains of is told when it ends too early."""
    bot, person = await _logged_in(homeserver, "bot"), await _logged_in(homeserver, "anna")
    with TemporaryDirectory() as directory, (Path(directory) / "bot.log").open("w+", encoding="utf-8") as log:
        command, settings = _command(kind, homeserver, bot, person.user, directory, encrypted=encrypted)
        follows = Syncing(homeserver.api, person, encrypted=encrypted)
        with subprocess.Popen(command, cwd=directory if kind == OWN else CHECKOUT, env=settings, stdout=log, stderr=log) as process:  # noqa: S603, ASYNC220 - our own
            try:
                await follows.start()
                asker = Asker(follows, bot.user)
                rooms = await asker.open_rooms(concurrency, encrypted=encrypted, ended=lambda: process.poll() is not None)
                yield Candidate(asker, rooms, process.pid)
            except (AssertionError, RuntimeError) as error:
                log.seek(0)
                raise RuntimeError(f"{kind}: {error}\n{log.read()[-4000:]}") from error
            finally:
                process.kill()
                await follows.close()


async def _logged_in(homeserver: Homeserver, name: str) -> Login:
    account: Account = await homeserver.api.register(unique(name))
    return await homeserver.api.log_in(account, refresh=False)


def _command(kind: str, homeserver: Homeserver, bot: Login, admin: str, directory: str, *, encrypted: bool) -> tuple[list[str], dict[str, str]]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OS2BOT_", "SLACK_", "MATRIX_"))}  # noqa: TID251 - handed on without our settings
    store = f"{directory}/store"
    if kind == BARE:
        return [
            sys.executable,
            "-m",
            "benchmarks.matrix_bare_echo",
            homeserver.url,
            bot.user,
            bot.device,
            bot.token,
            *([store] if encrypted else []),
        ], inherited
    account = {"MATRIX_HOMESERVER": homeserver.url, "MATRIX_USER": bot.user, "MATRIX_ACCESS_TOKEN": bot.token, "MATRIX_STORE_PATH": store}
    own = {"OS2BOT_DATA_DIR": directory, "OS2BOT_HTTP_PORT": "0", "OS2BOT_LOG_LEVEL": "WARNING", "OS2BOT_ADMINS": f"console,matrix:{admin}"}
    return [OS2BOT, "run"], {**inherited, **account, **own}


async def compared(bots: list[str], concurrency: int, seconds: float, rounds: int, *, encrypted: bool) -> dict[str, Figures]:
    """Median of the rounds, on a homeserver that is new. One bot at a time runs, so that none shares the machine with another."""
    found: dict[str, list[Figures]] = {bot: [] for bot in bots}
    homeserver = Homeserver("fast")
    homeserver.start()
    try:
        for _ in range(rounds):
            for bot in bots:
                async with candidate(bot, homeserver, concurrency, encrypted=encrypted) as running:
                    await measured(running, homeserver, seconds / 5)  # what is read first, and keys that are shared once
                    found[bot].append(await measured(running, homeserver, seconds))
    finally:
        homeserver.close()
    return {name: Figures(*(median(getattr(each, field) for each in figures) for field in Figures.__slots__)) for name, figures in found.items()}


async def main(arguments: argparse.Namespace) -> None:
    print("| rooms | at a time | bot | p50 ms | p99 ms | answers/s | processor ms/answer | Synapse, of a core | unanswered | of the bare one |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for kind in arguments.rooms:
        for concurrency in arguments.concurrency:
            figures = await compared(arguments.bots, concurrency, arguments.seconds, arguments.rounds, encrypted=kind == "encrypted")
            for name, each in figures.items():
                share = f"{each.rate / figures[BARE].rate:.0%}" if BARE in figures else "-"
                print(f"| {kind} | {concurrency} | {name} | {each.row()} | {share} |", flush=True)


if __name__ == "__main__":
    logging.getLogger("nio").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bots", nargs="+", choices=[BARE, OWN], default=[BARE, OWN])
    parser.add_argument("--rooms", nargs="+", choices=["plain", "encrypted"], default=["plain", "encrypted"])
    parser.add_argument("--concurrency", nargs="+", type=int, default=[1, 20])
    asyncio.run(main(parser.parse_args()))
