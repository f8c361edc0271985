# SPDX-License-Identifier: MPL-2.0
"""Whatever is said within a form, in whatever order: no value is lost, nothing needed is passed over, it can always be closed, and every answer has its words."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.forms import FORMS, problems
from handlers.forms.stepwise.said import INTENT, Said, command, number, said_by
from handlers.forms.stepwise.shown import choices
from handlers.forms.stepwise.state import SUMMARY, WHICH, Filling, begun, from_draft, to_draft
from handlers.forms.stepwise.step import Stepped, step, words
from handlers.message import LANGUAGES
from tests.unit.handlers.forms.stepwise.lookups import ME, OLE, WORDS, FewLookups

LOOKUPS = FewLookups()
SAYINGS = [
    "tilbage", "back", "spring over", "skip", "behold", "ryd", "hjælp", "ret", "ret 1", "ret 2", "change 3", "send", "ja", "1", "2", "3", "5", "99", "#3", "#99", "",
    "os2mo", "Aarhus Kommune", "aar", "kommune", "odense og aarhus", "mig", OLE, "@hans", "i morgen", "1. marts", "31. februar", "2027-03-01", "1. marts eller 1. maj",
    "moderator", "kontakt", "dansk", "bruger", "Nuuk", "Blåbærgrød", "Hvem er det?", "et svar\nmed to linjer", "x" * 1500, "\u200b", "slack:T0TEST001:U0ANNE001",
]  # fmt: skip


async def walk(form: str, said: list[str | int]) -> list[tuple[Filling, str, Stepped]]:
    """Says it all in turn: a number chooses that choice by its button. Where it stood, what was said (`[do]` where it steers), and where it led."""
    filling, path = begun(FORMS[form], {"number": "3"} if "number" in FORMS[form].given else {}, {}, "da"), []
    for each in said:
        before = filling
        if isinstance(each, int):
            offered = await choices(before, LOOKUPS)
            chosen = said_by(offered[each % len(offered)].slots)
            assert chosen is not None
            text, stepped = f"[{chosen.do}]", await step(before, chosen, LOOKUPS)
        else:
            text, stepped = await steering(before, each), await words(before, each, LOOKUPS)
        path.append((before, text, stepped))
        if stepped.filling is None or stepped.send:
            break
        filling = stepped.filling
    return path


async def steering(filling: Filling, text: str) -> str:
    offered, place = await choices(filling, LOOKUPS), number(text)
    chosen = said_by(offered[place - 1].slots) if place and place <= len(offered) else None
    do = chosen.do if chosen else command(text)
    return f"[{do}]" if do else text


async def sound(before: Filling, said: str, stepped: Stepped) -> None:
    for language in LANGUAGES:
        assert WORDS.reply(await stepped.reply(LOOKUPS), language).parts
    if stepped.send:
        assert before.at == SUMMARY
        assert not problems(before.shape, before.values, LOOKUPS.today)
        assert {each.name for each in before.shape.fields if each.required} <= stepped.send.slots.keys()
    after = stepped.filling
    if after is None:
        assert said == "[cancel]" or stepped.send, said
        return
    assert from_draft(to_draft(after)) == after
    gone = before.values.keys() - after.values.keys()
    assert not gone or (gone == {before.at} and said == "[clear]"), (said, gone)
    if after.at == SUMMARY:
        assert not problems(after.shape, after.values, LOOKUPS.today)
    offered = await choices(after, LOOKUPS)
    assert all(each.intent == INTENT and said_by(each.slots) for each in offered)
    closed = await words(after, "fortryd", LOOKUPS)
    assert closed.filling is None


@pytest.mark.parametrize("form", sorted(FORMS))
def test_no_walk_through_a_form_loses_anything(form: str) -> None:
    @settings(max_examples=60)
    @given(st.lists(st.one_of(st.sampled_from(SAYINGS), st.integers(0, 20), st.text(max_size=12)), max_size=25))
    def walked(said: list[str | int]) -> None:
        async def all_of_it() -> None:
            for taken in await walk(form, said):
                await sound(*taken)

        asyncio.run(all_of_it())

    walked()


async def test_a_whole_form_is_sent_with_what_was_said() -> None:
    path = await walk("absence", ["i morgen", "til og med 31. december", OLE, "send"])
    sent = path[-1][2].send
    assert sent is not None
    assert (sent.intent, sent.slots) == ("report_absence", {"from": "2026-11-25", "until": "2027-01-01", "person": OLE, "item": "deputy"})


async def test_what_is_needed_is_not_passed_over() -> None:
    for said in ("spring over", "skip", "ryd", "behold"):
        [(before, _, stepped)] = await walk("absence", [said])
        assert stepped.filling == before
        assert stepped.told


async def test_me_and_numbers_and_labels_are_understood() -> None:
    path = await walk("appoint_role", ["Contact person", "skip", "odense", "myself", "skip"])
    filling = path[-1][2].filling
    assert filling is not None
    assert (filling.at, filling.values) == (SUMMARY, {"role": "kontaktperson", "organisation": "odense", "person": ME})


async def test_an_answer_that_may_mean_several_things_is_asked_about() -> None:
    [(_, _, stepped)] = await walk("profile", ["kommune"])
    assert stepped.filling is not None
    assert stepped.filling.offered == ("aarhus", "odense")
    path = await walk("profile", ["kommune", "2"])
    assert path[-1][2].filling is not None
    assert path[-1][2].filling.values == {"organisation": "odense"}


async def test_a_choice_below_an_older_question_gives_its_field_and_moves_nothing() -> None:
    filling = begun(FORMS["profile"], {}, {}, "da")
    older = (await choices(Filling(form="profile", at="item", language="da"), LOOKUPS))[0]
    chosen = said_by(older.slots)
    assert chosen is not None
    after = (await step(filling, chosen, LOOKUPS)).filling
    assert after is not None
    assert (after.at, after.values) == ("organisation", {"item": "danish"})


async def test_what_is_given_is_not_asked_again_and_what_was_written_before_is_shown() -> None:
    filling = begun(FORMS["appoint_role"], {"role": "moderator"}, {"product": "os2mo"}, "en")
    assert (filling.at, filling.value) == ("product", "os2mo")
    stepped = await words(filling, "skip", LOOKUPS)
    assert stepped.filling is not None
    assert stepped.filling.values == {"role": "moderator", "product": "os2mo"}


def test_a_form_that_changed_meanwhile_goes_on_where_something_is_missing() -> None:
    assert from_draft({"form": "no-such-form", "at": "x"}) is None
    assert from_draft({}) is None
    found = from_draft({"form": "absence", "at": "gone", "done": "from\ngone", "value.from": "2026-12-01", "value.gone": "x", "aside": "x", "language": "xx"})
    assert found == Filling(form="absence", at="until", language="da", values={"from": "2026-12-01"}, done=frozenset(("from",)))


async def test_an_invented_choice_is_answered_and_changes_nothing() -> None:
    filling = begun(FORMS["adoption"], {}, {}, "da")
    for said in (Said(do="set", field="product", value="no-such"), Said(do="set", field="x"), Said(do="correct", field="x"), Said(do="send"), Said(do="keep")):
        assert (await step(filling, said, LOOKUPS)).filling == filling
    assert said_by({"do": "sing"}) is None
    at_which = Filling(form="adoption", at=WHICH, language="da", done=frozenset(("product", "kind", "organisation")))
    assert (await step(at_which, Said(do="send"), LOOKUPS)).send is None
