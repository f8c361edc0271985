# SPDX-License-Identifier: MPL-2.0
"""What is sent arrives once: tried again where it surely was not, looked for where nobody knows, and left alone where it was refused."""

from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.lanes import Lanes
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.render import Rendered
from bot.adapters.slack.sending import ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE, MARK, Sender, marked
from bot.outcomes import Outcome

LATER, UNCLEAR, REFUSED = (SlackCallError(outcome, "code", wait) for outcome, wait in ((Outcome.LATER, 7.0), (Outcome.UNCLEAR, 0.0), (Outcome.REFUSED, 0.0)))
MESSAGE = Rendered("text", ())
HERE = marked("event")


class Client:
    """Slack: what each post comes to, in turn (`lost`: posted, and nobody hears of it), and the messages that are there."""

    def __init__(self, *fates: SlackCallError | str) -> None:
        self.fates = list(fates)
        self.there: list[dict[str, Any]] = []
        self.posts = self.looks = 0
        self.unreadable: SlackCallError | None = None
        self.endless = False  # there is always more to look through

    async def chat_postMessage(self, **message: Any) -> dict[str, Any]:  # noqa: N802 - as slack_sdk calls it
        self.posts += 1
        fate = self.fates.pop(0) if self.fates else "done"
        if isinstance(fate, SlackCallError):
            raise fate
        self.there.append({"ts": f"{len(self.there) + 1}", "metadata": message["metadata"]})
        if fate == "lost":
            raise TimeoutError
        return self.there[-1]

    async def conversations_history(self, **bounds: Any) -> dict[str, Any]:
        self.looks += 1
        assert bounds["include_all_metadata"]
        if self.unreadable:
            raise self.unreadable
        return {"messages": self.there} if not self.endless else {"messages": [], "response_metadata": {"next_cursor": "more"}}

    async def conversations_replies(self, *, ts: str, **bounds: Any) -> dict[str, Any]:
        return await self.conversations_history(**bounds)


class Pauses:
    def __init__(self) -> None:
        self.all: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.all.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
async def sender(pauses: Pauses, registry: CollectorRegistry) -> Sender:
    return Sender(Lanes(), SlackMetrics(registry), "https://slack.com/api/", pauses)


async def post(sender: Sender, client: Client, *, unclear: bool = False, thread: str = "") -> str:
    return await sender.post(cast("AsyncWebClient", client), "C1", MESSAGE, thread=thread, mark=HERE, since=0.0, unclear=unclear)


async def test_what_goes_well_is_posted_without_a_look(sender: Sender) -> None:
    client = Client()
    assert (await post(sender, client), client.posts, client.looks) == ("1", 1, 0)
    assert client.there[0]["metadata"] == {"event_type": MARK, "event_payload": {"mark": HERE}}


async def test_what_surely_was_not_posted_is_posted_again_after_the_wait_slack_asked_for(sender: Sender, pauses: Pauses) -> None:
    client = Client(LATER, LATER)
    await post(sender, client)
    assert (client.posts, client.looks, len(client.there)) == (3, 0, 1)
    assert all(7 <= pause < 7 + LONGEST_PAUSE for pause in pauses.all)


@pytest.mark.parametrize("thread", ["", "123.4"])
async def test_what_may_have_been_posted_is_looked_for_and_not_posted_again(sender: Sender, thread: str) -> None:
    client = Client("lost")
    assert (await post(sender, client, thread=thread), client.posts, client.looks) == ("1", 1, 1)


async def test_what_may_have_been_posted_and_is_not_there_is_posted(sender: Sender) -> None:
    client = Client(UNCLEAR, UNCLEAR)
    await post(sender, client)
    assert (client.posts, client.looks, len(client.there)) == (3, 2, 1)


async def test_once_unclear_it_is_looked_for_before_each_attempt(sender: Sender) -> None:
    client = Client("lost")
    client.unreadable = LATER
    with pytest.raises(SlackCallError):
        await post(sender, client)
    assert (client.posts, client.looks) == (1, ATTEMPTS - 1)


async def test_what_another_process_posted_is_found(sender: Sender) -> None:
    client = Client()
    await post(sender, client)
    assert (await post(sender, client, unclear=True), client.posts) == ("1", 1)


async def test_only_a_message_of_ours_with_this_mark_is_it(sender: Sender) -> None:
    client = Client()
    client.there = [
        {"ts": "1"}, {"ts": "2", "metadata": {}}, {"ts": "3", "metadata": {"event_type": "other", "event_payload": {"mark": HERE}}},
        {"ts": "4", "metadata": {"event_type": MARK, "event_payload": {"mark": marked("event", 1)}}}, {"ts": "5", "metadata": {"event_type": MARK, "event_payload": None}},
    ]  # fmt: skip
    assert await post(sender, client, unclear=True) == "6"


async def test_what_is_refused_is_not_tried_again(sender: Sender) -> None:
    client = Client(REFUSED)
    with pytest.raises(SlackCallError):
        await post(sender, client)
    assert client.posts == 1


async def test_where_it_may_not_be_looked_nothing_is_posted_blindly(sender: Sender) -> None:
    client = Client("lost")
    client.unreadable = SlackCallError(Outcome.REFUSED, "missing_scope")
    with pytest.raises(SlackCallError, match="unsettled: missing_scope"):
        await post(sender, client)
    assert client.posts == 1


async def test_attempts_come_to_an_end_and_pauses_grow(sender: Sender, pauses: Pauses) -> None:
    client = Client(*[UNCLEAR] * 20)
    with pytest.raises(SlackCallError):
        await post(sender, client)
    assert client.posts == ATTEMPTS
    assert [FIRST_PAUSE * 2**number <= pause <= FIRST_PAUSE * 2 ** (number + 1) for number, pause in enumerate(pauses.all)] == [True] * (ATTEMPTS - 1)


async def test_whoever_was_given_up_does_not_hold_up_the_channel(sender: Sender) -> None:
    with pytest.raises(SlackCallError):
        await post(sender, Client(*[LATER] * 20))
    assert await post(sender, Client()) == "1"


async def test_what_comes_of_calls_is_counted(sender: Sender, registry: CollectorRegistry) -> None:
    await post(sender, Client(LATER, "lost"))
    counted = {
        outcome: registry.get_sample_value("os2bot_slack_sent_total", {"method": "chat.postMessage", "outcome": outcome}) for outcome in ("later", "unclear")
    }
    assert counted == {"later": 1, "unclear": 1}
    assert registry.get_sample_value("os2bot_slack_sent_total", {"method": "conversations.history", "outcome": "done"}) == 1


@pytest.mark.parametrize(
    "url", ["https://evil.example/x", "http://hooks.slack.com/x", "https://hooks.slack.com.evil.example/x", "https://slack.com@evil.example/", ""]
)
async def test_an_answer_goes_to_slacks_own_addresses_alone(sender: Sender, url: str) -> None:
    with pytest.raises(SlackCallError, match="foreign_response_url"):
        await sender.respond(url, MESSAGE, cast("AsyncWebClient", Client()))


@pytest.mark.parametrize(("failed", "calls"), [(LATER, 4), (UNCLEAR, 4), (REFUSED, 1)])
async def test_what_may_be_done_twice_is_repeated_within_bounds(sender: Sender, failed: SlackCallError, calls: int) -> None:
    made: list[int] = []

    async def call() -> None:
        made.append(1)
        raise failed

    with pytest.raises(SlackCallError):
        await sender.repeat("views.update", call)
    assert len(made) == calls


def test_marks_tell_events_and_parts_apart_and_say_nothing_of_either() -> None:
    marks = {marked(event, number) for event in ("a", "b", "a:1") for number in range(3)}
    assert len(marks) == 9
    assert all(mark.isalnum() and len(mark) == 32 for mark in marks)


@pytest.mark.parametrize("thread", ["", "1.0"])
async def test_where_there_is_too_much_to_look_through_it_is_not_posted_again(sender: Sender, thread: str) -> None:
    client = Client()
    client.endless = True
    with pytest.raises(SlackCallError, match="unsettled: too_many_messages"):
        await post(sender, client, unclear=True, thread=thread)
    assert client.posts == 0
