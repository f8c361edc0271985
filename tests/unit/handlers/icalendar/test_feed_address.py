# SPDX-License-Identifier: MPL-2.0
"""Addresses of calendars: those of the public web are read, others are refused with one sentence, and none is ever said whole."""

import pytest

from handlers.icalendar.feed_address import checked_address, digest, said_calendar, short
from handlers.refusal import Refusal
from handlers.reply import Phrase
from tests.contract.records import feed

SECRET = "https://calendar.google.com/calendar/ical/a%40b.dk/private-0123456789abcdef/basic.ics"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("https://kalender.example/a.ics", "https://kalender.example/a.ics"),
        ("webcal://kalender.example/a.ics", "https://kalender.example/a.ics"),
        ("WEBCALS://Kalender.Example/A.ics?x=Y#z", "https://kalender.example/A.ics?x=Y"),
        ("http://kalender.example:8080/a.ics", "http://kalender.example:8080/a.ics"),
    ],
)
def test_an_address_of_the_web_is_read(said: str, read: str) -> None:
    assert checked_address(said) == read


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("ftp://kalender.example/a.ics", "none"),
        ("https:///a.ics", "none"),
        ("https://kalender.example:x/a.ics", "none"),
        (f"https://kalender.example/{'a' * 1500}", "none"),
        ("https://navn:hemmelig@kalender.example/a.ics", "credentials"),
        ("webcal://navn@kalender.example/a.ics", "credentials"),
        ("http://127.0.0.1/a.ics", "private"),
        ("http://10.1.2.3/a.ics", "private"),
        ("http://[::1]/a.ics", "private"),
        ("http://localhost:8080/a.ics", "private"),
        ("https://kalender/a.ics", "private"),
        ("https://kalender.internal/a.ics", "private"),
    ],
)
def test_any_other_is_refused_for_its_reason(said: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_address(said)
    assert refused.value.phrase == Phrase(f"feed.address.{why}")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (SECRET, "calendar.google.com/…/basic.ics"),
        ("https://kalender.example/a.ics", "kalender.example/a.ics"),
        ("https://kalender.example/Ab12.ics", "kalender.example/….ics"),
        ("https://kalender.example/hemmelig", "kalender.example/…elig"),
        ("https://kalender.example/dav/basic.ics?token=abcdefgh", "kalender.example/…efgh"),
    ],
)
def test_it_is_said_in_short(url: str, said: str) -> None:
    assert short(url) == said
    assert said_calendar(feed(url)) == said
    assert said_calendar(feed(url, name="Møder")) == Phrase("feed.named", {"name": "Møder", "address": said})


def test_what_names_it_elsewhere_does_not_lead_to_it() -> None:
    assert digest(SECRET) != digest(f"{SECRET}x")
    assert "basic" not in digest(SECRET)
    assert len(digest(SECRET)) == 32
