# SPDX-License-Identifier: MPL-2.0
"""HTTP says how the service is, in JSON, and nothing it need not say."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.types import ASGIApp

from bot.answer import Answer
from bot.web.app import MAX_BODY, SECURITY_HEADERS, web_app
from bot.web.health import Check, Readiness
from bot.web.metrics import Metrics
from handlers.message import Query
from handlers.reply import Reply
from handlers.understanding.interpretation import Interpretation


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def _fine() -> None:
    """All is well."""


def _app(metrics: Metrics | None = None, **checks: Check) -> ASGIApp:
    return web_app(Readiness(checks or {"database": _fine}, patience=0.05), metrics or Metrics())


async def _ask(app: ASGIApp, path: str, method: str = "GET", body: bytes = b"", headers: Mapping[str, str] | None = None) -> Got:
    """One request, straight into the application."""
    sent: list[Any] = []
    raw = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": raw, "server": ("x", 1)}

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Got(sent[0]["status"], head, b"".join(each.get("body", b"") for each in sent[1:]))


async def test_livez_asks_nobody() -> None:
    async def never() -> None:
        pytest.fail("was asked")

    assert (await _ask(_app(database=never), "/livez")).json == {"status": "ok"}


async def test_readyz_names_each_check() -> None:
    async def old() -> str:
        return "the database stands at 0001, this os2bot needs 0002"

    assert (await _ask(_app(database=_fine), "/readyz")).json == {"status": "ready", "checks": {"database": {"state": "ok"}}}
    got = await _ask(_app(database=_fine, migrations=old), "/readyz")
    assert got.status == 503
    assert got.json["checks"] == {"database": {"state": "ok"}, "migrations": {"state": "failed", "why": await old()}}


async def test_a_check_that_fails_does_not_tell_why_to_the_world() -> None:
    async def refused() -> None:
        raise ConnectionError("postgresql://me:secret@db")

    got = await _ask(_app(database=refused), "/readyz")
    assert (got.status, got.json["checks"]["database"]["state"]) == (503, "failed")
    assert b"secret" not in got.body


async def test_a_check_that_hangs_and_will_not_be_cancelled_is_not_waited_for() -> None:
    end = asyncio.Event()

    async def stuck() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await end.wait()

    got = await asyncio.wait_for(_ask(_app(database=stuck), "/readyz"), 5)
    assert got.json["checks"]["database"] == {"state": "failed", "why": "has not answered within 0.05 s"}
    end.set()


async def test_however_many_ask_the_database_is_asked_once() -> None:
    asked = 0

    async def slow() -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)

    app = _app(database=slow)
    assert {got.status for got in await asyncio.gather(*(_ask(app, "/readyz") for _ in range(20)))} == {200}
    assert asked == 1
    await _ask(app, "/readyz")
    assert asked == 2


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/", "/nowhere"])
async def test_every_reply_has_the_headers_that_keep_browsers_out_and_no_banner(path: str) -> None:
    got = await _ask(_app(), path)
    assert {name.lower(): value for name, value in SECURITY_HEADERS.items()}.items() <= got.headers.items()
    assert "server" not in got.headers


@pytest.mark.parametrize("path", ["/", "/livez/", "/nowhere", "/metrics/../livez", "/<script>"])
async def test_an_unknown_path_is_not_found_and_not_repeated(path: str) -> None:
    got = await _ask(_app(), path)
    assert (got.status, got.json) == (404, {"error": "not found"})


async def test_another_method_is_refused_in_json() -> None:
    got = await _ask(_app(), "/livez", "POST")
    assert (got.status, got.json) == (405, {"error": "method not allowed"})


@pytest.mark.parametrize("length", [str(MAX_BODY + 1), "9" * 5000])
async def test_a_body_that_says_it_is_too_large_is_refused(length: str) -> None:
    got = await _ask(_app(), "/livez", "POST", headers={"Content-Length": length})
    assert (got.status, list(got.json)) == (413, ["error"])


async def test_metrics_count_answers_by_intent_and_outcome() -> None:
    metrics = Metrics()
    understood = Interpretation(queries=(Query(intent="fee"),), certain=True, confidence=1, why="model")
    metrics.answered(Answer(Reply(parts=()), "da", understood), 0.004)
    metrics.answered(Answer(Reply(parts=(), outcome="not_understood"), "da"), 0.2)
    metrics.revision.set(7)
    got = await _ask(_app(metrics), "/metrics")
    assert got.headers["content-type"].startswith("text/plain")
    for line in (
        'os2bot_answers_total{intent="fee",outcome="answered"} 1.0',
        'os2bot_answers_total{intent="none",outcome="not_understood"} 1.0',
        'os2bot_answer_seconds_bucket{le="0.005"} 1.0',
        "os2bot_answer_seconds_count 2.0",
        "os2bot_catalogue_revision 7.0",
    ):
        assert line in got.body.decode().splitlines()
    assert b"os2bot_info{" in got.body
    assert b"process_resident_memory_bytes" in got.body


def test_two_services_in_one_process_keep_their_own_figures() -> None:
    assert Metrics().registry is not Metrics().registry
