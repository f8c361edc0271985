# SPDX-License-Identifier: MPL-2.0
"""Whatever a reply holds, what is rendered keeps Slack's limits and says nothing that its words did not."""

import pytest
from hypothesis import given, settings
from slack_sdk.models import blocks as models
from slack_sdk.models.views import View

from bot.adapters.slack import limits
from bot.adapters.slack.limits import Limit
from bot.adapters.slack.render import Button, render, render_blocks
from bot.localise import LocalisedReply
from tests.unit.bot.slack.replies import bullets, choice, heading, paragraph, replies, reply, table
from tests.unit.bot.slack.validating import message_problems, plain, problems


@settings(max_examples=60)
@given(replies)
def test_any_reply_is_rendered_within_the_limits(reply: LocalisedReply) -> None:
    rendered = render(reply, buttons=[Button("share", reply.choose, "x")])
    assert message_problems(rendered) == []
    assert sum(block["type"] == "actions" for block in rendered[-1].blocks) > 0


@settings(max_examples=25)
@given(replies)
def test_any_reply_fits_into_a_view(reply: LocalisedReply) -> None:
    for most in (100, 3, 1):
        blocks = render_blocks(reply, most=most, more=reply.sources_title)
        assert 1 <= len(blocks) <= most
        assert problems(blocks, "home") == []


def test_what_a_view_does_not_hold_is_said_to_be_more() -> None:
    long = reply(*(paragraph(f"afsnit {number}") for number in range(9)), heading("til sidst"), paragraph("slut"))
    assert [_first(block) for block in render_blocks(long, most=3, more="Mere & mere")] == ["afsnit 0", "afsnit 1", "Mere &amp; mere"]
    assert [_first(block) for block in render_blocks(long, most=11, more="Mere")] == [
        *(f"afsnit {number}" for number in range(9)),
        "til sidst",
        "slut",
    ]
    assert _first(render_blocks(long, most=10)[-1]) == "afsnit 8", "no heading without what it stands above"
    assert _first(render_blocks(long, most=2)[-1]) == "afsnit 1"


def test_a_view_is_held_to_its_bytes_too() -> None:
    heavy = reply(*(paragraph("я" * 2_900) for _ in range(60)))
    blocks = render_blocks(heavy, more="mere")
    assert len(blocks) < 20
    assert _first(blocks[-1]) == "mere"


def test_long_answers_become_several_messages_in_order() -> None:
    rows = [(f"OS2produkt{number}", "niveau 2", "aktiv", "et emne, der fylder noget") for number in range(200)]
    rendered = render(reply(heading("Alle"), table(("Produkt", "Niveau", "Status", "Emne"), *rows), choices=[choice(1, "videre")]))
    assert len(rendered) > 1
    assert message_problems(rendered) == []
    shown = plain(rendered)
    places = [shown.index(f"{name} — Niveau: niveau 2 · Status: aktiv · Emne: et emne, der fylder noget") for name, *_ in rows]
    assert places == sorted(places), "every row is whole, and where it was"


@pytest.mark.parametrize("size", range(2_600, 3_000, 40))
def test_a_heading_is_not_torn_from_what_it_stands_above(size: int) -> None:
    parts = [part for number in range(12) for part in (heading(f"Del {number}" + " & mere" * (number % 2)), paragraph("x" * size))]
    rendered = render(reply(*parts))
    assert len(rendered) > 2
    for message in rendered:
        assert len(message.blocks) % 2 == 0
        assert "Del" in _first(message.blocks[-2])


def test_many_short_parts_are_paged_by_their_number() -> None:
    rendered = render(reply(*(paragraph(f"afsnit {number}.") for number in range(120))))
    assert [len(message.blocks) for message in rendered] == [50, 50, 20]
    assert [f"afsnit {number}." for number in range(120)] == plain(rendered).split("\n")


def test_text_is_cut_at_lines_then_sentences_then_words() -> None:
    lines = render(reply(paragraph("\n".join(f"linje {number}, og noget mere." for number in range(300)))))[0].blocks
    assert all(_first(block).startswith("linje") and _first(block).endswith("mere.") for block in lines)
    sentences = render(reply(paragraph("En sætning om noget. " * 400)))[0].blocks
    assert all(_first(block).startswith("En") and _first(block).endswith("noget.") for block in sentences)
    words = render(reply(paragraph("kommune " * 700)))[0].blocks
    assert all(set(_first(block).split()) == {"kommune"} for block in words)


def test_nothing_is_lost_where_text_is_cut() -> None:
    for text in ("&" * 5_000, "<" * 4_000, "æ" * 7_000, "ord " * 3_000, "en\nto\n" * 2_000, "slack:T0TEST001:U0ANNE001 " * 500):
        rendered = render(reply(paragraph(text)))
        assert message_problems(rendered) == []
        shown = "".join(plain(rendered).split())
        assert shown == "".join(text.replace("slack:T0TEST001:U0ANNE001", "<@U0ANNE001>").split())


def test_characters_are_counted_as_the_strictest_would() -> None:
    assert limits.units("a😀") == 3
    assert limits.fits("😀" * 5, 10)
    assert not limits.fits("😀" * 6, 10)
    assert limits.units("\ud800") == 1


def test_a_reply_without_words_is_still_a_message() -> None:
    for empty in (reply(), reply(paragraph(" \n "), bullets("", "\x00"), heading(""), table(("", ""), ("", "")))):
        rendered = render(empty)
        assert [message.text for message in rendered] == ["…"]
        assert message_problems(rendered) == []
        assert problems(render_blocks(empty), "modal") == []


def test_the_last_messages_text_keeps_its_choices() -> None:
    rendered = render(reply(paragraph("ord " * 900), choices=[choice(1, "det ene"), choice(2, "det andet")]))
    assert len(rendered) == 1
    assert len(rendered[0].text) <= limits.FALLBACK_TEXT
    assert rendered[0].text.endswith("1. det ene\n2. det andet")


def test_every_limit_names_its_page_and_agrees_with_the_sdk() -> None:
    table = {name: value for name, value in vars(limits).items() if isinstance(value, Limit)}
    assert len(table) > 20
    assert all(limit.source.startswith("https://") for limit in table.values())
    assert models.SectionBlock.text_max_length == limits.SECTION_TEXT
    assert models.SectionBlock.fields_max_length == limits.SECTION_FIELDS
    assert models.HeaderBlock.text_max_length == limits.HEADER_TEXT
    assert models.ContextBlock.elements_max_length == limits.CONTEXT_ELEMENTS
    assert models.ActionsBlock.elements_max_length == limits.ACTIONS_ELEMENTS
    assert models.ButtonElement.text_max_length == limits.BUTTON_LABEL
    assert models.ButtonElement.value_max_length == limits.BUTTON_VALUE
    assert models.ButtonElement.action_id_max_length == limits.ACTION_ID
    assert models.Block.block_id_max_length == limits.BLOCK_ID
    assert models.InputBlock.label_max_length == limits.INPUT_LABEL
    assert models.StaticSelectElement.options_max_length == limits.SELECT_OPTIONS
    assert View.blocks_max_length == limits.VIEW_BLOCKS
    assert View.title_max_length == limits.VIEW_TITLE
    assert View.submit_max_length == limits.VIEW_BUTTON
    assert View.private_metadata_max_length == limits.PRIVATE_METADATA


def _first(block: object) -> str:
    assert isinstance(block, dict)
    held = block["text"] if "text" in block else block["elements"][0]
    return str(held["text"])
