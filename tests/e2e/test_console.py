# SPDX-License-Identifier: MPL-2.0
"""The console as people use it: questions as arguments, through a pipe, and in a real terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.dialogues import Dialogue, load_dialogues, problems
from tests.e2e.console import PATIENCE, os2bot


def test_a_question_piped_into_chat_is_answered() -> None:
    ran = os2bot("chat", typed="hvem koordinerer kitos?\n")
    assert (ran.status, ran.err) == (0, "")
    assert "Jeg ved ikke, hvem der koordinerer OS2kitos" in ran.out
    assert "info@kitos.dk" in ran.out
    assert "Kilder:" in ran.out


def test_dialogues_go_as_they_should_in_a_process_too() -> None:
    """Every third: all of them are played over Slack and Matrix."""
    for dialogue in load_dialogues()[::3]:
        said = "".join(f"{turn.say}\n" for turn in dialogue.turns)
        ran = os2bot("chat", typed=said, OS2BOT_LANGUAGE=dialogue.language)
        assert (ran.status, ran.err) == (0, ""), dialogue
        found = [problem for turn in dialogue.turns for problem in problems(turn, ran.out) if "must not" not in problem]
        assert not found, f"{dialogue}: {found}"


@pytest.mark.parametrize("dialogue", [each for each in load_dialogues("forms") if not each.people], ids=str)
def test_a_form_is_filled_in_line_by_line(dialogue: Dialogue) -> None:
    said = "".join(f"{turn.say}\n" for turn in dialogue.turns)
    ran = os2bot("chat", typed=said, OS2BOT_LANGUAGE=dialogue.language)
    assert (ran.status, ran.err) == (0, "")
    found = [problem for turn in dialogue.turns for problem in problems(turn, ran.out) if "must not" not in problem]
    assert not found


def test_ask_says_by_its_exit_status_whether_it_answered() -> None:
    assert os2bot("ask", "Hvem koordinerer OS2iot?").status == 0
    assert os2bot("ask", "hvem koordinerer").status == 3
    assert os2bot("ask", "asdf qwer zxcv").status == 3


def test_ask_follows_up_and_speaks_json() -> None:
    ran = os2bot("ask", "og os2mo?", "--after", "hvem koordinerer kitos", "--json")
    answer = json.loads(ran.out)
    assert (answer["intent"], answer["slots"], answer["language"], answer["outcome"]) == ("product_coordinator", {"product": "os2mo"}, "da", "unknown")
    assert answer["question"] == "og os2mo?"
    assert "OS2mo" in answer["answer"]
    assert 0 <= answer["confidence"] <= 1


def test_ask_explains_itself() -> None:
    out = os2bot("ask", "hvem koordinerer rollekataloget", "--explain").out
    for line in ("language    da", "name        product os2rollekatalog (", "candidate   product_coordinator", "intent      product_coordinator"):
        assert line in out


def test_the_language_is_the_questions_else_the_one_that_is_set() -> None:
    assert "I do not know" in os2bot("ask", "who coordinates kitos").out
    assert "Sources:" in os2bot("ask", "os2mo", "--language", "en").out
    assert "Kilder:" in os2bot("ask", "os2mo").out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ask", "hej", "--language", "fr"), "--language: must be da or en"),
        (("evaluate", "/nowhere.tsv"), "/nowhere.tsv: cannot be read (No such file or directory)"),
    ],
)
def test_a_wrong_argument_gets_one_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    ran = os2bot(*arguments)
    assert (ran.status, ran.err.strip()) == (2, f"os2bot: {sentence}")


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"OS2BOT_DATABASE_URL": "mysql://user:secret@host/db"}, "OS2BOT_DATABASE_URL: must begin with sqlite:/// or postgresql://"),
        ({"OS2BOT_DATABASE_URL": "postgresql://os2bot:secret@127.0.0.1:port/x"}, "OS2BOT_DATABASE_URL: is no database address"),
        ({"OS2BOT_DATABASE_URL": "sqlite:///x.db?secret=1"}, "OS2BOT_DATABASE_URL: takes no options"),
        ({"OS2BOT_DATABASE_URL": "postgresql://os2bot:secret@127.0.0.1:1/os2bot"}, "the database cannot be used"),
        ({"OS2BOT_LANGUAGE": "fr"}, "OS2BOT_LANGUAGE: must be 'da' or 'en'"),
        ({"OS2BOT_TIME_ZONE": "Mars/Base"}, "OS2BOT_TIME_ZONE: is no time zone"),
        ({"OS2BOT_ADMINS": "everybody"}, "OS2BOT_ADMINS: 'everybody' is no admin"),
        ({"OS2BOT_CONFIG_DIR": "/nowhere"}, "OS2BOT_CONFIG_DIR: '/nowhere' is not a directory"),
        ({"OS2BOT_DATA_DIR": "/proc/nothing"}, "/proc/nothing: the directory cannot be made"),
    ],
)
def test_a_wrong_setting_gets_one_sentence_and_never_shows_a_secret(setting: dict[str, str], sentence: str) -> None:
    ran = os2bot("ask", "hej", **setting)
    assert ran.status in (1, 2)
    assert len(ran.err.strip().splitlines()) == 1
    assert sentence in ran.err
    assert "secret" not in ran.err


def test_what_steers_a_terminal_is_not_echoed() -> None:
    out = os2bot("chat", typed="hvem koordinerer \x1b[31mkitos\x07\u202e\n").out
    assert all(char not in out for char in "\x1b\x07\u202e")


LOADED = """
import sys
from bot.cli import main
sys.argv = ["os2bot", "ask", "hej"]
try:
    main()
except SystemExit:
    pass
heavy = {"slack_bolt", "slack_sdk", "nio", "alembic", "starlette", "uvicorn", "sklearn", "prompt_toolkit"}
print("loaded:", sorted(heavy & set(sys.modules)))
"""


def test_neither_platform_sdk_is_loaded_by_a_question() -> None:
    assert os2bot("ask", "hej").status == 0  # the first run makes the database, with alembic
    ran = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert ran.stdout.splitlines()[-1] == "loaded: []"


class TestTerminal:
    """`os2bot chat` in a terminal of its own."""

    @pytest.fixture
    def chat(self) -> "Iterator[pexpect.spawn[str]]":
        command = str(Path(sys.executable).with_name("os2bot"))
        child = pexpect.spawn(command, ["chat"], encoding="utf-8", timeout=PATIENCE, dimensions=(60, 90), env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1"})
        child.expect("Velkommen")
        yield child
        child.close(force=True)

    def test_it_answers_remembers_and_says_goodbye(self, chat: "pexpect.spawn[str]") -> None:
        chat.expect(">")
        chat.sendline("hvem koordinerer os2iot?")
        chat.expect("Aarhus Kommune koordinerer OS2iot")
        chat.sendline("og os2mo?")
        chat.expect("OS2mo")
        chat.sendline("farvel")
        chat.expect(pexpect.EOF)
        assert chat.wait() == 0

    def test_a_number_chooses(self, chat: "pexpect.spawn[str]") -> None:
        chat.sendline("møde")
        chat.expect("skriv nummeret")
        chat.sendline("2")
        chat.expect("mødekalender")

    def test_names_are_completed(self, chat: "pexpect.spawn[str]") -> None:
        chat.expect(">")
        chat.send("OS2flytjor\t")
        chat.expect("OS2flytjord")

    def test_control_c_clears_the_line_and_control_d_ends(self, chat: "pexpect.spawn[str]") -> None:
        chat.expect(">")
        chat.send("halv")
        chat.sendintr()
        chat.sendeof()
        chat.expect(pexpect.EOF)
        assert chat.wait() == 0
