# SPDX-License-Identifier: MPL-2.0
"""Slack's payloads as deliveries. A payload that is not as Slack documents it raises KeyError or TypeError: it is refused, and counted.

The shapes: https://docs.slack.dev/reference/events, https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/reference/interaction-payloads.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.slack.delivery import Delivery, Place, Work
from bot.adapters.slack.mentions import words
from handlers.message import Asked, Language

Payload = Mapping[str, Any]

HELP = "hjælp"
_UNIX_TIME = re.compile(r"[0-9]{1,10}(\.[0-9]{1,9})?")
_UNSPOKEN = frozenset(("message_changed", "message_deleted", "bot_message", "channel_join", "channel_leave", "message_replied", "thread_broadcast"))
"""Subtypes of messages that nobody says to the bot: https://docs.slack.dev/reference/events/message"""
_WRITTEN = frozenset((None, "file_share", "thread_broadcast"))
"""Subtypes of what people write in threads: with a file, or shown in the channel too."""
_OWN = "meeting"
"""The slot of choices under a reminder: whether one comes is one's own to say, and nobody else's to read."""


def command(body: Payload) -> Delivery:
    """A slash command: answered to its sender alone, by the response URL. Asked for nothing, it asks for help.

    The conversation is theirs, in a direct one too: that may be of two people, neither of them the bot.
    """
    team, channel, user = _team(body), body["channel_id"], body["user_id"]
    key = f"slack:{team}:command:{body['trigger_id']}"
    return Delivery(
        id=key, work="answer", team=team, enterprise=_enterprise(body), user=user, key=f"{key}:answer", foreign=_foreign(body.get("team_id"), team),
        conversation=f"slack:{team}:{channel}:{user}", text=words(body.get("text") or "", team) or HELP,
        private=True, place=Place(surface="ephemeral", channel=channel, response_url=body["response_url"]),
    )  # fmt: skip


def mention(body: Payload, bot_user: str) -> Delivery:
    """A mention: answered in its thread, for all to read."""
    event = body["event"]
    root = event.get("thread_ts") or event["ts"]
    return _said(
        body, bot_user, conversation=f"{event['channel']}:{root}", place=Place(surface="channel", channel=event["channel"], thread=root), private=False
    )


def direct_message(body: Payload, bot_user: str) -> Delivery | None:
    """A message to the bot alone: answered where it was said. None for what nobody said to it."""
    event = body["event"]
    if event.get("channel_type") != "im" or event.get("subtype") in _UNSPOKEN or event.get("bot_id") or not event.get("user"):
        return None
    thread = event.get("thread_ts", "")
    conversation = f"{event['channel']}:{thread}".rstrip(":")
    return _said(body, bot_user, conversation=conversation, place=Place(surface="channel", channel=event["channel"], thread=thread), private=True)


def thread_reply(body: Payload, bot_user: str) -> Delivery | None:
    """What somebody writes in a thread that the bot began, without calling it: answered to them alone. None for everything else that is said in channels.

    A mention comes as an event of its own. `parent_user_id` says who began the thread; where Slack leaves that out, it may have been the bot.
    """
    event = body["event"]
    root, user = event.get("thread_ts"), event.get("user")
    if not root or root == event["ts"] or event.get("channel_type") not in ("channel", "group") or event.get("parent_user_id") not in (None, bot_user):
        return None
    if event.get("subtype") not in _WRITTEN or event.get("bot_id") or not user or user == bot_user or f"<@{bot_user}" in (event.get("text") or ""):
        return None
    place = Place(surface="ephemeral", channel=event["channel"], thread=root)
    said = _said(body, bot_user, conversation=f"{event['channel']}:{root}:{user}", place=place, private=True)
    return said if said.text else None


def _said(body: Payload, bot_user: str, *, conversation: str, place: Place, private: bool) -> Delivery:
    event, team = body["event"], _installed(body)
    return Delivery(
        id=f"slack:{body['event_id']}", work="answer", team=team, enterprise=_enterprise(body), user=event["user"], foreign=_foreign_sender(event, team),
        key=f"slack:{team}:{event['channel']}:{event['ts']}", conversation=f"slack:{team}:{conversation}", text=words(event.get("text") or "", team, bot_user),
        private=private, place=place, at=_moment(event["ts"]),
    )  # fmt: skip


def of_event(body: Payload, work: Work, *, user: str = "", place: Place | None = None) -> Delivery:
    """An event that no message brings."""
    team = _installed(body)
    return Delivery(
        id=f"slack:{body['event_id']}",
        work=work,
        team=team,
        enterprise=_enterprise(body),
        user=user,
        place=place or Place(),
        at=_moment(body.get("event_time") or 0),
    )


def clicked(body: Payload, action: Payload, work: Work, asks: tuple[Asked, ...]) -> Delivery:
    """A button: answered where it stands, unless it is one that each reader presses for themselves. What decides something acts once for each who presses it; a
    question may be asked again after a while; and what one says of oneself, each time.
    """
    own = any(_OWN in each.slots for each in asks)
    team, user, place = _team(body), body["user"]["id"], _place(body, own=own)
    container = body["container"]
    stands = f"{place.channel}:{container['message_ts']}" if "message_ts" in container else f"{container['view_id']}:{body['view']['hash']}"
    decides = work != "answer" or any("change" in each.slots for each in asks)
    moment = "" if decides else f":{action['action_ts'] if own else _hundreds(action['action_ts'])}"
    key = f"slack:{team}:{stands}:{unnamed(user)}:{action['action_id']}{moment}"
    return Delivery(
        id=key, work=work, team=team, enterprise=_enterprise(body), user=user, key=f"{key}:answer", foreign=_foreign(body["user"].get("team_id"), team),
        conversation=_conversation(team, user, container, place), asks=asks, private=place.surface != "channel" or place.channel.startswith("D"), place=place,
        clicked=container.get("message_ts", "") if place.surface == "channel" else "", label=str(action.get("text", {}).get("text", ""))[:75],
        at=_moment(action["action_ts"]),
    )  # fmt: skip


def submitted(body: Payload, asks: Asked | None, language: Language, text: str = "") -> Delivery:
    """A form that was sent: answered in its modal. Sent once more, as after a lost acknowledgement, it is answered once more."""
    team, user, view = _team(body), body["user"]["id"], body["view"]
    key = f"slack:{team}:{view['id']}:{body['trigger_id']}:submit"
    return Delivery(
        id=key, work="answer", team=team, enterprise=_enterprise(body), user=user, key=f"{key}:answer", foreign=_foreign(body["user"].get("team_id"), team),
        conversation=modal_conversation(team, user), text=text, asks=(asks,) if asks else (), private=True, place=Place(surface="modal", view=view["id"]),
        language=language,
    )  # fmt: skip


def opened(body: Payload, view: str, asks: Asked, language: Language) -> Delivery:
    """A surface of the bot's own asked something, and a modal was opened for the answer."""
    team, user = _team(body), body["user"]["id"]
    key = f"slack:{team}:opened:{body['trigger_id']}"
    return Delivery(
        id=key, work="answer", team=team, enterprise=_enterprise(body), user=user, key=f"{key}:answer", foreign=_foreign(body["user"].get("team_id"), team),
        conversation=modal_conversation(team, user), asks=(asks,), private=True, place=Place(surface="modal", view=view), language=language,
    )  # fmt: skip


def shown(body: Payload) -> Delivery:
    """Whoever clicked something that only shows something."""
    team, user = _team(body), body["user"]["id"]
    foreign = _foreign(body["user"].get("team_id"), team)
    return Delivery(id=f"slack:{team}:shown:{body['trigger_id']}", work="answer", team=team, enterprise=_enterprise(body), user=user, foreign=foreign)


def in_modal(body: Payload) -> Delivery:
    """Whoever closed a modal, or looks something up in it: that has no trigger."""
    return shown({**body, "trigger_id": body["view"]["id"]})


def unnamed(user: str) -> str:
    """Tells two users apart in ids, which are logged and kept for days, without saying who they are."""
    return hashlib.sha256(user.encode(errors="replace")).hexdigest()[:16]


def modal_conversation(team: str, user: str) -> str:
    """All of somebody's modals are one conversation: they see one at a time."""
    return f"slack:{team}:{user}:modal"


def workspace(body: Payload) -> tuple[str, str]:
    """The workspace that installed the app, and its organisation in Enterprise Grid (empty where there is none)."""
    return (_installed(body) if "event" in body else _team(body)), _enterprise(body)


def _moment(said: object) -> float:
    """A Unix time by Slack's clock. Raises TypeError for what is none."""
    if not _UNIX_TIME.fullmatch(str(said)):
        raise TypeError("this is no moment")
    return float(str(said))


def _hundreds(moment: object) -> str:
    """A Unix time such as `1764374400.123`, to the hundred seconds."""
    return str(moment).partition(".")[0][:-2]


def _place(body: Payload, *, own: bool = False) -> Place:
    """`own`: the answer is for whoever pressed it alone."""
    container = body["container"]
    if container["type"] == "view":
        return Place(surface="modal", view=container["view_id"])
    channel = container.get("channel_id") or body["channel"]["id"]
    if container.get("is_ephemeral") or (own and not channel.startswith("D") and body.get("response_url")):
        return Place(surface="ephemeral", channel=channel, response_url=body["response_url"])
    thread = container.get("thread_ts") or ("" if channel.startswith("D") else container["message_ts"])
    return Place(surface="channel", channel=channel, thread=thread)


def _conversation(team: str, user: str, container: Payload, place: Place) -> str:
    match place.surface:
        case "modal":
            return modal_conversation(team, user)
        case "ephemeral":
            return f"slack:{team}:{place.channel}:{user}"
        case _:
            return f"slack:{team}:{place.channel}:{place.thread}".rstrip(":")


def _team(body: Payload) -> str:
    """Of a command or an interaction: the workspace where it happened; for a whole organisation's app, the user's own.

    A modal names the workspace of whoever fills it in, be they strangers; its view says where the app is installed.
    """
    view, team = body.get("view") or {}, body.get("team") or {}
    found: str = view.get("app_installed_team_id") or body.get("team_id") or team.get("id") or body["user"]["team_id"]
    return found


def _installed(body: Payload) -> str:
    """Of an event: the workspace whose installation it was sent to, whoever's channel it is."""
    authorizations: Sequence[Payload] = body.get("authorizations") or ({},)
    found: str = authorizations[0].get("team_id") or body["team_id"]
    return found


def _enterprise(body: Payload) -> str:
    authorizations: Sequence[Payload] = body.get("authorizations") or ({},)
    known = authorizations[0]
    enterprise = body.get("enterprise") or {}
    return known.get("enterprise_id") or body.get("enterprise_id") or enterprise.get("id") or ""


def _foreign_sender(event: Payload, team: str) -> bool:
    return _foreign(event.get("user_team") or event.get("source_team") or event.get("team"), team)


def _foreign(theirs: str | None, team: str) -> bool:
    return theirs is not None and theirs.startswith("T") and theirs != team
