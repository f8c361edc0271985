# SPDX-License-Identifier: MPL-2.0
"""What is new with a product, or with all of them, since when somebody asks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.message import Query
from handlers.news.happened import happened
from handlers.news.lookback import span_asked
from handlers.news.saying import Line, cited, lines
from handlers.reply import Bullets, Choice, Part, Phrase, Reply, Value, say
from handlers.role_words import said_moment
from handlers.unknown import no_such_product
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

MOST = 12


async def product_news(query: Query, actor: Actor, unit: UnitOfWork, directory: Directory, now: datetime, zone: ZoneInfo) -> Reply:
    """Changes with their dates, the newest first; and since when they are known of, where more was asked for."""
    asked = query.slots.get("product", "")
    product = await directory.product(asked) if asked else None
    if asked and product is None:
        return no_such_product(query)
    since, until = span_asked(query, now, zone)
    followed = await unit.catalogue_news.followed_since()
    if followed is None:
        return Reply(parts=(say("news.not_followed"),))
    found = await happened(unit, max(since, followed), max(until, followed), zone, asked)
    told = await lines(found.told_to(actor, lambda each: asked in ("", each)), directory, zone)
    about: Value = product.name if product else Phrase("news.every_product")
    parts = _parts(told, about, said_moment(max(since, followed), zone))
    noted = (say("news.followed", date=said_moment(followed, zone)),) if since < followed else ()
    more = (Choice(Phrase("news.ask_info", {"product": product.name}), "product_info", {"product": product.id}),) if product and not told else ()
    return Reply(parts=(*parts, *noted), choices=more, sources=await cited(told[:MOST], directory, zone))


def _parts(told: list[Line], about: Value, since: Value) -> tuple[Part, ...]:
    if not told:
        return (say("news.none", about=about, date=since),)
    ordered = sorted(told, key=lambda each: each.day.text, reverse=True)
    left = (say("news.more", count=len(told) - MOST),) if len(told) > MOST else ()
    return (say("news.since", about=about, date=since), Bullets(tuple(each.dated for each in ordered[:MOST])), *left)
