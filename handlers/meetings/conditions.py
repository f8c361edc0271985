# SPDX-License-Identifier: MPL-2.0
"""What a message tells of a meeting that is no free text: how many have to come, who may know of it, and how far it is."""

import re
from typing import get_args

from handlers.recurrence.words import NUMBER, number
from handlers.understanding.text import fold
from storage.meetings import MeetingState, Visibility

STATES: tuple[MeetingState, ...] = get_args(MeetingState)
MOST_PEOPLE = 500
_NOT_MORE = r"(?!\s+(?:hundred\w*|hundrede\w*|tusind\w*|million\w*|milliard\w*|thousand\w*|billion\w*|dusin|dozen))"
_QUORUM = (
    re.compile(
        rf"(?<!\w)(?:mindst|min\.|minimum|at\s+least|kvorum|quorum|naar|med|with)\s+(?:(?:er|is|paa|of|til|to|vi|we|have|der|skal|vaere|komme|be)\s+)*(?P<count>{NUMBER})(?!\w){_NOT_MORE}"
    ),
    re.compile(rf"(?<!\w)(?P<count>{NUMBER})\s+(?:deltagere|medlemmer|personer|mennesker|people|members|participants|skal|must|have\s+to|need\s+to)(?!\w)"),
    re.compile(rf"^\s*(?P<count>{NUMBER})\s*$"),
)
_NO_QUORUM = re.compile(
    r"(?<!\w)(?:intet\s+krav|ingen\s+krav|uden\s+krav|no\s+quorum|without\s+(?:a\s+)?quorum|ingen\s+graense|behoever\s+(?:vi\s+|der\s+)?ikke|skal\s+ikke\s+laengere|(?:do(?:es)?\s+not|don.?t|no\s+longer)\s+(?:have|need)|need\s+not|fjern\w*|remove)(?!\w)"
)
_CLOSED = re.compile(
    r"(?<!\w)(?:lukke\w*|intern\w*|fortrolig\w*|kun\s+(?:for\s+)?(?:gruppen\w*|medlemmer\w*)|ikke\s+(?:aabn\w*|offentlig\w*)|closed?|private?|internal|not\s+(?:open|public)"
    r"|only\s+(?:for\s+)?(?:the\s+)?(?:group|members))(?!\w)"
)
_OPEN = re.compile(r"(?<!\w)(?:aabn\w*|aaben|offentlig\w*|alle\s+maa|open|public|everybody|anyone)(?!\w)|^\s*(?:alle|all)\s*$")
_STATE_WORDS: tuple[tuple[MeetingState, str], ...] = (
    ("published", r"offentliggjort|offentliggoer\w*|publicere\w*|published|publish"),
    ("sent_for_approval", r"(?:sendt\s+|sende?r?\s+|er\s+)?(?:til|ud\s+til)\s+godkendelse|for\s+approval|til\s+kommentering|for\s+comments"),
    ("approved", r"godkendt|godkend\w*|approved?"),
    ("minutes_begun", r"referat\w*\s+(?:er\s+)?(?:paa)?begyndt|referat\w*\s+(?:er\s+)?i\s+gang|begyndt\s+(?:paa\s+)?referat\w*|(?:the\s+)?minutes\s+(?:are\s+|have\s+been\s+)?(?:begun|started|under\s+way)"),
    ("agenda", r"(?:dagsorden\w*|agendaen|agenda)(?:\s+(?:er|is|has\s+been|til|for)(?!\w).*|\s*$)|sendt\s+dagsorden\w*"),
    ("calendared", r"kalender\w*|calendared|in\s+the\s+calendar"),
)  # fmt: skip
_STATES = tuple((state, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for state, words in _STATE_WORDS)


def quorum_told(words: str) -> int | None:
    """How many have to come, 0 where nobody has to; None: it does not say."""
    folded = fold(words)
    if _NO_QUORUM.search(folded):
        return 0
    match = next((found for form in _QUORUM if (found := form.search(folded))), None)
    return min(number(match["count"]), MOST_PEOPLE) if match else None


def visibility_told(words: str) -> Visibility | None:
    """Who may know of the meetings; None: it does not say."""
    folded = fold(words)
    return "group" if _CLOSED.search(folded) else "open" if _OPEN.search(folded) else None


def state_told(words: str) -> MeetingState | None:
    """How far it is, in the words of the template for minutes; None: it does not say."""
    folded = fold(words)
    return next((state for state, form in _STATES if form.search(folded)), None)


def state_after(state: MeetingState) -> MeetingState | None:
    """The next in the template's order; None: it was the last."""
    place = STATES.index(state) + 1
    return STATES[place] if place < len(STATES) else None
