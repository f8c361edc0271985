# SPDX-License-Identifier: MPL-2.0
"""Text from outside looks as it is written; what the bot says in markup is markup."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.adapters.slack.cutting import cut, split
from bot.adapters.slack.mrkdwn import GAP, JOINER, bold, cited, dating, link, said
from bot.adapters.slack.render import render
from bot.localise import Moment
from bot.printable import clean
from tests.unit.bot.slack.replies import AT, bullets, heading, paragraph, reply, table
from tests.unit.bot.slack.validating import message_problems, plain, readable


@pytest.mark.parametrize("attack", ["<!channel>", "<!here>", "<!everyone>", "<!subteam^S0123>", "<@U123>", "<#C123|x>", "<https://evil.example|os2.eu>"])
def test_nothing_from_outside_calls_or_links(attack: str) -> None:
    parts = [paragraph(attack), bullets(attack), heading(attack), table((attack, attack), (attack, attack)), table((attack,) * 3, (attack,) * 3)]
    rendered = render(reply(*parts, sources=[attack, f"{attack}: https://os2.eu/{attack}"]))
    assert message_problems(rendered) == []
    every = str(rendered)
    assert "<!" not in every
    assert "<@" not in every
    assert "<#" not in every
    assert "<https://evil" not in every


@pytest.mark.parametrize("text", ["snake_case_name", "2 * 3 ~ 6", "a_b", "12:30", "os2@os2.eu", "C# & C++", "-", "½", "Ærø"])
def test_what_cannot_act_is_left_alone(text: str) -> None:
    assert said(text) == text.replace("&", "&amp;")


@pytest.mark.parametrize(
    "text", ["*fed*", "_skrå_", "~væk~", "`kode`", "```kode```", "a*b*c", "(*fed*)", "__init__", "> citat", "linje\n> citat", ":smile:", "＞ citat"]
)
def test_what_could_act_is_made_inert_and_reads_the_same(text: str) -> None:
    inert = said(text)
    assert readable(inert) == text
    for mark in "*~`":
        assert inert.count(mark) == inert.count(f"{JOINER}{mark}{GAP}")
    assert not inert.startswith(("&gt;", "_", "＞"))
    assert "\n&gt;" not in inert
    assert ":smile" not in inert


def test_control_and_direction_characters_go() -> None:
    assert clean("a\x00b\x1b[31mc\u202ed\u200fe\ue000f\ud800g\x7f") == "ab[31mcdefg"
    assert clean("en\r\nto\rtre\u2028fire\tfem") == "en\nto\ntre\nfire fem"
    assert clean("kl.\xa013") == "kl.\xa013"


@pytest.mark.parametrize("team", ["T0TEST001", "T0OTHER01"])
def test_people_of_any_workspace_are_mentioned_in_blocks_and_in_the_text(team: str) -> None:
    rendered = render(reply(paragraph(f"Spørg slack:{team}:U0ANNE001.")))[0]
    assert rendered.blocks[0]["text"]["text"] == rendered.text == "Spørg <@U0ANNE001>."


@pytest.mark.parametrize("text", ["slack:T0TEST001:C0ANNE001", "slack:T0TEST001:U0ANNE001x", "xslack:T0TEST001:U0ANNE001", "slack:T0:U0;DROP"])
def test_only_whole_identities_are_people(text: str) -> None:
    assert "<@U0ANNE" not in said(text)


@pytest.mark.parametrize("id_", ["C0GENERAL", "G0PRIVATE"])
def test_a_channel_is_linked_to_where_it_is_spoken_of_and_left_alone_within_a_key(id_: str) -> None:
    rendered = render(reply(paragraph(f"Siden i dag kan jeg ikke skrive i slack:T0TEST001:{id_}. Den er lukket.")))[0]
    assert rendered.blocks[0]["text"]["text"] == rendered.text == f"Siden i dag kan jeg ikke skrive i <#{id_}>. Den er lukket."
    assert "<#" not in said(f"digest:2026-w50:slack:T0TEST001:{id_}")
    assert "<@" not in said("digest:2026-w50:slack:T0TEST001:U0ANNE001")


def test_a_heading_with_somebody_in_it_is_no_plain_header() -> None:
    block = render(reply(heading("Om slack:T0TEST001:U0ANNE001"), paragraph("x")))[0].blocks[0]
    assert block["type"] == "section"
    assert block["text"]["text"] == "*Om <@U0ANNE001>*"


def test_a_heading_is_a_header_where_it_is_words_and_bold_where_it_is_more() -> None:
    def first(text: str) -> dict[str, Any]:
        return dict(render(reply(heading(text), paragraph("x")))[0].blocks[0])

    assert first("Niveau 3: *national* :smile:") == {"type": "header", "text": {"type": "plain_text", "text": "Niveau 3: *national* :smile:", "emoji": False}}
    assert first("Drift & support")["text"]["text"] == "*Drift &amp; support*"
    assert first("x" * 151)["text"]["text"] == f"*{'x' * 151}*"
    assert first("x" * 150)["type"] == "header"


def test_links_are_links_only_to_what_may_be_followed() -> None:
    assert link("https://os2.eu/a|b c>d", "Håndbogen") == "<https://os2.eu/a%7Cb%20c%3Ed|Håndbogen>"
    assert link("https://os2.eu/?a=1&b=2", "A & B") == "<https://os2.eu/?a=1&amp;b=2|A &amp; B>"
    assert link("mailto:os2@os2.eu") == "<mailto:os2@os2.eu>"
    assert link("javascript:alert(1)", "Se her") == "Se her: javascript:alert(1)"
    assert link("ftp://os2.eu", "Se her") == "Se her: ftp://os2.eu"
    assert link("https://os2.eu", "to\nlinjer") == "<https://os2.eu|to linjer>"
    assert link("https://os2.eu", "slack:T0TEST001:U0ANNE001") == "<https://os2.eu|slack:T0TEST001:U0ANNE001>", "no mention inside a link"
    assert not link("https://os2.eu/" + "x" * 3_000, "lang").startswith("<")


def test_a_source_is_a_link_by_its_title() -> None:
    assert cited("OS2's vedtægter, marts 2026: https://os2.eu/a_b.md") == "<https://os2.eu/a_b.md|OS2's vedtægter, marts 2026>"
    assert cited("Produktoversigten (udateret)") == "Produktoversigten (udateret)"
    assert cited("https://os2.eu/a") == "<https://os2.eu/a>"
    assert cited("Titel – https://os2.eu/a") == "<https://os2.eu/a|Titel –>"
    assert cited("se https://os2.eu/a, og mere") == "se https://os2.eu/a, og mere"
    assert readable(cited("Titel: https://os2.eu/?a&b")) == "Titel: https://os2.eu/?a&b"


def test_moments_are_said_in_the_readers_zone() -> None:
    moment = Moment("24.11.2026 13.00", AT)
    rendered = render(reply(heading("24.11.2026 13.00"), paragraph("Det var 24.11.2026 13.00."), bullets("24.11.2026 13.00: x"), moments=[moment]))[0]
    said = f"<!date^{int(AT.timestamp())}^{{date_long}} {{time}}|24.11.2026 13.00>"
    assert rendered.blocks[0]["text"] == {"type": "plain_text", "text": "24.11.2026 13.00", "emoji": False}
    assert rendered.blocks[1]["text"]["text"] == f"Det var {said}."
    assert rendered.blocks[2]["text"]["text"] == f"• {said}: x"
    assert "<!date" not in rendered.text
    assert "Det var 24.11.2026 13.00." in rendered.text


def test_a_moment_is_no_part_of_another_or_of_markup() -> None:
    dated = dating([Moment("4.11.2026 13.00", AT), Moment("24.11.2026 13.00", AT + timedelta(days=20)), Moment("amp", AT), Moment("U1", AT)])
    assert dated("24.11.2026 13.00").count("<!date") == 1
    assert f"^{int((AT + timedelta(days=20)).timestamp())}^" in dated("24.11.2026 13.00")
    assert dated(said("a & b slack:T1:U1")) == "a &amp; b <@U1>"
    assert dated("x4.11.2026 13.00") == "x4.11.2026 13.00"


def test_words_that_mean_two_moments_stay_words() -> None:
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    dated = dating([Moment("25.10.2026 02.30", night), Moment("25.10.2026 02.30", night + timedelta(hours=1))])
    assert dated("25.10.2026 02.30") == "25.10.2026 02.30"
    close = dating([Moment("25.10.2026 02.30", night), Moment("25.10.2026 02.30", night + timedelta(seconds=9))])
    assert close("25.10.2026 02.30").startswith("<!date^")


def test_bold_ends_where_it_should() -> None:
    assert bold("OS2mo") == "*OS2mo*"
    assert bold("") == ""
    assert bold(said("a*b")) == said("a*b"), "a star of its own could end it"
    shown = render(reply(table(("Produkt", "Niveau", "Status"), ("*OS2mo*", "3", "aktiv"), ("OS2iot\nto", "", "aktiv"))))
    assert plain(shown) == "*OS2mo* — Niveau: 3 · Status: aktiv\nOS2iot to — Status: aktiv"
    assert "*OS2iot to*" in shown[0].blocks[0]["text"]["text"]


def test_code_stays_code_whatever_is_in_it() -> None:
    part = reply(paragraph("x")).parts[0]
    rendered = render(reply(type(part)("verbatim", '{\n "a": "```",\n "b": "<!here> slack:T1:U1"\n}')))[0]
    text = rendered.blocks[0]["text"]["text"]
    assert text.startswith("```\n{\n ")
    assert text.count("```") == 2
    assert "&lt;!here&gt; slack:T1:U1" in text
    assert readable(text) == '{\n "a": "```",\n "b": "<!here> slack:T1:U1"\n}'


def test_a_cut_tears_neither_entities_nor_links() -> None:
    for most in range(20, 60):
        for part in split("a &amp; b <https://os2.eu|x> " * 20, most):
            assert len(part) <= most
            assert part.count("<") == part.count(">")
            assert part.replace("&amp;", "").count("&") == 0
        shorter = cut("&amp;" * 20, most)
        assert len(shorter) <= most
        assert shorter.removesuffix("…").replace("&amp;", "") == ""


def test_a_link_that_comes_first_is_not_torn_either() -> None:
    text = f"<https://os2.eu/{'x' * 500}|{'ord ' * 200}> og mere " + "ord " * 900
    first, *_ = split(text, 2_000)
    assert first.startswith("<")
    assert first.count(">") == 1


def test_what_follows_a_cut_is_no_quote() -> None:
    rest = list(split("x" * 10 + "&gt;" + "y" * 5, 10))[1]
    assert rest == f"{JOINER}&gt;yyyyy"


def test_two_columns_stand_under_their_names() -> None:
    shown = render(reply(table(("Nr.", "Spørgsmål"), ("3", "Hvem koordinerer?"), ("4", "Hvad er OS2?"))))
    assert shown[0].blocks[0]["text"]["text"] == "_Nr. — Spørgsmål_\n*3* — Hvem koordinerer?\n*4* — Hvad er OS2?"
    assert shown[0].text == "Nr. — Spørgsmål\n3 — Hvem koordinerer?\n4 — Hvad er OS2?"


def test_long_cells_stand_under_each_other() -> None:
    text = render(reply(table((" ", "OS2mo", "OS2iot"), ("Formål", "x" * 80, "y" * 80), ("Niveau", "3", "2"))))[0].blocks[0]["text"]["text"]
    assert text == f"*Formål*\nOS2mo: {'x' * 80}\nOS2iot: {'y' * 80}\n\n*Niveau* — OS2mo: 3 · OS2iot: 2"
