# SPDX-License-Identifier: MPL-2.0
"""One place has many addresses; which of them is a repository, and where its files are."""

import pytest

from config.catalogue.web_addresses import file_address, is_account, same_place, web_address


@pytest.mark.parametrize("address", ["https://github.com/Example/Board", "http://www.github.com/example/board.git/", "git@github.com:example/board.git"])
def test_every_address_of_a_place_is_the_same_place(address: str) -> None:
    assert same_place(address) == "github.com/example/board"


@pytest.mark.parametrize("text", ["", "board", "example.org/board", "ftp://example.org", "https://localhost", "javascript:alert(1)", "https://example.org/a b"])
def test_what_no_browser_opens_is_no_address(text: str) -> None:
    assert web_address(text) is None


def test_an_account_is_no_repository() -> None:
    assert is_account("https://github.com/example")
    assert not is_account("https://github.com/example/board")
    assert not is_account("https://example.org/board")


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/example/board", "https://github.com/example/board/blob/HEAD/publiccode.yml"),
        ("https://gitlab.example.org/a/b", "https://gitlab.example.org/a/b/-/blob/HEAD/publiccode.yml"),
        ("https://github.com/example", "https://github.com/example"),
        ("https://example.org/board", "https://example.org/board"),
    ],
)
def test_the_address_of_a_file_is_told_only_where_it_is_known(repository: str, address: str) -> None:
    assert file_address(repository, "publiccode.yml") == address
