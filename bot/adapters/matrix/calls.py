# SPDX-License-Identifier: MPL-2.0
"""Calls to the homeserver that matrix-nio has no method for, as the rest of the adapter makes them.

https://spec.matrix.org/latest/client-server-api/
"""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.outcomes import CallError, Outcome

CLIENT = "/_matrix/client/v3"
Json = Mapping[str, Any]


class MatrixCallError(CallError):
    """`code`: the homeserver's `errcode`, or a word of ours where it sent none. `status`: of HTTP; 0 where there was no answer. `body`: the answer, if it was JSON."""

    def __init__(self, outcome: Outcome, code: str, wait: float = 0.0, *, status: int = 0, body: Json | None = None) -> None:
        super().__init__(outcome, code, wait)
        self.status, self.body = status, body or {}


class Calls(Protocol):
    async def call(self, method: str, path: str, body: Json | None = None, *, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The answer's JSON. `path` begins with `/_matrix/`, its parts quoted. The access token goes along. Raises MatrixCallError."""
