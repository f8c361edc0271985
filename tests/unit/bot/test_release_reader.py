# SPDX-License-Identifier: MPL-2.0
"""Lists of releases on a server that behaves as badly as it can: bounded in time and memory, logged once, and the others are read all the same."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.fetching import MAX_BYTES, fetch
from handlers.releases.listed import MOST
from handlers.releases.pace import PAUSE
from storage.memory import MemoryDatabase
from tests.conftest import NOW
from tests.contract.catalogue import product
from tests.contract.release_stage import DAY, HOUR, SIX_HOURS, ReleaseStage
from tests.release_lists import DEEP, LAUGHS, MANY, OUTSIDE, OUTSIDE_DTD, QUADRATIC, atom, entry, rss
from tests.web_server import Behave, Send, WebServer, redirect, reply, serving

GOOD, BAD = "/good.atom", "/bad.atom"
PATIENCE = 1.0  # seconds


@pytest.fixture
async def web() -> AsyncIterator[WebServer]:
    async with serving() as server:
        yield server


@pytest.fixture
async def stage(web: WebServer) -> ReleaseStage:
    """Two products, each with a list on the server; the one of os2mo is well. Each server is asked every ten seconds, so the clock goes on between."""
    made = ReleaseStage(MemoryDatabase(), partial(fetch, loopback_port=web.port, patience=PATIENCE))
    await made.catalogue(product("os2forms", name="OS2forms", releases=(web.url(BAD),)), product("os2mo", name="OS2mo", releases=(web.url(GOOD),)))
    web.pages[GOOD] = reply(atom(entry("1.1", NOW)), content_type="application/atom+xml")
    return made


async def _rounds(stage: ReleaseStage, count: int = 2) -> None:
    for _ in range(count):
        await stage.reader().round()
        stage.clock.at += PAUSE


async def _mute(_: Send) -> None:
    await asyncio.Event().wait()


async def _drip(send: Send) -> None:
    await send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        await send(b"<")
        await asyncio.sleep(0.01)


async def _drip_headers(send: Send) -> None:
    await send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await send(b"X-A: b\r\n")
        await asyncio.sleep(0.01)


async def _endless(send: Send) -> None:
    """As if it were ten gigabytes, and well-formed as far as it comes."""
    await send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + atom()[:-7])
    while True:
        await send(entry("1.0").encode() * 1000)


HOSTILE: dict[str, tuple[bytes | Behave, str]] = {
    "says nothing": (_mute, "slow"),
    "drips": (_drip, "slow"),
    "drips headers": (_drip_headers, "slow"),
    "never ends": (_endless, "too_large"),
    "ten gigabytes by its own word": (b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n" + atom(), "too_large"),
    "a bomb of gzip": (reply(gzip.compress(b" " * (200 * 1024 * 1024), 9), content_encoding="gzip"), "too_large"),
    "a bomb of gzip in a list": (reply(gzip.compress(atom(f"<entry><title>{'x' * 100_000_000}</title></entry>"), 1), content_encoding="gzip"), "too_large"),
    "a billion laughs": (reply(LAUGHS), "no_list"),
    "quadratic": (reply(QUADRATIC), "no_list"),
    "an entity from outside": (reply(OUTSIDE), "no_list"),
    "a type from outside": (reply(OUTSIDE_DTD), "no_list"),
    "laughs in gzip": (reply(gzip.compress(LAUGHS), content_encoding="gzip"), "no_list"),
    "deep": (reply(DEEP), "no_list"),
    "broken": (reply(atom(entry("1.0"), entry("2.0"))[:-30]), "no_list"),
    "a page to sign in": (reply(b"<!DOCTYPE html><html><body>Sign in</body></html>", content_type="text/html"), "no_list"),
    "rubbish of the right type": (reply(b"\x00\xff\xfe", content_type="application/atom+xml"), "no_list"),
    "to this machine": (redirect("http://127.0.0.1:9999/"), "private"),
    "to the cloud": (redirect("http://169.254.169.254/latest/meta-data/"), "private"),
    "to a private network": (redirect("http://10.0.0.1/releases.atom"), "private"),
    "to a file": (redirect("file:///etc/passwd"), "address"),
    "round and round": (redirect(BAD), "redirects"),
    "gone": (reply(b"", status="404 Not Found"), "refused"),
    "down": (reply(b"", status="502 Bad Gateway"), "failing"),
    "breaks off": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<feed", "unreachable"),
}  # fmt: skip


@pytest.mark.parametrize("what", list(HOSTILE))
async def test_whatever_a_server_does_is_bounded_and_logged_and_the_digest_goes_out_without_it(
    stage: ReleaseStage, web: WebServer, what: str, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    page, trouble = HOSTILE[what]
    web.pages[BAD] = page
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted anew
    began, memory = time.monotonic(), _megabytes("VmRSS")
    await _rounds(stage)
    assert time.monotonic() - began < PATIENCE + 8
    assert _megabytes("VmHWM") - memory < 60
    (bad, good) = await stage.feeds()
    assert (bad.trouble.rpartition(".")[2], bad.read_at, bad.products, bad.etag) == (trouble, None, "", "")
    assert (good.trouble, await stage.kept()) == ("", [])
    assert await stage.news() == ["OS2mo: 1.1 (24. november 2026)"]
    assert [stage.figure("os2bot_release_feeds", state=each) for each in ("trouble", "read", "unread")] == [1, 1, 0]
    stage.clock.at += DAY + HOUR
    await _rounds(stage)
    logged = capsys.readouterr().out
    assert logged.count("releases_unread") == 1, "it is logged when it begins"


def _megabytes(field: str) -> float:
    """Of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{field}:")[1].split()[0]) / 1024


async def test_what_is_mended_is_read_and_said_to_be(stage: ReleaseStage, web: WebServer) -> None:
    await _rounds(stage)
    assert (await stage.feed(web.url(BAD))).trouble == "fetch.trouble.refused"
    web.pages[BAD] = reply(atom(entry("3.0", NOW)))
    stage.clock.at += SIX_HOURS + HOUR
    await _rounds(stage)
    assert (await stage.feed(web.url(BAD))).trouble == ""
    assert await stage.news() == ["OS2forms: 3.0 (24. november 2026)", "OS2mo: 1.1 (24. november 2026)"]


async def test_only_what_is_new_is_asked_for(stage: ReleaseStage, web: WebServer) -> None:
    moment = "Tue, 24 Nov 2026 12:00:00 GMT"
    web.pages[BAD] = reply(atom(entry("1.0", NOW)), etag='W/"1"', last_modified=moment)
    await _rounds(stage)
    web.pages[BAD] = reply(b"", status="304 Not Modified")
    stage.clock.at += SIX_HOURS + HOUR
    await _rounds(stage)
    asked = [web.headers(number) for number, head in enumerate(web.asked) if f"get {BAD} " in head]
    assert [(each.get("if-none-match"), each.get("if-modified-since")) for each in asked] == [(None, None), ('w/"1"', moment.lower())]
    assert asked[0]["accept"].startswith("application/atom+xml, ")
    found = await stage.feed(web.url(BAD))
    assert (found.trouble, found.etag, [each.version for each in await stage.kept()]) == ("", 'W/"1"', ["1.0"])


@pytest.mark.parametrize(("headers", "hours"), [({"retry_after": "7200"}, 2), ({}, 1)])
async def test_a_server_that_is_asked_too_often_is_left_alone_for_all_its_lists(
    stage: ReleaseStage, web: WebServer, headers: dict[str, str], hours: int
) -> None:  # fmt: skip
    web.pages[BAD] = reply(b"", status="429 Too Many Requests", **headers)
    await stage.reader().round()
    assert len(web.asked) == 1
    stage.clock.at = NOW + hours * HOUR - timedelta(seconds=1)
    await stage.reader().round()
    assert len(web.asked) == 1
    stage.clock.at = NOW + hours * HOUR
    await stage.reader().round()
    assert GOOD in web.asked[1]


async def test_a_server_that_only_fails_is_not_left_alone_for_its_other_lists(stage: ReleaseStage, web: WebServer) -> None:
    web.pages[BAD] = reply(b"", status="500 Oh")
    await _rounds(stage)
    assert len(web.asked) == 2


async def test_between_two_questions_to_a_server_there_is_a_pause(stage: ReleaseStage, web: WebServer) -> None:
    reader = stage.reader()
    assert await reader.round() == 1
    stage.clock.at += PAUSE - timedelta(seconds=1)
    assert await reader.round() == 0
    stage.clock.at += timedelta(seconds=1)
    assert await reader.round() == 1
    assert len(web.asked) == 2


async def test_a_list_of_thousands_is_read_and_the_newest_are_kept(stage: ReleaseStage, web: WebServer) -> None:
    assert len(MANY) < MAX_BYTES
    web.pages[BAD] = reply(MANY)
    began = time.monotonic()
    await _rounds(stage)
    assert time.monotonic() - began < 8
    assert len(await stage.kept()) == MOST


async def test_the_type_a_server_names_does_not_matter_and_rss_and_gzip_do_as_well(stage: ReleaseStage, web: WebServer) -> None:
    item = "<item><title>v2.0</title><guid>2</guid><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate></item>"
    web.pages[BAD] = reply(gzip.compress(rss(item)), content_encoding="gzip", content_type="image/png")
    await _rounds(stage)
    assert [(each.version, each.url) for each in await stage.kept()] == [("2.0", web.url(BAD))]


async def test_markup_and_strange_characters_in_a_version_are_plain_words_and_its_page_is_on_the_server(stage: ReleaseStage, web: WebServer) -> None:
    evil = "<!channel> *1.0* [x](https://evil.example)\u202e @here"
    web.pages[BAD] = reply(atom(entry("x", NOW, title=evil, link="https://evil.example/releases/tag/1"), entry("y", NOW, link="javascript:alert(1)")))
    await _rounds(stage)
    kept = {each.version: each.url for each in await stage.kept()}
    assert set(kept.values()) == {web.url(BAD)}
    assert kept.keys() == {"<!channel> *1.0* [x](https://evil.example) @here", "y"}
