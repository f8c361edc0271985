# SPDX-License-Identifier: MPL-2.0
"""The secrets that an account keeps on its homeserver, each encrypted with keys that the homeserver does not have.

https://spec.matrix.org/latest/client-server-api/#storage. New secrets are written beside those under older keys: nothing is lost, whenever the process ends.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.adapters.matrix.calls import CLIENT, Calls, Json, MatrixCallError
from bot.adapters.matrix.trust.sealing import UnreadableError, described, fits, opened, sealed

DEFAULT = "m.secret_storage.default_key"
_KEY = "m.secret_storage.key."
_NOT_FOUND = "M_NOT_FOUND"


class SecretStorage:
    """Of one account. Raises MatrixCallError."""

    def __init__(self, calls: Calls, user: str) -> None:
        self._calls, self._user = calls, user

    async def key_ids(self, names: Sequence[str]) -> tuple[str, ...]:
        """The ids of the keys that secrets are kept under: the default one, and those of these names. None: the account keeps nothing there."""
        default = await self.default()
        return tuple(dict.fromkeys([*([default] if default else []), *[each for name in names for each in await self._boxes(name)]]))

    async def known_as(self, key: bytes, ids: Sequence[str]) -> str | None:
        """Which of these ids is that of this key; None where it is another key than any of these."""
        for key_id in ids:
            if fits(key, await self._data(_KEY + key_id)):
                return key_id
        return None

    async def default(self) -> str:
        """The id of the default key; empty where there is none."""
        found = (await self._data(DEFAULT)).get("key")
        return found if isinstance(found, str) else ""

    async def secret(self, name: str, key_id: str, key: bytes) -> str | None:
        """None where it is not kept under this key. Raises UnreadableError where what is kept is damaged."""
        box = (await self._boxes(name)).get(key_id)
        if box is None:
            return None
        if not isinstance(box, Mapping):
            raise UnreadableError("what is kept is no secret")
        return opened(key, name, box)

    async def keep(self, name: str, key_id: str, key: bytes, secret: str) -> None:
        """What is kept under other keys stays."""
        boxes = {**await self._boxes(name), key_id: sealed(key, name, secret)}
        await self._put(name, {"encrypted": boxes})

    async def add(self, key: bytes) -> str:
        """Publishes the description of a new key; its id. It is not the default one yet."""
        key_id = secrets.token_hex(16)
        await self._put(_KEY + key_id, described(key))
        return key_id

    async def make_default(self, key_id: str) -> None:
        if await self.default() != key_id:
            await self._put(DEFAULT, {"key": key_id})

    async def default_leads_to(self, name: str) -> bool:
        """Whether whoever has the default key finds this secret."""
        return await self.default() in await self._boxes(name)

    async def _boxes(self, name: str) -> dict[str, Any]:
        found = (await self._data(name)).get("encrypted")
        return dict(found) if isinstance(found, Mapping) else {}

    async def _data(self, type_: str) -> Json:
        """Empty where there is none."""
        try:
            return await self._calls.call("GET", self._path(type_))
        except MatrixCallError as error:
            if error.code != _NOT_FOUND:
                raise
            return {}

    async def _put(self, type_: str, content: Json) -> None:
        await self._calls.call("PUT", self._path(type_), content)

    def _path(self, type_: str) -> str:
        return f"{CLIENT}/user/{quote(self._user, safe='')}/account_data/{quote(type_, safe='')}"
