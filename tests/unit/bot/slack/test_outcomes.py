# SPDX-License-Identifier: MPL-2.0
"""What became of a call to Slack is told apart: refused, later, unclear or let in no more."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.adapters.slack.outcomes import REVOKED, SlackCallError, judged
from bot.outcomes import Outcome


class Response:
    """As much of slack_sdk's as is looked at."""

    def __init__(self, status: int = 200, data: Any = None, headers: dict[str, str] | None = None) -> None:
        self.status_code, self.data, self.headers = status, data, headers or {}


def answered(code: str = "", status: int = 200, **headers: str) -> SlackCallError:
    data = {"ok": False, "error": code} if code else "<html>"
    return judged(SlackApiError("failed", Response(status, data, {name.replace("_", "-"): value for name, value in headers.items()})))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "msg_too_long", "missing_scope", "invalid_blocks", "an_error_of_tomorrow"])
def test_what_slack_refuses_is_refused_for_good(code: str) -> None:
    assert (answered(code).outcome, answered(code).code) == (Outcome.REFUSED, code)


@pytest.mark.parametrize("code", sorted(REVOKED))
def test_a_token_that_is_no_good_any_more_is_no_fault_of_the_message(code: str) -> None:
    assert answered(code).outcome is Outcome.REVOKED


@pytest.mark.parametrize(("retry_after", "wait"), [("7", 7.0), ("", 1.0), ("soon", 1.0), ("-3", 1.0), ("99999999", 1.0), ("²", 1.0)])
def test_what_slack_puts_off_waits_as_long_as_slack_says(retry_after: str, wait: float) -> None:
    limited = answered("ratelimited", 429, Retry_After=retry_after)
    assert (limited.outcome, limited.wait) == (Outcome.LATER, wait)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_after_an_error_of_slacks_own_nobody_knows(status: int) -> None:
    assert answered("", status).outcome is Outcome.UNCLEAR
    assert answered("fatal_error", 200).outcome is Outcome.UNCLEAR
    assert answered("channel_not_found", status).outcome is Outcome.UNCLEAR


def test_an_answer_that_is_none_of_slacks_is_unclear() -> None:
    assert answered("", 200).outcome is Outcome.UNCLEAR


def test_what_never_left_is_tried_later() -> None:
    refused = aiohttp.ClientConnectorError(aiohttp.client_reqrep.ConnectionKey("x", 1, True, True, None, None, None), OSError())
    assert judged(refused).outcome is Outcome.LATER


@pytest.mark.parametrize(
    "error", [TimeoutError(), aiohttp.ServerTimeoutError(), aiohttp.ServerDisconnectedError(), ConnectionResetError(), SlackRequestError("x"), ValueError()]
)
def test_what_broke_on_its_way_is_unclear(error: Exception) -> None:
    assert judged(error).outcome is Outcome.UNCLEAR


def test_what_was_judged_stays_so_and_a_bug_stays_a_bug() -> None:
    known = SlackCallError(Outcome.LATER, "x")
    assert judged(known) is known
    with pytest.raises(ZeroDivisionError):
        judged(ZeroDivisionError())
