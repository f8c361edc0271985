# SPDX-License-Identifier: MPL-2.0
"""What is no plain YAML in a file of sensible size is one clear sentence with its line."""

import os
from pathlib import Path

import pytest

from config.problems import ConfigError
from config.yaml_file import MAX_BYTES, read_yaml


def _written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "file.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def _problem(path: Path) -> str:
    with pytest.raises(ConfigError) as raised:
        read_yaml(path)
    assert len(raised.value.problems) == 1
    return str(raised.value.problems[0]).removeprefix(str(path))


def test_values_keep_their_types_and_dates_stay_text(tmp_path: Path) -> None:
    text = 'a: 1\nb: "1"\nc: 2026-11-24\nd: yes\ne: ~\nf:\ng: |\n  lines\n  of text\nh: !!str 7\ni: 1.5\nj: ""\n'
    file = read_yaml(_written(tmp_path, text))
    assert file.value == {
        "a": 1, "b": "1", "c": "2026-11-24", "d": True, "e": None, "f": None, "g": "lines\nof text\n", "h": "7", "i": 1.5, "j": "",
    }  # fmt: skip


def test_each_value_has_its_line(tmp_path: Path) -> None:
    file = read_yaml(_written(tmp_path, "# comment\na:\n  - b: 1\n    c: 2\n"))
    assert (file.line(("a",)), file.line(("a", 0, "c")), file.line(("a", 0, "missing"))) == (3, 4, 3)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert read_yaml(_written(tmp_path, b"\xef\xbb\xbfa: \xc3\xa6")).value == {"a": "æ"}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_holds_nothing(tmp_path: Path, text: str) -> None:
    assert read_yaml(_written(tmp_path, text)).value is None


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 5_000, "a:\n" + "".join(" " * depth + "b:\n" for depth in range(1, 30))])
def test_deep_nesting_is_refused_before_it_costs_anything(tmp_path: Path, text: str) -> None:
    assert "is nested more than 20 deep" in _problem(_written(tmp_path, text))


@pytest.mark.parametrize("text", ["a: &x [1]\nb: *x", "a: &x\n  - *x", "- &a [x]\n- &b [*a, *a]\n- [*b, *b]"])
def test_values_that_repeat_others_are_refused(tmp_path: Path, text: str) -> None:
    assert "write the value out" in _problem(_written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2", ", line 2: 'a' stands twice"),
        ("a: 1\n---\nb: 2", ", line 2: holds a second document; keep one (begin nothing after a line '---')"),
        ("? [a]\n: b", ", line 1: a name before the colon must be plain text"),
        ("a: b: c", ", line 1: is not valid YAML (mapping values are not allowed in this context)"),
        ("a: 1\n\tb: 2", ", line 2: is not valid YAML (found a tab character that violates indentation)"),
        ("a: !!int many", ", line 1: is not valid YAML"),
        ("a: " + "9" * 5_000, ", line 1: is not valid YAML"),
        (
            "a: 1\nb: !!python/object:os.system x",
            ", line 2: is not valid YAML (could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system')",
        ),
        ('a: "\\0"', ", line 1: holds a NUL character; take it out"),
        ('a: "\\uD800"', ", line 1: is not valid YAML (found invalid Unicode character escape code)"),
        (b"\x00\x01\x02", ": is not text"),
        (b"\xff\xfea\x00", ": is not UTF-8 text; save it as UTF-8"),
        ("a: æ".encode("latin-1"), ": is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_line(tmp_path: Path, text: str | bytes, problem: str) -> None:
    assert _problem(_written(tmp_path, text)) == problem


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")  # reading it would wait for ever
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    assert _problem(tmp_path) == ": is a directory; give a file"
    assert _problem(tmp_path / "pipe.yaml") == ": is not a file"
    assert _problem(Path("/dev/zero")) == ": is not a file"
    assert _problem(tmp_path / "loop.yaml") == ": cannot be read (Too many levels of symbolic links)"
    assert _problem(tmp_path / "missing.yaml") == ": cannot be read (No such file or directory)"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert _problem(path) == ": is larger than 32 MB; split it into several files"
