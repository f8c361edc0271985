# SPDX-License-Identifier: MPL-2.0
"""One-time codes and wrong guesses, in memory."""

from datetime import datetime

from storage.link_codes import LinkCode
from storage.memory.state import State, add, drop


class MemoryLinkCodes:
    def __init__(self, state: State) -> None:
        self._codes, self._guesses = state.codes, state.guesses

    async def add(self, code: LinkCode) -> None:
        add(self._codes, code.digest, code)

    async def take(self, digest: str, now: datetime) -> LinkCode | None:
        code = self._codes.get(digest)
        return self._codes.pop(digest) if code and now < code.expires_at else None

    async def remove_of(self, identity: str) -> int:
        guesses = self._keep([(who, at) for who, at in self._guesses if who != identity])
        return guesses + drop(self._codes, [digest for digest, code in self._codes.items() if identity in (code.first, code.second)])

    async def guessed(self, identity: str, now: datetime) -> None:
        self._guesses.append((identity, now))

    async def guesses(self, identity: str, since: datetime) -> int:
        return sum(who == identity and at >= since for who, at in self._guesses)

    async def forget_before(self, moment: datetime) -> int:
        guesses = self._keep([(who, at) for who, at in self._guesses if at >= moment])
        return guesses + drop(self._codes, [digest for digest, code in self._codes.items() if code.expires_at < moment])

    def _keep(self, kept: list[tuple[str, datetime]]) -> int:
        gone = len(self._guesses) - len(kept)
        self._guesses[:] = kept
        return gone
