# SPDX-License-Identifier: MPL-2.0
"""The same answer is put into words, and rendered, once; an answer that is another one never is taken for it, and what is private is not remembered."""

import gc
from dataclasses import replace

import pytest

from bot.adapters.slack.render import Rendered, render
from bot.adapters.slack.rendered_lately import MOST as MOST_RENDERED
from bot.adapters.slack.rendered_lately import RenderedLately
from bot.localise import LocalisedPart, LocalisedReply
from bot.said_lately import MOST, SaidLately
from handlers.message import Asked

PUBLIC = LocalisedReply("da", "answered", (LocalisedPart("paragraph", "Ja."),), (), (), "", "", asked=(Asked("fee"),))


@pytest.fixture
def lately() -> SaidLately:
    return SaidLately()


def _said(lately: SaidLately, answer: str, reply: LocalisedReply) -> LocalisedReply:
    return lately.words(answer, lambda: replace(reply))


def test_the_same_answer_is_said_once_and_another_anew(lately: SaidLately) -> None:
    first = _said(lately, "1", PUBLIC)
    assert _said(lately, "1", PUBLIC) is first
    assert _said(lately, "2", PUBLIC) is not first


def test_what_not_everybody_may_see_is_not_remembered(lately: SaidLately) -> None:
    own = replace(PUBLIC, asked=())
    assert _said(lately, "1", own) is not _said(lately, "1", own)


def test_a_change_about_a_person_empties_it(lately: SaidLately) -> None:
    first = _said(lately, "1", PUBLIC)
    _said(lately, "2", replace(PUBLIC, asked=(), concerns=("slack:T1:U1",)))
    assert _said(lately, "1", PUBLIC) is not first


def test_it_stays_small(lately: SaidLately) -> None:
    for number in range(MOST + 10):
        _said(lately, str(number), PUBLIC)
    assert len(lately._said) == MOST


def _rendered(rendered: RenderedLately, reply: LocalisedReply, surface: str = "") -> tuple[Rendered, ...]:
    return rendered.messages(reply, surface, lambda: render(reply))


def test_an_answer_is_rendered_once_for_each_surface() -> None:
    rendered, reply = RenderedLately(), replace(PUBLIC)
    assert _rendered(rendered, reply) is _rendered(rendered, reply)
    assert _rendered(rendered, reply) is not _rendered(rendered, reply, "shareable")
    assert _rendered(rendered, replace(reply)) is not _rendered(rendered, reply)


def test_what_is_rendered_goes_with_its_answer_and_private_answers_are_not_kept() -> None:
    rendered, reply = RenderedLately(), replace(PUBLIC)
    _rendered(rendered, reply)
    _rendered(rendered, replace(PUBLIC, asked=()))
    assert len(rendered._made) == 1
    del reply
    gc.collect()
    assert rendered._made == {}


def test_what_is_rendered_stays_small() -> None:
    rendered, replies = RenderedLately(), [replace(PUBLIC) for _ in range(MOST_RENDERED + 10)]
    for reply in replies:
        _rendered(rendered, reply)
    assert len(rendered._made) == MOST_RENDERED
