# SPDX-License-Identifier: MPL-2.0
"""What a message tells of a meeting in words of its own: where, under which address, what it is called, what it is for, and why something is changed."""

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from handlers.refusal import Refusal
from handlers.unanswered.wording import says_who
from handlers.understanding.day_names import MONTHS, WEEKDAYS

Link = Literal["link", "agenda_url", "minutes_url"]
Words = Literal["title", "purpose", "place"]
LONGEST_TEXT, LONGEST_LINK = 300, 500
"""Characters."""

_ADDRESS = re.compile(
    r"(?<![\w/@.])(?:[a-z][a-z0-9+.-]{1,20}://[^\s<>\"|]*|(?:(?:javascript|data|file|mailto|tel|msteams|zoommtg):|www\.)[^\s<>\"|]+)", re.IGNORECASE
)
_BEHIND = ".,;:!?)]}'\"»«”"
_OF_AGENDA = re.compile(r"dagsorden|agenda", re.IGNORECASE)
_OF_MINUTES = re.compile(r"referat|minutes", re.IGNORECASE)
_LABELS: Mapping[str, str] = {
    "title": r"titel|title", "purpose": r"formål|formaal|purpose", "place": r"sted|lokale|place|location|venue|where|hvor",
    "reason": r"grund|årsag|aarsag|begrundelse|reason", "other": r"link|dagsorden|agenda|referat|minutes",
}  # fmt: skip
_LABEL = rf"(?:{'|'.join(_LABELS.values())})\s*:"
_BOUND = rf"(?=[,;.]?\s+{_LABEL}|\s*;|\s+https?://|,?\s+(?:kl\.?|klokken)\s|$)"
_QUOTED = re.compile(
    r"(?:kaldet|kaldes|hedder|titlen?|titel|called|titled|entitled|named|title)\s+(?:(?:er|is|til|to)\s+)?[\"»„“](?P<text>[^\"«“”]+)[\"«“”]", re.IGNORECASE
)
_CALLED = re.compile(
    r"(?<!\w)(?:kaldet|med\s+titlen|called|titled|entitled)\s+(?P<text>\w.*?)(?=[,;.]|\s+(?:kl\.?|klokken|hver|hvert|den|fra|at|every|each|on|from|https?://\S+)(?:\s|$)|$)",
    re.IGNORECASE,
)
_NAMED: Mapping[Words, str] = {
    "title": r"titlen?|titel|navnet|title|name", "purpose": r"formålet|formaalet|formål|purpose", "place": r"stedet|sted|lokalet|lokale|place|location|room|venue",
}  # fmt: skip
_DAY_NAMES = "|".join(sorted({*MONTHS, *WEEKDAYS, "lørdag", "søndag"}, key=len, reverse=True))
_PROPER = rf"(?!(?i:{_DAY_NAMES})(?!\w))[A-ZÆØÅ][\w-]*(?:\s+(?!(?i:{_DAY_NAMES})(?!\w))[A-ZÆØÅ0-9][\w-]*){{0,4}}"
_ROOM_WORDS = (
    r"\w*lokalet?|møderum(?:met)?|rum|sal(?:en)?|kantinen|rådhuset|biblioteket|kontoret|bygning|auditoriet|(?:meeting\s+|conference\s+)?room|town\s+hall|city\s+hall|library|"
    r"office|building|auditorium|canteen"
)
_ROOM_NAMED = rf"(?i:{_ROOM_WORDS})(?!\w)(?:\s+(?:\w*\d[\w.-]*|[\"»„“][^\"«“”]+[\"«“”]|{_PROPER}))?"
_FURTHER = rf"(?:,\s+(?:{_ROOM_NAMED}|\d{{4}}\s+{_PROPER}|\d+\.?\s?(?i:sal|etage|floor)|{_PROPER}))*"
"""The rest of an address: "Halfdansgade 8, 2. sal, 2300 København"."""
_ROOM = re.compile(
    rf"(?<!\w)(?i:i|på|paa|in|at|til|to)\s+(?:(?i:the)\s+)?(?P<text>{_ROOM_NAMED}"
    rf"(?:,?\s+(?i:i|på|paa|hos|in|on|at)\s+(?:\d+\.?\s?(?i:sal|etage|floor)|{_PROPER}))?{_FURTHER})"
)
_BUILDING = re.compile(
    rf"(?<!\w)(?i:i|på|paa|in|at)\s+(?:(?i:the)\s+)?(?P<text>(?=[^,]{{0,60}}(?i:rådhus|raadhus|bibliotek|kulturhus|hotel|centret|centeret|city\s+hall|town\s+hall|library)){_PROPER}{_FURTHER})"
)
_ONLINE = re.compile(
    r"(?<!\w)(?:(?:på|paa|via|on|over|i|in)\s+(?P<tool>(?:MS\s+|Microsoft\s+)?Teams|Zoom|Jitsi|Google\s+Meet|Webex)|(?P<word>online|virtuelt|digitalt|virtually))(?!\w)"
    r"|,\s*(?P<last>(?:MS\s+|Microsoft\s+)?Teams|Zoom|Jitsi|Google\s+Meet|Webex)\s*[.!]?$",
    re.IGNORECASE,
)
_HOST = re.compile(rf"(?<!\w)(?i:hos)\s+(?P<text>{_PROPER}{_FURTHER})")
_ANYWHERE = re.compile(rf"(?<!\w)(?i:i|på|paa|in|at|hos|til|to)\s+(?:(?i:the)\s+)?(?P<text>{_PROPER})")
_ABOUT = re.compile(
    rf"(?<!\w)(?:møde\w*|moede\w*|meeting)(?!\w).*?(?<!\w)(?:om|about|regarding|vedr\.?|vedrørende|angående)\s+(?!(?:{_DAY_NAMES})|(?:en|et|to|tre|fire|\w+\s+(?:uger?|dage?|timer?|år|måneder?)|"
    rf"dagen|morgenen|formiddagen|eftermiddagen|aftenen|ugen|måneden|året|at|ikke)(?!\w))(?P<text>[^\W\d][^\d.,;:!?]{{2,80}})[.!]?$",
    re.IGNORECASE,
)
_WHY = re.compile(r"(?<!\w)(?:fordi|da\s+der|på\s+grund\s+af|paa\s+grund\s+af|pga\.?|grundet|because\s+of|because|due\s+to)\s+(?P<text>.+)$", re.IGNORECASE)
_AFTERWARDS = re.compile(r"^\S+\s+\S+.*?(?::|\s[–—-])\s+(?P<text>.+)$")
_MEETING = re.compile(r"(?<!\w)(?:møde|moede|meeting)", re.IGNORECASE)
_ALWAYS = re.compile(
    r"(?<!\w)(?:altid|alle\s+(?:\w+\s+)?(?:møder|moeder|møderne|gange)|fremover|hver\s+gang|hele\s+(?:rækken|serien|møderækken)|always|all\s+(?:the\s+|of\s+the\s+|future\s+)?meetings"
    r"|every\s+(?:time|meeting)|from\s+now\s+on|in\s+(?:the\s+)?future|the\s+whole\s+series)(?!\w)",
    re.IGNORECASE,
)
_SERIES = re.compile(
    r"(?<!\w)(?:mødeserie\w*|moedeserie\w*|møderække\w*|moederaekke\w*|serien|rækken(?:\s+af\s+møder)?|(?:the\s+)?(?:whole\s+|meeting\s+)?series)(?!\w)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?<!\w)(?:nedlæg\w*|nedlagt|afslut\w*|stop\w*|ophør\w*|opløs\w*|hold(?:er|t)?\s+op|luk\w*|slet\w*|aflys\w*|ikke\s+(?:længere|mere)|"
    r"end(?:s|ed)?(?!\s+at(?!\w))|discontinue\w*|w(?:i|ou)nd\s+up|disband\w*|dissolve\w*|cancel\w*|no\s+(?:longer|more))(?!\w)",
    re.IGNORECASE,
)


def names_series(words: str) -> bool:
    """Whether the series itself is spoken of."""
    return _SERIES.search(words) is not None


def ends_series(words: str) -> bool:
    """Whether something is to come to its end."""
    return _ENDS.search(words) is not None


def links_told(words: str) -> Mapping[str, str]:
    """What stands at which web address (`Link`), by the word before it; one without is that of the meeting itself. Raises Refusal for an address that is none of the web."""
    found: dict[str, str] = {}
    done = 0
    for match in _ADDRESS.finditer(words):
        before = words[done : match.start()]
        kind: Link = "agenda_url" if _OF_AGENDA.search(before) else "minutes_url" if _OF_MINUTES.search(before) else "link"
        found.setdefault(kind, checked_link(match[0].rstrip(_BEHIND)))
        done = match.end()
    return found


def checked_link(address: str) -> str:
    """The web address, if it is one. Raises Refusal."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise Refusal("meeting.bad_link", outcome="asked_back", address=address) from None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or "@" in parts.netloc or len(address) > LONGEST_LINK:
        raise Refusal("meeting.bad_link", outcome="asked_back", address=address[:LONGEST_LINK])
    return address


def place_told(words: str) -> str:
    """Where it is held; empty: it does not say so plainly."""
    if labelled := _labelled("place", words):
        return labelled
    for form in (_BUILDING, _ROOM, _HOST):
        if match := form.search(words):
            return _fit(match["text"])
    match = _ONLINE.search(words)
    return _fit(match["tool"] or match["word"] or match["last"]) if match else ""


def title_told(words: str) -> str:
    """What it is called; empty: that of the group."""
    match = _QUOTED.search(words) or _CALLED.search(words)
    return _fit(match["text"]) if match else _labelled("title", words)


def purpose_told(words: str) -> str:
    if labelled := _labelled("purpose", words):
        return labelled
    match = _ABOUT.search(words)
    return _fit(match["text"]) if match else ""


def text_told(field: Words, words: str) -> str:
    """What a title, purpose or place is to be instead; empty: that is not said."""
    found = {"title": title_told, "purpose": purpose_told, "place": place_told}[field](words)
    if found:
        return found
    match = re.search(rf"(?<!\w)(?:{_NAMED[field]})(?!\w).{{0,80}}?(?<!\w)(?:til|to|er|is|bliver|becomes)\s+(?P<text>\S.*)$", words, re.IGNORECASE)
    if match is None and field == "place":
        match = _ANYWHERE.search(words)
    return _fit(match["text"].strip('"»«“”')) if match else ""


def reason_told(words: str) -> str:
    """Why something is changed: after "because", or behind a colon or dash; empty: it does not say."""
    if labelled := _labelled("reason", words):
        return labelled
    if match := _WHY.search(words):
        return _fit(match["text"])
    match = _AFTERWARDS.search(words)
    return _fit(match["text"]) if match and not _MEETING.search(match["text"]) and not _ADDRESS.search(match["text"]) else ""


def always_told(words: str) -> bool:
    """Whether all meetings from now on are meant, and not one."""
    return _ALWAYS.search(words) is not None


def checked_text(text: str) -> str:
    """What is to be read by all. Raises Refusal where it is too long or says who somebody is."""
    if len(text) > LONGEST_TEXT:
        raise Refusal("meeting.too_long", outcome="asked_back", missing=("text",), count=LONGEST_TEXT)
    if says_who(text):
        raise Refusal("meeting.names_somebody", outcome="asked_back")
    return text


def _labelled(label: str, words: str) -> str:
    match = re.search(rf"(?<!\w)(?:{_LABELS[label]})\s*:\s*(?P<text>.+?){_BOUND}", words, re.IGNORECASE)
    return _fit(match["text"]) if match else ""


def _fit(text: str) -> str:
    return checked_text(text.strip().rstrip(".,;!").strip())
