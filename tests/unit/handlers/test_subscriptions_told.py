# SPDX-License-Identifier: MPL-2.0
"""What a message says of a subscription is read as it is meant: what of, on or off, when, and for whom."""

from datetime import time

import pytest

from handlers.message import Query
from handlers.subscribing.told import Wish, wish_told


def told(words: str, **slots: str) -> Wish:
    return wish_told(Query(intent="subscribe", words=words, slots=slots))


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("send os ugens overblik her", ("digest",)),
        ("vi vil have ugebrevet", ("digest",)),
        ("en ugentlig opsummering", ("digest",)),
        ("this week's digest", ("digest",)),
        ("send os nyhedsbrevet", ("digest",)),
        ("skriv her, når der er nyt om os2mo", ("product_news",)),
        ("sig til, når os2mo ændrer niveau", ("product_news",)),
        ("fortæl om nye medlemmer", ("new_members",)),
        ("write when a municipality becomes a member", ("new_members",)),
        ("stop påmindelser", ("meeting_reminder",)),
        ("ugens overblik og nye medlemmer", ("digest", "new_members")),
        ("abonnér", ()),
    ],
)
def test_what_it_is_about(words: str, kinds: tuple[str, ...]) -> None:
    assert told(words).kinds == kinds


@pytest.mark.parametrize(
    ("words", "turned"),
    [
        ("send os ugens overblik", "on"),
        ("stop ugens overblik", "off"),
        ("vi vil ikke have ugens overblik mere", "off"),
        ("unsubscribe us from the weekly digest", "off"),
        ("sæt ugens overblik på pause", "pause"),
        ("put the weekly digest on hold, pause it", "pause"),
        ("genoptag ugens overblik", "resume"),
        ("start ugens overblik igen", "resume"),
        ("stop not the digest, resume it", "resume"),
        ("sluk for ugens overblik", "off"),
        ("stands ugens overblik", "off"),
        ("slå ugens overblik fra", "off"),
        ("ugens overblik uden os2iot", "off"),
        ("turn the weekly digest off", "off"),
    ],
)
def test_whether_it_is_wanted(words: str, turned: str) -> None:
    assert told(words).turned == turned


@pytest.mark.parametrize(
    ("words", "weekday", "clock"),
    [
        ("ugens overblik hver fredag kl. 12", 4, time(12)),
        ("ugens overblik om onsdagen kl. 9.30", 2, time(9, 30)),
        ("weekly digest on tuesdays at 3 pm", 1, time(15)),
        ("weekly digest every monday at 12 am", 0, time(0)),
        ("ugens overblik mandag og torsdag", None, None),
        ("ugens overblik om os2mo", None, None),
    ],
)
def test_when_it_is_to_come(words: str, weekday: int | None, clock: time | None) -> None:
    assert (told(words).weekday, told(words).clock) == (weekday, clock)


@pytest.mark.parametrize(
    ("words", "myself"),
    [
        ("send mig ugens overblik", True),
        ("jeg vil gerne have ugens overblik", True),
        ("send me the weekly digest", True),
        ("send os ugens overblik", False),
        ("i want the digest in this channel", False),
        ("ugens overblik skal komme om onsdagen i stedet", None),
    ],
)
def test_for_whom_it_is(words: str, myself: bool | None) -> None:
    assert told(words).myself is myself


def test_what_a_button_says_counts_before_the_words() -> None:
    wish = told("stop ugens overblik", kind="new_members", turned="on", weekday="3", who="us", time="08:15")
    assert (wish.kinds, wish.turned, wish.weekday, wish.myself, wish.clock) == (("new_members",), "on", 3, False, time(8, 15))


@pytest.mark.parametrize(
    ("slots"),
    [{"weekday": each} for each in ("7", "-1", "²", "", "soon", "9" * 5_000)]
    + [{"time": each} for each in ("25:00", "", "12:00+02:00", "12:00:00.5", "2026-W50")],
    ids=lambda slots: next(iter(f"{name} {value[:12]}" for name, value in slots.items())),
)
def test_a_day_or_an_hour_that_no_button_of_ours_has_says_nothing(slots: dict[str, str]) -> None:
    wish = told("", kind="digest", **slots)
    assert (wish.weekday, wish.clock) == (None, None)
