# SPDX-License-Identifier: MPL-2.0
"""Everything the bot remembers, kept in memory: an honest fake for tests, with real commits and undoing."""

import asyncio
import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self, cast

from config.catalogue.entries import (
    KINDS,
    Adoption,
    Article,
    Category,
    Entry,
    Group,
    Organisation,
    Product,
    Requirement,
    RoleAssignment,
    Source,
    VendorRelation,
)
from config.catalogue.values import Level
from storage.catalogue import Stored
from storage.conversations import MEMORY, Conversation
from storage.directory import Name, ProductFilter, ProductPage
from storage.index_values import answers_of, index_values, names_of
from storage.ordering import by_name, by_requirement


@dataclass
class _State:
    entries: dict[str, dict[str, Stored]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    fingerprint: str | None = None
    revision: int = 0
    conversations: dict[str, Conversation] = field(default_factory=dict)
    inbox: dict[str, datetime] = field(default_factory=dict)

    def copied(self) -> "_State":
        state = copy.copy(self)
        state.entries = {kind: dict(entries) for kind, entries in self.entries.items()}
        state.conversations, state.inbox = dict(self.conversations), dict(self.inbox)
        return state


class MemoryDatabase:
    """Units of work follow one another: each waits for the one before to end."""

    def __init__(self) -> None:
        self.state = _State()
        self.lock = asyncio.Lock()

    def unit_of_work(self) -> "MemoryUnitOfWork":
        return MemoryUnitOfWork(self)

    async def close(self) -> None:
        """Nothing is held open."""


class MemoryUnitOfWork:
    directory: "MemoryDirectory"
    catalogue: "MemoryCatalogueStore"
    conversations: "MemoryConversations"
    inbox: "MemoryInbox"

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    async def __aenter__(self) -> Self:
        await self._database.lock.acquire()
        self._begin()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.lock.release()

    async def commit(self) -> None:
        self._database.state = self._state
        self._begin()

    def _begin(self) -> None:
        self._state = self._database.state.copied()
        self.directory = MemoryDirectory(self._state)
        self.catalogue = MemoryCatalogueStore(self._state)
        self.conversations = MemoryConversations(self._state)
        self.inbox = MemoryInbox(self._state)


class MemoryCatalogueStore:
    def __init__(self, state: _State) -> None:
        self._state = state
        self._changed = False

    async def stored(self, kind: str) -> Mapping[str, Stored]:
        return dict(sorted(self._state.entries[kind].items()))

    async def put(self, kind: str, entries: Mapping[str, Stored]) -> None:
        self._state.entries[kind].update(entries)
        self._grow(bool(entries))

    async def remove(self, kind: str, keys: frozenset[str]) -> None:
        for key in keys:
            self._state.entries[kind].pop(key, None)
        self._grow(bool(keys))

    async def hold(self) -> None:
        """Units of work follow one another anyway."""

    async def fingerprint(self) -> str | None:
        return self._state.fingerprint

    async def set_fingerprint(self, fingerprint: str) -> None:
        self._state.fingerprint = fingerprint

    def _grow(self, changed: bool) -> None:
        if changed and not self._changed:
            self._changed = True
            self._state.revision += 1


class MemoryDirectory:
    def __init__(self, state: _State) -> None:
        self._state = state

    async def product(self, product_id: str) -> Product | None:
        return cast("Product | None", self._one("products", product_id))

    async def products(self, where: ProductFilter = ProductFilter(), *, limit: int = 100) -> ProductPage:  # noqa: B008 - frozen
        found = [cast("Product", entry) for entry in self._all("products") if _fits(index_values("products", entry), where)]
        return ProductPage(tuple(sorted(found, key=by_name)[:limit]), len(found))

    async def organisation(self, organisation_id: str) -> Organisation | None:
        return cast("Organisation | None", self._one("organisations", organisation_id))

    async def organisations(self, ids: Collection[str]) -> dict[str, Organisation]:
        return {id_: cast("Organisation", found) for id_ in sorted(ids) if (found := self._one("organisations", id_))}

    async def adoptions(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[Adoption]:
        return cast("list[Adoption]", self._where("adoptions", product=product, organisation=organisation))

    async def vendor_relations(self, *, product: str | None = None, vendor: str | None = None) -> Sequence[VendorRelation]:
        return cast("list[VendorRelation]", self._where("vendor_relations", product=product, vendor=vendor))

    async def role_assignments(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[RoleAssignment]:
        return cast("list[RoleAssignment]", self._where("role_assignments", product=product, organisation=organisation))

    async def groups(self, *, product: str | None = None, type: str | None = None) -> Sequence[Group]:  # noqa: A002 - the field's own name
        return cast("list[Group]", self._where("groups", product=product, type=type))

    async def article(self, article_id: str) -> Article | None:
        return cast("Article | None", self._one("articles", article_id))

    async def articles(self, answering: str) -> Sequence[Article]:
        return [cast("Article", entry) for entry in self._all("articles") if answering in answers_of(entry)]

    async def requirements(self, level: Level) -> Sequence[Requirement]:
        return sorted(cast("list[Requirement]", self._where("requirements", level=level)), key=by_requirement)

    async def entries(self, kind: str) -> Sequence[Entry]:
        return self._all(kind)

    async def categories(self) -> Sequence[Category]:
        return cast("list[Category]", self._all("categories"))

    async def sources(self, ids: Collection[str]) -> Sequence[Source]:
        return [cast("Source", found) for id_ in ids if (found := self._one("sources", id_))]

    async def names(self) -> Sequence[Name]:
        return [name for kind in ("products", "organisations") for entry in self._all(kind) for name in names_of(entry)]

    async def revision(self) -> int:
        return self._state.revision

    def _one(self, kind: str, key: str) -> Entry | None:
        stored = self._state.entries[kind].get(key)
        return stored.entry if stored else None

    def _all(self, kind: str) -> list[Entry]:
        return [stored.entry for _, stored in sorted(self._state.entries[kind].items())]

    def _where(self, kind: str, **wanted: str | None) -> list[Any]:
        asked = {column: value for column, value in wanted.items() if value is not None}
        return [entry for entry in self._all(kind) if asked.items() <= index_values(kind, entry).items()]


def _fits(values: Mapping[str, str | None], where: ProductFilter) -> bool:
    exact = ("level", "category", "status", "kind")
    licensed = where.licence is None or (values["licence"] or "").startswith(where.licence)
    return licensed and all(getattr(where, column) in (None, values[column]) for column in exact)


class MemoryConversations:
    def __init__(self, state: _State) -> None:
        self._state = state

    async def recall(self, conversation_id: str, now: datetime) -> Conversation | None:
        found = self._state.conversations.get(conversation_id)
        return found if found and now - found.at <= MEMORY else None

    async def remember(self, conversation: Conversation) -> None:
        self._state.conversations[conversation.id] = conversation

    async def forget_before(self, moment: datetime) -> int:
        old = [id_ for id_, conversation in self._state.conversations.items() if conversation.at < moment]
        for id_ in old:
            del self._state.conversations[id_]
        return len(old)


class MemoryInbox:
    def __init__(self, state: _State) -> None:
        self._state = state

    async def accept(self, message_id: str, now: datetime) -> bool:
        if message_id in self._state.inbox:
            return False
        self._state.inbox[message_id] = now
        return True

    async def forget_before(self, moment: datetime) -> int:
        old = [id_ for id_, at in self._state.inbox.items() if at < moment]
        for id_ in old:
            del self._state.inbox[id_]
        return len(old)
