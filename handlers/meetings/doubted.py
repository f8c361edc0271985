# SPDX-License-Identifier: MPL-2.0
"""What is denied, doubted or only asked is nothing to be done: "flyt ikke mødet", "mødet er måske aflyst", "skal vi mødes hver tirsdag?". It is asked back."""

import re

from handlers.meetings.arranging import Arranging
from handlers.meetings.finding import NONE_THEN
from handlers.meetings.grouping import kept
from handlers.meetings.told import links_told, place_told, purpose_told, reason_told, title_told
from handlers.message import Query
from handlers.posts.meeting_found import hours
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Phrase
from handlers.understanding.text import fold

_REASON = re.compile(r"(?<!\w)(?:fordi|grundet|pga|paa\s+grund\s+af|da\s+der|because|due\s+to|hvis|if)(?!\w)")
_NOT = r"(?:not|never|no\s+longer|\w+n['’]t|dont|doesnt|didnt|isnt|wasnt|arent|wont|hasnt|havent)"
_DENIED = re.compile(
    r"(?<!\w)(?:(?:flyt\w{0,3}|ryk\w{0,3}|udskyd\w{0,2}|udsaet\w{0,3}|skub\w{0,3}|aflys\w{0,2}|slet\w{0,3}|fjern\w{0,2}|drop\w{0,3}|sloejf\w{0,2}|nedlaeg\w{0,3}|planlaeg\w{0,3})\s+"
    r"(?:(?:nu|bare|endelig|altsaa|vi|jeg|i|det|dem|den|moedet|moederne)\s+){0,2}(?:ikke|aldrig)"
    r"|(?:ikke|aldrig|hverken)\s+(?:(?:laengere|laenger|mere|blevet|blive|bliver|vaere|selv|har|skal|skulle)\s+){0,2}"
    r"(?:flytt\w*|rykk\w*|udskyd\w*|udskudt|udsat|udsaett\w*|skubb\w*|aflys\w*|slett\w*|dropp\w*|sloejf\w*|nedlaeg\w*|nedlagt|planlaeg\w*|planlagt)"
    rf"|{_NOT}\s+(?:(?:be|been|being|to|yet|actually|going|get|have)\s+){{0,3}}"
    r"(?:cancel\w*|call(?:ed|ing)?\s+off|mov(?:e|ed|es|ing)|reschedul\w*|postpon\w*|shift\w*|push\w*|scrap\w*|delet\w*|drop\w*|schedul\w*))(?!\w)"
)
_NO_MEETING = re.compile(
    r"(?<!\w)(?:(?:moedes|samles|ses|holder\s+moede\w*)\s+(?:\w+\s+)?(?:ikke|aldrig)|(?:ikke|aldrig)\s+(?:laengere\s+)?(?:moedes|samles|ses|holde\s+moede\w*)"
    rf"|{_NOT}\s+(?:going\s+to\s+|be\s+)?(?:meet|meeting|have\s+(?:a\s+)?meetings?))(?!\w)"
)
_AFTER_ALL = re.compile(r"(?<!\w)(?:alligevel|laengere|laenger|mere|after\s+all|no\s+longer|any\s?more)(?!\w)")
_CANCELLED = re.compile(r"(?<!\w)(?:aflys\w*|cancel\w*|called\s+off)(?!\w)")
_DOUBTED = re.compile(
    r"(?<!\w)(?:maaske|muligvis|formentlig|formodentlig|sandsynligvis|vistnok|eventuelt|evt|ikke\s+sikker\w*|maybe|perhaps|possibly|probably|might|not\s+sure)(?!\w)"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ])")
_REQUEST = re.compile(r"(?:\W*(?:hej|hi|hello|og|and|saa|so)\W+)*\W*(?:kan|kunne|vil|ville|gider|maa|can|could|will|would)\s+(?:du|vi|i|jeg|man|you|we)(?!\w)")
_POLITE = re.compile(r"(?<!\w)(?:venligst|tak|please)(?!\w)")


async def decided(arranging: Arranging) -> Arranging:
    """What is meant to be done. Raises Refusal where it is denied, in doubt, or asked; that a meeting is not cancelled any more is that it is held after all."""
    query = arranging.query
    folded = _REASON.split(fold(query.words))[0]
    if "text" in query.slots or not folded:
        return arranging
    if _asked(query.words):
        raise _asking_back("meeting.asked", query)
    if _DENIED.search(folded) or (_NO_MEETING.search(folded) and (query.intent == "schedule_meeting" or "rule" in query.slots)):
        if _CANCELLED.search(folded) and _AFTER_ALL.search(folded):
            return arranging.saying(item="restore")
        raise await _denied(arranging)
    if _DOUBTED.search(folded):
        raise _asking_back("meeting.doubted", query)
    return arranging


def speaks_of_cancelling(words: str) -> bool:
    return _CANCELLED.search(fold(words)) is not None


def _asked(words: str) -> bool:
    """Whether it is a question, and none that asks the bot, or all of us, to do something."""
    questions = [fold(each) for each in _SENTENCE_END.split(words) if each.rstrip().endswith("?")]
    return bool(questions) and not _POLITE.search(fold(words)) and not any(_REQUEST.match(each) for each in questions)


def _asking_back(key: str, query: Query) -> Refusal:
    """With a choice to do it, where nothing would be lost that was written freely."""
    told = (place_told, title_told, purpose_told, reason_told, links_told)
    lost = any(each(query.words) for each in told)
    choices = () if lost else (Choice(Phrase("meeting.asked.do"), query.intent, kept(query)),)
    return asking(key, choices=choices)


async def _denied(arranging: Arranging) -> Refusal:
    """Says how it is with the meeting that is spoken of, where one is."""
    if arranging.query.intent == "schedule_meeting" or "rule" in arranging.query.slots:
        return asking("meeting.denied")
    try:
        found = await arranging.finding.next_one(lambda _: True)
    except Refusal as refusal:
        return refusal if refusal.phrase.key == NONE_THEN and not refusal.choices else asking("meeting.denied")
    if not found.cancelled:
        return asking("meeting.denied.stands", when=hours(found))
    restore = Choice(Phrase("meeting.restore.choice"), "change_meeting", {"item": "restore", "meeting": found.id})
    return asking("meeting.denied.cancelled", choices=(restore,), when=hours(found))
