# SPDX-License-Identifier: MPL-2.0
"""Looks at the lists of releases that are read, as the database has them: none is asked for."""

from collections.abc import Sequence

from bot.doctor.finding import NOTE, OK, Finding, listed
from bot.localise import Localiser
from config.catalogue.web_addresses import listed_repository
from handlers.reply import Phrase
from storage.releases import ReleaseFeed
from storage.unit_of_work import UnitOfWork

_SUBJECT = "releases"
_OTHERS = "They are tried again. Give the product other `repositories`, or `releases: []`, where a repository is gone (docs/own-facts.md)."


async def released(unit: UnitOfWork, localiser: Localiser, hours: int) -> list[Finding]:
    """Nothing where none was ever followed. `hours`: between two looks at each; 0: none is read."""
    feeds = await unit.releases.feeds()
    if not feeds:
        return []
    if not hours:
        return [Finding(NOTE, _SUBJECT, f"{len(feeds)} lists of releases are read no longer: OS2BOT_RELEASE_HOURS is 0", "Nothing, if that is meant.")]
    troubled = [each for each in feeds if each.troubled_since]
    read = max((each.read_at for each in feeds if each.read_at), default=None)
    when = f"the last one at {read:%Y-%m-%d %H:%M} UTC" if read else "and none was yet"
    found = Finding(OK, _SUBJECT, f"{len(feeds)} lists of releases are read every {hours} hours, {when}")
    return [found, *_troubled(troubled, localiser)]


def _troubled(feeds: Sequence[ReleaseFeed], localiser: Localiser) -> list[Finding]:
    if not feeds:
        return []
    said = listed([f"{listed_repository(each.url)} since {each.troubled_since:%Y-%m-%d}: {localiser.words(Phrase(each.trouble), 'en')}" for each in feeds])
    return [Finding(NOTE, _SUBJECT, f"{len(feeds)} of these lists cannot be read. {said}", _OTHERS)]
