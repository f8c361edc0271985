# SPDX-License-Identifier: MPL-2.0
"""Who is a guest: what Slack said last holds while it does not answer, and what it never said is soon asked for again."""

from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.lanes import Lanes
from bot.adapters.slack.members import Member, Members, _member
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.sending import Sender


class Slack:
    """Says that everybody is a guest, or nobody, unless it is away."""

    away, guest = False, True

    async def users_info(self, **_: Any) -> dict[str, Any]:
        if self.away:
            raise TimeoutError
        return {"user": {"is_restricted": self.guest, "team_id": "T1", "locale": "da-DK"}}


async def _at_once(_: float) -> None: ...


class Asked:
    def __init__(self) -> None:
        self.slack, self.now = Slack(), 0.0
        self.members = Members(
            Sender(Lanes(lambda: self.now), SlackMetrics(CollectorRegistry()), "https://slack.com/api/", pause=_at_once), "Europe/Copenhagen", lambda: self.now
        )

    async def of(self) -> Member:
        return await self.members.of(cast("AsyncWebClient", self.slack), "T1", "U1")


@pytest.fixture
def asked() -> Asked:
    return Asked()


async def test_a_guest_stays_one_while_slack_does_not_answer(asked: Asked) -> None:
    assert (await asked.of()).guest
    asked.slack.away = True
    for _ in range(3):
        asked.now += 1_000
        assert await asked.of() == Member(guest=True, language="da")


async def test_whoever_was_never_known_counts_as_a_guest_and_is_soon_asked_for_again(asked: Asked) -> None:
    asked.slack.away, asked.slack.guest = True, False
    assert (await asked.of()).guest
    asked.slack.away = False
    asked.now += 60
    assert not (await asked.of()).guest


@pytest.mark.parametrize(
    ("locale", "zone", "language"),
    [("da-DK", "Europe/Copenhagen", "da"), ("en-US", "Europe/Copenhagen", None), ("en-GB", "Europe/London", "en"), ("de-DE", "Europe/Berlin", None)],
)
def test_an_english_slack_at_home_says_nothing_of_somebodys_language(locale: str, zone: str, language: str | None) -> None:
    assert _member({"locale": locale, "tz": zone}, "T1", "Europe/Copenhagen").language == language
