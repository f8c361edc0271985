# SPDX-License-Identifier: MPL-2.0
"""`os2bot preview`: everything that would be posted, planned and composed by what plans and composes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.adapters.console.render import render
from bot.app import Application
from bot.composing import Composing, language_of
from bot.listing import said_moment, terminal_width
from bot.planning import Planning
from bot.platforms import configured
from config.freshness import load_rules
from handlers import POSTS
from handlers.posts.planners import planners
from handlers.posts.words import said_reason, said_target
from handlers.reply import Reply
from handlers.reply_json import to_json
from storage.deliveries import Delivery


@dataclass(frozen=True, slots=True)
class Previewed:
    """`reply`: what it would say; or the reason why it would say nothing."""

    delivery: Delivery
    reply: Reply | str


async def previewed(app: Application, now: datetime, days: int) -> list[Previewed]:
    rules = partial(load_rules, app.settings.config_dir)
    composing = Composing(app.database, POSTS, app.intents, configured(app.settings), app.settings.zone, app.wheel, rules)
    planned = await Planning(app.database, planners(app.settings.language, app.settings.zone, app.wheel)).preview(now, now + timedelta(days=days))
    return [Previewed(each, reply) for each, reply in zip(planned, await composing.previews(planned), strict=True)]


def as_text(found: list[Previewed], app: Application, days: int) -> str:
    if not found:
        return f"Nothing would be posted within {days} days."
    return "\n\n".join(_block(each, app, app.settings.zone) for each in found)


def _block(found: Previewed, app: Application, zone: ZoneInfo) -> str:
    delivery = found.delivery
    head = f"{said_moment(delivery.due_at, zone)[:16]}  {delivery.kind}  {app.localiser.words(said_target(delivery.target), 'en')}  ({delivery.key})"
    if isinstance(found.reply, str):
        return f"{head}\n  would not be posted: {app.localiser.words(said_reason(found.reply), 'en')}"
    words = render(app.localiser.reply(found.reply, language_of(delivery)), width=max(20, min(terminal_width(), 120) - 2))
    return "\n".join([head, *(f"  {line}" for line in words.splitlines())])


def as_documents(found: list[Previewed]) -> list[dict[str, Any]]:
    return [
        {
            "key": each.delivery.key, "kind": each.delivery.kind, "target": each.delivery.target, "due_at": each.delivery.due_at.isoformat(),
            "useful_until": each.delivery.useful_until.isoformat(), "language": each.delivery.language,
            **({"nothing": each.reply} if isinstance(each.reply, str) else {"reply": to_json(each.reply)}),
        }
        for each in found
    ]  # fmt: skip
