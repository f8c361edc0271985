# SPDX-License-Identifier: MPL-2.0
"""The expressions that say how often something takes place, over folded text."""

import re
from dataclasses import dataclass

from handlers.recurrence.unread import STRUCK
from handlers.recurrence.words import (
    AND,
    END,
    EVERY,
    MONTH,
    MONTHS_LISTED,
    NUMBER,
    ORDINAL,
    ORDINALS_LISTED,
    SHORT_WEEKDAYS_LISTED,
    UNIT,
    WEEKDAY,
    WEEKDAYS_LISTED,
    WORKDAY,
    pattern,
)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Every so many of a unit (of `words.UNITS`). `times`: how often in each. `unsure`: the word has two meanings, such as biweekly."""

    interval: int
    unit: str
    times: int = 1
    unsure: bool = False


_WITHOUT = r"(?:undtagen|undtaget|bortset\s+fra|paa\s+naer|men\s+ikke|dog\s+ikke|ikke|except(?:\s+for)?|excluding|but\s+not|not)"
EXCEPT_MONTHS = pattern(rf"{_WITHOUT}\s+(?:i\s+|in\s+)?(?P<months>{MONTHS_LISTED})")
EXCEPT_DAYS = pattern(rf"{_WITHOUT}\s+(?:om\s+|paa\s+|on\s+)?(?P<days>{WEEKDAYS_LISTED})")
ONLY_MONTHS = pattern(rf"(?:kun|only)\s+(?:i|in)\s+(?P<months>{MONTHS_LISTED})")
IN_MONTHS = pattern(rf"(?:i|in|of)\s+(?P<months>{MONTHS_LISTED})(?!,?\s+(?:i\s+)?(?:19|20)[0-9]{{2}})")
PARITY = pattern(
    rf"(?:(?:i|in|every|hver|alle|all|de|on)\s+){{0,3}}(?:(?:(?P<odd>ulige|odd)|lige|even)(?:[ -]numbered)?\s+(?:uger|uge|ugerne|ugenumre|weeks?)"
    rf"|uger\s+med\s+(?:(?P<odd_numbers>ulige)|lige)\s+(?:uge)?numre){END}"
)
_IN_ALL = r"(?:i\s*alt|in\s+(?:all|total))"
COUNT = pattern(
    rf"(?:(?:{_IN_ALL}|(?:a\s+)?total\s+of)\s+(?P<all>{NUMBER})(?:\s+(?:gange?|moeder|times?|occurrences|meetings|sessions))?"
    rf"|(?P<times>{NUMBER})\s+(?:gange|times|occurrences)"
    rf"|(?:(?P<once>once|en\s+gang)|(?P<meetings>{NUMBER})\s+(?:moeder|meetings|sessions))(?=\s+{_IN_ALL})){END}"
    rf"(?:\s+{_IN_ALL}{END})?(?!\s+(?:om|i|per|pr|a|an|hver|hvert|every|each|in\s+the){END})"
)
TIMES = pattern(rf"(?:(?P<few>once|twice|thrice)|(?P<count>{NUMBER})\s+(?:gange?|times?|x))\s+(?:(?:om|i|per|pr\.?|in|a|an|{EVERY})\s+)(?:the\s+)?{UNIT}")
_PACE = rf"(?:(?P<nth>{ORDINAL}|other{END}|alternate{END})\s+|(?P<count>{NUMBER})\s+)?"
_HOW_OFTEN = r"(?:aarligt?|ugentligt?|maanedligt?|dagligt?|kvartalsvist?|yearly|annually|weekly|monthly|daily|quarterly)"
_HVER = rf"(?:(?:{EVERY}|alle|all(?=\s+{WEEKDAY}))(?:\s+|(?=and(?:en|et){END})))"
EACH_UNIT = pattern(rf"(?:(?:i|in|of|om|paa|on)\s+)?{_HVER}{_PACE}{UNIT}")
EACH_DAYS = pattern(rf"(?:(?:om|paa|on)\s+)?(?:{_HVER}{_PACE}|(?P<alternate>alternate\s+))(?P<days>{SHORT_WEEKDAYS_LISTED})")
LOOSE = pattern(
    rf"(?:nogle|visse|enkelte|(?:de\s+)?fleste|some|certain|most|ikke\s+(?:alle|hver)|not\s+(?:all|every))\s+(?:{WEEKDAY}|{WORKDAY}|{UNIT})"
    rf"|(?:{NUMBER}\s+(?:gange|times)|twice|thrice)\s+{_HOW_OFTEN}{END}"
    rf"|{ORDINAL}\s+(?:uge|week)\s+(?:i|in|of)\s|{EVERY}\s+(?:{ORDINAL}|{NUMBER})\s+(?:eller|or|til|to)\s|{EVERY}\s+(?:{ORDINAL}\s+|{NUMBER}\s+)?(?:timer?|hours?|minut|minutes?){END}"
)
NARROWED = pattern(
    rf"(?:blandt|among|naar\s+det\s+er|when\s+it\s+is|uger\s+taelles|counting\s+weeks){END}"
    rf"|(?:i\s+stedet\s+for|instead\s+of|rather\s+than|frem\s+for|ikke\s+laengere|no\s+longer){END}|(?:fra|from)\s+\{STRUCK}.{{0,40}}\s(?:til|to)\s+\{STRUCK}"
)
"""What makes a rhythm another one than it seems: days among others, or what was so until now."""
OTHER_WEEKS = pattern(rf"(?:ulige|lige|odd|even){END}")
"""Beside even weeks; anywhere else, "lige" and "even" are ordinary words."""
RELATED = re.compile(rf"\{STRUCK}\s+(?:foer|efter|inden|before|after)\s")
"""The last Friday before Christmas."""
EITHER = re.compile(
    rf"{WEEKDAY}\s+(?:eller|or)\s+{WEEKDAY}|\{STRUCK}\s*,?\s*(?:eller|or)\s+(?:\{STRUCK}|{EVERY}\s|{ORDINAL}|{WEEKDAY}|den\s|the\s)|(?<!\w)(?:{ORDINAL}|{WEEKDAY})\s+(?:eller|or)\s+\{STRUCK}"
)
BEGINNING = re.compile(r"(?<!\w)(?:fra|from|starting|start|gang|naeste|next|kommende|coming)\s+(?:paa\s+|on\s+)?$")
GAPS = pattern(rf"(?:(?:med|at|with)\s+)?(?P<count>{NUMBER})(?:\s+|-){UNIT}\s+(?:mellemrum|apart|intervals?){END}")
PERIOD = pattern(
    r"(?:i|in|of|per|pr\.?)\s+(?:(?P<month>maaneden|md\.?|(?:the|a)\s+month)|(?P<quarter>kvartalet|(?:the|a)\s+quarter)|(?P<half>halvaaret|(?:the|a)\s+half[ -]year)|(?P<year>aaret|(?:the|a)\s+year))(?!\w)"
    r"|(?P<months_own>maanedens|the\s+month['’]s)(?!\w)|(?P<quarters_own>kvartalets|the\s+quarter['’]s)(?!\w)|(?P<years_own>aarets|the\s+year['’]s)(?!\w)"
)
OF_PERIOD = re.compile(
    r"\s+(?:i|in|of)\s+(?:(?:the|a|each|every|hver|hvert)\s+)?(?:maaned|maaneden|month|md|kvartal|kvartalet|quarter|halvaaret|aaret|year)(?!\w)"
)
NTH = pattern(
    rf"(?P<each>{_HVER})?(?:(?:paa|on)\s+)?(?:(?:den|the|d\.)\s+)?(?P<nths>{ORDINALS_LISTED})\s+(?:(?P<days>{SHORT_WEEKDAYS_LISTED})|(?P<workday>{WORKDAY}{END})|(?:dag|day){END})"
)
_NO_MONTH_DAY = rf"(?!\s*{MONTH}|\s+of\s+{MONTH},?\s+(?:19|20)[0-9]{{2}}|\s*[0-9/]|\s+{WEEKDAY}|{AND}{ORDINAL})"
MONTH_DAYS = pattern(
    rf"(?P<article>(?:on\s+)?(?:den|the|d\.)\s*)?(?P<days>{ORDINALS_LISTED}){_NO_MONTH_DAY}(?=(?P<month>\s+of\s+{MONTH})?)(?P<struck>\s*(?:,\s*)?\{STRUCK})?"
)
_DATE = rf",?\s+(?:den\s+|d\.?\s*|the\s+)?[0-9]{{1,2}}(?:\.|st|nd|rd|th)?(?:\s?/\s?[0-9]|\s*(?:of\s+)?{MONTH})"
DAYS = pattern(rf"(?:om\s+)?(?:(?:paa|on)\s+)?(?P<days>{WEEKDAYS_LISTED})(?!{_DATE})")
PLURAL = re.compile(r"dage(?:ne)?(?!\w)|days(?!\w)|(?<=om )\w+dagen(?!\w)")
PLURAL_WORKDAYS = pattern(
    rf"(?P<number>{NUMBER}\s+)?(?:(?:paa|on|om)\s+)?(?:(?P<workdays>hverdage(?:ne)?|arbejdsdage|weekdays|workdays|working\s+days)|weekender|weekends){END}"
)
_MEETING = r"(?=\s+(?:\w{1,20}\s+)?(?:\w{0,20}moede[rt]?|meetings?|calls?)(?!\w))"
ADVERBS: tuple[tuple[re.Pattern[str], Cycle], ...] = tuple(
    (pattern(rf"(?:{expression}){END}"), cycle)
    for expression, cycle in (
        (rf"dagligt|daily|daglige?{_MEETING}", Cycle(1, "day")),
        (r"bi-?weekly", Cycle(2, "week", unsure=True)),
        (r"(?:14|fjorten)[ -]?dages|fortnightly", Cycle(2, "week")),
        (rf"ugentligt|weekly|ugentlige?{_MEETING}", Cycle(1, "week")),
        (r"bi-?monthly", Cycle(2, "month", unsure=True)),
        (rf"maanedligt|maanedsvist?|monthly|maanedlige?{_MEETING}", Cycle(1, "month")),
        (r"kvartalsvist?|kvartalvist?|quarterly", Cycle(1, "quarter")),
        (r"bi-?annually", Cycle(1, "half", unsure=True)),
        (rf"halvaarligt|half[ -]yearly|semi-?annually|halvaarlige?{_MEETING}", Cycle(1, "half")),
        (rf"aarligt|yearly|annually|(?:aarlige?|annual){_MEETING}", Cycle(1, "year")),
    )
)
