# SPDX-License-Identifier: MPL-2.0
"""How many are spoken of is told from dates, times, weeks and levels."""

import pytest

from handlers.understanding.counts import counts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vi skal være mindst 5", ("5",)), ("mindst fem skal være til stede 4. maj kl. 13", ("5",)), ("quorum er 4", ("4",)), ("at least six members", ("6",)),
        ("vi er 2 og 3", ("2", "3")), ("den 4. maj skal mindst 7 møde op", ("7",)), ("uge 3", ()), ("kl 10", ()), ("kl. 10-11", ()), ("den 4. maj", ()),
        ("niveau 2", ()), ("at 3 pm", ()), ("mindst 3 dage før", ()), ("version 5.2", ()), ("0", ()), ("", ()),
    ],
)  # fmt: skip
def test_a_count_is_found(text: str, found: tuple[str, ...]) -> None:
    assert counts(text) == found
