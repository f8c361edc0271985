# SPDX-License-Identifier: MPL-2.0
"""A message whose transaction lost against another is begun anew, and is answered once."""

import pytest

from bot.dispatch import ATTEMPTS, Dispatcher
from config.intents.intent import load_intents
from handlers.message import Message
from storage.conflict import ChangedMeanwhileError
from storage.memory import MemoryDatabase
from storage.memory.unit_of_work import MemoryUnitOfWork
from tests.conftest import NOW

MESSAGE = Message(id="1", conversation="c", sender="s", text="hjælp")


class Contested(MemoryDatabase):
    """Others are faster, as often as said."""

    def __init__(self, losses: int) -> None:
        super().__init__()
        self.losses = losses

    def unit_of_work(self) -> MemoryUnitOfWork:
        contested = self

        class Losing(MemoryUnitOfWork):
            async def commit(self) -> None:
                if contested.losses:
                    contested.losses -= 1
                    raise ChangedMeanwhileError
                await super().commit()

        return Losing(self)


async def test_a_message_that_lost_is_answered_all_the_same_and_once() -> None:
    dispatcher = Dispatcher(Contested(ATTEMPTS - 1), load_intents())
    assert await dispatcher.answer(MESSAGE, NOW) is not None
    assert await dispatcher.answer(MESSAGE, NOW) is None


async def test_one_that_lost_every_time_is_kept_nowhere_and_may_come_again() -> None:
    database = Contested(ATTEMPTS)
    dispatcher = Dispatcher(database, load_intents())
    with pytest.raises(ChangedMeanwhileError):
        await dispatcher.answer(MESSAGE, NOW)
    assert list(database.state.inbox) == []
    assert await dispatcher.answer(MESSAGE, NOW) is not None
