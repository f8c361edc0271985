# SPDX-License-Identifier: MPL-2.0
"""Fetches what members point the bot to: from the public web alone, never from the networks that the bot itself can reach, and never more than it can bear."""

import asyncio
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from handlers.reply import Phrase

MAX_BYTES = 5 * 1024 * 1024  # of what is there, unpacked
MAX_REDIRECTS = 3
PATIENCE = 20.0  # seconds for all of it

_CHUNK = 64 * 1024  # bytes
_DIGITS = 9  # of a number of seconds: some thirty years
_HTTP, _HTTPS, _ANYBODYS = 80, 443, 1024  # ports; below the last one are those of mail and the like
_REDIRECTS = frozenset((HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT))
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits
_EITHER = 32 + zlib.MAX_WBITS  # gzip or zlib, whichever it is

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """`content`: unpacked. `etag`, `modified`: what the server said of this version, to be sent the next time. `url`: where it was in the end."""

    content: bytes
    etag: str
    modified: str
    url: str


@dataclass(frozen=True, slots=True)
class NotModified:
    """It is as it was when `etag` and `modified` were given."""


class FeedError(Exception):
    """It cannot be had. `phrase`: why, in words for members; its key is all that needs to be kept of it.

    `wait`: how long the server asks not to be asked again (Retry-After); None: it says nothing of that. `crowded`: it is asked too often, whatever it is asked for.
    """

    def __init__(self, phrase: Phrase, *, wait: timedelta | None = None, crowded: bool = False) -> None:
        super().__init__(phrase.key)
        self.phrase, self.wait, self.crowded = phrase, wait, crowded


async def addresses(host: str, port: int) -> Sequence[str]:
    """As the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


async def fetch(
    url: str, *, etag: str = "", modified: str = "", accept: str = "*/*", on_behalf: str = "",
    resolve: Resolve = addresses, loopback_port: int | None = None, patience: float = PATIENCE,
) -> Fetched | NotModified:  # fmt: skip
    """What is at an address of http or https. Raises FeedError.

    Every address of the host, and of each it leads on to, must be a public one; the connection goes to just the addresses that were looked at.
    `on_behalf`: an address that tells whose bot this is. `loopback_port`: the one port of this machine that may be read all the same, for tests.
    """
    asked = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": f"os2bot/{version('os2bot')}" + (f" (+{on_behalf})" if on_behalf else "")}
    asked |= {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
    fetching = _Fetching(asked, resolve, loopback_port, conditional=bool(etag or modified))
    try:
        async with asyncio.timeout(patience):
            return await fetching.follow(_parsed(url))
    except TimeoutError as error:
        raise FeedError(Phrase("fetch.trouble.slow")) from error
    except aiohttp.InvalidURL as error:
        raise FeedError(Phrase("fetch.trouble.address")) from error
    except (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch) as error:
        raise FeedError(Phrase("fetch.trouble.insecure")) from error
    except (aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: a header that no request can have
        raise FeedError(Phrase("fetch.trouble.unreachable")) from error


def _parsed(text: str) -> URL:
    """Raises FeedError for what is no address that is read."""
    try:
        url = URL(text.strip())
        port = url.port
    except ValueError as error:
        raise FeedError(Phrase("fetch.trouble.address")) from error
    if url.scheme not in ("http", "https") or not url.raw_host or url.user or url.password or port is None:
        raise FeedError(Phrase("fetch.trouble.address"))
    if port not in (_HTTP, _HTTPS) and port < _ANYBODYS:
        raise FeedError(Phrase("fetch.trouble.address"))
    return url.with_fragment(None)


class _Fetching:
    def __init__(self, asked: dict[str, str], resolve: Resolve, loopback_port: int | None, *, conditional: bool) -> None:
        self._asked, self._resolve, self._loopback_port, self._conditional = asked, resolve, loopback_port, conditional

    async def follow(self, url: URL) -> Fetched | NotModified:
        for _ in range(MAX_REDIRECTS + 1):
            async with self._get(url) as response:
                if response.status not in _REDIRECTS:
                    return await self._taken(response, url)
                url = _parsed(str(url.join(URL(response.headers.get("Location", "")))))
        raise FeedError(Phrase("fetch.trouble.redirects"))

    @asynccontextmanager
    async def _get(self, url: URL) -> AsyncIterator[aiohttp.ClientResponse]:
        """One request, to the addresses that were checked; no proxy, cookie or redirect of the library's own."""
        checked = await self._checked(url)
        connector = aiohttp.TCPConnector(resolver=_Checked(checked), use_dns_cache=False, force_close=True)
        async with (
            aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, trust_env=False) as session,
            session.get(url, headers=self._asked, allow_redirects=False) as response,
        ):
            yield response

    async def _checked(self, url: URL) -> Sequence[str]:
        host, port = url.raw_host or "", url.port or 0
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FeedError(Phrase("fetch.trouble.unknown_host")) from error
        if not found:
            raise FeedError(Phrase("fetch.trouble.unknown_host"))
        if not all(public(each) or self._own(each, port) for each in found):
            raise FeedError(Phrase("fetch.trouble.private"))
        return found

    def _own(self, address: str, port: int) -> bool:
        return port == self._loopback_port and ip_address(address).is_loopback

    async def _taken(self, response: aiohttp.ClientResponse, url: URL) -> Fetched | NotModified:
        if response.status == HTTPStatus.NOT_MODIFIED and self._conditional:
            return NotModified()
        headers = response.headers
        if response.status != HTTPStatus.OK:
            crowded = response.status == HTTPStatus.TOO_MANY_REQUESTS
            failing = crowded or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            raise FeedError(Phrase("fetch.trouble.failing") if failing else Phrase("fetch.trouble.refused"), wait=_wait(headers), crowded=crowded)
        return Fetched(await _content(response), _plain(headers.get("ETag", "")), _plain(headers.get("Last-Modified", "")), str(url))


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """As RFC 9110, section 10.2.3: seconds, or a moment, by the clock of the server itself."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdecimal():
        return timedelta(seconds=int(said[:_DIGITS]))
    try:
        return max(timedelta(), parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("Date", "")))
    except (ValueError, TypeError, OverflowError):  # TypeError: one of them has no zone
        return None


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not of this machine, a private network, a link, a carrier's own network, many at once, or reserved.

    An IPv4 address within an IPv6 one (mapped, 6to4, NAT64) is what counts.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if inner is not None:
            return public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


class _Checked(AbstractResolver):
    """Knows the addresses that were checked, and asks nobody again: a second answer might be another one."""

    def __init__(self, checked: Sequence[str]) -> None:
        self._checked = checked

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host=each, port=port, family=socket.AF_INET6 if ":" in each else socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST,
            )
            for each in self._checked
        ]  # fmt: skip

    async def close(self) -> None:
        """Holds nothing."""


async def _content(response: aiohttp.ClientResponse) -> bytes:
    """The body, unpacked as it comes: it is measured before there is more of it in memory than may be."""
    if (response.content_length or 0) > MAX_BYTES:
        raise FeedError(Phrase("fetch.trouble.too_large"))
    unpack = _unpacking(response.headers.get("Content-Encoding", "").strip().lower())
    content, came = bytearray(), 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        came += len(chunk)
        content += unpack.some(chunk, MAX_BYTES + 1 - len(content))
        if max(came, len(content)) > MAX_BYTES:
            raise FeedError(Phrase("fetch.trouble.too_large"))
    unpack.end()
    return bytes(content)


class _Plain:
    def some(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]

    def end(self) -> None:
        """Whatever comes is all of it."""


class _Packed:
    def __init__(self) -> None:
        self._packed = zlib.decompressobj(_EITHER)

    def some(self, chunk: bytes, most: int) -> bytes:
        """At most so many bytes of what is in it. Raises FeedError where it is not packed at all."""
        try:
            return self._packed.decompress(chunk, most)
        except zlib.error as error:
            raise FeedError(Phrase("fetch.trouble.encoding")) from error

    def end(self) -> None:
        """Raises FeedError where it is cut off."""
        if not self._packed.eof:
            raise FeedError(Phrase("fetch.trouble.encoding"))


def _unpacking(encoding: str) -> _Plain | _Packed:
    if encoding in ("", "identity"):
        return _Plain()
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _Packed()
    raise FeedError(Phrase("fetch.trouble.encoding"))


def _plain(header: str) -> str:
    """What is no plain text (RFC 9110, section 5.5) is not sent back, and no database keeps it: then the whole is fetched each time."""
    return header if header.isascii() and header.isprintable() else ""
