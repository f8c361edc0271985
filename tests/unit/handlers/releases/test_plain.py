# SPDX-License-Identifier: MPL-2.0
"""What a release is called, whether it is meant for everybody, and where its page is: nothing that others write leads anywhere else."""

import pytest

from handlers.releases.plain import LONGEST_VERSION, is_preview, numbers, page, version

FEED, REPOSITORY = "https://github.com/o/r/releases.atom", "https://github.com/o/r"


@pytest.mark.parametrize(
    ("title", "url", "named"),
    [
        ("Store nyheder i november", f"{REPOSITORY}/releases/tag/v3.22.0", "3.22.0"),
        ("x", "https://gitlab.com/g/p/-/tags/26.1.0", "26.1.0"),
        ("x", "https://codeberg.org/g/p/releases/tag/V2", "2"),
        ("x", f"{REPOSITORY}/releases/tag/backend%2F1.6.0", "backend/1.6.0"),
        ("OS2forms 4.2", f"{REPOSITORY}/releases/tag/sommer", "OS2forms 4.2"),
        ("v1.0", "https://x.example/news/1", "1.0"),
        ("vores version", "https://x.example/", "vores version"),
        ("", f"{REPOSITORY}/releases/tag/sommer", "sommer"),
        ("x", f"{REPOSITORY}/releases/tag/1%00%E2%80%AE2", "12"),
        ("y" * 200, "https://x.example/", "y" * (LONGEST_VERSION - 1) + "…"),
    ],
)
def test_a_version_is_named_by_its_tag_else_by_its_title(title: str, url: str, named: str) -> None:
    assert version(title, url) == named


@pytest.mark.parametrize(
    "name", ["3.22.0-rc1", "3.22.0rc1", "2.0.0-beta.2", "latest", "nightly-2026", "1.2b1", "1.0-dev", "4.0.0-ALPHA", "5-pre", "edge", "1.0-SNAPSHOT", "next-7"]
)
def test_a_preview_is_known_by_its_own_name(name: str) -> None:
    assert is_preview(name)


@pytest.mark.parametrize("name", ["3.22.0", "release-2026-11", "prefix-1.0", "precision 3", "contest 2", "3.1a", "backend/1.6.0", "rcms 4", "developer-2"])
def test_other_names_are_of_versions_for_everybody(name: str) -> None:
    assert not is_preview(name)


def test_versions_are_compared_by_their_numbers() -> None:
    assert numbers("3.10.1") > numbers("3.9")
    assert numbers("sommer") == ()
    assert numbers("9" * 400)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (f"{REPOSITORY}/releases/tag/1", f"{REPOSITORY}/releases/tag/1"),
        ("/o/r/releases/tag/1", f"{REPOSITORY}/releases/tag/1"),
        ("https://www.github.com/o/r/1", "https://www.github.com/o/r/1"),
        *((bad, REPOSITORY) for bad in (
            "", "javascript:alert(1)", "data:text/html,x", "https://evil.example/o/r", "https://github.com.evil.example/", "https://github.com@evil.example/",
            "//evil.example/x", "https://user:secret@github.com/o", "http://[", "https://github.com/a b", "https://github.com/\u202ex", "https://github.com:x/",
            f"https://github.com/{'x' * 600}", "ftp://github.com/x", "https://github.com/<!channel>\n",
        )),
    ],
)  # fmt: skip
def test_a_page_is_on_the_server_that_lists_it_or_it_is_the_repositorys(link: str, address: str) -> None:
    assert page(link, FEED, REPOSITORY) == address
