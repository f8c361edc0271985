# SPDX-License-Identifier: MPL-2.0
"""What one person was answered is shown to the channel when they say so, and never what was theirs alone."""

import json

from tests.dialogues import Cast
from tests.e2e.slack.connected import Connected
from tests.e2e.slack.doing import ARCHIVE, ASTRID, BIRGER, DM, EMILY, GENERAL, OUTSIDE, coordinator, direct, identity, mention, secretariat, slash
from tests.slack.choices import find
from tests.slack.reading import buttons, plain
from tests.slack.records import Message
from tests.slack.stand_in import StandIn

SHARE = "Del i kanalen"
WHO = "hvem koordinerer os2iot?"


async def shared(slack: StandIn, user: str, channel: str, answer: Message) -> Message:
    assert (await slack.people.click(user, answer, SHARE)).acked
    return (await slack.until(lambda: slack.messages(channel), "the shared answer"))[0]


async def test_an_answer_is_shared_under_the_name_of_who_asked(slack: StandIn, bot: Connected) -> None:
    answer = await slash(slack, ASTRID, WHO)
    shown = await shared(slack, ASTRID, GENERAL, answer)
    assert plain(shown).startswith(f"@{ASTRID} spurgte os2bot: »{WHO}«")
    assert "Aarhus Kommune koordinerer OS2iot" in plain(shown)
    assert buttons(shown) == []
    assert not shown.thread_ts
    await slack.until(lambda: answer.deleted, "the private copy to go away")


async def test_pressed_twice_it_is_shared_once(slack: StandIn, bot: Connected) -> None:
    answer = await slash(slack, ASTRID, WHO)
    first = await slack.people.click(ASTRID, answer, SHARE)
    again = await slack.deliveries.person("interactive", first.payload)
    assert again.acked
    await slack.until(lambda: answer.deleted, "the private copy to go away")
    await bot.idle()
    assert len(slack.messages(GENERAL)) == 1


async def test_what_follows_on_a_question_is_shared_as_it_was_meant(slack: StandIn, bot: Connected) -> None:
    await slash(slack, ASTRID, WHO)
    shown = await shared(slack, ASTRID, GENERAL, await slash(slack, ASTRID, "og kitos?"))
    assert "OS2kitos" in plain(shown)


async def test_an_answer_of_two_questions_is_shared_whole(slack: StandIn, bot: Connected) -> None:
    answer = await slash(slack, ASTRID, "hvem koordinerer os2iot, og hvilken licens har os2mo?")
    await slack.people.click(ASTRID, answer, SHARE)
    await slack.until(lambda: answer.deleted, "the private copy to go away")
    said = "\n".join(plain(each) for each in slack.messages(GENERAL))
    assert "Aarhus Kommune" in said
    assert "MPL" in said


async def test_what_waits_for_the_asker_is_not_shared_with_the_answer(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    await direct(slack, BIRGER, f"udpeg {identity(ASTRID)} fra Aarhus Kommune som koordinator for os2kle")
    await direct(slack, BIRGER, "ja")
    answer = await slash(slack, ASTRID, WHO)
    assert "Besked til dig" in plain(answer)
    shown = await shared(slack, ASTRID, GENERAL, answer)
    assert "Besked til dig" not in plain(shown)
    assert "OS2kle" not in plain(shown)


async def test_what_is_somebodys_own_cannot_be_shared(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat(), "astrid": coordinator()})
    for user, said in (
        (ASTRID, "hvad ved du om mig?"), (ASTRID, "mine data som json"), (ASTRID, "hjælp"), (ASTRID, "jeg stopper som koordinator for os2iot"), (ASTRID, "glem mig"),
        (BIRGER, "vis ændringsloggen"), (BIRGER, "hvilke spørgsmål venter på svar?"), (BIRGER, "gør Syddjurs Kommune til koordinator for os2kle"), (BIRGER, "ja"),
        (EMILY, "link"),
    ):  # fmt: skip
        assert {SHARE, "Share in the channel"}.isdisjoint(buttons(await slash(slack, user, said))), said


async def test_a_share_button_that_was_tampered_with_shows_nothing_of_anybody(slack: StandIn, bot: Connected) -> None:
    """Slack signs what it sends; should somebody get round that, they still see no more than everybody may."""
    await bot.people({"birger": secretariat(), "astrid": coordinator()})
    answer = await slash(slack, BIRGER, WHO)
    find(answer.blocks, SHARE)[1]["value"] = json.dumps([{"intent": "my_data", "slots": {}, "words": ""}, {"intent": "audit_log", "slots": {}, "words": ""}])
    await slack.people.click(BIRGER, answer, SHARE)
    await bot.idle()
    said = "\n".join(plain(each) for each in slack.messages(GENERAL))
    assert "sekretariatsmedarbejder" not in said
    assert "Oprettet" not in said


async def test_nothing_is_offered_to_share_where_everybody_reads_it_or_nobody_else_does(slack: StandIn, bot: Connected) -> None:
    assert SHARE not in buttons(await mention(slack, ASTRID, WHO))
    assert SHARE not in buttons(await direct(slack, ASTRID, WHO))
    assert SHARE not in buttons(await slash(slack, ASTRID, WHO, DM[ASTRID]))


async def test_where_the_bot_is_no_member_slack_shows_it_for_the_asker(slack: StandIn, bot: Connected) -> None:
    answer = await slash(slack, ASTRID, WHO, OUTSIDE)
    shown = await shared(slack, ASTRID, OUTSIDE, answer)
    assert f"@{ASTRID} spurgte os2bot" in plain(shown)
    assert shown.arguments["response_type"] == "in_channel"
    await slack.until(lambda: answer.deleted, "the private copy to go away")
    assert len(slack.messages(OUTSIDE)) == 1


async def test_in_an_archived_channel_the_asker_is_told_why_not(slack: StandIn, bot: Connected) -> None:
    answer = await slash(slack, ASTRID, WHO, ARCHIVE)
    await slack.people.click(ASTRID, answer, SHARE)
    await bot.idle()
    told = [*slack.ephemerals(ASTRID, ARCHIVE), *slack.messages(DM[ASTRID])]
    assert any("arkiveret" in plain(each) for each in told)
    assert not answer.deleted
    assert slack.messages(ARCHIVE) == []


async def test_the_channel_hears_it_in_the_language_of_the_question(slack: StandIn, bot: Connected) -> None:
    answer = await slash(slack, EMILY, "who coordinates os2iot?")
    await slack.people.click(EMILY, answer, "Share in the channel")
    shown = (await slack.until(lambda: slack.messages(GENERAL), "the shared answer"))[0]
    assert plain(shown).startswith(f"@{EMILY} asked os2bot")
    assert "coordinates OS2iot" in plain(shown)


async def test_a_name_that_is_shown_only_to_some_is_shared_as_everybody_may_see_it(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": Cast(identity(ASTRID), ("produktkoordinator product os2kle",), "aarhus")})
    own = await slash(slack, ASTRID, "hvem koordinerer os2kle?")
    shown = await shared(slack, ASTRID, GENERAL, own)
    assert plain(shown).count(ASTRID) == 1


async def test_where_the_bot_may_not_post_the_asker_is_told_why_not(slack: StandIn, bot: Connected) -> None:
    answer = await slash(slack, ASTRID, WHO, "C0RULED01")
    await slack.people.click(ASTRID, answer, SHARE)
    told = (await slack.until(lambda: slack.messages(DM[ASTRID]), "a word about it"))[0]
    assert "ikke lov til at skrive i kanalen" in plain(told)
    assert "spurgte os2bot" not in plain(told)
    assert not answer.deleted


async def test_an_app_that_may_not_look_back_shares_all_the_same(slack: StandIn, bot: Connected) -> None:
    """`channels:history` is optional."""
    token = slack.world.bot_tokens[slack.workspace.id]
    token.scopes = tuple(scope for scope in token.scopes if scope != "channels:history")
    shown = await shared(slack, ASTRID, GENERAL, await slash(slack, ASTRID, WHO))
    assert f"@{ASTRID} spurgte os2bot" in plain(shown)


async def test_what_has_no_answer_for_all_is_not_shown_and_its_sharer_is_told(slack: StandIn, bot: Connected) -> None:
    answer = await slash(slack, ASTRID, WHO)
    find(answer.blocks, SHARE)[1]["value"] = json.dumps([{"intent": "my_data", "slots": {}, "words": "mine data"}])
    assert (await slack.people.click(ASTRID, answer, SHARE)).acked
    told = (await slack.until(lambda: slack.messages(DM[ASTRID]), "a word to the sharer"))[0]
    assert "Her er svaret til dig" in plain(told)
    await bot.idle()
    assert slack.messages(GENERAL) == []
    assert not answer.deleted
