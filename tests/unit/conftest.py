# SPDX-License-Identifier: MPL-2.0
"""The whole bot on the shipped catalogue, kept in memory; built once a test process, since no test changes it but through its own conversation."""

import asyncio

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from storage.memory import MemoryDatabase
from storage.seeding import seed
from tests.talking import Talk


@pytest.fixture(scope="session")
def dispatcher() -> Dispatcher:
    database = MemoryDatabase()
    asyncio.run(seed(database))
    return Dispatcher(database, load_intents())


@pytest.fixture
def talk(dispatcher: Dispatcher) -> Talk:
    return Talk(dispatcher, Localiser())
