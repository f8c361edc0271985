# SPDX-License-Identifier: MPL-2.0
"""What a person's client puts into events: https://spec.matrix.org/latest/client-server-api/#mroommessage"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

Content = dict[str, Any]


def text(body: str, *, html: str = "", mentions: Sequence[str] = ()) -> Content:
    """`mentions`: user ids that `m.mentions` names. In the text they stand only where the caller writes them: see `pill`."""
    formatted = {"format": "org.matrix.custom.html", "formatted_body": html} if html else {}
    return {"msgtype": "m.text", "body": body, **formatted, "m.mentions": {"user_ids": list(mentions)} if mentions else {}}


def pill(user: str, name: str) -> str:
    """How a mention stands in HTML."""
    return f'<a href="https://matrix.to/#/{user}">{escape(name)}</a>'


def mentioning(user: str, name: str, said: str) -> Content:
    """As Element writes it: the name in the plain text, a pill in the HTML, and `m.mentions`."""
    return text(f"{name}: {said}", html=f"{pill(user, name)}: {escape(said)}", mentions=[user])


def in_thread(content: Content, root: str, *, latest: str = "", reply: bool = False) -> Content:
    """In the thread with this root. `latest`: the thread's last event, for clients without threads. `reply`: it answers that event, it does not just follow it."""
    relation = {"rel_type": "m.thread", "event_id": root, "is_falling_back": not reply, "m.in_reply_to": {"event_id": latest or root}}
    return {**content, "m.relates_to": relation}


def replying(content: Content, to: Mapping[str, Any], *, fallback: bool = False) -> Content:
    """Answers the event `to`. `fallback`: with its words quoted before, as clients wrote until 2024 (before Matrix 1.13)."""
    relation = {"m.relates_to": {"m.in_reply_to": {"event_id": to["event_id"]}}}
    if not fallback:
        return {**content, **relation}
    sender, said = to["sender"], str(to["content"].get("body", ""))
    quoted = "\n".join(f"> {line}" for line in f"<{sender}> {said}".split("\n"))
    where = f"https://matrix.to/#/{to.get('room_id', '')}/{to['event_id']}"
    mark = f'<mx-reply><blockquote><a href="{where}">In reply to</a> {pill(sender, sender)}<br>{escape(said)}</blockquote></mx-reply>'
    html = f"{mark}{content.get('formatted_body') or escape(content['body'])}"
    return {**content, "body": f"{quoted}\n\n{content['body']}", "format": "org.matrix.custom.html", "formatted_body": html, **relation}


def editing(content: Content, event: str) -> Content:
    """Stands in place of the content of `event` from now on."""
    return {**content, "body": f"* {content['body']}", "m.new_content": content, "m.relates_to": {"rel_type": "m.replace", "event_id": event}}


def reaction(event: str, key: str) -> Content:
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}}
