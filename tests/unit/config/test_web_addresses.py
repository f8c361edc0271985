# SPDX-License-Identifier: MPL-2.0
"""One place has many addresses; which of them is a repository, and where its files are."""

import pytest

from config.catalogue.web_addresses import file_address, is_account, listed_repository, releases_address, same_place, web_address


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


@pytest.mark.parametrize(
    ("repository", "feed"),
    [
        ("https://github.com/OS2mo/os2mo", "https://github.com/OS2mo/os2mo/releases.atom"),
        ("https://github.com/a/b.git", "https://github.com/a/b/releases.atom"),
        ("git@github.com:a/b.git", "https://github.com/a/b/releases.atom"),
        ("https://gitlab.com/group/sub/project", "https://gitlab.com/group/sub/project/-/tags?format=atom"),
        ("https://gitlab.example.org/a/b", "https://gitlab.example.org/a/b/-/tags?format=atom"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/releases.atom"),
        ("https://forgejo.example.org/a/b", "https://forgejo.example.org/a/b/releases.atom"),
        ("https://gitea.example.org/a/b/", "https://gitea.example.org/a/b/releases.atom"),
    ],
)
def test_a_forge_lists_the_releases_of_a_repository(repository: str, feed: str) -> None:
    assert releases_address(repository) == feed
    assert same_place(listed_repository(feed)) == same_place(repository)


@pytest.mark.parametrize(
    "repository", ["https://github.com/OS2nectar", "https://gitlab.com/g", "https://bitbucket.org/a/b", "https://git.example.org/a/b", "https://github.com/a/b/tree/main", ""]
)  # fmt: skip
def test_where_no_list_is_known_none_is_guessed(repository: str) -> None:
    assert releases_address(repository) is None


def test_what_may_be_secret_in_the_address_of_a_list_is_not_shown() -> None:
    assert listed_repository("https://gitlab.com/a/b/-/tags?format=atom&feed_token=secret") == "https://gitlab.com/a/b"
    assert listed_repository("https://x.example/feed.xml?key=secret#part") == "https://x.example/feed.xml"
