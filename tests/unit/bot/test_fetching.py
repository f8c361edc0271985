# SPDX-License-Identifier: MPL-2.0
"""What members point to is fetched from the public web alone, and no server keeps the bot waiting or fills its memory."""

import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import fetching
from bot.fetching import MAX_BYTES, FeedError, Fetched, NotModified, fetch, public
from tests.web_server import Send, WebServer, own_certificate, redirect, reply, serving


@pytest.fixture
async def web() -> AsyncIterator[WebServer]:
    async with serving() as server:
        yield server


async def _get(web: WebServer, path: str = "/", **options: Any) -> Fetched | NotModified:
    return await fetch(web.url(path), loopback_port=web.port, **options)


async def _trouble(web: WebServer, path: str = "/", **options: Any) -> str:
    with pytest.raises(FeedError) as raised:
        await _get(web, path, **options)
    return raised.value.phrase.key.removeprefix("fetch.trouble.")


async def test_what_is_there_is_given_with_what_the_server_says_of_its_version(web: WebServer) -> None:
    web.pages["/a"] = reply(b"BEGIN", etag='"1"', last_modified="Tue, 24 Nov 2026 12:00:00 GMT")
    assert await _get(web, "/a#part") == Fetched(b"BEGIN", '"1"', "Tue, 24 Nov 2026 12:00:00 GMT", web.url("/a"))
    assert web.headers()["user-agent"].startswith("os2bot/")
    assert "cookie" not in web.headers()


async def test_what_has_not_changed_is_not_sent_again(web: WebServer) -> None:
    web.pages["/"] = reply(b"", status="304 Not Modified")
    assert await _get(web, etag='"1"', modified="Tue, 24 Nov 2026 12:00:00 GMT", accept="text/calendar") == NotModified()
    asked = web.headers()
    assert (asked["if-none-match"], asked["if-modified-since"], asked["accept"]) == ('"1"', "tue, 24 nov 2026 12:00:00 gmt", "text/calendar")
    assert await _trouble(web) == "refused"  # nobody asked whether it has changed


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_it_is_led_on_three_times_and_no_further(web: WebServer, status: str) -> None:
    web.pages |= {f"/{number}": redirect(f"/{number - 1}", status) for number in (1, 2, 3, 4)} | {"/0": reply(b"x")}
    assert await _get(web, "/3") == Fetched(b"x", "", "", web.url("/0"))
    assert await _trouble(web, "/4") == "redirects"


async def test_a_loop_ends(web: WebServer) -> None:
    web.pages |= {"/a": redirect("/b"), "/b": redirect("/a"), "/c": reply(b"", status="302 Found")}
    assert [await _trouble(web, path) for path in ("/a", "/c")] == ["redirects", "redirects"]
    assert len(web.asked) == 8


@pytest.mark.parametrize(
    "to",
    ["http://127.0.0.1:9999/", "http://localhost:9999/", "http://[::1]:9999/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]:9999/"],
)  # fmt: skip
async def test_nobody_leads_it_to_this_machine_or_a_private_network(web: WebServer, to: str) -> None:
    web.pages["/"] = redirect(to)
    assert await _trouble(web) == "private"
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "gopher://example.org/", "ftp://example.org/", "http://user:secret@example.org/", "//", "http://example.org:25/"]
)
async def test_nobody_leads_it_to_anything_but_the_web(web: WebServer, to: str) -> None:
    web.pages["/"] = redirect(to)
    assert await _trouble(web) == ("redirects" if to == "//" else "address")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "calendar.ics",
        "ftp://example.org/",
        "http://",
        "http:///x",
        "http://example.org:22/",
        "http://example.org:x/",
        "http://a b/",
        "http://u@example.org/",
    ],
)
async def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(FeedError) as raised:
        await fetch(url, resolve=_nobody)
    assert raised.value.phrase.key in ("fetch.trouble.address", "fetch.trouble.unknown_host")


async def _nobody(host: str, port: int) -> Sequence[str]:
    raise OSError(host)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.2.1",
        "198.18.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1",
        "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:100.64.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "2002:7f00:1::", "2002:a00:1::", "2001::1",
    ],
)  # fmt: skip
async def test_an_address_that_is_not_public_is_never_connected_to(address: str) -> None:
    assert not public(address)
    with pytest.raises(FeedError) as raised:
        await fetch("http://calendar.example/", resolve=lambda _host, _port: _answer(["93.184.215.14", address]))
    assert raised.value.phrase.key == "fetch.trouble.private"


async def _answer(found: Sequence[str]) -> Sequence[str]:
    return found


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "100.63.255.255", "100.128.0.1"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert public(address)


async def test_a_name_is_looked_up_once_so_that_it_cannot_become_another_address(web: WebServer) -> None:
    web.pages |= {"/": redirect("/next"), "/next": reply(b"x")}
    answers = iter((["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]))
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    found = await fetch(web.url(host="calendar.example"), resolve=rebinding, loopback_port=web.port)
    assert isinstance(found, Fetched)
    assert (found.content, asked, web.headers()["host"]) == (b"x", ["calendar.example"] * 2, f"calendar.example:{web.port}")
    with pytest.raises(FeedError, match=r"fetch\.trouble\.private"):
        await fetch(web.url(host="calendar.example"), resolve=rebinding, loopback_port=web.port)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "LOCALHOST", "[::1]", "[::ffff:7f00:1]"])
async def test_this_machine_by_any_of_its_names_is_no_part_of_the_web(web: WebServer, host: str) -> None:
    with pytest.raises(FeedError) as raised:
        await fetch(web.url(host=host))
    assert raised.value.phrase.key.removeprefix("fetch.trouble.") in ("private", "address", "unknown_host")
    assert web.asked == []


async def test_a_body_that_drips_is_given_up_in_time(web: WebServer) -> None:
    stop = asyncio.Event()

    async def drip(send: Send) -> None:
        await send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not stop.is_set():
            await send(b"x")
            await asyncio.sleep(0.01)

    web.pages["/"] = drip
    began = time.monotonic()
    assert await _trouble(web, patience=0.3) == "slow"
    stop.set()
    assert time.monotonic() - began < 10


async def test_a_server_that_says_nothing_is_given_up_in_time(web: WebServer) -> None:
    async def mute(_: Send) -> None:
        await asyncio.Event().wait()

    web.pages["/"] = mute
    assert await _trouble(web, patience=0.2) == "slow"
    assert fetching.PATIENCE == 20


async def test_a_body_without_an_end_is_read_no_further_than_may_be(web: WebServer) -> None:
    sent = 0

    async def endless(send: Send) -> None:
        nonlocal sent
        await send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            await send(b"x" * 65_536)
            sent += 65_536

    web.pages["/"] = endless
    assert await _trouble(web) == "too_large"
    assert sent < 4 * MAX_BYTES


async def test_what_says_that_it_is_too_large_is_not_read_at_all(web: WebServer) -> None:
    web.pages["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 5242881\r\n\r\nx"
    assert await _trouble(web) == "too_large"


async def test_what_is_just_as_large_as_may_be_is_read(web: WebServer) -> None:
    web.pages |= {"/": reply(b"x" * MAX_BYTES), "/packed": reply(gzip.compress(b"x" * MAX_BYTES), content_encoding="gzip")}
    for path in ("/", "/packed"):
        found = await _get(web, path)
        assert isinstance(found, Fetched)
        assert found.content == b"x" * MAX_BYTES


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("X-GZIP", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)])
async def test_what_is_packed_is_unpacked(web: WebServer, encoding: str, pack: Any) -> None:
    web.pages["/"] = reply(pack(b"BEGIN:VCALENDAR"), content_encoding=encoding)
    assert await _get(web) == Fetched(b"BEGIN:VCALENDAR", "", "", web.url())


async def test_a_little_that_unpacks_to_a_great_deal_is_refused_before_it_does(web: WebServer) -> None:
    bomb = gzip.compress(b"\0" * (200 * 1024 * 1024), compresslevel=1)
    assert len(bomb) < MAX_BYTES
    web.pages["/"] = reply(bomb, content_encoding="gzip")
    assert await _trouble(web) == "too_large"


async def test_what_goes_on_after_its_packed_end_is_measured_too(web: WebServer) -> None:
    web.pages["/"] = reply(gzip.compress(b"x") + b"y" * (MAX_BYTES - 10), content_encoding="gzip")
    assert await _trouble(web) == "too_large"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"not packed", "gzip"), (gzip.compress(b"x" * 1000)[:-9], "gzip"), (b"x", "br"), (gzip.compress(gzip.compress(b"x")), "gzip, gzip"), (b"", "gzip")],
    ids=["not packed", "cut off", "unknown", "packed twice", "empty"],  # what is packed has the time in it
)
async def test_what_cannot_be_unpacked_is_told(web: WebServer, body: bytes, encoding: str) -> None:
    web.pages["/"] = reply(body, content_encoding=encoding)
    assert await _trouble(web) == "encoding"


@pytest.mark.parametrize(
    ("status", "trouble"), [("404 Not Found", "refused"), ("401 No", "refused"), ("204 Nothing", "refused"), ("500 Oh", "failing"), ("503 Oh", "failing"), ("429 Slow", "failing")]
)  # fmt: skip
async def test_what_the_server_says_is_told(web: WebServer, status: str, trouble: str) -> None:
    web.pages["/"] = reply(b"", status=status)
    assert await _trouble(web) == trouble


@pytest.mark.parametrize(
    ("said", "date", "wait"),
    [
        ("120", "", 120), ("0", "", 0), ("Tue, 24 Nov 2026 12:05:00 GMT", "Tue, 24 Nov 2026 12:00:00 GMT", 300), ("9" * 400, "", 999_999_999),
        ("Tue, 24 Nov 2026 11:00:00 GMT", "Tue, 24 Nov 2026 12:00:00 GMT", 0), ("Tue, 24 Nov 2026 12:05:00 GMT", "", None), ("soon", "", None), ("-5", "", None),
        ("", "", None),
    ],
)  # fmt: skip
async def test_how_long_a_server_asks_to_be_left_alone_is_told(web: WebServer, said: str, date: str, wait: int | None) -> None:
    headers = {name: value for name, value in (("retry_after", said), ("date", date)) if value}
    for status, crowded in (("429 Too Many", True), ("503 Oh", False), ("403 No", False)):
        web.pages["/"] = reply(b"", status=status, **headers)
        with pytest.raises(FeedError) as raised:
            await _get(web)
        assert (raised.value.wait, raised.value.crowded) == (None if wait is None else timedelta(seconds=wait), crowded)


async def test_a_server_learns_whose_bot_it_is_where_that_is_known(web: WebServer) -> None:
    web.pages["/"] = reply(b"x")
    await _get(web, on_behalf="https://os2bot.example.org")
    assert web.headers()["user-agent"].endswith(" (+https://os2bot.example.org)")


async def test_a_server_that_is_not_there_or_breaks_off_is_told(web: WebServer) -> None:
    web.pages |= {"/a": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", "/b": b"nonsense\r\n\r\n", "/c": b""}
    assert [await _trouble(web, path) for path in ("/a", "/b", "/c")] == ["unreachable"] * 3
    with pytest.raises(FeedError, match=r"fetch\.trouble\.unreachable"):
        await fetch("http://127.0.0.1:1025/", loopback_port=1025)
    with pytest.raises(FeedError, match=r"fetch\.trouble\.unknown_host"):
        await fetch("https://calendar.invalid/", resolve=_nobody)


async def test_a_server_for_which_nobody_vouches_is_refused(tmp_path: Path) -> None:
    async with serving(own_certificate(tmp_path)) as web:
        with pytest.raises(FeedError) as raised:
            await fetch(web.url().replace("http", "https"), loopback_port=web.port)
    assert (raised.value.phrase.key, web.asked) == ("fetch.trouble.insecure", [])


async def test_what_was_kept_of_a_version_cannot_become_another_header(web: WebServer) -> None:
    web.pages["/"] = reply(b"x")
    assert await _trouble(web, etag='"1"\r\nX-Own: 1') == "unreachable"
    assert web.asked == []
