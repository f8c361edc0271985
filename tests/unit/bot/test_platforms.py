# SPDX-License-Identifier: MPL-2.0
"""A platform that fails is started again, one that ends stays ended, and what is in hand is finished before the service stops."""

import asyncio
import sys

import pytest
from structlog.testing import capture_logs

from bot.adapter import OnMessage
from bot.answering import Answering
from bot.dispatch import Dispatcher
from bot.localise import LocalisedReply, Localiser
from bot.platforms import LONGEST_PAUSE, configured, keep_running
from config.intents.intent import load_intents
from config.settings import load_settings
from handlers.message import Message
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from tests.conftest import NOW


class Failing:
    """Fails as often as it is told, then ends."""

    def __init__(self, failures: int) -> None:
        self.left = failures

    async def run(self, on_message: OnMessage) -> None:
        if self.left:
            self.left -= 1
            raise ConnectionError("the platform hung up")


async def _nothing(message: Message) -> LocalisedReply | None:
    return None


async def test_a_platform_that_fails_is_started_again_ever_more_patiently() -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    with capture_logs() as logged:
        await keep_running("fake", Failing(8), _nothing, pause)
    assert [each["action"] for each in logged] == ["platform_failed"] * 8 + ["platform_ended"]
    assert pauses == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_platform_is_connected_once_it_has_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    assert configured(load_settings()) == []
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert configured(load_settings()) == ["slack"]


async def test_a_command_on_the_console_loads_no_platform() -> None:
    code = "import sys; from typer.testing import CliRunner; from bot.cli import app; CliRunner().invoke(app, ['ask', 'hej']); print([m for m in sys.modules if m.startswith(('slack', 'aiohttp'))])"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    assert (await process.communicate())[0].decode().strip() == "[]"


class Held(MemoryDatabase):
    """A database whose units of work wait until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.entered, self.let_go = asyncio.Event(), asyncio.Event()

    def unit_of_work(self) -> MemoryUnitOfWork:
        held = self

        class Waiting(MemoryUnitOfWork):
            async def commit(self) -> None:
                held.entered.set()
                await held.let_go.wait()
                await super().commit()

        return Waiting(self)


@pytest.fixture
def failures() -> list[int]:
    return []


def _answering(database: MemoryDatabase, failures: list[int]) -> Answering:
    return Answering(Dispatcher(database, load_intents()), Localiser(), lambda: failures.append(1), now=lambda: NOW)


def _message(id_: str) -> Message:
    return Message(id=id_, conversation="c", sender="s", text="hjælp")


async def test_a_message_is_answered_once(failures: list[int]) -> None:
    answering = _answering(MemoryDatabase(), failures)
    reply = await answering.on_message(_message("1"))
    assert reply is not None
    assert reply.language == "da"
    assert await answering.on_message(_message("1")) is None
    assert await answering.close(1) == 0


async def test_stopping_waits_for_the_message_in_hand_and_takes_no_new_one(failures: list[int]) -> None:
    database = Held()
    answering = _answering(database, failures)
    first = asyncio.create_task(answering.on_message(_message("1")))
    await asyncio.wait_for(database.entered.wait(), 30)
    closing = asyncio.create_task(answering.close(30))
    await asyncio.sleep(0)
    late = asyncio.create_task(answering.on_message(_message("2")))
    database.let_go.set()
    assert await asyncio.wait_for(closing, 30) == 0
    assert (await first) is not None
    assert not late.done()
    assert list(database.state.inbox) == ["1"]
    late.cancel()


async def test_stopping_does_not_wait_for_ever(failures: list[int]) -> None:
    database = Held()
    answering = _answering(database, failures)
    first = asyncio.create_task(answering.on_message(_message("1")))
    await asyncio.wait_for(database.entered.wait(), 30)
    assert await answering.close(0.01) == 1
    first.cancel()


async def test_a_message_that_cannot_be_answered_is_counted_and_logged_by_its_id_alone(failures: list[int]) -> None:
    class Broken(MemoryDatabase):
        def unit_of_work(self) -> MemoryUnitOfWork:
            raise ConnectionError("gone")

    answering = _answering(Broken(), failures)
    with capture_logs() as logged, pytest.raises(ConnectionError):
        await answering.on_message(_message("platform:17"))
    assert failures == [1]
    said = {"event": "A message could not be answered", "action": "answer_failed", "message_id": "platform:17", "log_level": "error", "exc_info": True}
    assert logged == [said]
