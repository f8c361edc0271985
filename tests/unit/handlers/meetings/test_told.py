# SPDX-License-Identifier: MPL-2.0
"""Where, under which address, under which name, what for and why: read from words as people write them, in both languages."""

import pytest

from handlers.meetings.told import LONGEST_TEXT, Words, always_told, links_told, place_told, purpose_told, reason_told, text_told, title_told
from handlers.refusal import Refusal


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("planlæg styregruppen for OS2mo første mandag i måneden kl. 13-14 i lokale 3 på 2. sal fra januar", "lokale 3 på 2. sal"),
        ("koordinationsgruppen hver tirsdag kl. 9 online", "online"),
        ("møde 4. maj kl. 10 på Rådhuset, link: https://meet.example.org/os2mo.", "Rådhuset"),
        ("the board meets in room B2.14 on Monday at 13:00", "room B2.14"),
        ("in room 3 on Monday", "room 3"),
        ("hos Aarhus Kommune hver tirsdag", "Aarhus Kommune"),
        ("møde hver mandag kl. 13 på Teams", "Teams"),
        ("sted: Rådhuspladsen 2, 8000 Aarhus; formål: Status", "Rådhuspladsen 2, 8000 Aarhus"),
        ("hver mandag kl 10-11 på Aarhus Rådhus, lokale 5", "Aarhus Rådhus, lokale 5"),
        ("kl. 9 hos KOMBIT, Halfdansgade 8, København", "KOMBIT, Halfdansgade 8, København"),
        ("holdes hos Syddjurs Kommune, Hovedgaden 77, 8410 Rønde", "Syddjurs Kommune, Hovedgaden 77, 8410 Rønde"),
        ('i mødelokale "Ågade 3", Rådhuset Aarhus, kun for gruppen', 'mødelokale "Ågade 3", Rådhuset Aarhus'),
        ("monthly, last Friday, 9-10, Teams", "Teams"),
        ("hos Ballerup Kommune, mandag den 4. maj", "Ballerup Kommune"),
        ("i Odense på mandag", ""),
        ("møder i styregruppen i januar", ""),
        ("every Monday in January at 13:00", ""),
    ],
)
def test_a_place_is_read_where_it_is_plainly_one(words: str, place: str) -> None:
    assert place_told(words) == place


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("kl. 13, https://meet.example.org/os2mo.", {"link": "https://meet.example.org/os2mo"}),
        (
            "link https://meet.example.org/a, dagsorden: https://example.org/d og referat på http://example.org/r!",
            {"link": "https://meet.example.org/a", "agenda_url": "https://example.org/d", "minutes_url": "http://example.org/r"},
        ),
        ("the agenda is at (https://example.org/agenda)", {"agenda_url": "https://example.org/agenda"}),
        ("første mandag i måneden kl. 13:00-14:30", {}),
        ("skriv til os2mo@os2.eu", {}),
    ],
)
def test_each_address_is_what_the_word_before_it_says(words: str, links: dict[str, str]) -> None:
    assert links_told(words) == links


@pytest.mark.parametrize(
    "words",
    [
        "link www.example.org",
        "ftp://example.org/x",
        "javascript:alert(1)",
        "https://",
        "https://os2.eu@evil.example/",
        "file:///etc/passwd",
        f"https://example.org/{'a' * 600}",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        links_told(words)
    assert refused.value.phrase.key == "meeting.bad_link"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ('møder kaldet "Fælles status" hver mandag', "Fælles status"),
        ("møder med titlen Fælles status kl. 13", "Fælles status"),
        ("titel: Status, sted: lokale 4", "Status"),
        ("a meeting called Common status on Mondays", "Common status"),
        ("møder i styregruppen hver mandag", ""),
    ],
)
def test_a_title_is_read_where_it_is_called_one(words: str, title: str) -> None:
    assert title_told(words) == title


def test_a_purpose_stands_behind_its_word() -> None:
    assert purpose_told("sted: Rådhuset; formål: at følge op på aftaler") == "at følge op på aftaler"
    assert purpose_told("møder hver mandag") == ""


@pytest.mark.parametrize(
    ("field", "words", "text"),
    [
        ("place", "mødet 4. maj er i Odense i stedet", "Odense"),
        ("place", "change the place to Aarhus Town Hall", "Aarhus Town Hall"),
        ("place", "stedet for mødet 4. maj er lokale 5", "lokale 5"),
        ("title", "skift titlen på styregruppens møder til Fælles status", "Fælles status"),
        ("purpose", "formålet med møderne er at følge op", "at følge op"),
        ("title", "skift titlen", ""),
    ],
)
def test_what_is_to_be_otherwise_is_what_it_is_to_be(field: Words, words: str, text: str) -> None:
    assert text_told(field, words) == text


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("aflys mødet 4. maj fordi lokalet er optaget", "lokalet er optaget"),
        ("cancel the meeting on 4 May because of the strike.", "the strike"),
        ("aflys mødet 4. maj pga. sygdom i gruppen", "sygdom i gruppen"),
        ("aflys mødet 4. maj: for få tilmeldte", "for få tilmeldte"),
        ("aflys mødet 4. maj – for få tilmeldte", "for få tilmeldte"),
        ("flyt mødet 4. maj til 11. maj kl. 14:30", ""),
        ("aflys: mødet 4. maj", ""),
    ],
)
def test_a_reason_stands_behind_because_or_a_colon(words: str, reason: str) -> None:
    assert reason_told(words) == reason


@pytest.mark.parametrize("words", ["altid i lokale 3", "alle møder er online", "fremover kl. 14", "from now on in room 3", "all meetings", "every time"])
def test_all_meetings_are_meant_where_it_says_so(words: str) -> None:
    assert always_told(words)
    assert not always_told("mødet 4. maj er i lokale 3")


@pytest.mark.parametrize(
    "words", ["aflys mødet 4. maj fordi slack:T0TEST001:U0ANNE001 er væk", "aflys mødet 4. maj: 010203-0405", "formål: tal med @anne:example.org"]
)
def test_what_all_will_read_names_nobody(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        reason_told(words), purpose_told(words)
    assert refused.value.phrase.key == "meeting.names_somebody"


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        reason_told(f"aflys mødet 4. maj fordi {'x' * (LONGEST_TEXT + 1)}")
    assert refused.value.phrase.key == "meeting.too_long"


@pytest.mark.parametrize(
    ("words", "purpose"),
    [
        ("møde 4. maj kl. 10 om økonomi og budget", "økonomi og budget"),
        ("extra meeting on 3 June at 9 about the budget", "the budget"),
        ("møde om to uger", ""),
        ("møde om mandagen", ""),
        ("mødes på fredag om fjorten dage", ""),
    ],
)
def test_what_a_meeting_is_about_is_what_it_is_for(words: str, purpose: str) -> None:
    assert purpose_told(words) == purpose
