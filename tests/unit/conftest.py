# SPDX-License-Identifier: MPL-2.0
"""The whole bot on the shipped catalogue, kept in memory; built once a test process, since no test changes it but through its own conversation."""

import asyncio

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from storage.memory import MemoryDatabase
from storage.memory.state import State
from storage.seeding import seed
from tests.talking import Talk


@pytest.fixture(scope="session")
def seeded() -> State:
    """The shipped catalogue, and nothing else: never changed, only copied."""
    database = MemoryDatabase()
    asyncio.run(seed(database))
    return database.state


@pytest.fixture(scope="session")
def dispatcher(seeded: State) -> Dispatcher:
    return Dispatcher(_with(seeded), load_intents())


@pytest.fixture
def own_database(seeded: State) -> MemoryDatabase:
    """A database of one test alone."""
    return _with(seeded)


def _with(state: State) -> MemoryDatabase:
    database = MemoryDatabase()
    database.state = state.copied()
    return database


@pytest.fixture
def talk(dispatcher: Dispatcher) -> Talk:
    return Talk(dispatcher, Localiser())
