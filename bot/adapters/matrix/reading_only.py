# SPDX-License-Identifier: MPL-2.0
"""Calls with a token and nothing else, for whoever only looks: no keys, no store, no renewing. Implements `calls.Calls`."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from bot.adapters.matrix.calls import Json
from bot.adapters.matrix.http import Http


class Reading:
    def __init__(self, http: Http, token: str) -> None:
        self._http, self._token = http, token

    async def call(self, method: str, path: str, body: Json | None = None, *, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        answer = await self._http.request(method, f"{path}?{urlencode(query)}" if query else path, None if body is None else json.dumps(body), headers)
        return dict(answer.parsed)
