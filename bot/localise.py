# SPDX-License-Identifier: MPL-2.0
"""A reply in one language: words, but no markup yet. Texts are gettext catalogues with keyed messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.texts import PLACEHOLDER, Text, load_texts
from config.catalogue.values import Bilingual
from handlers.message import LANGUAGES, Asked, Language
from handlers.reply import (
    FEWEST_BARS,
    Bullets,
    Chart,
    Cited,
    Heading,
    Hours,
    Link,
    Listing,
    Paragraph,
    Part,
    PartialDate,
    Phrase,
    Prose,
    Reply,
    Table,
    Value,
    Verbatim,
)  # fmt: skip

_LOCALES: Mapping[Language, Locale] = {"da": Locale("da", "DK"), "en": Locale("en", "GB")}
COMMUNITY = ZoneInfo("Europe/Copenhagen")
_MONTH, _SHORT_MONTH = "MMMM y", "MMM y"
_HOURS = {"da": ("EEEE 'den' d. MMMM y 'kl'. HH.mm", "HH.mm"), "en": ("EEEE d MMMM y, HH:mm", "HH:mm")}
_WEEKDAY = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}
_MOMENT = {"da": "short", "en": "d MMMM y, HH:mm"}
"""In English with the name of the month: 01/02 is the first of February to some and the second of January to others."""
_DAY = {"da": "d. MMMM y", "en": "d MMMM y"}


@dataclass(frozen=True, slots=True)
class LocalisedTable:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LocalisedBar:
    """`said`: the number as it is written in the reply's language."""

    label: str
    number: int
    said: str


@dataclass(frozen=True, slots=True)
class LocalisedChart:
    """`says`: the same in words, for whoever does not see it, and above it for all. `figures`: what a table of the numbers is called."""

    title: str
    unit: str
    bars: tuple[LocalisedBar, ...]
    says: str
    figures: str


@dataclass(frozen=True, slots=True)
class LocalisedPart:
    """`kind` is heading, paragraph, bullets, table, link, prose, verbatim or chart; what it holds stands in the field that fits. A chart's words are its text too."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    table: LocalisedTable | None = None
    url: str = ""
    chart: LocalisedChart | None = None


@dataclass(frozen=True, slots=True)
class LocalisedChoice:
    """`number` is what a person types to choose it; a platform's button asks `intent` with `slots`."""

    number: int
    label: str
    intent: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as it is said in the reply's words. A platform that knows its reader's zone may say it in that."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True, weakref_slot=True)
class LocalisedReply:
    """What an adapter renders. `sources` are whole lines; `choose` is the sentence above the choices.

    `asked`: the questions it answers, where anybody may be shown the answer to them: asked once more for all, they are answered as for all.
    `concerns`: identities of people about whom something was changed with it. `form`: what a form can be opened for, to complete it.
    `in_private`: it says no only because others read along; `again` is what to ask where nobody does.
    """

    language: Language
    outcome: str
    parts: tuple[LocalisedPart, ...]
    choices: tuple[LocalisedChoice, ...]
    sources: tuple[str, ...]
    sources_title: str
    choose: str
    moments: tuple[Moment, ...] = ()
    asked: tuple[Asked, ...] = ()
    concerns: tuple[str, ...] = ()
    form: Asked | None = None
    in_private: bool = False
    again: Asked | None = None


class Localiser:
    """The texts of every language, with an operator's own laid over them. `zone`: the community's, in which times are said to whoever has no other."""

    def __init__(self, overlay: Path | None = None, zone: ZoneInfo = COMMUNITY) -> None:
        self._zone = zone
        self._texts = {language: load_texts(language, overlay) for language in LANGUAGES}

    def reply(self, reply: Reply, language: Language, zone: str = "") -> LocalisedReply:
        """The reply's words. `zone`: the reader's own. Raises KeyError for a text that does not exist: a test makes sure that none is missing."""
        words = _Words(self._texts[language], language, ZoneInfo(zone) if zone else self._zone)
        choices = tuple(LocalisedChoice(number, words.of(choice.label), choice.intent, choice.slots) for number, choice in enumerate(reply.choices, start=1))
        return LocalisedReply(
            language, reply.outcome, tuple(words.part(part) for part in reply.parts), choices,
            tuple(words.of(_source(source)) for source in reply.sources),
            words.of(Phrase("sources")), words.of(Phrase("choose")), tuple(dict.fromkeys(words.moments)),
            in_private=reply.in_private,
        )  # fmt: skip

    def text(self, key: str, language: Language, **values: Value) -> str:
        """One text, for words that belong to no reply."""
        return self.words(Phrase(key, values), language)

    def words(self, value: Value, language: Language) -> str:
        """A phrase, or any other value of a reply, for words that belong to none."""
        return _Words(self._texts[language], language, self._zone).of(value)


def _source(source: Cited) -> Phrase:
    values: dict[str, Value] = {"title": source.title, "url": source.url or "", "read": source.read}
    key = "source.undated" if source.as_of is None else "source.dated"
    if source.as_of is not None:
        values["date"] = source.as_of
    return Phrase(key if source.url else f"{key}.no_url", values)


class _Words:
    """Turns values into words of one language."""

    def __init__(self, texts: Mapping[str, Text], language: Language, zone: ZoneInfo) -> None:
        self._texts, self._language, self._zone = texts, language, zone
        self.moments: list[Moment] = []

    def of(self, value: Value) -> str:
        match value:
            case Phrase():
                return self._phrase(value)
            case Listing():
                return format_list([self.of(item) for item in value.values], locale=_LOCALES[self._language])
            case Hours():
                return self._hours(value)
            case PartialDate():
                return _partial_date(value.text, self._language)
            case Bilingual():
                return value.en if self._language == "en" else value.da
            case datetime():
                here = value.astimezone(self._zone) if value.tzinfo else value
                self.moments.append(Moment(said := format_datetime(here, _MOMENT[self._language], locale=_LOCALES[self._language]), value))
                return said
            case _:
                return str(value)

    def part(self, part: Part) -> LocalisedPart:
        match part:
            case Heading():
                return LocalisedPart("heading", self.of(part.phrase))
            case Paragraph():
                return LocalisedPart("paragraph", self.of(part.phrase))
            case Bullets():
                return LocalisedPart("bullets", items=tuple(words for item in part.items if (words := self.of(item))))
            case Link():
                return LocalisedPart("link", self.of(part.label), url=part.url)
            case Prose() | Verbatim():
                return LocalisedPart("prose" if isinstance(part, Prose) else "verbatim", part.text)
            case Chart():
                return self._chart(part)
            case Table():
                rows = tuple(tuple(self.of(cell) for cell in row) for row in part.rows)
                return LocalisedPart("table", table=LocalisedTable(tuple(self.of(column) for column in part.columns), rows))

    def _chart(self, chart: Chart) -> LocalisedPart:
        says = self.of(chart.says)
        if len(chart.bars) < FEWEST_BARS:
            return LocalisedPart("paragraph", says)
        bars = tuple(LocalisedBar(self._label(bar.label), bar.number, format_decimal(bar.number, locale=_LOCALES[self._language])) for bar in chart.bars)
        return LocalisedPart("chart", says, chart=LocalisedChart(self.of(chart.title), self.of(chart.unit), bars, says, self.of(Phrase("chart.figures"))))

    def _label(self, value: Value) -> str:
        """Of a bar: a month in its short form, for there is little room."""
        if isinstance(value, PartialDate) and value.text.count("-") == 1:
            return format_date(date.fromisoformat(f"{value.text}-01"), _SHORT_MONTH, locale=_LOCALES[self._language])
        return self.of(value)

    def _hours(self, hours: Hours) -> str:
        """With the clock where it takes place, where that shows another time. From midnight to midnight are whole days, which no other clock changes."""
        if hours.start.time() == hours.end.time() == time() and hours.start < hours.end:
            return self._days(hours.start.date(), hours.end.date() - timedelta(days=1))
        start, end = (each.astimezone(self._zone) for each in (hours.start, hours.end))
        said = _hours(start, end, self._language)
        if not hours.zone or start.utcoffset() == hours.start.utcoffset():
            return said
        there = _hours(hours.start, hours.end, self._language, clock_only=start.date() == hours.start.date())
        city = get_timezone_location(hours.zone, locale=_LOCALES[self._language], return_city=True)
        return self.of(Phrase("hours.elsewhere", {"hours": said, "there": there, "city": city}))

    def _days(self, first: date, last: date) -> str:
        one, other = (format_date(day, _WEEKDAY[self._language], locale=_LOCALES[self._language]) for day in (first, last))
        return self.of(Phrase("hours.day", {"day": one}) if first == last else Phrase("hours.days", {"first": one, "last": other}))

    def _phrase(self, phrase: Phrase) -> str:
        text = self._texts[phrase.key]
        if not isinstance(text, str):
            count = phrase.values.get("count", 0)
            text = text[0] if count == 1 else text[-1]
        if not phrase.values:
            return text.strip()
        values = {name: self.of(value) for name, value in phrase.values.items()}
        return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text).strip()


def _hours(start: datetime, end: datetime, language: Language, *, clock_only: bool = False) -> str:
    """Of a meeting over midnight the end is said with its day."""
    whole, clock = _HOURS[language]
    until = format_datetime(end, clock if start.date() == end.date() else whole, locale=_LOCALES[language])
    return f"{format_datetime(start, clock if clock_only else whole, locale=_LOCALES[language])}-{until}"


@lru_cache(maxsize=4096)
def _partial_date(text: str, language: Language) -> str:
    """Kept: the same few dates stand in most answers, and to say one takes longer than all the rest of its sentence."""
    year, *rest = (int(part) for part in text.split("-"))
    if not rest:
        return text
    style = _MONTH if len(rest) == 1 else _DAY[language]
    return format_date(date(year, rest[0], rest[1] if len(rest) > 1 else 1), style, locale=_LOCALES[language])
