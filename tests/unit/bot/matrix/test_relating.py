# SPDX-License-Identifier: MPL-2.0
"""Messages stand where they belong, in clients that know threads and edits and in those that do not."""

from bot.adapters.matrix.relating import Relation, editing, in_thread, relation, replying

SAID = {
    "msgtype": "m.notice",
    "body": "hej",
    "format": "org.matrix.custom.html",
    "formatted_body": "<p>hej</p>",
    "m.mentions": {"user_ids": ["@anna:example.org"]},
}


def test_what_is_written_is_read_the_same() -> None:
    assert relation(in_thread(SAID, "$rod", "$sidste")) == Relation(thread="$rod")
    assert relation(replying(SAID, "$før")) == Relation(replied="$før")
    assert relation(editing(SAID, "$gammel")).edits
    assert relation(SAID) == Relation()


def test_a_thread_falls_back_to_a_reply() -> None:
    assert in_thread(SAID, "$rod", "$sidste")["m.relates_to"] == {
        "rel_type": "m.thread", "event_id": "$rod", "is_falling_back": True, "m.in_reply_to": {"event_id": "$sidste"},
    }  # fmt: skip


def test_an_edit_holds_the_new_words_and_calls_nobody_anew() -> None:
    edit = editing(in_thread(SAID, "$rod", "$sidste"), "$gammel")
    assert edit == {
        "msgtype": "m.notice", "body": "* hej", "m.mentions": {}, "m.new_content": SAID, "m.relates_to": {"rel_type": "m.replace", "event_id": "$gammel"},
    }  # fmt: skip
    assert len(editing({**SAID, "body": "x" * 9_000}, "$gammel")["body"]) < 600


def test_nothing_is_changed_in_place() -> None:
    before = dict(SAID)
    in_thread(SAID, "$a", "$b"), replying(SAID, "$a"), editing(SAID, "$a")
    assert before == SAID
