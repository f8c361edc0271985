# SPDX-License-Identifier: MPL-2.0
"""A server of the web, on this machine alone, that behaves as badly as it is told to."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Send = Callable[[bytes], Awaitable[None]]
Behave = Callable[[Send], Awaitable[None]]


@dataclass
class WebServer:
    """`pages`: path → the bytes of a reply, or what is done instead. `asked`: the heads of the requests that came, in small letters."""

    port: int
    pages: dict[str, bytes | Behave] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def headers(self, number: int = -1) -> Mapping[str, str]:
        """Those of a request: the last one, where no other is named."""
        lines = self.asked[number].split("\r\n")[1:]
        return dict(line.split(": ", 1) for line in lines if ": " in line)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.append(head.lower())
            page = self.pages.get(head.split(" ")[1], reply(b"", status="404 Not Found"))
            await (send(page) if isinstance(page, bytes) else page(send))
            writer.close()
            await writer.wait_closed()


def reply(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    """A reply; `content_type` is written `Content-Type`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *(f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items())]
    return "\r\n".join((*lines, "", "")).encode() + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return reply(b"", status=status, location=to)


@asynccontextmanager
async def serving(secure: ssl.SSLContext | None = None) -> AsyncIterator[WebServer]:
    """Until the block ends; whoever is still being answered then is cut off."""
    server = WebServer(0)
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await server.answer(reader, writer)
        writer.transport.abort()
        tasks.discard(task)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=secure)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listening.wait_closed()


def own_certificate(directory: Path) -> ssl.SSLContext:
    """For a server whose certificate nobody but itself vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "calendar.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1)).sign(key, hashes.SHA256())
    file = directory / "own.pem"
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
