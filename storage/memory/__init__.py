# SPDX-License-Identifier: MPL-2.0
"""Everything the bot remembers, kept in memory: an honest fake for tests, with real commits and undoing."""

from storage.memory.unit_of_work import MemoryDatabase, MemoryUnitOfWork

__all__ = ["MemoryDatabase", "MemoryUnitOfWork"]
