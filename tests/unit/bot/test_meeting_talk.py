# SPDX-License-Identifier: MPL-2.0
"""In a conversation about a group or its meetings, what is said next is about the same, until another thing is named."""

import pytest

from tests.talking import Talk

ASKED = {"da": "Hvornår er næste møde i styregruppen for OS2mo?", "en": "When does the steering group of OS2mo meet next?"}
OF_MO = {"product": "os2mo", "group_type": "styregruppe"}


@pytest.mark.parametrize(
    ("language", "text", "intent", "item"),
    [
        ("da", "hvem kommer?", "meeting_attendance", None), ("da", "afbud", "attend_meeting", "no"), ("da", "hvad er på dagsordenen?", "meeting_agenda", "agenda"),
        ("da", "er det aflyst?", "next_meeting", "cancelled"), ("da", "punkt til dagsordenen: økonomi", "agenda_point", None), ("en", "who is coming?", "meeting_attendance", None),
        ("en", "I can't make it", "attend_meeting", "no"), ("en", "where are the minutes?", "meeting_agenda", "minutes"),
    ],
)  # fmt: skip
async def test_a_meeting_goes_on_being_spoken_of(talk: Talk, language: str, text: str, intent: str, item: str | None) -> None:
    await talk.say(ASKED[language])
    heard = await talk.say(text)
    assert heard.intent == intent
    assert OF_MO.items() <= heard.slots.items()
    assert heard.slots.get("item") == item


async def test_another_product_is_another_meeting(talk: Talk) -> None:
    await talk.say(ASKED["da"])
    heard = await talk.say("hvem kommer til mødet i os2iot?")
    assert (heard.intent, heard.slots.get("product"), heard.slots.get("group_type")) == ("meeting_attendance", "os2iot", None)


async def test_a_product_that_was_spoken_of_otherwise_has_no_meeting_yet(talk: Talk) -> None:
    await talk.say("Hvilket niveau er OS2mo på?")
    heard = await talk.say("afbud til mødet på mandag")
    assert heard.intent == "attend_meeting"
    assert "product" not in heard.slots


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("hvilke opgaver er åbne i styregruppen?", None),
        ("hvilke opgaver har jeg i styregruppen?", "me"),
        ("which tasks do I have in the steering group?", "me"),
    ],
)
async def test_the_danish_i_is_no_english_i(talk: Talk, text: str, who: str | None) -> None:
    heard = await talk.say(text)
    assert (heard.intent, heard.slots.get("who")) == ("meeting_decisions", who)


async def test_a_day_that_is_named_is_no_period_and_a_period_no_day(talk: Talk) -> None:
    told = [(await talk.say(text)).slots for text in ("hvilke møder er der 4. maj?", "hvilke møder er der i næste uge?")]
    assert [(slots.get("on"), slots.get("period")) for slots in told] == [("2027-05-04", None), (None, "next_week")]


@pytest.mark.parametrize(
    ("text", "said"),
    [("hvornår er næste møde?", "hvornår det næste møde er. Hvilket produkt"), ("when is the next meeting?", "when the next meeting is. Which product")],
)
async def test_what_is_asked_back_says_what_was_understood_in_words(talk: Talk, text: str, said: str) -> None:
    heard = await talk.say(text)
    assert said in heard.text
    assert "ambiguous" not in heard.text
