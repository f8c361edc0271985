# SPDX-License-Identifier: MPL-2.0
"""A file of questions is read as it stands, and what is wrong with it is said with its line."""

from pathlib import Path

import pytest

from bot.evaluation import read_rows
from config.problems import ConfigError

HEAD = "language\tquestion\tintent\tslots\n"


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "questions.tsv"
    path.write_bytes(text.encode())
    return path


def test_line_ends_of_every_system_and_odd_characters_are_fine(tmp_path: Path) -> None:
    rows = read_rows(_file(tmp_path, "\ufeff" + HEAD.replace("\n", "\r\n") + 'da\thvem\u2028er "det"\thelp\t{}\r\n'))
    assert [(row.question, row.context) for row in rows] == [('hvem\u2028er "det"', "")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the first line must name the columns"),
        (HEAD, "line 1: holds no question"),
        ("language\tlanguage\tquestion\tintent\tslots\n", "line 1: the first line names a column twice"),
        (HEAD + "da\thej\thelp\n", "line 2: has another number of columns"),
        (HEAD + "fr\thej\thelp\t{}\n", "line 2: language: must be da or en"),
        (HEAD + "da\thej\thelp\t[]\n", "line 2: slots: must be a JSON object"),
        (HEAD + "da\thej\thelp\t" + "[" * 100_000 + "\n", "line 2: slots: must be a JSON object"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_rows(_file(tmp_path, text))
    assert problem in str(caught.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not a file"):
        read_rows(tmp_path)
