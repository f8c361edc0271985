# SPDX-License-Identifier: MPL-2.0
"""`/calendar/<token>.ics`: meetings as a calendar that other programs subscribe to, for whoever knows the address."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.localise import Localiser
from handlers.icalendar import writing
from handlers.icalendar.scopes import shown
from handlers.icalendar.tokens import fingerprint
from handlers.message import Language
from storage.calendars import CalendarAddress
from storage.unit_of_work import Database, UnitOfWork

_HEADERS = {"Cache-Control": "private, no-cache", "Content-Disposition": 'inline; filename="meetings.ics"'}


class CalendarPages:
    """The token is looked up by its fingerprint, and neither kept nor logged: whoever reads it can read the calendar."""

    def __init__(self, database: Database, localiser: Localiser, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database, self._localiser, self._zone, self._now = database, localiser, zone, now

    def routes(self) -> Sequence[Route]:
        return (Route("/calendar/{token}.ics", self._calendar, methods=["GET"]),)

    async def _calendar(self, request: Request) -> Response:
        """404 for an address that nobody was given, or that was revoked; 304 for who has just this already."""
        async with self._database.unit_of_work() as unit:
            address = await unit.calendars.address(fingerprint(request.path_params["token"]))
            if address is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            content = await self._content(address, unit)
        headers = {**_HEADERS, "ETag": f'"{hashlib.sha256(content).hexdigest()}"'}
        if _known(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(content, media_type="text/calendar", headers=headers)

    async def _content(self, address: CalendarAddress, unit: UnitOfWork) -> bytes:
        language: Language = "en" if address.language == "en" else "da"
        found = await shown(address.scope, address.owner, unit, self._now().astimezone(self._zone).date())
        return writing.calendar(self._localiser.words(found.name, language), found.published, lambda value: self._localiser.words(value, language))


def _known(given: str, etag: str) -> bool:
    """If-None-Match (RFC 9110, section 13.1.2) is compared without looking at whether it is weak."""
    named = {each.strip().removeprefix("W/") for each in given.split(",")}
    return etag in named or "*" in named
