# SPDX-License-Identifier: MPL-2.0
"""What became of a call to Slack: done, refused for good, to be tried again, or unclear; told apart by what came back.

Errors: https://docs.slack.dev/reference/methods/chat.postMessage#errors. After a time-out, a broken connection or an error of Slack's own nobody knows whether
the call was carried out ("it's possible some aspect of the operation succeeded before the error was raised", says `fatal_error`): unclear.
"""

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.outcomes import CallError, Outcome

REVOKED = frozenset(("token_revoked", "token_expired", "invalid_auth", "account_inactive", "not_authed", "app_uninstalled"))
_LATER = frozenset(("ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org", "org_login_required"))
_UNCLEAR = frozenset(("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_access_not_granted_yet"))
_SERVER_ERROR = 500


class SlackCallError(CallError):
    """`code`: Slack's own word."""


def judged(error: Exception) -> SlackCallError:
    """What an exception of slack_sdk or aiohttp means."""
    match error:
        case SlackCallError():
            return error
        case SlackApiError():
            return _answered(error)
        case aiohttp.ClientConnectorError():  # before anything was sent
            return SlackCallError(Outcome.LATER, "unreachable")
        case TimeoutError() | asyncio.TimeoutError():
            return SlackCallError(Outcome.UNCLEAR, "timeout")
        case aiohttp.ClientError() | OSError() | SlackClientError() | ValueError():
            return SlackCallError(Outcome.UNCLEAR, type(error).__name__)
    raise error


def _answered(error: SlackApiError) -> SlackCallError:
    status, headers = int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0) or 0), getattr(error.response, "headers", {})
    code = _code(error)
    if status == 429 or code in _LATER:  # noqa: PLR2004 - Too Many Requests
        return SlackCallError(Outcome.LATER, "ratelimited", seconds_of(headers.get("Retry-After", "")))
    if status >= _SERVER_ERROR or code in _UNCLEAR or not code:
        return SlackCallError(Outcome.UNCLEAR, code or f"status_{status}")
    return SlackCallError(Outcome.REVOKED if code in REVOKED else Outcome.REFUSED, code)


def _code(error: SlackApiError) -> str:
    """Empty where the answer was none of Slack's."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def seconds_of(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1.0  # noqa: PLR2004 - below three hours
