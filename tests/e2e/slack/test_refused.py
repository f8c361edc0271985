# SPDX-License-Identifier: MPL-2.0
"""What is not Slack's, or is nothing the bot knows, is refused: with the right status, without a stack trace, and counted."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from structlog.testing import capture_logs

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.trouble import ASTRID, ASTRIDS, GENERAL, QUESTION, answered, at_rest, logged, troubled
from tests.slack import payloads_events as events
from tests.slack import payloads_interactions as interactions
from tests.slack.http_posting import FORM, JSON_TYPE, Answered, HttpPosting
from tests.slack.stand_in import StandIn
from tests.slack.workspace import JSON

Log = Sequence[Mapping[str, Any]]


@pytest.fixture
async def bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    async with troubled(slack, tmp_path, mode="http") as bot:
        yield bot


@pytest.fixture
async def socket_bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    async with troubled(slack, tmp_path) as bot:
        await slack.until(lambda: len(slack.socket.open) == 2, "two sockets")
        yield bot


@pytest.fixture
def http(slack: StandIn, bot: Connected) -> HttpPosting:
    assert slack.http is not None
    return slack.http


@pytest.fixture
async def said(slack: StandIn, bot: Connected) -> JSON:
    """What Slack would send of a direct message that nobody has sent yet."""
    where = slack.workspace.im(ASTRID)
    return events.envelope(slack.world, slack.workspace, events.message(slack.workspace, where, slack.people._say(ASTRID, where, QUESTION, None)), where)


def refused(bot: Connected, reason: str) -> float:
    return bot.figure("os2bot_slack_refused_total", reason=reason)


def quiet(log: Log) -> None:
    """Nothing there that a bug would leave, nor what anybody wrote."""
    assert [line for line in log if line.get("exc_info") or line["log_level"] in ("error", "critical")] == []
    assert QUESTION not in str(log)


async def test_what_is_forged_unsigned_or_old_is_refused(slack: StandIn, bot: Connected, http: HttpPosting, said: JSON) -> None:
    body = json.dumps(said).encode()
    with capture_logs() as log:
        assert [(await each).status for each in (http.forged(said), http.unsigned(said), http.stale(said), http.stale(said, -301))] == [401] * 4
        for timestamp, signature in (("²", "v0=x"), ("1" * 40, "v0=x"), ("-1", "v0=x"), ("", ""), (str(int(http.clock())), "v0=æ")):
            headers = {"Content-Type": JSON_TYPE, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
            with_bytes = {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()}
            assert (await http.post(body, JSON_TYPE, headers=with_bytes)).status == 401
    quiet(log)
    assert (refused(bot, "signature"), refused(bot, "stale")) == (7, 2)
    assert slack.messages(ASTRIDS) == []


async def test_a_refusal_says_no_more_than_it_must(http: HttpPosting, said: JSON) -> None:
    answer = await http.forged(said)
    assert (answer.json, answer.headers["x-slack-no-retry"], answer.headers.get("server")) == ({"error": "unauthorized"}, "1", None)


async def test_what_is_signed_for_one_body_does_not_pass_with_another(bot: Connected, http: HttpPosting, said: JSON) -> None:
    at = str(int(http.clock()))
    signed = http.sign(at, json.dumps(said).encode())
    assert (await http.post(json.dumps({**said, "event_id": "Ev-other"}).encode(), JSON_TYPE, timestamp=int(at), signature=signed)).status == 401


async def test_what_is_replayed_within_five_minutes_is_acted_on_once(slack: StandIn, bot: Connected, http: HttpPosting) -> None:
    await slack.people.direct_message(ASTRID, QUESTION)
    await slack.people.slash(ASTRID, GENERAL, QUESTION)
    await slack.until(lambda: slack.messages(ASTRIDS) and slack.ephemerals(ASTRID), "the answers")
    for which in (0, 1) * 3:
        assert (await http.replay(which)).status == 200
    await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    await answered(slack, bot, lambda: slack.ephemerals(ASTRID))
    assert bot.figure("os2bot_slack_duplicates_total") >= 6


async def test_what_is_too_large_is_refused_unread(bot: Connected, http: HttpPosting) -> None:
    with capture_logs() as log:
        assert (await http.oversized()).status == 413
        assert bot.figure("os2bot_http_oversized_total") == 1
    quiet(log)


async def test_what_grows_too_large_on_its_way_is_refused_and_counted(bot: Connected, http: HttpPosting) -> None:
    """Without a word of its size beforehand."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 50_000

    with capture_logs() as log:
        async with http._session.post(f"{http.base_url}{http.path}", data=endless()) as answer:
            assert answer.status == 413
    quiet(log)
    assert refused(bot, "oversized") == 1


MALFORMED = [
    (b'{"type":"event_callback","event":{', JSON_TYPE),
    (b"", JSON_TYPE),
    (b"\xff\xfe", JSON_TYPE),
    (b"[]", JSON_TYPE),
    (b"null", JSON_TYPE),
    (b'"x"', JSON_TYPE),
    (b"1", JSON_TYPE),
    (b"[" * 200_000, JSON_TYPE),
    (b'{"a":' * 150_000 + b"1" + b"}" * 150_000, JSON_TYPE),
    (b"payload=%7B", FORM),
    (b"payload=null", FORM),
    (b"payload=%5B%5D", FORM),
    (b"payload=" + b"%5B" * 100_000, FORM),
    (b"\x00=\xff&payload", FORM),
    (b"command=/os2", FORM),
    (b'{"type":"event_callback","event":{"type":"app_mention"},"event_id":"E1","team_id":"T0TEST001"}', JSON_TYPE),
    (
        b'{"type":"event_callback","event":{"type":"message","channel_type":"im","user":5,"channel":"D1","ts":"1","text":[]},"event_id":"E1","team_id":"T0TEST001"}',
        JSON_TYPE,
    ),
    (b'{"type":"event_callback","event":"app_mention","event_id":"E1","team_id":"T0TEST001"}', JSON_TYPE),
    (b'{"type":"event_callback"}', JSON_TYPE),
    (b'{"type":"event_callback","event":{"type":["message"]},"event_id":"E1","team_id":"T0TEST001"}', JSON_TYPE),
    (b'{"type":"event_callback","event":{"type":"message"},"authorizations":[5],"team_id":"T0TEST001"}', JSON_TYPE),
    (b"payload=" + quote('{"type":"block_actions","actions":[],"team":{"id":"T0TEST001"},"user":{"id":"U1"}}').encode(), FORM),
    (b"payload=" + quote('{"type":"view_submission","view":"V1","team":{"id":"T0TEST001"},"user":{"id":"U1"}}').encode(), FORM),
    (b'{"type":{},"event":{"type":["x"]},"team":5,"user":[]}', JSON_TYPE),
]


@pytest.mark.parametrize(("body", "content_type"), MALFORMED)
async def test_what_is_signed_and_nonsense_is_refused(slack: StandIn, bot: Connected, http: HttpPosting, body: bytes, content_type: str) -> None:
    with capture_logs() as log:
        answer = await http.malformed(body, content_type)
    quiet(log)
    _harmless(answer)
    assert refused(bot, "malformed") + refused(bot, "unknown") == 1
    await slack.people.direct_message(ASTRID, QUESTION)
    await answered(slack, bot, lambda: slack.messages(ASTRIDS))


def _harmless(answer: Answered) -> None:
    """Acknowledged, so that Slack does not send it again, or refused for good; and nothing of the inside is shown."""
    assert answer.status in (200, 400, 404), answer
    assert answer.status == 200 or answer.headers["x-slack-no-retry"] == "1"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data", ""])
async def test_a_body_of_another_type_harms_nobody(slack: StandIn, bot: Connected, http: HttpPosting, said: JSON, content_type: str) -> None:
    with capture_logs() as log:
        _harmless(await http.wrong_content_type(said, content_type))
    quiet(log)


async def test_commands_buttons_forms_and_shortcuts_that_nobody_knows_are_acknowledged_and_counted(slack: StandIn, bot: Connected, http: HttpPosting) -> None:
    person = slack.workspace.user(ASTRID)
    shortcut = interactions.shortcut(slack.world, slack.workspace, person, "no_such_shortcut")
    base = {"team": {"id": slack.workspace.id}, "user": {"id": ASTRID, "team_id": slack.workspace.id}, "api_app_id": slack.world.app.id, "trigger_id": "1.2"}
    button = {**base, "type": "block_actions", "actions": [{"type": "button", "action_id": "no_such", "block_id": "b"}], "container": {"type": "message"}}
    form = {**base, "type": "view_submission", "view": {"id": "V1", "callback_id": "no_such", "type": "modal", "state": {"values": {}}}}
    with capture_logs() as log:
        assert (await slack.people.slash(ASTRID, GENERAL, "hej", command="/andet")).acked
        for payload in (shortcut, button, form):
            assert (await http.post(urlencode({"payload": json.dumps(payload)}).encode(), FORM)).status == 200
    quiet(log)
    assert refused(bot, "unknown") == 4


async def test_events_that_nobody_asked_for_are_acknowledged(slack: StandIn, bot: Connected, http: HttpPosting, said: JSON) -> None:
    with capture_logs() as log:
        assert (await http.post(json.dumps({**said, "event": {"type": "event_of_tomorrow"}}).encode(), JSON_TYPE)).status == 200
    quiet(log)


FRAMES = [
    "", "no json {", "[]", "null", "1", '"x"', "{}", '{"type":5}', '{"type":"events_api"}', '{"type":"events_api","envelope_id":7,"payload":{}}',
    '{"type":"events_api","envelope_id":"x","payload":[]}', '{"type":"hello_of_tomorrow"}', "[" * 100_000, '{"a":' * 50_000,
]  # fmt: skip


async def test_frames_that_are_none_of_slacks_are_refused_and_the_socket_goes_on(slack: StandIn, socket_bot: Connected) -> None:
    with capture_logs() as log:
        for frame in FRAMES:
            await slack.socket.send_raw(frame, slack.socket.open[0])
        await logged(log, "request_refused", len(FRAMES))
    quiet(log)
    assert refused(socket_bot, "malformed") == len(FRAMES)
    assert len(slack.socket.history) == 2
    await slack.people.direct_message(ASTRID, QUESTION)
    await answered(slack, socket_bot, lambda: slack.messages(ASTRIDS))


@pytest.mark.parametrize("size", [2_000_000, 8_000_000])
async def test_a_huge_frame_is_not_read(slack: StandIn, socket_bot: Connected, size: int) -> None:
    """A larger one than any of Slack's is refused; one that is larger still ends the socket, and another takes its place."""
    with capture_logs() as log:
        await slack.socket.send_raw('{"type":"events_api","padding":"' + "x" * size + '"}', slack.socket.open[0])
        await logged(log, "request_refused" if size < 4_000_000 else "socket_replaced")
    quiet(log)
    await slack.until(lambda: len(slack.socket.open) == 2, "two sockets")
    await slack.people.direct_message(ASTRID, QUESTION)
    await answered(slack, socket_bot, lambda: slack.messages(ASTRIDS))


async def test_an_envelope_whose_payload_is_nonsense_is_acknowledged_and_counted(slack: StandIn, socket_bot: Connected) -> None:
    with capture_logs() as log:
        (copy,) = slack.deliveries.event({"type": "event_callback", "event": {"type": "app_mention"}, "event_id": "E1", "team_id": "T0TEST001"})
        await slack.settled()
        await at_rest(socket_bot)
    quiet(log)
    assert (copy.acked, refused(socket_bot, "malformed")) == (True, 1)
