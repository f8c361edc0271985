# SPDX-License-Identifier: MPL-2.0
"""A headless Chromium, spoken to by its DevTools protocol: https://chromedevtools.github.io/devtools-protocol/"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

FOUND = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
"""The first that is installed here; None: there is none."""
_QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--remote-debugging-port=0",
)
_LISTENING = re.compile(r"DevTools listening on (ws://\S+)")
_PATIENCE = 60  # seconds


class Page:
    """One tab."""

    def __init__(self, socket: ClientWebSocketResponse, session: str) -> None:
        self._socket, self._session, self._numbers = socket, session, count(100)

    async def open(self, html: str, *, width: int, dark: bool = False) -> None:
        """Shows this document, `width` CSS pixels wide, to somebody who likes it dark or light."""
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        await self._ask("Emulation.setDeviceMetricsOverride", **size)
        await self._ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        frame = (await self._ask("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        await self._ask("Page.setDocumentContent", frameId=frame, html=html)

    async def value(self, expression: str) -> Any:
        """What JavaScript makes of it. The page itself runs none."""
        found = await self._ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def _ask(self, method: str, **parameters: Any) -> Any:
        return await _asked(self._socket, next(self._numbers), method, self._session, **parameters)


@asynccontextmanager
async def browser(profile: Path) -> AsyncIterator[Page]:
    assert FOUND
    process = await asyncio.create_subprocess_exec(
        FOUND, *_QUIET, f"--user-data-dir={profile}", "about:blank", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with ClientSession() as http, http.ws_connect(await asyncio.wait_for(_address(process), _PATIENCE), max_msg_size=0) as socket:
            target = (await _asked(socket, 1, "Target.createTarget", url="about:blank"))["targetId"]
            session = (await _asked(socket, 2, "Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
            yield Page(socket, session)
            await _asked(socket, 3, "Browser.close")
    finally:
        await _ended(process)


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    async for line in process.stderr:
        if match := _LISTENING.search(line.decode(errors="replace")):
            return match[1]
    raise AssertionError("Chromium ended before it listened")


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.communicate(), 10)
    except TimeoutError:
        process.kill()
        await process.communicate()


async def _asked(socket: ClientWebSocketResponse, number: int, method: str, session: str = "", **parameters: Any) -> Any:
    await socket.send_json({"id": number, "method": method, "params": parameters, **({"sessionId": session} if session else {})})
    while True:
        answer = await socket.receive_json(timeout=_PATIENCE)
        if answer.get("id") == number:
            assert "error" not in answer, answer
            return answer["result"]
