# SPDX-License-Identifier: MPL-2.0
"""What is remembered of rooms, in memory: sync tokens, the bot's answers, pinned keys."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage.key_pins import KeyPin
from storage.memory.state import State, drop
from storage.posted_answers import PostedAnswer


class MemorySyncTokens:
    def __init__(self, state: State) -> None:
        self._tokens = state.sync_tokens

    async def of(self, account: str) -> str | None:
        return self._tokens.get(account)

    async def keep(self, account: str, token: str, now: datetime) -> None:
        """`now` is of no use to it."""
        self._tokens[account] = token


class MemoryPostedAnswers:
    def __init__(self, state: State) -> None:
        self._answers = state.posted_answers

    async def note(self, answer: PostedAnswer) -> None:
        self._answers.setdefault((answer.room, answer.event), answer)

    async def get(self, room: str, event: str) -> PostedAnswer | None:
        return self._answers.get((room, event))

    async def answering(self, room: str, event: str) -> Sequence[PostedAnswer]:
        return [each for each in self._answers.values() if (each.room, each.answers) == (room, event)]

    async def any_in(self, room: str, thread: str) -> bool:
        return any((each.room, each.thread) == (room, thread) for each in self._answers.values())

    async def forget(self, room: str, event: str) -> None:
        self._answers.pop((room, event), None)

    async def forget_naming(self, text: str) -> int:
        return drop(self._answers, [key for key, each in self._answers.items() if json.dumps(text)[1:-1] in json.dumps(each.choices)])

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._answers, [key for key, each in self._answers.items() if each.posted_at < moment])


class MemoryKeyPins:
    def __init__(self, state: State) -> None:
        self._pins, self._identities = state.key_pins, state.identities

    async def of(self, identity: str) -> KeyPin | None:
        return self._pins.get(identity)

    async def everything(self) -> Sequence[KeyPin]:
        return sorted(self._pins.values(), key=lambda each: each.identity)

    async def pin(self, pin: KeyPin) -> bool:
        return self._pins.setdefault(pin.identity, pin) is pin

    async def refuse(self, identity: str, master_key: str, now: datetime) -> bool:
        pin = self._pins.get(identity)
        if pin is None or master_key in (pin.master_key, pin.refused):
            return False
        self._pins[identity] = replace(pin, refused=master_key, refused_at=now)
        return True

    async def accept(self, identity: str, master_key: str, now: datetime) -> bool:
        pin = self._pins.get(identity)
        if pin is None or not pin.refused or pin.refused != master_key:
            return False
        self._pins[identity] = replace(pin, master_key=master_key, pinned_at=now, refused="", refused_at=None)
        return True

    async def remove_of(self, identity: str) -> int:
        return drop(self._pins, [identity] if identity in self._pins else [])

    async def forget_unlinked_before(self, moment: datetime) -> int:
        return drop(self._pins, [key for key, pin in self._pins.items() if pin.pinned_at < moment and key not in self._identities])
