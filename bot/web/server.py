# SPDX-License-Identifier: MPL-2.0
"""Serves the HTTP application on a socket that is already bound, until the service stops."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

MAX_HEAD = 16 * 1024  # bytes of a request's first line and headers
MAX_CONNECTIONS = 200
CLOSING = 2  # seconds for replies under way when the service stops


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to the service."""
        yield


async def serve_http(app: ASGIApp, listening: socket.socket, stop: asyncio.Event) -> None:
    """Answers requests until `stop`, then finishes those under way."""
    config = uvicorn.Config(
        app, http="h11", ws="none", lifespan="off", log_config=None, access_log=False, server_header=False, proxy_headers=False,
        h11_max_incomplete_event_size=MAX_HEAD, limit_concurrency=MAX_CONNECTIONS, timeout_graceful_shutdown=CLOSING,
    )  # fmt: skip
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving
